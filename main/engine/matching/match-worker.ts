import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { canonicalJson, detailHash, entryHash, GENESIS } from '../audit/audit-log.ts';
import { loadSide, type Loaded, type Source } from './load-worker.ts';
import { matchSides, type Matched } from './match-sides.ts';
import { DEFAULT_SETTINGS } from './rules.ts';
import type { Side } from './side.ts';
import type { Work } from './work.ts';

export type MatchJob = {
  readonly left: Source; readonly right: Source; readonly out: string;
  /** Whether each side is read on a thread of its own, which pays from some hundred thousand rows. */
  readonly inThreads: boolean;
  readonly loadWorker: string; readonly at: string; readonly actor: string; readonly salt: string;
};

export type MatchDone = { readonly loadMs: number; readonly matchMs: number; readonly writeMs: number; readonly matches: number; readonly open: number; readonly auditEntries: number };

const ROWS_PER_INSERT = 100;
const MATCHES_PER_ENTRY = 1_000;
/** Numbers of a match that are sealed: itself, its rule, its entries, its difference, its days. */
const FIELDS = 6;
const GROUP = -1;

const SCHEMA = `
  CREATE TABLE rule (rule INTEGER PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, score REAL NOT NULL) STRICT;
  CREATE TABLE source (side TEXT PRIMARY KEY, name TEXT NOT NULL, entries INTEGER NOT NULL) STRICT;
  CREATE TABLE match (match INTEGER PRIMARY KEY, rule INTEGER NOT NULL, left_entry INTEGER, right_entry INTEGER, difference_minor INTEGER NOT NULL, days INTEGER NOT NULL) STRICT;
  CREATE TABLE member (match INTEGER NOT NULL, side INTEGER NOT NULL, entry INTEGER NOT NULL) STRICT;
  CREATE TABLE audit_entry (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, detail_hash TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
  CREATE TABLE audit_detail (seq INTEGER PRIMARY KEY, salt TEXT NOT NULL, detail TEXT NOT NULL) STRICT;`;
const INDEXES = `
  CREATE UNIQUE INDEX match_by_left ON match (left_entry) WHERE left_entry IS NOT NULL;
  CREATE UNIQUE INDEX match_by_right ON match (right_entry) WHERE right_entry IS NOT NULL;
  CREATE UNIQUE INDEX member_by_entry ON member (side, entry);
  CREATE INDEX member_by_match ON member (match);`;

async function load(source: Source, { inThreads, loadWorker }: MatchJob): Promise<Side> {
  const loaded = inThreads ? ((await once(new Worker(loadWorker, { workerData: { loadSide: source } }), 'message')) as [Loaded])[0] : loadSide(source);
  if ('refused' in loaded) throw new Error(loaded.refused.message);
  return loaded.side;
}

/** Loads both sides, matches them, and writes what was found, indexed and sealed, to one file that appears whole or not at all. */
export async function runJob(job: MatchJob): Promise<MatchDone> {
  const startedAt = performance.now();
  const [left, right] = await Promise.all([load(job.left, job), load(job.right, job)]);
  const loadedAt = performance.now();
  const matched = matchSides(left, right, { settings: DEFAULT_SETTINGS });
  const matchedAt = performance.now();
  const auditEntries = writeFile(job, matched);
  const { matches } = matched.work;
  return { loadMs: loadedAt - startedAt, matchMs: matchedAt - loadedAt, writeMs: performance.now() - matchedAt, matches: matches.count(), open: matched.work.openLeft().length + matched.work.openRight().length, auditEntries };
}

