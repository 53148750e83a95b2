import { NONE } from './intern.ts';
import type { Likeness } from './party.ts';
import type { MatchRule } from './rules.ts';
import type { Side } from './side.ts';
import type { Work } from './work.ts';

/** Where each reference stands: how often on each side among the open entries, and where first. */
type Places = { readonly leftCount: Int32Array; readonly rightCount: Int32Array; readonly leftFirst: Int32Array; readonly rightFirst: Int32Array };

function placesOf(work: Work): Places {
  const size = work.references.size();
  const count = (numbers: Int32Array, isOpen: (entry: number) => boolean): { counts: Int32Array; first: Int32Array } => {
    const [counts, first] = [new Int32Array(size), new Int32Array(size)];
    for (let entry = numbers.length - 1; entry >= 0; entry -= 1) {
      const reference = numbers[entry] ?? NONE;
      if (reference === NONE || !isOpen(entry)) continue;
      counts[reference] = (counts[reference] ?? 0) + 1;
      first[reference] = entry;
    }
    return { counts, first };
  };
  const [left, right] = [count(work.references.left, work.isOpenLeft), count(work.references.right, work.isOpenRight)];
  return { leftCount: left.counts, rightCount: right.counts, leftFirst: left.first, rightFirst: right.first };
}

export const isSameMoney = ({ left, rightAmount, rightCurrency }: Work, l: number, r: number): boolean => left.amount[l] === rightAmount[r] && left.currency[l] === rightCurrency[r];
export const lagOf = ({ left, right }: Work, l: number, r: number): number => (right.day[r] ?? 0) - (left.day[l] ?? 0);

/** Below this share names never agree, so that they do not says nothing: one side names the buyer, the other the market place. */
const NEVER = 0.05;

export function likenessAt({ left, right, likeness, habits }: Work, l: number, r: number): Likeness {
  const found = likeness(left.party[l] ?? 0, right.party[r] ?? 0);
  return found === 'different' && habits.partyAgreement !== null && habits.partyAgreement < NEVER ? 'silent' : found;
}

/** From this share on names agree as a matter of course, and one that does not speaks against a pair. */
const HABITUAL = 0.9;

export const areNamesHabitual = ({ habits }: Work): boolean => (habits.partyAgreement ?? 0) >= HABITUAL;

/**
 * Nothing else that the two say contradicts their reference: not the name, where names are always alike, and not both name and days; nor the days, where one writes 002 and the other 00002.
 * On other days than the usual ones a mistyped reference is as likely as a late posting, unless hardly another entry has the amount and the name.
 */
export function isConsistent(work: Work, l: number, r: number): boolean {
  const { habits } = work;
  if (habits.pairs === 0 || work.settings.isCurated) return true;
  const likeness = likenessAt(work, l, r);
  if (likeness === 'different' && areNamesHabitual(work)) return false;
  // Names that mostly agree, and do not here: then the amount must be one that hardly another entry has.
  if (likeness === 'different' && (habits.partyAgreement ?? 0) >= MOSTLY && work.coincidence(l, r, false) > MAX_COINCIDENCE) return false;
  if (isUsualLag(work, l, r)) return true;
  if (likeness === 'different' || (habits.isLagKnown && !isPaddedAlike(work.left, l, work.right, r))) return false;
  return (likeness === 'same' || isUsualLag(work, l, r, STRAY_DAYS)) && work.coincidence(l, r, likeness === 'same') <= MAX_COINCIDENCE;
}

/** From this share on a name that does not agree speaks against a pair, if nothing else speaks for it. */
const MOSTLY = 0.5;

/** Beside so large a share of entries that have the same amount and name by chance, these prove nothing. */
const MAX_COINCIDENCE = 0.002;

/** The days between the two are those of nearly all proved pairs, or so many days more. */
export function isUsualLag(work: Work, l: number, r: number, strayDays = 0): boolean {
  const lag = lagOf(work, l, r);
  return lag >= work.habits.lag.low - strayDays && lag <= work.habits.lag.high + strayDays;
}

/** Their last numbers have as many figures, leading zeros and all. */
const isPaddedAlike = (left: Side, l: number, right: Side, r: number): boolean => lastFigures(left, l) === lastFigures(right, r);

