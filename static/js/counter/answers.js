/**
 * What the server's answer does to what is at rest here, within one transaction.
 */
import { isSame, wait } from "./entries.js";

/**
 * Each result falls on the entry it names, if that was sent and still has the content that was sent: an answer may be
 * late, doubled, or of another tab's request, and the person may have put the entry right meanwhile.
 *
 * @returns {Promise<{settled: number, rejected: number, dropped: number, left: number, hasForgotten: boolean}>}
 */
export async function settle(tx, event, { sent, results, at, offBy = null }) {
  const held = await hold(tx, sent);
  const asked = new Map(sent.map((entry) => [entry.id, entry]));
  const told = { settled: 0, rejected: 0, dropped: 0, left: 0, hasForgotten: false };
  for (const result of results) {
    const entry = asked.has(result?.id) && held.get(result.id);
    if (!entry || entry.event !== event || entry.state === "settled" || !isSame(entry, asked.get(entry.id))) continue;
    const isTaken = result.status === "created" || result.status === "duplicate";
    if (isTaken || (entry.reverses && result.code === "already_reversed")) {
      held.put(Object.assign(entry, { state: "settled", code: null, message: null, settled_at: at, off_by: entry.off_by ?? offBy }));
      dropRefusedTarget(held, entry);
      told.settled += 1;
    } else if (result.status === "refused" && entry.state === "waiting") {
      refuse(held, entry, result, told);
    }
  }
  for (const id of asked.keys()) told.left += held.get(id)?.state === "waiting" ? 1 : 0;
  await held.keep();
  return told;
}

/**
 * The entries that an answer may concern, and what they take back: read together and written together, for taps wait
 * until the transaction is over.
 */
async function hold(tx, sent) {
  const entries = tx.objectStore("entries");
  const ids = new Set(sent.flatMap(({ id, reverses }) => (reverses ? [id, reverses] : [id])));
  const found = await Promise.all([...ids].map((id) => entries.get(id)));
  const held = new Map(found.filter(Boolean).map((entry) => [entry.id, entry]));
  const changed = new Set();
  return {
    get: (id) => held.get(id),
    put: ({ id }) => changed.add(id),
    delete: (id) => held.delete(id) && changed.add(id),
    keep: () => Promise.all([...changed].map((id) => (held.has(id) ? entries.put(held.get(id)) : entries.delete(id)))),
  };
}

/** What was taken back under an id that the server refuses here is at peace with the server: nothing is left of it. */
function dropRefusedTarget(held, reversal) {
  const target = held.get(reversal.reverses);
  if (target?.state === "rejected") held.delete(target.id);
}

function refuse(held, entry, { code = "malformed", message = "" }, told) {
  const target = held.get(entry.reverses);
  const isUnknown = code === "reverses_unknown";
  if (target?.state === "rejected" && (isUnknown || target.code !== "id_reused")) {
    // The server took neither: so the pair adds up to nothing, as the person wanted.
    held.delete(target.id);
    held.delete(entry.id);
    told.dropped += 2;
  } else if (isUnknown && target?.state === "settled") {
    // It said yes to the target once, and knows it no more.
    held.put(wait(target));
    told.hasForgotten = true;
  } else if (!(isUnknown && target)) {
    held.put(Object.assign(entry, { state: "rejected", code, message }));
    told.rejected += 1;
  }
}

/**
 * What the server told of an event is at rest. A head that is older than one seen before, and its tally, belong to an
 * answer that was overtaken, and are left, except after the server was restored. While entries are under way and
 * nobody knows whether they arrived, the tally that somebody merely looked at is left too: they may be in it, and are
 * among what waits here as well.
 *
 * @param {{facts?: object, etag?: string, head?: {seq: number, chain: string}, tally?: object, at?: number,
 *   offBy?: number|null, saved_at?: number, underWay?: boolean}} told `underWay` as it is from now on
 * @returns {Promise<object>} what is known of the event now
 */
export async function see(tx, event, told, isRestored = false) {
  const { facts, etag, head, tally, at, offBy, saved_at, underWay } = told;
  const events = tx.objectStore("events");
  const known = (await events.get(event)) ?? { slug: event, facts: null, head: null, tally: null, at: null };
  const mayBeIn = known.under_way && underWay === undefined && !isRestored;
  if (underWay !== undefined) known.under_way = underWay;
  if (facts) known.facts = facts;
  if (saved_at) known.saved_at = saved_at;
  if (offBy != null) known.off_by = offBy;
  if (head && !mayBeIn && (isRestored || !known.head || head.seq >= known.head.seq)) {
    Object.assign(known, { head, tally, at, etag: etag ?? null });
  }
  await events.put(known);
  return known;
}
