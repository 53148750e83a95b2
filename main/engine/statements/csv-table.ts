import { parse } from 'csv-parse/sync';
import { MAX_ENTRIES } from './statement.ts';

/** `line` is where the row starts in the file. */
export type TableRow = { line: number; cells: string[] };
export type Table = { rows: TableRow[]; problem: { line: number; code: string; message: string } | null };

const DELIMITERS = [',', ';', '\t', '|'] as const;
const HEAD_CHARACTERS = 64 * 1024;
const HEAD_ROWS = 60;
const MAX_RECORD_CHARACTERS = 1024 * 1024;
const MAX_COLUMNS = 500;

type Parsed = { record: string[]; info: { lines: number } };

/** What csv-parse says when a quote is opened and the file ends. */
const UNFINISHED = 'CSV_QUOTE_NOT_CLOSED';

function parseRows(text: string, delimiter: string, loose: { quotes: boolean }, to?: number): TableRow[] {
  // The options below make csv-parse answer with records and their place; its types cannot tell.
  const parsed = parse(text, {
    delimiter,
    bom: true,
    info: true,
    quote: delimiter === '\t' ? null : '"',
    relax_column_count: true,
    relax_quotes: loose.quotes,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    to: to ?? MAX_ENTRIES + HEAD_ROWS,
  }) as unknown as Parsed[];
  return parsed.map(({ record, info }) => {
    const breaks = record.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
    return { line: Math.max(1, info.lines - breaks), cells: record.slice(0, MAX_COLUMNS).map(cell => cell.trim()) };
  });
}

/** csv-parse's errors carry the code and the line. */
const failureOf = (error: unknown): { code: string; line: number } => {
  const { code = '', lines = 1 } = error as { code?: string; lines?: number };
  return { code, line: lines };
};

/** The whole file as rows, or where and why it stopped being a table. */
export function readTable(text: string, delimiter: string): Table {
  for (const quotes of [false, true]) {
    try {
      const rows = parseRows(text, delimiter, { quotes });
      if (rows.length > MAX_ENTRIES) return { rows: [], problem: { line: MAX_ENTRIES, code: 'statement.tooLarge', message: `The file has more than ${MAX_ENTRIES} rows. Download it in shorter periods.` } };
      return { rows, problem: null };
    } catch (error) {
      const { code, line } = failureOf(error);
      if (code === UNFINISHED) return { rows: [], problem: { line, code: 'statement.truncated', message: `The file ends inside a quoted text that begins about line ${line}. Download it again.` } };
      if (quotes) return { rows: [], problem: { line, code: 'statement.table', message: `Line ${line} is not a row of a table. Download the file again as CSV.` } };
    }
  }
  return { rows: [], problem: null };
}

/** The delimiter that splits the first rows most evenly. */
export function delimiterOf(text: string): string {
  const lines = text.slice(0, HEAD_CHARACTERS).split(/\r\n|\n|\r/).filter(line => line.trim() !== '').slice(0, HEAD_ROWS);
  const score = (delimiter: string): number => {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const count = line.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length - 1;
      if (count > 0) counts.set(count, (counts.get(count) ?? 0) + 1);
    }
    return Math.max(0, ...[...counts].map(([count, times]) => times * Math.min(count, 10)));
  };
  const best = [...DELIMITERS].sort((a, b) => score(b) - score(a))[0] ?? ',';
  return score(best) > 0 ? best : ',';
}

/** The first rows, read forgivingly: only to recognise the layout. */
export function csvHead(text: string): { head: TableRow[]; delimiter: string } {
  const delimiter = delimiterOf(text);
  const whole = text.length <= HEAD_CHARACTERS;
  const part = whole ? text : text.slice(0, text.lastIndexOf('\n', HEAD_CHARACTERS) + 1 || HEAD_CHARACTERS);
  try {
    return { head: parseRows(part, delimiter, { quotes: true }, HEAD_ROWS), delimiter };
  } catch {
    const lines = part.split(/\r\n|\n|\r/).slice(0, HEAD_ROWS);
    return { head: lines.map((text, index) => ({ line: index + 1, cells: text.split(delimiter).map(cell => cell.replace(/^\s*"|"\s*$/g, '').trim()) })), delimiter };
  }
}

/** A download that broke off: the last row has fewer cells than every other, and no line end after it. */
export function cutOffLine(text: string, header: readonly string[], rows: readonly TableRow[]): number | null {
  const last = rows.at(-1);
  const isCut = last !== undefined && !/\n\s*$/.test(text) && last.cells.length < header.length && rows.slice(0, -1).every(row => row.cells.length >= header.length);
  return isCut ? last.line : null;
}

export const cutOffMessage = (line: number): string => `The last row (line ${line}) is cut off: the file is not complete. Download it again.`;

/** 'Transaction creation date', 'Währung' → 'transaction creation date', 'wahrung': how headers are compared. */
export const columnName = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').toLowerCase().replace(/[^\p{L}\p{N}#]+/gu, ' ').trim();

/** A header row found, with a way to ask a row for a cell by any of its column's names. */
export type Columns = {
  headerIndex: number;
  header: string[];
  has(...names: string[]): boolean;
  /** The cell under the first of these headers that exists; '' when none does. */
  cell(row: TableRow, ...names: string[]): string;
};

/** The first row among the opening ones that has every required header (each may have several names). */
export function findColumns(rows: readonly TableRow[], required: readonly (string | readonly string[])[]): Columns | undefined {
  const wanted = required.map(names => (typeof names === 'string' ? [names] : names).map(columnName));
  for (const [headerIndex, row] of rows.slice(0, HEAD_ROWS).entries()) {
    const places = new Map<string, number>();
    row.cells.forEach((cell, index) => {
      const name = columnName(cell);
      if (name !== '' && !places.has(name)) places.set(name, index);
    });
    if (!wanted.every(names => names.some(name => places.has(name)))) continue;
    const asked = new Map<string, number | undefined>();
    const place = (names: string[]): number | undefined => {
      for (const name of names) {
        if (!asked.has(name)) asked.set(name, places.get(columnName(name)));
        const index = asked.get(name);
        if (index !== undefined) return index;
      }
      return undefined;
    };
    return {
      headerIndex,
      header: row.cells,
      has: (...names) => place(names) !== undefined,
      cell(given, ...names) {
        const index = place(names);
        return index === undefined ? '' : (given.cells[index] ?? '');
      },
    };
  }
  return undefined;
}
