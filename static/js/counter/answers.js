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
  const entries = tx.objectStore("entries");
  const asked = new Map(sent.map((entry) => [entry.id, entry]));
  const told = { settled: 0, rejected: 0, dropped: 0, left: 0, hasForgotten: false };
  for (const result of results) {
    const entry = asked.has(result?.id) && (await entries.get(result.id));
    if (!entry || entry.event !== event || entry.state === "settled" || !isSame(entry, asked.get(entry.id))) continue;
    const isTaken = result.status === "created" || result.status === "duplicate";
    if (isTaken || (entry.reverses && result.code === "already_reversed")) {
      Object.assign(entry, { state: "settled", code: null, message: null, settled_at: at });
      entry.off_by ??= offBy;
      await entries.put(entry);
      await dropRefusedTarget(entries, entry);
      told.settled += 1;
    } else if (result.status === "refused" && entry.state === "waiting") {
      await refuse(entries, entry, result, told);
    }
  }
  for (const id of asked.keys()) told.left += (await entries.get(id))?.state === "waiting" ? 1 : 0;
  return told;
}

/** What was taken back under an id that the server refuses here is at peace with the server: nothing is left of it. */
async function dropRefusedTarget(entries, reversal) {
  const target = reversal.reverses && (await entries.get(reversal.reverses));
  if (target?.state === "rejected") await entries.delete(target.id);
}

async function refuse(entries, entry, { code = "malformed", message = "" }, told) {
  const target = entry.reverses && (await entries.get(entry.reverses));
  const isUnknown = code === "reverses_unknown";
  if (target?.state === "rejected" && (isUnknown || target.code !== "id_reused")) {
    // The server took neither: so the pair adds up to nothing, as the person wanted.
    await entries.delete(target.id);
    await entries.delete(entry.id);
    told.dropped += 2;
  } else if (isUnknown && target?.state === "settled") {
    // It said yes to the target once, and knows it no more.
    await entries.put(wait(target));
    told.hasForgotten = true;
  } else if (!(isUnknown && target)) {
    await entries.put(Object.assign(entry, { state: "rejected", code, message }));
    told.rejected += 1;
  }
}

/**
 * What the server told of an event is at rest. A head that is older than one seen before, and its tally, belong to an
 * answer that was overtaken, and are left, except after the server was restored.
 *
 * @param {{facts?: object, etag?: string, head?: {seq: number, chain: string}, tally?: object, at?: number,
 *   offBy?: number|null, saved_at?: number}} told
 */
export async function see(tx, event, { facts, etag, head, tally, at, offBy, saved_at }, isRestored = false) {
  const events = tx.objectStore("events");
  const known = (await events.get(event)) ?? { slug: event, facts: null, head: null, tally: null, at: null };
  if (facts) known.facts = facts;
  if (saved_at) known.saved_at = saved_at;
  if (offBy != null) known.off_by = offBy;
  if (head && (isRestored || !known.head || head.seq >= known.head.seq)) {
    Object.assign(known, { head, tally, at, etag: etag ?? null });
  }
  await events.put(known);
}
