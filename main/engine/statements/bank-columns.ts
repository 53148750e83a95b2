import { createHash } from 'node:crypto';
import { currencyIn, decimalMarkOf, isBlankAmount, parseAmount } from './amount-text.ts';
import { NAMES, ROLES, WORDS, type Role } from './bank-headers.ts';
import { columnName, type TableRow } from './csv-table.ts';
import { dateFormatOf, parseDay } from './date-text.ts';
import { isRefusal, sniff } from './sniff.ts';
import type { CsvColumns, DecimalMark } from './statement.ts';
import type { Bytes } from './text-encoding.ts';

const CODES = ['gbp', 'eur', 'usd', 'chf', 'sek', 'nok', 'dkk', 'pln', 'cad', 'aud', 'nzd', 'jpy', 'czk', 'huf', 'ron', 'hkd', 'sgd', 'zar', 'brl', 'mxn', 'inr', 'try'];
const CURRENCY_NAMES = new Map([...CODES.map((code): [string, string] => [code, code.toUpperCase()]), ['euro', 'EUR'], ['euros', 'EUR'], ['euroa', 'EUR'], ['pounds', 'GBP'], ['sterling', 'GBP']]);

/** 'Amount (GBP)' or 'Betrag (€)' → the name without its currency, and the currency; 'CAD$' is a column of amounts. */
export function headerCurrency(header: string): { name: string; currency: string | null } {
  const words = columnName(header).split(' ');
  const last = words.at(-1) ?? '';
  const currency = CURRENCY_NAMES.get(last);
  const sign = currencyIn(/[£€]/.exec(header)?.[0] ?? '');
  if (currency === undefined) return { name: words.join(' '), currency: sign };
  if (words.length === 1) return { name: 'amount', currency };
  const rest = words.slice(0, -1);
  return { name: (rest.at(-1) === 'in' && rest.length > 1 ? rest.slice(0, -1) : rest).join(' '), currency };
}

const IN_WORDS = /^(?:c|cr|credit|crdt|h|haben|bij|in|deposit|received|incoming|eingang|einnahme|gutschrift|cr[eé]dit|haber|abono|ingreso|entrata|avere|\+)$/i;
const OUT_WORDS = /^(?:d|dr|debit|dbit|s|soll|af|out|withdrawal|sent|outgoing|ausgang|ausgabe|lastschrift|d[eé]bit|debe|cargo|gasto|uscita|dare|-)$/i;
/** What a cell says about its amount; null for a word that says neither. */
export function directionIn(text: string): 'in' | 'out' | null {
  const word = text.trim();
  return IN_WORDS.test(word) ? 'in' : OUT_WORDS.test(word) ? 'out' : null;
}

type Found = Partial<Record<Role, number>>;

const cellsAt = (rows: readonly TableRow[], at: number): string[] => rows.map(row => (row.cells[at] ?? '').trim()).filter(value => value !== '');
export const areDays = (texts: readonly string[]): boolean => texts.length > 0 && texts.every(text => /\d/.test(text) && parseDay(text, dateFormatOf(texts).format) !== undefined);
export const areAmounts = (texts: readonly string[]): boolean => texts.every(text => isBlankAmount(text) || parseAmount(text, decimalMarkOf(texts).decimal, 3) !== undefined);

/** Rows that have as many cells as the table, and so are no footer. */
const fullRows = (rows: readonly TableRow[], width: number): TableRow[] => {
  const full = rows.filter(row => row.cells.length >= width - 1);
  return full.length > 0 ? full : [...rows];
};

/** The columns whose headers are known, word for word. */
function byName(names: readonly string[], rows: readonly TableRow[]): Found {
  const found: Found = {};
  const taken = new Set<number>();
  for (const role of ROLES) {
    const index = NAMES[role].map(name => names.findIndex((own, at) => own === name && !taken.has(at))).find(at => at >= 0);
    if (index === undefined) continue;
    const values = cellsAt(rows, index);
    if (role === 'direction' && !(values.length > 0 && values.every(value => directionIn(value) !== null))) continue;
    taken.add(index);
    found[role] = index;
  }
  return found;
}

const MONEY: readonly Role[] = ['amount', 'paidIn', 'paidOut'];

/** What is still missing, by words in the headers that their cells bear out. */
function byWords(found: Found, names: readonly string[], rows: readonly TableRow[]): Found {
  const full = fullRows(rows, names.length);
  if (full.length === 0) return found;
  const taken = new Set(Object.values(found));
  const result = { ...found };
  for (const { role, has, not, cells } of WORDS) {
    if (result[role] !== undefined || (role === 'amount' && result.paidIn !== undefined && result.paidOut !== undefined) || (role !== 'amount' && MONEY.includes(role) && found.amount !== undefined)) continue;
    const index = names.findIndex((name, at) => !taken.has(at) && has.test(name) && !(not?.test(name) ?? false) && (cells === 'anything' || (cells === 'days' ? areDays(cellsAt(full, at)) : areAmounts(cellsAt(full, at)))));
    if (index < 0) continue;
    taken.add(index);
    result[role] = index;
  }
  // A value date alone is the only date there is.
  if (result.date === undefined && result.valueDate !== undefined) {
    result.date = result.valueDate;
    delete result.valueDate;
  }
  return result;
}

/** Columns by their headers; null when no date or no amount is among them. */
function fromHeader(header: readonly string[], rows: readonly TableRow[]): CsvColumns | null {
  const names = header.map(text => headerCurrency(text).name);
  const found = byWords(byName(names, rows), names, rows);
  if (found.date === undefined || (found.amount === undefined && found.paidIn === undefined && found.paidOut === undefined)) return null;
  if (found.amount !== undefined && found.paidIn !== undefined && found.paidOut !== undefined) delete found.amount;
  if (found.amount !== undefined) { delete found.paidIn; delete found.paidOut; }
  if (found.amount === undefined) delete found.direction;
  const columns = Object.fromEntries(Object.entries(found).map(([role, at]) => [role, header.indexOf(header[at] ?? '') === at ? (header[at] ?? '') : `#${at + 1}`]));
  return { ...columns, date: String(columns['date']) };
}

