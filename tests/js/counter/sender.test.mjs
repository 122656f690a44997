import assert from "node:assert/strict";
import { test } from "node:test";
import { GATHERED } from "../../../static/js/counter/sender.js";
import { fields } from "./makers.mjs";
import { CASES, EVENTS, World } from "./world.mjs";

const [HERE, THERE] = EVENTS;
const DAY = 24 * 3600_000;

/** A phone with an open counter, whose first look was answered. */
async function makePhone({ tabs = 1, ...given } = {}) {
  const world = new World({ phones: 1, ...given });
  const [phone] = world.phones;
  for (let count = 0; count < tabs; count++) await phone.open();
  const [tab] = phone.tabs;
  tab.sender.look(HERE);
  await world.quiet();
  await answerAll(world);
  return { world, phone, tab, tap: (more) => tap(world, tab, more) };
}

async function answerAll(world, answer) {
  for (let left = 20; world.requests.length && left; left--) {
    world.answer(world.requests[0], answer);
    await world.quiet();
  }
}

async function tap(world, tab, more) {
  const entry = await tab.queue.log(fields({ event: HERE, ...more }));
  await world.pass(GATHERED.pause);
  await world.quiet();
  return entry;
}

/** A server says its time in whole seconds. */
const inSeconds = (ms) => Math.round(ms / 1000) * 1000;
const posted = (world) => world.requests.filter(({ method }) => method === "POST").map(({ body }) => body.entries.length);

test("tap is sent, and then all is saved", async () => {
  const { world, tab, tap } = await makePhone();
  await tap({ quantity: 3 });
  assert.deepEqual(posted(world), [1]);
  assert.equal((await tab.sender.status()).state, "sending");
  await world.pass(1000);
  await answerAll(world);

  assert.deepEqual(await tab.sender.status(), {
    state: "saved", why: null, waiting: 0, letters: 0, rejected: 0, since: null,
    savedAt: world.serverTime(), nextTry: null, elsewhere: [],
  });
});

test("taps gather until the thumb rests, and meanwhile are being saved", async () => {
  const { world, tab } = await makePhone();
  const between = (GATHERED.most - GATHERED.pause) / 3;
  for (const then of [between, between, GATHERED.pause - 1]) {
    await tab.queue.log(fields({ event: HERE }));
    await world.pass(then);
    await world.quiet();
    assert.deepEqual([world.requests, (await tab.sender.status()).state], [[], "sending"]);
  }
  await world.pass(1);
  await world.quiet();

  assert.deepEqual(posted(world), [3]);
});

test("thumb that never rests is not waited for", async () => {
  const { world, tab } = await makePhone();
  for (let passed = 0; passed < GATHERED.most; passed += 250) {
    assert.deepEqual(posted(world), [], `after ${passed} ms`);
    await tab.queue.log(fields({ event: HERE }));
    await world.pass(250);
  }
  await world.quiet();
  assert.deepEqual(posted(world), [GATHERED.most / 250]);
  await tab.queue.log(fields({ event: HERE }));
  await answerAll(world);
  assert.deepEqual(posted(world), [], "after the answer the rest gathers too");
  await world.pass(GATHERED.pause);
  await world.quiet();

  assert.deepEqual(posted(world), [1]);
});

test("what has gathered for some time goes right after a tap, and nothing else does", async () => {
  const { world, tab } = await makePhone();
  tab.sender.seize();
  await tab.queue.log(fields({ event: HERE }));
  await world.pass(GATHERED.ripe - 1);
  tab.sender.seize();
  await world.quiet();
  assert.deepEqual(posted(world), []);
  await tab.queue.log(fields({ event: HERE }));
  await world.pass(1);
  tab.sender.seize();
  await world.quiet();

  assert.deepEqual(posted(world), [2]);
});

test("page that is put away sends what has gathered", async () => {
  const { world, tab } = await makePhone();
  await tab.queue.log(fields({ event: HERE }));
  tab.sender.nudge("hidden");
  await world.quiet();

  assert.deepEqual(posted(world), [1]);
});

test("what is tapped while a request is under way goes with the next, in one", async () => {
  const { world, tap } = await makePhone();
  for (let count = 0; count < 3; count++) await tap();
  assert.deepEqual(posted(world), [1]);
  world.answer(world.requests[0]);
  await world.quiet();

  assert.deepEqual(posted(world), [2]);
});

