import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { assert } from '../../../shared/values/assert.ts';

/** A record as both of Sage's US systems keep it: text only, blank instead of nothing. */
export type Fields = Record<string, string>;
export type Stored = { key: string; fields: Fields };
/** `column` must be a name of the dictionary: it becomes part of the SQL. */
export type Condition = { column: string; is: '=' | '<>' | '>=' | '<='; value: string };
export type Search = { where?: readonly Condition[]; after?: string; limit?: number; since?: Since };
/** From this moment on: a day, and a time that is text as it sorts, or a number of hours. */
export type Since = { dayColumn: string; timeColumn: string; day: string; time: string | number };

export type RecordStore = {
  get: (file: string, key: string) => Fields | undefined;
  /** In the order of the key. */
  find: (file: string, search?: Search) => Stored[];
  put: (file: string, key: string, fields: Fields) => void;
  remove: (file: string, key: string) => void;
  /** The answer to a write that was made under this key before. */
  remembered: (key: string) => { digest: string; answer: string } | undefined;
  remember: (key: string, digest: string, answer: string) => void;
  /** True for the first that asks with this key, also across restarts. */
  once: (key: string) => boolean;
  transaction: <T>(work: () => T) => T;
  next: (sequence: string) => number;
  setting: (name: string) => string | undefined;
  saveSetting: (name: string, value: string) => void;
  close: () => void;
};

/** One row for each record of each of the company's files. `indexed` are columns that are asked for by value. */
const schemaOf = (indexed: readonly string[]): string => `
CREATE TABLE IF NOT EXISTS record (file TEXT NOT NULL, key TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (file, key)) STRICT, WITHOUT ROWID;
${indexed.map(name => `CREATE INDEX IF NOT EXISTS record_${name} ON record (file, json_extract(fields, '$.${name}'));`).join('\n')}
CREATE TABLE IF NOT EXISTS written (key TEXT PRIMARY KEY, digest TEXT NOT NULL, answer TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS done_once (key TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;
const MAX_STATEMENTS = 500;
const ALL = 1_000_000;

export function openRecordStore(dir: string, { name, indexed }: { name: string; indexed: readonly string[] }): RecordStore {
  mkdirSync(dir, { recursive: true });
  const database = new Database(join(dir, `${name}.sqlite`));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(schemaOf(indexed));
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  // The row types stand beside the SQL they belong to; SQLite cannot tell the compiler.
  const get = <Row>(sql: string, ...values: (string | number)[]): Row | undefined => prepared(sql).get(...values) as Row | undefined;
  const run = (sql: string, ...values: (string | number)[]): number => prepared(sql).run(...values).changes;
  const fieldsOf = (text: string): Fields => JSON.parse(text) as Fields; // written by `put`
  return {
    get(file, key) {
      const row = get<{ fields: string }>('SELECT fields FROM record WHERE file = ? AND key = ?', file, key);
      return row && fieldsOf(row.fields);
    },
    find(file, { where = [], after = '', limit = ALL, since } = {}) {
      const tests = where.map(({ column, is }) => ` AND json_extract(fields, '$.${column}') ${is} ?`).join('');
      const time = (column: string): string => (typeof since?.time === 'number' ? `CAST(json_extract(fields, '$.${column}') AS REAL)` : `json_extract(fields, '$.${column}')`);
      const fresh = since ? ` AND (json_extract(fields, '$.${since.dayColumn}') > ? OR (json_extract(fields, '$.${since.dayColumn}') = ? AND ${time(since.timeColumn)} >= ?))` : '';
      const values = [...where.map(({ value }) => value), ...(since ? [since.day, since.day, since.time] : [])];
      // Left alone, SQLite walks a whole file in the order of its key rather than take the few rows that an index has.
      const by = where.find(({ column, is }) => is === '=' && indexed.includes(column))?.column;
      const rows = prepared(`SELECT key, fields FROM record ${by === undefined ? '' : `INDEXED BY record_${by}`} WHERE file = ? AND key > ?${tests}${fresh} ORDER BY key LIMIT ?`).all(file, after, ...values, limit) as { key: string; fields: string }[];
      return rows.map(row => ({ key: row.key, fields: fieldsOf(row.fields) }));
    },
    put: (file, key, fields) => void run('INSERT INTO record (file, key, fields) VALUES (?, ?, ?) ON CONFLICT (file, key) DO UPDATE SET fields = excluded.fields', file, key, JSON.stringify(fields)),
    remove: (file, key) => void run('DELETE FROM record WHERE file = ? AND key = ?', file, key),
    remembered: key => get('SELECT digest, answer FROM written WHERE key = ?', key),
    remember: (key, digest, answer) => void run('INSERT INTO written (key, digest, answer) VALUES (?, ?, ?)', key, digest, answer),
    once: key => run('INSERT OR IGNORE INTO done_once (key) VALUES (?)', key) === 1,
    transaction: work => database.transaction(work)(),
    next(sequence) {
      const row = get<{ next: number }>('INSERT INTO sequence (name, next) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next', sequence);
      assert(row, 'a sequence always has a next number');
      return row.next;
    },
    setting: name => get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value,
    saveSetting: (name, value) => void run('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, value),
    close: () => database.close(),
  };
}
