// Whatever happens in whatever order: nothing is lost, nothing counts twice, and the figures say so.
//
//   RUNS=2000 SEED=1 node --test tests/js/counter/any-evening.test.mjs     looks longer
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { onTheWire } from "../../../static/js/counter/entries.js";
import { packText, unpack } from "../../../static/js/counter/handover.js";
import { CASES, EVENTS, KINDS, World } from "./world.mjs";

const DAY = 24 * 3600_000;
const pick = (list, which) => list[which % list.length];

/** What the volunteers saw and did, beside what the code knows. */
class Evening {
  shown = new Map(); // id → {event, contents: wire forms it had, isUndone, isBeingUndone, isDropped, isHandedOver}

  constructor(hasLocks) {
    this.world = new World({ hasLocks });
  }

  tab({ who, which }) {
    return pick(pick(this.world.phones, who).tabs, which);
  }

  async tap({ who, which, event, kind, quantity, number }) {
    const tab = this.tab({ who, which });
    const team = number ? 5 : null;
    const fields = { event: pick(EVENTS, event), case: pick(CASES, kind >> 1), kind: pick(KINDS, kind), quantity, team, number };
    const entry = await tab?.queue.log(fields);
    if (entry && tab.isAlive) this.show(entry);
  }

  show(entry) {
    const { id, event } = entry;
    const seen = this.shown.get(id) ?? { event, contents: [], isUndone: false, isBeingUndone: false, isDropped: false, isHandedOver: false };
    seen.contents.push(JSON.stringify(onTheWire(entry)));
    this.shown.set(id, seen);
  }

  async undo({ who, which, back }) {
    const tab = this.tab({ who, which });
    if (!tab) return;
    const candidates = (await tab.queue.table(pick(EVENTS, back), 20)).latest;
    if (!candidates.length) return;
    const { id, event } = pick(candidates, back >> 1);
    const seen = this.shown.get(id) ?? {}; // a tap that was killed may be there all the same
    seen.isBeingUndone = true;
    if ((await tab.queue.undo(event, id)) && tab.isAlive) seen.isUndone = true;
  }

  async fix({ who, which, event, quantity, kind }) {
    const tab = this.tab({ who, which });
    const [entry] = (await tab?.queue.table(pick(EVENTS, event)))?.rejected ?? [];
    if (!entry) return;
    const changes = pick([{}, { quantity }, { kind: pick(KINDS, kind) }, { case: CASES[0] }, { team: null }], quantity);
    const seen = this.shown.get(entry.id);
    if (seen && entry.code === "id_reused") seen.isBeingUndone = true;
    const fixed = await tab.queue.fix(entry.id, changes);
    if (!fixed || fixed.reverses) return;
    if (fixed.id !== entry.id && seen) seen.isUndone = true;
    if (tab.isAlive) this.show(fixed);
  }

  async drop({ who, which, event }) {
    const tab = this.tab({ who, which });
    const [entry] = (await tab?.queue.table(pick(EVENTS, event)))?.rejected ?? [];
    if (!entry) return;
    const seen = this.shown.get(entry.id);
    if (seen) seen.isDropped = true;
    if (!(await tab.queue.drop(entry.id)) && seen && tab.isAlive) seen.isDropped = false;
  }

  async handOver({ who, which, event }) {
    const [giver, taker] = [this.tab({ who, which }), this.tab({ who: who + 1, which })];
    if (!giver || !taker) return;
    const entries = await giver.queue.unsettled(pick(EVENTS, event));
    for (const { id } of entries) if (this.shown.has(id)) this.shown.get(id).isHandedOver = true;
    const texts = packText(entries);
    const order = which ? texts : texts.toReversed();
    for (const text of [...order, ...order]) await taker.queue.takeOver(unpack(text));
  }
}

// --- What may happen ----------------------------------------------------------------------------------------

const small = fc.nat({ max: 7 });
const who = { who: fc.constantFrom(0, 0, 1), which: fc.nat({ max: 1 }) };
const step = (does, more = {}) => fc.record({ does: fc.constant(does), ...who, quiet: fc.boolean(), ...more });

