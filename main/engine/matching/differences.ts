import { isConsistent, isUsualLag, learn, likenessAt } from './by-reference.ts';
import { learnSchedules, scheduleFor, type Kept } from './fees.ts';
import { groupedBy, membersOf, type Grouped } from './grouped.ts';
import { isVouchedFor, singleLinks, type Links } from './mentions.ts';
import type { MatchRule } from './rules.ts';
import type { Difference, Work } from './work.ts';

/** What a difference under the same reference means, when something outside the two entries proves it. */
export type Judge = (left: number, right: number) => Difference | null;

/** A flat fee that any card scheme may add to its share. */
const FLAT_FEE_MINOR = 60;
const BASIS = 10_000;
/** Beside a stated rate of exchange, what a bank's own rate may be off. */
const RATE_TOLERANCE = 0.015;
/** A rate that so many pairs agree on is a rate although nobody states it. */
const MIN_RATE_PAIRS = 5;
const MIN_RATE_SHARE = 0.6;

/** One entry on each side under the same reference, amounts apart: certain only when something proves why they differ. */
export function matchDifferences(work: Work, rule: MatchRule, links: Links, { judge, unexplained }: { judge: Judge | null; unexplained: ((rule: MatchRule, l: number, r: number) => void) | null }): void {
  const pairs = singleLinks(work, links);
  const rates = ratesIn(work, pairs);
  if (!work.settings.isCurated) work.keeper = keeperOf(work, pairs, rule.toleranceMinor);
  if (!work.settings.isCurated) work.schedules = [...work.settings.fees, ...learnSchedules(keptIn(work, rule, pairs))];
  const hasBetter = work.settings.isCurated ? () => false : findsBetter(work);
  for (const { l, r } of pairs) {
    if (!isConsistent(work, l, r)) continue;
    const difference = judge?.(l, r) ?? (hasBetter(l, r) ? null : differenceBetween(work, rule, rates, l, r));
    if (!difference) unexplained?.(rule, l, r);
    else if (work.take(rule, l, r, difference)) learn(work, l, r);
  }
}

/** Open entries of one amount that are looked through for one of the same name. */
const MAX_LOOKED_THROUGH = 50;

/** Of either of the two an entry of the other side has the very amount and the name: a reference that was mistyped may have brought these together. */
function findsBetter(work: Work): (l: number, r: number) => boolean {
  const { left, rightAmount } = work;
  const [lefts, rights] = [groupedBy(work.openLeft(), entry => left.amount[entry] ?? 0), groupedBy(work.openRight(), entry => rightAmount[entry] ?? 0)];
  const some = (groups: Grouped, amount: number, fits: (entry: number) => boolean): boolean => {
    const members = membersOf(groups, groups.groupOf(amount));
    return members.length <= MAX_LOOKED_THROUGH && members.some(fits);
  };
  const areOne = (l: number, r: number): boolean => isUsualLag(work, l, r) && left.currency[l] === work.rightCurrency[r] && work.isOpenLeft(l) && work.isOpenRight(r) && likenessAt(work, l, r) === 'same';
  return (l, r) => left.amount[l] !== rightAmount[r] && (some(rights, left.amount[l] ?? 0, other => other !== r && areOne(l, other)) || some(lefts, rightAmount[r] ?? 0, other => other !== l && areOne(other, r)));
}

const MAX_KEPT_SHARE = 0.25;
/** So many times more pairs lose on one side than on the other, and whoever pays out less keeps the fee. */
const KEEPER_MAJORITY = 9;

/** 1 where the right side has less as a matter of course, -1 where the left has, 0 where nobody can say. */
function keeperOf({ left, rightAmount, rightCurrency }: Work, pairs: readonly { l: number; r: number }[], roundingMinor: number): -1 | 0 | 1 {
  let [lessOnRight, lessOnLeft] = [0, 0];
  for (const { l, r } of pairs) {
    const [ours, theirs] = [Math.abs(left.amount[l] ?? 0), Math.abs(rightAmount[r] ?? 0)];
    if (left.currency[l] !== rightCurrency[r] || Math.abs(ours - theirs) <= roundingMinor || Math.abs(ours - theirs) > Math.max(ours, theirs) * MAX_KEPT_SHARE) continue;
    if (theirs < ours) lessOnRight += 1;
    else if (ours < theirs) lessOnLeft += 1;
  }
  return lessOnRight > KEEPER_MAJORITY * Math.max(1, lessOnLeft) ? 1 : lessOnLeft > KEEPER_MAJORITY * Math.max(1, lessOnRight) ? -1 : 0;
}

function keptIn(work: Work, rule: MatchRule, pairs: readonly { l: number; r: number }[]): Kept[] {
  return pairs.flatMap(({ l, r }): Kept[] => {
    const [ours, theirs] = [Math.abs(work.left.amount[l] ?? 0), Math.abs(work.rightAmount[r] ?? 0)];
    const [grossMinor, keptMinor] = [Math.max(ours, theirs), Math.abs(ours - theirs)];
    return work.left.currency[l] === work.rightCurrency[r] && keptMinor > rule.toleranceMinor && keptMinor <= grossMinor * MAX_KEPT_SHARE ? [{ grossMinor, keptMinor }] : [];
  });
}