function writeFile(job: MatchJob, { work }: Matched): number {
  const partial = `${job.out}.partial`;
  rmSync(partial, { force: true });
  const db = new SQLite(partial);
  try {
    // Nobody sees the file before it has its name, so no journal is needed: a crash leaves a partial that is thrown away.
    db.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192; PRAGMA cache_size = -65536; PRAGMA locking_mode = EXCLUSIVE; BEGIN; ${SCHEMA}`);
    const rule = db.prepare('INSERT INTO rule VALUES (?, ?, ?, ?)');
    for (const [at, { name, label, score }] of work.settings.rules.entries()) rule.run(at, name, label, score);
    const source = db.prepare('INSERT INTO source VALUES (?, ?, ?)');
    for (const [side, given] of [['left', job.left], ['right', job.right]] as const) source.run(side, 'file' in given ? given.file : given.table, work[side].size);
    const entries = writeMatches(db, job, work);
    db.exec(`${INDEXES} COMMIT;`);
    db.close();
    sync(partial);
    renameSync(partial, job.out);
    return entries;
  } catch (error) {
    if (db.open) db.close();
    rmSync(partial, { force: true });
    throw error;
  }
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

/** One entry of the audit chain for a thousand matches, with a hash over all of their numbers. */
function writeMatches(db: SQLite.Database, job: MatchJob, work: Work): number {
  const rows = rowWriter(db);
  const plainRows = work.settings.rules.map((_, rule) => `(NULL,${rule},?,?,0,?)`);
  const member = db.prepare('INSERT INTO member VALUES (?, ?, ?)');
  const [entry, detail] = [db.prepare('INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?)'), db.prepare('INSERT INTO audit_detail VALUES (?, ?, ?)')];
  const numbers = new Float64Array(MATCHES_PER_ENTRY * FIELDS);
  let [sealed, members, seq, head] = [0, [] as number[], 0, GENESIS];
  const seal = (last: number): void => {
    const bytes = Buffer.concat([Buffer.from(numbers.buffer, 0, sealed * FIELDS * 8), Buffer.from(Int32Array.from(members).buffer)]);
    const text = canonicalJson({ from: last - sealed + 1, to: last, sha256: hash('sha256', bytes, 'hex') });
    seq += 1;
    const each = { seq, at: job.at, actor: job.actor, action: 'matching.match', detailHash: detailHash(job.salt, text), prevHash: head };
    head = entryHash(each);
    entry.run(seq, each.at, each.actor, each.action, each.detailHash, each.prevHash, head);
    detail.run(seq, job.salt, text);
    [sealed, members] = [0, []];
  };
  const { matches, left, right, rightAmount } = work;
  const count = matches.count();
  for (let match = 0; match < count; match += 1) {
    const [l, r, rule] = [matches.leftOf(match), matches.rightOf(match), matches.ruleOf(match)];
    const isPair = l >= 0 && r >= 0;
    let [difference, days] = [0, 0];
    if (isPair) {
      difference = (rightAmount[r] ?? 0) - (left.amount[l] ?? 0);
      days = (right.day[r] ?? 0) - (left.day[l] ?? 0);
    } else {
      const group = matches.at(match);
      for (const each of group.left) { member.run(match + 1, 0, each + 1); difference -= left.amount[each] ?? 0; members.push(-each - 1); }
      for (const each of group.right) { member.run(match + 1, 1, each + 1); difference += rightAmount[each] ?? 0; members.push(each + 1); }
    }
    if (isPair && difference === 0) rows.add(plainRows[rule] ?? FULL_ROW, l + 1, r + 1, days);
    else rows.add(FULL_ROW, rule, isPair ? l + 1 : null, isPair ? r + 1 : null, difference, days);
    const at = sealed * FIELDS;
    numbers[at] = match + 1;
    numbers[at + 1] = rule;
    numbers[at + 2] = isPair ? l + 1 : GROUP;
    numbers[at + 3] = isPair ? r + 1 : GROUP;
    numbers[at + 4] = difference;
    numbers[at + 5] = days;
    sealed += 1;
    if (sealed === MATCHES_PER_ENTRY) seal(match + 1);
  }
  rows.flush();
  if (sealed > 0) seal(count);
  return seq;
}

if (!isMainThread && parentPort && workerData && typeof workerData === 'object' && 'matchJob' in workerData) {
  const port = parentPort;
  // Whoever starts this file hands it a job and nothing else.
  void runJob(workerData.matchJob as MatchJob).then(done => port.postMessage(done));
}
