import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { assert } from '../../../shared/values/assert.ts';
import { COLUMNS, readHeader, readSide, UnreadableRows, type Column } from './read-side.ts';
import type { Side } from './side.ts';

/** Where the rows of a side lie: a CSV file, or a query whose columns are named as those of such a file. */
export type Source = { readonly file: string } | { readonly database: string; readonly table: string; readonly columns: readonly Column[] };

export type Loaded = { readonly side: Side } | { readonly refused: { readonly line: number; readonly column: string; readonly message: string } };

const MAX_BYTES = 4 * 1024 ** 3 - 1;
const FIELD_END = 31;
const ROWS_PER_CHUNK = 20_000;

/** Bytes that another thread can read without a copy being made. */
const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

function bytesOf(file: string): Uint8Array {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size > MAX_BYTES) throw new UnreadableRows(1, 'id', `the file is larger than ${MAX_BYTES} bytes; match shorter periods`);
    const bytes = sharedBytes(size);
    for (let at = 0; at < size;) {
      const read = readSync(handle, bytes, at, size - at, at);
      if (read === 0) break;
      at += read;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** Rows come as text by the thousand: a million rows one by one take three times as long. */
function rowsOf({ database, table, columns }: Extract<Source, { database: string }>): Uint8Array {
  const db = new SQLite(database, { readonly: true });
  try {
    for (const name of [table, ...columns]) assert(/^[a-z_]+$/.test(name), 'a table or column has an odd name');
    const { last } = db.prepare(`SELECT max(rowid) AS last FROM ${table}`).get() as { last: number | null };
    const chunk = db.prepare(`SELECT CAST(group_concat(concat_ws(char(${FIELD_END}), ${columns.join(', ')}), char(10)) AS BLOB) AS rows FROM ${table} WHERE rowid > ? AND rowid <= ?`).pluck();
    let [bytes, length] = [sharedBytes(1 << 20), 0];
    for (let from = 0; from < (last ?? 0); from += ROWS_PER_CHUNK) {
      const rows = chunk.get(from, from + ROWS_PER_CHUNK) as Uint8Array | null;
      if (!rows) continue;
      if (length + rows.length + 1 > bytes.length) {
        const needed = Math.ceil(((length + rows.length) / (from + ROWS_PER_CHUNK)) * (last ?? 0) * 1.05) + rows.length;
        const larger = sharedBytes(needed);
        larger.set(bytes.subarray(0, length));
        bytes = larger;
      }
      bytes.set(rows, length);
      length += rows.length;
      bytes[length++] = 10;
    }
    return bytes.subarray(0, length);
  } finally {
    db.close();
  }
}

/** Reads one side. What is wrong with it is an answer, so that it crosses threads whole. */
export function loadSide(source: Source): Loaded {
  try {
    if ('file' in source) {
      const bytes = bytesOf(source.file);
      return { side: readSide(bytes, readHeader(bytes)) };
    }
    return { side: readSide(rowsOf(source), { columns: source.columns.filter(column => COLUMNS.includes(column)), fieldEnd: FIELD_END, isQuoted: false, from: 0, firstLine: 1 }) };
  } catch (error) {
    if (error instanceof UnreadableRows) return { refused: { line: error.line, column: error.column, message: error.message } };
    throw error;
  }
}

if (!isMainThread && parentPort && workerData && typeof workerData === 'object' && 'loadSide' in workerData) parentPort.postMessage(loadSide(workerData.loadSide as Source));
