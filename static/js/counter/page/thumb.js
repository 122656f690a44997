/**
 * Nothing moves under a thumb: what would push the rows waits until the thumb rests, and where it had to come between
 * two taps, a tap that was aimed at the place before is not taken for one.
 */

import { Rest } from "../rest.js";
import { $ } from "./dom.js";

const counter = $("[data-counter]");
const list = $("[data-rows]");
// In milliseconds: how long a thumb lies still before it counts as resting, how long the rest is waited for, how long
// a finger is taken for lying there, and how long it takes a person to see that something moved.
const CALM = 1_500;
const MOST = 20_000;
const HOLDS = 5_000;
const UNSEEN = 400;
// What stands below the notes, and is pushed by them.
const PUSHED = "[data-rows] button, [data-latest] button, [data-refused] button";

const waiting = new Map();
const rest = new Rest(() => move(), { pause: CALM, most: MOST });
const fingers = new Map();
let touched = -Infinity;
let moved = -Infinity;
let isMoving = false;
let isMissed = false;
let fading = 0;

/** Does what may move the rows: at once where no thumb is there, else when it rests; of each name the last alone. */
export function whenStill(name, work) {
  waiting.delete(name);
  waiting.set(name, work);
  if (isMoving || rest.isPending) return;
  if (performance.now() - touched >= CALM && !isHeld()) move();
  else rest.call();
}

/** From now on no button hears a tap that was aimed at what stood there before the move; `tell()` says so. */
export function dropMissedTaps(tell) {
  const hear = (event) => {
    // Keys and screen readers go to a button by its name, wherever it is.
    if (!event.detail || !isMissed || !event.target.closest(PUSHED)) return;
    event.preventDefault();
    event.stopPropagation();
    tell();
  };
  document.addEventListener("click", hear, { capture: true });
}

const isHeld = () => [...fingers.values()].some((since) => performance.now() - since < HOLDS);

/** Where the buttons of the rows stand; nothing, where nobody could aim at one yet. */
const placeOf = () => (list.getBoundingClientRect().height ? [...list.querySelectorAll("button")].map(spotOf).join() : "");

function spotOf(button) {
  const { left, top } = button.getBoundingClientRect();
  return `${button.id} ${left} ${top}`;
}

function move() {
  if (isHeld()) {
    rest.call();
    return;
  }
  const before = placeOf();
  isMoving = true;
  try {
    // One may ask for another.
    while (waiting.size) {
      const [name, work] = waiting.entries().next().value;
      waiting.delete(name);
      work();
    }
  } finally {
    isMoving = false;
    if (waiting.size) rest.call();
  }
  if (!before || placeOf() === before) return;
  moved = performance.now();
  list.dataset.moved = "";
  clearTimeout(fading);
  fading = setTimeout(() => delete list.dataset.moved, UNSEEN);
}

function hear({ type, target, pointerId, timeStamp }) {
  if (type === "pointerup" || type === "pointercancel") fingers.delete(pointerId); // wherever it was lifted
  if (!counter.contains(target) || target.closest("dialog")) return;
  touched = performance.now();
  if (type === "pointerdown") {
    fingers.set(pointerId, touched);
    // Its own time: it may have come while the rows were moving, and be heard after that.
    isMissed = timeStamp - moved < UNSEEN;
  }
  if (rest.isPending) rest.call();
}

for (const type of ["pointerdown", "pointerup", "pointercancel", "keydown"]) document.addEventListener(type, hear, { capture: true, passive: true });
