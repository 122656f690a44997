/**
 * Work that waits until the thumb rests: it is done once, a pause after the last call, and where the calls do not
 * end, at the latest so long after the first.
 *
 *   const redraw = new Rest(() => draw(), { pause: 250, most: 1000 });
 *   redraw.call(); redraw.call();      // one draw(), 250 ms from now
 *   redraw.isPending; redraw.cancel();
 */
export class Rest {
  #work;
  #given;
  #since = null;
  #timer = null;

  /**
   * @param {() => void} work
   * @param {{pause: number, most: number, tick?: () => number, setTimeout?: Function, clearTimeout?: Function}} given
   *   the pause and the most in ms
   */
  constructor(work, given) {
    this.#work = work;
    this.#given = {
      tick: () => performance.now(),
      setTimeout: (then, ms) => setTimeout(then, ms),
      clearTimeout: (timer) => clearTimeout(timer),
      ...given,
    };
  }

  get isPending() {
    return this.#since !== null;
  }

  call() {
    const { pause, most, tick, setTimeout, clearTimeout } = this.#given;
    const now = tick();
    this.#since ??= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.cancel();
        this.#work();
      },
      Math.max(0, Math.min(pause, this.#since + most - now)),
    );
  }

  cancel() {
    this.#given.clearTimeout(this.#timer);
    this.#since = null;
  }
}
