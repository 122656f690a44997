// Asks for the figures while somebody looks. When the network goes, what stands stays, with its time.
const EVERY = 5000;
const PATIENCE = 8000;
// One answer that is lost is no news.
const LOST = 2;
// Figures older than this are a server's that has lost its own source.
const OLD = 120_000;

export class Signal {
  /**
   * @param {string} address
   * @param {{show: (figures: any) => void, tell: (state: "here"|"away"|"denied") => void}} view
   */
  constructor(address, view) {
    this.address = address;
    this.view = view;
    this.seen = "";
    this.made = 0;
    this.lost = 0;
    this.next = 0;
  }

  start() {
    addEventListener("online", () => this.look());
    addEventListener("offline", () => this.look());
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  async look() {
    clearTimeout(this.next);
    this.next = setTimeout(() => this.look(), EVERY);
    if (document.visibilityState !== "visible" || this.asking) return;
    this.asking = true;
    this.view.tell(this.#state(await this.#ask()));
    this.asking = false;
  }

  #state(answer) {
    if (answer === "denied") return "denied";
    this.lost = answer === "fine" ? 0 : this.lost + 1;
    return this.lost >= LOST || (this.lost && !navigator.onLine) ? "away" : "here";
  }

  /** @returns {Promise<"fine"|"lost"|"denied">} */
  async #ask() {
    try {
      const headers = this.seen ? { "If-None-Match": this.seen } : {};
      const answer = await fetch(this.address, { headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 404 || answer.status === 403) return "denied";
      if (answer.status === 200) {
        const figures = await answer.json();
        // A café's sign-in page answers, too.
        if (!Number.isInteger(figures.letters)) return "lost";
        this.view.show(figures);
        this.seen = answer.headers.get("ETag") ?? "";
        this.made = Date.parse(figures.as_of);
      } else if (answer.status !== 304) return "lost";
      return Date.parse(answer.headers.get("Date") ?? "") - this.made > OLD ? "lost" : "fine";
    } catch {
      return "lost";
    }
  }
}
