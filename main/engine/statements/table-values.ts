import { decimalMarkOf, digitsOf, isBlankAmount, isCurrencyCode, parseAmount } from './amount-text.ts';
import { cutOffLine, cutOffMessage, findColumns, readTable, type Columns, type TableRow } from './csv-table.ts';
import { dateFormatOf, parseDay } from './date-text.ts';
import { refusal, type Issues } from './issues.ts';
import type { Source } from './sniff.ts';
import type { DateFormat, DecimalMark, ReadStatement } from './statement.ts';

/** A settlement report as a table: its rows below the header, and its cells read with what the whole columns tell. */
export type OpenTable = { columns: Columns; rows: TableRow[] };

export function openTable(format: string, source: Source, required: readonly (string | readonly string[])[]): OpenTable | ReadStatement {
  const { rows, problem } = readTable(source.text, source.delimiter);
  if (problem) return refusal(format, problem.line, problem.code, problem.message);
  const columns = findColumns(rows, required);
  if (!columns) return refusal(format, 1, 'statement.columns', `The header row misses one of the columns ${required.map(names => (typeof names === 'string' ? names : names[0])).join(', ')}.`);
  const cut = cutOffLine(source.text, columns.header, rows.slice(columns.headerIndex + 1));
  if (cut !== null) return refusal(format, cut, 'statement.truncated', cutOffMessage(cut));
  return { columns, rows: rows.slice(columns.headerIndex + 1).filter(row => row.cells.some(cell => cell !== '')) };
}

export const isReading = (opened: OpenTable | ReadStatement): opened is ReadStatement => 'ok' in opened;

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

/** `fallback` is what else the file says about its country; it decides only where the dates themselves do not. */
export function decideDates(texts: readonly string[], column: string, line: number, issues: Issues, fallback?: DateFormat): DateFormat {
  const found = dateFormatOf(texts);
  if (!found.certain && fallback) return fallback;
  if (found.contradictory) issues.note(line, 'statement.dateMixed', `The column '${column}' mixes day/month and month/day.`);
  else if (!found.certain) issues.note(line, 'statement.dateAmbiguous', `Every date in the column '${column}' fits day/month and month/day alike; day/month is taken. Choose the date format if the file is American.`);
  return found.format;
}

export function decideDecimal(texts: readonly string[], column: string, line: number, issues: Issues): DecimalMark {
  const found = decimalMarkOf(texts);
  if (!found.certain) issues.note(line, 'statement.decimalAmbiguous', `The amounts in the column '${column}' do not tell decimal point from decimal comma; '${found.decimal}' is taken.`);
  return found.decimal;
}

/** Date order and decimal mark are decided once, over all date and all amount columns. */
export function cellsOf({ columns, rows }: OpenTable, asked: { dates: readonly Names[]; amounts: readonly Names[]; dateFormat?: DateFormat | undefined }, issues: Issues): Cells {
  const line = rows[0]?.line ?? 1;
  const column = (names: readonly Names[]): string => names.flat().find(name => columns.has(name)) ?? '';
  const texts = (names: readonly Names[]): string[] => rows.flatMap(row => names.map(each => columns.cell(row, ...each)));
  const dateFormat = decideDates(texts(asked.dates), column(asked.dates), line, issues, asked.dateFormat);
  const decimal = decideDecimal(texts(asked.amounts), column(asked.amounts), line, issues);
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
      const text = columns.cell(row, ...names).toUpperCase();
      return isCurrencyCode(text) ? text : fallback;
    },
  };
}

/** Rows by key, in the order in which the keys first appear. */
export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