for (const [why, answer, state] of [
  ["portal", { status: 200, body: "<html>" }, "waiting"],
  ["portal", { status: 0, type: "opaqueredirect", body: "" }, "waiting"],
  ["denied", { status: 404, body: { protocol: "letter-marathon/1", code: "not_found" } }, "denied"],
  ["too_large", { status: 413, body: "" }, "waiting"],
  ["too_many", { status: 429, body: "", headers: { "Retry-After": "120" } }, "waiting"],
  ["trouble", { status: 500, body: "<html>" }, "waiting"],
]) {
  test(`${answer.status || "redirect"} keeps the entry, says ${why}, and is tried again`, async () => {
    const { world, tab, tap } = await makePhone();
    const entry = await tap();
    world.answer(world.requests[0], answer);
    await world.quiet();
    const status = await tab.sender.status();

    assert.deepEqual([status.state, status.why, status.waiting, status.since], [state, why, 1, entry.tapped]);
    assert.ok(status.nextTry > world.serverTime());
    assert.deepEqual(world.requests, []);
    assert.ok(await world.allWell());
    assert.equal((await tab.sender.status()).state, "saved");
  });
}

test("answer that hangs is given up after 20 s; come late, it does no harm", async () => {
  const { world, tab, tap } = await makePhone();
  await tap();
  const [hanging] = world.requests;
  await world.pass(20_001);
  assert.equal((await tab.sender.status()).why, "slow");
  world.answer(hanging);

  assert.ok(await world.allWell());
  assert.equal(world.venue.ledger.rows.length, 1);
});

test("server that answers looks and hangs over batches is slow, until it takes one", async () => {
  const { world, tab, tap } = await makePhone();
  await tap();
  await world.pass(20_001);
  tab.sender.look(HERE);
  await world.quiet();
  world.answer(world.requests.find(({ method }) => method === "GET"));
  await world.quiet();
  const { state, why } = await tab.sender.status();
  assert.deepEqual([posted(world), state, why], [[1], "waiting", "slow"]);
  await world.pass(1000);
  await answerAll(world);

  assert.deepEqual([world.venue.ledger.rows.length, (await tab.sender.status()).why], [1, null]);
});

test("look that failed and then is answered lets the batch go at once", async () => {
  const { world, tab } = await makePhone();
  tab.sender.look(HERE);
  await world.quiet();
  world.lose(world.requests[0]);
  await world.quiet();
  await tab.queue.log(fields({ event: HERE }));
  await world.pass(GATHERED.pause);
  tab.sender.look(HERE);
  await world.quiet();
  await answerAll(world);

  assert.equal((await tab.sender.status()).state, "saved");
});

test("Retry-After is kept to, whoever presses", async () => {
  const { world, tab, tap } = await makePhone();
  await tap();
  world.answer(world.requests[0], { status: 503, body: "", headers: { "Retry-After": "100" } });
  await world.pass(99_000);
  tab.sender.nudge("person");
  await world.quiet();
  assert.deepEqual(world.requests, []);
  await world.pass(15_000);

  assert.equal(world.requests.length, 1);
});

test("what may have arrived is not shown twice", async () => {
  const { world, tab, tap } = await makePhone();
  await tap({ quantity: 3 });
  world.handle(world.requests[0]);
  world.lose(world.requests[0]);
  world.organiserLogs(HERE);
  tab.sender.look(HERE);
  await world.quiet();
  world.answer(world.requests[0]);
  await world.quiet();
  assert.deepEqual([world.venue.ledger.rows.length, (await tab.queue.table(HERE)).figures.event], [2, 3]);

  assert.ok(await world.allWell());
  assert.equal((await tab.queue.table(HERE)).figures.event, world.venue.ledger.tally(HERE).event);
});

test("without it, whoever comes back to the page need not wait", async () => {
  const { world, tab, tap } = await makePhone();
  await tap();
  world.lose(world.requests[0]);
  await world.quiet();
  tab.sender.nudge("tap");
  await world.quiet();
  assert.deepEqual(world.requests, []);
  tab.sender.nudge("online");
  await world.quiet();

  assert.equal(world.requests.length, 1);
});