function lastFigures({ bytes, reference }: Side, entry: number): number {
  const isFigure = (at: number): boolean => (bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57;
  const from = reference.from[entry] ?? 0;
  let end = reference.to[entry] ?? 0;
  while (end > from && !isFigure(end - 1)) end -= 1;
  let start = end;
  while (start > from && isFigure(start - 1)) start -= 1;
  return end - start;
}

/** Days beyond the usual ones at which a reference still speaks for itself. */
const STRAY_DAYS = 40;

/** So many times more pairs of opposite sign than of the same, and one side writes as money out what the other writes as money in. */
const SIGN_MAJORITY = 9;

/**
 * One entry on each side under a reference, the amounts equal: the first pass, and what it finds teaches the rest.
 * A reference that stands more than once is left to `matchRepeated`.
 */
export function matchExact(work: Work, rule: MatchRule): void {
  const places = placesOf(work);
  if (!work.settings.isCurated) learnSign(work, places);
  const pairs = uniquePairs(work, places);
  for (let at = 0; at < pairs.length; at += 2) learn(work, pairs[at] ?? 0, pairs[at + 1] ?? 0);
  work.habits = work.lesson.habits();
  for (let at = 0; at < pairs.length; at += 2) {
    const [l, r] = [pairs[at] ?? 0, pairs[at + 1] ?? 0];
    if (isConsistent(work, l, r)) work.take(rule, l, r);
  }
  matchRepeated(work, rule, places);
}

/** What a pair that its reference proves teaches about the others. */
export const learn = (work: Work, l: number, r: number): void => work.lesson.learn(lagOf(work, l, r), likenessAt(work, l, r));

function uniquePairs(work: Work, { leftCount, rightCount, leftFirst, rightFirst }: Places): Int32Array {
  const pairs = new Int32Array(2 * Math.min(work.left.size, work.right.size));
  let count = 0;
  for (let reference = 0; reference < leftCount.length; reference += 1) {
    if (leftCount[reference] !== 1 || rightCount[reference] !== 1) continue;
    const [l, r] = [leftFirst[reference] ?? 0, rightFirst[reference] ?? 0];
    if (!isSameMoney(work, l, r)) continue;
    pairs[count++] = l;
    pairs[count++] = r;
  }
  return pairs.subarray(0, count);
}

/** A ledger may show as a debit what the bank shows as a credit: the references that both know tell. */
function learnSign(work: Work, { leftCount, rightCount, leftFirst, rightFirst }: Places): void {
  let [same, opposite] = [0, 0];
  for (let reference = 0; reference < leftCount.length; reference += 1) {
    if (leftCount[reference] !== 1 || rightCount[reference] !== 1) continue;
    const [ours, theirs] = [work.left.amount[leftFirst[reference] ?? 0] ?? 0, work.right.amount[rightFirst[reference] ?? 0] ?? 0];
    if (ours === theirs) same += 1;
    else if (ours === -theirs) opposite += 1;
  }
  if (opposite > SIGN_MAJORITY * Math.max(1, same)) work.rightAmount = work.right.amount.map(amount => -amount);
}

/** Entries of one reference and amount that are looked at pair by pair; more of them are no reference but a word. */
const MAX_ALIKE = 400;
const MAX_PLAIN_AMOUNT = 2 ** 24;
const MAX_PLAIN_CURRENCY = 2 ** 4;
/** Bits by which the days of one pair must be likelier than those of any other. */
const MIN_MARGIN = 8;

/** Under a reference that stands more than once, equal amounts are paired where each has one partner, or one that the days single out. */
function matchRepeated(work: Work, rule: MatchRule, { leftCount, rightCount }: Places): void {
  const isRepeated = (reference: number): boolean => reference !== NONE && (leftCount[reference] ?? 0) > 0 && (rightCount[reference] ?? 0) > 0 && ((leftCount[reference] ?? 0) > 1 || (rightCount[reference] ?? 0) > 1);
  const groups = new Map<number | string, { left: number[]; right: number[] }>();
  // A number where the three fit into one, as they nearly always do.
  const keyOf = (reference: number, amount: number, currency: number): number | string => (amount >= 0 && amount < MAX_PLAIN_AMOUNT && currency < MAX_PLAIN_CURRENCY ? (reference * MAX_PLAIN_CURRENCY + currency) * MAX_PLAIN_AMOUNT + amount : `${reference} ${amount} ${currency}`);
  for (const l of work.openLeft()) {
    const reference = work.references.left[l] ?? NONE;
    if (!isRepeated(reference)) continue;
    const key = keyOf(reference, work.left.amount[l] ?? 0, work.left.currency[l] ?? 0);
    const group = groups.get(key);
    if (group) group.left.push(l);
    else groups.set(key, { left: [l], right: [] });
  }
  for (const r of work.openRight()) {
    const reference = work.references.right[r] ?? NONE;
    if (isRepeated(reference)) groups.get(keyOf(reference, work.rightAmount[r] ?? 0, work.rightCurrency[r] ?? 0))?.right.push(r);
  }
  const total = work.settings.rules.find(({ strategy }) => strategy === 'referenceTotal');
  if (total && rule.alike === 'ask') takeWhole(work, total, wholeReferences(work, groups));
  for (const { left, right } of groups.values()) {
    const [l, r] = [left[0], right[0]];
    if (l === undefined || r === undefined || !work.isOpenLeft(l)) continue;
    if (left.length === 1 && right.length === 1) {
      if (isConsistent(work, l, r)) work.take(rule, l, r);
    } else if (rule.alike === 'earliest') {
      for (const [at, each] of left.entries()) if (right[at] !== undefined) work.take(rule, each, right[at]);
    } else if ((left.length === right.length || work.habits.isLagKnown) && left.length * right.length <= MAX_ALIKE) pairByDays(work, rule, left, right);
  }
}

/** References of which some amounts pair off and the rest adds up as well: whether the equal ones are meant for each other nobody can say, so the whole is one. */
function wholeReferences(work: Work, groups: ReadonlyMap<number | string, { left: readonly number[]; right: readonly number[] }>): Set<number> {
  const rests = new Map<number, { left: number; right: number; lefts: number; rights: number }>();
  const restOf = (reference: number) => {
    let rest = rests.get(reference);
    if (!rest) rests.set(reference, (rest = { left: 0, right: 0, lefts: 0, rights: 0 }));
    return rest;
  };
  const isPaired = new Set<number>();
  for (const { left, right } of groups.values()) {
    const paired = Math.min(left.length, right.length);
    for (const l of left.slice(paired)) {
      const rest = restOf(work.references.left[l] ?? NONE);
      rest.left += work.left.amount[l] ?? 0;
      rest.lefts += 1;
    }
    for (const r of right.slice(0, paired)) isPaired.add(r);
  }
  for (const r of work.openRight()) {
    const rest = isPaired.has(r) ? undefined : rests.get(work.references.right[r] ?? NONE);
    if (!rest) continue;
    rest.right += work.rightAmount[r] ?? 0;
    rest.rights += 1;
  }
  return new Set([...rests].filter(([, { left, right, lefts, rights }]) => lefts > 0 && rights > 0 && left === right).map(([reference]) => reference));
}

function takeWhole(work: Work, rule: MatchRule, references: ReadonlySet<number>): void {
  if (references.size === 0) return;
  const groups = new Map([...references].map(reference => [reference, { left: [] as number[], right: [] as number[] }]));
  for (const l of work.openLeft()) groups.get(work.references.left[l] ?? NONE)?.left.push(l);
  for (const r of work.openRight()) groups.get(work.references.right[r] ?? NONE)?.right.push(r);
  for (const { left, right } of groups.values()) {
    const currency = work.left.currency[left[0] ?? 0];
    if (left.every(l => work.left.currency[l] === currency) && right.every(r => work.rightCurrency[r] === currency)) work.takeGroup(rule, left, right);
  }
}

function pairByDays(work: Work, rule: MatchRule, left: readonly number[], right: readonly number[]): void {
  const bits = (l: number, r: number): number => work.habits.lagBits(lagOf(work, l, r)) - (likenessAt(work, l, r) === 'different' ? MIN_MARGIN : 0);
  for (const { l, r } of mutualBest(left, right, bits, MIN_MARGIN)) work.take(rule, l, r);
}

/** Pairs in which each is the other's best by so many bits that nothing else comes near. */
export function mutualBest(left: readonly number[], right: readonly number[], bits: (l: number, r: number) => number, margin: number): { l: number; r: number }[] {
  const best = (mine: readonly number[], theirs: readonly number[], weigh: (a: number, b: number) => number): Map<number, number> => {
    const found = new Map<number, number>();
    for (const a of mine) {
      let [first, second, at] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, NONE];
      for (const b of theirs) {
        const value = weigh(a, b);
        if (value > first) [first, second, at] = [value, first, b];
        else if (value > second) second = value;
      }
      if (at !== NONE && first - second >= margin) found.set(a, at);
    }
    return found;
  };
  const forward = best(left, right, bits);
  const back = best(right, left, (r, l) => bits(l, r));
  return [...forward].filter(([l, r]) => back.get(r) === l).map(([l, r]) => ({ l, r }));
}
