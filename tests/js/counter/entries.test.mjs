import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import { isEntry, isSame, localTime, newEntry, newId, onTheWire, reversalOf } from "../../../static/js/counter/entries.js";
import { fields, SATURDAY, uuid } from "./makers.mjs";

const given = { now: () => SATURDAY, uuid };

test("time is told with the phone's offset", () => {
  assert.equal(localTime(SATURDAY, 60), "2013-12-14T21:05:00.000+01:00");
  assert.equal(localTime(SATURDAY, -210), "2013-12-14T16:35:00.000-03:30");
  assert.equal(Date.parse(localTime(SATURDAY)), SATURDAY);
});

test("entry says on the wire what the contract wants, and its number only where it has one", () => {
  const entry = newEntry(fields({ quantity: 3, team: 5 }), given);
  const { id, written_at } = entry;

  assert.deepEqual(onTheWire(entry), { id, case: "yorm-bopha", kind: "person", quantity: 3, written_at, team: 5 });
  assert.equal(onTheWire({ ...entry, number: 12 }).number, 12);
});

test("reversal says what it takes back and nothing else", () => {
  const entry = newEntry(fields({ quantity: 3 }), given);
  const reversal = reversalOf(entry, given);

  assert.deepEqual(onTheWire(reversal), { id: reversal.id, reverses: entry.id, written_at: reversal.written_at });
  assert.equal(reversal.quantity, -3);
  assert.ok(isEntry(reversal));
});

test("number without a team is left out", () => {
  assert.equal(newEntry(fields({ number: 12 }), given).number, null);
});

for (const wrong of [
  { quantity: 0 }, { quantity: 10_001 }, { quantity: 1.5 }, { quantity: NaN }, { quantity: "3" }, { case: "" },
  { kind: undefined }, { event: "../x" }, { team: 0 }, { team: 5, number: 10_000 },
]) {
  test(`no entry is made of ${JSON.stringify(wrong)}`, () => {
    assert.throws(() => newEntry(fields(wrong), given), TypeError);
  });
}

test("stranger's things are no entries", () => {
  const entry = newEntry(fields(), given);
  const strange = [null, 1, "x", [], {}, { ...entry, id: "1" }, { ...entry, reverses: uuid() }, { ...entry, tapped: "now" }];

  assert.deepEqual(strange.map(isEntry), strange.map(() => false));
});

test("two are the same by what they say, not by what became of them", () => {
  const entry = newEntry(fields(), given);

  assert.ok(isSame(entry, { ...entry, state: "settled", order: 9 }));
  assert.ok(!isSame(entry, { ...entry, quantity: 2 }));
});

test("ids are made where the page has no secure context", () => {
  const crypto = { getRandomValues: (bytes) => bytes.fill(255) };

  assert.equal(newId(crypto), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  assert.notEqual(newId(webcrypto), newId(webcrypto));
});
