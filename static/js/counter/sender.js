/**
 * The sender: carries what waits to the server whenever there is one, and says how that goes.
 *
 * How to use it:
 *
 *   const clock = new Clock();
 *   const queue = new Queue({ store, offBy: () => clock.offBy() });
 *   const server = new Server({ fetch, cookie: () => document.cookie, language: "pl",
 *                               isOnline: () => navigator.onLine });
 *   const sender = new Sender({ queue, server, clock, event: "warszawa", locks: navigator.locks,
 *                               channel: new BroadcastChannel("letter-marathon") });
 *   sender.listen((status) => show(status));     // after every change
 *   sender.start();                              // sends what waits, and of itself when the thumb rests
 *   addEventListener("online", () => sender.nudge("online"));
 *   sender.nudge("visible"); sender.nudge("person");   // the page came back; somebody pressed "try now"
 *   sender.seize();                              // a tap was answered this moment: what has gathered may go
 *   await sender.look("warszawa");               // others' taps, every few seconds while the page is seen and online
 *   await sender.renew("warszawa", "pl");        // the facts anew (on load, and where `look` says isNews)
 *   await sender.status();
 *
 * The status, for the event of the page:
 *   state     "saved", "sending", "waiting" or "denied"; "unknown" where this phone cannot read what it keeps
 *   why       the last trouble's kind (server.js), or "storage" where this phone cannot write; null
 *   waiting, letters, rejected   entries, letters among them, refused entries
 *   since     ms when the oldest waiting entry was tapped; savedAt: ms when the server last took one; nextTry: ms
 *   elsewhere [{event, name, waiting, …}] other events with entries that wait
 *
 * One tab sends at a time, where the browser can arrange it; where it cannot, two do no harm. A batch is asked for
 * again until the server's word on each of its entries is at rest. Taps gather until the thumb rests, for some seconds
 * at most: a request and its answer would be in the thumb's way. Before the first batch after a silence it is asked
 * whether the ledger is still the one that was seen: a server that was restored has to be told everything again.
 */
import { Backoff } from "./backoff.js";
import { onTheWire } from "./entries.js";
import { MOST_ENTRIES } from "./queue.js";
import { Rest } from "./rest.js";
import { isRestored } from "./restored.js";

const LOCK = "letter-marathon-sender";
// A tab that sleeps with the lock in its hand must not keep the others from sending.
const LOCK_PATIENCE = 30_000;
const MOST_BYTES = 1_000_000;
// The longest silence after which the server is taken to be the one it was.
const SILENCE = 60_000;
const LOOK_AGAIN = 15_000;
const HOUR = 3600_000;
/** How long taps gather, in ms: with the looks of other phones within the five seconds. */
export const GATHERED = { pause: 1000, ripe: 700, most: 1500 };
const TOLD = { pause: 20, most: 20 };
const EVERYWHERE = "*";
// These stand between the phone and any server, or come from it as a whole; the others concern one event.
const OF_ALL = new Set(["offline", "away", "slow", "portal", "too_many", "storage"]);
// These end as soon as a look is answered; the others, when a batch is taken.
const ENDED_BY_A_LOOK = new Set(["offline", "away", "slow", "portal", "denied", "storage"]);
// But these not where it was a batch that met them last: what lets a look through may hang over what is longer, and a
// phone that can read may still not write.
const OF_A_BATCH = new Set(["away", "slow", "storage"]);
const NOTHING = { waiting: 0, letters: 0, rejected: 0, since: null, savedAt: null, nextTry: null, elsewhere: [] };
const HURRY = new Set(["load", "online", "visible", "person"]);

export class Sender {
  #given;
  #troubles = new Map();
  #touched = new Map();
  #most = MOST_ENTRIES;
  #sending = null;
  #running = null;
  #isAskedAgain = false;
  #listeners = new Set();
  #timer = null;
  #gathering;
  #telling;
  #stopListening = null;
  #forgotAt = -Infinity;
  #isStopped = false;
  #told = null;

  /**
   * @param {object} given
   * @param {import("./queue.js").Queue} given.queue
   * @param {import("./server.js").Server} given.server
   * @param {import("./clock.js").Clock} given.clock
   * @param {string|null} [given.event] the one that the status is about
   * @param {LockManager} [given.locks]
   * @param {BroadcastChannel} [given.channel] to the other tabs
   */
  constructor(given) {
    this.#given = {
      event: null,
      now: Date.now,
      tick: () => performance.now(),
      random: Math.random,
      setTimeout: (work, ms) => setTimeout(work, ms),
      clearTimeout: (timer) => clearTimeout(timer),
      ...given,
    };
    const rest = (work, when) => new Rest(work, { ...this.#given, ...when });
    this.#gathering = rest(() => this.nudge("tap"), GATHERED);
    this.#telling = rest(() => this.#tell(), TOLD);
  }

  start() {
    const { queue, channel } = this.#given;
    const hear = ({ data }) => queue.announce(data.event, "tab");
    channel?.addEventListener("message", hear);
    const stop = queue.listen((event, by) => {
      if (by === "tab") return this.#changed();
      channel?.postMessage({ event });
      if (by === "server") return this.#changed();
      this.#gathering.call();
    });
    this.#stopListening = () => {
      stop();
      channel?.removeEventListener("message", hear);
    };
    return this.nudge("load");
  }

