/** Whose letters are counted: a team and a number in it, which stay until they are changed. */

import { LARGEST_NUMBER } from "../entries.js";
import { $, ask, isAsked, option, typed } from "./dom.js";
import { say } from "./words.js";

const dialog = $("#ask-team");
const which = $("#team-which");
const field = $("#team-number");
const wrong = $("#team-wrong");
let isGood = false;

dialog.addEventListener("submit", (event) => {
  isGood = !which.value || !field.value.trim() || typed(field.value, LARGEST_NUMBER) !== null;
  wrong.textContent = isGood ? "" : say("which_number");
  field.setAttribute("aria-invalid", String(!isGood));
  if (isGood) return;
  event.preventDefault();
  field.focus();
});

/** The choice `{team, number}` that somebody made; null where they left it. */
export async function askTeam(facts, { team, number }) {
  if (isAsked(dialog)) return null;
  const teams = facts.teams.map(({ id, name }) => option(id, name, id === team));
  which.replaceChildren(option("", say("no_team"), team === null), ...teams);
  field.value = number ?? "";
  wrong.textContent = "";
  field.removeAttribute("aria-invalid");
  isGood = false;
  await ask(dialog);
  if (!isGood) return null;
  return { team: which.value ? Number(which.value) : null, number: which.value ? typed(field.value, LARGEST_NUMBER) : null };
}

/** Shows the choice on the button that changes it. */
export function showTeam(button, facts, { team, number }) {
  button.hidden = !facts.teams.length;
  const name = facts.teams.find(({ id }) => id === team)?.name;
  if (!name) button.textContent = say("choose_team");
  else button.textContent = say(number ? "team_number" : "team", { team: name, number });
}
