// A form that answers with paper: says that it is being made, and saves it without leaving the page. A refusal
// comes as the whole page; a file that was chosen stays chosen. Without this the browser waits by itself.
import { isPaper, save } from "./saved-paper.js";

function bind(form) {
  const progress = form.querySelector("[data-progress]");
  const button = form.querySelector('button[type="submit"]');

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    progress.textContent = progress.dataset.making;
    const meter = document.createElement("progress");
    meter.className = "meter";
    meter.setAttribute("aria-label", progress.dataset.making);
    progress.append(meter);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (!isPaper(answer)) return show(await answer.text(), form);
      await save(answer, "letters.pdf");
      progress.textContent = progress.dataset.made;
    } catch {
      progress.textContent = progress.dataset.failed;
    }
    button.removeAttribute("aria-disabled");
  });
}

function show(html, old) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  const form = fresh.querySelector("[data-waits-for-paper]");
  if (!form) return location.reload();
  const file = form.querySelector('input[type="file"]');
  const chosen = old.querySelector('input[type="file"]');
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (file.hasAttribute(name)) chosen.setAttribute(name, file.getAttribute(name));
    else chosen.removeAttribute(name);
  }
  file.replaceWith(chosen);
  document.querySelector("main").replaceWith(fresh);
  bind(form);
  (fresh.querySelector('[role="alert"]') ?? fresh.querySelector("[aria-invalid]"))?.scrollIntoView({ block: "center" });
  fresh.querySelector("[aria-invalid]")?.focus();
}

const form = document.querySelector("[data-waits-for-paper]");
if (form) bind(form);
