import assert from "node:assert/strict";
import { test } from "node:test";
import { openStore } from "../../../static/js/counter/store.js";
import { EVENT, fields, makeName, makeQueue } from "./makers.mjs";

test("every write asks for the disk", async () => {
  const { store } = await makeQueue();

  assert.equal(await store.write(["settings"], (tx) => tx.durability), "strict");
});

test("work that fails leaves nothing behind", async () => {
  const { store } = await makeQueue();
  const fault = new Error("in the middle");

  await assert.rejects(
    store.write(["settings"], async (tx) => {
      await tx.objectStore("settings").put({ name: "half", value: 1 });
      throw fault;
    }),
    fault,
  );
  assert.equal(await store.setting("half"), undefined);
});

test("full disk reaches whoever logs, and nothing is logged", async (t) => {
  const { store, queue } = await makeQueue();
  const heard = [];
  queue.listen((event) => heard.push(event));
  const full = new DOMException("The disk is full.", "QuotaExceededError");
  t.mock.method(IDBObjectStore.prototype, "put", () => {
    throw full;
  });

  await assert.rejects(queue.log(fields()), full);
  t.mock.restoreAll();
  assert.deepEqual([await queue.waiting(EVENT), heard], [[], []]);
  assert.equal(await store.setting("order"), undefined);
});

test("disk that fills up at the commit reaches whoever logs", async (t) => {
  const { queue } = await makeQueue();
  const put = IDBObjectStore.prototype.put;
  t.mock.method(IDBObjectStore.prototype, "put", function (...values) {
    const request = put.apply(this, values);
    if (this.name === "settings") request.addEventListener("success", () => this.transaction.abort());
    return request;
  });

  await assert.rejects(queue.log(fields()), { name: "AbortError" });
  t.mock.restoreAll();
  assert.deepEqual(await queue.waiting(EVENT), []);
});

test("settings are kept over a restart", async () => {
  const { name, store } = await makeQueue();
  await store.keepSetting("hand", "left");
  store.close();

  assert.equal(await (await openStore({ name })).setting("hand"), "left");
});

test("store that a newer page needs lets go, says so, and takes no more taps", async () => {
  const told = [];
  const name = makeName();
  const store = await openStore({ name, onClosed: () => told.push("closed") });
  await new Promise((resolve) => (indexedDB.open(name, 99).onsuccess = resolve));

  assert.deepEqual(told, ["closed"]);
  await assert.rejects(store.keepSetting("hand", "left"), { name: "InvalidStateError" });
});

test("store of the release before is taken over with all that waits", async () => {
  const { name, store, queue } = await makeQueue();
  const entry = await queue.log(fields());
  const rows = await store.read(["entries", "settings"], async (tx) => ({
    entries: await tx.objectStore("entries").getAll(),
    // It kept the revision apart.
    settings: [{ name: "queue: last order", value: 1 }, { name: "revision", value: 1 }],
  }));
  const before = `${name}, before`;
  await new Promise((resolve) => {
    const opening = indexedDB.open(before, 1);
    opening.onupgradeneeded = () => {
      for (const [each, keyPath] of [["entries", "id"], ["events", "slug"], ["settings", "name"]]) opening.result.createObjectStore(each, { keyPath });
      const entries = opening.transaction.objectStore("entries");
      entries.createIndex("state", ["state", "order"]);
      entries.createIndex("event", ["event", "order"]);
      entries.createIndex("reverses", "reverses");
      for (const [each, found] of Object.entries(rows)) for (const row of found) opening.transaction.objectStore(each).put(row);
    };
    opening.onsuccess = () => resolve(opening.result.close());
  });
  const { queue: newer } = await makeQueue({ name: before });
  assert.deepEqual(await newer.waiting(entry.event), [entry]);
  const next = await newer.log(fields());

  assert.deepEqual(await newer.waiting(entry.event), [entry, next]);
});

test("connection that the browser dropped is made anew", async () => {
  const { store } = await makeQueue();
  (await store.open()).close();

  await store.keepSetting("hand", "left");
  assert.equal(await store.setting("hand"), "left");
});

test("without IndexedDB there is no store", async (t) => {
  t.mock.method(indexedDB, "open", () => {
    throw new DOMException("Not in private windows.", "SecurityError");
  });

  await assert.rejects(openStore({ name: makeName() }), { name: "SecurityError" });
});
