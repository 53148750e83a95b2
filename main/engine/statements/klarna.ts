import { digitsOf, parseAmount } from './amount-text.ts';
import { columnName, type TableRow } from './csv-table.ts';
import { openDrafts } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { payoutBooks, type PayoutRow } from './payouts.ts';
import type { Source } from './sniff.ts';
import { entry, HOME_CURRENCY, oneLine, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, type Cells, type Names, type OpenTable } from './table-values.ts';

/** Klarna's settlement report: a block with the totals of the payout, then one row per sale, fee, return or correction. */
const FORMAT = 'klarna';
const TYPE: Names = ['type', 'transaction_type'];
const AMOUNT: Names = ['amount', 'settlement_amount'];
const CURRENCY: Names = ['currency', 'settlement_currency', 'currency_code', 'purchase_currency'];
const CAPTURED: Names = ['capture_date', 'captured_at', 'sale_date', 'event_date', 'created'];
const SOLD: Names = ['sale_date', 'capture_date'];
const ORDER: Names = ['merchant_reference1', 'merchant_reference_1', 'merchant_reference'];
const KLARNA_ORDER: Names = ['short_order_id', 'order_id', 'capture_id'];
const PAYOUT: Names = ['payment_reference', 'payout_reference'];
const PAID: Names = ['payout_date'];
const REQUIRED: readonly Names[] = [TYPE, AMOUNT, CAPTURED, KLARNA_ORDER, ORDER];

/** What each type is, and which way it moves the payout when the report writes it without a sign. */
const TYPES: readonly [RegExp, StatementEntryKind, 1 | -1][] = [
  [/^reversal_merchant_protection/, 'chargebackReversal', 1],
  [/^fee_(?:refund|correction)|^commission_reversal/, 'fee', 1],
  [/^commission|^credit|^correction/, 'other', 1],
  [/^sale|^capture/, 'sale', 1],
  [/^return|^refund/, 'refund', -1],
  [/^reversal|^dispute|^chargeback/, 'chargeback', -1],
  [/^holdback/, 'reserve', -1],
  [/^release/, 'reserveRelease', 1],
  [/^fee|^charge|^tax|^service/, 'fee', -1],
  [/^repay/, 'other', -1],
];

const typeOf = (words: string): { kind: StatementEntryKind; sign: 1 | -1 | 0 } => {
  const found = TYPES.find(([pattern]) => pattern.test(columnName(words).replaceAll(' ', '_')));
  return { kind: found?.[1] ?? 'other', sign: found?.[2] ?? 0 };
};

type Summary = { line: number; payout: string; paidOn: string; currency: string; total: string };

/** The block above the rows: names in one row, figures in the next. */
function summaryOf(source: Source, { columns }: OpenTable): Summary | null {
  const at = source.head.findIndex(({ cells }, index) => index < columns.headerIndex && cells.some(cell => columnName(cell) === 'total settlement amount'));
  const [names, values] = [source.head[at], source.head[at + 1]];
  if (!names || !values) return null;
  const value = (...wanted: string[]): string => values.cells[names.cells.findIndex(cell => wanted.includes(columnName(cell)))] ?? '';
  return { line: values.line, payout: value('payment reference', 'payout reference'), paidOn: value('payout date', 'settlement date'), currency: value('currency', 'settlement currency', 'currency code').toUpperCase(), total: value('total settlement amount') };
}

type Signing = 'written' | 'byType';

/** A report either signs its amounts or lets the type say it. One negative amount, or the stated total, tells which. */
function signingOf(table: OpenTable, summary: Summary | null, cells: Cells, currency: string): Signing {
  let written = 0;
  let byType = 0;
  let isSigned = false;
  for (const row of table.rows()) {
    const minor = cells.amount(row, AMOUNT, currency) ?? 0;
    written += minor;
    byType += typeOf(cells.text(row, TYPE)).sign * Math.abs(minor);
    isSigned ||= minor < 0;
  }
  const total = summary ? parseAmount(summary.total, summary.total.lastIndexOf(',') > summary.total.lastIndexOf('.') ? ',' : '.', digitsOf(currency)) : undefined;
  if (total !== undefined && total === written) return 'written';
  if (total !== undefined && total === byType) return 'byType';
  return isSigned ? 'written' : 'byType';
}

function readRow(row: TableRow, cells: Cells, { signing, summary, currency: fallback }: { signing: Signing; summary: Summary | null; currency: string }, issues: Issues): PayoutRow | null {
  const currency = summary?.currency || cells.currency(row, CURRENCY, fallback);
  const written = cells.amount(row, AMOUNT, currency);
  const [captured, sold, paidOn] = [CAPTURED, SOLD, PAID].map(names => cells.day(row, names));
  const bookedOn = captured ?? sold ?? null;
  if (written === undefined || captured === undefined || sold === undefined || paidOn === undefined) return null;
  const words = cells.text(row, TYPE);
  const { kind, sign } = typeOf(words);
  if (bookedOn === null || (signing === 'byType' && sign === 0 && written !== 0)) {
    issues.refuse(row.line, bookedOn === null ? 'statement.date' : 'statement.kind', `The row at line ${row.line} has ${bookedOn === null ? 'no capture or sale date' : 'a type that is not known, so that nothing tells which way its money goes'}.`);
    return null;
  }
  const order = cells.text(row, ORDER);
  const payout = cells.text(row, PAYOUT) || summary?.payout || '';
  return {
    line: row.line, payout, paidOn: paidOn ?? null, currency, isTransfer: false,
    entries: [entry({
      id: String(row.line), line: row.line, kind, bookedOn, amountMinor: signing === 'written' ? written : sign * Math.abs(written), currency,
      reference: order || cells.text(row, KLARNA_ORDER), orderReference: order || null, payoutReference: payout || null, text: oneLine(words),
    })],
  };
}

export const klarna: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const cells = cellsOf(table, { dates: [CAPTURED, SOLD, PAID], amounts: [AMOUNT] }, issues);
    const summary = summaryOf(source, table);
    const currency = summary?.currency || defaultCurrency || HOME_CURRENCY;
    const signing = signingOf(table, summary, cells, currency);
    const books = payoutBooks(openDrafts(keep, issues), issues);
    let last: PayoutRow | null = null;
    for (const each of table.rows(issues)) {
      const row = readRow(each, cells, { signing, summary, currency }, issues);
      if (!row) continue;
      books.add(row);
      last = row;
    }
    const total = summary && parseAmount(summary.total, summary.total.lastIndexOf(',') > summary.total.lastIndexOf('.') ? ',' : '.', digitsOf(currency));
    if (summary && last && typeof total === 'number') {
      const paidOn = summary.paidOn.slice(0, 10) || (last.entries[0]?.bookedOn ?? '');
      books.add({ ...last, line: summary.line, payout: summary.payout || last.payout, paidOn, isTransfer: true, entries: [entry({ id: 'payout', line: summary.line, kind: 'payout', bookedOn: /^\d{4}-\d\d-\d\d$/.test(paidOn) ? paidOn : (last.entries[0]?.bookedOn ?? ''), amountMinor: 0 - total, currency })] });
    }
    return readingOf(FORMAT, books.close({ account: 'Klarna', statesTransfers: summary !== null }), issues);
  },
};
