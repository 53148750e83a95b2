import { settlementOf } from './balance.ts';
import type { TableRow } from './csv-table.ts';
import { openDrafts, type Draft } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { withFee } from './payouts.ts';
import { HOME_CURRENCY, oneLine, type StatementEntry, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, under, type Cells, type Names } from './table-values.ts';

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

type Moment = { line: number; on: string };
type Book = { settlement: string; currency: string; draft: Draft; last: Moment | null; transfer: Moment | null; transferredMinor: number };

export const amazonPaySettlement: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [POSTED], amounts: [AMOUNT, FEE, NET] }, issues);
    const drafts = openDrafts(keep, issues);
    const books = new Map<string, Book>();
    for (const row of table.rows(issues)) {
      const settlement = cells.text(row, ['SettlementId']);
      const currency = cells.currency(row, CURRENCY, defaultCurrency ?? HOME_CURRENCY);
      const book = under(books, `${settlement} ${currency}`, () => ({ settlement, currency, draft: drafts.open(), last: null, transfer: null, transferredMinor: 0 }));
      for (const each of readRow(row, cells, currency, issues)) {
        book.last = { line: each.line, on: each.bookedOn };
        if (each.kind === 'payout') Object.assign(book, { transfer: book.last, transferredMinor: book.transferredMinor + each.amountMinor });
        else book.draft.add(each);
      }
    }
    return readingOf(FORMAT, [...books.values()].map(({ settlement, currency, draft, last, transfer, transferredMinor }) => settlementOf([draft], {
      account: 'Amazon Pay', currency, payoutReference: settlement || null,
      payout: last ? { ...(transfer ?? last), statedMinor: transfer ? 0 - transferredMinor : null, text: 'Transfer to the bank' } : null,
    }, issues)), issues);
  },
};
