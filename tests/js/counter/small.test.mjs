import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff, secondsAsked } from "../../../static/js/counter/backoff.js";
import { Clock } from "../../../static/js/counter/clock.js";
import { figuresOf, lettersOf } from "../../../static/js/counter/figures.js";
import { isRestored } from "../../../static/js/counter/restored.js";
import { typed } from "../../../static/js/counter/page/dom.js";
import { SATURDAY } from "./makers.mjs";

test("a number is taken as people set it, and nothing else for one", () => {
  const taken = { 7: 7, "007": 7, " 12 ": 12, "1 500": 1500, "1\u00a0500": 1500, "1.500": 1500, "1,500": 1500, "9’999": 9999, 10000: 10_000, "10.000": 10_000 };
  for (const [text, number] of Object.entries(taken)) assert.equal(typed(text, 10_000), number, text);

  const others = ["", " ", "0", "-1", "+1", "1.5", "1,5", "0.5", "1.50", "1.5000", "12.34", "1 5", "1e3", "10001", "99999999", "0x10", "abc", "1..500", ".500"];
  for (const text of others) assert.equal(typed(text, 10_000), null, text);
});

test("each failure doubles the wait up to a minute, at random within it, but never at once", () => {
  let at = 0;
  const waits = (random) => {
    const backoff = new Backoff({ random: () => random, tick: () => at });
    return Array.from({ length: 9 }, () => {
      backoff.fail();
      const wait = backoff.remaining();
      at += wait;
      return wait;
    });
  };

  assert.deepEqual(waits(1), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  assert.deepEqual(waits(0), Array(9).fill(200));
});

test("what fails while it should have waited makes nobody wait longer", () => {
  const backoff = new Backoff({ random: () => 1, tick: () => 0 });
  for (let count = 0; count < 9; count++) backoff.fail();

  assert.equal(backoff.remaining(), 1000);
});

test("what the server asks for wins, also over hurry, up to an hour", () => {
  const backoff = new Backoff({ random: () => 0, tick: () => 0 });
  backoff.fail();
  backoff.fail(30);
  backoff.hurry();
  assert.equal(backoff.remaining(), 30_000);
  backoff.fail(1e9);
  assert.equal(backoff.remaining(), 3600_000);
});

test("Retry-After is seconds, a date, or nothing", () => {
  const headers = ["120", " 5 ", "Sat, 14 Dec 2013 20:06:30 GMT", "Sat, 14 Dec 2013 20:00:00 GMT", "soon", "", null];

  assert.deepEqual(headers.map((header) => secondsAsked(header, SATURDAY)), [120, 5, 90, 0, null, null, null]);
});

test("clock is off by what the server says, in the middle of the request", () => {
  let [now, tick] = [SATURDAY, 0];
  const clock = new Clock({ now: () => now, tick: () => tick });
  assert.deepEqual([clock.offBy(), clock.isWrong()], [null, false]);
  const hear = clock.ask();
  [now, tick] = [now + 2000, tick + 2000];
  hear(null);
  assert.equal(clock.offBy(), null);
  hear(SATURDAY + 121_000);
  assert.deepEqual([clock.offBy(), clock.isWrong()], [120_000, true]);
  now -= 3600_000;
  assert.deepEqual([clock.offBy(), clock.isWrong()], [null, false]);
});

test("letters make an event's number, other actions stand beside it", () => {
  const tally = { event: 5, cases: { a: { person: 5 } } };
  const waiting = [
    { case: "a", kind: "person", quantity: 2 },
    { case: "b", kind: "petition", quantity: 9 },
    { case: "a", kind: "person", quantity: -1 },
  ];

  assert.deepEqual(figuresOf(tally, waiting), { event: 6, cases: { a: { person: 6 }, b: { petition: 9 } } });
  assert.deepEqual(figuresOf(null, []), { event: 0, cases: {} });
  assert.deepEqual(tally, { event: 5, cases: { a: { person: 5 } } });
});

test("letters that wait are those that are not taken back", () => {
  const entries = [
    { id: "1", kind: "person", quantity: 2, reverses: null },
    { id: "2", kind: "person", quantity: 3, reverses: null },
    { id: "3", kind: "person", quantity: -3, reverses: "2" },
    { id: "4", kind: "petition", quantity: 9, reverses: null },
    { id: "5", kind: "person", quantity: -7, reverses: "0" },
  ];

  assert.equal(lettersOf(entries), 2);
});

test("server was restored where it has less, or other, than it had", () => {
  const kept = { seq: 5, chain: "a" };
  const cases = [
    [null, { seq: 1, chain: "x" }],
    [{ seq: 0, chain: "" }, { seq: 0, chain: "x" }],
    [kept, kept],
    [kept, { seq: 6, chain: "b" }],
    [kept, { seq: 6, chain: "b" }, kept],
    [kept, { seq: 6, chain: "b" }, { seq: 4, chain: null }],
    [kept, { seq: 4, chain: "a" }],
    [kept, { seq: 5, chain: "b" }],
    [kept, { seq: 6, chain: "b" }, { seq: 5, chain: "c" }],
    [kept, { seq: 6, chain: "b" }, { seq: 5, chain: null }],
  ];

  assert.deepEqual(cases.map((given) => isRestored(...given)), [...Array(6).fill(false), ...Array(4).fill(true)]);
});
