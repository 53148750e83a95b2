import type { TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { openDrafts } from './drafts.ts';
import { payoutBooks, withFee, type PayoutRow } from './payouts.ts';
import { HOME_CURRENCY, oneLine, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, type Cells, type Names } from './table-values.ts';

/** Adyen's settlement detail report: one row per booking in the settlement's net currency, a batch number per payout. */
const FORMAT = 'adyen-settlement';
const REQUIRED = ['Psp Reference', 'Type', 'Net Currency', 'Net Debit (NC)', 'Net Credit (NC)', 'Batch Number'];

const CURRENCY: Names = ['Net Currency'];
const DEBIT: Names = ['Net Debit (NC)'];
const CREDIT: Names = ['Net Credit (NC)'];
const FEES: readonly Names[] = [['Commission (NC)'], ['Markup (NC)'], ['Scheme Fees (NC)'], ['Interchange (NC)'], ['Payment Fees (NC)']];
const CREATED: Names = ['Creation Date'];
const BOOKED: Names = ['Booking Date'];

const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/^MerchantPayout/i, 'payout'],
  [/^(?:Settled|SettledBulk|SettledInInstallments)/i, 'sale'],
  [/^(?:ChargebackReversed|SecondChargebackReversed|RefundedReversed)/i, 'chargebackReversal'],
  [/Chargeback/i, 'chargeback'],
  [/^Refund/i, 'refund'],
  [/^(?:ReserveAdjustment|Reserve|DepositCorrection)/i, 'reserve'],
  [/Fee|InvoiceDeduction|Commission/i, 'fee'],
];

function kindOf(type: string, minor: number): StatementEntryKind {
  const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
  return kind === 'reserve' && minor > 0 ? 'reserveRelease' : kind;
}

function readRow(row: TableRow, cells: Cells, fallback: string, issues: Issues): PayoutRow | null {
  const currency = cells.currency(row, CURRENCY, fallback);
  const [debit, credit, ...charges] = [DEBIT, CREDIT, ...FEES].map(names => cells.amount(row, names, currency));
  const bookedOn = cells.day(row, BOOKED) ?? cells.day(row, CREATED);
  if (debit === undefined || credit === undefined || bookedOn === undefined || charges.some(charge => charge === undefined)) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no booking or creation date.`);
    return null;
  }
  const net = credit - debit;
  const type = cells.text(row, ['Type']);
  const kind = kindOf(type, net);
  // Charges are written as costs: positive takes money away, negative gives it back.
  const feeMinor = kind === 'payout' || kind === 'fee' ? 0 : 0 - charges.reduce<number>((sum, charge) => sum + (charge ?? 0), 0);
  const order = cells.text(row, ['Merchant Order Reference', 'Merchant Reference']) || cells.text(row, ['Merchant Reference']);
  const payout = cells.text(row, ['Batch Number']);
  const entries = withFee({
    id: String(row.line), line: row.line, kind, bookedOn, amountMinor: net - feeMinor, currency, reference: order || cells.text(row, ['Psp Reference']), orderReference: order || null, payoutReference: payout || null,
    text: oneLine([type, cells.text(row, ['Payment Method']), kind === 'payout' ? cells.text(row, ['Modification Reference']) : ''].filter(part => part !== '').join(' · ')),
  }, feeMinor);
  return { line: row.line, payout, paidOn: kind === 'payout' ? bookedOn : null, currency, isTransfer: kind === 'payout', entries };
}

export const adyenSettlement: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [CREATED, BOOKED], amounts: [DEBIT, CREDIT, ...FEES] }, issues);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    for (const each of table.rows(issues)) {
      const row = readRow(each, cells, defaultCurrency ?? HOME_CURRENCY, issues);
      if (row) books.add(row);
    }
    return readingOf(FORMAT, books.close({ account: 'Adyen', statesTransfers: true }), issues);
  },
};
