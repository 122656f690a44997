/**
 * When to try again: after 1 s, twice as long after each failure, up to 60 s, at a random moment within it, so that
 * the phones of a venue do not come back at once. What the server asks for wins. Reckoned on a clock that no one sets.
 */

const FIRST = 1000;
const LONGEST = 60_000;
const SHORTEST = 200;
// A server that names next year is not to be believed.
const LONGEST_ASKED = 3600_000;

/** The seconds that a Retry-After header asks for, as a number or as a date; null where it asks for nothing. */
export function secondsAsked(header, at) {
  if (!header) return null;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - at) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

export class Backoff {
  #random;
  #tick;
  #failures = 0;
  #until = 0;
  #isAsked = false;

  /** @param {{random?: () => number, tick?: () => number}} given */
  constructor({ random = Math.random, tick = () => performance.now() } = {}) {
    this.#random = random;
    this.#tick = tick;
  }

  /** It failed. What fails while it should have waited makes nobody wait longer. */
  fail(seconds = null) {
    if (seconds === null && this.remaining() > 0) return;
    const longest = Math.min(LONGEST, FIRST * 2 ** this.#failures);
    const asked = seconds === null ? 0 : Math.min(LONGEST_ASKED, seconds * 1000);
    this.#failures += 1;
    this.#isAsked = asked > 0;
    this.#until = this.#tick() + (asked ? asked + this.#random() * FIRST : Math.max(SHORTEST, this.#random() * longest));
  }

  /** There is a reason to try at once, but not against the server's wish. */
  hurry() {
    if (!this.#isAsked) this.#until = 0;
  }

  /** Whether the server asked for a wait that is not over. */
  get isAsked() {
    return this.#isAsked && this.remaining() > 0;
  }

  /** The ms until the next try; 0 where it may be now. */
  remaining() {
    return Math.max(0, this.#until - this.#tick());
  }
}
