import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { hash } from 'node:crypto';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { canonicalJson, detailHash, entryHash, GENESIS } from '../audit/audit-log.ts';

export type WriteTarget = {
  readonly out: string; readonly at: string; readonly actor: string; readonly salt: string;
  readonly rules: readonly { readonly name: string; readonly label: string; readonly score: number }[];
  readonly sources: Readonly<Record<'left' | 'right', { readonly name: string; readonly entries: number }>>;
};

/** Numbers of a match, which are sealed: itself, its rule, its left and right entry (counted from 1; GROUP for several), the difference in minor units, the days between. */
export const FIELDS = 6;
export const GROUP = -1;
/** One entry of the audit chain for so many matches, with a hash over all of their numbers. */
export const MATCHES_PER_BATCH = 1_000;

/** `members` of groups: the match, and the entry counted from 1, negative on the left. */
export type WriteOrder = { readonly kind: 'batch'; readonly numbers: Float64Array<ArrayBuffer>; readonly members: Int32Array<ArrayBuffer> } | { readonly kind: 'index' } | { readonly kind: 'end' };

const ROWS_PER_INSERT = 100;

const SCHEMA = `
  CREATE TABLE rule (rule INTEGER PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, score REAL NOT NULL) STRICT;
  CREATE TABLE source (side TEXT PRIMARY KEY, name TEXT NOT NULL, entries INTEGER NOT NULL) STRICT;
  CREATE TABLE match (match INTEGER PRIMARY KEY, rule INTEGER NOT NULL, left_entry INTEGER, right_entry INTEGER, difference_minor INTEGER NOT NULL, days INTEGER NOT NULL) STRICT;
  CREATE TABLE member (match INTEGER NOT NULL, side INTEGER NOT NULL, entry INTEGER NOT NULL) STRICT;
  CREATE TABLE audit_entry (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, detail_hash TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE audit_detail (seq INTEGER PRIMARY KEY, salt TEXT NOT NULL, detail TEXT NOT NULL) STRICT;`;
const INDEXES = `
  CREATE UNIQUE INDEX IF NOT EXISTS match_by_left ON match (left_entry) WHERE left_entry IS NOT NULL;
  CREATE UNIQUE INDEX IF NOT EXISTS match_by_right ON match (right_entry) WHERE right_entry IS NOT NULL;
  CREATE UNIQUE INDEX IF NOT EXISTS member_by_entry ON member (side, entry);
  CREATE INDEX IF NOT EXISTS member_by_match ON member (match);`;

export type Writing = {
  take(order: WriteOrder & { kind: 'batch' | 'index' }): void;
  /** Gives the file its name, and says how many entries its audit chain has. */
  end(): number;
};

