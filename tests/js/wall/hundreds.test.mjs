import assert from "node:assert/strict";
import { test } from "node:test";

import { Hundreds } from "../../../static/js/wall/hundreds.js";

const memory = (kept = {}) => ({ getItem: (name) => kept[name] ?? null, setItem: (name, value) => (kept[name] = value), kept });

function wall(kept, letters) {
  const hundreds = new Hundreds(kept, "wall:library");
  hundreds.begin(letters);
  return hundreds;
}

test("a hundred is celebrated once, also when a letter is taken back and written again", () => {
  const hundreds = wall(memory(), 99);
  assert.deepEqual([99, 100, 101, 99, 100, 200].map((n) => hundreds.reached(n)), [0, 100, 0, 0, 0, 200]);
});

test("what stands on the page at its loading is not", () => {
  assert.equal(wall(memory(), 512).reached(513), 0);
});

test("after a reload the same hundred is not", () => {
  const kept = memory();
  wall(kept, 99).reached(100);
  assert.equal(wall(kept, 98).reached(100), 0);
});

test("of several at once only the last is", () => {
  assert.equal(wall(memory(), 10).reached(350), 300);
});

test("a browser that keeps nothing celebrates all the same", () => {
  const refused = () => {
    throw new Error("SecurityError");
  };
  const hundreds = wall({ getItem: refused, setItem: refused }, 10);
  assert.deepEqual([hundreds.reached(100), hundreds.reached(101)], [100, 0]);
});
