/** What the page has to tell beside the counting: each thing once, until it is over. */

import { $, fromTemplate } from "./dom.js";

const place = $("[data-notes]");
const shown = new Map();

/** Shows a sentence under a name, with what can be done about it: `[[act, what happens]]`. */
export function note(name, text, acts = [], { isLoud = false } = {}) {
  if (shown.get(name)?.text === text) return;
  forget(name);
  const element = fromTemplate("note");
  element.dataset.note = name;
  element.classList.toggle("loud", isLoud);
  $("p", element).textContent = text;
  for (const [act, happens] of acts) {
    const button = fromTemplate("act", act);
    if (happens) button.addEventListener("click", happens);
    $(".dialog-row", element).append(button);
  }
  place.append(element);
  shown.set(name, { text, element });
}

/** It is over. */
export function forget(name) {
  shown.get(name)?.element.remove();
  shown.delete(name);
}
