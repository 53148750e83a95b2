import { lagOf, likenessAt } from './by-reference.ts';
import { explained } from './differences.ts';
import { scheduleFor } from './fees.ts';
import type { MatchRule } from './rules.ts';
import { foreignWritings } from './foreign.ts';
import { spokenBy } from './side.ts';
import { countBetween } from './sorted.ts';
import { wordsOf } from './party.ts';
import { timesOf } from './times.ts';
import type { Difference, Work } from './work.ts';
import { compareWriting, writtenOn, type Writing } from './written.ts';

/** How a reference speaks for a pair. */
export type ReferenceEvidence = Writing;

/**
 * What speaks for a pair, in bits: each bit halves the chance that two entries which have nothing to do with each other agree so well.
 * Every figure is counted in the given entries themselves: how many others have this amount, this name, these days.
 */
export type Evidence = {
  readonly bits: number;
  /** The part of the bits that the days give. */
  readonly dayBits: number;
  readonly reference: ReferenceEvidence;
  readonly isAmountEqual: boolean;
  readonly difference: Difference | null;
  readonly party: 'same' | 'alike' | 'different' | 'silent';
};

/** So many entries are imagined beside the given ones, spread as amounts, days and names usually are: among few, little is rare. */
const IMAGINED = 1_000;
const USUAL_AMOUNTS = 2_000;
const USUAL_DAYS = 120;
const USUAL_NAMES = 500;
/** How many others are to be expected to carry a reference by a slip. */
const SHARED_BY_CHANCE = 0.1;
/** References that one slip would make of a given one where numbers run without gaps; with two slips, so many times more. */
const NEIGHBOURS = 60;
const NEIGHBOURS_OF_TWO = 1_500;
/** Where references always agree, at least so many of those that belong together still do not. */
const MIN_APART = 0.005;
const DIFFERENT_NAME_BITS = -12;
const HABITUAL = 0.5;

const bitsOf = (others: number, entries: number, usual: number): number => -Math.log2((others + IMAGINED * usual) / (entries + IMAGINED));

export type Weigher = { weigh(l: number, r: number, isLinked: boolean): Evidence };

