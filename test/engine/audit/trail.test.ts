import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import { afterEach, describe, test } from 'vitest';
import { canonicalJson, entryHash } from '../../../main/engine/audit/audit-log.ts';
import { parseArguments } from '../../../main/hosts/cli/arguments.ts';
import { verify } from '../../../main/hosts/cli/verify.ts';
import type { Verification } from '../../../shared/contract/audit.ts';
import { cleanUp, folder, newEngine } from '../../support/new-engine.ts';
import type { TestEngine } from '../../support/new-engine.ts';

/** A trail of some length, its head signed by closing. */
async function trail(): Promise<TestEngine> {
  const test_ = await newEngine();
  const admin = await test_.as('admin');
  for (let times = 0; times < 5; times += 1) {
    const { settings, rev } = await admin.settings.get({});
    await admin.settings.save({ settings: { ...settings, holdAboveMinor: 1000 + times }, rev, reason: `change ${times}` });
  }
  return test_;
}

/** The closed file of such a workspace, made once and copied for each test. */
let closedFile: Promise<string> | null = null;

async function makeClosedFile(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'tieout-trail-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const test_ = await trail();
  await test_.close();
  copyFileSync(test_.file, join(dir, 'tieout.sqlite'));
  return join(dir, 'tieout.sqlite');
}

/** What somebody does who has the file and knows SQL: the triggers that guard it are gone first. Then the auditor verifies. */
async function tamper(change: (database: Database) => void): Promise<Verification> {
  const file = join(folder(), 'tieout.sqlite');
  copyFileSync(await (closedFile ??= makeClosedFile()), file);
  const database = new SQLite(file);
  database.exec('DROP TRIGGER audit_entry_no_update; DROP TRIGGER audit_entry_no_delete; PRAGMA foreign_keys = OFF;');
  change(database);
  database.close();
  return (await (await newEngine({ file })).as('auditor')).audit.verify({});
}

type Entry = { seq: number; at: string; actor: string; action: string; detail_hash: string; prev_hash: string; hash: string };
const entryAt = (database: Database, seq: number): Entry => database.prepare('SELECT * FROM audit_entry WHERE seq = ?').get(seq) as Entry;

/** Writes an entry's own hash anew, as a careful forger would. */
function sealAgain(database: Database, seq: number): string {
  const { at, actor, action, detail_hash: detailHash, prev_hash: prevHash } = entryAt(database, seq);
  const hash = entryHash({ seq, at, actor, action, detailHash, prevHash });
  database.prepare('UPDATE audit_entry SET hash = ? WHERE seq = ?').run(hash, seq);
  return hash;
}

