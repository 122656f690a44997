/** So many at once: the number is typed or picked. */

import { LARGEST } from "../entries.js";
import { $, ask, isAsked, typed } from "./dom.js";
import { say } from "./words.js";

const dialog = $("#ask-several");
const field = $("#several-n");
const wrong = $("#several-wrong");
let found = null;

$("[data-picks]", dialog).addEventListener("click", ({ target }) => {
  if (target.value) field.value = target.value;
});

dialog.addEventListener("submit", (event) => {
  found = typed(field.value, LARGEST);
  wrong.textContent = found === null ? say("how_many") : "";
  field.setAttribute("aria-invalid", String(found === null));
  if (found !== null) return;
  event.preventDefault();
  field.focus();
});

/** How many of which kind for the case; null where somebody thought better of it. */
export async function askSeveral(about, kind) {
  if (isAsked(dialog)) return null;
  $("[data-several-case]", dialog).textContent = about.name;
  $("[data-kinds]", dialog).replaceChildren(...about.kinds.map((each) => choice(each, kind)));
  field.value = "";
  wrong.textContent = "";
  field.removeAttribute("aria-invalid");
  found = null;
  const asked = ask(dialog);
  field.focus();
  if ((await asked) === "cancel" || found === null) return null;
  return { quantity: found, kind: $("input[name=kind]:checked", dialog).value };
}

function choice({ kind, label }, chosen) {
  const element = document.createElement("label");
  element.className = "choice";
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "kind", value: kind, checked: kind === chosen });
  element.append(input, ` ${label}`);
  return element;
}
