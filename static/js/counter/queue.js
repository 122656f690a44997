/**
 * The queue: what was tapped on this phone, until the server says that it has it, and for 14 days after.
 *
 * How to use it:
 *
 *   const store = await openStore();                        // store.js; rejects where there is none to be had
 *   const queue = new Queue({ store });                     // in tests: { store, now, uuid, offBy }
 *   const entry = await queue.log({ event: "warszawa", case: "yorm-bopha", kind: "person", quantity: 3,
 *                                   team: 5, number: 12 });  // resolves once it is on the disk: say "logged" now
 *   await queue.undo("warszawa", entry.id);                  // the entry that takes it back (twice: the same one)
 *   await queue.table("warszawa");                           // {figures: {event, cases, asOf: ms|null, waiting},
 *                                                            //  latest: [{...entry, undone: boolean}], rejected}
 *                                                            // what was rejected has a code and a message, to be …
 *   await queue.fix(id, { kind: "authority" });              // … put right and sent again ({}: as it is),
 *   await queue.drop(id);                                    // … or dropped, by the person and nobody else
 *   await queue.unsettled("warszawa");                       // for handover.js; the other phone: takeOver(entries)
 *   await queue.known("warszawa");                           // what the phone knows of the event, or undefined
 *   const stop = queue.listen((event) => redraw(event));     // after each change, of this tab's or another's
 *
 * Whatever rejects changed nothing: then the page must not say that it was logged.
 *
 * An undo is always an entry of its own, also where its target still waits: the target may have arrived, and only
 * the answer been lost. Nothing becomes settled but by the server's word on the content that is at rest here.
 */
import { see, settle } from "./answers.js";
import { isEntry, isSame, localTime, newEntry, newId, reversalOf, wait } from "./entries.js";
import { figuresOf, lettersOf } from "./figures.js";
import { beginningWith } from "./store.js";

export const MOST_ENTRIES = 500;
export const KEPT_FOR = 14 * 24 * 3600_000;
const BOTH = ["entries", "settings"];
const ALL = ["entries", "events", "settings"];
// Where the line of entries ends: `value` is the last order, `revision` another one after each write. No choice of a
// person's may ever have this name.
const END = "queue: last order";

export class Queue {
  #store;
  #given;
  #listeners = new Set();
  // What waits and what was refused, as it was at a revision of the store.
  #picture = null;
  // The last order that this tab has heard of: another's may be later, and a tap proves it.
  #order = 0;

  /**
   * @param {object} given
   * @param {import("./store.js").Store} given.store
   * @param {() => number} [given.now] ms by the phone's clock
   * @param {() => string} [given.uuid]
   * @param {() => number|null} [given.offBy] how far that clock is behind the server's, where known
   */
  constructor({ store, now = Date.now, uuid = () => newId(), offBy = () => null }) {
    this.#store = store;
    this.#given = { now, uuid, offBy };
  }