describe('the audit trail', () => {
  afterEach(cleanUp);

  test('holds: every entry follows the one before, and the signed heads are ours', async () => {
    const test_ = await trail();
    const verification = await (await (await test_.reopen()).as('auditor')).audit.verify({});
    assert.deepEqual([verification.ok, verification.reason, verification.firstBad], [true, '', null]);
    assert.ok(verification.entries > 10 && verification.checkpoints >= 1);
  });

  test('SQLite itself refuses to change or delete an entry', async () => {
    const test_ = await trail();
    await test_.close();
    const database = new SQLite(test_.file);
    assert.throws(() => database.exec("UPDATE audit_entry SET actor = 'Nobody' WHERE seq = 3"), /audit entries cannot be changed/);
    assert.throws(() => database.exec('DELETE FROM audit_entry WHERE seq = 3'), /audit entries cannot be deleted/);
    database.close();
  });

  test('an entry that was edited is found and named', async () => {
    const found = await tamper(database => database.exec("UPDATE audit_entry SET actor = 'Somebody Else' WHERE seq = 6"));
    assert.deepEqual([found.ok, found.firstBad, found.reason], [false, 6, 'entry 6 was changed after it was written']);
  });

  test('an entry that was edited and sealed again breaks the chain at the next one', async () => {
    const found = await tamper(database => {
      database.exec("UPDATE audit_entry SET actor = 'Somebody Else' WHERE seq = 10");
      sealAgain(database, 10);
    });
    assert.deepEqual([found.ok, found.firstBad, found.reason], [false, 11, 'entry 11 does not follow entry 10']);
  });

  test('a chain that was written anew to its end does not fit the signed head', async () => {
    const found = await tamper(database => {
      database.exec("UPDATE audit_entry SET actor = 'Somebody Else' WHERE seq = 6");
      const { last } = database.prepare('SELECT max(seq) AS last FROM audit_entry').get() as { last: number };
      let previous = sealAgain(database, 6);
      for (let seq = 7; seq <= last; seq += 1) {
        database.prepare('UPDATE audit_entry SET prev_hash = ? WHERE seq = ?').run(previous, seq);
        previous = sealAgain(database, seq);
      }
    });
    assert.equal(found.ok, false);
    assert.match(found.reason, /is not the one that was signed/);
  });

  test('and a forged head does not carry our signature', async () => {
    const found = await tamper(database => {
      database.exec("UPDATE audit_checkpoint SET signature = 'f' || substr(signature, 2)");
    });
    assert.equal(found.ok, false);
    assert.match(found.reason, /the signature of checkpoint \d+ is not ours/);
  });

  test('a detail that was edited is found and named', async () => {
    const found = await tamper(database => database.exec(`UPDATE audit_detail SET detail = '{"reason":"nothing happened"}' WHERE seq = 6`));
    assert.deepEqual([found.ok, found.firstBad, found.reason], [false, 6, 'the detail of entry 6 was changed after it was written']);
  });

  test('an entry that was deleted is missed by its number', async () => {
    const found = await tamper(database => database.exec('DELETE FROM audit_detail WHERE seq = 6; DELETE FROM audit_entry WHERE seq = 6;'));
    assert.deepEqual([found.ok, found.firstBad, found.reason], [false, 7, 'entry 6 is missing']);
  });

  test('entries that were swapped are found', async () => {
    const found = await tamper(database => database.exec('UPDATE audit_entry SET seq = -1 WHERE seq = 6; UPDATE audit_entry SET seq = 6 WHERE seq = 7; UPDATE audit_entry SET seq = 7 WHERE seq = -1;'));
    assert.deepEqual([found.ok, found.firstBad], [false, 6]);
  });

  test('an entry that was slipped in at the end is found', async () => {
    const found = await tamper(database => {
      const { last } = database.prepare('SELECT max(seq) AS last FROM audit_entry').get() as { last: number };
      const head = entryAt(database, last);
      database.prepare('INSERT INTO audit_entry VALUES (?, ?, ?, ?, ?, ?, ?)').run(last + 1, head.at, 'Alex Admin', 'people.add', head.detail_hash, head.prev_hash, 'f'.repeat(64));
    });
    assert.equal(found.ok, false);
    assert.match(found.reason, /does not follow|was changed/);
  });

  test('a tail that was cut off is missed by the signed head', async () => {
    const found = await tamper(database => {
      const { last } = database.prepare('SELECT max(seq) AS last FROM audit_entry').get() as { last: number };
      database.exec(`DELETE FROM audit_detail WHERE seq > ${last - 4}; DELETE FROM audit_entry WHERE seq > ${last - 4};`);
    });
    assert.equal(found.ok, false);
    // Signing in after the cut adds an entry in the place of one that was signed, or the trail ends before it.
    assert.match(found.reason, /were signed, but the trail ends at|is not the one that was signed/);
  });

  test('a detail that was erased on request breaks nothing, and the list says so', async () => {
    const found = await tamper(database => database.exec('DELETE FROM audit_detail WHERE seq = 6'));
    assert.deepEqual([found.ok, found.reason], [true, '']);
  });

  test('the same detail always gives the same bytes, whatever the order of its names', () => {
    assert.equal(canonicalJson({ b: 1, a: { d: [1, { z: 1, y: 2 }], c: null } }), canonicalJson({ a: { c: null, d: [1, { y: 2, z: 1 }] }, b: 1 }));
  });

  test('it is listed newest first, filtered by who, what and when', async () => {
    const auditor = await (await trail()).as('auditor');
    const { rows, total } = await auditor.audit.list({ page: { start: 0, end: 2, filter: { actor: 'Alex', action: 'settings.save' } } });
    assert.deepEqual([rows.length, total, rows.map(({ detail }) => (JSON.parse(detail) as { reason: string }).reason)], [2, 5, ['change 4', 'change 3']]);
    assert.equal((await auditor.audit.list({ page: { start: 0, end: 10, filter: { at: '2025' } } })).total, 0);
  });
});

