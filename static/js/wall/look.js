// What stands on the wall: the figures roll to what they are, the curve is drawn, the time is said.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const ROLL = 900;
// ms after which a page that lacks a case is older than the tally that names it.
const SETTLED = 60_000;

export class Look {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    const language = document.documentElement.lang;
    const locale = language === "en" ? "en-GB" : language;
    this.figures = new Intl.NumberFormat(locale, { useGrouping: "always" });
    this.clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: root.dataset.zone });
    this.says = (text) => (root.querySelector("[data-wall-says]").textContent = text);
    this.#fit(this.letters);
  }

  /** The event's number as the page has it. */
  get letters() {
    return Number(this.root.querySelector("[data-figure=letters]").dataset.value);
  }

  figure(number) {
    return this.figures.format(number);
  }

  /** @param {any} now What wall.json said. */
  show(now) {
    for (const name of ["letters", "campaign_letters"]) this.#roll(this.root.querySelector(`[data-figure=${name}]`), now[name]);
    this.#fit(now.letters);
    const status = this.root.querySelector("[data-status]");
    status.textContent = status.getAttribute(`data-word-${now.status}`);
    this.#showTime(now.as_of);
    this.#showCases(now.by_case);
    this.#showCurve(now.curve);
  }

  /** @param {"here"|"away"|"denied"} state */
  tell(state) {
    if (this.root.dataset.signal === state) return;
    this.root.dataset.signal = state;
    const word = this.root.querySelector("[data-signal-word]");
    word.textContent = word.getAttribute(`data-word-${state}`) ?? "";
    this.says(state === "here" ? "" : word.parentElement.textContent.trim());
  }

  #fit(letters) {
    const line = this.root.querySelector(".wall-figure");
    line.dataset.length = Math.min(this.figure(letters).length, 10);
  }

  #showTime(iso) {
    const time = this.root.querySelector("[data-as-of]");
    time.dateTime = iso;
    time.textContent = this.clock.format(new Date(iso));
  }

  #showCases(rows) {
    const most = Math.max(1, ...rows.map((row) => row.letters));
    for (const row of rows) {
      const item = this.root.querySelector(`[data-case="${CSS.escape(row.case)}"]`);
      if (!item) {
        // A case that came during the evening is on the page as the server has it now; not more often than it knows.
        if (performance.now() > SETTLED) location.reload();
        continue;
      }
      this.#roll(item.querySelector("[data-number]"), row.letters);
      let so_far = 0;
      ["authority", "person", "copy"].forEach((kind, n) => {
        const part = row.by_kind[kind] ?? 0;
        const bar = item.querySelectorAll(".fill")[n];
        bar.setAttribute("x", (100 * so_far) / most);
        bar.setAttribute("width", (100 * part) / most);
        so_far += part;
      });
    }
  }

  #showCurve(curve) {
    this.root.querySelector("[data-curve]").hidden = !curve;
    if (!curve) return;
    this.#roll(this.root.querySelector("[data-figure=hour]"), curve.hour);
    for (const path of this.root.querySelectorAll("[data-path]")) path.setAttribute("d", curve[path.dataset.path]);
    for (const mark of this.root.querySelectorAll("[data-scale]")) mark.textContent = this.figure(curve[mark.dataset.scale]);
    this.root.querySelectorAll("[data-time]").forEach((mark, n) => (mark.textContent = curve.times[n]));
  }

  #roll(element, number) {
    const from = Number(element.dataset.value);
    if (from === number) return;
    element.dataset.value = number;
    if (calm.matches) {
      element.textContent = this.figure(number);
      return;
    }
    const began = performance.now();
    const step = (now) => {
      if (Number(element.dataset.value) !== number) return;
      const part = Math.min((now - began) / ROLL, 1);
      element.textContent = this.figure(Math.round(from + (number - from) * (1 - (1 - part) ** 3)));
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}
