/** The counter's own page: the marathons on this phone. Where there is one only, that one. */

import { $ } from "./dom.js";
import { note } from "./notes.js";
import { many, say } from "./words.js";

export async function showPlaces(queue, prefix) {
  const known = await queue.knownEvents();
  const overview = await queue.overview();
  const address = (slug) => `${prefix}/events/${slug}/count/`;
  if (known.length === 1) return location.replace(address(known[0].slug));
  for (const hidden of ["[data-sync]", ".count-total", "[data-tools]"]) $(hidden).hidden = true;
  $("[data-places-list]").hidden = !known.length;
  if (!known.length) note("unknown", say("not_here_yet"), [["join"], ["sign-in"]]);
  const lines = known.map(({ slug, facts }) => {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: address(slug), textContent: facts?.event.name ?? slug });
    const waiting = overview.get(slug)?.waiting ?? 0;
    line.append(link, " ", Object.assign(document.createElement("span"), { className: "soft", textContent: waiting ? many("waiting_here", waiting) : say("saved") }));
    return line;
  });
  return $("[data-places-list] ul").replaceChildren(...lines);
}
