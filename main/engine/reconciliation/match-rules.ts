import type { MatchRule as SidesRule } from '../matching/rules.ts';
import type { Shape } from './entry.ts';

/** How a rule looks for its pairs: the strategies of `matching/`, and those of `strategies.ts` that know what an entry of the books is. */
export type Strategy =
  | 'opening' | 'exactReference' | 'normalisedReference' | 'payoutReference' | 'cutReference' | 'payoutFees' | 'payoutTotal' | 'referenceTotal' | 'paidTogether'
  | 'reversal' | 'referenceDifference' | 'nearReference' | 'amountAndDate';

export type MatchRule = SidesRule & { readonly strategy: Strategy; readonly shapes: readonly Shape[] };

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

export const ruleLabel = (name: string): string => MATCH_RULES.find(each => each.name === name)?.label ?? (name === 'manual' ? 'Matched by hand' : name);