const steps = fc.oneof(
  { weight: 10, arbitrary: step("tap", { event: small, kind: small, quantity: fc.integer({ min: 1, max: 9 }), number: fc.option(fc.constant(12)) }) },
  { weight: 4, arbitrary: step("undo", { back: fc.nat({ max: 15 }) }) },
  { weight: 10, arbitrary: step("answer", { request: small }) },
  { weight: 4, arbitrary: step("handle", { request: small }) },
  { weight: 4, arbitrary: step("lose", { request: small }) },
  { weight: 3, arbitrary: step("duplicate", { request: small }) },
  { weight: 2, arbitrary: step("haunt", { request: small }) },
  { weight: 4, arbitrary: step("strange", { request: small, kind: fc.nat({ max: 12 }) }) },
  { weight: 3, arbitrary: step("mangle", { request: small, kind: small }) },
  { weight: 6, arbitrary: step("pass", { ms: fc.constantFrom(30, 400, 1000, 5000, 21_000, 70_000) }) },
  { weight: 2, arbitrary: step("restart") },
  { weight: 2, arbitrary: step("open") },
  { weight: 1, arbitrary: step("kill") },
  { weight: 3, arbitrary: step("rule", { event: small, rule: fc.constantFrom("event_closed", "case_not_in_event", "kind_not_counted", "quantity_out_of_range", "team_not_in_event", "malformed") }) },
  { weight: 1, arbitrary: step("deny", { event: small }) },
  { weight: 3, arbitrary: step("fix", { event: small, quantity: fc.integer({ min: 1, max: 9 }), kind: small }) },
  { weight: 2, arbitrary: step("drop", { event: small }) },
  { weight: 2, arbitrary: step("handOver", { event: small }) },
  { weight: 1, arbitrary: step("organiserLogs", { event: small }) },
  { weight: 1, arbitrary: step("organiserReverses", { row: small }) },
  { weight: 1, arbitrary: step("backup") },
  { weight: 2, arbitrary: step("restore", { others: small }) },
  { weight: 1, arbitrary: step("clock", { days: fc.constantFrom(-400, -1, 0, 2, 400) }) },
  { weight: 2, arbitrary: step("network") },
  { weight: 3, arbitrary: step("look", { event: small }) },
  { weight: 2, arbitrary: step("nudge", { reason: fc.constantFrom("online", "visible", "person") }) },
);

const ours = { protocol: "letter-marathon/1" };
const created = ({ body }) => (body?.entries ?? []).map(({ id }) => ({ id, status: "created" }));
/** Answers of portals and proxies, and of a server in trouble. None of them is a yes. */
const STRANGE = [
  () => ({ status: 200, body: "<html>Welcome to our wifi</html>" }),
  () => ({ status: 0, type: "opaqueredirect", body: "" }),
  () => ({ status: 200, body: { ok: true } }),
  (request) => ({ status: 201, body: { results: created(request), head: { seq: 999, chain: "portal" }, tally: { event: 0, cases: {} } } }),
  (request) => ({ status: 200, body: { ...ours, results: created(request), head: { seq: 999, chain: "portal" }, tally: { event: 0, cases: {} } } }),
  () => ({ status: 403, body: { ...ours, code: "forbidden" } }),
  () => ({ status: 403, body: "<html>" }),
  () => ({ status: 404, body: "<html>" }),
  () => ({ status: 413, body: "<html>" }),
  () => ({ status: 429, body: "", headers: { "Retry-After": "30" } }),
  () => ({ status: 500, body: "<html>" }),
  () => ({ status: 503, body: { ...ours, code: "unavailable" }, headers: { "Retry-After": "5" } }),
  () => ({ status: 400, body: { ...ours, code: "malformed" } }),
];

/** An answer of ours that names some entries twice, others not at all, and strangers', in another order. */
function mangled(answer, kind) {
  const { results } = answer.body;
  if (!results) return answer;
  const some = results.filter((_, index) => (index + kind) % 3);
  return { ...answer, body: { ...answer.body, results: [null, { id: "stranger", status: "created" }, ...some.toReversed(), ...some] } };
}

