/** `line` is where the row starts in the file. */
export type TableRow = { line: number; cells: string[] };

/** What is known when the last row was read: why it stopped being a table, and whether the last row ends with a line end. */
export type TableEnd = { problem: { line: number; code: string; message: string } | null; hasLineEnd: boolean };

const DELIMITERS = [',', ';', '\t', '|'] as const;
const HEAD_CHARACTERS = 64 * 1024;
const HEAD_ROWS = 60;
const MAX_RECORD_CHARACTERS = 1024 * 1024;
const MAX_COLUMNS = 500;

/** A row cut out of a text, how many lines it took, and where the next one begins; null when the text ends before the row does. */
type Cut = { cells: string[]; lines: number; next: number } | null;

/** Where a line ends and the next one begins; -1 when the text has no further line end. */
type LineEnd = { end: number; next: number };

/** Finds line ends (either kind, or both together) from left to right, looking at each place once. */
function lineEndsOf(text: string): (at: number) => LineEnd {
  let feed = text.indexOf('\n');
  let turn = text.indexOf('\r');
  return at => {
    if (feed >= 0 && feed < at) feed = text.indexOf('\n', at);
    if (turn >= 0 && turn < at) turn = text.indexOf('\r', at);
    if (turn < 0 || (feed >= 0 && feed < turn)) return { end: feed, next: feed < 0 ? -1 : feed + 1 };
    return { end: turn, next: feed === turn + 1 ? turn + 2 : turn + 1 };
  };
}

type Place = { text: string; delimiter: string; isLast: boolean; lineEnd: (at: number) => LineEnd };

const afterBlanks = (text: string, from: number): number => {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
};

/** The closing quote: doubled quotes are text, and so is one that no delimiter or line end follows (banks forget to double theirs). */
function closingQuote({ text, delimiter, isLast }: Place, from: number): { close: number; after: number } | null {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at)) {
    if (text.charAt(at + 1) === '"') { at += 2; continue; }
    const after = afterBlanks(text, at + 1);
    if (after >= text.length) return isLast ? { close: at, after } : null;
    if (text.startsWith(delimiter, after) || text.charAt(after) === '\n' || text.charAt(after) === '\r') return { close: at, after };
    at += 1;
  }
  return null;
}

/** A carriage return at the very end of a piece may be the first half of a line end. */
const isWholeLine = ({ text, isLast }: Place, { end, next }: LineEnd): boolean => end >= 0 && (isLast || next < text.length || text.charAt(end) === '\n');

function cutRow(place: Place, start: number): Cut {
  const { text, delimiter, isLast } = place;
  const line = place.lineEnd(start);
  const plain = text.slice(start, line.end < 0 ? text.length : line.end);
  if (delimiter !== '\t' && plain.includes('"')) return cutQuotedRow(place, start, line);
  if (!isWholeLine(place, line) && !isLast) return null;
  return { cells: plain.split(delimiter, MAX_COLUMNS), lines: 1, next: line.end < 0 ? text.length : line.next };
}

function cutQuotedRow(place: Place, start: number, first: LineEnd): Cut {
  const { text, delimiter, isLast } = place;
  const cells: string[] = [];
  let line = first;
  let lines = 1;
  for (let at = start; ;) {
    const open = afterBlanks(text, at);
    let after: number;
    if (text.charAt(open) === '"') {
      const found = closingQuote(place, open + 1);
      if (!found) return null;
      cells.push(text.slice(open + 1, found.close).replaceAll('""', '"'));
      after = found.after;
      for (; line.end >= 0 && line.end < after; lines += 1) line = place.lineEnd(line.next);
    } else {
      const split = text.indexOf(delimiter, at);
      after = split >= 0 && (line.end < 0 || split < line.end) ? split : line.end < 0 ? text.length : line.end;
      cells.push(text.slice(at, after));
    }
    if (text.startsWith(delimiter, after)) { at = after + delimiter.length; continue; }
    if (!isWholeLine(place, line) && !isLast) return null;
    return { cells: cells.slice(0, MAX_COLUMNS), lines, next: line.end < 0 ? text.length : line.next };
  }
}

