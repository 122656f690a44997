/** Says in words how safe it all is: what is saved, what waits and for what, and since when. */

import { $ } from "./dom.js";
import { forget, note } from "./notes.js";
import { many, say, time } from "./words.js";

const WAITING = { slow: "server", trouble: "server", too_many: "server", too_large: "server", portal: "portal", denied: "leave", stale: "leave" };
// These are worth a sentence even while nothing waits.
const GRAVE = new Set(["denied", "stale", "storage", "portal"]);

/** Shows a status of the sender's. `tryNow` is what its button does. */
export function showState(status, tryNow) {
  const { state, why, waiting, since, savedAt } = status;
  const element = $("[data-sync]");
  Object.assign(element.dataset, { state: waiting && state === "saved" ? "waiting" : state, why: why ?? "", waiting });
  $("[data-sync-words]").textContent = wordsOf(status);
  const when = waiting ? since && say("since", { time: time(since) }) : savedAt && say("saved_at", { time: time(savedAt) });
  $("[data-sync-since]").textContent = when || "";
  if (why && (waiting || GRAVE.has(why))) note("trouble", reason(status), acts(why, tryNow), { isLoud: why === "storage" });
  else forget("trouble");
}

/** Something was logged this moment: nobody may read “all saved” until the sender has looked at it. */
export function showUnsaved() {
  const element = $("[data-sync]");
  if (element.dataset.state !== "saved") return;
  element.dataset.state = "sending";
  $("[data-sync-words]").textContent = say("sending");
  $("[data-sync-since]").textContent = "";
}

function wordsOf({ state, why, waiting }) {
  if (state === "sending") return say("sending");
  if (!waiting) return say("saved");
  const what = WAITING[why];
  return many(what ? `waiting_${what}` : "waiting", waiting);
}

function reason({ why, nextTry }) {
  return say(`why_${why}`, { time: time(nextTry ?? Date.now()) });
}

function acts(why, tryNow) {
  if (why === "denied") return [["join"], ["sign-in"], ["try", tryNow]];
  if (why === "stale" || why === "storage") return [["reload", () => location.reload()]];
  return why === "too_many" ? [] : [["try", tryNow]];
}