test("token that is too old is fetched anew once; refused again, it is said", async () => {
  const { world, tab, tap } = await makePhone();
  const old = { status: 403, body: { protocol: "letter-marathon/1", code: "forbidden" } };
  await tap();
  world.answer(world.requests[0], old);
  await world.quiet();
  assert.equal(world.requests[0].path, "/api/v1/events/warszawa/counter");
  world.answer(world.requests[0]);
  await world.quiet();
  assert.deepEqual(posted(world), [1]);
  world.answer(world.requests[0], old);
  await world.quiet();

  assert.deepEqual([(await tab.sender.status()).state, (await tab.sender.status()).why], ["denied", "stale"]);
});

test("batch that is too large is halved until it goes", async () => {
  const { world, tap } = await makePhone();
  for (let count = 0; count < 9; count++) await tap();
  world.answer(world.requests[0]);
  await world.quiet();
  const sizes = [];
  for (let left = 20; world.requests.length && left; left--) {
    const [request] = world.requests;
    sizes.push(request.body.entries.length);
    if (sizes.at(-1) > 3) world.answer(request, { status: 413, body: "" });
    else world.answer(request);
    await world.quiet();
  }

  assert.deepEqual(sizes, [8, 4, 2, 4, 2, 4, 2, 2]);
});

test("event in trouble holds up no other", async () => {
  const { world, tab, tap } = await makePhone();
  await tap();
  await tap({ event: THERE, case: CASES[0] });
  world.venue.denied.add(HERE);
  await answerAll(world);

  assert.deepEqual(world.venue.ledger.rows.map(({ event }) => event), [THERE]);
  assert.equal((await tab.sender.status()).state, "denied");
});

test("entries of another event are told of by its name", async () => {
  const { world, tab, tap } = await makePhone();
  tab.sender.renew(THERE);
  await world.quiet();
  await answerAll(world);
  world.phones[0].isOnline = false;
  await tap({ event: THERE });
  const { state, elsewhere } = await tab.sender.status();

  assert.deepEqual([state, elsewhere.map(({ event, name, waiting }) => [event, name, waiting])], ["saved", [[THERE, THERE, 1]]]);
});

test("one tab sends for all, and they hear of it", async () => {
  const { world, phone } = await makePhone({ tabs: 2 });
  const [first, second] = phone.tabs;
  const heard = [];
  second.queue.listen((event, by) => heard.push([event, by]));
  await tap(world, first);
  await tap(world, second);
  assert.deepEqual(posted(world), [1]);
  await answerAll(world);

  assert.equal(world.venue.ledger.rows.length, 2);
  assert.deepEqual(heard[0], [HERE, "tab"]);
});

test("tab that sleeps with the lock keeps the others from sending for half a minute", async () => {
  const { world, phone, tab } = await makePhone({ tabs: 2 });
  phone.locks.of(null).request("", {}, () => new Promise(() => {}));
  await tap(world, tab);
  assert.deepEqual(posted(world), []);
  await world.pass(30_001);
  await answerAll(world);

  assert.equal(world.venue.ledger.rows.length, 1);
});

test("after a silence the ledger is asked for before it is written to", async () => {
  const { world, tap } = await makePhone();
  await tap();
  await answerAll(world);
  await world.pass(61_000);
  await tap();

  assert.deepEqual(world.requests.map(({ method, search }) => [method, search.get("witness")]), [["GET", "1"]]);
  await answerAll(world);
  assert.equal(world.venue.ledger.rows.length, 2);
});

test("server that was restored and written to by others is told everything again", async () => {
  const { world, tab, tap } = await makePhone();
  const entry = await tap();
  await answerAll(world);
  await world.restore();
  world.organiserLogs(HERE);
  world.organiserLogs(HERE);
  tab.sender.look(HERE);
  await world.quiet();
  await answerAll(world);

  assert.equal(world.venue.ledger.byId.get(entry.id).seq, 3);
  assert.deepEqual((await tab.queue.table(HERE)).figures.event, 15);
});

test("reversal that a restored server does not understand brings its entry back", async () => {
  const { world, tab, tap } = await makePhone();
  const entry = await tap();
  await answerAll(world);
  world.venue.restore(); // within a minute, unseen
  world.organiserLogs(HERE);
  await tab.queue.undo(HERE, entry.id);

  assert.ok(await world.allWell());
  assert.ok(world.venue.ledger.reversed.has(entry.id));
});

