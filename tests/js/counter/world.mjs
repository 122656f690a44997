// The world around the counter, in a few hundred lines: a ledger that keeps the contract, phones with tabs that are
// killed, a network in which anything happens to a request, clocks that are set wrong, and time that passes at a word.
import { createHash } from "node:crypto";
import { Clock } from "../../../static/js/counter/clock.js";
import { localTime } from "../../../static/js/counter/entries.js";
import { Queue } from "../../../static/js/counter/queue.js";
import { Sender } from "../../../static/js/counter/sender.js";
import { Server } from "../../../static/js/counter/server.js";
import { openStore } from "../../../static/js/counter/store.js";
import { makeName, SATURDAY } from "./makers.mjs";

export const EVENTS = ["warszawa", "lodz"];
export const CASES = ["yorm-bopha", "miriam-lopez"];
export const KINDS = ["authority", "person"];
const PROTOCOL = "letter-marathon/1";
const DAY = 24 * 3600_000;

const breath = () => new Promise((resolve) => setImmediate(resolve));

/** The ledger as DESIGN.md has it, in memory. */
class Ledger {
  rows = [];
  byId = new Map();
  reversed = new Map();

  head(event) {
    const last = this.rows.findLast((row) => row.event === event);
    return last ? { seq: last.seq, chain: last.chain } : { seq: 0, chain: "" };
  }

  tally(event) {
    const tally = { event: 0, cases: {} };
    for (const row of this.rows) {
      if (row.event !== event) continue;
      tally.event += row.quantity;
      const kinds = (tally.cases[row.case] ??= {});
      kinds[row.kind] = (kinds[row.kind] ?? 0) + row.quantity;
    }
    return tally;
  }

  witness(event, seq) {
    return { seq, chain: this.rows.find((row) => row.event === event && row.seq === seq)?.chain ?? null };
  }

  write(row) {
    const { seq, chain } = this.head(row.event);
    const link = createHash("sha1").update(`${chain}${row.id}${row.quantity}`).digest("hex");
    this.rows.push({ ...row, seq: seq + 1, chain: link });
    this.byId.set(row.id, this.rows.at(-1));
    if (row.reverses) this.reversed.set(row.reverses, row.id);
  }

  copy() {
    return Object.assign(new Ledger(), {
      rows: [...this.rows],
      byId: new Map(this.byId),
      reversed: new Map(this.reversed),
    });
  }
}

/** The server: the ledger behind its rules, which organisers change in the middle of the evening. */
class Venue {
  ledger = new Ledger();
  backup = new Ledger();
  restores = 0;
  // By event: what its counter does not take just now, by the code that says so; and whether phones are let in.
  refuses = new Map(EVENTS.map((event) => [event, new Set()]));
  denied = new Set();
  // When each id was last refused: what was sent before and arrives after is beyond anybody's control.
  refusedAt = new Map();
  strays = new Set();

  constructor(world) {
    this.world = world;
  }

  handle({ method, path, search, body, sentAt }) {
    const [, event, what] = /events\/([^/]+)\/(\w+)/.exec(path);
    const shared = { protocol: PROTOCOL, server_time: new Date(this.world.serverTime()).toISOString() };
    if (this.denied.has(event)) return { status: 404, body: { ...shared, code: "not_found" } };
    const results = method === "POST" ? body.entries.map((line) => this.#take(event, line, sentAt)) : null;
    const now = { ...shared, head: this.ledger.head(event), tally: this.ledger.tally(event) };
    if (results) return { status: 201, body: { ...now, server_time: undefined, results } };
    const witness = search.get("witness");
    if (witness) now.witness = this.ledger.witness(event, Number(witness));
    if (what === "counter") return { status: 200, body: { ...now, cases: [], facts: "facts", event: { name: event } } };
    return { status: 200, body: { ...now, facts: "facts" }, etag: `"${now.head.seq}-${now.head.chain}"` };
  }

  #take(event, line, sentAt) {
    const code = this.#refusal(event, line);
    if (code === "duplicate") return { id: line.id, status: "duplicate" };
    if (code) {
      this.refusedAt.set(line.id, this.world.time.count());
      return { id: line.id, status: "refused", code, message: `No: ${code}.` };
    }
    if (sentAt < (this.refusedAt.get(line.id) ?? -1)) this.strays.add(line.id);
    const target = line.reverses && this.ledger.byId.get(line.reverses);
    const content = target ? { ...target, quantity: -target.quantity } : { team: null, number: null, ...line };
    this.ledger.write({ ...content, id: line.id, event, reverses: line.reverses ?? null, written_at: line.written_at });
    return { id: line.id, status: "created" };
  }