const does = {
  tap: (evening, step) => evening.tap(step),
  undo: (evening, step) => evening.undo(step),
  fix: (evening, step) => evening.fix(step),
  drop: (evening, step) => evening.drop(step),
  handOver: (evening, step) => evening.handOver(step),
  answer: ({ world }, _, request) => request && world.answer(request),
  handle: ({ world }, _, request) => request && world.handle(request),
  lose: ({ world }, _, request) => request && world.lose(request),
  duplicate: ({ world }, _, request) => request && world.ghosts.push({ ...request, answer: null }),
  haunt({ world }) {
    const ghost = world.ghosts.shift();
    if (ghost) world.handle(ghost);
  },
  strange(evening, { kind }, request) {
    if (!request) return;
    const answer = STRANGE[kind](request);
    evening.isLiedTo ||= answer.body.protocol && answer.status === 200;
    evening.world.answer(request, answer);
  },
  mangle(evening, { kind }, request) {
    if (!request) return;
    evening.isLiedTo = true;
    evening.world.answer(request, mangled(evening.world.handle(request), kind));
  },
  pass: ({ world }, { ms }) => world.pass(ms),
  async restart({ world }, { who }) {
    const phone = pick(world.phones, who);
    for (const tab of [...phone.tabs]) phone.kill(tab);
    await phone.open();
  },
  async open({ world }, { who }) {
    const phone = pick(world.phones, who);
    if (phone.tabs.length < 2) await phone.open();
  },
  kill(evening, step) {
    const tab = evening.tab(step);
    tab?.phone.kill(tab);
  },
  rule({ world }, { event, rule }) {
    const refuses = world.venue.refuses.get(pick(EVENTS, event));
    if (!refuses.delete(rule)) refuses.add(rule);
  },
  deny({ world }, { event }) {
    const { denied } = world.venue;
    if (!denied.delete(pick(EVENTS, event))) denied.add(pick(EVENTS, event));
  },
  organiserLogs: ({ world }, { event }) => world.organiserLogs(pick(EVENTS, event)),
  organiserReverses: ({ world }, { row }) => world.organiserReverses(row),
  backup: ({ world }) => (world.venue.backup = world.venue.ledger.copy()),
  async restore({ world }, { others }) {
    await world.restore();
    // Others are quicker, so that the ledger is as long as it was, or longer.
    for (let more = 0; more < others; more++) world.organiserLogs(EVENTS[0]);
  },
  clock: ({ world }, { who, days }) => (pick(world.phones, who).wrongBy = days * DAY),
  network({ world }, { who }) {
    const phone = pick(world.phones, who);
    phone.isOnline = !phone.isOnline;
  },
  look: (evening, step) => void evening.tab(step)?.sender.look(pick(EVENTS, step.event)),
  nudge: (evening, step) => void evening.tab(step)?.sender.nudge(step.reason),
};

// --- What has to be true ------------------------------------------------------------------------------------

/**
 * Whatever was shown as logged is on a phone, or the person saw it go. What is settled is in the ledger, and in the
 * tally that the phone shows; what waits is added to that, once.
 */
async function checkAnyTime({ world, shown, isLiedTo }) {
  const ids = new Set();
  const { ledger, restores } = world.venue;
  for (const phone of world.phones) {
    const { entries, events } = await world.held(phone);
    for (const { id, state, reverses, event } of entries) {
      ids.add(id);
      if (state !== "settled" || restores) continue;
      const row = ledger.byId.get(id) ?? ledger.byId.get(ledger.reversed.get(reverses));
      assert.ok(row, `${id} is settled and not in the ledger`);
      const { head } = events.find(({ slug }) => slug === event);
      assert.ok(row.seq <= head.seq, `${id} is settled and not in the tally that is shown`);
    }
    for (const event of phone.tabs.length ? EVENTS : []) {
      const isRefused = ({ reverses }) => entries.some(({ id, state }) => id === reverses && state === "rejected");
      const waiting = entries.filter((entry) => entry.event === event && entry.state === "waiting" && !isRefused(entry));
      const told = events.find(({ slug }) => slug === event)?.tally?.event ?? 0;
      const expected = waiting.reduce((sum, { quantity }) => sum + quantity, told);
      assert.equal((await phone.tabs[0].queue.table(event)).figures.event, expected, "the figures are not tally and queue");
      const seen = events.find(({ slug }) => slug === event)?.head?.seq ?? 0;
      for (const { id } of restores || isLiedTo || phone.tabs.length > 1 ? [] : waiting) {
        if (world.venue.strays.has(id) || shown.get(id)?.isHandedOver) continue;
        assert.ok(!(ledger.byId.get(id)?.seq <= seen), `${id} waits and is in the tally that is shown, too`);
      }
    }
  }
  for (const [id, { isBeingUndone, isDropped }] of shown) {
    assert.ok(ids.has(id) || isBeingUndone || isDropped, `${id} was shown as logged and is gone`);
  }
}

