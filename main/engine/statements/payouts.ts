import { settlementStatement, spanOf } from './balance.ts';
import type { Issues } from './issues.ts';
import { entry, sumMinor, type Statement, type StatementEntry } from './statement.ts';
import { groupBy } from './table-values.ts';

/** A row of a payout report: its entries, and which payout it went into. */
export type PayoutRow = {
  line: number;
  /** '' when it is in no payout yet. */
  payout: string;
  paidOn: string | null;
  currency: string;
  /** The row is the transfer to the bank itself. */
  isTransfer: boolean;
  entries: StatementEntry[];
};

type Gateway = {
  account: string;
  /** The report has rows for the transfers themselves; without one, a payout's total cannot be proved. */
  statesTransfers: boolean;
};

/** Rows → one statement per payout and currency, the rows that are in no payout last. */
export function payoutStatements(rows: readonly PayoutRow[], gateway: Gateway, issues: Issues): Statement[] {
  const statements: Statement[] = [];
  for (const [currency, own] of groupBy(rows, row => row.currency)) {
    const transfers = own.filter(row => row.isTransfer);
    // A report over a single payout need not number its rows alike: the sum proves that they belong together.
    const single = transfers.length === 1 && sumMinor(own.flatMap(row => row.entries)) === 0;
    const groups = single ? new Map([[transfers[0]?.payout ?? '', own]]) : groupBy(own, row => row.payout);
    for (const [payout, group] of [...groups].sort(([a], [b]) => Number(a === '') - Number(b === ''))) {
      for (const part of payout === '' && !single ? unnumbered(group) : [group]) statements.push(payoutStatement(payout, currency, part, gateway, issues));
    }
  }
  return statements;
}

/** Transfers without a number cannot share a statement with rows that wait: each stands alone. */
function unnumbered(group: PayoutRow[]): PayoutRow[][] {
  const waiting = group.filter(row => !row.isTransfer);
  return [...group.filter(row => row.isTransfer).map(row => [row]), ...(waiting.length > 0 ? [waiting] : [])];
}

function payoutStatement(payout: string, currency: string, group: readonly PayoutRow[], gateway: Gateway, issues: Issues): Statement {
  const transfers = group.filter(row => row.isTransfer);
  const lines = group.filter(row => !row.isTransfer).flatMap(row => row.entries);
  const moved = transfers.flatMap(row => row.entries);
  const first = transfers[0] ?? group[0];
  const line = first?.line ?? 1;
  const span = spanOf(lines.length > 0 ? lines : moved);
  const paid = transfers.length > 0 || payout !== '';
  if (gateway.statesTransfers && payout !== '' && transfers.length === 0)
    issues.note(line, 'statement.payoutMissing', `The rows of one payout (first at line ${line}) have no transfer row; its total cannot be checked. Download the report for a longer period.`);
  const on = moved[0]?.bookedOn ?? group.find(row => row.paidOn !== null)?.paidOn ?? span.toOn ?? '';
  return settlementStatement({
    account: gateway.account, currency, payoutReference: payout || null, ...span, entries: lines,
    payout: paid ? { line, on, statedMinor: transfers.length > 0 ? 0 - sumMinor(moved) : null, text: moved[0]?.text || 'Payout' } : null,
  }, issues);
}

/** A sale or refund and its fee, which the report states in one row, as two entries of one order. */
export function withFee(parts: Parameters<typeof entry>[0], feeMinor: number): StatementEntry[] {
  const main = entry({ ...parts, feeMinor });
  if (feeMinor === 0) return [main];
  return [main, entry({ ...parts, id: `${parts.id}-fee`, kind: 'fee', amountMinor: feeMinor, feeMinor: 0, text: parts.text ? `Fee · ${parts.text}` : 'Fee' })];
}
