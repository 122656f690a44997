/** Small hands for the page. */

export const $ = (selector, root = document) => root.querySelector(selector);

/** A copy of what `<template data-name>` holds. */
export const fromTemplate = (name, value) =>
  $(value ? `template[data-${name}="${value}"]` : `template[data-${name}]`).content.firstElementChild.cloneNode(true);

/** Opens a dialog; what opened it has the focus again afterwards. Resolves with the button's value. */
export function ask(dialog) {
  const before = document.activeElement;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answered) => {
    dialog.addEventListener(
      "close",
      () => {
        if (before?.isConnected) before.focus({ preventScroll: true });
        answered(dialog.returnValue);
      },
      { once: true },
    );
  });
}

/** An option of a `<select>`. */
export const option = (value, text, isSelected = false) => new Option(text, value, isSelected, isSelected);

/** A whole number that was typed, from 1 to the most; null where it is none. */
export function typed(text, most) {
  const digits = text.trim().replace(/[\s.,’']/g, "");
  return /^\d{1,7}$/.test(digits) && Number(digits) >= 1 && Number(digits) <= most ? Number(digits) : null;
}