  stop() {
    this.#isStopped = true;
    this.#stopListening?.();
    this.#given.clearTimeout(this.#timer);
    for (const rest of [this.#gathering, this.#telling]) rest.cancel();
    this.#listeners.clear();
  }

  /** Calls `tell(status)` after each change, soon. Returns what ends it. */
  listen(tell) {
    this.#listeners.add(tell);
    this.#changed();
    return () => this.#listeners.delete(tell);
  }

  /** There may be something to send, or a chance to. Resolves when all that can go has gone. */
  nudge(reason) {
    if (HURRY.has(reason)) for (const { backoff } of this.#troubles.values()) backoff.hurry();
    this.#gathering.cancel();
    this.#isAskedAgain = true;
    // Not begun at once: what ends at once would end before it is known to run.
    this.#running ??= Promise.resolve().then(() => this.#run());
    return this.#running;
  }

  /** The thumb has just lifted and will not be back for a moment: what has gathered for long enough goes now. */
  seize() {
    this.#gathering.seize();
  }

  /** Asks what the event has counted. Returns the answer, with `isNews` where the facts are not those known here. */
  async look(event) {
    return this.#listen(event, (known) =>
      this.#given.server.counted(event, { etag: known?.etag, witness: known?.head?.seq }),
    );
  }

  /** Fetches the event's facts, which the phone then knows. Returns the answer. */
  async renew(event, language) {
    return this.#listen(event, (known) => this.#given.server.facts(event, { language, witness: known?.head?.seq }));
  }

  /** See the head of this file. */
  async status() {
    const { queue, event, now } = this.#given;
    const overview = await queue.overview();
    const { waiting, letters, rejected, since, savedAt } = overview.get(event) ?? NOTHING;
    const troubles = this.#troublesOf(event);
    const why = troubles[0]?.kind ?? null;
    const wait = Math.max(...troubles.map(({ backoff }) => backoff.remaining()));
    let state = waiting ? "waiting" : "saved";
    if (why === "denied" || why === "stale") state = "denied";
    else if (waiting && (this.#sending === event || (this.#gathering.isPending && !troubles.length))) state = "sending";
    return {
      state,
      why,
      waiting,
      letters,
      rejected,
      since,
      savedAt,
      nextTry: waiting && troubles.length && !this.#sending ? now() + wait : null,
      elsewhere: [...overview.values()].filter((other) => other.event !== event && other.waiting),
    };
  }

  // --- Sending ------------------------------------------------------------------------------------------------

  async #run() {
    while (this.#isAskedAgain && !this.#isStopped) {
      this.#isAskedAgain = false;
      try {
        if (this.#mayGo(EVERYWHERE)) await this.#alone(() => this.#drain());
      } catch {
        this.#fail(EVERYWHERE, { kind: "storage" });
      }
    }
    this.#sending = null;
    this.#running = null;
    this.#changed();
  }

  async #alone(work) {
    const { locks, setTimeout, clearTimeout } = this.#given;
    if (!locks) return work();
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LOCK_PATIENCE);
    let isBegun = false;
    try {
      await locks.request(LOCK, { signal: patience.signal }, () => {
        clearTimeout(timer);
        isBegun = true;
        return work();
      });
    } catch (fault) {
      if (isBegun) throw fault;
      await work();
    } finally {
      clearTimeout(timer);
    }
  }

  async #drain() {
    const renewed = new Set();
    for (;;) {
      const batch = await this.#given.queue.nextBatch(this.#most, (event) => this.#mayGo(event));
      if (!batch) return;
      this.#sending = batch.event;
      this.#changed();
      await this.#send(batch, renewed);
      if (this.#gathering.isPending) return;
    }
  }

  async #send({ event, entries }, renewed) {
    const { queue, server, clock } = this.#given;
    if (!this.#isInTouch(event) && !isGood(await this.look(event))) return;
    const { head: kept } = await queue.setOut(event);
    const sent = fitting(entries);
    const hear = clock.ask();
    const answer = await server.post(event, sent);
    if (answer.kind === "taken") {
      hear(answer.serverTime);
      await this.#settle(event, kept, sent, answer);
    } else if (answer.kind === "too_large" && sent.length > 1) {
      this.#most = Math.ceil(sent.length / 2);
    } else if (answer.kind === "stale" && !renewed.has(event)) {
      renewed.add(event);
      await this.renew(event);
    } else {
      this.#fail(event, answer);
    }
  }

  async #settle(event, kept, sent, { results, head, tally, serverTime }) {
    const { queue, clock, now } = this.#given;
    const at = serverTime ?? now();
    const told = await queue.settle(event, { sent, results, head, tally, at, offBy: clock.offBy() });
    const isShorter = isRestored(kept, head);
    if (isShorter || told.hasForgotten) await queue.resendSettled(event, isShorter ? { head, tally, at } : {});
    this.#most = Math.min(MOST_ENTRIES, this.#most * 2);
    this.#touched.set(event, this.#given.tick());
    this.#troubles.delete(EVERYWHERE);
    // An answer that leaves something open is no reason to ask again at once.
    if (told.left) this.#fail(event, { kind: "trouble" });
    else this.#troubles.delete(event);
    await this.#forget(at);
  }

  // --- Looking ------------------------------------------------------------------------------------------------

  /** A look or a renewal; where this phone cannot read or write, that is its answer. */
  async #listen(event, ask) {
    if (this.#troublesOf(event).some(({ backoff }) => backoff.isAsked)) return { kind: "too_many" };
    try {
      return await this.#hearOf(event, ask);
    } catch {
      this.#fail(EVERYWHERE, { kind: "storage" }, { isOfALook: true });
      return { kind: "storage" };
    }
  }

  async #hearOf(event, ask) {
    const { queue, clock, now, tick } = this.#given;
    const known = await queue.known(event);
    const hear = clock.ask();
    const answer = await ask(known);
    if (!isGood(answer)) {
      this.#fail(event, answer, { isOfALook: true });
      return answer;
    }
    hear(answer.serverTime);
    if (answer.kind === "fine") answer.isNews = await this.#hear(event, known, answer, answer.serverTime ?? now());
    this.#touched.set(event, tick());
    for (const of of [event, EVERYWHERE]) {
      const { kind, isOfALook } = this.#troubles.get(of) ?? {};
      if (ENDED_BY_A_LOOK.has(kind) && (isOfALook || !OF_A_BATCH.has(kind))) this.#troubles.delete(of);
    }
    this.nudge("heard");
    return answer;
  }

