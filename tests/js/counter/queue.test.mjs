import assert from "node:assert/strict";
import { test } from "node:test";
import { onTheWire } from "../../../static/js/counter/entries.js";
import { KEPT_FOR } from "../../../static/js/counter/queue.js";
import { answer, EVENT, fields, makeQueue, refused, SATURDAY, told } from "./makers.mjs";

const states = async (queue, event = EVENT) => (await queue.table(event)).latest.map(({ state }) => state);

test("what was logged is there after a restart, in order", async () => {
  const { name, queue } = await makeQueue();
  const first = await queue.log(fields({ quantity: 3 }));
  const second = await queue.log(fields({ kind: "authority" }));

  assert.deepEqual(await (await makeQueue({ name })).queue.waiting(EVENT), [first, second]);
});

test("undo is an entry after its target, and asked twice it is the same", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields({ quantity: 3 }));
  const undo = await queue.undo(EVENT, entry.id);

  assert.deepEqual(await queue.undo(EVENT, entry.id), undo);
  assert.deepEqual(await queue.waiting(EVENT), [entry, undo]);
  assert.deepEqual((await queue.table(EVENT)).latest.map(({ id, undone }) => [id, undone]), [[entry.id, true]]);
  assert.equal((await queue.table(EVENT)).figures.event, 0);
});

test("undo of a reversal, of a stranger's entry or at another event is none", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  const undo = await queue.undo(EVENT, entry.id);

  assert.equal(await queue.undo(EVENT, undo.id), null);
  assert.equal(await queue.undo(EVENT, "nowhere"), null);
  assert.equal(await queue.undo("lodz", entry.id), null);
});

test("last are the newest twenty of the event, newest first", async () => {
  const { queue } = await makeQueue();
  for (let number = 1; number <= 22; number++) await queue.log(fields({ quantity: number }));
  await queue.log(fields({ event: "lodz" }));

  const last = (await queue.table(EVENT, 20)).latest.map(({ quantity }) => quantity);
  assert.deepEqual([last.length, last[0], last[19]], [20, 22, 3]);
});

test("last are found behind any number of another event's", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields({ quantity: 7 }));
  for (let count = 0; count < 400; count++) await queue.log(fields({ event: "lodz" }));
  await queue.undo(EVENT, entry.id);
  await queue.log(fields({ quantity: 8 }));

  const last = (await queue.table(EVENT, 2)).latest.map(({ quantity, undone }) => [quantity, undone]);
  assert.deepEqual(last, [[8, false], [7, true]]);
});

test("batch holds the oldest of one event, and trouble there holds up no other", async () => {
  const { queue } = await makeQueue();
  const here = await queue.log(fields());
  const there = await queue.log(fields({ event: "lodz" }));
  const more = await queue.log(fields());

  assert.deepEqual(await queue.nextBatch(), { event: EVENT, entries: [here, more] });
  assert.deepEqual(await queue.nextBatch(1), { event: EVENT, entries: [here] });
  assert.deepEqual(await queue.nextBatch(500, (event) => event !== EVENT), { event: "lodz", entries: [there] });
  assert.equal(await queue.nextBatch(500, () => false), null);
});

test("figures are the server's with what waits", async () => {
  const { queue } = await makeQueue();
  await queue.hear(EVENT, { ...answer([], [], { seq: 5, letters: 40 }), facts: { event: { name: "Warszawa" } } });
  await queue.log(fields({ quantity: 3 }));
  await queue.log(fields({ kind: "petition" }));

  assert.deepEqual((await queue.table(EVENT)).figures, {
    event: 43,
    cases: { "yorm-bopha": { person: 43, petition: 1 } },
    asOf: SATURDAY,
    waiting: 2,
  });
  assert.deepEqual([...(await queue.overview()).values()], [
    { event: EVENT, name: "Warszawa", savedAt: null, waiting: 2, letters: 3, rejected: 0, since: SATURDAY },
  ]);
});

test("answer that was overtaken does not turn the figures back", async () => {
  const { queue } = await makeQueue();
  await queue.hear(EVENT, answer([], [], { seq: 5, letters: 40 }));
  await queue.hear(EVENT, answer([], [], { seq: 4, letters: 30 }));

  assert.equal((await queue.table(EVENT)).figures.event, 40);
});

