/** What the server did not take: why, and what can be done with it. */

import { $, ask, fromTemplate, isAsked, Lines, option } from "./dom.js";
import { told, when } from "./told.js";
import { many, reason, say } from "./words.js";

const section = $("[data-refused]");
const dialog = $("#ask-mend");
const lines = new Lines(
  $("ul", section),
  (entry, facts) => JSON.stringify([entry, facts.facts]),
  (entry, facts, acts) => item(entry, facts, acts),
);
// What is to be chosen anew, by the code of the refusal.
const FIELDS = { case_not_in_event: "case", kind_not_counted: "kind", team_not_in_event: "team" };

/** Shows the entries that were not taken. `fix(entry, changes)` and `drop(entry)` are what the buttons do. */
export function showRefused(entries, facts, { fix, drop }) {
  section.hidden = !entries.length;
  $("h2", section).textContent = many("refused", entries.length);
  lines.show(entries, facts, { fix, drop });
}

function item(entry, facts, { fix, drop }) {
  const element = fromTemplate("rejected");
  element.dataset.code = entry.code;
  $("[data-what]", element).textContent = told(entry, facts);
  $("time", element).textContent = when(entry);
  $("[data-reason]", element).textContent = reason(entry);
  $("[data-mends]", element).addEventListener("click", () => mend(entry, facts, fix));
  $("[data-drops]", element).addEventListener("click", () => {
    if (confirm(say(entry.reverses ? "drop_undo_sure" : "drop_sure"))) drop(entry);
  });
  return element;
}

async function mend(entry, facts, fix) {
  if (isAsked(dialog)) return;
  const field = FIELDS[entry.code];
  for (const row of dialog.querySelectorAll("[data-mend-field]")) row.hidden = row.dataset.mendField !== field;
  $("#mend-case").replaceChildren(...facts.cases.map(({ slug, name }) => option(slug, name, slug === entry.case)));
  const kinds = (facts.cases.find(({ slug }) => slug === entry.case) ?? facts.cases[0])?.kinds ?? [];
  $("#mend-kind").replaceChildren(...kinds.map(({ kind, label }) => option(kind, label, kind === entry.kind)));
  $("#mend-team").replaceChildren(option("", say("no_team"), true), ...facts.teams.map(({ id, name }) => option(id, name)));
  $("[data-mend-what]", dialog).textContent = `${told(entry, facts)}. ${reason(entry)}`;
  $("[data-mend-how]", dialog).textContent = say(field ? `fix_${field}` : entry.code === "written_at_in_future" ? "fix_time" : "fix_again");
  if ((await ask(dialog)) !== "send") return;
  const value = field && $(`#mend-${field}`).value;
  const changes = { case: { case: value }, kind: { kind: value }, team: { team: value ? Number(value) : null } }[field] ?? {};
  fix(entry, changes);
}
