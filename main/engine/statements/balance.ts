import { amountText } from './amount-text.ts';
import { headOf, type Draft } from './drafts.ts';
import type { Issues } from './issues.ts';
import { entry, type Statement, type StatementHead, type StatementIssue } from './statement.ts';

const REMEDY = 'Download it again, whole; if it says the same, ask whoever issued it.';

/** Opening + Σ entries = closing, or an issue with the figures at the line of the closing balance. Nothing is repaired. */
export function checkBalance(head: StatementHead, draft: Draft, line: number, issues: Issues): void {
  const { openingMinor, closingMinor, currency } = head;
  if (openingMinor === null || closingMinor === null) return;
  const moved = draft.movedIn(currency);
  const difference = closingMinor - openingMinor - moved;
  if (difference === 0) return;
  head.unbalanced = issues.unbalanced(line,
    `The statement does not add up: opening ${amountText(openingMinor, currency)} and entries of ${amountText(moved, currency)} give ${amountText(openingMinor + moved, currency)}, but the closing balance (line ${line}) is ${amountText(closingMinor, currency)}, a difference of ${amountText(difference, currency)}. ${REMEDY}`);
}

/** Whatever a reader did not come to say itself of a statement that does not add up. */
export function tellUnbalanced(heads: readonly StatementHead[], issues: StatementIssue[]): void {
  for (const head of heads) {
    if (head.unbalanced !== null || balances(head) !== false) continue;
    head.unbalanced = { line: 1, code: 'statement.unbalanced', message: `The statement of ${head.currency} does not add up: its entries come to ${amountText(head.movedMinor, head.currency)}, which is not what it states. ${REMEDY}` };
    issues.push(head.unbalanced);
  }
}

/** Does the statement add up? Null when it states nothing to check against. */
export function balances({ openingMinor, closingMinor, movedMinor, payoutMinor, payoutReference, kinds }: Omit<Statement, 'entries'> & Pick<StatementHead, 'movedMinor' | 'kinds'>): boolean | null {
  if (openingMinor !== null && closingMinor !== null) return openingMinor + movedMinor === closingMinor;
  if (payoutMinor !== null && (payoutReference !== null || kinds.includes('payout'))) return movedMinor === 0;
  return null;
}

export type SettlementParts = {
  account: string;
  currency: string;
  payoutReference: string | null;
  fromOn?: string | null;
  toOn?: string | null;
  /** `stated` is null when the report gives no total of its own: then the payout is what the lines sum to. */
  payout: { line: number; on: string; statedMinor: number | null; text: string } | null;
};

/**
 * One payout as a statement of the gateway's account: its lines, and the payout as money leaving it, so that it sums to zero.
 * When the stated payout differs from the lines, both stay as they are and the difference is an issue.
 */
export function settlementOf(drafts: readonly [Draft, ...Draft[]], parts: SettlementParts, issues: Issues): StatementHead {
  const { payout, currency, payoutReference } = parts;
  const owed = drafts.reduce((sum, { movedMinor }) => sum + movedMinor, 0);
  const lines = headOf(drafts, { account: parts.account, currency });
  const payoutMinor = payout === null ? null : (payout.statedMinor ?? owed);
  const unbalanced = payout && payoutMinor !== null && payoutMinor !== owed
    ? issues.unbalanced(payout.line, `The payout does not add up: its lines sum to ${amountText(owed, currency)}, but the payout (line ${payout.line}) is ${amountText(payoutMinor, currency)}, a difference of ${amountText(payoutMinor - owed, currency)}. ${REMEDY}`)
    : null;
  if (payout && payoutMinor !== null && payoutMinor !== 0)
    drafts[0].add(entry({
      id: `payout-${payoutReference ?? payout.line}`, line: payout.line, kind: 'payout', bookedOn: payout.on, amountMinor: -payoutMinor, currency,
      reference: payoutReference ?? '', payoutReference, text: payout.text,
    }));
  return { ...headOf(drafts, { account: parts.account, currency, payoutReference, payoutMinor, fromOn: parts.fromOn ?? lines.fromOn, toOn: parts.toOn ?? lines.toOn }), unbalanced };
}
