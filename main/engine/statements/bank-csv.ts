import { currencyIn, currencyOfAmount, decimalVotes, digitsOf, isBlankAmount, parseAmount } from './amount-text.ts';
import { checkBalance } from './balance.ts';
import { bankLayout, directionIn, headerCurrency } from './bank-columns.ts';
import { columnName, csvHead, type TableRow } from './csv-table.ts';
import { dayReader } from './date-text.ts';
import { headOf, openDrafts, type Draft, type Drafts } from './drafts.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, refusal, type Issues } from './issues.ts';
import { balanceChain, type BalanceChain } from './running-balance.ts';
import type { Source } from './sniff.ts';
import { entry, HOME_CURRENCY, oneLine, type CsvColumns, type Reading, type ReadOptions, type StatementEntry, type StatementHead } from './statement.ts';
import { rowsBelow, survey, under } from './table-values.ts';

/** A bank's own CSV: the columns are remembered by layout, or suggested by their headers; what cannot be told is refused by name. */
const FORMAT = 'bank-csv';

/** Where the table begins and what its columns hold. */
type Layout = { columns: CsvColumns; header: string[]; headerIndex: number; delimiter: string };
type Place = (role: keyof CsvColumns) => number;

const ROLE_WORDS: Partial<Record<keyof CsvColumns, string>> = { date: 'the date', amount: 'the amount', paidIn: 'money in', paidOut: 'money out', balance: 'the balance', currency: 'the currency', valueDate: 'the value date', description: 'the description', reference: 'the reference', party: 'the other party', direction: 'debit or credit', fee: 'the fee', account: 'the account' };

function placeIn(header: readonly string[], name: string): number {
  const numbered = /^#(\d+)$/.exec(name);
  return numbered ? Number(numbered[1]) - 1 : header.findIndex(text => columnName(text) === columnName(name));
}

/** Remembered columns must all be there; a bank that renamed one is asked about, not guessed at. */
function rememberedLayout(source: Source, columns: CsvColumns): Layout | Reading {
  const delimiter = columns.delimiter ?? source.delimiter;
  const rows = delimiter === source.delimiter ? source.head : csvHead(source.opening, false, delimiter).head;
  const named = Object.entries(columns).filter(([role, name]) => role in ROLE_WORDS && typeof name === 'string' && name !== '') as [keyof CsvColumns, string][];
  const isHeadless = named.every(([, name]) => name.startsWith('#'));
  const missing = (header: readonly string[]): [keyof CsvColumns, string][] => named.filter(([, name]) => placeIn(header, name) < 0 || placeIn(header, name) >= header.length);
  if (isHeadless) return { columns, header: Array.from({ length: rows[0]?.cells.length ?? 0 }, (_, at) => `#${at + 1}`), headerIndex: -1, delimiter };
  const best = rows.slice(0, 40).map((row, index) => ({ index, row, missing: missing(row.cells) })).sort((a, b) => a.missing.length - b.missing.length)[0];
  const lost = best?.missing[0];
  if (!best || lost) return refusal(FORMAT, 1, 'statement.column', `The column '${lost?.[1] ?? ''}' that holds ${ROLE_WORDS[lost?.[0] ?? 'date']} is missing. Choose the columns again if the bank changed its file.`);
  return { columns, header: best.row.cells, headerIndex: best.index, delimiter };
}

function suggestedLayout({ head, delimiter }: Source): Layout | Reading {
  const { columns, header, headerIndex, lacks } = bankLayout(head);
  const names = header.map(columnName);
  if (columns && names.some(name => /^(?:net|netto|neto)\b/.test(name)) && names.some(name => /\b(?:fees?|gebuhr|commission|comision)\b/.test(name)))
    return refusal(FORMAT, 1, 'statement.format', 'The file has gross, fee and net columns: it is a gateway report of a kind that is not known here, not a bank statement. Choose its columns to read it as one.');
  if (!columns) {
    const what = lacks === 'date' ? 'No column is recognised as the date' : lacks === 'amount' ? 'No column is recognised as the amount (or paid in and paid out)' : 'The file has no header row that is recognised';
    return refusal(FORMAT, Math.max(1, head[Math.max(0, headerIndex)]?.line ?? 1), 'statement.columns', `${what}. Choose which column holds the date and which the amount (or paid in and paid out).`);
  }
  return { columns, header, headerIndex, delimiter };
}