async function checkAtTheEnd({ world, shown }) {
  const { ledger, strays } = world.venue;
  const held = new Map();
  for (const phone of world.phones) {
    for (const entry of (await world.held(phone)).entries) held.set(entry.id, [...(held.get(entry.id) ?? []), entry]);
  }
  const counts = (id) => ledger.byId.has(id) && !ledger.reversed.has(id);
  for (const [id, seen] of shown) {
    const here = held.get(id) ?? [];
    const has = (state) => here.some((entry) => entry.state === state);
    const undoes = [...held.values()].flat().filter((entry) => entry.reverses === id);
    // A request that was sent before the refusal and arrived after, or a copy on another phone, may count yet.
    const isStray = strays.has(id) || seen.isHandedOver;

    assert.ok(!has("waiting"), `${id} waits for ever`);
    if (ledger.byId.has(id)) {
      const { seq, chain, event, reverses, ...row } = ledger.byId.get(id);
      const content = JSON.stringify(onTheWire({ ...row, reverses }));
      assert.ok(seen.contents.includes(content), `${id} counts as what nobody logged`);
      if (has("settled")) {
        const settled = here.find(({ state }) => state === "settled");
        assert.equal(JSON.stringify(onTheWire(settled)), content, `${id} is settled as something else`);
      }
    }
    if (has("settled")) assert.ok(ledger.byId.has(id), `${id} is settled and was lost`);
    else if (has("rejected")) {
      const isTaken = here.some(({ code }) => code === "id_reused");
      assert.ok(!counts(id) || isTaken || isStray, `${id} is refused and counts`);
    } else {
      assert.ok(seen.isBeingUndone || seen.isDropped, `${id} left the queue without a word`);
      assert.ok(!counts(id) || isStray, `${id} was taken back or dropped, and counts`);
    }
    const refusals = undoes.filter(({ state }) => state === "rejected").map(({ code }) => code);
    assert.ok(!refusals.includes("reverses_unknown"), `taking ${id} back is refused for no reason`);
    if (seen.isUndone && !refusals.length && !isStray && !seen.isDropped) assert.ok(!counts(id), `${id} was taken back, and counts`);
    if (!seen.isBeingUndone && has("settled") && !undoes.length) {
      const by = ledger.reversed.get(id);
      assert.ok(!by || by.startsWith("organiser"), `${id} was taken back by nobody`);
    }
  }
  for (const [id, { reverses }] of ledger.byId) {
    const isKnown = shown.has(id) || id.startsWith("organiser") || reverses || world.unsaid.has(id);
    assert.ok(isKnown, `${id} is in the ledger and nobody logged it`);
  }
  for (const phone of world.phones) {
    for (const event of EVENTS) {
      const [{ queue, sender }] = phone.tabs;
      const looked = sender.look(event);
      await world.quiet();
      for (const request of [...world.requests]) world.answer(request);
      await looked;
      await world.quiet();
      const { asOf, waiting, ...figures } = (await queue.table(event)).figures;
      assert.deepEqual(figures, ledger.tally(event), "the figures are not the ledger's");
      const { state } = await sender.status();
      assert.equal(state, "saved");
    }
  }
}

async function live({ hasLocks, happens }) {
  const evening = new Evening(hasLocks);
  const { world } = evening;
  for (const phone of world.phones) await phone.open();
  const going = [];
  for (const step of happens) {
    const request = world.requests.length ? pick(world.requests, step.request ?? 0) : null;
    going.push(Promise.resolve(does[step.does](evening, step, request)));
    if (step.does === "pass" || step.does === "restore") await going.at(-1);
    if (step.quiet) {
      await world.quiet();
      await checkAnyTime(evening);
    }
  }
  await world.quiet();
  assert.ok(await world.allWell(), "something waits for ever");
  await Promise.all(going);
  await checkAnyTime(evening);
  await checkAtTheEnd(evening);
  for (const phone of world.phones) for (const tab of phone.tabs) tab.sender.stop();
}

test("whatever happens, every letter shown as logged counts once", async () => {
  const evenings = fc.record({ hasLocks: fc.boolean(), happens: fc.array(steps, { minLength: 5, maxLength: 60, size: "max" }) });
  const numRuns = Number(process.env.RUNS ?? 100);
  const seed = Number(process.env.SEED ?? 20131214); // the same evenings each time, unless others are asked for
  await fc.assert(fc.asyncProperty(evenings, live), { numRuns, seed, includeErrorInReport: true });
});
