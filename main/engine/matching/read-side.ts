import { COLUMNS, startFilling, WANTED, type Column } from './columns.ts';
import type { Side } from './side.ts';

/** What is wrong with a file, and where; lines and columns are counted from 1. */
export class UnreadableRows extends Error {
  readonly line: number;
  readonly column: string;
  constructor(line: number, column: string, message: string) {
    super(`line ${line}, column ${column}: ${message}`);
    this.name = 'UnreadableRows';
    this.line = line;
    this.column = column;
  }
}

const REQUIRED: readonly Column[] = ['id', 'amount_minor', 'currency', 'date'];

/** How the rows of one side are written. */
export type RowsFormat = {
  readonly columns: readonly (Column | null)[];
  /** The byte between two fields. */
  readonly fieldEnd: number;
  /** Whether a field may stand in quotation marks, a doubled one standing for one. */
  readonly isQuoted: boolean;
  /** The line of the first row; and how many rows, and bytes of their texts, to make room for at first. */
  readonly firstLine: number;
  readonly rows: number;
  readonly textBytes: number;
};

const [NEWLINE, RETURN, QUOTE, SPACE] = [10, 13, 34, 32];
const MAX_ROWS = 20_000_000;
const MAX_SHOWN = 40;
const decoder = new TextDecoder();

/** The first line of a CSV file names its columns, in any order; others than those known are passed over. */
export function readHeader(line: Uint8Array): RowsFormat['columns'] {
  const names = decoder.decode(line).replace(/^\uFEFF/, '').replace(/\r?\n?$/, '').split(',').map(name => name.trim().replace(/^"(.*)"$/, '$1').toLowerCase());
  for (const required of REQUIRED) if (!names.includes(required)) throw new UnreadableRows(1, required, `the header has no column ${required}; it needs ${REQUIRED.join(', ')}`);
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined) throw new UnreadableRows(1, twice, `the header names the column ${twice} twice`);
  return names.map(name => COLUMNS.find(column => column === name) ?? null);
}

/** Where the quotation marks close that open at `start`, -1 when they do not; and whether doubled ones stand between them. */
function closingQuote(bytes: Uint8Array, start: number): { end: number; hasDoubled: boolean } {
  let [at, hasDoubled] = [start + 1, false];
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0 || bytes[at + 1] !== QUOTE) return { end: at, hasDoubled };
    hasDoubled = true;
    at += 2;
  }
}

function undoubled(bytes: Uint8Array): Uint8Array {
  let isSecond = false;
  return bytes.filter(byte => {
    isSecond = byte === QUOTE && !isSecond;
    return byte !== QUOTE || isSecond;
  });
}

function countOf(bytes: Uint8Array, wanted: number, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (bytes[at] === wanted) count += 1;
  return count;
}

export type SideReader = {
  /** Reads the whole rows that these bytes begin with, and says how many bytes they are; what is left must come again with what follows it. */
  read(bytes: Uint8Array, given: { isLast: boolean }): number;
  end(): Side;
};