test("phone whose clock is wrong finds out, and its entries say by how much", async () => {
  const { world, phone, tab, tap } = await makePhone();
  assert.equal(tab.clock.isWrong(), false);
  phone.wrongBy = 3 * DAY;
  assert.equal(tab.clock.offBy(), null);
  const early = await tap();
  await answerAll(world);
  assert.deepEqual([inSeconds(tab.clock.offBy()), tab.clock.isWrong()], [-3 * DAY, true]);
  const late = await tap();
  await answerAll(world);

  const rejected = (await tab.queue.table(HERE)).rejected;
  assert.deepEqual(rejected.map(({ id, code }) => [id, code]), [early, late].map(({ id }) => [id, "written_at_in_future"]));
  assert.equal(inSeconds(late.off_by), -3 * DAY);
  for (const { id } of rejected) await tab.queue.fix(id);
  assert.ok(await world.allWell());
  assert.equal(world.venue.ledger.rows.length, 2);
});

test("clock that is set back by days makes nobody wait", async () => {
  const { world, phone, tap } = await makePhone();
  await tap();
  world.lose(world.requests[0]);
  phone.wrongBy = -400 * DAY;
  await world.pass(2000);

  assert.equal(world.requests.length, 1);
});

test("disk that fails while an answer is written down keeps the entry, and says so", async (t) => {
  const { world, tab, tap } = await makePhone();
  await tap();
  t.mock.method(IDBObjectStore.prototype, "put", () => {
    throw new DOMException("The disk is full.", "QuotaExceededError");
  });
  await answerAll(world);
  assert.deepEqual([(await tab.sender.status()).waiting, (await tab.sender.status()).why], [1, "storage"]);
  t.mock.restoreAll();

  assert.ok(await world.allWell());
  assert.equal((await tab.sender.status()).state, "saved");
});

test("listener is told the state after a change, and once for many", async () => {
  const { world, tab } = await makePhone();
  world.phones[0].isOnline = false;
  await world.pass(100);
  const told = [];
  tab.sender.listen(({ waiting, why }) => told.push([waiting, why]));
  await world.pass(100);
  for (let count = 0; count < 3; count++) await tab.queue.log(fields({ event: HERE }));
  await world.quiet();
  assert.deepEqual(told, [[0, null]]);
  await world.pass(GATHERED.pause + 100);

  assert.deepEqual(told, [[0, null], [3, "offline"]]);
});

test("looks wait as long as the server asked, so that what waits has its turn", async () => {
  const { world, tab, tap } = await makePhone();
  await tap();
  world.answer(world.requests[0], { status: 503, body: "", headers: { "Retry-After": "5" } });
  for (let second = 0; second < 4; second++) {
    await world.pass(1000);
    assert.equal((await tab.sender.look(HERE)).kind, "too_many");
    assert.deepEqual(world.requests, []);
  }
  await world.pass(3000);
  await answerAll(world);

  assert.equal((await tab.sender.status()).state, "saved");
});

test("news that could not be fetched are heard of again", async () => {
  const { world, tab } = await makePhone();
  const renewing = tab.sender.renew(HERE, "en");
  await world.quiet();
  await answerAll(world);
  await renewing;
  const looks = [];
  for (let count = 0; count < 2; count++) {
    const looking = tab.sender.look(HERE);
    await world.quiet();
    const [request] = world.requests;
    const { status, body, etag } = world.venue.handle(request);
    world.answer(request, { status, body: JSON.stringify({ ...body, facts: "other facts" }), headers: { ETag: etag } });
    looks.push(await looking);
    await world.quiet();
  }

  assert.deepEqual(looks.map(({ isNews }) => isNews), [true, true]);
});

test("look at a phone that cannot read says so, and the state is not the one from before", async (t) => {
  const { tab, world } = await makePhone();
  const heard = [];
  tab.sender.listen((status) => heard.push(status));
  await world.pass(100);
  await world.quiet();
  assert.equal(heard.at(-1).state, "saved");
  t.mock.method(tab.queue, "known", () => Promise.reject(new DOMException("no", "UnknownError")));
  t.mock.method(tab.queue, "overview", () => Promise.reject(new DOMException("no", "UnknownError")));

  assert.equal((await tab.sender.look(HERE)).kind, "storage");
  await world.pass(100);
  await world.quiet();
  assert.deepEqual([heard.at(-1).state, heard.at(-1).why], ["unknown", "storage"]);

  t.mock.restoreAll();
  tab.sender.look(HERE);
  await world.quiet();
  await answerAll(world);
  assert.deepEqual([(await tab.sender.status()).state, (await tab.sender.status()).why], ["saved", null]);
});
