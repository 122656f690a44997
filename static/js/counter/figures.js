/**
 * The figures that the screen shows: what the server counted, and what waits here.
 */

/** The kinds that are letters. Other actions are counted by case, and left out of an event's number. */
export const LETTERS = ["authority", "person", "copy"];

/**
 * @param {{event: number, cases: Object<string, Object<string, number>>}|null} tally the server's last
 * @param {import("./entries.js").Entry[]} waiting what the server has not yet been heard to have
 * @returns {{event: number, cases: Object<string, Object<string, number>>}}
 */
export function figuresOf(tally, waiting) {
  const figures = { event: tally?.event ?? 0, cases: {} };
  for (const [slug, kinds] of Object.entries(tally?.cases ?? {})) figures.cases[slug] = { ...kinds };
  for (const { case: slug, kind, quantity } of waiting) {
    const kinds = (figures.cases[slug] ??= {});
    kinds[kind] = (kinds[kind] ?? 0) + quantity;
    if (LETTERS.includes(kind)) figures.event += quantity;
  }
  return figures;
}

/** How many letters there are among entries, less those that others among them take back. */
export function lettersOf(entries) {
  const undone = new Set(entries.map((entry) => entry.reverses));
  return entries
    .filter((entry) => !entry.reverses && !undone.has(entry.id) && LETTERS.includes(entry.kind))
    .reduce((sum, entry) => sum + entry.quantity, 0);
}