  /**
   * Calls `tell(event, by)` after each change: by a "tap", by the "thumb" in another way, by "server" or in another
   * "tab". Returns what ends it.
   */
  listen(tell) {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** Tells the listeners that an event's entries changed. */
  announce(event, by = "thumb") {
    for (const tell of this.#listeners) tell(event, by);
  }

  // --- What the volunteer does ------------------------------------------------------------------------------

  /**
   * The entry is on the disk, waiting. Throws TypeError at fields that make no entry; rejects where the disk is full.
   *
   * @param {{event: string, case: string, kind: string, quantity?: number, team?: number|null, number?: number|null}} fields
   * @returns {Promise<import("./entries.js").Entry>}
   */
  async log(fields) {
    const entry = newEntry(fields, this.#given);
    await this.#append(entry);
    this.announce(entry.event, "tap");
    return entry;
  }

  /**
   * The reversal of an entry is on the disk, waiting; asked again, it is the same one. Null where the entry is not
   * here, or is a reversal itself.
   */
  async undo(event, id) {
    const reversal = await this.#write(async (tx, end) => {
      const entries = tx.objectStore("entries");
      const target = await entries.get(id);
      if (!target || target.event !== event || target.reverses) return null;
      const [before] = await entries.index("reverses").getAll(id);
      if (!before) return (await add(tx, end, [reversalOf(target, this.#given)]))[0];
      if (before.state === "rejected") await entries.put(this.#again(before));
      return before;
    });
    if (reversal) this.announce(event);
    return reversal;
  }

  /**
   * A rejected entry waits again, with other content under the same id, so that one of both counts at most. An id
   * that holds something else in the ledger (`id_reused`) is taken back, and the content gets a new one. One that was
   * refused for its time gets the right time, as far as that is known. Returns the entry that waits, or null where
   * nothing rejected stood there to be put right.
   *
   * @param {string} id
   * @param {{case?: string, kind?: string, quantity?: number, team?: number|null, number?: number|null}} [changes]
   */
  async fix(id, changes = {}) {
    const fixed = await this.#write(async (tx, end) => {
      const entries = tx.objectStore("entries");
      const entry = await entries.get(id);
      if (entry?.state !== "rejected" || (await this.#isUndone(entries, id))) return null;
      if (entry.reverses) {
        await entries.put(this.#again(entry));
        return entry;
      }
      const fresh = newEntry({ ...entry, ...changes, event: entry.event }, this.#given);
      if (entry.code === "id_reused") {
        const [, anew] = await add(tx, end, [reversalOf(entry, this.#given), fresh]);
        return anew;
      }
      const { id: _, order, tapped, written_at, off_by, ...content } = fresh;
      await entries.put(Object.assign(this.#again(entry), content));
      return entry;
    });
    if (fixed) this.announce(fixed.event);
    return fixed;
  }

  /** A rejected entry as one that waits again: at the right time, where its time was what was wrong. */
  #again(entry) {
    const righted = entry.code === "written_at_in_future" && this.#rightTime(entry);
    return Object.assign(wait(entry), righted);
  }

  #rightTime({ tapped, off_by }) {
    const now = this.#given.now();
    const offBy = this.#given.offBy();
    const instant = Math.min(tapped + (off_by ?? offBy ?? 0), now + (offBy ?? 0));
    return { written_at: localTime(Math.round(instant)) };
  }

  /** A rejected entry is gone, because the person said so. Whether there was one; not while its undo is under way. */
  async drop(id) {
    const dropped = await this.#write(async (tx) => {
      const entries = tx.objectStore("entries");
      const entry = await entries.get(id);
      if (entry?.state !== "rejected" || (await this.#isUndone(entries, id))) return null;
      await entries.delete(id);
      return entry;
    });
    if (dropped) this.announce(dropped.event);
    return dropped !== null;
  }

  async #isUndone(entries, id) {
    return (await entries.index("reverses").getAll(id)).some(({ state }) => state === "waiting");
  }

  /**
   * Another phone's entries wait here too, in their order. Those that are here already stay as they are.
   *
   * @param {import("./entries.js").Entry[]} entries
   * @returns {Promise<{fresh: number, known: number}>} how many were new to this phone
   */
  async takeOver(others) {
    if (!others.every(isEntry)) throw new TypeError("Not all of these are entries.");
    const fresh = new Map();
    await this.#write(async (tx, end) => {
      const entries = tx.objectStore("entries");
      for (const other of [...others].sort(byOrder)) {
        if (fresh.has(other.id) || (await entries.get(other.id))) continue;
        fresh.set(other.id, wait({ ...other, settled_at: null, off_by: other.off_by ?? null }));
        await add(tx, end, [fresh.get(other.id)]);
        // Its undo may have come before it, by another part: it goes after it now.
        const undoes = await entries.index("reverses").getAll(other.id);
        await add(tx, end, undoes.filter(({ state }) => state !== "settled").map(wait));
      }
    });
    for (const event of new Set([...fresh.values()].map((entry) => entry.event))) this.announce(event);
    return { fresh: fresh.size, known: others.length - fresh.size };
  }

  // --- What the screen shows ----------------------------------------------------------------------------------

  /** What the server has not been heard to have, in the order of tapping. */
  async waiting(event) {
    return (await this.#look()).waiting.filter((entry) => entry.event === event);
  }

  /**
   * All that the server has not said yes to, in the order of tapping: what another phone may take over. A reversal
   * brings what it takes back, which a restored server may not know.
   */
  async unsettled(event) {
    return this.#store.read(BOTH, async (tx) => {
      const { waiting, rejected } = await this.#see(tx);
      const found = new Map([...waiting, ...rejected].filter((entry) => entry.event === event).map((entry) => [entry.id, entry]));
      for (const { reverses } of [...found.values()]) {
        const target = reverses && (await tx.objectStore("entries").get(reverses));
        if (target) found.set(target.id, target);
      }
      return [...found.values()].sort(byOrder);
    });
  }

  /**
   * All that the table shows, as it is at one moment:
   *   figures   the server's tally with what waits here; `asOf` is when the server told it, null where it never did
   *   latest    the newest entries, newest first, each with whether it was taken back
   *   rejected  what the server said no to, and the person has to decide on
   */
  table(event, most = 20) {
    // One transaction whose questions are asked side by side: taps wait until it is over.
    return this.#store.read(ALL, async (tx) => {
      const [{ waiting, rejected }, latest, known] = await Promise.all([
        this.#see(tx),
        newest(tx, event, most),
        tx.objectStore("events").get(event),
      ]);
      const here = waiting.filter((entry) => entry.event === event);
      // What the server refused is in no figure, and neither is taking it back.
      const refused = new Set(rejected.map(({ id }) => id));
      const figures = figuresOf(known?.tally ?? null, here.filter(({ reverses }) => !refused.has(reverses)));
      const undone = new Set(waiting.map(({ reverses }) => reverses));
      return {
        figures: { ...figures, asOf: known?.at ?? null, waiting: here.length },
        latest,
        rejected: rejected.filter((entry) => entry.event === event && !undone.has(entry.id)),
      };
    });
  }

  /** What waits and what was refused, by event: of each that the phone knows or holds an entry of. */
  async overview() {
    return this.#store.read(ALL, async (tx) => {
      const overview = new Map();
      const about = (slug, known) => {
        const blank = { event: slug, name: known?.facts?.event?.name ?? slug, savedAt: known?.saved_at ?? null };
        if (!overview.has(slug)) overview.set(slug, { ...blank, waiting: 0, letters: 0, rejected: 0, since: null });
        return overview.get(slug);
      };
      const [events, { waiting, rejected }] = await Promise.all([tx.objectStore("events").getAll(), this.#see(tx)]);
      for (const known of events) about(known.slug, known);
      for (const [slug, entries] of grouped(waiting)) {
        Object.assign(about(slug), {
          waiting: entries.length,
          letters: lettersOf(entries),
          since: Math.min(...entries.map(({ tapped }) => tapped)),
        });
      }
      const undone = new Set(waiting.map((entry) => entry.reverses));
      for (const { id, event } of rejected) about(event).rejected += undone.has(id) ? 0 : 1;
      return overview;
    });
  }

  /** What the phone knows of an event: {slug, facts, etag, head, tally, at, off_by, saved_at, under_way}, or undefined. */
  known(event) {
    return this.#store.read(["events"], (tx) => tx.objectStore("events").get(event));
  }

  /** All that the phone knows. */
  knownEvents() {
    return this.#store.read(["events"], (tx) => tx.objectStore("events").getAll());
  }

  #look() {
    return this.#store.read(BOTH, (tx) => this.#see(tx));
  }

  /** What waits and what was refused. Thousands may wait by the end of an evening: they are read where they changed. */
  async #see(tx) {
    const { value, revision } = await endOf(tx);
    this.#order = Math.max(this.#order, value);
    if (!revision || this.#picture?.revision !== revision) {
      const [waiting, rejected] = await Promise.all([inState(tx, "waiting"), inState(tx, "rejected")]);
      this.#picture = { revision, waiting, rejected };
    }
    return this.#picture;
  }

  /** One transaction, after which every tab's picture is old. `work(tx, end)`: where the line ends, to be awaited. */
  async #write(work) {
    const renew = async (tx, asked) => {
      const end = await asked;
      end.revision = newId();
      await keepEnd(tx, end);
      return end;
    };
    const [result, end] = await this.#store.write(ALL, (tx) => {
      const asked = endOf(tx);
      return Promise.all([work(tx, asked), renew(tx, asked)]);
    });
    this.#order = end.value;
    return result;
  }

