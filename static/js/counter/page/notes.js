/** What the page has to tell beside the counting: each thing once, until it is over. */

import { $, fromTemplate } from "./dom.js";
import { whenStill } from "./thumb.js";

const place = $("[data-notes]");
const wanted = new Map();
const shown = new Map();

/** Shows a sentence under a name, with what can be done about it: `[[act, what happens]]`. */
export function note(name, text, acts = [], { isLoud = false } = {}) {
  if (wanted.get(name)?.text === text) return;
  wanted.delete(name);
  wanted.set(name, { text, acts, isLoud });
  whenStill("notes", draw);
}

/** It is over. */
export function forget(name) {
  if (wanted.delete(name)) whenStill("notes", draw);
}

function draw() {
  for (const [name, { told, element }] of shown) {
    if (wanted.get(name) === told) continue;
    element.remove();
    shown.delete(name);
  }
  for (const [name, told] of wanted) {
    if (shown.has(name)) continue;
    const element = elementOf(name, told);
    place.append(element);
    shown.set(name, { told, element });
  }
}

function elementOf(name, { text, acts, isLoud }) {
  const element = fromTemplate("note");
  element.dataset.note = name;
  element.classList.toggle("loud", isLoud);
  $("p", element).textContent = text;
  for (const [act, happens] of acts) {
    const button = fromTemplate("act", act);
    if (happens) button.addEventListener("click", happens);
    $(".dialog-row", element).append(button);
  }
  return element;
}