/** Counts what is common and what is rare among all entries, once, for the amounts and names of the open ones. */
export function weigherFor(work: Work, rule: MatchRule, open: { left: Int32Array; right: Int32Array }): Weigher {
  const { left, right, habits } = work;
  const amounts = countAmounts(work, open);
  const days = countDays(work);
  const names = [countNumbers(left.party, left.parties.length), countNumbers(right.party, right.parties.length)] as const;
  const sorted = Float64Array.from(open.right, r => Math.abs(work.rightAmount[r] ?? 0)).sort();
  const [writtenLeft, writtenRight] = [writtenOn(left), writtenOn(right)];
  const foreign = foreignWritings(work, open, writtenLeft, writtenRight);
  const compared = (l: number, r: number): ReferenceEvidence => {
    const writing = compareWriting(writtenLeft, l, writtenRight, r);
    return writing === 'apart' && (foreign.left.has(writtenLeft.letters(writtenLeft.placeOf(l))) || foreign.right.has(writtenRight.letters(writtenRight.placeOf(r)))) ? 'none' : writing;
  };
  const isNamed = findsNames(work);
  const timesAgain = countTogether(work, open);
  let numbers: Map<number, number> | null = null;
  const timesOnRight = (number: number): number => {
    if (!numbers) {
      numbers = new Map();
      for (const r of open.right) {
        const each = writtenRight.number(writtenRight.placeOf(r));
        if (!Number.isNaN(each)) numbers.set(each, (numbers.get(each) ?? 0) + 1);
      }
    }
    return numbers.get(number) ?? 1;
  };
  const forApart = habits.referenceAgreement >= HABITUAL ? Math.log2(Math.max(MIN_APART, (1 - habits.referenceAgreement) / 2)) : 0;
  const forReference: Readonly<Record<Exclude<ReferenceEvidence, 'cut' | 'part' | 'doubtful'>, number>> = {
    same: bitsOf(SHARED_BY_CHANCE, right.size, 0), slip: bitsOf(Math.min(NEIGHBOURS, right.size / 20), right.size, 0.02), twoSlips: bitsOf(Math.min(NEIGHBOURS_OF_TWO, right.size / 4), right.size, 0.1), none: 0, apart: forApart,
  };
  const referenceBits = (reference: ReferenceEvidence, l: number, r: number): number => {
    if (reference === 'part') return bitsOf(timesOnRight(writtenLeft.number(writtenLeft.placeOf(l))) - 1, open.right.length, 0.002);
    if (reference === 'cut') return bitsOf(10 ** Math.min(6, Math.abs(writtenLeft.whole(writtenLeft.placeOf(l)).length - writtenRight.whole(writtenRight.placeOf(r)).length)), right.size, 0.01);
    return forReference[reference === 'doubtful' ? 'twoSlips' : reference];
  };

  const amountBits = (l: number, r: number): [boolean, Difference | null, number] => {
    const [ours, theirs] = [work.left.amount[l] ?? 0, work.rightAmount[r] ?? 0];
    if (left.currency[l] !== work.rightCurrency[r] || Math.sign(ours) !== Math.sign(theirs)) return [false, null, -20];
    if (ours === theirs) return [true, null, -Math.log2(amounts.others(ours) / (Math.max(left.size, right.size) + IMAGINED))];
    const apart = Math.abs(ours - theirs);
    const schedule = scheduleFor(work.schedules, Math.max(Math.abs(ours), Math.abs(theirs)), apart);
    if (apart <= rule.toleranceMinor || schedule) {
      // Such a difference is as telling as an equal amount, as many times less as there are of them.
      const ways = schedule ? 3 * work.schedules.length : 2 * apart + 1;
      return [false, explained(work, rule, l, r), -Math.log2(Math.min(1, (ways * amounts.others(Math.abs(ours) > Math.abs(theirs) ? ours : theirs)) / (Math.max(left.size, right.size) + IMAGINED))) - 1];
    }
    const within = countBetween(sorted, Math.abs(ours) - apart, Math.abs(ours) + apart);
    const difference = explained(work, rule, l, r);
    const bits = bitsOf(within, sorted.length, Math.min(1, (2 * apart) / Math.max(1, Math.abs(ours)) + 3 / USUAL_AMOUNTS));
    return [false, difference, difference ? bits - 3 : bits - 8];
  };

  const partyBits = (l: number, r: number): [Evidence['party'], number] => {
    const likeness = likenessAt(work, l, r);
    const [a, b] = [left.party[l] ?? 0, right.party[r] ?? 0];
    const rarity = Math.min(bitsOf(names[0][a] ?? 0, left.size, 1 / USUAL_NAMES), bitsOf(names[1][b] ?? 0, right.size, 1 / USUAL_NAMES));
    if (likeness === 'same') return ['same', rarity];
    if (likeness === 'alike') return ['alike', Math.max(0, rarity - 2.5)];
    if (likeness === 'different') return ['different', habits.partyAgreement === null ? -2 : habits.partyAgreement >= HABITUAL ? DIFFERENT_NAME_BITS : 0];
    return isNamed(l, r) ? ['alike', Math.max(0, rarityOfEither(names, a, b, left.size, right.size) - 3)] : ['silent', 0];
  };

  return {
    weigh(l, r, isLinked) {
      const reference = isLinked ? 'same' : compared(l, r);
      const [isAmountEqual, difference, forAmount] = amountBits(l, r);
      const [party, forParty] = partyBits(l, r);
      const lag = lagOf(work, l, r);
      const dayBits = Math.max(-15, bitsOf(days.within(left.day[l] ?? 0, Math.abs(lag)), right.size, (2 * Math.abs(lag) + 1) / USUAL_DAYS) + habits.lagBits(lag));
      // What somebody pays again and again is rare for everybody else only.
      const again = (isAmountEqual || difference) && (party === 'same' || party === 'alike') ? timesAgain(l, r) : 1;
      const forBoth = again > 1 ? Math.min(forAmount + forParty, -Math.log2(again / (Math.max(left.size, right.size) + IMAGINED))) : forAmount + forParty;
      return { bits: referenceBits(reference, l, r) + forBoth + dayBits, dayBits, reference, isAmountEqual, difference, party };
    },
  };
}

const rarityOfEither = (names: readonly [Int32Array, Int32Array], a: number, b: number, lefts: number, rights: number): number => (a !== 0 ? bitsOf(names[0][a] ?? 0, lefts, 1 / USUAL_NAMES) : bitsOf(names[1][b] ?? 0, rights, 1 / USUAL_NAMES));

