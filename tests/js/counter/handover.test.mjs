import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { localTime, newEntry, reversalOf } from "../../../static/js/counter/entries.js";
import { HandoverError, packFile, packText, unpack, unpackFile } from "../../../static/js/counter/handover.js";
import { fields, SATURDAY, uuid } from "./makers.mjs";

const given = { now: () => SATURDAY, uuid };
const slug = fc.stringMatching(/^[a-z][-a-z0-9]{0,40}$/);
const written = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -840, max: 840 }));

const anEntry = fc
  .record({
    id: fc.uuid(),
    event: fc.constantFrom("warszawa", "lodz"),
    case: slug,
    kind: fc.constantFrom("authority", "person", "petition"),
    quantity: fc.integer({ min: 1, max: 10_000 }),
    team: fc.option(fc.integer({ min: 1, max: 2 ** 40 })),
    number: fc.option(fc.integer({ min: 1, max: 9999 })),
    reverses: fc.option(fc.uuid()),
    at: written,
  })
  .map(({ at: [ms, offset], ...entry }) => ({
    ...entry,
    quantity: entry.reverses ? -entry.quantity : entry.quantity,
    number: entry.team === null ? null : entry.number,
    written_at: localTime(ms, offset),
    tapped: ms,
  }));

const queues = fc.array(anEntry, { maxLength: 60 }).map((entries) => entries.map((entry, order) => ({ ...entry, order })));
const content = ({ order, state, code, message, settled_at, off_by, ...rest }) => rest;

test("any queue arrives as it was, by codes of at most 700 characters and by a file", () => {
  fc.assert(
    fc.property(queues, (queue) => {
      const texts = packText(queue);

      assert.ok(texts.every((text) => text.length <= 700 && /^[-\w]+$/.test(text)));
      assert.deepEqual(texts.flatMap(unpack).map(content), queue.map(content));
      assert.deepEqual(unpackFile(packFile(queue, SATURDAY)).map(content), queue.map(content));
    }),
    { numRuns: 50 },
  );
});

test("a code holds some twenty entries", () => {
  const entries = Array.from({ length: 200 }, (_, order) => ({ ...newEntry(fields(), given), order }));

  assert.equal(packText(entries).length, 10);
});

const whole = () => {
  const entry = newEntry(fields({ team: 5, number: 12 }), given);
  return packText([entry, { ...reversalOf(entry, given), order: 1 }])[0];
};

test("torn code is damaged, whatever is missing or changed", () => {
  const text = whole();
  const code = (wrong) => assert.throws(() => unpack(wrong), (fault) => fault instanceof HandoverError && fault.code !== "newer");

  for (let length = 0; length < text.length - 1; length++) code(text.slice(0, length));
  code(text.slice(0, 60) + (text[60] === "A" ? "B" : "A") + text.slice(61));
  for (const strange of ["", "https://example.org/", "ążśź", "AAAA", "AQAAAAAA"]) code(strange);
});

test("code and file of a newer page say so", () => {
  assert.throws(() => unpack(`Ag${whole().slice(2)}`), { code: "newer" });
  assert.throws(() => unpackFile('{"protocol":"letter-marathon/1","handover":2}'), { code: "newer" });
});

test("file that is none says what it is", () => {
  const codes = ["{}", "x", '{"protocol":"letter-marathon/1"', '{"protocol":"letter-marathon/1","handover":1,"entries":[{}]}'].map(
    (text) => {
      try {
        return unpackFile(text);
      } catch ({ code }) {
        return code;
      }
    },
  );

  assert.deepEqual(codes, ["not_ours", "not_ours", "damaged", "damaged"]);
});

test("nothing to hand over is no code", () => {
  assert.deepEqual(packText([]), []);
});
