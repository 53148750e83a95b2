/** Which of some amounts come to a sum: none do, exactly these do, or several sets do, and then the sum proves nothing. */
export type Subset = { readonly kind: 'none' } | { readonly kind: 'one'; readonly members: readonly number[] } | { readonly kind: 'several' } | { readonly kind: 'tooLarge' };

/** Sums beyond this many units are not searched: the answer would be "several" long before. */
const MAX_SUM = 30_000_000;
const MAX_AMOUNTS = 2_000;
const BITS = 32;

/**
 * Finds the only set of amounts that comes to a sum, or proves that there is none or more than one. Two equal amounts are two answers.
 * Every sum that can be reached is a bit; a second row of bits holds those that can be reached in more than one way, so that doubt ends the search at once.
 */
export function uniqueSubset(amounts: readonly number[], sum: number): Subset {
  if (amounts.length > MAX_AMOUNTS) return { kind: 'tooLarge' };
  // What is taken off is left out instead: then every amount is positive.
  const isNegative = amounts.map(amount => amount < 0);
  const zeros = amounts.some(amount => amount === 0);
  const unit = amounts.reduce((divisor, amount) => gcd(divisor, Math.abs(amount)), 0) || 1;
  const all = amounts.reduce((total, amount) => total + Math.abs(amount), 0) / unit;
  const shifted = (sum - amounts.reduce((total, amount) => total + Math.min(0, amount), 0)) / unit;
  if (!Number.isInteger(shifted) || shifted < 0 || shifted > all) return { kind: 'none' };
  // The smaller of what is in and what is out.
  const isOut = shifted > all / 2;
  const target = isOut ? all - shifted : shifted;
  if (target > MAX_SUM) return { kind: 'tooLarge' };
  const order = [...amounts.keys()].filter(at => amounts[at] !== 0 && Math.abs(amounts[at] ?? 0) / unit <= target).sort((a, b) => Math.abs(amounts[a] ?? 0) - Math.abs(amounts[b] ?? 0));
  const found = search(order.map(at => Math.abs(amounts[at] ?? 0) / unit), target);
  if (found === null) return { kind: 'none' };
  if (found === 'several' || zeros) return { kind: 'several' };
  const chosen = new Set(found.map(at => order[at] ?? -1));
  return { kind: 'one', members: [...amounts.keys()].filter(at => (chosen.has(at) !== isOut) !== (isNegative[at] ?? false)) };
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Positive amounts, smallest first. */
function search(amounts: readonly number[], target: number): number[] | 'several' | null {
  const words = Math.floor(target / BITS) + 1;
  const [once, more] = [new Uint32Array(words), new Uint32Array(words)];
  const reachedBy = new Uint16Array(target + 1);
  once[0] = 1;
  const [targetWord, targetBit] = [Math.floor(target / BITS), 1 << (target % BITS)];
  let reach = 0;
  for (const [number, amount] of amounts.entries()) {
    reach = Math.min(target, reach + amount);
    const [skip, shift] = [Math.floor(amount / BITS), amount % BITS];
    for (let word = Math.floor(reach / BITS); word >= skip; word -= 1) {
      const from = word - skip;
      const [low, lowMore] = shift === 0 || from === 0 ? [0, 0] : [(once[from - 1] ?? 0) >>> (BITS - shift), (more[from - 1] ?? 0) >>> (BITS - shift)];
      const moved = ((once[from] ?? 0) << shift) | low;
      const movedMore = ((more[from] ?? 0) << shift) | lowMore;
      if (moved === 0) continue;
      const before = once[word] ?? 0;
      more[word] = (more[word] ?? 0) | movedMore | (before & moved);
      let fresh = moved & ~before;
      once[word] = before | moved;
      while (fresh !== 0) {
        const bit = 31 - Math.clz32(fresh & -fresh);
        const sum = word * BITS + bit;
        if (sum <= target) reachedBy[sum] = number;
        fresh &= fresh - 1;
      }
    }
    if (((more[targetWord] ?? 0) & targetBit) !== 0) return 'several';
  }
  if (((once[targetWord] ?? 0) & targetBit) === 0) return null;
  const members: number[] = [];
  for (let sum = target; sum > 0;) {
    const number = reachedBy[sum] ?? 0;
    members.push(number);
    sum -= amounts[number] ?? sum;
  }
  return members;
}
