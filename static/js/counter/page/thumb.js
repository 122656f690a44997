/**
 * Nothing on the table moves under a thumb: what would push the rows waits until the thumb rests, and where it had to
 * come between two taps, a tap that was aimed at the place before is not taken for one.
 */

import { Rest } from "../rest.js";
import { $ } from "./dom.js";

const list = $("[data-rows]");
// In milliseconds: how long a thumb lies still before it counts as resting, how long the rest is waited for, how long
// a finger is taken for lying there, and how long it takes a person to see that the table moved.
const CALM = 1_500;
const MOST = 20_000;
const HOLDS = 5_000;
const UNSEEN = 400;

const waiting = new Map();
const rest = new Rest(() => move(), { pause: CALM, most: MOST });
let touched = -Infinity;
let pressed = -Infinity;
let moved = -Infinity;

/** Does what may move the rows: at once where no thumb is at them, else when it rests; of each name the last alone. */
export function whenStill(name, work) {
  waiting.delete(name);
  waiting.set(name, work);
  if (rest.isPending) return;
  const now = performance.now();
  if (now - touched >= CALM && now - pressed >= HOLDS) move();
  else rest.call();
}

/** Whether the press was aimed at the table as it was before it moved. */
export const missed = (pressedAt) => pressedAt - moved >= 0 && pressedAt - moved < UNSEEN;

/** Where the rows stand; nothing, where nobody could aim at one yet. */
function placeOf() {
  const { top, height } = list.getBoundingClientRect();
  return height ? [top, ...[...list.children].map(({ dataset }) => dataset.case)].join() : "";
}

function move() {
  if (performance.now() - pressed < HOLDS) {
    rest.call();
    return;
  }
  const before = placeOf();
  const works = [...waiting.values()];
  waiting.clear();
  for (const work of works) work();
  if (!before || placeOf() === before) return;
  moved = performance.now();
  list.dataset.moved = "";
  setTimeout(() => performance.now() - moved >= UNSEEN && delete list.dataset.moved, UNSEEN);
}

function hear({ type, target }) {
  if (type !== "pointerdown") pressed = -Infinity; // wherever the finger was lifted
  if (!list.contains(target)) return;
  touched = performance.now();
  if (type === "pointerdown") pressed = touched;
  if (rest.isPending) rest.call();
}

for (const type of ["pointerdown", "pointerup", "pointercancel"]) document.addEventListener(type, hear, { capture: true, passive: true });
