import type { TableRow } from './csv-table.ts';
import { openDrafts } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { payoutBooks, withFee, type PayoutRow } from './payouts.ts';
import { HOME_CURRENCY, oneLine, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, type Cells, type Names } from './table-values.ts';

/** Adyen's payments accounting report: every step of every payment, of which only the bookings to the payable balance are money. */
const FORMAT = 'adyen-accounting';
const REQUIRED = ['Psp Reference', 'Record Type', 'Settlement Currency', 'Payable (SC)'];

const CURRENCY: Names = ['Settlement Currency'];
const PAYABLE: Names = ['Payable (SC)'];
const COSTS: readonly Names[] = [['Commission (SC)'], ['Markup (SC)'], ['Scheme Fees (SC)'], ['Interchange (SC)']];
const BOOKED: Names = ['Booking Date'];
const PAID: Names = ['Payout Date'];

/** Record types that book to the payable balance; the others (Received, Authorised, SentForSettle, …) are on the way there. */
const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/^MerchantPayout/i, 'payout'],
  [/^(?:ChargebackReversed|SecondChargebackReversed|RefundedReversed)/i, 'chargebackReversal'],
  [/^(?:Settled|PaidOut)/i, 'sale'],
  [/Chargeback/i, 'chargeback'],
  [/^Refunded/i, 'refund'],
  [/^(?:Balancetransfer|ReserveAdjustment|DepositCorrection)/i, 'reserve'],
  [/^(?:Fee|InvoiceDeduction|AdvancementCommissioned)/i, 'fee'],
];

function readRow(row: TableRow, cells: Cells, kind: StatementEntryKind, fallback: string, issues: Issues): PayoutRow | null {
  const currency = cells.currency(row, CURRENCY, fallback);
  const payable = cells.amount(row, PAYABLE, currency);
  const costs = COSTS.map(names => cells.amount(row, names, currency));
  const [bookedOn, paidOn] = [cells.day(row, BOOKED), cells.day(row, PAID)];
  if (payable === undefined || bookedOn === undefined || paidOn === undefined || costs.some(cost => cost === undefined)) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no booking date.`);
    return null;
  }
  const feeMinor = kind === 'payout' || kind === 'fee' ? 0 : 0 - costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  const order = cells.text(row, ['Merchant Order Reference', 'Merchant Reference']) || cells.text(row, ['Merchant Reference']);
  const payout = cells.text(row, ['Payable Batch']);
  const type = cells.text(row, ['Record Type']);
  const entries = withFee({
    id: String(row.line), line: row.line, kind, bookedOn, amountMinor: payable - feeMinor, currency, reference: order || cells.text(row, ['Psp Reference']), orderReference: order || null, payoutReference: payout || null,
    text: oneLine([type, cells.text(row, ['Payment Method'])].filter(part => part !== '').join(' · ')),
  }, feeMinor);
  return { line: row.line, payout, paidOn: paidOn ?? null, currency, isTransfer: kind === 'payout', entries };
}

export const adyenAccounting: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [BOOKED, PAID], amounts: [PAYABLE, ...COSTS] }, issues);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    let steps = 0;
    for (const each of table.rows(issues)) {
      const kind = KINDS.find(([pattern]) => pattern.test(cells.text(each, ['Record Type'])))?.[1];
      if (kind === undefined) { steps += 1; continue; }
      const row = readRow(each, cells, kind, defaultCurrency ?? HOME_CURRENCY, issues);
      if (row) books.add(row);
    }
    if (steps > 0) issues.note(source.head[table.columns.headerIndex + 1]?.line ?? 1, 'statement.pending', `${steps} rows are steps before the settlement (authorised, sent, …) and are no entries.`);
    return readingOf(FORMAT, books.close({ account: 'Adyen' }), issues);
  },
};
