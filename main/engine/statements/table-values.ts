import { currencyIn, decimalVotes, digitsOf, isBlankAmount, parseAmount } from './amount-text.ts';
import { cutOffMessage, findColumns, newTableEnd, rowsOf, watchCut, type Columns, type CutWatch, type TableEnd, type TableRow } from './csv-table.ts';
import { dateVotes, parseDay } from './date-text.ts';
import { refusal, type Issues } from './issues.ts';
import type { Source } from './sniff.ts';
import type { DateFormat, DecimalMark, Reading } from './statement.ts';

/** A settlement report as a table: its rows below the header, from the first each time, and its cells by their columns' names. */
export type OpenTable = { columns: Columns; rows(issues?: Issues): Iterable<TableRow> };

export function openTable(format: string, source: Source, required: readonly (string | readonly string[])[]): OpenTable | Reading {
  const columns = findColumns(source.head, required);
  if (!columns) return refusal(format, 1, 'statement.columns', `The header row misses one of the columns ${required.map(names => (typeof names === 'string' ? names : names[0])).join(', ')}.`);
  return { columns, rows: issues => rowsBelow(source, { header: columns.header, headerIndex: columns.headerIndex, delimiter: source.delimiter }, issues) };
}

/** The rows below a header that hold anything. A table that breaks off is refused with the line where it does. */
export function* rowsBelow(source: Source, table: { header: readonly string[]; headerIndex: number; delimiter: string }, issues?: Issues): Generator<TableRow> {
  const end = newTableEnd();
  const cut = watchCut(table.header);
  // Files that somebody put together repeat their header.
  const header = table.headerIndex < 0 ? null : table.header.join('\n');
  let index = -1;
  for (const row of rowsOf(source.chunks(), table.delimiter, end)) {
    index += 1;
    if (index <= table.headerIndex) continue;
    cut.see(row);
    if (row.cells.some(cell => cell !== '') && !(row.cells[0] === table.header[0] && row.cells.join('\n') === header)) yield row;
  }
  if (issues) reportEnd(end, cut, issues);
}

/** Says where and why a table stopped being one, or may have. */
export function reportEnd(end: TableEnd, cut: CutWatch, issues: Issues): void {
  const [cutLine, open] = [cut.cutLine(end), cut.openFigure(end)];
  if (end.problem) issues.refuse(end.problem.line, end.problem.code, end.problem.message);
  else if (cutLine !== null) issues.refuse(cutLine, 'statement.truncated', cutOffMessage(cutLine));
  else if (open !== null) issues.note(open, 'statement.lineEnd', `The last row (line ${open}) has no line end, so nothing shows that its last figure is whole. Compare it with the bank's or the gateway's.`);
}

export const isReading = (opened: OpenTable | Reading): opened is Reading => 'ok' in opened;

/** Recognises a layout by columns that only it has together. */
export const hasColumns = (source: Source, required: readonly (string | readonly string[])[]): boolean => findColumns(source.head, required) !== undefined;

/** A cell is often in one of several columns, named differently by country and year. */
export type Names = readonly [string, ...string[]];

export type Cells = {
  text(row: TableRow, names: Names): string;
  /** Zero when the cell is blank; undefined, with a refusal, when it is no amount. */
  amount(row: TableRow, names: Names, currency: string): number | undefined;
  /** Null when the cell is blank; undefined, with a refusal, when it is no date. */
  day(row: TableRow, names: Names): string | null | undefined;
  currency(row: TableRow, names: Names, fallback: string): string;
};

/** Once this many rows leave no doubt, the survey ends; a later row that contradicts them is refused by its line. */
const SURVEY_ROWS = 20_000;

export type Survey = { dateFormat: DateFormat; decimal: DecimalMark; firstLine: number };
type Asked = { date: string; amount: string; dateFormat?: DateFormat | undefined; decimal?: DecimalMark | undefined; visit?: ((row: TableRow) => void) | undefined };

