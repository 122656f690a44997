// The desk without waiting: the preview follows what is typed, and the letter arrives without leaving the page.
// Everything works without this file too. Nothing typed is kept anywhere, and nothing of it gets into an address.

import { isPaper, save } from "./saved-paper.js";

const PAUSE = 350;

async function post(form, act) {
  const body = new FormData(form);
  body.set("act", act);
  return fetch(form.action, { method: "POST", body: new URLSearchParams(body), credentials: "omit" });
}

function swapLiveParts(form, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const here = form.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!here || here.innerHTML === part.innerHTML) continue;
    const wasOpen = here.querySelector("details")?.open;
    const focused = here.contains(document.activeElement) ? document.activeElement : null;
    here.replaceChildren(...part.childNodes);
    if (wasOpen) here.querySelector("details")?.setAttribute("open", "");
    if (focused?.name) here.querySelector(`[name="${focused.name}"][value="${CSS.escape(focused.value)}"]`)?.focus();
  }
}

function rememberChoice(form) {
  const chosen = new URLSearchParams();
  for (const name of ["to", "in"]) if (form.elements[name]?.value) chosen.set(name, form.elements[name].value);
  history.replaceState(null, "", `?${chosen}`);
}

function bind(form) {
  const progress = form.querySelector("[data-progress]");
  let timer, latest = 0;

  async function refresh() {
    const mine = ++latest;
    try {
      const answer = await post(form, "live");
      if (answer.ok && mine === latest) swapLiveParts(form, await answer.text());
    } catch { /* Without a network the page stays as it is. */ }
  }

  async function fetchLetter(button) {
    button.setAttribute("aria-disabled", "true");
    progress.textContent = progress.dataset.making;
    try {
      const answer = await post(form, "pdf");
      if (isPaper(answer)) {
        await save(answer, "letter.pdf");
        progress.textContent = progress.dataset.made;
      } else showAnswer(await answer.text());
    } catch {
      progress.textContent = progress.dataset.failed;
    }
    button.removeAttribute("aria-disabled");
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, PAUSE); });
  form.addEventListener("change", (event) => { if (["to", "in"].includes(event.target.name)) rememberChoice(form); });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "pdf") return;
    event.preventDefault();
    if (event.submitter.getAttribute("aria-disabled") !== "true") fetchLetter(event.submitter);
  });
  for (const hidden of form.querySelectorAll("[data-without-script]")) hidden.hidden = true;
}

// A refusal comes as the whole page with a sentence beside the field: show it and go to the first one.
function showAnswer(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  document.querySelector("main").replaceWith(fresh);
  const form = fresh.querySelector("[data-desk]");
  if (form) bind(form);
  (fresh.querySelector('[role="alert"]') ?? fresh.querySelector("[aria-invalid]"))?.scrollIntoView({ block: "center" });
  fresh.querySelector("[aria-invalid]")?.focus();
}

const form = document.querySelector("[data-desk]");
if (form) bind(form);
