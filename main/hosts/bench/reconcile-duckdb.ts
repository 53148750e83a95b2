import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { answerParent } from './child.ts';

const Question = z.object({ database: z.string(), module: z.string(), scratch: z.string() });

/** What is used of DuckDB's own client, which is no dependency of ours. */
type Client = { run(sql: string): Promise<unknown>; runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>; closeSync(): void };
type DuckDb = { readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Client> }> } };

/** The same making of one writing as SQLite's. */
const NORMAL = "upper(replace(replace(replace(replace(replace(reference, '-', ''), ' ', ''), '/', ''), 'REF', ''), 'GB', ''))";

/** The same passes as SQLite's joins, without indexes, which DuckDB does not need. */
const PASSES = [
  "CREATE TEMP TABLE exact AS SELECT l.entry AS l, r.entry AS r FROM left_entry l JOIN right_entry r ON r.reference = l.reference AND r.amount_minor = l.amount_minor AND r.currency = l.currency WHERE l.reference <> ''",
  'CREATE TEMP TABLE pair AS SELECT l, min(r) AS r FROM exact GROUP BY l HAVING count(*) = 1',
  `CREATE TEMP TABLE left_rest AS SELECT entry AS l, ${NORMAL} AS key, amount_minor, currency FROM left_entry e WHERE reference <> '' AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.l = e.entry)`,
  `CREATE TEMP TABLE right_rest AS SELECT entry AS r, ${NORMAL} AS key, amount_minor, currency FROM right_entry e WHERE reference <> '' AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.r = e.entry)`,
  'CREATE TEMP TABLE normal AS SELECT l.l, r.r FROM left_rest l JOIN right_rest r ON r.key = l.key AND r.amount_minor = l.amount_minor AND r.currency = l.currency',
  'INSERT INTO pair SELECT l, min(r) FROM normal GROUP BY l HAVING count(*) = 1',
] as const;

const ROWS_PER_WRITE = 20_000;

/** DuckDB cannot read SQLite's file without an extension that would have to be downloaded, so it is given the columns it joins as a file. */
function writeColumns(db: SQLite.Database, table: string, file: string): void {
  const handle = openSync(file, 'w');
  const rows = db.prepare(`SELECT group_concat(concat_ws('|', rowid, reference, amount_minor, currency), char(10)) FROM ${table} WHERE rowid > ? AND rowid <= ?`).pluck();
  const { last } = db.prepare(`SELECT max(rowid) AS last FROM ${table}`).get() as { last: number | null };
  for (let from = 0; from < (last ?? 0); from += ROWS_PER_WRITE) writeSync(handle, `${String(rows.get(from, from + ROWS_PER_WRITE))}\n`);
  closeSync(handle);
}

/** DuckDB doing only the plain passes over tables of its own; loading them is not counted. */
answerParent(async question => {
  const { database, module, scratch } = Question.parse(question);
  // The path is that of the client which somebody installed to be measured against.
  const { DuckDBInstance } = (await import(pathToFileURL(module).href)) as DuckDb;
  const client = await (await DuckDBInstance.create(':memory:')).connect();
  const db = new SQLite(database, { readonly: true });
  try {
    for (const table of ['left_entry', 'right_entry']) {
      const file = `${scratch}.${table}.txt`;
      writeColumns(db, table, file);
      await client.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${file.replaceAll("'", "''")}', delim = '|', header = false, quote = '', escape = '', nullstr = '\x01', columns = {'entry': 'BIGINT', 'reference': 'VARCHAR', 'amount_minor': 'BIGINT', 'currency': 'VARCHAR'})`);
      rmSync(file, { force: true });
    }
  } finally {
    db.close();
  }
  const startedAt = performance.now();
  for (const pass of PASSES) await client.run(pass);
  const ms = performance.now() - startedAt;
  const counted = await client.runAndReadAll('SELECT count(*) AS pairs FROM pair');
  client.closeSync();
  return { ms, pairs: Number(counted.getRows()[0]?.[0] ?? 0) };
});
