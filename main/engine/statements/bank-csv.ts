import { digitsOf, isBlankAmount, parseAmount } from './amount-text.ts';
import { checkBalance, spanOf } from './balance.ts';
import { bankLayout, headerCurrency, isOutgoing, knownCurrency } from './bank-columns.ts';
import { columnName, cutOffLine, cutOffMessage, readTable, type TableRow } from './csv-table.ts';
import { parseDay } from './date-text.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { runningBalance } from './running-balance.ts';
import type { Source } from './sniff.ts';
import { entry, HOME_CURRENCY, oneLine, statement, type CsvColumns, type ReadOptions, type ReadStatement, type Statement, type StatementEntry } from './statement.ts';
import { decideDates, decideDecimal, groupBy } from './table-values.ts';

/** A bank's own CSV: the columns are remembered by layout, or suggested by their headers; what cannot be told is refused by name. */
const FORMAT = 'bank-csv';

type Layout = { columns: CsvColumns; header: string[]; rows: TableRow[]; preamble: TableRow[] };
type Place = (role: keyof CsvColumns) => number;

const ROLE_WORDS: Partial<Record<keyof CsvColumns, string>> = { date: 'the date', amount: 'the amount', paidIn: 'money in', paidOut: 'money out', balance: 'the balance', currency: 'the currency', valueDate: 'the value date', description: 'the description', reference: 'the reference', party: 'the other party', direction: 'debit or credit', fee: 'the fee', account: 'the account' };

function placeIn(header: readonly string[], name: string): number {
  const numbered = /^#(\d+)$/.exec(name);
  return numbered ? Number(numbered[1]) - 1 : header.findIndex(text => columnName(text) === columnName(name));
}

/** Remembered columns must all be there; a bank that renamed one is asked about, not guessed at. */
function rememberedLayout(rows: TableRow[], columns: CsvColumns): Layout | ReadStatement {
  const named = Object.entries(columns).filter(([role, name]) => role in ROLE_WORDS && typeof name === 'string' && name !== '') as [keyof CsvColumns, string][];
  const headless = named.every(([, name]) => name.startsWith('#'));
  const missing = (header: readonly string[]): [keyof CsvColumns, string][] => named.filter(([, name]) => placeIn(header, name) < 0 || placeIn(header, name) >= header.length);
  if (headless) return { columns, header: Array.from({ length: rows[0]?.cells.length ?? 0 }, (_, at) => `#${at + 1}`), rows, preamble: [] };
  const head = rows.slice(0, 40);
  const best = head.map((row, index) => ({ index, row, missing: missing(row.cells) })).sort((a, b) => a.missing.length - b.missing.length)[0];
  const lost = best?.missing[0];
  if (!best || lost) return refusal(FORMAT, 1, 'statement.column', `The column '${lost?.[1] ?? ''}' that holds ${ROLE_WORDS[lost?.[0] ?? 'date']} is missing. Choose the columns again if the bank changed its file.`);
  return { columns, header: best.row.cells, rows: rows.slice(best.index + 1), preamble: rows.slice(0, best.index) };
}

function suggestedLayout(rows: TableRow[]): Layout | ReadStatement {
  const layout = bankLayout(rows.slice(0, 60));
  const names = layout.header.map(columnName);
  if (layout.columns && names.some(name => /^(?:net|netto|neto)\b/.test(name)) && names.some(name => /\b(?:fees?|gebuhr|commission|comision)\b/.test(name)))
    return refusal(FORMAT, 1, 'statement.format', 'The file has gross, fee and net columns: it is a gateway report of a kind that is not known here, not a bank statement. Choose its columns to read it as one.');
  if (!layout.columns) {
    const lost = layout.headerIndex < 0 ? 'The file has no header row that is recognised' : `No column is recognised as ${names.some(name => /date|datum|fecha|data/.test(name)) ? 'the amount (or paid in and paid out)' : 'the date'}`;
    return refusal(FORMAT, Math.max(1, rows[Math.max(0, layout.headerIndex)]?.line ?? 1), 'statement.columns', `${lost}. Choose which column holds the date and which the amount (or paid in and paid out).`);
  }
  return { columns: layout.columns, header: layout.header, rows: rows.slice(layout.headerIndex + 1), preamble: rows.slice(0, Math.max(0, layout.headerIndex)) };
}

