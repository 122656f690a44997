/** How somebody likes to count on this phone, and what else is on it. */

import { $, ask } from "./dom.js";
import { many, say } from "./words.js";

const dialog = $("#ask-phone");
const form = $("form", dialog);
const root = $("[data-counter]");
const MODES = ["left", "large"];

/** The page as it was chosen here before. */
export async function wearChoices(store) {
  for (const mode of MODES) root.toggleAttribute(`data-${mode}`, Boolean(await store.setting(mode)));
}

/** Shows the choices; what is changed holds at once. Returns the order of the cases. */
export async function choosePhone(store, { order, page, table, awake, persists }) {
  form.elements.order.value = order;
  for (const mode of MODES) form.elements[mode].checked = root.hasAttribute(`data-${mode}`);
  $("[data-awake]", dialog).textContent = say(awake ? "screen_on" : "screen_off");
  $("[data-persistent]", dialog).textContent = say(persists ? "persistent" : "not_persistent");
  $("[data-page]", dialog).href = page ?? table;
  for (const link of dialog.querySelectorAll("[data-to]")) link.href = `${table}${link.dataset.to}/`;
  for (const link of dialog.querySelectorAll("[data-language]")) link.href = inLanguage(link.dataset.language);
  await ask(dialog);
  const chosen = form.elements.order.value;
  await store.keepSetting("order of cases", chosen).catch(onlyForNow);
  return chosen;
}

/** A choice that cannot be kept holds until the page is closed. */
const onlyForNow = () => undefined;

/** Modes are seen while they are chosen. */
export function hearModes(store) {
  form.addEventListener("change", ({ target }) => {
    if (!MODES.includes(target.name)) return;
    root.toggleAttribute(`data-${target.name}`, target.checked);
    store.keepSetting(target.name, target.checked).catch(onlyForNow);
  });
}

/** What waits for other marathons on this phone. It is delivered from here, too. */
export function showElsewhere(others, prefix) {
  const place = $("[data-elsewhere]");
  place.hidden = !others.length;
  const lines = others.map(({ event, name, waiting }) => {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `${prefix}/events/${event}/count/`, textContent: name });
    line.append(link, `: ${many("waiting_here", waiting)}`);
    return line;
  });
  $("ul", place).replaceChildren(...lines);
}

/** This page's address in another language: English has no prefix. */
function inLanguage(code) {
  const bare = location.pathname.replace(/^\/[a-z]{2}(?=\/)/, "");
  return code === "en" ? bare : `/${code}${bare}`;
}