/** Of two columns of amounts one may be the balance after the other: then every row proves it. */
function chainOf(columns: readonly number[], rows: readonly TableRow[]): { amount: number; balance: number } | null {
  const minor = (at: number): number[] => { const texts = rows.map(row => row.cells[at] ?? ''); return texts.map(text => parseAmount(text, decimalMarkOf(texts).decimal, 3) ?? Number.NaN); };
  const follows = (amounts: number[], balances: number[]): boolean => balances.slice(1).every((balance, at) => balance - (balances[at] ?? 0) === amounts[at + 1]);
  for (const amount of columns) {
    for (const balance of columns) {
      const [amounts, balances] = [minor(amount), minor(balance)];
      if (amount !== balance && rows.length > 1 && (follows(amounts, balances) || follows(amounts.toReversed(), balances.toReversed()))) return { amount, balance };
    }
  }
  return null;
}

/** A file without a header is understood only when its values leave one reading: one column of amounts, or one and its running balance. */
function fromValues(rows: readonly TableRow[]): CsvColumns | null {
  const width = rows[0]?.cells.length ?? 0;
  if (width < 2 || rows.some(row => row.cells.length !== width)) return null;
  const all = Array.from({ length: width }, (_, at) => at);
  const whole = (at: number): string[] => rows.map(row => row.cells[at] ?? '');
  const dates = all.filter(at => areDays(whole(at)) && whole(at).every(text => /[-/.]|^\d{8}$/.test(text)));
  const amounts = all.filter(at => !dates.includes(at) && areAmounts(whole(at)) && whole(at).every(text => /\d[.,]\d{2}\D*$/.test(text)));
  const chain = amounts.length > 1 ? chainOf(amounts, rows) : null;
  const [date, valueDate] = dates;
  const amount = chain?.amount ?? (amounts.length === 1 ? amounts[0] : undefined);
  const isOneDate = dates.length === 1 || (dates.length === 2 && chain !== null);
  if (!isOneDate || date === undefined || amount === undefined) return null;
  const text = all.find(at => at !== date && !amounts.includes(at) && whole(at).some(value => /\p{L}{3}/u.test(value)) && !whole(at).every(value => currencyIn(value) !== null));
  const currency = all.find(at => whole(at).every(value => /^[A-Z]{3}$/.test(value) && currencyIn(value) !== null));
  const column = (role: Role, at: number | undefined): Partial<CsvColumns> => (at === undefined ? {} : { [role]: `#${at + 1}` });
  return { date: `#${date + 1}`, ...column('valueDate', valueDate), ...column('amount', amount), ...column('balance', chain?.balance), ...column('description', text), ...column('currency', currency) };
}

const MAX_PREAMBLE = 40;

/** `lacks` says what is not found among the columns of a header. */
export type BankLayout = { headerIndex: number; header: string[]; columns: CsvColumns | null; lacks: 'date' | 'amount' | 'header' | null };

/** Where the header is and what it means. Without one, columns go by their place: '#1', '#2'. */
export function bankLayout(head: readonly TableRow[]): BankLayout {
  for (const [headerIndex, row] of head.slice(0, MAX_PREAMBLE).entries()) {
    const columns = fromHeader(row.cells, head.slice(headerIndex + 1));
    if (columns) return { headerIndex, header: row.cells, columns, lacks: null };
  }
  const widest = Math.max(0, ...head.map(row => row.cells.length));
  const first = head.findIndex(row => row.cells.length === widest);
  const row = head[first];
  const looksLikeHeader = row !== undefined && row.cells.filter(cell => cell !== '').every(cell => !/\d{2}/.test(cell) && !isBlankAmount(cell));
  if (row && looksLikeHeader) {
    const names = row.cells.map(text => headerCurrency(text).name);
    const rows = head.slice(first + 1);
    return { headerIndex: first, header: row.cells, columns: null, lacks: byWords(byName(names, rows), names, rows).date === undefined ? 'date' : 'amount' };
  }
  return { headerIndex: -1, header: Array.from({ length: widest }, (_, at) => `#${at + 1}`), columns: fromValues(head), lacks: 'header' };
}

const SAMPLE_ROWS = 20;

/** The layout of a CSV file for the screen where columns are chosen. The same layout has the same signature next month. */
export type CsvLayout = { signature: string; header: string[]; sample: string[][]; suggested: CsvColumns | null; delimiter: string; decimal: DecimalMark };

const FIGURE = /^[^\p{L}]{0,4}\d[\d.,' ]*[^\p{L}]{0,4}$/u;

export function csvLayout(bytes: Bytes): CsvLayout {
  const source = sniff(bytes);
  if (isRefusal(source)) return { signature: '', header: [], sample: [], suggested: null, delimiter: ',', decimal: '.' };
  const { head, delimiter } = source;
  const layout = bankLayout(head);
  const signature = createHash('sha256').update([delimiter, ...layout.header.map(columnName)].join('\n')).digest('hex').slice(0, 32);
  const sample = head.slice(layout.headerIndex + 1, layout.headerIndex + 1 + SAMPLE_ROWS).map(row => row.cells);
  const { decimal } = decimalMarkOf(sample.flat().filter(cell => FIGURE.test(cell) && !areDays([cell])));
  return { signature, header: layout.header, sample, suggested: layout.columns, delimiter, decimal };
}
