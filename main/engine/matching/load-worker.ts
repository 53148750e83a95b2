import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { assert } from '../../../shared/values/assert.ts';
import { COLUMNS, type Column } from './columns.ts';
import { readHeader, startReading, UnreadableRows } from './read-side.ts';
import type { Side } from './side.ts';

/** Where the rows of a side lie: a CSV file, or a query whose columns are named as those of such a file. */
export type Source = { readonly file: string } | { readonly database: string; readonly table: string; readonly columns: readonly Column[] };

export type Loaded = { readonly side: Side } | { readonly refused: { readonly line: number; readonly column: string; readonly message: string } };

const MAX_BYTES = 4 * 1024 ** 3 - 1;
const [NEWLINE, COMMA] = [10, 44];
const PIECE_BYTES = 1024 * 1024;
/** Between two fields of a database's row, as no text has it. */
const FIELD_END = 31;
const ROWS_PER_PIECE = 10_000;
/** Texts of a row, as long as they usually are. */
const USUAL_TEXT_BYTES = 32;

function readFile(file: string): Side {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size > MAX_BYTES) throw new UnreadableRows(1, 'id', `the file is larger than ${MAX_BYTES} bytes; match shorter periods`);
    let piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    let [filled, read] = [0, 0];
    const fill = (): Buffer => {
      if (filled === piece.length) piece = Buffer.concat([piece, Buffer.allocUnsafeSlow(piece.length)]);
      const more = readSync(handle, piece, filled, piece.length - filled, read);
      [filled, read] = [filled + more, more === 0 ? size : read + more];
      return piece.subarray(0, filled);
    };
    const keepFrom = (start: number): void => {
      piece.copyWithin(0, start, filled);
      filled -= start;
    };
    let bytes = fill();
    while (read < size && bytes.indexOf(NEWLINE) < 0) bytes = fill();
    const header = bytes.indexOf(NEWLINE) < 0 ? bytes.length : bytes.indexOf(NEWLINE) + 1;
    const columns = readHeader(bytes.subarray(0, header));
    let rows = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) rows += 1;
    const reader = startReading({ columns, fieldEnd: COMMA, isQuoted: true, firstLine: 2, rows: Math.ceil((rows / bytes.length) * size * 1.1), textBytes: size });
    keepFrom(header);
    do keepFrom(reader.read(fill(), { isLast: read >= size })); while (read < size);
    return reader.end();
  } finally {
    closeSync(handle);
  }
}

/** Rows come as text by the thousand: a million rows one by one take three times as long. */
function readTable({ database, table, columns }: Extract<Source, { database: string }>): Side {
  const db = new SQLite(database, { readonly: true });
  try {
    for (const name of [table, ...columns]) assert(/^[a-z_]+$/.test(name), 'a table or column has an odd name');
    const { last } = db.prepare(`SELECT max(rowid) AS last FROM ${table}`).get() as { last: number | null };
    const rows = last ?? 0;
    const reader = startReading({ columns: columns.filter(column => COLUMNS.includes(column)), fieldEnd: FIELD_END, isQuoted: false, firstLine: 1, rows, textBytes: rows * USUAL_TEXT_BYTES });
    const piece = db.prepare(`SELECT CAST(group_concat(concat_ws('${String.fromCharCode(FIELD_END)}', ${columns.join(', ')}), char(${NEWLINE})) AS BLOB) FROM ${table} WHERE rowid > ? AND rowid <= ?`).pluck();
    for (let from = 0; from < rows; from += ROWS_PER_PIECE) {
      const bytes = piece.get(from, from + ROWS_PER_PIECE) as Uint8Array | null;
      if (bytes) reader.read(bytes, { isLast: true });
    }
    return reader.end();
  } finally {
    db.close();
  }
}

/** Reads one side. What is wrong with it is an answer, so that it crosses threads whole. */
export function loadSide(source: Source): Loaded {
  try {
    return { side: 'file' in source ? readFile(source.file) : readTable(source) };
  } catch (error) {
    if (error instanceof UnreadableRows) return { refused: { line: error.line, column: error.column, message: error.message } };
    throw error;
  }
}

if (!isMainThread && parentPort && workerData && typeof workerData === 'object' && 'loadSide' in workerData) parentPort.postMessage(loadSide(workerData.loadSide as Source));
