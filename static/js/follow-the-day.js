// Keeps the organiser's numbers as they are, while somebody looks. Without it they stand as they were at loading.
const EVERY = 10_000;
const root = document.querySelector("[data-live-from]");
const language = document.documentElement.lang;
const figures = new Intl.NumberFormat(language === "en" ? "en-GB" : language, { useGrouping: "always" });
let seen = "";

function say(element, number) {
  const words = figures.format(number);
  if (element && element.textContent !== words) element.textContent = words;
}

function showCases(letters) {
  const most = Math.max(1, ...Object.values(letters));
  for (const [slug, number] of Object.entries(letters)) {
    const name = CSS.escape(slug);
    say(root.querySelector(`[data-live-case="${name}"]`), number);
    root.querySelector(`[data-live-bar="${name}"]`)?.setAttribute("width", (100 * number) / most);
  }
}

function showHours(hours) {
  const list = root.querySelector("[data-live-hours]");
  if (!list) return;
  const columns = hours.map(([label, letters, height]) => {
    const column = list.firstElementChild.cloneNode(true);
    const fill = column.querySelector(".fill");
    fill.setAttribute("y", 100 - height);
    fill.setAttribute("height", height);
    column.querySelector("[data-hour]").textContent = label;
    column.querySelector("b").textContent = figures.format(letters);
    return column;
  });
  if (columns.length) list.replaceChildren(...columns);
}

function showNames(name, people) {
  const list = root.querySelector(`[data-live-list="${name}"]`);
  list.replaceChildren(...people.map((person) => Object.assign(document.createElement("li"), { textContent: person })));
  for (const none of root.querySelectorAll(`[data-live-none="${name}"]`)) none.hidden = people.length > 0;
  for (const some of root.querySelectorAll(`[data-live-some="${name}"]`)) some.hidden = people.length === 0;
}

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(root.dataset.liveFrom, { headers: seen ? { "If-None-Match": seen } : {} });
      if (answer.status === 200) {
        const now = await answer.json();
        say(root.querySelector("[data-live=letters]"), now.letters);
        showCases(now.by_case);
        showHours(now.by_hour);
        showNames("counting", now.counting);
        showNames("unheard", now.unheard);
        seen = answer.headers.get("ETag") ?? "";
      }
    } catch {
      // No signal, or signed out: the numbers stand, and the next look tries again.
    }
  }
  setTimeout(look, EVERY);
}

if (root) setTimeout(look, EVERY);