  /**
   * An entry goes to the end of the line, and into this tab's picture where nobody else wrote meanwhile. Each wait
   * within a transaction is one that the thumb feels: so it is put where it should stand while it is asked whether that
   * is right, and put again where another tab was quicker.
   */
  async #append(entry) {
    const meant = ++this.#order;
    const end = { name: END, value: meant, revision: newId() };
    const put = async (tx) => {
      entry.order = end.value;
      await Promise.all([tx.objectStore("entries").put(entry), keepEnd(tx, end)]);
    };
    const before = await this.#store.write(BOTH, async (tx) => {
      const [before] = await Promise.all([endOf(tx), put(tx)]);
      end.value = before.value + 1;
      if (end.value !== meant) await put(tx);
      return before;
    });
    if (this.#order === meant) this.#order = end.value; // else a second thumb was there
    const picture = this.#picture;
    if (before.revision && picture?.revision === before.revision) {
      this.#picture = { ...picture, revision: end.revision, waiting: [...picture.waiting, { ...entry }] };
    }
  }

  // --- What the sender does -----------------------------------------------------------------------------------

  /**
   * What is to be told next: the oldest waiting entries of the event whose turn it is, or null.
   *
   * @param {number} [most]
   * @param {(event: string) => boolean} [mayGo] false for an event that is in trouble, which holds up no other
   * @returns {Promise<{event: string, entries: import("./entries.js").Entry[]}|null>}
   */
  async nextBatch(most = MOST_ENTRIES, mayGo = () => true) {
    const waiting = (await this.#look()).waiting.filter(({ event }) => mayGo(event));
    if (!waiting.length) return null;
    const { event } = waiting[0];
    const entries = waiting.filter((entry) => entry.event === event).slice(0, Math.min(most, MOST_ENTRIES));
    return { event, entries };
  }

  /**
   * Entries of the event are about to leave: until the answer nobody knows whether they arrived. Returns what is known
   * of the event.
   */
  setOut(event) {
    return this.#store.write(["events"], (tx) => see(tx, event, { underWay: true }));
  }

  /**
   * The server's word on a batch is at rest: see answers.js. Returns how many of the batch are now settled, rejected
   * and dropped, how many were left, and whether the answer shows that the server has lost what it had settled.
   *
   * @param {string} event
   * @param {{sent: import("./entries.js").Entry[], results: object[], head: object, tally: object, at: number,
   *   offBy?: number|null}} answer
   */
  async settle(event, answer) {
    const at = this.#given.now();
    const told = await this.#write(async (tx) => {
      const told = await settle(tx, event, answer);
      await see(tx, event, { ...answer, underWay: told.left > 0, ...(told.settled && { saved_at: at }) });
      return told;
    });
    this.announce(event, "server");
    return told;
  }

  /** What the server told of an event is at rest, unless newer was heard: facts, etag, head and tally, and at when. */
  async hear(event, told) {
    await this.#store.write(["events"], (tx) => see(tx, event, told));
    this.announce(event, "server");
  }

  /** The server was restored: everything settled waits again, and its head and tally hold, older as they are. */
  async resendSettled(event, told = {}) {
    await this.#write(async (tx) => {
      for (const entry of await inState(tx, "settled", event)) await tx.objectStore("entries").put(wait(entry));
      await see(tx, event, told, true);
    });
    this.announce(event, "server");
  }

  /** What was settled more than 14 days before is gone, but for what an entry that stays takes back. */
  async forget(at) {
    await this.#write(async (tx) => {
      const entries = tx.objectStore("entries");
      const old = (await inState(tx, "settled")).filter(({ settled_at }) => settled_at < at - KEPT_FOR);
      // Reversals first, so that what they took back may go with them.
      for (const entry of old.sort((one, other) => !one.reverses - !other.reverses)) {
        if (!(await entries.index("reverses").getKey(entry.id))) await entries.delete(entry.id);
      }
    });
  }
}