test("what the server names is settled, at the same moment as its tally counts it", async () => {
  const { queue } = await makeQueue();
  const entries = [await queue.log(fields()), await queue.log(fields()), await queue.log(fields())];
  const results = [...told([entries[0]]), ...told([entries[1]], "duplicate"), { id: "somebody's", status: "created" }, null];
  const outcome = await queue.settle(EVENT, answer(entries, results, { letters: 2 }));

  assert.deepEqual(outcome, { settled: 2, rejected: 0, dropped: 0, left: 1, hasForgotten: false });
  assert.deepEqual(await states(queue), ["waiting", "settled", "settled"]);
  assert.equal((await queue.table(EVENT)).figures.event, 3);
});

test("word that we do not know, or on what was not sent, settles nothing", async () => {
  const { queue } = await makeQueue();
  const [sent, other] = [await queue.log(fields()), await queue.log(fields())];
  await queue.settle(EVENT, answer([sent], [...told([sent], "accepted"), ...told([other])]));
  await queue.settle("lodz", answer([sent], told([sent])));
  await queue.settle(EVENT, answer([sent], refused([sent], "already_reversed")));

  assert.deepEqual(await states(queue), ["waiting", "rejected"]);
});

test("what is refused stays with its reason, and leaves the figures", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  await queue.settle(EVENT, answer([entry], refused([entry], "case_not_in_event")));
  const [rejected] = (await queue.table(EVENT)).rejected;

  assert.deepEqual([rejected.code, rejected.message], ["case_not_in_event", "Refused: case_not_in_event."]);
  assert.equal(await queue.nextBatch(), null);
  assert.equal((await queue.table(EVENT)).figures.event, 0);
});

test("fixed, it waits under its id with its new content", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields({ team: 5, number: 12 }));
  await queue.settle(EVENT, answer([entry], refused([entry], "team_not_in_event")));
  await queue.fix(entry.id, { team: null });

  assert.deepEqual(await queue.waiting(EVENT), [{ ...entry, team: null, number: null }]);
});

test("late answer on what was fixed meanwhile says nothing of the new content", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  await queue.settle(EVENT, answer([entry], refused([entry], "kind_not_counted")));
  const fixed = await queue.fix(entry.id, { kind: "authority" });
  await queue.settle(EVENT, answer([entry], told([entry])));
  await queue.settle(EVENT, answer([entry], refused([entry], "kind_not_counted")));

  assert.deepEqual(await queue.waiting(EVENT), [fixed]);
});

test("yes after a no of another tab's request settles; no after a yes changes nothing", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  for (const results of [refused([entry], "event_closed"), told([entry]), refused([entry], "event_closed")]) {
    await queue.settle(EVENT, answer([entry], results));
  }

  assert.deepEqual(await states(queue), ["settled"]);
});

test("only what is rejected can be fixed or dropped", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());

  assert.deepEqual([await queue.fix(entry.id), await queue.drop(entry.id), await queue.drop("none")], [null, false, false]);
  await queue.settle(EVENT, answer([entry], refused([entry], "event_closed")));
  assert.equal(await queue.drop(entry.id), true);
  assert.deepEqual((await queue.table(EVENT)).latest, []);
});

test("id that holds something else is taken back, and the content gets another", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  await queue.settle(EVENT, answer([entry], refused([entry], "id_reused")));
  const anew = await queue.fix(entry.id, { quantity: 2 });
  const [undo, fresh] = await queue.waiting(EVENT);

  assert.deepEqual([undo.reverses, fresh, fresh.id === entry.id], [entry.id, anew, false]);
  assert.deepEqual([(await queue.table(EVENT)).rejected, await queue.drop(entry.id)], [[], false]);
  await queue.settle(EVENT, answer([undo, fresh], told([undo, fresh])));
  assert.deepEqual((await queue.table(EVENT)).latest.map(({ id }) => id), [anew.id]);
});

test("time in the future is put right by the server's clock", async () => {
  const year = 365 * 24 * 3600_000;
  const { queue } = await makeQueue({ now: () => SATURDAY + year, offBy: () => -year });
  const entry = await queue.log(fields());
  await queue.settle(EVENT, answer([entry], refused([entry], "written_at_in_future")));

  assert.equal(Date.parse((await queue.fix(entry.id)).written_at), SATURDAY);
});

