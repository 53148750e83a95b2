import { settlementStatement, spanOf } from './balance.ts';
import type { TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, oneLine, type Statement, type StatementEntry, type StatementEntryKind } from './statement.ts';
import { cellsOf, groupBy, hasColumns, isReading, openTable, type Cells, type Names } from './table-values.ts';

/** Amazon's settlement report, flat file V2: one row per amount, the first row of a settlement states its total. */
const FORMAT = 'amazon-settlement';
const REQUIRED = ['settlement-id', 'total-amount', 'transaction-type', 'amount-type', 'amount-description', 'amount'];

const ID: Names = ['settlement-id'];
const TOTAL: Names = ['total-amount'];
const AMOUNT: Names = ['amount'];
const CURRENCY: Names = ['currency'];
const POSTED: Names = ['posted-date', 'posted-date-time'];
const DEPOSIT: Names = ['deposit-date'];
const START: Names = ['settlement-start-date'];
const END: Names = ['settlement-end-date'];
const ORDER: Names = ['order-id'];

/** What a row is, by its transaction type, amount type and description; the first line that fits decides. */
const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/previous reserve/i, 'reserveRelease'],
  [/current reserve|reserve amount/i, 'reserve'],
  [/^(?:chargeback recovery|guarantee recovery|chargeback reversal|a-to-z guarantee recovery)/i, 'chargebackReversal'],
  [/\|itemfees\|.*(?:marketplacefacilitator|lowvaluegoodstax)|withheldtax|marketplacefacilitator/i, 'other'],
  [/\|(?:itemfees|item related fee|shipment fees?|order fees?|cost of advertising|costofadvertising)\||fees?\||servicefee/i, 'fee'],
  [/^(?:chargeback|a-to-z|guarantee)/i, 'chargeback'],
  [/^refund/i, 'refund'],
  [/^order\|/i, 'sale'],
  [/(?:fee|subscription|storage|advertising|commission)\b/i, 'fee'],
];

const kindOf = (words: string): StatementEntryKind => KINDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';

function readRow(row: TableRow, cells: Cells, settlement: { id: string; currency: string; endOn: string }): StatementEntry | null {
  const amountMinor = cells.amount(row, AMOUNT, settlement.currency);
  const posted = cells.day(row, POSTED);
  if (amountMinor === undefined || posted === undefined) return null;
  const words = [cells.text(row, ['transaction-type']), cells.text(row, ['amount-type']), cells.text(row, ['amount-description'])];
  const order = cells.text(row, ORDER);
  return entry({
    id: String(row.line), line: row.line, kind: kindOf(words.join('|')), bookedOn: posted ?? settlement.endOn, amountMinor, currency: settlement.currency,
    reference: order || cells.text(row, ['adjustment-id']) || settlement.id,
    orderReference: order || null, payoutReference: settlement.id, text: oneLine(words.filter(word => word !== '').join(' · ')),
  });
}

function readSettlement(id: string, rows: TableRow[], cells: Cells, fallback: string, issues: Issues): Statement {
  const head = rows.find(row => cells.text(row, TOTAL) !== '');
  const first = head ?? rows[0];
  const line = first?.line ?? 1;
  const currency = first ? cells.currency(first, CURRENCY, fallback) : fallback;
  const startOn = head ? (cells.day(head, START) ?? null) : null;
  const endOn = head ? (cells.day(head, END) ?? null) : null;
  const stated = head ? cells.amount(head, TOTAL, currency) : undefined;
  const lines = rows.filter(row => row !== head || cells.text(row, AMOUNT) !== '');
  const entries = lines.flatMap(row => {
    const own = cells.currency(row, CURRENCY, currency);
    if (own !== currency) issues.note(row.line, 'statement.currency', `The row at line ${row.line} is in ${own}, the settlement is in ${currency}.`);
    return readRow(row, cells, { id, currency: own, endOn: endOn ?? startOn ?? '' }) ?? [];
  });
  if (!head) issues.refuse(line, 'statement.truncated', `The settlement at line ${line} has no row with its total: the file is not complete. Download it again.`);
  for (const each of entries.filter(({ bookedOn }) => bookedOn === '').slice(0, 1)) issues.refuse(each.line, 'statement.date', `The row at line ${each.line} has no date.`);
  const span = spanOf(entries);
  const paidOn = head ? cells.day(head, DEPOSIT) : null;
  return settlementStatement({
    account: 'Amazon', currency, payoutReference: id || null, fromOn: startOn ?? span.fromOn, toOn: endOn ?? span.toOn, entries,
    payout: stated === undefined ? null : { line, on: paidOn ?? endOn ?? span.toOn ?? '', statedMinor: stated, text: 'Transfer to the bank' },
  }, issues);
}

export const amazonSettlement: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [POSTED, DEPOSIT, START, END], amounts: [AMOUNT, TOTAL] }, issues);
    const statements = [...groupBy(table.rows, row => cells.text(row, ID))].map(([id, rows]) => readSettlement(id, rows, cells, defaultCurrency ?? HOME_CURRENCY, issues));
    return readingOf(FORMAT, statements, issues);
  },
};