/** Where the line of entries ends. */
const endOf = async (tx) => (await tx.objectStore("settings").get(END)) ?? { name: END, value: 0, revision: null };

const keepEnd = (tx, end) => tx.objectStore("settings").put(end);

/** Entries in a state, of one event or of all, in their order. */
async function inState(tx, state, event) {
  const found = await tx.objectStore("entries").index("state").getAll(beginningWith(state));
  return event === undefined ? found : found.filter((entry) => entry.event === event);
}

function grouped(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry.event, [...(groups.get(entry.event) ?? []), entry]);
  return groups;
}

/** An event's newest entries. In one piece, as a cursor goes from entry to entry; longer, where others stand between. */
async function newest(tx, event, most) {
  const index = tx.objectStore("entries").index("event");
  const { value: end } = await endOf(tx);
  for (let piece = most * 2; ; piece *= 8) {
    const begin = Math.max(0, end - piece);
    const found = newestOf(await index.getAll(IDBKeyRange.bound([event, begin], [event, []])), most);
    if (found.length === most || !begin) return found;
  }
}

/** The newest of entries that stand in their order, newest first. An undo comes after what it takes back. */
function newestOf(entries, most) {
  const undone = new Set(entries.filter(({ state }) => state !== "rejected").map(({ reverses }) => reverses));
  const found = entries.filter(({ reverses }) => !reverses).slice(-most).reverse();
  return found.map((entry) => ({ ...entry, undone: undone.has(entry.id) }));
}

const byOrder = (one, other) => one.order - other.order;

/** Puts entries at the end of the line. */
async function add(tx, asked, fresh) {
  const end = await asked;
  for (const entry of fresh) entry.order = ++end.value;
  await Promise.all([...fresh.map((entry) => tx.objectStore("entries").put(entry)), keepEnd(tx, end)]);
  return fresh;
}