/** Banks that write debits as negative numbers in a column of their own mean the same as those that write them positive. */
function outSignVotes(): { see(text: string): void; sign(): 1 | -1 } {
  let written = 0;
  let negative = 0;
  return {
    see(text) {
      if (!/[1-9]/.test(text)) return;
      written += 1;
      if (/^\s*[-(\u2212]|-\s*$/.test(text)) negative += 1;
    },
    sign: () => (written > 0 && written === negative ? 1 : -1),
  };
}

type Reader = { place: Place; header: string[]; day(text: string): string | undefined; amount(row: TableRow, role: keyof CsvColumns, currency: string): number | undefined; cell(row: TableRow, role: keyof CsvColumns): string; outSign: 1 | -1; currency: string | null };

const MONEY = ['amount', 'paidIn', 'paidOut', 'fee'] as const;

function readerOf(source: Source, layout: Layout, issues: Issues): Reader {
  const { columns, header } = layout;
  const places: Partial<Record<keyof CsvColumns, number>> = Object.fromEntries(Object.entries(columns).map(([role, name]) => [role, typeof name === 'string' && name !== '' ? placeIn(header, name) : -1]));
  const place: Place = role => places[role] ?? -1;
  const cell = (row: TableRow, role: keyof CsvColumns): string => row.cells[places[role] ?? -1] ?? '';
  const money = MONEY.filter(role => place(role) >= 0);
  const signs = outSignVotes();
  // A bank that computes the balance elsewhere may write it with another decimal mark.
  const balances = decimalVotes();
  const currencies = new Set<string>();
  const { decimal, dateFormat } = survey(rowsBelow(source, layout), row => {
    signs.see(cell(row, 'paidOut'));
    balances.see(cell(row, 'balance'));
    for (const role of money) { const currency = currencies.size < 2 ? currencyOfAmount(cell(row, role)) : null; if (currency) currencies.add(currency); }
    return { dates: columns.dateFormat ? [] : [cell(row, 'date')], amounts: money.map(role => cell(row, role)) };
  }, { date: columns.date, amount: columns.amount ?? columns.paidIn ?? columns.paidOut ?? '', dateFormat: columns.dateFormat, decimal: columns.decimal }, issues);
  const found = balances.finding();
  const marks = { other: decimal, balance: columns.decimal ?? (found.certain ? found.decimal : decimal) };
  return {
    currency: currencies.size === 1 ? ([...currencies][0] ?? null) : null,
    place, header, cell, day: dayReader(columns.dateFormat ?? dateFormat), outSign: signs.sign(),
    amount(row, role, currency) {
      const text = cell(row, role);
      if (isBlankAmount(text)) return 0;
      const minor = parseAmount(text, role === 'balance' ? marks.balance : marks.other, digitsOf(currency));
      if (minor === undefined) issues.refuse(row.line, 'statement.amount', `The amount in the column '${header[place(role)] ?? ''}' at line ${row.line} cannot be read.`);
      return minor;
    },
  };
}

function amountOf(row: TableRow, reader: Reader, currency: string, issues: Issues): number | undefined {
  if (reader.place('amount') >= 0) {
    const amount = reader.amount(row, 'amount', currency);
    if (amount === undefined || reader.place('direction') < 0) return amount;
    const direction = directionIn(reader.cell(row, 'direction'));
    if (direction === null && amount !== 0) {
      issues.refuse(row.line, 'statement.direction', `The column '${reader.header[reader.place('direction')] ?? ''}' at line ${row.line} says neither debit nor credit.`);
      return undefined;
    }
    return direction === 'out' ? 0 - Math.abs(amount) : Math.abs(amount);
  }
  const [paidIn, paidOut] = [reader.amount(row, 'paidIn', currency), reader.amount(row, 'paidOut', currency)];
  return paidIn === undefined || paidOut === undefined ? undefined : paidIn + reader.outSign * paidOut;
}

type Row = { entries: StatementEntry[]; currency: string; line: number; amountMinor: number; balanceMinor: number | null };

/** What the last rows of a table are called when they add up the others. */
const TOTALS = /^(?:grand )?(?:totals?|sum|summe|gesamt|gesamtsumme|saldo|kontostand|endsaldo|anfangssaldo|(?:opening|closing|ending|beginning) balance|balance|totaal|totale|suma|somme|solde|razem)\b/i;

function readRow(row: TableRow, reader: Reader, fallback: string, issues: Issues): Row | null {
  const { cell, day } = reader;
  const money = (['amount', 'paidIn', 'paidOut'] as const).map(role => cell(row, role));
  const code = cell(row, 'currency');
  const currency = currencyIn(code) ?? fallback;
  if (code !== '' && currencyIn(code) === null) issues.refuse(row.line, 'statement.currency', `The currency in the column '${reader.header[reader.place('currency')] ?? ''}' at line ${row.line} cannot be read.`);
  if (money.every(isBlankAmount)) {
    if (cell(row, 'date') !== '' && day(cell(row, 'date')) !== undefined) issues.note(row.line, 'statement.skipped', `The row at line ${row.line} has a date but no amount and is left out.`);
    return null;
  }
  const amountMinor = amountOf(row, reader, currency, issues);
  const fee = reader.amount(row, 'fee', currency);
  const bookedOn = day(cell(row, 'date'));
  if (bookedOn === undefined) {
    const written = cell(row, 'date');
    if (TOTALS.test(written) || (written === '' && row.cells.some(text => TOTALS.test(text)))) issues.note(row.line, 'statement.skipped', `The row at line ${row.line} is a total or a balance, no entry, and is left out.`);
    else issues.refuse(row.line, 'statement.date', `The date in the column '${reader.header[reader.place('date')] ?? ''}' at line ${row.line} cannot be read.`);
    return null;
  }
  const balanceMinor = isBlankAmount(cell(row, 'balance')) ? null : reader.amount(row, 'balance', currency);
  if (amountMinor === undefined || fee === undefined || balanceMinor === undefined) return null;
  const shared = { line: row.line, bookedOn, valueOn: day(cell(row, 'valueDate')) ?? null, currency, reference: oneLine(cell(row, 'reference')), party: oneLine(cell(row, 'party')), text: oneLine(cell(row, 'description')) };
  const feeMinor = 0 - Math.abs(fee);
  const entries = [entry({ ...shared, id: String(row.line), kind: 'bank', amountMinor, feeMinor }), ...(feeMinor === 0 ? [] : [entry({ ...shared, id: `${row.line}-fee`, kind: 'fee', amountMinor: feeMinor })])];
  return { entries, currency, line: row.line, amountMinor: amountMinor + feeMinor, balanceMinor };
}

/** The account's name: a column that never changes, or a line above the table. */
function accountOf(source: Source, { headerIndex }: Layout, named: ReadonlySet<string>): string {
  if (named.size === 1) return [...named][0] ?? '';
  const above = source.head.slice(0, Math.max(0, headerIndex)).filter(row => /^(?:account|iban|konto|compte|cuenta|rekening)/.test(columnName(row.cells[0] ?? '')) && (row.cells[1] ?? '') !== '');
  const best = above.find(row => /number|\bno\b|iban|nummer|numero/.test(columnName(row.cells[0] ?? ''))) ?? above[0];
  return best?.cells[1] ?? '';
}

type Book = { line: number; draft: Draft; chain: BalanceChain };

function readLayout(source: Source, layout: Layout, { defaultCurrency }: ReadOptions, drafts: Drafts, issues: Issues): StatementHead[] {
  const { columns, header } = layout;
  const reader = readerOf(source, layout, issues);
  const stated = header.map(text => headerCurrency(text).currency).find(code => code !== null) ?? reader.currency;
  const currency = stated ?? defaultCurrency ?? HOME_CURRENCY;
  const books = new Map<string, Book>();
  const accounts = new Set<string>();
  for (const row of rowsBelow(source, layout, issues)) {
    const account = reader.cell(row, 'account');
    if (account !== '' && accounts.size < 2) accounts.add(account);
    const read = readRow(row, reader, currency, issues);
    if (!read) continue;
    const { draft, chain } = under(books, read.currency, () => ({ line: row.line, draft: drafts.open(), chain: balanceChain() }));
    for (const each of read.entries) draft.add(each);
    chain.see(read);
  }
  if (reader.place('currency') < 0 && stated === null && defaultCurrency === undefined && books.size > 0)
    issues.note(1, 'statement.currencyAssumed', `No column names the currency; ${currency} is taken.`);
  if (books.size > 1) issues.note(1, 'statement.currency', `The file holds entries in ${[...books.keys()].join(', ')}; each currency becomes a statement of its own.`);
  const account = accountOf(source, layout, accounts);
  return [...books].map(([own, { line, draft, chain }]) => {
    const { closingLine, ...ends } = reader.place('balance') < 0 ? { closingLine: null } : chain.close(columns.balance ?? '', issues);
    const head = headOf(draft, { account, currency: own, ...ends });
    checkBalance(head, draft, closingLine ?? line, issues);
    return head;
  });
}

const looksLikeTable = ({ head }: Source): boolean => head.length > 1 && head.filter(row => row.cells.length >= 2).length * 2 > head.length;

export const bankCsv: StatementReader = {
  format: FORMAT,
  recognises: (source, { csvColumns }) => !/^\s*[<{[]/.test(source.opening) && (csvColumns !== undefined || looksLikeTable(source) || bankLayout(source.head).columns !== null),
  read(source, options, keep) {
    const layout = options.csvColumns ? rememberedLayout(source, options.csvColumns) : suggestedLayout(source);
    if ('ok' in layout) return layout;
    const issues = collectIssues();
    return readingOf(FORMAT, readLayout(source, layout, options, openDrafts(keep, issues), issues), issues);
  },
};