function trimmed(cells: string[]): string[] {
  for (let at = 0; at < cells.length; at += 1) cells[at] = (cells[at] ?? '').trim();
  return cells;
}

/**
 * Rows of a table that comes in pieces. Written here because the libraries read a tenth as fast or need the whole file; the rules
 * are RFC 4180's, read as forgivingly as banks write them. Empty lines are no rows. `end` is filled in when the last row was read.
 */
export function* rowsOf(chunks: Iterable<string>, delimiter: string, end: TableEnd): Generator<TableRow> {
  let text = '';
  let line = 1;
  const fail = (code: string, message: string): void => { end.problem = { line, code, message }; };
  function* cut(isLast: boolean): Generator<TableRow> {
    const place: Place = { text, delimiter, isLast, lineEnd: lineEndsOf(text) };
    let at = 0;
    while (at < text.length) {
      const row = cutRow(place, at);
      if (!row) break;
      const cells = trimmed(row.cells);
      if (cells.length > 1 || cells[0] !== '') yield { line, cells };
      line += row.lines;
      at = row.next;
    }
    text = text.slice(at);
  }
  for (const chunk of chunks) {
    if (chunk !== '') end.hasLineEnd = /[\n\r][ \t]*$/.test(chunk.slice(-20));
    text += chunk;
    yield* cut(false);
    if (text.length > MAX_RECORD_CHARACTERS + chunk.length) return fail('statement.table', `Line ${line} is not a row of a table: it is longer than any statement's. Download the file again as CSV.`);
  }
  yield* cut(true);
  if (text !== '') fail('statement.truncated', `The file ends inside a quoted text that begins about line ${line}. Download it again.`);
}

export const newTableEnd = (): TableEnd => ({ problem: null, hasLineEnd: true });

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

/** The first rows: only to recognise the layout. */
export function csvHead(opening: string, isWhole: boolean, delimiter = delimiterOf(opening)): { head: TableRow[]; delimiter: string } {
  const head: TableRow[] = [];
  const whole = isWhole ? opening : opening.slice(0, opening.lastIndexOf('\n') + 1 || opening.length);
  for (const row of rowsOf([whole], delimiter, newTableEnd())) {
    head.push(row);
    if (head.length === HEAD_ROWS) break;
  }
  return { head, delimiter };
}

/**
 * Notices a download that broke off: the last row is shorter than every other, and no line end comes after it. A figure in a last cell
 * without a line end may lack digits: `openFigure` is its line.
 */
export type CutWatch = { see(row: TableRow): void; cutLine(end: TableEnd): number | null; openFigure(end: TableEnd): number | null };

const FIGURE = /^[-+(]?[^\d]{0,4}\d[\d.,' ]*$/;

export function watchCut(header: readonly string[]): CutWatch {
  let last: TableRow | null = null;
  let shortest = header.findLastIndex(cell => cell !== '') + 1;
  return {
    see(row) {
      if (last) shortest = Math.min(shortest, last.cells.length);
      last = row;
    },
    openFigure: ({ hasLineEnd }) => (last && !hasLineEnd && FIGURE.test(last.cells.at(-1) ?? '') ? last.line : null),
    cutLine: ({ hasLineEnd }) => (last && !hasLineEnd && last.cells.length < shortest ? last.line : null),
  };
}

export const cutOffMessage = (line: number): string => `The last row (line ${line}) is cut off: the file is not complete. Download it again.`;

/** 'Transaction creation date', 'Währung' → 'transaction creation date', 'wahrung': how headers are compared. */
/** Letters that Unicode does not take apart into a letter and its mark. */
const PLAIN: Record<string, string> = { ß: 'ss', ø: 'o', Ø: 'o', æ: 'ae', Æ: 'ae', œ: 'oe', ł: 'l', Ł: 'l', đ: 'd', ı: 'i' };
export const columnName = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[ßøØæÆœłŁđı]/g, letter => PLAIN[letter] ?? letter).toLowerCase().replace(/[^\p{L}\p{N}#]+/gu, ' ').trim();

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
    const place = (names: readonly string[]): number | undefined => {
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
