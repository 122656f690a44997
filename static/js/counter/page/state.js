/** Says in words how safe it all is: what is saved, what waits and for what, and since when. */

import { $, write } from "./dom.js";
import { forget, note } from "./notes.js";
import { many, say, time } from "./words.js";

const WAITING = { slow: "server", trouble: "server", too_many: "server", too_large: "server", portal: "portal", denied: "leave", stale: "leave" };
let refusedBefore = 0;
// These are worth a sentence even while nothing waits.
const GRAVE = new Set(["denied", "stale", "storage", "portal"]);

/** Shows a status of the sender's. `tryNow` is what its button does. */
export function showState(status, tryNow) {
  const { why, waiting, rejected, since, savedAt } = status;
  // Nobody may go home on “all saved” while something was not taken.
  const state = status.state === "saved" && rejected ? "refused" : status.state;
  Object.assign($("[data-sync]").dataset, { state, why: why ?? "", waiting });
  write($("[data-sync-words]"), wordsOf({ ...status, state }));
  const when = waiting ? since && say("since", { time: time(since) }) : savedAt && say("saved_at", { time: time(savedAt) });
  write($("[data-sync-since]"), when || "");
  if (why && (waiting || GRAVE.has(why))) note("trouble", reason(status), acts(why, tryNow), { isLoud: why === "storage" });
  else forget("trouble");
  if (rejected) note("refused", `${many("refused", rejected)}. ${say("look_at_refused")}`, [["show", lookAtRefused]], { isLoud: true });
  else forget("refused");
  if (rejected > refusedBefore) navigator.vibrate?.([80, 60, 80]);
  refusedBefore = rejected;
}

function lookAtRefused() {
  const head = $("[data-refused] h2");
  head.tabIndex = -1;
  head.focus();
}

/** Something was logged this moment: nobody may read “all saved” until the sender has looked at it. */
export function showUnsaved() {
  const element = $("[data-sync]");
  if (["unknown", "sending"].includes(element.dataset.state) || Number(element.dataset.waiting)) return;
  element.dataset.state = "sending";
  write($("[data-sync-words]"), say("sending"));
  write($("[data-sync-since]"), "");
}

function wordsOf({ state, why, waiting, rejected }) {
  if (state === "sending") return say("sending");
  if (state === "unknown") return say("cannot_tell");
  if (!waiting) return rejected ? many("not_taken", rejected) : say("saved");
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
