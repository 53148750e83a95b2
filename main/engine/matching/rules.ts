import { z } from 'zod';
import { CURRENCY, type FeeSchedule, type Rate } from './fees.ts';

/** How a rule looks for its matches; each name is one function of this folder. */
export const Strategy = z.enum([
  'exactReference', 'payoutReference', 'normalisedReference', 'payoutTotal', 'referenceTotal', 'paidTogether', 'cutReference', 'referenceDifference', 'nearReference', 'amountAndDate', 'partyTotal', 'payoutWindow', 'reversal', 'duplicate',
]);
export type Strategy = z.infer<typeof Strategy>;

export type MatchRule = {
  readonly name: string;
  readonly label: string;
  readonly strategy: string;
  /** Whether what it finds counts at once, or waits for a person. */
  readonly automatic: boolean;
  /** Working days that the two sides may lie apart; Infinity when the reference proves it. */
  readonly windowDays: number;
  /** A difference up to this is rounding, whatever the rest says. */
  readonly toleranceMinor: number;
  /** A difference of up to this share, in hundredths of a per cent, may be a fee where the reference proves the pair. */
  readonly toleranceBasisPoints: number;
  /** Entries that are alike in everything that counts: paired earliest with earliest, or left to a person. */
  readonly alike: 'earliest' | 'ask';
  /** 1 = proved by a reference and the amount. */
  readonly score: number;
};

const rule = (strategy: Strategy, label: string, given: Partial<MatchRule> = {}): MatchRule => ({
  name: strategy, label, strategy, automatic: true, windowDays: Number.POSITIVE_INFINITY, toleranceMinor: 0, toleranceBasisPoints: 0, alike: 'ask', score: 1, ...given,
});

/** In the order of the strength of their evidence: a weak rule never takes what a strong one could still prove. */
export const DEFAULT_RULES: readonly MatchRule[] = [
  rule('exactReference', 'Same reference and amount'),
  rule('normalisedReference', 'Same reference written differently, same amount', { score: 0.98 }),
  rule('payoutTotal', 'Payout = its sales less refunds, fees and reserves', { score: 0.97 }),
  rule('referenceTotal', 'Lines of one reference add up', { score: 0.97 }),
  rule('paidTogether', 'One payment for several', { score: 0.95 }),
  rule('referenceDifference', 'Same reference, the difference is a fee, rounding or an exchange rate', { toleranceMinor: 5, toleranceBasisPoints: 600, score: 0.93 }),
  rule('nearReference', 'Reference with a slip, the rest agrees', { score: 0.92 }),
  rule('amountAndDate', 'Amount, day and name agree, no other candidate', { windowDays: 10, score: 0.9 }),
  rule('partyTotal', 'All open lines of one name add up', { windowDays: 15, score: 0.88 }),
  rule('payoutWindow', 'Everything between two payouts adds up', { windowDays: 10, score: 0.86 }),
  rule('reversal', 'Taken and given back', { automatic: false, score: 0.85 }),
  rule('duplicate', 'The same thing twice on one side', { automatic: false, windowDays: 10, score: 0.5 }),
];

const Wish = z.strictObject({
  name: Strategy, automatic: z.boolean().optional(), windowDays: z.int().min(0).max(400).optional(), toleranceMinor: z.int().min(0).max(1_000_000).optional(), toleranceBasisPoints: z.int().min(0).max(5_000).optional(),
  alike: z.enum(['earliest', 'ask']).optional(),
}).refine(({ name, automatic }) => name !== 'duplicate' || automatic !== true, { error: 'duplicate only points at what stands twice: it matches nothing, so it cannot be automatic', path: ['automatic'] });

const Tier = z.strictObject({ upToMinor: z.int().min(0).nullable(), basisPoints: z.int().min(0).max(10_000).default(0), flatMinor: z.int().min(0).default(0) });

/** A rules file: the rules to apply in their order, the fees of the contract, the rates of exchange with where they come from, and where banks rest. */
export const RulesFile = z.strictObject({
  calendar: z.enum(['uk', 'us', 'none']).default('uk'),
  rules: z.array(Wish).max(50).optional(),
  fees: z.array(z.strictObject({ name: z.string().min(1).max(60), account: z.string().max(60).optional(), tiers: z.array(Tier).min(1).max(20) })).max(100).default([]),
  rates: z.array(z.strictObject({ from: z.string().regex(CURRENCY), to: z.string().regex(CURRENCY), rate: z.number().positive(), source: z.string().min(1).max(60) })).max(1_000).default([]),
});

export type MatchSettings = {
  readonly calendar: z.infer<typeof RulesFile>['calendar'];
  readonly rules: readonly MatchRule[];
  readonly fees: readonly FeeSchedule[];
  readonly rates: readonly Rate[];
  /** Whoever gives the entries has resolved their references and signs and judges differences: nothing is learnt or doubted then. */
  readonly isCurated: boolean;
};

export const DEFAULT_SETTINGS: MatchSettings = { calendar: 'uk', rules: DEFAULT_RULES, fees: [], rates: [], isCurated: false };

/** What a rules file asks for; a rule that it does not name is not applied, and without a list all are. */
export function settingsFrom(file: z.output<typeof RulesFile>): MatchSettings {
  const rules = file.rules === undefined ? DEFAULT_RULES : file.rules.map((wish): MatchRule => {
    const base = DEFAULT_RULES.find(({ name }) => name === wish.name) ?? rule(wish.name, wish.name);
    const { automatic = base.automatic, windowDays = base.windowDays, toleranceMinor = base.toleranceMinor, toleranceBasisPoints = base.toleranceBasisPoints, alike = base.alike } = wish;
    return { ...base, automatic, windowDays, toleranceMinor, toleranceBasisPoints, alike };
  });
  return { calendar: file.calendar, rules, fees: file.fees, rates: file.rates, isCurated: false };
}
