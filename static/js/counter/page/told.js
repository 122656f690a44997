/** How an entry is told: what was logged, for whom, when by which clock. */

import { NOTICED_FROM } from "../clock.js";
import { number, say, time } from "./words.js";

/** The words of an entry's case, kind and team. */
export function partsOf(entry, facts) {
  const about = facts?.cases.find(({ slug }) => slug === entry.case);
  const label = about?.kinds.find(({ kind }) => kind === entry.kind)?.label ?? entry.kind;
  const team = facts?.teams.find(({ id }) => id === entry.team)?.name ?? "";
  const whose = team && entry.number ? `${team}, ${entry.number}` : team;
  return { n: number(Math.abs(entry.quantity)), case: about?.name ?? entry.case, kind: label, team: whose };
}

/** “+1 Yorm Bopha, authority”, or what is taken back. */
export function told(entry, facts) {
  const parts = partsOf(entry, facts);
  if (entry.reverses) return say("undoing", parts);
  return say(parts.team ? "logged_team" : "logged", parts);
}

/** When it was logged: by both clocks where the phone's is wrong. */
export function when(entry) {
  if (Math.abs(entry.off_by ?? 0) < NOTICED_FROM) return time(entry.tapped);
  return say("both_times", { here: time(entry.tapped), there: time(entry.tapped + entry.off_by) });
}