/** Begins the file of a matching. Whatever goes wrong, no file of that name appears. */
export function startWriting(target: WriteTarget): Writing {
  const partial = `${target.out}.partial`;
  rmSync(partial, { force: true });
  const db = new SQLite(partial);
  const orDiscard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (db.open) db.close();
      rmSync(partial, { force: true });
      throw error;
    }
  };
  const writer = orDiscard(() => {
    // Nobody sees the file before it has its name, so no journal is needed: a crash leaves a partial that is thrown away.
    db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192; PRAGMA cache_size = -65536; PRAGMA locking_mode = EXCLUSIVE; BEGIN; ${SCHEMA}`);
    const rule = db.prepare('INSERT INTO rule VALUES (?, ?, ?, ?)');
    for (const [at, { name, label, score }] of target.rules.entries()) rule.run(at, name, label, score);
    const source = db.prepare('INSERT INTO source VALUES (?, ?, ?)');
    for (const side of ['left', 'right'] as const) source.run(side, target.sources[side].name, target.sources[side].entries);
    return batchWriter(db, target);
  });
  return {
    take: order => orDiscard(() => { if (order.kind === 'index') db.exec(INDEXES); else writer.write(order); }),
    end: () => orDiscard(() => {
      db.exec(`${INDEXES} COMMIT;`);
      db.close();
      sync(partial);
      renameSync(partial, target.out);
      return writer.entries();
    }),
  };
}

function sync(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Rows of one shape are inserted by the hundred, in their order. What most of them have in common, the rule and that nothing differs, stands in the statement:
 * handing a value to SQLite costs as much as storing it.
 */
function rowWriter(db: SQLite.Database) {
  const shapes = new Map<string, { many: SQLite.Statement; one: SQLite.Statement; values: number }>();
  const shapeOf = (row: string) => {
    let shape = shapes.get(row);
    if (!shape) shapes.set(row, (shape = { many: db.prepare(`INSERT INTO match VALUES ${Array.from({ length: ROWS_PER_INSERT }, () => row).join(',')}`), one: db.prepare(`INSERT INTO match VALUES ${row}`), values: row.split('?').length - 1 }));
    return shape;
  };
  let [row, shape, pending] = ['', shapeOf(FULL_ROW), [] as (number | null)[]];
  const flush = (): void => {
    for (let at = 0; at < pending.length; at += shape.values) shape.one.run(pending.slice(at, at + shape.values));
    pending = [];
  };
  return {
    flush,
    add(next: string, ...values: (number | null)[]): void {
      if (next !== row) {
        flush();
        [row, shape] = [next, shapeOf(next)];
      }
      for (const value of values) pending.push(value);
      if (pending.length === ROWS_PER_INSERT * shape.values) {
        shape.many.run(pending);
        pending = [];
      }
    },
  };
}

const FULL_ROW = '(NULL,?,?,?,?,?)';

function batchWriter(db: SQLite.Database, { rules, at, actor, salt }: WriteTarget) {
  const rows = rowWriter(db);
  const plainRows = rules.map((_, rule) => `(NULL,${rule},?,?,0,?)`);
  const member = db.prepare('INSERT INTO member VALUES (?, ?, ?)');
  const [entry, detail] = [db.prepare('INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?)'), db.prepare('INSERT INTO audit_detail VALUES (?, ?, ?)')];
  let [seq, head] = [0, GENESIS];
  const seal = (numbers: Float64Array, members: Int32Array): void => {
    const bytes = Buffer.concat([Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength), Buffer.from(members.buffer, members.byteOffset, members.byteLength)]);
    const text = canonicalJson({ from: numbers[0] ?? 0, to: numbers[numbers.length - FIELDS] ?? 0, sha256: hash('sha256', bytes, 'hex') });
    seq += 1;
    const each = { seq, at, actor, action: 'matching.match', detailHash: detailHash(salt, text), prevHash: head };
    head = entryHash(each);
    entry.run(seq, each.at, each.actor, each.action, each.detailHash, each.prevHash, head);
    detail.run(seq, salt, text);
  };
  return {
    entries: () => seq,
    write({ numbers, members }: { readonly numbers: Float64Array; readonly members: Int32Array }): void {
      for (let row = 0; row < numbers.length; row += FIELDS) {
        const [rule, l, r, difference, days] = [numbers[row + 1] ?? 0, numbers[row + 2] ?? 0, numbers[row + 3] ?? 0, numbers[row + 4] ?? 0, numbers[row + 5] ?? 0];
        if (l !== GROUP && difference === 0) rows.add(plainRows[rule] ?? FULL_ROW, l, r, days);
        else rows.add(FULL_ROW, rule, l === GROUP ? null : l, r === GROUP ? null : r, difference, days);
      }
      rows.flush();
      for (let at = 0; at < members.length; at += 2) member.run(members[at], (members[at + 1] ?? 0) < 0 ? 0 : 1, Math.abs(members[at + 1] ?? 0));
      seal(numbers, members);
    },
  };
}

if (!isMainThread && parentPort && workerData && typeof workerData === 'object' && 'writeMatches' in workerData) {
  const port = parentPort;
  // Whoever starts this file names a target, then sends orders, and nothing else.
  const writing = startWriting(workerData.writeMatches as WriteTarget);
  port.on('message', (order: WriteOrder) => {
    if (order.kind !== 'end') return writing.take(order);
    port.postMessage(writing.end());
    port.close();
  });
}