test("undo in the future is put right by the server's clock, too, whoever asks again", async () => {
  const year = 365 * 24 * 3600_000;
  for (const again of ["fix", "undo"]) {
    const { queue } = await makeQueue({ now: () => SATURDAY + year, offBy: () => -year });
    const entry = await queue.log(fields());
    await queue.settle(EVENT, answer([entry], told([entry])));
    const undo = await queue.undo(EVENT, entry.id);
    await queue.settle(EVENT, answer([undo], refused([undo], "written_at_in_future")));

    const sent = again === "fix" ? await queue.fix(undo.id) : await queue.undo(EVENT, entry.id);

    assert.deepEqual([sent.id, Date.parse(sent.written_at), sent.state], [undo.id, SATURDAY, "waiting"]);
  }
});

test("reversal of what was reversed before has what it wants", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  const undo = await queue.undo(EVENT, entry.id);
  await queue.settle(EVENT, answer([entry, undo], [...told([entry]), ...refused([undo], "already_reversed")]));

  assert.deepEqual([await queue.waiting(EVENT), (await queue.table(EVENT)).rejected], [[], []]);
});

test("entry that was refused and its reversal go as a pair, in whichever order the answer names them", async () => {
  for (const code of ["reverses_unknown", "event_closed"]) {
    const { queue } = await makeQueue();
    const entry = await queue.log(fields());
    const undo = await queue.undo(EVENT, entry.id);
    const no = [...refused([entry], "case_not_in_event"), ...refused([undo], code)];
    const outcome = await queue.settle(EVENT, answer([entry, undo], no));

    assert.deepEqual(outcome, { settled: 0, rejected: 1, dropped: 2, left: 0, hasForgotten: false });
    assert.deepEqual([(await queue.table(EVENT)).latest, await queue.waiting(EVENT), (await queue.table(EVENT)).rejected], [[], [], []]);
  }
});

test("reversal waits while its target does", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  const undo = await queue.undo(EVENT, entry.id);
  await queue.settle(EVENT, answer([entry, undo], refused([undo], "reverses_unknown")));

  assert.deepEqual(await queue.waiting(EVENT), [entry, undo]);
});

test("reversal of a settled entry that the server does not know shows that it has forgotten", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  await queue.settle(EVENT, answer([entry], told([entry])));
  const undo = await queue.undo(EVENT, entry.id);
  const outcome = await queue.settle(EVENT, answer([undo], refused([undo], "reverses_unknown")));

  assert.equal(outcome.hasForgotten, true);
  assert.deepEqual((await queue.waiting(EVENT)).map(onTheWire), [entry, undo].map(onTheWire));
});

test("reversal that was refused goes again when it is asked for again", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  await queue.settle(EVENT, answer([entry], told([entry])));
  const undo = await queue.undo(EVENT, entry.id);
  await queue.settle(EVENT, answer([undo], refused([undo], "event_closed")));
  assert.deepEqual((await queue.table(EVENT)).latest.map(({ undone }) => undone), [false]);

  assert.equal((await queue.undo(EVENT, entry.id)).id, undo.id);
  assert.deepEqual((await queue.waiting(EVENT)).map(({ id }) => id), [undo.id]);
});

test("restored server is told everything settled again, in order, and its older head holds", async () => {
  const { queue } = await makeQueue();
  const entry = await queue.log(fields());
  const undo = await queue.undo(EVENT, entry.id);
  await queue.settle(EVENT, answer([entry, undo], told([entry, undo]), { seq: 9, letters: 40 }));
  await queue.resendSettled(EVENT, answer([], [], { seq: 2, letters: 10 }));

  assert.deepEqual((await queue.waiting(EVENT)).map(({ id }) => id), [entry.id, undo.id]);
  assert.equal((await queue.known(EVENT)).head.seq, 2);
  assert.equal((await queue.table(EVENT)).figures.event, 10);
});

test("settled entries are kept for 14 days, and what a younger one takes back as long as that", async () => {
  const { queue } = await makeQueue();
  const [old, undone] = [await queue.log(fields()), await queue.log(fields())];
  const late = SATURDAY + KEPT_FOR;
  await queue.settle(EVENT, answer([old, undone], told([old, undone])));
  const undo = await queue.undo(EVENT, undone.id);
  await queue.settle(EVENT, answer([undo], told([undo]), { at: late }));

  await queue.forget(late);
  assert.equal((await queue.table(EVENT)).latest.length, 2);
  await queue.forget(late + 1);
  assert.deepEqual((await queue.table(EVENT)).latest.map(({ id }) => id), [undone.id]);
  await queue.forget(late + KEPT_FOR + 1);
  assert.deepEqual((await queue.table(EVENT)).latest, []);
});

