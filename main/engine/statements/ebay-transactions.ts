import type { TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { openDrafts } from './drafts.ts';
import { payoutBooks, type PayoutRow } from './payouts.ts';
import { entry, HOME_CURRENCY, oneLine, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, type Cells, type Names } from './table-values.ts';

/** eBay's transaction report: a preamble, then one row per transaction with its fees in columns of their own. */
const FORMAT = 'ebay-transactions';
const REQUIRED: readonly Names[] = [['Transaction creation date'], ['Type'], ['Net amount'], ['Payout ID', 'Payout currency']];

const CREATED: Names = ['Transaction creation date'];
const PAID: Names = ['Payout date'];
const NET: Names = ['Net amount'];
const GROSS: Names = ['Gross transaction amount'];
const CURRENCY: Names = ['Payout currency'];

/** eBay adds fee columns as it invents fees: every column that calls itself one counts, if it stands among the amounts. */
const FEE_COLUMN = /\bfees?\b|regulatory operating|deposit processing|commission/i;

const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/^payout/i, 'payout'],
  [/^order/i, 'sale'],
  [/^refund/i, 'refund'],
  [/dispute.*(?:won|revers|credit)|claim.*revers/i, 'chargebackReversal'],
  [/dispute|chargeback|claim/i, 'chargeback'],
  [/release/i, 'reserveRelease'],
  [/^hold|reserve/i, 'reserve'],
  [/fee|label|charge|subscription|promoted/i, 'fee'],
];

const kindOf = (type: string): StatementEntryKind => KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';

function readRow(row: TableRow, cells: Cells, feeColumns: readonly string[], fallback: string, issues: Issues): PayoutRow | null {
  const currency = cells.currency(row, CURRENCY, fallback);
  const net = cells.amount(row, NET, currency);
  const bookedOn = cells.day(row, CREATED);
  const paidOn = cells.day(row, PAID);
  const fees = feeColumns.map(column => ({ column, minor: cells.amount(row, [column], currency) }));
  if (net === undefined || bookedOn === undefined || paidOn === undefined || fees.some(({ minor }) => minor === undefined)) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no 'Transaction creation date'.`);
    return null;
  }
  const type = cells.text(row, ['Type']);
  const kind = kindOf(type);
  const known = (text: string): string => (/^-*$/.test(text) ? '' : text);
  const order = known(cells.text(row, ['Order number']));
  const payout = known(cells.text(row, ['Payout ID']));
  const charged = fees.flatMap(({ column, minor }) => (minor ? [{ column, minor }] : []));
  const feeMinor = charged.reduce((sum, { minor }) => sum + minor, 0);
  const shared = {
    line: row.line, bookedOn, currency, orderReference: order || null, payoutReference: payout || null,
    reference: order || known(cells.text(row, ['Reference ID'])) || known(cells.text(row, ['Transaction ID'])) || payout,
    party: oneLine(known(cells.text(row, ['Buyer name'])) || known(cells.text(row, ['Buyer username']))),
  };
  const text = oneLine([type, known(cells.text(row, ['Item title'])), known(cells.text(row, ['Description']))].filter(part => part !== '').join(' · '));
  const main = entry({ ...shared, id: String(row.line), kind, amountMinor: net - feeMinor, feeMinor, text });
  // A row that is nothing but fees needs no empty entry before them.
  const entries = [...(main.amountMinor !== 0 || charged.length === 0 ? [main] : []), ...charged.map(({ column, minor }, index) => entry({ ...shared, id: `${row.line}-fee${index + 1}`, kind: 'fee', amountMinor: minor, text: column }))];
  return { line: row.line, payout, paidOn, currency, isTransfer: kind === 'payout', entries };
}

export const ebayTransactions: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const feeColumns = table.columns.header.filter(column => FEE_COLUMN.test(column));
    const cells = cellsOf(table, { dates: [CREATED, PAID], amounts: [NET, GROSS, ...feeColumns.map((column): Names => [column])] }, issues);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    for (const each of table.rows(issues)) {
      const row = readRow(each, cells, feeColumns, defaultCurrency ?? HOME_CURRENCY, issues);
      if (row) books.add(row);
    }
    return readingOf(FORMAT, books.close({ account: 'eBay' }), issues);
  },
};

