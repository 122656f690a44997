/** What the page says, in its language. The sentences come with the page. */

import { $ } from "./dom.js";

export const language = document.documentElement.lang;
const locale = language === "en" ? "en-GB" : language;
const words = JSON.parse($("#counter-words").textContent);
const forms = new Intl.PluralRules(locale);
const figures = new Intl.NumberFormat(locale, { useGrouping: "always" });
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });

export const number = (value) => figures.format(value);

/** A sentence with its values. */
export const say = (name, values = {}) => words[name].replaceAll(/%\((\w+)\)s/g, (_all, key) => values[key] ?? "");

/** Why the server did not take an entry, in the page's language; the server's own word for what is newer than the page. */
export const reason = ({ code, message }) => words[`refused_${code}`] ?? message;

/** A sentence that counts something. */
export function many(name, n) {
  const sentence = words[name][forms.select(n)] ?? words[name].other;
  return sentence.replaceAll("%(n)s", number(n));
}

/** The time of day of an instant in milliseconds, with its day where that is not today's. */
export function time(ms) {
  const isToday = day.format(ms) === day.format(Date.now());
  return isToday ? clock.format(ms) : `${day.format(ms)}, ${clock.format(ms)}`;
}

const inZone = (zone, options) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });

/** The hours of an opening in the marathon's own zone: "26 Nov 2026, 10:00–18:00". */
export function hours({ starts_at, ends_at }, zone) {
  const both = [new Date(starts_at), new Date(ends_at)];
  return inZone(zone, { dateStyle: "medium", timeStyle: "short" }).formatRange(...both);
}
