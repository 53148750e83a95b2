import { amountText } from './amount-text.ts';
import type { TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { openDrafts } from './drafts.ts';
import { payoutBooks, withFee, type PayoutRow } from './payouts.ts';
import { HOME_CURRENCY, oneLine, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, type Cells, type Names } from './table-values.ts';

/** Shopify Payments' transactions export. Payouts have a date and perhaps an id, never a row with their total. */
const FORMAT = 'shopify-payments';
const REQUIRED: readonly Names[] = [['Transaction Date'], ['Type'], ['Payout Status'], ['Payout Date'], ['Amount'], ['Fee'], ['Net']];

const DATE: Names = ['Transaction Date'];
const PAID: Names = ['Payout Date'];
const AVAILABLE: Names = ['Available On'];
const AMOUNT: Names = ['Amount'];
const FEE: Names = ['Fee'];
const VAT: Names = ['VAT'];
const NET: Names = ['Net'];

const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/^payout/i, 'payout'],
  [/(?:chargeback|dispute).*(?:won|revers)|(?:won|revers).*(?:chargeback|dispute)/i, 'chargebackReversal'],
  [/chargeback|dispute/i, 'chargeback'],
  [/refund/i, 'refund'],
  [/reserve.*releas|releas.*reserve/i, 'reserveRelease'],
  [/reserve/i, 'reserve'],
  [/charge|sale|capture|payment/i, 'sale'],
  [/fee|billing|shipping[ _]label/i, 'fee'],
];

const kindOf = (type: string): StatementEntryKind => KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';

function readRow(row: TableRow, cells: Cells, fallback: string, issues: Issues): PayoutRow | null {
  const currency = cells.currency(row, ['Currency'], fallback);
  const [amount, fee, vat, net] = [AMOUNT, FEE, VAT, NET].map(names => cells.amount(row, names, currency));
  const [bookedOn, paidOn, valueOn] = [DATE, PAID, AVAILABLE].map(names => cells.day(row, names));
  if (amount === undefined || fee === undefined || vat === undefined || net === undefined || bookedOn === undefined || paidOn === undefined) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no 'Transaction Date'.`);
    return null;
  }
  const feeMinor = net - amount;
  if (-feeMinor !== fee && -feeMinor !== fee + vat)
    issues.note(row.line, 'statement.rowTotal', `At line ${row.line} the amount less the fee is not the net: ${amountText(feeMinor + fee, currency)} is unexplained.`);
  const type = cells.text(row, ['Type']);
  const kind = kindOf(type);
  const order = cells.text(row, ['Order']);
  const paid = /paid|transit|deposited|sent/i.test(cells.text(row, ['Payout Status']));
  const payout = paid ? (cells.text(row, ['Payout ID']) || (paidOn ?? '')) : '';
  const entries = withFee({
    id: String(row.line), line: row.line, kind, bookedOn, valueOn: valueOn ?? null, amountMinor: amount, currency,
    reference: order || cells.text(row, ['Checkout']) || payout, orderReference: order || null, payoutReference: payout || null,
    text: oneLine([type, cells.text(row, ['Payment Method Name', 'Card Brand'])].filter(part => part !== '').join(' · ')),
  }, feeMinor);
  return { line: row.line, payout, paidOn: paidOn ?? null, currency, isTransfer: kind === 'payout', entries };
}

export const shopifyPayments: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [DATE, PAID, AVAILABLE], amounts: [AMOUNT, FEE, VAT, NET] }, issues);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    for (const each of table.rows(issues)) {
      const row = readRow(each, cells, defaultCurrency ?? HOME_CURRENCY, issues);
      if (row) books.add(row);
    }
    return readingOf(FORMAT, books.close({ account: 'Shopify Payments', statesTransfers: false }), issues);
  },
};
