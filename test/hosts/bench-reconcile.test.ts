import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { afterEach, beforeEach, test } from 'vitest';
import { entryHash, flawOf, GENESIS, type StoredEntry } from '../../main/engine/audit/audit-log.ts';
import { runJob, type MatchJob } from '../../main/engine/matching/match-worker.ts';
import { benchGroups } from '../../main/hosts/bench/groups.ts';
import { benchReconcile } from '../../main/hosts/bench/reconcile.ts';
import { fillSides, SIDE_COLUMNS } from '../../main/hosts/bench/reconcile-sides.ts';

let folder = '';
beforeEach(() => { folder = mkdtempSync(path.join(os.tmpdir(), 'tieout-reconcile-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function jobOver(rows: number): MatchJob {
  const database = path.join(folder, 'sides.sqlite');
  fillSides(database, rows);
  return {
    left: { database, table: 'left_entry', columns: SIDE_COLUMNS }, right: { database, table: 'right_entry', columns: SIDE_COLUMNS }, out: path.join(folder, 'matches.sqlite'), inThreads: false, loadWorker: '',
    at: '2026-11-21T12:00:00.000Z', actor: 'test', salt: 'salt_1',
  };
}

test('the matches of two tables are written to one file, each entry once, with a chain that holds', async () => {
  const done = await runJob(jobOver(2_500));
  assert.deepEqual(readdirSync(folder).sort(), ['matches.sqlite', 'sides.sqlite'], 'nothing partial is left');
  const db = new SQLite(path.join(folder, 'matches.sqlite'), { readonly: true });
  try {
    assert.deepEqual(db.prepare("SELECT count(*) AS matches, min(match) AS first, max(match) AS last FROM match").get(), { matches: done.matches, first: 1, last: done.matches });
    assert.deepEqual(db.prepare('SELECT count(*) AS twice FROM member m JOIN match p ON (m.side = 0 AND p.left_entry = m.entry) OR (m.side = 1 AND p.right_entry = m.entry)').get(), { twice: 0 });
    const chain = db.prepare('SELECT e.seq, e.at, e.actor, e.action, e.detail_hash AS detailHash, e.prev_hash AS prevHash, e.hash, d.salt, d.detail FROM audit_entry e JOIN audit_detail d ON d.seq = e.seq ORDER BY e.seq').all() as StoredEntry[];
    assert.equal(chain.length, Math.ceil(done.matches / 1_000));
    let head = { seq: 0, hash: GENESIS };
    for (const entry of chain) {
      assert.equal(flawOf(entry, head), null);
      head = { seq: entry.seq, hash: entryHash(entry) };
    }
  } finally {
    db.close();
  }
});

test('bench reconcile and bench groups print what the contract names', async () => {
  const reconcile = await benchReconcile({ runs: 1, rows: 2_000 });
  assert.deepEqual([reconcile.name, Object.keys(reconcile.ratios), reconcile.missing], ['reconcile', ['match/sqlite-joins', 'end-to-end/sqlite-joins'], ['duckdb']]);
  assert.ok((reconcile.figures['matches-2k']?.median ?? 0) > 1_500);
  for (const month of ['shop', 'shopOneDay', 'channels', 'invoices', 'bank']) assert.equal(reconcile.figures[`false-${month}`]?.max, 0, month);
  const groups = await benchGroups({ runs: 1 });
  assert.ok(groups.name === 'groups' && (groups.figures['p99']?.median ?? 0) > 0);
}, 60_000);