  async #hear(event, known, { body, etag }, at) {
    const { queue, clock } = this.#given;
    const { head, tally, witness, facts } = body;
    const isWhole = "cases" in body;
    const isNews = !isWhole && facts !== known?.facts?.facts;
    // Until the news is fetched, each look has to hear of it again.
    const kept = isWhole ? { facts: body } : isNews ? {} : { etag };
    const told = { head, tally, at, offBy: clock.offBy(), ...kept };
    if (isRestored(known?.head, head, witness)) await queue.resendSettled(event, told);
    else await queue.hear(event, told);
    await this.#forget(at);
    return isNews;
  }

  async #forget(at) {
    const tick = this.#given.tick();
    if (tick - this.#forgotAt < HOUR) return;
    this.#forgotAt = tick;
    await this.#given.queue.forget(at);
  }

  // --- Trouble ------------------------------------------------------------------------------------------------

  #fail(event, { kind, retryAfter = null }, { isOfALook = false } = {}) {
    const of = OF_ALL.has(kind) ? EVERYWHERE : event;
    const trouble = this.#troubles.get(of) ?? { backoff: new Backoff(this.#given) };
    Object.assign(trouble, { kind, isOfALook });
    trouble.backoff.fail(retryAfter);
    this.#troubles.set(of, trouble);
    // Whoever was silent may come back as another.
    if (of === EVERYWHERE) this.#touched.clear();
    else this.#touched.delete(event);
    this.#changed();
  }

  #troublesOf(event) {
    return [event, EVERYWHERE].map((of) => this.#troubles.get(of)).filter(Boolean);
  }

  #mayGo(event) {
    return this.#troublesOf(event).every(({ backoff }) => !backoff.remaining());
  }

  #isInTouch(event) {
    return this.#given.tick() - (this.#touched.get(event) ?? -Infinity) < SILENCE;
  }

  // --- Telling ------------------------------------------------------------------------------------------------

  /** The status is told soon, once for many changes, and the next try is arranged. */
  #changed() {
    if (this.#isStopped) return;
    const { setTimeout, clearTimeout } = this.#given;
    clearTimeout(this.#timer);
    const waits = [...this.#troubles.values()].map(({ backoff }) => backoff.remaining()).filter((ms) => ms > 0);
    this.#timer = setTimeout(() => this.nudge("timer"), Math.min(LOOK_AGAIN, ...waits) + 1);
    this.#telling.call();
  }

  async #tell() {
    if (!this.#listeners.size) return;
    try {
      this.#told = await this.status();
    } catch {
      // What is saved cannot be read: what was said of it before may be a lie by now.
      this.#told = { ...(this.#told ?? NOTHING), state: "unknown", why: "storage" };
    }
    for (const tell of this.#listeners) tell(this.#told);
  }
}

const isGood = ({ kind }) => kind === "fine" || kind === "same";

/** As many of the entries, from the first on, as go into one request. */
function fitting(entries) {
  let bytes = 0;
  const most = entries.findIndex((entry) => (bytes += JSON.stringify(onTheWire(entry)).length + 1) > MOST_BYTES);
  return most > 0 ? entries.slice(0, most) : entries;
}
