import { settlementOf } from './balance.ts';
import type { TableRow } from './csv-table.ts';
import { openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { entry, HOME_CURRENCY, oneLine, type StatementEntry, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, under, type Cells, type Names } from './table-values.ts';

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

/** What the first row of a settlement states, found before the rows themselves are read. */
type Settlement = { line: number; head: TableRow | null };
type Book = { id: string; draft: Draft; currency: string; startOn: string | null; endOn: string | null; line: number; head: TableRow | null };

function readRow(row: TableRow, cells: Cells, { id, currency, startOn, endOn }: Book, issues: Issues): StatementEntry | null {
  const own = cells.currency(row, CURRENCY, currency);
  if (own !== currency) issues.note(row.line, 'statement.currency', `The row at line ${row.line} is in ${own}, the settlement is in ${currency}.`);
  const amountMinor = cells.amount(row, AMOUNT, own);
  const bookedOn = cells.day(row, POSTED) ?? endOn ?? startOn;
  if (amountMinor === undefined) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no date.`);
    return null;
  }
  const words = [cells.text(row, ['transaction-type']), cells.text(row, ['amount-type']), cells.text(row, ['amount-description'])];
  const order = cells.text(row, ORDER);
  return entry({
    id: String(row.line), line: row.line, kind: kindOf(words.join('|')), bookedOn, amountMinor, currency: own,
    reference: order || cells.text(row, ['adjustment-id']) || id,
    orderReference: order || null, payoutReference: id, text: oneLine(words.filter(word => word !== '').join(' · ')),
  });
}

function openBook(id: string, { line, head }: Settlement, cells: Cells, draft: Draft, fallback: string): Book {
  const day = (names: Names): string | null => (head ? (cells.day(head, names) ?? null) : null);
  return { id, draft, line, head, currency: head ? cells.currency(head, CURRENCY, fallback) : fallback, startOn: day(START), endOn: day(END) };
}

function closeBook({ id, draft, currency, startOn, endOn, line, head }: Book, cells: Cells, issues: Issues) {
  if (!head) issues.refuse(line, 'statement.truncated', `The settlement at line ${line} has no row with its total: the file is not complete. Download it again.`);
  const stated = head ? cells.amount(head, TOTAL, currency) : undefined;
  const paidOn = head ? cells.day(head, DEPOSIT) : null;
  return settlementOf([draft], {
    account: 'Amazon', currency, payoutReference: id || null, fromOn: startOn, toOn: endOn,
    payout: stated === undefined ? null : { line, on: paidOn ?? endOn ?? draft.toOn ?? '', statedMinor: stated, text: 'Transfer to the bank' },
  }, issues);
}

export const amazonSettlement: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const settlements = new Map<string, Settlement>();
    const { columns } = table;
    const cells = cellsOf(table, {
      dates: [POSTED, DEPOSIT, START, END], amounts: [AMOUNT, TOTAL],
      visit(row) {
        const settlement = under(settlements, columns.cell(row, ...ID), () => ({ line: row.line, head: null }));
        if (!settlement.head && columns.cell(row, ...TOTAL) !== '') Object.assign(settlement, { line: row.line, head: row });
      },
    }, issues);
    const drafts = openDrafts(keep, issues);
    const books = new Map([...settlements].map(([id, settlement]) => [id, openBook(id, settlement, cells, drafts.open(), defaultCurrency ?? HOME_CURRENCY)]));
    for (const row of table.rows(issues)) {
      const book = books.get(cells.text(row, ID));
      // The row with the total holds an amount only in files that somebody worked on.
      if (!book || (row.line === book.head?.line && cells.text(row, AMOUNT) === '')) continue;
      const read = readRow(row, cells, book, issues);
      if (read) book.draft.add(read);
    }
    return readingOf(FORMAT, [...books.values()].map(book => closeBook(book, cells, issues)), issues);
  },
};
