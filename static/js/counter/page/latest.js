/** What was just logged, with its undo at the thumb; and the last twenty with theirs. */

import { $, fromTemplate, Lines } from "./dom.js";
import { partsOf, told, when } from "./told.js";
import { say } from "./words.js";

const bar = $("[data-bar]");
const section = $("[data-latest]");
let last = null;
const lines = new Lines(
  $("ol", section),
  (entry, facts) => JSON.stringify([entry.state, entry.undone, entry.off_by, facts.facts]),
  (entry, facts, undo) => line(entry, facts, undo),
);
let speaking = 0;

/** Says to a screen reader what happened, when the tapping pauses. */
export function speak(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => ($("[data-says]").textContent = text), 700);
}

/** Shows an entry in the bar. It is on the disk by now. */
export function showLogged(entry, facts) {
  last = entry;
  const text = told(entry, facts);
  $("[data-bar-words]").replaceChildren(text, " ", timeOf(entry));
  $("[data-undo-last]").hidden = false;
  $("[data-undo-last]").setAttribute("aria-label", undoLabel(entry, facts));
  bar.hidden = false;
  bar.classList.remove("wrong");
  speak(text);
}

/** Shows that an entry was taken back. */
export function showUndone(entry, facts) {
  last = null;
  const text = say("undone", partsOf(entry, facts));
  $("[data-bar-words]").textContent = text;
  $("[data-undo-last]").hidden = true;
  bar.hidden = false;
  bar.classList.remove("wrong");
  speak(text);
}

/** The phone could not keep it: nobody may believe that it was logged. */
export const showNotLogged = () => showWrong("not_logged");

/** The table moved under the thumb: nobody knows which button was meant. */
export const showMissed = () => showWrong("missed");

function showWrong(word) {
  last = null;
  $("[data-bar-words]").textContent = say(word);
  $("[data-undo-last]").hidden = true;
  bar.classList.add("wrong");
  bar.hidden = false;
  navigator.vibrate?.([80, 60, 80]);
  speak(say(word));
}

/** The last twenty, newest first. */
export function showLatest(entries, facts, undo) {
  section.hidden = !entries.length;
  lines.show(entries, facts, undo);
  const newest = entries.find(({ undone }) => !undone);
  if (bar.hidden && newest) {
    showLogged(newest, facts);
    clearTimeout(speaking);
  }
  if (last && entries.some(({ id, undone }) => id === last.id && undone)) showUndone(last, facts);
}

export const lastLogged = () => last;

function line(entry, facts, undo) {
  const element = fromTemplate("logged");
  $("[data-what]", element).textContent = told(entry, facts);
  $("time", element).replaceWith(timeOf(entry));
  $("[data-became]", element).textContent = `· ${say(entry.undone ? "is_undone" : `is_${entry.state}`)}`;
  element.classList.toggle("undone", entry.undone);
  const button = $(".undo", element);
  button.hidden = entry.undone;
  button.setAttribute("aria-label", undoLabel(entry, facts));
  button.addEventListener("click", () => undo(entry));
  return element;
}

function timeOf(entry) {
  return Object.assign(document.createElement("time"), { dateTime: entry.written_at, textContent: when(entry) });
}

const undoLabel = (entry, facts) => say("undo", { ...partsOf(entry, facts), time: when(entry) });
