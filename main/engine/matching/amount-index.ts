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
  /** The same for an amount that is only nearly the one looked for: few, or of this name. */
  near(amount: number, party: number, found: (entry: number) => void): void;
};

type Block = { readonly all: number[]; byParty: Map<number, number[]> | null; byNumber: Map<number, number[]> | null };

/** Open entries by amount. Where prices repeat a block is large, and is looked into by name or by number only. */
export function indexAmounts(side: Side, entries: Int32Array, amountOf: (entry: number) => number): AmountIndex {
  const blocks = new Map<number, Block>();
  for (const entry of entries) {
    const amount = amountOf(entry);
    const block = blocks.get(amount);
    if (block) block.all.push(entry);
    else blocks.set(amount, { all: [entry], byParty: null, byNumber: null });
  }
  const limit = entries.length > MANY_ENTRIES ? MAX_BLOCK_AMONG_MANY : MAX_BLOCK;
  const nearLimit = entries.length > MANY_ENTRIES ? 1 : MAX_NEAR_BLOCK;
  const ofParty = (block: Block, party: number, found: (entry: number) => void): void => {
    if (party === NONE || party === 0) return;
    if (block.all.length > MAX_BLOCK) {
      block.byParty ??= groupBy(block.all, entry => side.party[entry] ?? 0);
      for (const entry of few(block.byParty.get(party))) found(entry);
    } else for (const entry of block.all) if (side.party[entry] === party) found(entry);
  };
  return {
    each(amount, party, found) {
      const block = blocks.get(amount);
      if (!block) return;
      if (block.all.length <= limit) {
        for (const entry of block.all) found(entry);
        return;
      }
      ofParty(block, party, found);
      if (near.count === 0) return;
      block.byNumber ??= numbersOf(side, block.all);
      for (let at = 0; at < near.count; at += 1) for (const entry of few(block.byNumber.get(near.numbers[at] ?? 0))) found(entry);
    },
    near(amount, party, found) {
      const block = blocks.get(amount);
      if (!block) return;
      if (block.all.length > nearLimit) ofParty(block, party, found);
      else for (const entry of block.all) found(entry);
    },
  };
}

const NOBODY: readonly number[] = [];
/** Too many are no candidates; none of them is singled out by where it stands. */
const few = (entries: readonly number[] | undefined): readonly number[] => (entries && entries.length <= MAX_BLOCK ? entries : NOBODY);

function groupBy(entries: readonly number[], keyOf: (entry: number) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const entry of entries) put(groups, keyOf(entry), entry);
  return groups;
}

function put(groups: Map<number, number[]>, key: number, entry: number): void {
  const group = groups.get(key);
  if (!group) groups.set(key, [entry]);
  else if (group.at(-1) !== entry) group.push(entry);
}

/** The numbers of the one who asks are in `near` meanwhile, so they are put back. */
function numbersOf(side: Side, entries: readonly number[]): Map<number, number[]> {
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
