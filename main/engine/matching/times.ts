/** Amounts of entries, and the numbers of their names where these count too. */
export type Amounts = { readonly amounts: Float64Array; readonly parties: Int32Array | null };

const MIN_SLOTS = 1 << 8;

/**
 * How often an amount (of a name) stands in whole columns, for what some entries have: a table of their few amounts alone is small enough to be looked into by the million.
 * What none of these entries has counts 0.
 */
export function timesOf({ amounts, parties }: Amounts, asked: readonly (Amounts & { readonly entries: Int32Array })[]): (amount: number, party?: number) => number {
  const mask = Math.max(MIN_SLOTS, 1 << Math.ceil(Math.log2((asked.reduce((count, { entries }) => count + entries.length, 0) + 1) * 2))) - 1;
  const [amountAt, partyAt, times] = [new Float64Array(mask + 1).fill(Number.NaN), new Int32Array(mask + 1), new Int32Array(mask + 1)];
  const slotOf = (amount: number, party: number): number => {
    let hash = Math.imul((amount | 0) ^ Math.imul(party, 0x85ebca6b), 0x9e3779b1);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (!Number.isNaN(amountAt[slot]) && (amountAt[slot] !== amount || partyAt[slot] !== party)) slot = (slot + 1) & mask;
    return slot;
  };
  for (const { entries, amounts: wanted, parties: names } of asked) {
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[at] ?? 0;
      const [amount, party] = [wanted[entry] ?? 0, names === null ? 0 : (names[entry] ?? 0)];
      const slot = slotOf(amount, party);
      amountAt[slot] = amount;
      partyAt[slot] = party;
    }
  }
  for (let entry = 0; entry < amounts.length; entry += 1) {
    const slot = slotOf(amounts[entry] ?? 0, parties === null ? 0 : (parties[entry] ?? 0));
    times[slot] = (times[slot] ?? 0) + 1;
  }
  return (amount, party = 0) => {
    const slot = slotOf(amount, party);
    return Number.isNaN(amountAt[slot]) ? 0 : (times[slot] ?? 0);
  };
}
