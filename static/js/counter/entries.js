/**
 * What a tap makes: an entry, or the reversal of one.
 *
 * An entry at rest is a plain object:
 *   id          UUID, made here; the server counts it once, however often it is told
 *   event       slug of the event
 *   case, kind  what was written for whom
 *   quantity    1..10000; negative in a reversal
 *   team        id of a team, or null
 *   number      the writer's number in that team, 1..9999, or null
 *   reverses    id of the entry that this one takes back, or null
 *   written_at  by the phone's clock, with its offset (RFC 3339)
 *   tapped      the same instant in ms
 *   order       grows with each entry in this store; what was tapped first is told first
 *   state       "waiting", "settled" (the server has it) or "rejected" (it said no)
 *   code, message  why it was rejected, in the contract's word and in a sentence; else null
 *   settled_at  ms by the server's clock, or null
 *   off_by      ms that the phone's clock was behind the server's, where known, else null
 *
 * @typedef {{id: string, event: string, case: string, kind: string, quantity: number, team: number|null,
 *   number: number|null, reverses: string|null, written_at: string, tapped: number, order: number,
 *   state: "waiting"|"settled"|"rejected", code: string|null, message: string|null,
 *   settled_at: number|null, off_by: number|null}} Entry
 */

export const LARGEST = 10_000;
export const LARGEST_NUMBER = 9_999;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SLUG = /^[-\w]{1,200}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/;

/** A random UUID, also where the page has no secure context and so no `randomUUID`. */
export function newId(crypto = globalThis.crypto) {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The instant as the phone's clock shows it, with its offset in minutes: 2013-12-14T21:05:00.000+01:00. */
export function localTime(ms, offset = Math.round(-new Date(ms).getTimezoneOffset())) {
  const shown = new Date(ms + offset * 60_000).toISOString().slice(0, -1);
  const two = (number) => String(Math.trunc(number)).padStart(2, "0");
  const size = Math.abs(offset);
  return `${shown}${offset < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

/**
 * A new entry that waits. Throws TypeError where it could not be one: then nothing was logged.
 *
 * @param {{event: string, case: string, kind: string, quantity?: number, team?: number|null, number?: number|null}} fields
 * @param {{now: () => number, uuid: () => string, offBy?: () => number|null}} given
 * @returns {Entry} without an order, which the store gives
 */
export function newEntry(fields, { now, uuid, offBy = () => null }) {
  const tapped = Math.round(now());
  const entry = {
    id: uuid(),
    event: fields.event,
    case: fields.case,
    kind: fields.kind,
    quantity: fields.quantity ?? 1,
    team: fields.team ?? null,
    number: fields.team == null ? null : (fields.number ?? null),
    reverses: null,
    written_at: localTime(tapped),
    tapped,
    order: 0,
    state: "waiting",
    code: null,
    message: null,
    settled_at: null,
    off_by: offBy(),
  };
  if (!isEntry(entry)) throw new TypeError("That is no entry.");
  return entry;
}

/** The entry that takes one back. */
export function reversalOf(entry, given) {
  const { event, case: slug, kind, team, number } = entry;
  const fresh = newEntry({ event, case: slug, kind, team, number }, given);
  return { ...fresh, quantity: -entry.quantity, reverses: entry.id };
}

/** The entry as one that waits (again). */
export function wait(entry) {
  return Object.assign(entry, { state: "waiting", code: null, message: null });
}

/** What the contract has an entry say. */
export function onTheWire(entry) {
  const { id, reverses, written_at, quantity, kind, team, number } = entry;
  if (reverses) return { id, reverses, written_at };
  const said = { id, case: entry.case, kind, quantity, written_at, team };
  return number === null ? said : { ...said, number };
}

/** Whether two have the same content, so that the server would call one the other's duplicate. */
export function isSame(one, other) {
  return JSON.stringify(onTheWire(one)) === JSON.stringify(onTheWire(other));
}

/** Whether something, from wherever it came, can be kept and sent as an entry. */
export function isEntry(thing) {
  const isWhole = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;
  const isText = (value, pattern) => typeof value === "string" && pattern.test(value);
  if (typeof thing !== "object" || thing === null) return false;
  const size = thing.reverses === null ? thing.quantity : -thing.quantity;
  return (
    isText(thing.id, UUID) &&
    (thing.reverses === null || isText(thing.reverses, UUID)) &&
    [thing.event, thing.case, thing.kind].every((slug) => isText(slug, SLUG)) &&
    isWhole(size, 1, LARGEST) &&
    (thing.team === null || isWhole(thing.team, 1, Number.MAX_SAFE_INTEGER)) &&
    (thing.number === null || (thing.team !== null && isWhole(thing.number, 1, LARGEST_NUMBER))) &&
    isText(thing.written_at, INSTANT) &&
    Number.isInteger(thing.tapped)
  );
}