/** One side names a party, and the free text of the other holds its words. */
function findsNames({ left, right }: Work): (l: number, r: number) => boolean {
  const names = new Map<string, string[]>();
  const said = [new Map<number, string[]>(), new Map<number, string[]>()] as const;
  const wordsOfName = (name: string): string[] => remembered(names, name, () => wordsOf(name).filter(word => word.length > 2));
  const told = (side: 0 | 1, entry: number): string[] => remembered(said[side], entry, () => {
    const { reference, text } = spokenBy(side === 0 ? left : right, entry);
    return wordsOf(`${reference} ${text}`);
  });
  const holds = (name: string, words: readonly string[]): boolean => {
    const wanted = wordsOfName(name);
    const last = words.at(-1) ?? '';
    // A bank cuts a text anywhere, so its last word may be the beginning of one, and what follows may be gone.
    return wanted.length > 0 && wanted.every((word, at) => words.includes(word) || (at > 0 && last.length > 2 && word.startsWith(last) && wanted.slice(0, at).every(each => words.includes(each))));
  };
  return (l, r) => {
    const [a, b] = [left.party[l] ?? 0, right.party[r] ?? 0];
    if ((a === 0) === (b === 0)) return false;
    return a !== 0 ? holds(left.parties[a] ?? '', told(1, r)) : holds(right.parties[b] ?? '', told(0, l));
  };
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

function countNumbers(numbers: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(Math.max(1, size));
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}

/** How many entries of the same side have both the name and the amount of one of the two: as many as the side has where there are more. */
function countTogether({ left, right, rightAmount }: Work, open: { left: Int32Array; right: Int32Array }): (l: number, r: number) => number {
  const [ours, theirs] = [{ amounts: left.amount, parties: left.party }, { amounts: rightAmount, parties: right.party }];
  let [onLeft, onRight]: [Times | null, Times | null] = [null, null];
  return (l, r) => {
    onLeft ??= timesOf(ours, [{ ...ours, entries: open.left }]);
    onRight ??= timesOf(theirs, [{ ...theirs, entries: open.right }]);
    const [a, b] = [left.party[l] ?? 0, right.party[r] ?? 0];
    return Math.max(a === 0 ? 1 : onLeft(left.amount[l] ?? 0, a), b === 0 ? 1 : onRight(rightAmount[r] ?? 0, b));
  };
}

type Times = ReturnType<typeof timesOf>;

/** However varied amounts are, an equal one is never thought rarer than this beside a thousand. */
const MIN_AGAIN = 0.002;
/** How often the amounts of the open entries stand on the side where they are commoner; of one that stands once, how often such an amount comes again (Good and Turing). */
function countAmounts({ left, rightAmount }: Work, open: { left: Int32Array; right: Int32Array }): { others(amount: number): number } {
  const [ours, theirs] = [{ amounts: left.amount, parties: null }, { amounts: rightAmount, parties: null }];
  const asked = [{ ...ours, entries: open.left }, { ...theirs, entries: open.right }];
  const [onLeft, onRight] = [timesOf(ours, asked), timesOf(theirs, asked)];
  const again = Math.max(comesAgain(left.amount), comesAgain(rightAmount));
  return {
    others(amount) {
      const times = Math.max(onLeft(amount), onRight(amount));
      return times <= 1 ? Math.max(again, MIN_AGAIN) : times;
    },
  };
}

/** Above this many amounts a share of them is counted, chosen by what they are, never by where they stand. */
const MAX_COUNTED = 60_000;

/** Of an amount that stands once: how many others may be expected to have it all the same. */
function comesAgain(amounts: Float64Array): number {
  const sampled = 2 ** Math.ceil(Math.log2(Math.max(1, amounts.length / MAX_COUNTED))) - 1;
  const counts = new Map<number, number>();
  for (const amount of amounts) {
    let hash = Math.imul(amount | 0, 0x85ebca6b);
    hash ^= hash >>> 13;
    if ((hash & sampled) === 0) counts.set(amount, (counts.get(amount) ?? 0) + 1);
  }
  let [once, twice] = [0, 0];
  for (const times of counts.values()) {
    if (times === 1) once += 1;
    if (times === 2) twice += 1;
  }
  return Math.min(1, (2 * twice + 1) / (once + 1));
}

const MAX_SPAN = 40_000;

function countDays({ right }: Work): { within(day: number, lag: number): number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of right.day) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const span = Math.min(MAX_SPAN, Math.max(1, last - first + 1));
  const upTo = new Int32Array(span + 1);
  for (const day of right.day) {
    const at = Math.min(span, day - first + 1);
    upTo[at] = (upTo[at] ?? 0) + 1;
  }
  for (let at = 1; at <= span; at += 1) upTo[at] = (upTo[at] ?? 0) + (upTo[at - 1] ?? 0);
  const at = (day: number): number => upTo[Math.max(0, Math.min(span, day - first + 1))] ?? 0;
  return { within: (day, lag) => at(day + lag) - at(day - lag - 1) };
}
