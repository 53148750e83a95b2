import type { TableRow } from './csv-table.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, oneLine, type StatementEntry } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, under, type Cells, type Names } from './table-values.ts';

/** Linnworks' own exports of orders and of refunds: what was sold, per channel and currency. They are no money that moved, only what it is compared with. */
export const LINNWORKS_ORDERS = 'linnworks-orders';

const ORDER_ID: Names = ['Order Id', 'OrderId', 'nOrderId', 'Order Number', 'Linnworks Order Id', 'Order ID'];
const SOURCE: Names = ['Source', 'Channel', 'Order Source'];
const SUB_SOURCE: Names = ['Sub Source', 'SubSource', 'Subsource', 'Channel Sub Source'];
const TOTAL: Names = ['Order Total', 'Total', 'Total Charge', 'fTotalCharge', 'Total Charge (inc tax)', 'Order Total Inc Tax', 'Total inc tax', 'Total Cost', 'Order Value', 'Total Price', 'Grand Total'];
const REFUND: Names = ['Refund Amount', 'Refund', 'Refund Total', 'Amount Refunded', 'Refunded Amount'];
const CURRENCY: Names = ['Currency', 'Order Currency', 'cCurrency', 'Currency Code'];
const DATE: Names = ['Processed Date', 'Processed on', 'dProcessedOn', 'Received Date', 'Order Date', 'dReceievedDate', 'Date', 'Refund Date', 'Return Date', 'Created Date', 'Despatch Date', 'Dispatch Date'];
const REFERENCE: Names = ['Reference Number', 'Reference Num', 'ReferenceNum', 'Channel Reference', 'Channel Reference Number', 'Order Reference', 'External Reference', 'Secondary Reference'];
const CUSTOMER: Names = ['Customer Full Name', 'Customer Name', 'Customer', 'Billing Name', 'Shipping customer name', 'Full Name'];
const REQUIRED: readonly Names[] = [ORDER_ID, SOURCE, SUB_SOURCE, [...TOTAL, ...REFUND] as unknown as Names, DATE];

function readRow(row: TableRow, cells: Cells, { amount, isRefund, fallback }: { amount: Names; isRefund: boolean; fallback: string }, issues: Issues): StatementEntry | null {
  const currency = cells.currency(row, CURRENCY, fallback);
  const minor = cells.amount(row, amount, currency);
  const bookedOn = cells.day(row, DATE);
  if (minor === undefined || bookedOn === undefined) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The order at line ${row.line} has no date.`);
    return null;
  }
  const reference = cells.text(row, REFERENCE);
  const order = cells.text(row, ORDER_ID);
  return entry({
    id: `${order}-${row.line}`, line: row.line, kind: isRefund || minor < 0 ? 'refund' : 'sale', bookedOn, amountMinor: isRefund ? 0 - Math.abs(minor) : minor, currency,
    reference: reference || order, orderReference: reference || order || null, party: oneLine(cells.text(row, CUSTOMER)), text: oneLine(`Order ${order}`),
  });
}

export const linnworksOrders: StatementReader = {
  format: LINNWORKS_ORDERS,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(LINNWORKS_ORDERS, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const isRefund = !table.columns.has(...TOTAL);
    const amount = isRefund ? REFUND : TOTAL;
    const cells = cellsOf(table, { dates: [DATE], amounts: [amount] }, issues);
    const drafts = openDrafts(keep, issues);
    const books = new Map<string, { account: string; currency: string; draft: Draft }>();
    // An export with a row per item repeats the order's total in each of them; it counts once.
    const seen = new Set<string>();
    let repeated = 0;
    for (const row of table.rows(issues)) {
      const order = cells.text(row, ORDER_ID);
      if (!isRefund && order !== '' && seen.has(order)) { repeated += 1; continue; }
      seen.add(order);
      const read = readRow(row, cells, { amount, isRefund, fallback: defaultCurrency ?? HOME_CURRENCY }, issues);
      if (!read) continue;
      const account = [cells.text(row, SOURCE), cells.text(row, SUB_SOURCE)].filter(part => part !== '').join(' / ');
      under(books, `${account} ${read.currency}`, () => ({ account, currency: read.currency, draft: drafts.open() })).draft.add(read);
    }
    if (repeated > 0) issues.note(1, 'statement.repeated', `${repeated} rows repeat an order that stands above them (one row per item); its total counts once.`);
    return readingOf(LINNWORKS_ORDERS, [...books.values()].map(({ account, currency, draft }) => headOf(draft, { account, currency })), issues);
  },
};
