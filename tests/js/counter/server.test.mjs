import assert from "node:assert/strict";
import { test } from "node:test";
import { newEntry, onTheWire } from "../../../static/js/counter/entries.js";
import { Server } from "../../../static/js/counter/server.js";
import { EVENT, fields, SATURDAY, uuid } from "./makers.mjs";

const DATE = "Sat, 14 Dec 2013 20:05:00 GMT";
const HEAD = { seq: 412, chain: "abc" };
const TALLY = { event: 412, cases: {} };
const OURS = { protocol: "letter-marathon/1" };
const entry = newEntry(fields({ quantity: 3 }), { now: () => SATURDAY, uuid });

function answering(status, body, headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return () => Promise.resolve(new Response(status === 304 ? null : text, { status, headers: { Date: DATE, ...headers } }));
}

const asking = (fetch, given = {}) => new Server({ fetch, cookie: () => "a=b; csrftoken=token", ...given });

test("batch goes out as the contract says, by the token of the cookie", async () => {
  for (const cookie of ["csrftoken=token", "a=b; __Host-csrftoken=token; c=d"]) {
    const asked = [];
    const fetch = (...request) => asked.push(request) && answering(500, "")();
    await asking(fetch, { cookie: () => cookie }).post(EVENT, [entry]);
    const [address, { method, headers, body, redirect, cache }] = asked[0];

    assert.equal(address, "/api/v1/events/warszawa/entries");
    assert.deepEqual([method, redirect, cache], ["POST", "manual", "no-store"]);
    assert.deepEqual(JSON.parse(body), { entries: [onTheWire(entry)] });
    assert.equal(headers["X-CSRFToken"], "token");
  }
});

test("201 of ours is taken", async () => {
  const results = [{ id: entry.id, status: "created" }];
  const answer = await asking(answering(201, { ...OURS, results, head: HEAD, tally: TALLY })).post(EVENT, [entry]);

  assert.deepEqual(answer, { kind: "taken", results, head: HEAD, tally: TALLY, serverTime: SATURDAY });
});

const TAKEN = { ...OURS, results: [{ id: entry.id, status: "created" }], head: HEAD, tally: TALLY };
for (const [what, fetch, kind, retryAfter] of [
  ["login page", answering(200, "<html>Welcome to our wifi</html>"), "portal"],
  ["created by a portal", answering(201, "<html>"), "portal"],
  ["portal's JSON", answering(200, { ok: true }), "portal"],
  ["portal's 201 with our shape", answering(201, { ...TAKEN, protocol: undefined }), "portal"],
  ["our shape as a 200", answering(200, TAKEN), "portal"],
  ["201 without results", answering(201, { ...TAKEN, results: undefined }), "portal"],
  ["201 without a head", answering(201, { ...TAKEN, head: {} }), "portal"],
  ["201 without a tally", answering(201, { ...TAKEN, tally: null }), "portal"],
  ["JSON that is null", answering(201, "null"), "portal"],
  ["redirect", async () => ({ type: "opaqueredirect", status: 0, headers: new Headers(), text: async () => "" }), "portal"],
  ["403 of somebody", answering(403, "<html>"), "portal"],
  ["404 of somebody", answering(404, "<html>"), "portal"],
  ["403 of ours", answering(403, { ...OURS, code: "forbidden" }), "stale"],
  ["404 of ours", answering(404, { ...OURS, code: "not_found" }), "denied"],
  ["413", answering(413, "<html>"), "too_large"],
  ["429", answering(429, "", { "Retry-After": "120" }), "too_many", 120],
  ["429 with a date", answering(429, "", { "Retry-After": "Sat, 14 Dec 2013 20:06:30 GMT" }), "too_many", 90],
  ["500", answering(500, "<html>"), "trouble", null],
  ["503", answering(503, { ...OURS, code: "unavailable" }, { "Retry-After": "5" }), "trouble", 5],
  ["400 of ours", answering(400, { ...OURS, code: "malformed" }), "trouble", null],
  ["no network", () => Promise.reject(new TypeError("Failed to fetch")), "away"],
  ["answer that breaks off", async () => ({ status: 201, headers: new Headers(), text: () => Promise.reject(new TypeError()) }), "away"],
]) {
  test(`${what} is ${kind}`, async () => {
    const answer = await asking(fetch).post(EVENT, [entry]);

    assert.equal(answer.kind, kind);
    assert.equal(answer.retryAfter, retryAfter);
    assert.equal(answer.results, undefined);
  });
}

test("without a network the browser's word is taken", async () => {
  const away = () => Promise.reject(new TypeError("Failed to fetch"));

  assert.deepEqual(await asking(away, { isOnline: () => false }).post(EVENT, [entry]), { kind: "offline" });
});

test("answer that hangs is slow, and given up, whether or not the browser hears of it", async () => {
  const signals = [];
  const hanging = (_, { signal }) => signals.push(signal) && new Promise(() => {});
  const halfway = async () => ({ status: 201, headers: new Headers(), text: () => new Promise(() => {}) });
  const given = { setTimeout: (work) => setImmediate(work), clearTimeout: clearImmediate };

  assert.deepEqual(await asking(hanging, given).post(EVENT, [entry]), { kind: "slow" });
  assert.equal(signals[0].aborted, true);
  assert.deepEqual(await asking(halfway, given).post(EVENT, [entry]), { kind: "slow" });
});

test("figures are asked for with what is known, and come with the server's time", async () => {
  const asked = [];
  const body = { ...OURS, server_time: "2013-12-14T20:05:00.250Z", head: HEAD, tally: TALLY, facts: "digest" };
  const fetch = (...request) => asked.push(request) && answering(200, body, { ETag: '"1"' })();
  const answer = await asking(fetch).counted(EVENT, { etag: '"0"', witness: 400 });

  assert.deepEqual(answer, { kind: "fine", body, etag: '"1"', serverTime: SATURDAY + 250 });
  assert.equal(asked[0][0], "/api/v1/events/warszawa/counted?witness=400");
  assert.equal(asked[0][1].headers["If-None-Match"], '"0"');
});

test("figures that did not change are the same; who may not ask is denied; a portal's are none", async () => {
  const kind = async (fetch) => (await asking(fetch).counted(EVENT)).kind;

  assert.equal(await kind(answering(304)), "same");
  assert.equal(await kind(answering(404, { ...OURS, code: "not_found" })), "denied");
  assert.equal(await kind(answering(403, { ...OURS, code: "forbidden" })), "denied");
  assert.equal(await kind(answering(200, { ...OURS, head: HEAD })), "portal");
});

test("facts are asked for in a language", async () => {
  const asked = [];
  const fetch = (...request) => asked.push(request) && answering(500, "")();
  await asking(fetch, { language: "pl" }).facts(EVENT, { witness: 412 });

  assert.equal(asked[0][0], "/api/v1/events/warszawa/counter?language=pl&witness=412");
});
