import { amountText } from './amount-text.ts';
import { columnName, type TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { openDrafts } from './drafts.ts';
import { payoutBooks, withFee, type PayoutRow } from './payouts.ts';
import { HOME_CURRENCY, oneLine, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, type Cells, type Names, type OpenTable } from './table-values.ts';

/** Stripe's itemised reports (payout reconciliation, balance change from activity) and the dashboard's balance history. */
const FORMAT = 'stripe';
const REPORT: readonly Names[] = [['balance_transaction_id'], ['reporting_category'], ['gross'], ['fee'], ['net']];
const HISTORY: readonly Names[] = [['id'], ['Type'], ['Source'], ['Amount'], ['Fee', 'Fees'], ['Net'], ['Currency'], ['Created (UTC)', 'Created']];

const ID: Names = ['balance_transaction_id', 'id'];
const CREATED: Names = ['created_utc', 'created', 'Created (UTC)'];
const AVAILABLE: Names = ['available_on_utc', 'available_on', 'Available On (UTC)'];
const PAID: Names = ['automatic_payout_effective_at_utc', 'automatic_payout_effective_at', 'Transfer Date (UTC)', 'Transfer Date'];
const PAYOUT: Names = ['automatic_payout_id', 'payout_id', 'Transfer'];
const GROSS: Names = ['gross', 'Amount'];
const FEE: Names = ['fee', 'Fee', 'Fees'];
const NET: Names = ['net', 'Net'];
const CATEGORY: Names = ['reporting_category', 'Type'];

const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/^(?:payout|transfer)$|^payout_(?:reversal|failure|cancel)|^(?:automatic|instant)_payout/, 'payout'],
  [/dispute_reversal|dispute.*(?:won|revers)/, 'chargebackReversal'],
  [/dispute|chargeback/, 'chargeback'],
  [/refund/, 'refund'],
  [/reserve.*release|risk_reserved_funds_release/, 'reserveRelease'],
  [/reserve/, 'reserve'],
  [/^(?:charge|payment|partial_capture)/, 'sale'],
  [/fee|network_cost|tax/, 'fee'],
];

const kindOf = (category: string): StatementEntryKind => KINDS.find(([pattern]) => pattern.test(category.toLowerCase().replace(/\s+/g, '_')))?.[1] ?? 'other';

/** Shops put their order number into the metadata under a name of their own; the likeliest column comes first. */
function orderColumn({ columns }: OpenTable): Names {
  const metadata = columns.header.filter(header => /metadata/i.test(header));
  const words = [/order[_ ]?(?:id|number|no|ref|name)/i, /order/i, /external[_ ]?identifier|reference|invoice/i];
  return [words.map(word => metadata.find(header => word.test(header))).find(header => header !== undefined) ?? 'order_id'];
}

const orderIn = (text: string): string => /\border\s*(?:#|no\.?|number|id)?\s*:?\s*(#?[A-Z0-9][A-Z0-9-]{2,30})/i.exec(text)?.[1] ?? '';

function readRow(row: TableRow, cells: Cells, order: Names, fallback: string, issues: Issues): PayoutRow | null {
  const currency = cells.currency(row, ['currency', 'Currency'], fallback);
  const [gross, fee, net] = [GROSS, FEE, NET].map(names => cells.amount(row, names, currency));
  const [bookedOn, valueOn, paidOn] = [CREATED, AVAILABLE, PAID].map(names => cells.day(row, names));
  if (gross === undefined || fee === undefined || net === undefined || bookedOn === undefined || paidOn === undefined) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no creation date.`);
    return null;
  }
  if (gross - fee !== net) issues.note(row.line, 'statement.rowTotal', `At line ${row.line} the gross less the fee is not the net: ${amountText(net - gross + fee, currency)} is unexplained.`);
  const description = cells.text(row, ['description']);
  const kind = kindOf(cells.text(row, CATEGORY));
  const payout = cells.text(row, PAYOUT) || (kind === 'payout' ? cells.text(row, ['source_id', 'Source']) : '');
  const orderReference = cells.text(row, order) || orderIn(description);
  const entries = withFee({
    id: String(row.line), line: row.line, kind, bookedOn, valueOn: valueOn ?? null, amountMinor: gross, currency,
    reference: orderReference || cells.text(row, ['charge_id', 'source_id', 'Source']) || cells.text(row, ID), orderReference: orderReference || null, payoutReference: payout || null,
    party: oneLine(cells.text(row, ['customer_name', 'Customer Name'])), text: oneLine([cells.text(row, CATEGORY), description].filter(part => part !== '').join(' · ')),
  }, net - gross);
  return { line: row.line, payout, paidOn: paidOn ?? null, currency, isTransfer: kind === 'payout', entries };
}

export const stripe: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REPORT) || (hasColumns(source, HISTORY) && source.head.some(row => row.cells.some(cell => /^txn_/.test(cell)) || row.cells.some(cell => columnName(cell) === 'transfer'))),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, hasColumns(source, REPORT) ? REPORT : HISTORY);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [CREATED, AVAILABLE, PAID], amounts: [GROSS, FEE, NET] }, issues);
    const order = orderColumn(table);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    for (const each of table.rows(issues)) {
      const row = readRow(each, cells, order, defaultCurrency ?? HOME_CURRENCY, issues);
      if (row) books.add(row);
    }
    return readingOf(FORMAT, books.close({ account: 'Stripe' }), issues);
  },
};
