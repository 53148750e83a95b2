import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { assert } from '../../../shared/values/assert.ts';
import { SCHEMA } from './schema.ts';

export type Value = string | number | null;

/** One SQLite file; each text of SQL is prepared once. */
export type Store = {
  get: <Row>(sql: string, ...values: Value[]) => Row | undefined;
  all: <Row>(sql: string, ...values: Value[]) => Row[];
  /** Returns the id of the row that was inserted. */
  run: (sql: string, ...values: Value[]) => number;
  changes: (sql: string, ...values: Value[]) => number;
  /** All or nothing; inside another transaction it is a savepoint. */
  transaction: <T>(work: () => T) => T;
  next: (sequence: string, first?: number) => number;
  setting: (name: string) => string | undefined;
  saveSetting: (name: string, value: string) => void;
  close: () => void;
};

const MAX_STATEMENTS = 500;

export function openStore(dir: string): Store {
  mkdirSync(dir, { recursive: true });
  const database = new Database(join(dir, 'sage200.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  database.exec(SCHEMA);
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string): Database.Statement => {
    let statement = statements.get(sql);
    if (!statement) {
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  // The caller names the row type beside the SQL it wrote; SQLite cannot tell the compiler.
  const get = <Row>(sql: string, ...values: Value[]): Row | undefined => prepared(sql).get(...values) as Row | undefined;
  const run = (sql: string, ...values: Value[]): number => Number(prepared(sql).run(...values).lastInsertRowid);
  return {
    get,
    all: <Row>(sql: string, ...values: Value[]) => prepared(sql).all(...values) as Row[],
    run,
    changes: (sql, ...values) => prepared(sql).run(...values).changes,
    transaction: work => database.transaction(work)(),
    next(sequence, first = 1) {
      const row = get<{ next: number }>('INSERT INTO sequence (name, next) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next', sequence, first);
      assert(row, 'a sequence always has a next number');
      return row.next;
    },
    setting: name => get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value,
    saveSetting: (name, value) => void run('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, value),
    close: () => database.close(),
  };
}
