import { settlementStatement, spanOf } from './balance.ts';
import type { TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { withFee } from './payouts.ts';
import { HOME_CURRENCY, oneLine, sumMinor, type StatementEntry, type StatementEntryKind } from './statement.ts';
import { cellsOf, groupBy, hasColumns, isReading, openTable, type Cells, type Names } from './table-values.ts';

/** Amazon Pay's settlement report, for shops that take payments through Amazon. */
const FORMAT = 'amazon-pay';
const REQUIRED = ['TransactionPostedDate', 'SettlementId', 'TransactionType', 'TransactionAmount', 'NetTransactionAmount'];

const POSTED: Names = ['TransactionPostedDate'];
const AMOUNT: Names = ['TransactionAmount'];
const FEE: Names = ['TotalTransactionFee'];
const NET: Names = ['NetTransactionAmount'];
const CURRENCY: Names = ['CurrencyCode'];

const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/^transfer/i, 'payout'],
  [/^capture|^sale/i, 'sale'],
  [/^refund/i, 'refund'],
  [/^(?:chargeback|a-to-z|guarantee)/i, 'chargeback'],
  [/^reserve/i, 'reserve'],
  [/fee/i, 'fee'],
];

function kindOf(type: string, minor: number): StatementEntryKind {
  const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
  if (kind === 'reserve' && minor > 0) return 'reserveRelease';
  return kind === 'chargeback' && minor > 0 ? 'chargebackReversal' : kind;
}

function readRow(row: TableRow, cells: Cells, currency: string, issues: Issues): StatementEntry[] {
  const amount = cells.amount(row, AMOUNT, currency);
  const net = cells.amount(row, NET, currency);
  const bookedOn = cells.day(row, POSTED);
  if (amount === undefined || net === undefined || bookedOn === undefined) return [];
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no TransactionPostedDate.`);
    return [];
  }
  const type = cells.text(row, ['TransactionType']);
  const order = cells.text(row, ['SellerOrderId']) || cells.text(row, ['SellerReferenceId']);
  return withFee({
    id: String(row.line), line: row.line, kind: kindOf(type, amount), bookedOn, amountMinor: amount, currency, orderReference: order || null,
    reference: order || cells.text(row, ['AmazonOrderReferenceId']) || cells.text(row, ['AmazonTransactionId']), text: oneLine([type, cells.text(row, ['TransactionDescription'])].filter(part => part !== '').join(' · ')),
  }, net - amount);
}

export const amazonPaySettlement: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [POSTED], amounts: [AMOUNT, FEE, NET] }, issues);
    const key = (row: TableRow): string => `${cells.text(row, ['SettlementId'])} ${cells.currency(row, CURRENCY, defaultCurrency ?? HOME_CURRENCY)}`;
    const statements = [...groupBy(table.rows, key)].map(([name, rows]) => {
      const [settlement = '', currency = HOME_CURRENCY] = name.split(' ');
      const read = rows.flatMap(row => readRow(row, cells, currency, issues));
      const transfers = read.filter(({ kind }) => kind === 'payout');
      const entries = read.filter(({ kind }) => kind !== 'payout');
      const span = spanOf(entries);
      const last = transfers.at(-1) ?? read.at(-1);
      return settlementStatement({
        account: 'Amazon Pay', currency, payoutReference: settlement || null, ...span, entries,
        payout: last ? { line: last.line, on: last.bookedOn, statedMinor: transfers.length > 0 ? 0 - sumMinor(transfers) : null, text: 'Transfer to the bank' } : null,
      }, issues);
    });
    return readingOf(FORMAT, statements, issues);
  },
};