/** Reads the rows of one side into columns, piece by piece, so that a file is never in memory as a whole. */
export function startReading({ columns, fieldEnd, isQuoted, firstLine, rows, textBytes }: RowsFormat): SideReader {
  const { keep, side } = startFilling({ rows, textBytes, hasFees: columns.includes('fee_minor') });
  let [row, line] = [0, firstLine];
  const bad = (column: Column | number, message: string): never => { throw new UnreadableRows(line, String(column), message); };
  const keepField = (field: number, bytes: Uint8Array, start: number, end: number): void => {
    const column = columns[field];
    if (column === undefined) bad(field + 1, `the row has more than the ${columns.length} fields of the header`);
    if (column === undefined || column === null) return;
    let [from, to] = [start, end];
    while (from < to && bytes[from] === SPACE) from += 1;
    while (to > from && bytes[to - 1] === SPACE) to -= 1;
    if (!keep(column, row, bytes, from, to)) bad(column, `“${decoder.decode(bytes.slice(from, Math.min(to, from + MAX_SHOWN)))}” is not ${WANTED[column] ?? 'readable'}`);
  };
  /** The place behind a field in quotation marks; -1 when the bytes end before it does. */
  const keepQuoted = (field: number, bytes: Uint8Array, start: number, isLast: boolean): number => {
    const { end, hasDoubled } = closingQuote(bytes, start);
    if (end < 0 && isLast) bad(columns[field] ?? field + 1, 'a quotation mark is never closed');
    if (end < 0 || (end + 1 === bytes.length && !isLast)) return -1;
    const next = bytes[end + 1];
    if (next !== undefined && next !== fieldEnd && next !== NEWLINE && next !== RETURN) bad(columns[field] ?? field + 1, 'something stands behind the closing quotation mark');
    line += countOf(bytes, NEWLINE, start, end);
    if (hasDoubled) {
      const text = undoubled(bytes.subarray(start + 1, end));
      keepField(field, text, 0, text.length);
    } else keepField(field, bytes, start + 1, end);
    return end + 1;
  };
  /** Reads one row; -1 when the bytes end before it does. */
  const readRow = (bytes: Uint8Array, start: number, isLast: boolean): number => {
    const end = bytes.length;
    let at = start;
    for (let field = 0; ; field += 1) {
      if (isQuoted && bytes[at] === QUOTE) {
        at = keepQuoted(field, bytes, at, isLast);
        if (at < 0) return -1;
        if (bytes[at] === RETURN) at += 1;
      } else {
        const from = at;
        while (at < end && bytes[at] !== fieldEnd && bytes[at] !== NEWLINE) at += 1;
        if (at === end && !isLast) return -1;
        keepField(field, bytes, from, at > from && bytes[at] !== fieldEnd && bytes[at - 1] === RETURN ? at - 1 : at);
      }
      if (at >= end && !isLast) return -1;
      if (at >= end || bytes[at] === NEWLINE) {
        if (field + 1 < columns.length) bad(columns[field + 1] ?? field + 2, `the row ends after ${field + 1} of ${columns.length} fields`);
        return at + 1;
      }
      at += 1;
    }
  };
  return {
    read(bytes, { isLast }) {
      let at = 0;
      while (at < bytes.length) {
        const isReturn = bytes[at] === RETURN && bytes[at + 1] === NEWLINE;
        if (bytes[at] === NEWLINE || isReturn) {
          at += isReturn ? 2 : 1;
          line += 1;
          continue;
        }
        if (row === MAX_ROWS) bad('id', `there are more than ${MAX_ROWS} rows; match shorter periods`);
        const before = line;
        const next = readRow(bytes, at, isLast);
        if (next < 0) {
          line = before;
          return at;
        }
        at = next;
        row += 1;
        line += 1;
      }
      return bytes.length;
    },
    end() {
      const whole = side(row);
      if (isQuoted) refuseTwins(whole, firstLine);
      return whole;
    },
  };
}

/** An id names one row: an answer that names two could not be acted on. */
function refuseTwins({ id, bytes, size }: Side, firstLine: number): void {
  const slots = new Int32Array(1 << Math.ceil(Math.log2(Math.max(2, size) * 2)));
  for (let row = 0; row < size; row += 1) {
    const [from, to] = [id.from[row] ?? 0, id.to[row] ?? 0];
    let hash = 0x811c9dc5 | 0;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    let slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
    for (let other = slots[slot] ?? 0; other !== 0; other = slots[(slot = (slot + 1) & (slots.length - 1))] ?? 0) {
      const start = id.from[other - 1] ?? 0;
      let at = (id.to[other - 1] ?? 0) - start === to - from ? 0 : -1;
      while (at >= 0 && at < to - from && bytes[start + at] === bytes[from + at]) at += 1;
      if (at === to - from) throw new UnreadableRows(row + firstLine, 'id', `“${decoder.decode(bytes.slice(from, to))}” stands on an earlier row too`);
    }
    slots[slot] = row + 1;
  }
}