  #refusal(event, line) {
    const known = this.ledger.byId.get(line.id);
    const refuses = this.refuses.get(event);
    if (known) return isSameRow(known, event, line) ? "duplicate" : "id_reused";
    if (refuses.has("malformed") && line.number) return "malformed";
    if (refuses.has("event_closed")) return "event_closed";
    if (Date.parse(line.written_at) > this.world.serverTime() + DAY) return "written_at_in_future";
    if (line.reverses) {
      const target = this.ledger.byId.get(line.reverses);
      if (target?.event !== event || target.reverses) return "reverses_unknown";
      return this.ledger.reversed.has(line.reverses) ? "already_reversed" : null;
    }
    if (refuses.has("case_not_in_event") && line.case === CASES[1]) return "case_not_in_event";
    if (refuses.has("kind_not_counted") && line.kind === KINDS[1]) return "kind_not_counted";
    if (refuses.has("quantity_out_of_range") && line.quantity > 5) return "quantity_out_of_range";
    if (refuses.has("team_not_in_event") && line.team) return "team_not_in_event";
    return null;
  }

  restore() {
    this.ledger = this.backup.copy();
    this.restores += 1;
  }
}

function isSameRow(row, event, line) {
  if (row.event !== event || row.reverses !== (line.reverses ?? null) || row.written_at !== line.written_at) return false;
  if (line.reverses) return true;
  return ["case", "kind", "quantity", "team", "number"].every((name) => row[name] === (line[name] ?? null));
}

/** Time that nobody sets, and the timers on it. */
class Time {
  #at = 0;
  #count = 0;
  #timers = new Set();

  tick = () => this.#at;
  count = () => ++this.#count;

  setTimeout(work, ms, owner) {
    const timer = { work, owner, at: this.#at + ms };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer) {
    this.#timers.delete(timer);
  }

  drop(owner) {
    for (const timer of this.#timers) if (timer.owner === owner) this.#timers.delete(timer);
  }

  async pass(ms, quiet) {
    const until = this.#at + ms;
    for (let left = 200; left > 0; left--) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#at = Math.max(this.#at, next.at);
      next.work();
      await quiet();
    }
    this.#at = until;
  }
}

/** Web Locks of one browser. A tab that dies lets go. */
class Locks {
  #queue = [];

  of(tab) {
    return { request: (_, { signal }, work) => this.#request(tab, signal, work) };
  }

  #request(tab, signal, work) {
    return new Promise((resolve, reject) => {
      const wish = { tab, isHeld: false };
      wish.begin = () => {
        wish.isHeld = true;
        Promise.resolve(work()).then(resolve, reject).finally(() => this.#leave(wish));
      };
      signal?.addEventListener("abort", () => {
        if (wish.isHeld) return;
        this.#leave(wish);
        reject(new DOMException("Waited long enough.", "AbortError"));
      });
      this.#queue.push(wish);
      this.#next();
    });
  }

  #leave(wish) {
    this.#queue = this.#queue.filter((other) => other !== wish);
    this.#next();
  }

  #next() {
    const [first] = this.#queue;
    if (first && !first.isHeld) first.begin();
  }

  drop(tab) {
    this.#queue = this.#queue.filter((wish) => wish.tab !== tab);
    this.#next();
  }
}

class Phone {
  tabs = [];
  isOnline = true;
  wrongBy = 0;

  constructor(world, hasLocks) {
    this.world = world;
    this.name = makeName();
    this.locks = hasLocks ? new Locks() : null;
  }

  now = () => this.world.serverTime() + this.wrongBy;

  async open() {
    const tab = new Tab(this);
    await tab.boot();
    this.tabs.push(tab);
    tab.sender.start();
    return tab;
  }

  /** The browser is killed: no line of its code runs to its end knowingly. */
  kill(tab) {
    tab.isAlive = false;
    this.tabs = this.tabs.filter((other) => other !== tab);
    this.world.time.drop(tab);
    this.locks?.drop(tab);
    tab.listeners.clear();
  }
}

class Tab {
  isAlive = true;
  listeners = new Set();

  constructor(phone) {
    this.phone = phone;
  }

  async boot() {
    const { world, locks, now } = this.phone;
    const { time } = world;
    this.store = world.watched(await openStore({ name: this.phone.name }));
    const given = {
      now,
      tick: time.tick,
      setTimeout: (work, ms) => this.isAlive && time.setTimeout(work, ms, this),
      clearTimeout: (timer) => time.clearTimeout(timer),
    };
    this.clock = new Clock(given);
    this.queue = new Queue({ store: this.store, now, uuid: world.uuid, offBy: () => this.clock.offBy() });
    const fetch = (address, init) => world.fetch(this, address, init);
    this.server = new Server({ ...given, fetch, cookie: () => "", isOnline: () => this.phone.isOnline });
    const channel = {
      addEventListener: (_, hear) => this.listeners.add(hear),
      removeEventListener: (_, hear) => this.listeners.delete(hear),
      postMessage: (data) => {
        if (!this.isAlive) return;
        for (const tab of this.phone.tabs) if (tab !== this) tab.listeners.forEach((hear) => hear({ data }));
      },
    };
    const { queue, server, clock } = this;
    this.sender = new Sender({
      ...given, queue, server, clock, channel, locks: locks?.of(this), event: EVENTS[0], random: world.random,
    });
  }
}

