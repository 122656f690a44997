// Sends the counter's forms without leaving the page. Each form carries its own id, so that sending it again,
// by this script or by the browser, counts once.
const ROOT = "[data-counts-in-place]";
const PATIENCE = 15_000;

function show(fresh) {
  const focused = document.activeElement?.id;
  document.querySelector(ROOT).replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const said = fresh.querySelector("[role=alert], .alert, .errorlist, .count-bar p");
  document.querySelector("[data-says-what-was-counted]").textContent = said?.textContent ?? "";
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.closest(ROOT)) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(ROOT);
    if (!fresh) throw new Error("not our page");
    show(fresh);
  } catch {
    form.submit(); // the browser tells what is wrong, and its reload sends the same id
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches(`${ROOT} .count-team select`)) event.target.form.requestSubmit();
});

// A page out of the browser's memory carries ids that were used.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
