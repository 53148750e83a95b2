import type { RuleName } from '../../shared/contract/match-rules.ts';
import type { Adjustment, Entry, Figures, ReconciliationKind } from '../../shared/contract/reconciliation.ts';
import type { StatusWord } from './words.ts';

export const reconciliationKinds: Record<ReconciliationKind, string> = { payments: 'Payments', invoices: 'Invoices', returns: 'Returns' };

/** What stands on either side of each kind. */
export const sides: Record<ReconciliationKind, { left: string; right: string }> = {
  payments: { left: 'Settlement and bank', right: 'Sage cash book' },
  invoices: { left: 'Despatched orders', right: 'Sage sales invoices' },
  returns: { left: 'Returns and refunds', right: 'Sage credit notes' },
};

export const adjustmentKinds: Record<Adjustment['kind'], string> = { writeOff: 'Write-off', fee: 'Fee', bankCharge: 'Bank charge', correction: 'Correction' };

/** Names of the rules that match, as a person says them. */
const rules: Record<RuleName | 'manual', string> = {
  opening: 'Balance brought forward',
  exactReference: 'Same reference and amount',
  payoutReference: 'Same payout and amount',
  normalisedReference: 'Same reference written differently',
  payoutFees: 'Fees of a payout and their payment',
  payoutTotal: 'Payout = its sales less refunds and fees',
  referenceTotal: 'Lines of one reference add up',
  paidTogether: 'One payment for several',
  cutReference: 'Reference cut off by the bank',
  reversal: 'Taken and given back',
  referenceDifference: 'Same reference, different amount',
  nearReference: 'Reference with a slip',
  amountAndDate: 'Same amount, days apart',
  duplicate: 'The same thing twice',
  manual: 'Matched by hand',
};
export const ruleWord = (rule: string): string => (rule in rules ? rules[rule as keyof typeof rules] : rule);

/** creditNote → Credit note: kinds of lines come from many formats. */
export function kindWord(kind: Entry['kind']): string {
  const words = kind.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Where a reconciliation stands, worst first. */
export function standing({ locked, preparedBy, unexplainedMinor, open, suggested, refreshedAt }: Figures): StatusWord {
  if (locked) return { label: 'Locked', tone: 'good' };
  if (refreshedAt === null) return { label: 'Not read yet', tone: 'quiet' };
  if (unexplainedMinor !== 0) return { label: open > 0 ? `${open} open` : suggested > 0 ? `${suggested} suggested` : 'Does not tie', tone: 'broken' };
  if (open > 0) return { label: `${open} open`, tone: 'problem' };
  if (suggested > 0) return { label: `${suggested} suggested`, tone: 'busy' };
  return preparedBy === null ? { label: 'Ready to sign', tone: 'good' } : { label: 'Signed once', tone: 'part' };
}

/** What the label does not say already: the account of a payment, the currency. */
export function aside({ key: { kind, account }, label, currency }: Figures): string {
  return [kind === 'payments' ? account : '', currency].filter(word => word !== '' && !label.includes(word)).join(' · ');
}

export const boardKey = ({ key: { kind, account } }: Pick<Figures, 'key'>): string => `${kind} ${account}`;
export const reconciliationPath = ({ key: { kind, account } }: Pick<Figures, 'key'>): string => `reconciliation/${kind}/${encodeURIComponent(account)}`;