/**
 * Date order and decimal mark are decided once, over all date and all amount columns, before any row is read for good.
 * `dateFormat` is what else the file says about its country; it decides only where the dates themselves do not.
 */
export function survey(rows: Iterable<TableRow>, texts: (row: TableRow) => { dates: string[]; amounts: string[] }, asked: Asked, issues: Issues): Survey {
  const dates = dateVotes();
  const decimals = decimalVotes();
  let firstLine = 0;
  let seen = 0;
  for (const row of rows) {
    firstLine ||= row.line;
    seen += 1;
    const found = texts(row);
    for (const text of found.dates) dates.see(text);
    for (const text of found.amounts) decimals.see(text);
    asked.visit?.(row);
    if (!asked.visit && seen >= SURVEY_ROWS && dates.finding().certain && decimals.finding().certain) break;
  }
  return { dateFormat: decideDates(dates.finding(), asked, firstLine, issues), decimal: decideDecimal(decimals.finding(), asked, firstLine, issues), firstLine: firstLine || 1 };
}

function decideDates(found: ReturnType<ReturnType<typeof dateVotes>['finding']>, { date, dateFormat }: Asked, line: number, issues: Issues): DateFormat {
  if (!found.certain && dateFormat) return dateFormat;
  if (found.contradictory) issues.note(line, 'statement.dateMixed', `The column '${date}' mixes day/month and month/day.`);
  else if (!found.certain) issues.note(line, 'statement.dateAmbiguous', `Every date in the column '${date}' fits day/month and month/day alike; day/month is taken. Choose the date format if the file is American.`);
  return found.format;
}

function decideDecimal(found: ReturnType<ReturnType<typeof decimalVotes>['finding']>, { amount, decimal }: Asked, line: number, issues: Issues): DecimalMark {
  if (decimal) return decimal;
  if (!found.certain) issues.note(line, 'statement.decimalAmbiguous', `The amounts in the column '${amount}' do not tell decimal point from decimal comma; '${found.decimal}' is taken.`);
  return found.decimal;
}

/** Reads cells with what the whole columns told. */
export function cellsOf({ columns, rows }: OpenTable, asked: { dates: readonly Names[]; amounts: readonly Names[]; dateFormat?: DateFormat | undefined; visit?: (row: TableRow) => void }, issues: Issues): Cells {
  const column = (names: readonly Names[]): string => names.flat().find(name => columns.has(name)) ?? '';
  const cells = (row: TableRow, names: readonly Names[]): string[] => names.map(each => columns.cell(row, ...each));
  const { dateFormat, decimal } = survey(rows(), row => ({ dates: cells(row, asked.dates), amounts: cells(row, asked.amounts) }), { date: column(asked.dates), amount: column(asked.amounts), dateFormat: asked.dateFormat, visit: asked.visit }, issues);
  return {
    text: (row, names) => columns.cell(row, ...names),
    amount(row, names, currency) {
      const text = columns.cell(row, ...names);
      if (isBlankAmount(text)) return 0;
      const minor = parseAmount(text, decimal, digitsOf(currency));
      if (minor === undefined) issues.refuse(row.line, 'statement.amount', `The amount in the column '${column([names])}' at line ${row.line} cannot be read.`);
      return minor;
    },
    day(row, names) {
      const text = columns.cell(row, ...names);
      if (isBlankAmount(text)) return null;
      const day = parseDay(text, dateFormat);
      if (day === undefined) issues.refuse(row.line, 'statement.date', `The date in the column '${column([names])}' at line ${row.line} cannot be read.`);
      return day;
    },
    currency(row, names, fallback) {
      const text = columns.cell(row, ...names);
      const currency = currencyIn(text);
      if (currency === null && text !== '') issues.refuse(row.line, 'statement.currency', `The currency in the column '${column([names])}' at line ${row.line} cannot be read.`);
      return currency ?? fallback;
    },
  };
}

/** The value under a key, made when it is asked for first; keys keep the order in which they first appear. */
export function under<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
