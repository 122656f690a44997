/**
 * Whether the server lost what it had: it was restored from a backup, and has to be told again.
 */

/**
 * @param {{seq: number, chain: string}|null|undefined} kept the head that was seen before the request went out
 * @param {{seq: number, chain: string}} head the answer's
 * @param {{seq: number, chain: string|null}} [witness] what the server's chain is at a number that it was asked for
 */
export function isRestored(kept, head, witness) {
  if (!kept?.seq) return false;
  const isShorter = head.seq < kept.seq;
  const isOther = head.seq === kept.seq && head.chain !== kept.chain;
  return isShorter || isOther || (witness?.seq === kept.seq && witness.chain !== kept.chain);
}
