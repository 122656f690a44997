// Keeps the numbers of a page as fresh as /tally.json, while somebody looks. Without it the page shows the numbers
// of its loading, with their time.
const EVERY = 5000;
const root = document.querySelector("[data-tally-from]");
const language = document.documentElement.lang;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const figures = new Intl.NumberFormat(language === "en" ? "en-GB" : language, { useGrouping: "always" });
const moment = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeStyle: "medium" });

function count(element, number) {
  const from = Number(element.dataset.value ?? element.textContent.replace(/\D/g, ""));
  element.dataset.value = number;
  if (calm.matches || from === number) {
    element.textContent = figures.format(number);
    return;
  }
  const began = performance.now();
  const step = (now) => {
    if (Number(element.dataset.value) !== number) return;
    const part = Math.min((now - began) / 700, 1);
    element.textContent = figures.format(Math.round(from + (number - from) * (1 - (1 - part) ** 3)));
    if (part < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function show(tally) {
  for (const element of document.querySelectorAll("[data-tally]")) {
    const fact = tally[element.dataset.tally];
    if (typeof fact === "number") count(element, fact);
    else if (element.dataset.tally === "as_of") showMoment(element, fact);
    else if (typeof fact === "string") element.textContent = fact;
  }
  for (const list of document.querySelectorAll("[data-tally-list]")) showRows(list, tally[list.dataset.tallyList] ?? []);
}

function showMoment(element, iso) {
  element.dateTime = iso;
  element.textContent = moment.format(new Date(iso));
}

function showRows(list, rows) {
  const most = Math.max(1, ...rows.map((row) => row.letters));
  for (const row of rows) {
    const item = list.querySelector(`[data-key="${CSS.escape(row.country ?? row.case ?? row.channel)}"]`);
    if (!item) continue;
    count(item.querySelector("[data-number]"), row.letters);
    let so_far = 0;
    const kinds = row.by_kind ?? { actions: row.actions };
    const bars = item.querySelectorAll(".fill");
    const parts = bars.length === 1 ? [row.letters] : [kinds.authority ?? 0, kinds.person ?? 0, kinds.copy ?? 0];
    bars.forEach((bar, n) => {
      bar.setAttribute("x", (100 * so_far) / most);
      bar.setAttribute("width", (100 * parts[n]) / most);
      so_far += parts[n];
    });
    for (const kind of item.querySelectorAll("[data-kind]")) count(kind, kinds[kind.dataset.kind] ?? 0);
    if (row.country) list.append(item);
  }
}

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(root.dataset.tallyFrom, { credentials: "omit" });
      if (answer.ok) show(await answer.json());
    } catch {
      // No signal: the numbers stand with their time, and the next look tries again.
    }
  }
  setTimeout(look, EVERY);
}

if (root?.querySelector("[data-tally]")) {
  const time = root.querySelector("time[data-tally]");
  if (time) showMoment(time, time.dateTime);
  setTimeout(look, EVERY);
}
