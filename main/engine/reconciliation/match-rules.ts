import { createHash } from 'node:crypto';
import { RuleName, type RuleSet } from '../../../shared/contract/match-rules.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { dayNumber, workingDays, type Calendar } from '../matching/days.ts';
import type { MatchRule as SidesRule } from '../matching/rules.ts';
import type { Shape } from './entry.ts';

/** How a rule looks for its pairs: the strategies of `matching/`, and those of `strategies.ts` that know what an entry of the books is. */
export type Strategy = Exclude<RuleName, 'duplicate'>;

export type MatchRule = SidesRule & { readonly name: Strategy; readonly strategy: Strategy; readonly shapes: readonly Shape[] };

const everywhere: readonly Shape[] = ['clearing', 'bank', 'invoices', 'returns'];
const rule = (strategy: Strategy, label: string, given: Partial<MatchRule>): MatchRule => ({
  name: strategy, label, strategy, shapes: everywhere, automatic: true, windowDays: Number.POSITIVE_INFINITY, toleranceMinor: 0, toleranceBasisPoints: 0, alike: 'earliest', score: 1, ...given,
});

/** In the order of the strength of their evidence: a weak rule never takes what a strong one could still prove. */
export const MATCH_RULES: readonly MatchRule[] = [
  rule('opening', 'Balance brought forward', { shapes: ['clearing', 'bank'] }),
  rule('exactReference', 'Same reference and amount', {}),
  rule('payoutReference', 'Same payout and amount', { shapes: ['clearing', 'bank'] }),
  rule('normalisedReference', 'Same reference written differently, same amount', { score: 0.98 }),
  rule('payoutFees', 'Fees of a payout and their payment', { shapes: ['clearing'] }),
  rule('payoutTotal', 'Payout = its sales less refunds and fees', { shapes: ['clearing'], score: 0.97 }),
  rule('referenceTotal', 'Lines of one reference add up', { score: 0.97 }),
  rule('paidTogether', 'One payment for several', { shapes: ['bank'], score: 0.95 }),
  rule('cutReference', 'Reference cut off by the bank, same amount', { shapes: ['bank'], windowDays: 7, score: 0.94 }),
  rule('reversal', 'Taken and given back', { shapes: ['clearing', 'returns'], score: 0.96 }),
  rule('referenceDifference', 'Same reference, different amount', { toleranceMinor: 2, score: 0.9 }),
  rule('nearReference', 'Reference with a slip, the rest agrees', { shapes: ['bank'], windowDays: 10, score: 0.92 }),
  rule('amountAndDate', 'Same amount, days apart, no other candidate', { windowDays: 5, score: 0.9 }),
];

const daysOf = (windowDays: number): number | null => (Number.isFinite(windowDays) ? windowDays : null);

/** The rules as they are delivered: what every workspace begins with. */
export const SHIPPED_RULES: RuleSet = {
  days: 'all',
  rules: RuleName.options.map(name => {
    const known = MATCH_RULES.find(each => each.name === name);
    return { name, on: true, automatic: known?.automatic ?? false, windowDays: known ? daysOf(known.windowDays) : null, toleranceMinor: known?.toleranceMinor ?? 0, toleranceBasisPoints: known?.toleranceBasisPoints ?? 0 };
  }),
};

/** The rules that a reading applies: those that are on, in the fixed order. One that is not automatic only asks. */
export type RuleBook = {
  /** 0 = as delivered. */
  readonly version: number;
  /** Another text for other rules. */
  readonly seal: string;
  readonly calendar: Calendar;
  readonly rules: readonly MatchRule[];
  /** Days within which one line repeats another of its side; null: nobody looks. */
  readonly duplicateDays: number | null;
};

const CALENDARS: Readonly<Record<RuleSet['days'], Calendar>> = { all: 'none', ukWorking: 'uk', usWorking: 'us' };

/** A hash over everything that can be set. */
export const sealOf = (rules: RuleSet): string => createHash('sha256').update(JSON.stringify([rules.days, ...rules.rules.map(({ name, on, automatic, windowDays, toleranceMinor, toleranceBasisPoints }) =>
  [name, on, automatic, windowDays, toleranceMinor, toleranceBasisPoints])])).digest('hex').slice(0, 16);

export function bookOf(version: number, set: RuleSet): RuleBook {
  const settingOf = new Map(set.rules.map(each => [each.name, each]));
  const duplicate = settingOf.get('duplicate');
  return {
    version, seal: sealOf(set), calendar: CALENDARS[set.days],
    rules: MATCH_RULES.flatMap((base): MatchRule[] => {
      const setting = settingOf.get(base.name);
      if (!setting?.on) return [];
      const { automatic, windowDays, toleranceMinor, toleranceBasisPoints } = setting;
      return [{ ...base, automatic, windowDays: windowDays ?? Number.POSITIVE_INFINITY, toleranceMinor, toleranceBasisPoints }];
    }),
    duplicateDays: duplicate?.on ? (duplicate.windowDays ?? Number.POSITIVE_INFINITY) : null,
  };
}

const DAYS_AROUND = 800;

/** Whether two days of around this one are near enough for one line to repeat the other; null when nobody looks. */
export function repeatsOf({ calendar, duplicateDays }: RuleBook, around: LocalDate): ((a: LocalDate, b: LocalDate) => boolean) | null {
  if (duplicateDays === null) return null;
  const days = workingDays(dayNumber(around) - DAYS_AROUND, dayNumber(around) + DAYS_AROUND, calendar);
  return (a, b) => days.between(dayNumber(a), dayNumber(b)) <= duplicateDays;
}

export const SHIPPED_BOOK: RuleBook = bookOf(0, SHIPPED_RULES);

export const ruleLabel = (name: string): string => MATCH_RULES.find(each => each.name === name)?.label ?? (name === 'manual' ? 'Matched by hand' : name);
