/** The cases of the table: a row each, with the figure and a button for each kind. */

import { LETTERS } from "../figures.js";
import { $, arrange, fromTemplate, write } from "./dom.js";
import { many, number } from "./words.js";

const HELD = 500;
const list = $("[data-rows]");
const shown = new WeakMap();

/**
 * Draws the rows. `tap(case, kind)` happens at a tap, `several(case, kind)` where somebody holds or asks for more.
 * Whoever is at a button by the keyboard stays there.
 */
export function drawRows(facts, { tap, several, isShut }) {
  const focused = list.contains(document.activeElement) ? document.activeElement.id : "";
  list.replaceChildren(...facts.cases.map((each) => row(each, { tap, several, isShut })));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function row(about, { tap, several, isShut }) {
  const element = fromTemplate("row");
  element.dataset.case = about.slug;
  element.id = `case-${about.slug}`;
  element.toggleAttribute("data-many", about.kinds.length > 2);
  const stamp = $(".mini-stamp", element);
  stamp.dataset.ink = about.ink;
  if (about.portrait) stamp.replaceChildren(Object.assign(new Image(64, 64), { src: about.portrait, alt: "" }));
  else $("[data-initials]", stamp).textContent = about.initials;
  $("[data-case-name]", element).textContent = about.name;
  $("[data-country]", element).textContent = about.country;
  $("[data-case-figure]", element).dataset.figure = about.slug;
  const more = $(".count-more", element);
  more.id = `more-${about.slug}`;
  $("span", more).textContent = ` – ${about.name}`;
  if (isShut) {
    more.remove();
    return element;
  }
  $(".count-taps", element).append(...about.kinds.map(({ kind, label }) => button(about, kind, label, { tap, several })));
  more.addEventListener("click", () => several(about, about.kinds[0].kind));
  return element;
}

function button(about, kind, label, { tap, several }) {
  const element = fromTemplate("tap");
  element.id = `tap-${about.slug}-${kind}`;
  element.dataset.kind = kind;
  $("[data-label]", element).textContent = label;
  $("[data-for]", element).textContent = about.name;
  let timer = 0;
  // From the moment of the hold until its dialog is done with: what the finger lets go of is no tap.
  let isHeld = false;
  const release = () => clearTimeout(timer);
  element.addEventListener("pointerdown", ({ isPrimary, button }) => {
    release();
    // Under a dialog nothing can be pressed: whoever presses has done with it.
    isHeld = false;
    if (!isPrimary || button > 0) return;
    timer = setTimeout(async () => {
      // One question at a time: a second finger's would take the place of the first, unseen.
      if ($("dialog[open]")) return;
      isHeld = true;
      await several(about, kind);
      isHeld = false;
    }, HELD);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) element.addEventListener(end, release);
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  element.addEventListener("click", () => {
    if (!isHeld) tap(about, kind);
  });
  return element;
}

const lettersOf = (kinds = {}) => LETTERS.reduce((sum, kind) => sum + (kinds[kind] ?? 0), 0);

/** Shows the figures, of one case alone where only that one changed. Rows stay where they are. */
export function showFigures({ event, cases }, only = null) {
  showFigure($('[data-figure="event"]'), $("[data-letters]"), event);
  for (const row of list.children) {
    if (only && row.dataset.case !== only) continue;
    showFigure($("[data-case-figure]", row), $("[data-case-letters]", row), lettersOf(cases[row.dataset.case]));
  }
}

function showFigure(figure, word, letters) {
  if (shown.get(figure) === letters) return;
  shown.set(figure, letters);
  write(figure, number(letters));
  write(word, many("letters", letters).replace(number(letters), ""));
}

/** Puts the rows into an order: as on the table, by name, or what is logged most first. */
export function sortRows(order, facts, { cases }) {
  const place = new Map(facts.cases.map(({ slug }, n) => [slug, n]));
  const names = new Map(facts.cases.map(({ slug, name }) => [slug, name]));
  const nameOf = (slug) => names.get(slug) ?? ""; // of a row that is about to go
  const by = {
    table: (one, other) => place.get(one) - place.get(other),
    name: (one, other) => nameOf(one).localeCompare(nameOf(other), document.documentElement.lang),
    most: (one, other) => lettersOf(cases[other]) - lettersOf(cases[one]) || place.get(one) - place.get(other),
  }[order] ?? (() => 0);
  const focused = document.activeElement;
  arrange(list, [...list.children].sort((one, other) => by(one.dataset.case, other.dataset.case)));
  if (list.contains(focused)) focused.focus({ preventScroll: true });
}