test("another phone's queue is taken over once, in its order", async () => {
  const [{ queue: mine }, { queue: theirs }] = [await makeQueue(), await makeQueue()];
  const own = await mine.log(fields());
  const entry = await theirs.log(fields());
  const undo = await theirs.undo(EVENT, entry.id);

  assert.deepEqual(await mine.takeOver([undo, entry]), { fresh: 2, known: 0 });
  assert.deepEqual(await mine.takeOver([undo, entry]), { fresh: 0, known: 2 });
  assert.deepEqual((await mine.waiting(EVENT)).map(({ id }) => id), [own.id, entry.id, undo.id]);
  await assert.rejects(mine.takeOver([{ ...entry, quantity: 0 }]), TypeError);
});

test("reversal that was taken over before its entry goes after it", async () => {
  const [{ queue: mine }, { queue: theirs }] = [await makeQueue(), await makeQueue()];
  const entry = await theirs.log(fields());
  const undo = await theirs.undo(EVENT, entry.id);
  await mine.takeOver([undo]);
  await mine.settle(EVENT, answer([undo], refused([undo], "reverses_unknown")));
  assert.equal((await mine.table(EVENT)).rejected.length, 1);

  assert.deepEqual(await mine.takeOver([entry, undo]), { fresh: 1, known: 1 });
  assert.deepEqual((await mine.waiting(EVENT)).map(({ id }) => id), [entry.id, undo.id]);
});

test("what is handed over is all that the server did not say yes to, in order, with what it takes back", async () => {
  const { queue } = await makeQueue();
  const [settled, rejected, waiting] = [await queue.log(fields()), await queue.log(fields()), await queue.log(fields())];
  await queue.settle(EVENT, answer([settled, rejected], [...told([settled]), ...refused([rejected], "event_closed")]));
  await queue.log(fields({ event: "lodz" }));

  assert.deepEqual((await queue.unsettled(EVENT)).map(({ id }) => id), [rejected.id, waiting.id]);
  const undo = await queue.undo(EVENT, settled.id);
  assert.deepEqual((await queue.unsettled(EVENT)).map(({ id }) => id), [settled, rejected, waiting, undo].map(({ id }) => id));
});

test("what another tab does is seen, whatever was seen before", async () => {
  const { name, queue } = await makeQueue();
  const { queue: other } = await makeQueue({ name });
  const entry = await queue.log(fields());
  assert.equal((await other.table(EVENT)).figures.event, 1);
  await queue.log(fields());
  await other.log(fields());
  assert.deepEqual([(await queue.table(EVENT)).figures.event, (await other.table(EVENT)).figures.event], [3, 3]);
  await other.settle(EVENT, answer([entry], refused([entry], "event_closed")));

  assert.deepEqual([(await queue.table(EVENT)).figures.event, (await queue.table(EVENT)).rejected.length], [2, 1]);
});

test("listeners hear of every change and of no failure", async () => {
  const { queue } = await makeQueue();
  const heard = [];
  const stop = queue.listen((event, by) => heard.push([event, by]));
  await queue.log(fields());
  await queue.drop("none");
  queue.announce("lodz", "tab");
  stop();
  await queue.log(fields());

  assert.deepEqual(heard, [[EVENT, "tap"], ["lodz", "tab"]]);
});

test("taps of several tabs stand in one line, also those at the same moment", async () => {
  const { name, queue } = await makeQueue();
  const { queue: other } = await makeQueue({ name });
  const logged = [await queue.log(fields()), await other.log(fields()), await other.log(fields()), await queue.log(fields())];
  logged.push(...(await Promise.all([queue, other, queue, other].map((each) => each.log(fields())))));

  const orders = logged.map(({ order }) => order);
  assert.deepEqual(orders, [1, 2, 3, 4, ...orders.slice(4)]);
  assert.deepEqual(orders.slice(4).sort(), [5, 6, 7, 8]);
  const inLine = logged.sort((one, another) => one.order - another.order);
  for (const each of [queue, other]) assert.deepEqual(await each.waiting(EVENT), inLine);
});
