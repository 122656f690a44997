/** Small hands for the page. */

export const $ = (selector, root = document) => root.querySelector(selector);

/** Has an element say a text alone. What says one already keeps its node: to put in another costs a slow phone more. */
export function write(element, text) {
  const [node, ...others] = element.childNodes;
  if (node?.nodeType === Node.TEXT_NODE && !others.length) node.data = text;
  else element.textContent = text;
}

/** A copy of what `<template data-name>` holds. */
export const fromTemplate = (name, value) =>
  $(value ? `template[data-${name}="${value}"]` : `template[data-${name}]`).content.firstElementChild.cloneNode(true);

// Dialogs that were asked and whose answer nobody has heard: `close` comes a moment after a dialog is closed.
const asked = new WeakSet();

/** Whether the dialog has yet to answer: asked again, it would forget what was answered. */
export const isAsked = (dialog) => asked.has(dialog);

/** Opens a dialog; what opened it has the focus again afterwards. Resolves with the button's value. */
export function ask(dialog) {
  const before = document.activeElement;
  dialog.returnValue = "";
  asked.add(dialog);
  dialog.showModal();
  return new Promise((answered) => {
    dialog.addEventListener(
      "close",
      () => {
        asked.delete(dialog);
        // It may have been drawn again meanwhile.
        const there = before?.isConnected ? before : before?.id && document.getElementById(before.id);
        if (there) there.focus({ preventScroll: true });
        answered(dialog.returnValue);
      },
      { once: true },
    );
  });
}

/** An option of a `<select>`. */
export const option = (value, text, isSelected = false) => new Option(text, value, isSelected, isSelected);

/** Shows the lines in their order. Those that stay are not touched: whoever is at one of them keeps their place. */
export function arrange(list, lines) {
  const wanted = new Set(lines);
  for (const line of [...list.children]) if (!wanted.has(line)) line.remove();
  lines.forEach((line, n) => list.children[n] === line || list.insertBefore(line, list.children[n] ?? null));
}

/**
 * Lines by the ids of what they show, drawn again where what they show has changed. The focus moves with its line.
 *
 *   const lines = new Lines($("ol"), (entry) => JSON.stringify(entry), (entry) => line(entry));
 *   lines.show(entries);
 */
export class Lines {
  #lines = new Map();

  constructor(list, sign, draw) {
    Object.assign(this, { list, sign, draw });
  }

  show(items, ...given) {
    const before = this.#lines;
    const place = [...before.values()].findIndex(({ element }) => element.contains(document.activeElement));
    const focused = [...before.keys()][place];
    this.#lines = new Map();
    for (const item of items) {
      const sign = this.sign(item, ...given);
      const known = before.get(item.id);
      this.#lines.set(item.id, known?.sign === sign ? known : { sign, element: this.draw(item, ...given) });
    }
    arrange(this.list, [...this.#lines.values()].map(({ element }) => element));
    // Where the line is gone, to the one that took its place.
    const rest = place < 0 ? [] : [...this.#lines.values()];
    const line = (this.#lines.get(focused) ?? rest[Math.min(place, rest.length - 1)])?.element;
    if (!line || line.contains(document.activeElement)) return;
    line.tabIndex = -1;
    line.focus({ preventScroll: true });
  }
}

// Thousands may stand apart, in any country's way; what is behind a decimal sign is no part of a whole number.
const WHOLE = /^\d{1,7}$|^\d{1,3}(?:[\s.,’']\d{3})+$/;

/** A whole number that was typed, from 1 to the most; null where it is none. */
export function typed(text, most) {
  const number = WHOLE.test(text.trim()) ? Number(text.replace(/\D/g, "")) : 0;
  return number >= 1 && number <= most ? number : null;
}
