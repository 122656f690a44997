// A phone on which nothing was counted yet, with a clock and ids of its own.
import "fake-indexeddb/auto";
import { Queue } from "../../../static/js/counter/queue.js";
import { openStore } from "../../../static/js/counter/store.js";

export const EVENT = "warszawa";
export const SATURDAY = Date.UTC(2013, 11, 14, 20, 5);

let phones = 0;
let ids = 0;

export const makeName = () => `phone ${++phones}`;
export const uuid = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`;

export async function makeQueue({ name = makeName(), now = () => SATURDAY, ...given } = {}) {
  const store = await openStore({ name });
  return { name, store, queue: new Queue({ store, now, uuid, ...given }) };
}

export const fields = (changes = {}) => ({ event: EVENT, case: "yorm-bopha", kind: "person", ...changes });

export const told = (entries, status = "created", more = {}) => entries.map(({ id }) => ({ id, status, ...more }));

export const refused = (entries, code) => told(entries, "refused", { code, message: `Refused: ${code}.` });

/** An answer of the server to a batch. */
export const answer = (sent, results, { seq = sent.length, letters = 0, at = SATURDAY } = {}) => ({
  sent,
  results,
  head: { seq, chain: `chain ${seq}` },
  tally: { event: letters, cases: { "yorm-bopha": { person: letters } } },
  at,
});
