/**
 * How far the phone's clock is from the server's.
 */

/** From here on the volunteer is told. */
export const NOTICED_FROM = 120_000;

export class Clock {
  #now;
  #tick;
  #heard = null;

  /** @param {{now?: () => number, tick?: () => number}} given the phone's clock, and one that nobody sets */
  constructor({ now = Date.now, tick = () => performance.now() } = {}) {
    this.#now = now;
    this.#tick = tick;
  }

  /** To be called as a request goes out. Returns what is to be told the server's time when it is known. */
  ask() {
    const sent = this.#tick();
    return (serverTime) => {
      if (!Number.isFinite(serverTime)) return;
      const [now, tick] = [this.#now(), this.#tick()];
      this.#heard = { now, tick, offBy: Math.round(serverTime + (tick - sent) / 2 - now) };
    };
  }

  /** ms that the phone's clock is behind; negative where ahead; null where nothing was heard since it was set. */
  offBy() {
    if (!this.#heard) return null;
    const { now, tick, offBy } = this.#heard;
    const jumped = this.#now() - now - (this.#tick() - tick);
    return Math.abs(jumped) < NOTICED_FROM ? offBy : null;
  }

  /** Whether the phone's clock is wrong by so much that it has to be said. */
  isWrong() {
    return Math.abs(this.offBy() ?? 0) >= NOTICED_FROM;
  }
}
