import { groupedBy, groupedByPlace, type Grouped } from './grouped.ts';
import { NONE } from './intern.ts';
import type { Side } from './side.ts';

/** Entries of one amount that are compared one by one; of more, only those of the same name or of nearly the same number. */
const MAX_BLOCK = 48;
/** Among so many open entries an amount that several have proves nothing without a name or a number. */
const MANY_ENTRIES = 10_000;
const MAX_BLOCK_AMONG_MANY = 6;
/** The same where the amount is only nearly the one that is looked for. */
const MAX_NEAR_BLOCK = 4;
/** A number shorter than this is nearly the same as too many; one longer is no running number. */
const MIN_DIGITS = 4;
const MAX_DIGITS = 14;

/** The numbers that `nearNumbers` found, and how many they are. */
export const near = { count: 0, numbers: new Float64Array(MAX_DIGITS + 1) };

/**
 * Puts the last number of a reference, and what is left of it with any one figure missing, into `near`: two numbers a slip apart have one of these in common.
 * Reckoned from the bytes, since it is asked of every open entry.
 */
export function nearNumbers({ bytes, reference, isTelling }: Side, entry: number): void {
  near.count = 0;
  if (isTelling[entry] !== 1) return;
  let end = reference.to[entry] ?? 0;
  const from = reference.from[entry] ?? 0;
  while (end > from && !isDigit(bytes[end - 1])) end -= 1;
  let start = end;
  while (start > from && isDigit(bytes[start - 1])) start -= 1;
  while (start < end && bytes[start] === ZERO) start += 1;
  const length = end - start;
  if (length < MIN_DIGITS || length > MAX_DIGITS) return;
  let number = 0;
  for (let at = start; at < end; at += 1) number = number * 10 + (bytes[at] ?? 0) - ZERO;
  near.numbers[0] = number * LENGTHS + length;
  for (let power = 1, at = 1; at <= length; power *= 10, at += 1) near.numbers[at] = (Math.floor(number / (power * 10)) * power + (number % power)) * LENGTHS + length - 1;
  near.count = length + 1;
}

const ZERO = 48;
/** A number is kept with its length, so that 0123 and 123 are two. */
const LENGTHS = 16;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= ZERO + 9;

export type AmountIndex = {
  /** Entries of this amount worth comparing with one of this name and the numbers in `near`. */
  each(amount: number, party: number, found: (entry: number) => void): void;
  /** The same for amounts that are only nearly the one looked for: those of this name, and of an amount that hardly any other has. */
  near(amounts: Float64Array, count: number, party: number, found: (entry: number) => void): void;
};

/** Open entries by amount, and by name and amount. Where prices repeat there are many of one amount, and they are looked into by name or by number only. */
export function indexAmounts(side: Side, entries: Int32Array, amounts: Float64Array): AmountIndex {
  const byAmount = groupedBy(entries, entry => amounts[entry] ?? 0);
  const byParty = groupedByPlace(entries, entries.map(entry => (side.party[entry] === 0 ? NONE : (side.party[entry] ?? NONE))), side.parties.length);
  for (let party = 0; party < side.parties.length; party += 1) {
    const [start, end] = [byParty.from[party] ?? 0, byParty.from[party + 1] ?? 0];
    if (end - start > 1) byParty.members.subarray(start, end).sort((a, b) => (amounts[a] ?? 0) - (amounts[b] ?? 0));
  }
  const byNumber = new Map<number, Map<number, number[]>>();
  const limit = entries.length > MANY_ENTRIES ? MAX_BLOCK_AMONG_MANY : MAX_BLOCK;
  const nearLimit = entries.length > MANY_ENTRIES ? 1 : MAX_NEAR_BLOCK;
  const { members: own, from: ownFrom } = byParty;
  const { members, from } = byAmount;
  // Most amounts that are asked for are nobody's; a table of the rare ones alone is small enough to be looked into by the million.
  const rare = groupedBy(entries.filter(entry => isFew(byAmount, byAmount.groupOf(amounts[entry] ?? 0), nearLimit)), entry => amounts[entry] ?? 0);
  const ofParty = (amount: number, party: number, found: (entry: number) => void): void => {
    if (party < 0) return;
    const end = ownFrom[party + 1] ?? 0;
    let [low, high] = [ownFrom[party] ?? 0, end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((amounts[own[middle] ?? 0] ?? 0) < amount) low = middle + 1;
      else high = middle;
    }
    let last = low;
    while (last < end && amounts[own[last] ?? 0] === amount) last += 1;
    // Too many are no candidates; none of them is singled out by where it stands.
    if (last - low <= MAX_BLOCK) for (let at = low; at < last; at += 1) found(own[at] ?? 0);
  };
  return {
    each(amount, party, found) {
      const group = byAmount.groupOf(amount);
      if (group < 0) return;
      const [start, end] = [from[group] ?? 0, from[group + 1] ?? 0];
      if (end - start <= limit) {
        for (let at = start; at < end; at += 1) found(members[at] ?? 0);
        return;
      }
      ofParty(amount, party, found);
      if (near.count === 0) return;
      let numbers = byNumber.get(group);
      if (!numbers) byNumber.set(group, (numbers = numbersOf(side, members.subarray(start, end))));
      for (let at = 0; at < near.count; at += 1) for (const entry of few(numbers.get(near.numbers[at] ?? 0))) found(entry);
    },
    near(wanted, count, party, found) {
      const isKnown = party > 0 && ownFrom[party] !== ownFrom[party + 1];
      for (let at = 0; at < count; at += 1) {
        const amount = wanted[at] ?? 0;
        if (isKnown) ofParty(amount, party, found);
        const group = rare.groupOf(amount);
        if (group < 0) continue;
        for (let member = rare.from[group] ?? 0; member < (rare.from[group + 1] ?? 0); member += 1) found(rare.members[member] ?? 0);
      }
    },
  };
}

const isFew = ({ from }: Grouped, group: number, limit: number): boolean => (from[group + 1] ?? 0) - (from[group] ?? 0) <= limit;

const NOBODY: readonly number[] = [];
const few = (entries: readonly number[] | undefined): readonly number[] => (entries && entries.length <= MAX_BLOCK ? entries : NOBODY);

/** The numbers of the one who asks are in `near` meanwhile, so they are put back. */
function numbersOf(side: Side, entries: Int32Array): Map<number, number[]> {
  const [count, asked] = [near.count, near.numbers.slice()];
  const groups = new Map<number, number[]>();
  for (const entry of entries) {
    nearNumbers(side, entry);
    for (let at = 0; at < near.count; at += 1) put(groups, near.numbers[at] ?? 0, entry);
  }
  near.count = count;
  near.numbers.set(asked);
  return groups;
}

function put(groups: Map<number, number[]>, key: number, entry: number): void {
  const group = groups.get(key);
  if (!group) groups.set(key, [entry]);
  else if (group.at(-1) !== entry) group.push(entry);
}
