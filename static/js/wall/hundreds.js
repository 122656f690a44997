/** Which round hundreds are to be celebrated: each once on this screen, also after a reload or a letter taken back. */
export class Hundreds {
  /**
   * @param {Pick<Storage, "getItem" | "setItem">} kept
   * @param {string} name
   */
  constructor(kept, name) {
    this.kept = kept;
    this.name = name;
    this.highest = 0;
  }

  /** What stands on the page already is not celebrated. @param {number} letters */
  begin(letters) {
    let before = 0;
    try {
      before = Number(this.kept.getItem(this.name)) || 0;
    } catch {
      // A browser that keeps nothing: then until the page is loaded anew.
    }
    this.#keep(Math.max(before, Math.floor(letters / 100)));
  }

  /** The hundred to celebrate now, or 0. @param {number} letters @returns {number} */
  reached(letters) {
    const hundreds = Math.floor(letters / 100);
    if (hundreds <= this.highest) return 0;
    this.#keep(hundreds);
    return hundreds * 100;
  }

  #keep(hundreds) {
    this.highest = hundreds;
    try {
      this.kept.setItem(this.name, String(hundreds));
    } catch {
      // See above.
    }
  }
}
