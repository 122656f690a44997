/**
 * A queue on its way to another phone: as texts for QR codes, or as one file.
 *
 * Each text holds whole entries of one event and can be read without the others. It is version, checksum, the words
 * that the entries share, and 20 to 40 bytes an entry, in base64url; so that some 20 entries fit into one code.
 */
import { isEntry, localTime } from "./entries.js";

const VERSION = 1;
const LONGEST = 700;
const PROTOCOL = "letter-marathon/1";

/** What was read is no hand-over: `code` is "not_ours", "damaged" or "newer" (than this page can read). */
export class HandoverError extends Error {
  constructor(code) {
    super(`The hand-over cannot be read: ${code}.`);
    this.code = code;
  }
}

/** The entries as texts of at most 700 characters. Independent: any order, any of them twice. */
export function packText(entries) {
  const texts = [];
  let part = [];
  let packed = "";
  for (const entry of [...entries].sort((one, other) => one.order - other.order)) {
    const longer = part[0] && part[0].event !== entry.event ? "" : pack([...part, entry]);
    if (longer && longer.length <= LONGEST) {
      part.push(entry);
      packed = longer;
      continue;
    }
    if (part.length) texts.push(packed);
    part = [entry];
    packed = pack(part);
  }
  return part.length ? [...texts, packed] : texts;
}

/** The entries in one text. Throws HandoverError. */
export function unpack(text) {
  const bytes = fromBase64(text.trim());
  if (!bytes || bytes.length < 6) throw new HandoverError("not_ours");
  if (bytes[0] !== VERSION) throw new HandoverError(bytes[0] > VERSION && bytes[0] < 16 ? "newer" : "not_ours");
  const body = bytes.subarray(5);
  if (checksum(body) !== new DataView(bytes.buffer, bytes.byteOffset).getUint32(1)) throw new HandoverError("damaged");
  try {
    return checked(readAll(new Reader(body)));
  } catch {
    throw new HandoverError("damaged");
  }
}

/** The entries as the text of a file. */
export function packFile(entries, at) {
  const sorted = [...entries].sort((one, other) => one.order - other.order);
  return JSON.stringify({ protocol: PROTOCOL, handover: VERSION, at: localTime(at), entries: sorted }, null, 1);
}

/** The entries in a file. Throws HandoverError. */
export function unpackFile(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new HandoverError(text.includes(PROTOCOL) ? "damaged" : "not_ours");
  }
  if (file?.protocol !== PROTOCOL || !Number.isInteger(file.handover)) throw new HandoverError("not_ours");
  if (file.handover > VERSION) throw new HandoverError("newer");
  if (!Array.isArray(file.entries)) throw new HandoverError("damaged");
  return checked(file.entries);
}

/** Entries as they begin on a phone. What else a stranger wrote beside them is left out. */
function checked(things) {
  if (!things.every(isEntry)) throw new HandoverError("damaged");
  return things.map(({ id, event, case: slug, kind, quantity, team, number, reverses, written_at, tapped }, index) => ({
    id, event, case: slug, kind, quantity, team, number, reverses, written_at, tapped,
    order: index, state: "waiting", code: null, message: null, settled_at: null, off_by: null,
  }));
}

// --- Bytes --------------------------------------------------------------------------------------------------

function pack(entries) {
  const words = [...new Set(entries.flatMap((entry) => [entry.case, entry.kind]))];
  const writer = new Writer();
  writer.text(entries[0].event);
  writer.number(words.length);
  for (const word of words) writer.text(word);
  let before = { instant: 0, offset: 0 };
  for (const entry of entries) {
    const here = { instant: Date.parse(entry.written_at), offset: offsetOf(entry.written_at) };
    writer.id(entry.id);
    writer.signed(entry.quantity);
    if (entry.reverses) writer.id(entry.reverses);
    for (const word of [entry.case, entry.kind]) writer.number(words.indexOf(word));
    // One more than they are, so that 0 is none.
    for (const number of [entry.team, entry.number]) writer.number(number === null ? 0 : number + 1);
    for (const part of ["instant", "offset"]) writer.signed(here[part] - before[part]);
    before = here;
  }
  const head = new Uint8Array(5);
  head[0] = VERSION;
  new DataView(head.buffer).setUint32(1, checksum(writer.bytes));
  return toBase64([...head, ...writer.bytes]);
}

function readAll(reader) {
  const event = reader.text();
  const words = Array.from({ length: reader.number() }, () => reader.text());
  const entries = [];
  let [tapped, offset] = [0, 0];
  const orNone = (number) => (number ? number - 1 : null);
  while (!reader.isDone()) {
    const id = reader.id();
    const quantity = reader.signed();
    const reverses = quantity < 0 ? reader.id() : null;
    const [slug, kind] = [words[reader.number()], words[reader.number()]];
    const [team, number] = [orNone(reader.number()), orNone(reader.number())];
    tapped += reader.signed();
    offset += reader.signed();
    const written_at = localTime(tapped, offset);
    entries.push({ id, event, case: slug, kind, quantity, team, number, reverses, written_at, tapped });
  }
  return entries;
}

function offsetOf(written_at) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(written_at) ?? [null, "+", 0, 0];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

class Writer {
  bytes = [];

  number(value) {
    for (; value > 127; value = Math.floor(value / 128)) this.bytes.push((value % 128) | 128);
    this.bytes.push(value);
  }

  signed(value) {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  text(value) {
    const bytes = new TextEncoder().encode(value);
    this.number(bytes.length);
    this.bytes.push(...bytes);
  }

  id(value) {
    for (const pair of value.replaceAll("-", "").match(/../g)) this.bytes.push(parseInt(pair, 16));
  }
}

class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  isDone() {
    return this.#at === this.#bytes.length;
  }

  #take(count) {
    if (this.#at + count > this.#bytes.length) throw new RangeError("The end is missing.");
    return this.#bytes.subarray(this.#at, (this.#at += count));
  }

  number() {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const [byte] = this.#take(1);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  signed() {
    const value = this.number();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  text() {
    return new TextDecoder().decode(this.#take(this.number()));
  }

  id() {
    const hex = [...this.#take(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
}

/** FNV-1a: against torn texts, not against forgers. */
function checksum(bytes) {
  return [...bytes].reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