/** Banks that write debits as negative numbers in a column of their own mean the same as those that write them positive. */
function outSign(rows: readonly TableRow[], paidOut: number): 1 | -1 {
  const texts = rows.map(row => row.cells[paidOut] ?? '').filter(text => /[1-9]/.test(text));
  return texts.length > 0 && texts.every(text => /^\s*[-(\u2212]|-\s*$/.test(text)) ? 1 : -1;
}

type Reader = { place: Place; header: string[]; amount(row: TableRow, role: keyof CsvColumns, currency: string): number | undefined; cell(row: TableRow, role: keyof CsvColumns): string; outSign: 1 | -1 };

function readerOf({ columns, header, rows }: Layout, issues: Issues): Reader {
  const places = new Map(Object.entries(columns).map(([role, name]) => [role, typeof name === 'string' && name !== '' ? placeIn(header, name) : -1]));
  const place: Place = role => places.get(role) ?? -1;
  const cell = (row: TableRow, role: keyof CsvColumns): string => row.cells[place(role)] ?? '';
  const line = rows[0]?.line ?? 1;
  const money = (['amount', 'paidIn', 'paidOut', 'balance', 'fee'] as const).filter(role => place(role) >= 0);
  const decimal = columns.decimal ?? decideDecimal(rows.flatMap(row => money.map(role => cell(row, role))), columns.amount ?? columns.paidIn ?? columns.paidOut ?? '', line, issues);
  return {
    place, header, cell, outSign: outSign(rows, place('paidOut')),
    amount(row, role, currency) {
      const text = cell(row, role);
      if (isBlankAmount(text)) return 0;
      const minor = parseAmount(text, decimal, digitsOf(currency));
      if (minor === undefined) issues.refuse(row.line, 'statement.amount', `The amount in the column '${header[place(role)] ?? ''}' at line ${row.line} cannot be read.`);
      return minor;
    },
  };
}

function amountOf(row: TableRow, reader: Reader, currency: string): number | undefined {
  if (reader.place('amount') >= 0) {
    const amount = reader.amount(row, 'amount', currency);
    return amount !== undefined && reader.place('direction') >= 0 ? (isOutgoing(reader.cell(row, 'direction')) ? 0 - Math.abs(amount) : Math.abs(amount)) : amount;
  }
  const [paidIn, paidOut] = [reader.amount(row, 'paidIn', currency), reader.amount(row, 'paidOut', currency)];
  return paidIn === undefined || paidOut === undefined ? undefined : paidIn + reader.outSign * paidOut;
}

type Row = { entries: StatementEntry[]; currency: string; line: number; amountMinor: number; balanceMinor: number | null };

function readRow(row: TableRow, reader: Reader, settings: { currency: string; dateFormat: 'YMD' | 'DMY' | 'MDY' }, issues: Issues): Row | null {
  const { cell } = reader;
  const money = (['amount', 'paidIn', 'paidOut'] as const).map(role => cell(row, role));
  const currency = knownCurrency(cell(row, 'currency')) ?? settings.currency;
  if (money.every(isBlankAmount)) {
    if (cell(row, 'date') !== '' && parseDay(cell(row, 'date'), settings.dateFormat) !== undefined) issues.note(row.line, 'statement.skipped', `The row at line ${row.line} has a date but no amount and is left out.`);
    return null;
  }
  const amountMinor = amountOf(row, reader, currency);
  const fee = reader.amount(row, 'fee', currency);
  const bookedOn = parseDay(cell(row, 'date'), settings.dateFormat);
  if (bookedOn === undefined) {
    issues.refuse(row.line, 'statement.date', `The date in the column '${reader.header[reader.place('date')] ?? ''}' at line ${row.line} cannot be read.`);
    return null;
  }
  const balanceMinor = isBlankAmount(cell(row, 'balance')) ? null : reader.amount(row, 'balance', currency);
  if (amountMinor === undefined || fee === undefined || balanceMinor === undefined) return null;
  const shared = { line: row.line, bookedOn, valueOn: parseDay(cell(row, 'valueDate'), settings.dateFormat) ?? null, currency, reference: oneLine(cell(row, 'reference')), party: oneLine(cell(row, 'party')), text: oneLine(cell(row, 'description')) };
  const feeMinor = 0 - Math.abs(fee);
  const entries = [entry({ ...shared, id: String(row.line), kind: 'bank', amountMinor, feeMinor }), ...(feeMinor === 0 ? [] : [entry({ ...shared, id: `${row.line}-fee`, kind: 'fee', amountMinor: feeMinor })])];
  return { entries, currency, line: row.line, amountMinor: amountMinor + feeMinor, balanceMinor };
}

/** The account's name: a column that never changes, or a line above the table. */
function accountOf({ rows, preamble }: Layout, reader: Reader): string {
  const values = new Set(reader.place('account') < 0 ? [] : rows.map(row => reader.cell(row, 'account')).filter(value => value !== ''));
  if (values.size === 1) return [...values][0] ?? '';
  const named = preamble.filter(row => /^(?:account|iban|konto|compte|cuenta|rekening)/.test(columnName(row.cells[0] ?? '')) && (row.cells[1] ?? '') !== '');
  const above = named.find(row => /number|\bno\b|iban|nummer|numero/.test(columnName(row.cells[0] ?? ''))) ?? named[0];
  return above?.cells[1] ?? '';
}

function readLayout(layout: Layout, { defaultCurrency }: ReadOptions, issues: Issues): Statement[] {
  const { columns, header, rows } = layout;
  const reader = readerOf(layout, issues);
  const dates = rows.map(row => reader.cell(row, 'date'));
  const dateFormat = columns.dateFormat ?? decideDates(dates, columns.date, rows[0]?.line ?? 1, issues);
  const inHeader = header.map(text => headerCurrency(text).currency).find(code => code !== null) ?? null;
  const currency = inHeader ?? defaultCurrency ?? HOME_CURRENCY;
  const readRows = rows.flatMap(row => readRow(row, reader, { currency, dateFormat }, issues) ?? []);
  if (reader.place('currency') < 0 && inHeader === null && defaultCurrency === undefined && readRows.length > 0)
    issues.note(1, 'statement.currencyAssumed', `No column names the currency; ${currency} is taken.`);
  const groups = groupBy(readRows, row => row.currency);
  if (groups.size > 1) issues.note(1, 'statement.currency', `The file holds entries in ${[...groups.keys()].join(', ')}; each currency becomes a statement of its own.`);
  const account = accountOf(layout, reader);
  return [...groups].map(([own, group]) => {
    const entries = group.flatMap(row => row.entries);
    const ends = reader.place('balance') < 0 ? { openingMinor: null, closingMinor: null } : runningBalance(group, columns.balance ?? '', issues);
    const result = statement({ account, currency: own, entries, ...ends, ...spanOf(entries) });
    checkBalance(result, group[0]?.line ?? 1, issues);
    return result;
  });
}

const looksLikeTable = ({ head }: Source): boolean => head.length > 1 && head.filter(row => row.cells.length >= 2).length * 2 > head.length;

export const bankCsv: StatementReader = {
  format: FORMAT,
  recognises: (source, { csvColumns }) => !/^\s*[<{[]/.test(source.text) && (csvColumns !== undefined || looksLikeTable(source) || bankLayout(source.head).columns !== null),
  read(source, options) {
    const { rows, problem } = readTable(source.text, options.csvColumns?.delimiter ?? source.delimiter);
    if (problem) return refusal(FORMAT, problem.line, problem.code, problem.message);
    const layout = options.csvColumns ? rememberedLayout(rows, options.csvColumns) : suggestedLayout(rows);
    if ('ok' in layout) return layout;
    const issues = collectIssues();
    const cut = cutOffLine(source.text, layout.header, layout.rows);
    if (cut !== null) issues.refuse(cut, 'statement.truncated', cutOffMessage(cut));
    return readingOf(FORMAT, readLayout(layout, options, issues), issues);
  },
};
