/**
 * Work that waits until the thumb rests: it is done once, a pause after the last call, and where the calls do not
 * end, at the latest so long after the first.
 *
 *   const redraw = new Rest(() => draw(), { pause: 250, most: 1000 });
 *   redraw.call(); redraw.call();      // one draw(), 250 ms from now
 *   redraw.seize();                    // nothing is in its way just now: done at once, where it has been called
 *   redraw.isPending; redraw.cancel();
 */
export class Rest {
  #work;
  #given;
  #first = null;
  #last = null;
  #timer = null;

  /**
   * @param {() => void} work
   * @param {{pause: number, most: number, ripe?: number, tick?: () => number, setTimeout?: Function, clearTimeout?: Function}} given
   *   the pause and the most in ms, and how long after the first call a good moment is seized
   */
  constructor(work, given) {
    this.#work = work;
    this.#given = {
      ripe: 0,
      tick: () => performance.now(),
      setTimeout: (then, ms) => setTimeout(then, ms),
      clearTimeout: (timer) => clearTimeout(timer),
      ...given,
    };
  }

  get isPending() {
    return this.#first !== null;
  }

  call() {
    this.#last = this.#given.tick();
    if (this.isPending) return; // the timer that runs will see it
    this.#first = this.#last;
    this.#wait();
  }

  /** This is a good moment. */
  seize() {
    if (!this.isPending || this.#given.tick() - this.#first < this.#given.ripe) return;
    this.cancel();
    this.#work();
  }

  cancel() {
    this.#given.clearTimeout(this.#timer);
    this.#first = null;
  }

  #wait() {
    const { pause, most, tick, setTimeout } = this.#given;
    const left = Math.min(this.#last + pause, this.#first + most) - tick();
    if (left > 0) {
      this.#timer = setTimeout(() => this.#wait(), left);
      return;
    }
    this.cancel();
    this.#work();
  }
}
