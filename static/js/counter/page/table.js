/** The counter of one marathon: brings together what is tapped, what is kept and what is shown. */

import { figuresOf } from "../figures.js";
import { Rest } from "../rest.js";
import { isPersistent, keepEvent } from "./offline.js";
import { stayAwake, staysAwake } from "./awake.js";
import { $ } from "./dom.js";
import { handOver } from "./handing.js";
import { hearLatestOpened, lastLogged, listsLatest, showLatest, showLogged, showMissed, showNotLogged, showUndone } from "./latest.js";
import { forget, note } from "./notes.js";
import { choosePhone, showElsewhere, wearChoices } from "./phone.js";
import { showRefused } from "./refused.js";
import { drawRows, showFigures, sortRows } from "./rows.js";
import { dropSecondTaps } from "./second-taps.js";
import { askSeveral } from "./several.js";
import { showState, showUnsaved } from "./state.js";
import { askTeam, showTeam } from "./team.js";
import { dropMissedTaps, whenStill } from "./thumb.js";
import { hours, language, say, time } from "./words.js";

// In ms: a thumb that has not tapped for so long is not about to. Until then a look at others' taps and a drawing wait
// for a tap to be answered, right after which they are in no tap's way.
const ACTIVE = 800;
const PATIENT = { pause: ACTIVE, most: ACTIVE };
const LOOK = { idle: 2_500, active: 1_900 };
// A slow phone's time for a frame, in ms.
const PAINTED = 30;
// Facts that old may say “closed” of a marathon that has opened since.
const FACTS_HOLD = 12 * 3600_000;
const NONE = { team: null, number: null };

export class Table {
  /** `given`: `slug`, `prefix` (of the language in addresses), `store`, `queue`, `sender`, `clock`, and `reveal`. */
  constructor(given) {
    Object.assign(this, given, { facts: null, choice: NONE, isDrawing: false, wantsDrawing: false, taps: 0, tapped: -Infinity });
    this.drawing = new Rest(() => this.draw(), PATIENT);
    this.looking = new Rest(() => this.#look(), PATIENT);
  }

  async open() {
    const { store, queue, sender, slug } = this;
    this.choice = (await store.setting(`team:${slug}`)) ?? NONE;
    this.order = (await store.setting("order of cases")) ?? "table";
    await wearChoices(store);
    this.#show(await sender.status());
    const known = await queue.known(slug);
    if (known?.facts) await this.#learn(known.facts, known.at);
    queue.listen((event, by) => event === slug && this.#hear(by));
    sender.listen((status) => this.#show(status));
    this.#wire();
    sender.start();
    await this.renew();
    $("[data-counter]").dataset.ready = "";
    this.#tellPersistence();
    this.#look();
  }

  #wire() {
    dropSecondTaps();
    dropMissedTaps(showMissed);
    hearLatestOpened(() => this.draw());
    $('[data-opens="team"]').addEventListener("click", () => this.#chooseTeam());
    $('[data-opens="phone"]').addEventListener("click", () => this.#choosePhone());
    $('[data-opens="handover"]').addEventListener("click", () => this.#handOver());
    $("[data-undo-last]").addEventListener("click", () => lastLogged() && this.undo(lastLogged()));
    document.addEventListener("visibilitychange", () => {
      // On its way into a pocket the phone may sleep at once: what has gathered goes now.
      if (document.visibilityState !== "visible") return this.sender.nudge("hidden");
      this.sender.nudge("visible");
      this.renew();
    });
    addEventListener("online", () => this.sender.nudge("online"));
    addEventListener("pageshow", ({ persisted }) => persisted && this.sender.nudge("visible"));
  }

  // --- What is known ------------------------------------------------------------------------------------------

  /** Asks the server for the marathon's facts anew, and shows what came of it. */
  async renew() {
    const answer = await this.sender.renew(this.slug, language);
    if (answer.kind === "fine") {
      await this.#learn(answer.body, Date.now());
      forget("unknown");
    } else if (!this.facts) {
      note("unknown", say(answer.kind === "denied" ? "not_ours" : "not_here_yet"), [["join"], ["sign-in"]]);
    }
    await this.#sort();
    this.reveal();
  }

  async #learn(facts, at) {
    const isSame = this.facts && JSON.stringify([this.facts.event, this.facts.cases, this.facts.teams]) === JSON.stringify([facts.event, facts.cases, facts.teams]);
    this.facts = facts;
    await this.#letGoOfTeam(facts);
    if (!isSame) {
      whenStill("facts", () => {
        this.#drawFacts(facts, at);
        if (!this.figures) return;
        showFigures(this.figures);
        sortRows(this.order, this.facts, this.figures);
      });
    }
    await this.draw();
    if (!isSame) await this.#sort();
    this.reveal();
    keepEvent(this.slug, facts.cases);
  }

  /** A team that the organisers removed would have each letter refused. */
  async #letGoOfTeam({ teams }) {
    if (this.choice.team === null || teams.some(({ id }) => id === this.choice.team)) return;
    this.choice = NONE;
    await this.#write(() => this.store.keepSetting(`team:${this.slug}`, NONE), this.#tellStorage);
    note("team", say("team_gone"));
  }

  #drawFacts(facts, at) {
    const { event } = facts;
    const isShut = Boolean(event.closed) && Date.now() - at < FACTS_HOLD;
    document.title = event.name;
    $("[data-name]").textContent = event.name;
    $("[data-opening]").textContent = this.#opening(event);
    this.#tellContact(event.contact);
    drawRows(facts, { tap: (...what) => this.tap(...what), several: (...what) => this.several(...what), isShut });
    if (event.closed) note("closed", event.closed);
    else forget("closed");
    showTeam($('[data-opens="team"]'), facts, this.choice);
  }

  /** The opening that is now or comes next, else the last one: is this the place where I am? */
  #opening({ openings, time_zone }) {
    const now = Date.now() + (this.clock.offBy() ?? 0);
    const opening = openings.find(({ ends_at }) => Date.parse(ends_at) > now) ?? openings.at(-1);
    if (!opening) return say("no_opening");
    const place = [opening.venue, opening.town].filter(Boolean).join(", ");
    return say("opening", { place, hours: hours(opening, time_zone) });
  }

  #tellContact(contact) {
    const link = $("[data-contact]");
    const phone = /\+?\d[\d\s()-]{6,}\d/.exec(contact)?.[0];
    link.textContent = contact;
    if (phone) link.href = `tel:${phone.replace(/[^\d+]/g, "")}`;
    else link.removeAttribute("href");
    $("[data-call]").hidden = !contact;
  }