const verifyCommand = (...words: string[]) => verify(parseArguments(words, { export: 'value' }));

describe('an export of the trail', () => {
  afterEach(cleanUp);

  async function exported(): Promise<{ file: string; lines: string[]; write(lines: readonly string[]): void }> {
    const auditor = await (await trail()).as('auditor');
    const { fileName, base64 } = await auditor.audit.export({});
    const file = join(folder(), fileName);
    const lines = Buffer.from(base64, 'base64').toString('utf8').trimEnd().split('\n');
    const write = (changed: readonly string[]): void => writeFileSync(file, `${changed.join('\n')}\n`);
    write(lines);
    return { file, lines, write };
  }

  test('is verified by anybody with the command line, without the workspace', async () => {
    const { file, lines } = await exported();
    const { ok, reason, entries, checkpoints } = await verifyCommand('--export', file);
    assert.deepEqual([ok, reason, entries + checkpoints], [true, '', lines.length]);
  });

  test('fails when a line was changed, dropped, swapped, doubled, or when its end is missing', async () => {
    const { file, lines, write } = await exported();
    const isEntry = (line: string): boolean => line.startsWith('{"seq"');
    const swapped = [...lines];
    [swapped[3], swapped[4]] = [swapped[4] ?? '', swapped[3] ?? ''];
    const cases: Record<string, string[]> = {
      changed: lines.map((line, index) => (index === 4 ? line.replace('"actor":"', '"actor":"Not ') : line)),
      'changed in its detail': lines.map((line, index) => (index === 4 ? line.replace(/"detail":"\{/, '"detail":"{ ') : line)),
      dropped: lines.filter((_line, index) => index !== 4),
      swapped,
      doubled: [...lines.slice(0, 5), ...lines.slice(4)],
      'cut before the signed head': [...lines.filter(isEntry).slice(0, -5), ...lines.filter(line => !isEntry(line))],
      'cut, and without its signed heads': lines.filter(isEntry).slice(0, -5),
      'no longer JSON': lines.map((line, index) => (index === 2 ? line.slice(0, -3) : line)),
    };
    for (const [name, changed] of Object.entries(cases)) {
      write(changed);
      const { ok, reason } = await verifyCommand('--export', file);
      assert.equal(ok, false, name);
      assert.ok(reason.length > 10, name);
    }
  });

  test('an empty file is no trail that holds', async () => {
    const { file, write } = await exported();
    write([]);
    assert.equal((await verifyCommand('--export', file)).ok, false);
  });
});

describe('the command line beside an open workspace', () => {
  afterEach(cleanUp);

  test('verifies the trail while the workspace is open and written to', async () => {
    const test_ = await trail();
    const verifying = verifyCommand('--dir', join(test_.file, '..'));
    const admin = await test_.as('admin');
    const { settings, rev } = await admin.settings.get({});
    await admin.settings.save({ settings, rev });
    const { ok, reason, entries } = await verifying;
    assert.deepEqual([ok, reason], [true, '']);
    assert.ok(entries > 10);
  });

  test('a folder without a workspace is refused by name', async () => {
    const dir = folder();
    await assert.rejects(verifyCommand('--dir', dir), new RegExp(`There is no workspace in ${dir}`));
  });
});