type Rates = (from: string, to: string) => { rate: number; source: string } | null;

/** The rates of the settings, and those that the given pairs themselves agree on. */
function ratesIn(work: Work, pairs: readonly { l: number; r: number }[]): Rates {
  const seen = new Map<string, number[]>();
  for (const { l, r } of pairs) {
    const [from, to] = [work.left.currencies[work.left.currency[l] ?? 0] ?? '', work.right.currencies[work.right.currency[r] ?? 0] ?? ''];
    // The same figure in two currencies is a mistake of whoever wrote it, and no rate.
    if (from === to || work.left.amount[l] === 0 || work.left.amount[l] === work.rightAmount[r]) continue;
    const rate = (work.rightAmount[r] ?? 0) / (work.left.amount[l] ?? 1);
    seen.set(`${from} ${to}`, [...(seen.get(`${from} ${to}`) ?? []), rate]);
  }
  return (from, to) => {
    const stated = work.settings.rates.find(rate => rate.from === from && rate.to === to);
    if (stated) return { rate: stated.rate, source: stated.source };
    const inverse = work.settings.rates.find(rate => rate.from === to && rate.to === from);
    if (inverse) return { rate: 1 / inverse.rate, source: inverse.source };
    const observed = (seen.get(`${from} ${to}`) ?? []).toSorted((a, b) => a - b);
    const median = observed[Math.floor(observed.length / 2)] ?? 0;
    const agreeing = observed.filter(rate => Math.abs(rate - median) <= median * RATE_TOLERANCE).length;
    return agreeing >= Math.max(MIN_RATE_PAIRS, observed.length * MIN_RATE_SHARE) ? { rate: median, source: 'the other pairs' } : null;
  };
}

function differenceBetween(work: Work, rule: MatchRule, rates: Rates, l: number, r: number): Difference | null {
  const [ours, theirs] = [work.left.amount[l] ?? 0, work.rightAmount[r] ?? 0];
  if (work.left.currency[l] !== work.rightCurrency[r]) {
    const [from, to] = [work.left.currencies[work.left.currency[l] ?? 0] ?? '', work.right.currencies[work.right.currency[r] ?? 0] ?? ''];
    const found = ours === theirs ? null : rates(from, to);
    if (!found || Math.abs(ours * found.rate - theirs) > Math.abs(theirs) * RATE_TOLERANCE + rule.toleranceMinor) return null;
    return { reason: 'currencyDifference', why: `At ${found.rate.toPrecision(5)} ${to} for one ${from} (${found.source}) the amounts agree.` };
  }
  return explained(work, rule, l, r);
}

/** Why two amounts of one currency differ: rounding, a fee that is stated, one of the contract, one of the usual size, or two figures swapped. */
export function explained(work: Work, rule: MatchRule, l: number, r: number): Difference | null {
  const [ours, theirs] = [work.left.amount[l] ?? 0, work.rightAmount[r] ?? 0];
  const apart = theirs - ours;
  const gross = Math.max(Math.abs(ours), Math.abs(theirs));
  if (work.severalNamed.left.has(l) || work.severalNamed.right.has(r)) return null;
  if (Math.abs(apart) <= rule.toleranceMinor) return { reason: 'rounding', why: 'The difference is rounding.' };
  for (const fee of [work.left.fee?.[l], work.right.fee?.[r]]) if (fee !== undefined && !Number.isNaN(fee) && Math.abs(fee) === Math.abs(apart)) return { reason: 'fee', why: 'The difference is the fee that the line states.' };
  // Whoever pays out less keeps the fee; nobody adds one.
  const isKept = work.keeper === 0 || Math.sign(Math.abs(ours) - Math.abs(theirs)) === work.keeper;
  const schedule = isKept ? scheduleFor(work.schedules, gross, apart) : undefined;
  if (schedule) return { reason: 'fee', why: `The difference is the fee of ${schedule.name}.` };
  if (rule.toleranceBasisPoints === 0 || !isVouchedFor(work, l, r)) return null;
  if (!isKept) return areDigitsSwapped(Math.abs(ours), Math.abs(theirs)) ? SWAPPED : null;
  if (Math.abs(apart) * BASIS <= gross * rule.toleranceBasisPoints + FLAT_FEE_MINOR * BASIS && Math.abs(apart) * 2 < gross) return { reason: 'fee', why: `${((Math.abs(apart) / gross) * 100).toFixed(2)} % was kept back.` };
  return areDigitsSwapped(Math.abs(ours), Math.abs(theirs)) ? SWAPPED : null;
}

const SWAPPED: Difference = { reason: 'amountDiffers', why: 'Two figures of the amount are swapped.' };

/** 198.00 typed as 189.00. */
function areDigitsSwapped(a: number, b: number): boolean {
  const [first, second] = [String(a), String(b)];
  if (first.length !== second.length) return false;
  const differing = first.split('').flatMap((digit, at) => (digit === second[at] ? [] : [at]));
  const [one, two] = differing;
  return differing.length === 2 && one !== undefined && two === one + 1 && first[one] === second[two] && first[two] === second[one];
}
