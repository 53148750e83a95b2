import { amountText } from './amount-text.ts';
import type { Issues } from './issues.ts';
import { entry, statement, sumMinor, type Statement, type StatementEntry } from './statement.ts';

/** Opening + Σ entries = closing, or an issue with the figures. Nothing is repaired. */
export function checkBalance(given: Statement, line: number, issues: Issues): void {
  const { openingMinor, closingMinor, currency } = given;
  if (openingMinor === null || closingMinor === null) return;
  const moved = sumMinor(given.entries.filter(each => each.currency === currency));
  const difference = closingMinor - openingMinor - moved;
  if (difference === 0) return;
  issues.note(line, 'statement.unbalanced',
    `Opening ${amountText(openingMinor, currency)} and entries of ${amountText(moved, currency)} give ${amountText(openingMinor + moved, currency)}, but the closing balance is ${amountText(closingMinor, currency)}: a difference of ${amountText(difference, currency)}.`);
}

export type SettlementParts = {
  account: string;
  currency: string;
  payoutReference: string | null;
  fromOn: string | null;
  toOn: string | null;
  /** Everything but the payout. */
  entries: StatementEntry[];
  /** `stated` is null when the report gives no total of its own: then the payout is what the lines sum to. */
  payout: { line: number; on: string; statedMinor: number | null; text: string } | null;
};

/**
 * One payout as a statement of the gateway's account: its lines, and the payout as money leaving it, so that it sums to zero.
 * When the stated payout differs from the lines, both stay as they are and the difference is an issue.
 */
export function settlementStatement(parts: SettlementParts, issues: Issues): Statement {
  const { payout, entries, currency, payoutReference } = parts;
  const owed = sumMinor(entries);
  const payoutMinor = payout === null ? null : (payout.statedMinor ?? owed);
  if (payout && payoutMinor !== null && payoutMinor !== owed)
    issues.note(payout.line, 'statement.unbalanced',
      `The lines of the payout sum to ${amountText(owed, currency)}, but the payout is ${amountText(payoutMinor, currency)}: a difference of ${amountText(payoutMinor - owed, currency)}.`);
  const all = entries.map(each => ({ ...each, payoutReference: each.payoutReference ?? payoutReference }));
  if (payout && payoutMinor !== null && payoutMinor !== 0)
    all.push(entry({
      id: `payout-${payoutReference ?? payout.line}`, line: payout.line, kind: 'payout', bookedOn: payout.on, amountMinor: -payoutMinor, currency,
      reference: payoutReference ?? '', payoutReference, text: payout.text,
    }));
  return statement({ account: parts.account, currency, entries: all, payoutReference, payoutMinor, fromOn: parts.fromOn, toOn: parts.toOn });
}

/** The span of the entries, for files that do not state theirs. */
export function spanOf(entries: readonly StatementEntry[]): { fromOn: string | null; toOn: string | null } {
  let fromOn: string | null = null;
  let toOn: string | null = null;
  for (const { bookedOn } of entries) {
    if (fromOn === null || bookedOn < fromOn) fromOn = bookedOn;
    if (toOn === null || bookedOn > toOn) toOn = bookedOn;
  }
  return { fromOn, toOn };
}
