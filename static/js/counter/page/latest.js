/** What was just logged, with its undo at the thumb; and the last twenty with theirs. */

import { $, fromTemplate, Lines, write } from "./dom.js";
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
  $("[data-undo-last]").setAttribute("aria-label", undoLabel(entry, facts));
  show(told(entry, facts), { at: entry });
}

/** Shows that an entry was taken back. */
export function showUndone(entry, facts) {
  last = null;
  show(say("undone", partsOf(entry, facts)));
}

/** The phone could not keep it: nobody may believe that it was logged. */
export const showNotLogged = () => showWrong("not_logged");

/** The table moved under the thumb: nobody knows which button was meant. */
export const showMissed = () => showWrong("missed");

function showWrong(word) {
  last = null;
  show(say(word), { isWrong: true });
  navigator.vibrate?.([80, 60, 80]);
}

/** With the time of an entry goes its undo. */
function show(text, { at = null, isWrong = false } = {}) {
  write($("[data-bar-what]"), text);
  const clock = $("[data-bar-time]");
  write(clock, at ? when(at) : "");
  if (at) clock.dateTime = at.written_at;
  else clock.removeAttribute("datetime");
  $("[data-undo-last]").hidden = !at;
  bar.hidden = false;
  bar.classList.toggle("wrong", isWrong);
  speak(text);
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

/** Whether a list is to be seen, or to be shown for the first time. */
export const listsLatest = () => section.hidden || $("details", section).open;

/** `tell()` where somebody opens it. */
export const hearLatestOpened = (tell) => $("details", section).addEventListener("toggle", () => listsLatest() && tell());

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
