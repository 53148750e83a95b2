import { openDrafts } from './drafts.ts';
import type { TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { payoutBooks, type PayoutRow } from './payouts.ts';
import { entry, HOME_CURRENCY, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, type Cells, type Names } from './table-values.ts';

/** Shopify's list of payouts: one row per payout with what it is made of, and its total. */
const FORMAT = 'shopify-payouts';
const PAID: Names = ['Payout Date', 'Date'];
const TOTAL: Names = ['Total', 'Amount'];
const CURRENCY: Names = ['Currency'];
const STATUS: Names = ['Status', 'Payout Status'];
const ID: Names = ['Payout ID', 'ID', 'Bank Reference'];
const REQUIRED: readonly Names[] = [PAID, STATUS, ['Charges'], ['Refunds'], ['Fees'], TOTAL];

/** The parts of a payout. Fees are written as costs; the others carry their sign. */
const PARTS: readonly [Names, StatementEntryKind, 1 | -1][] = [
  [['Charges'], 'sale', 1],
  [['Refunds'], 'refund', 1],
  [['Adjustments'], 'other', 1],
  [['Advances'], 'other', 1],
  [['Marketplace Sales Tax'], 'other', 1],
  [['Reserved Funds', 'Reserved funds'], 'reserve', 1],
  [['Fees'], 'fee', -1],
  [['Retried Amount', 'Retried amount'], 'other', 1],
];

type Part = { names: Names; kind: StatementEntryKind; minor: number };

/** Some exports sign the fees themselves: the total tells. */
function partsOf(row: TableRow, cells: Cells, currency: string, total: number): Part[] | null {
  const parts: Part[] = [];
  for (const [names, kind, sign] of PARTS) {
    const minor = cells.amount(row, names, currency);
    if (minor === undefined) return null;
    if (minor !== 0) parts.push({ names, kind: kind === 'reserve' && minor > 0 ? 'reserveRelease' : kind, minor: sign * minor });
  }
  const sum = (given: readonly Part[]): number => given.reduce((all, { minor }) => all + minor, 0);
  const signed = parts.map(part => (part.kind === 'fee' ? { ...part, minor: 0 - part.minor } : part));
  return sum(parts) !== total && sum(signed) === total ? signed : parts;
}

function readRow(row: TableRow, cells: Cells, fallback: string, issues: Issues): PayoutRow[] {
  const currency = cells.currency(row, CURRENCY, fallback);
  const total = cells.amount(row, TOTAL, currency);
  const paidOn = cells.day(row, PAID);
  if (total === undefined || paidOn === undefined) return [];
  if (paidOn === null) {
    issues.refuse(row.line, 'statement.date', `The payout at line ${row.line} has no date.`);
    return [];
  }
  const parts = partsOf(row, cells, currency, total);
  const payout = cells.text(row, ID) || paidOn;
  const shared = { line: row.line, bookedOn: paidOn, currency, payoutReference: payout, reference: payout };
  return (parts ?? []).map(({ names, kind, minor }, at): PayoutRow => ({ line: row.line, payout, paidOn, currency, isTransfer: false, entries: [entry({ ...shared, id: `${row.line}-${at}`, kind, amountMinor: minor, text: names[0] })] }))
    .concat({ line: row.line, payout, paidOn, currency, isTransfer: true, entries: [entry({ ...shared, id: `${row.line}-total`, kind: 'payout', amountMinor: 0 - total, text: 'Payout' })] });
}

export const shopifyPayouts: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [PAID], amounts: [TOTAL, ...PARTS.map(([names]) => names)] }, issues);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    let unpaid = 0;
    for (const each of table.rows(issues)) {
      // A payout that failed comes back as "Retried Amount" of a later one.
      if (/fail|cancel|schedul|pending/i.test(cells.text(each, STATUS))) { unpaid += 1; continue; }
      for (const row of readRow(each, cells, defaultCurrency ?? HOME_CURRENCY, issues)) books.add(row);
    }
    if (unpaid > 0) issues.note(source.head[table.columns.headerIndex + 1]?.line ?? 1, 'statement.pending', `${unpaid} payouts are scheduled, failed or cancelled and are left out.`);
    return readingOf(FORMAT, books.close({ account: 'Shopify Payments', statesTransfers: true }), issues);
  },
};