  /** Others' taps. */
  async #look() {
    try {
      if (document.visibilityState === "visible") {
        const { isNews } = await this.sender.look(this.slug);
        // Another tab may have fetched the news already.
        const known = await this.queue.known(this.slug);
        if (isNews || (known?.facts && known.facts.facts !== this.facts?.facts)) await this.renew();
      }
    } catch {
      this.#tellStorage();
    } finally {
      setTimeout(() => this.#patiently(this.looking), this.#isActive() ? LOOK.active : LOOK.idle);
    }
  }

  /** At once, unless somebody taps here just now. */
  #patiently(work) {
    work.call();
    if (!this.#isActive()) work.seize();
  }

  #isActive() {
    return performance.now() - this.tapped < ACTIVE;
  }

  /** The entries changed. A tap is on the screen already, but for the list of the last twenty. */
  #hear(by) {
    if (by === "thumb") this.draw();
    else if (by !== "tap") this.#patiently(this.drawing);
    else if (listsLatest()) this.drawing.call();
  }

  // --- What is shown ------------------------------------------------------------------------------------------

  /** Shows the figures and the entries as they are now, once for many changes. */
  async draw() {
    if (this.isDrawing) {
      this.wantsDrawing = true;
      return;
    }
    this.isDrawing = true;
    do {
      this.wantsDrawing = false;
      await this.#draw();
    } while (this.wantsDrawing);
    this.isDrawing = false;
  }

  async #draw() {
    const { queue, slug, facts, taps } = this;
    if (!facts) return;
    this.drawing.cancel();
    try {
      const { figures, latest, rejected } = await queue.table(slug);
      // A tap meanwhile is on the screen already, and not in what was read.
      if (taps !== this.taps) {
        this.drawing.call();
        return;
      }
      this.figures = figures;
      showFigures(figures);
      // What was put right waits again, and no tap said so.
      if (figures.waiting) showUnsaved();
      $("[data-asof]").textContent = figures.asOf ? say("as_of", { time: time(figures.asOf) }) : "";
      showLatest(latest, facts, (entry) => this.undo(entry));
      showRefused(rejected, facts, {
        fix: (entry, changes) => this.#write(() => queue.fix(entry.id, changes), this.#tellStorage),
        drop: (entry) => this.#write(() => queue.drop(entry.id), this.#tellStorage),
      });
    } catch {
      this.#tellStorage();
      this.drawing.call();
    }
  }

  #tellStorage = () => note("trouble", say("why_storage"), [["reload", () => location.reload()]], { isLoud: true });

  #show(status) {
    showState(status, () => {
      this.sender.nudge("person");
      this.renew();
    });
    showElsewhere(status.elsewhere, this.prefix);
    this.#tellClock();
  }

  #tellClock() {
    if (!this.clock.isWrong()) {
      this.clockTold = null;
      return forget("clock");
    }
    const offBy = this.clock.offBy();
    const [here, there] = [Date.now(), Date.now() + offBy];
    // The minute would redraw the note for ever: told once, until it is right.
    this.clockTold ??= say(offBy > 0 ? "clock_slow" : "clock_fast", { here: time(here), there: time(there) });
    return note("clock", this.clockTold);
  }

  async #tellPersistence() {
    this.isPersistent = await isPersistent();
    if (!this.isPersistent) $("[data-asof]").after(Object.assign(document.createElement("p"), { className: "soft", textContent: say("not_persistent") }));
  }

  async #sort() {
    try {
      if (!this.facts) return;
      const { figures } = await this.queue.table(this.slug);
      whenStill("order", () => sortRows(this.order, this.facts, figures));
    } catch {
      this.#tellStorage();
    }
  }

  // --- What is done -------------------------------------------------------------------------------------------

  /** One letter. */
  tap(about, kind) {
    return this.#log({ case: about.slug, kind, quantity: 1 });
  }

  /** As many as somebody says. */
  async several(about, kind) {
    const said = await askSeveral(about, kind);
    if (said) await this.#log({ case: about.slug, ...said });
  }

  async #log(what) {
    this.tapped = performance.now();
    const entry = await this.#write(() => this.queue.log({ event: this.slug, ...what, ...this.choice }));
    if (!entry) return;
    this.taps += 1;
    if (this.figures) this.figures = figuresOf(this.figures, [entry]);
    showLogged(entry, this.facts);
    showUnsaved();
    navigator.vibrate?.(15);
    requestAnimationFrame(() => setTimeout(() => this.#answered(entry), PAINTED));
  }

  /** A tap was answered on the screen. What else it changes comes a frame later: a slow phone's thumb would wait for it. */
  #answered(entry) {
    if (this.figures) showFigures(this.figures, entry.case);
    if (!this.isAwake) stayAwake();
    this.isAwake = true;
    // Until the next tap nothing is in a thumb's way.
    for (const work of [this.sender, this.looking, this.drawing]) work.seize();
  }

  /** Takes an entry back. */
  async undo(entry) {
    if (!(await this.#write(() => this.queue.undo(this.slug, entry.id), this.#tellStorage))) return;
    navigator.vibrate?.(15);
    showUnsaved();
    showUndone(entry, this.facts);
  }

  /** Nothing is said to be kept unless it is. A letter that is not goes on paper; what was counted stays counted. */
  async #write(work, tell = showNotLogged) {
    try {
      return await work();
    } catch {
      tell();
      return null;
    }
  }

  async #chooseTeam() {
    const choice = await askTeam(this.facts, this.choice);
    if (!choice) return;
    this.choice = choice;
    forget("team");
    await this.#write(() => this.store.keepSetting(`team:${this.slug}`, choice), this.#tellStorage);
    showTeam($('[data-opens="team"]'), this.facts, choice);
  }

  async #choosePhone() {
    const { store, order, isPersistent: persists, facts, prefix, slug } = this;
    this.order = await choosePhone(store, { order, page: facts?.event.page, table: `${prefix}/events/${slug}/`, awake: staysAwake(), persists });
    await this.#sort();
  }

  async #handOver() {
    const { queue, slug, prefix } = this;
    try {
      await handOver(await queue.unsettled(slug), `${location.origin}${prefix}/events/${slug}/count/`);
    } catch {
      this.#tellStorage();
    }
  }
}