export class World {
  time = new Time();
  venue = new Venue(this);
  requests = [];
  ghosts = [];
  // Ids that some phone made: whoever is killed in the middle of a tap may find it counted.
  unsaid = new Set();
  #busy = 0;
  #ids = 0;
  #dice = 7;

  constructor({ phones = 2, hasLocks = true } = {}) {
    this.phones = Array.from({ length: phones }, () => new Phone(this, hasLocks));
  }

  serverTime = () => SATURDAY + this.time.tick();
  uuid = () => {
    const id = `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, "0")}`;
    this.unsaid.add(id);
    return id;
  };
  random = () => (this.#dice = (this.#dice * 16807) % 2147483647) / 2147483647;

  /** The store, watched for when it is at rest. */
  watched(store) {
    const watch = (work) => async (...values) => {
      this.#busy += 1;
      try {
        return await work(...values);
      } finally {
        this.#busy -= 1;
      }
    };
    return { read: watch(store.read.bind(store)), write: watch(store.write.bind(store)), close: () => store.close() };
  }

  /** Nothing goes on any more but requests and timers. */
  quiet = async () => {
    for (let calm = 0; calm < 3; ) {
      await breath();
      calm = this.#busy ? 0 : calm + 1;
    }
  };

  pass(ms) {
    return this.time.pass(ms, this.quiet);
  }

  // --- The network ------------------------------------------------------------------------------------------

  fetch(tab, address, { method = "GET", body, headers }) {
    if (!tab.phone.isOnline) return Promise.reject(new TypeError("Failed to fetch"));
    return new Promise((resolve, reject) => {
      const { pathname, searchParams } = new URL(address, "https://example.org");
      const request = {
        tab, resolve, reject, method, path: pathname, search: searchParams, sentAt: this.time.count(),
        body: body && JSON.parse(body), etag: headers["If-None-Match"], answer: null,
      };
      if (tab.isAlive) this.requests.push(request);
    });
  }

  /** The server has the request; its answer is under way. */
  handle(request) {
    request.answer ??= this.venue.handle(request);
    return request.answer;
  }

  answer(request, answer = this.handle(request)) {
    this.#end(request);
    if (!request.tab.isAlive) return;
    const { status, body, etag, headers = {}, type = "basic" } = answer;
    const said = new Headers({ Date: new Date(this.serverTime()).toUTCString(), ...headers });
    if (etag) said.set("ETag", etag);
    const isSame = etag && etag === request.etag;
    const text = typeof body === "string" ? body : JSON.stringify(body ?? {});
    request.resolve({ type, status: isSame ? 304 : status, headers: said, text: async () => text });
  }

  lose(request) {
    this.#end(request);
    if (request.tab.isAlive) request.reject(new TypeError("Failed to fetch"));
  }

  #end(request) {
    this.requests = this.requests.filter((other) => other !== request);
  }

  /** The server is away for minutes and comes back as it was at its backup. */
  async restore() {
    for (const request of [...this.requests]) this.lose(request);
    this.venue.restore();
    this.ghosts = [];
    await this.pass(120_000);
  }

  /** Everything works from now on, until nothing is left to do. Whether that came. */
  async allWell() {
    this.venue.denied.clear();
    for (const phone of this.phones) {
      phone.isOnline = true;
      if (!phone.tabs.length) await phone.open();
    }
    for (let round = 0; round < 60; round++) {
      for (const phone of this.phones) {
        for (const tab of phone.tabs) for (const event of EVENTS) tab.sender.look(event);
      }
      await this.quiet();
      for (let requests = 50; this.requests.length && requests; requests--) {
        this.answer(this.requests[0]);
        await this.quiet();
      }
      if (round > 2 && !this.requests.length && !(await this.#areWaiting())) return true;
      await this.pass(16_000);
    }
    return false;
  }

  async #areWaiting() {
    for (const phone of this.phones) {
      for (const event of EVENTS) if ((await phone.tabs[0].queue.waiting(event)).length) return true;
    }
    return false;
  }

  /** All that is at rest on a phone. */
  async held(phone) {
    phone.store ??= await openStore({ name: phone.name });
    return phone.store.read(["entries", "events"], async (tx) => ({
      entries: await tx.objectStore("entries").getAll(),
      events: await tx.objectStore("events").getAll(),
    }));
  }

  /** The organiser takes a row back that nobody has taken back. */
  organiserReverses(which) {
    const { ledger } = this.venue;
    const rows = ledger.rows.filter((row) => !row.reverses && !ledger.reversed.has(row.id));
    const row = rows[which % rows.length];
    if (!row) return;
    ledger.write({ ...row, id: `organiser ${this.uuid()}`, reverses: row.id, quantity: -row.quantity });
  }

  /** Somebody else's entry, such as the organiser's. */
  organiserLogs(event) {
    const line = { case: CASES[0], kind: KINDS[0], quantity: 7, team: null, number: null, reverses: null };
    const written_at = localTime(this.serverTime());
    this.venue.ledger.write({ ...line, id: `organiser ${this.uuid()}`, event, written_at });
  }
}
