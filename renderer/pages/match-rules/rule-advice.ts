import type { RuleName } from '../../../shared/contract/match-rules.ts';

/** What a rule asks for before it matches, in a sentence an accountant can check. */
export const ruleAdvice: Record<RuleName, string> = {
  opening: 'The balance that both sides bring forward, or the earlier sales that add up to it.',
  exactReference: 'Both sides carry one reference and one amount. The reference proves it, whatever the days.',
  payoutReference: 'Both sides name the payout, and the amounts are equal.',
  normalisedReference: 'One side names the reference of the other among other words, and the amounts are equal.',
  payoutFees: 'All fees of a payout come to the payment that was posted for them.',
  payoutTotal: 'Everything in a payout, and nothing else, comes to the one posting.',
  referenceTotal: 'The lines of one reference add up to the same on both sides.',
  paidTogether: 'One payment names several documents, and they add up to it.',
  cutReference: 'The bank passed on only the beginning of a reference; amount, days and that beginning leave one candidate on each side.',
  reversal: 'A reserve and its release, or a chargeback and its reversal, come to nothing.',
  referenceDifference: 'One reference, and the amounts differ by no more than rounding, or by a fee that the line states. What differs by more is suggested.',
  nearReference: 'The reference has one slip of the pen; amount, days and name agree, and nothing else comes near.',
  amountAndDate: 'Without a reference only the amount and the days speak: certain when there is one answer on each side, else a suggestion.',
  duplicate: 'One reference, amount and name twice on one side, and fewer of them on the other. It is told, the original and the copy; nothing is ever matched by it.',
};
