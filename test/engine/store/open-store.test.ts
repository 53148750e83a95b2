import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { afterEach, describe, test } from 'vitest';
import { openStore } from '../../../main/engine/store/open-store.ts';
import type { Store } from '../../../main/engine/store/open-store.ts';
import { sql } from '../../../main/engine/store/sql.ts';
import type { WriteDb } from '../../../main/engine/store/sql.ts';
import { AssertionError } from '../../../shared/values/assert.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { afterwards, cleanUp, folder } from '../../support/new-engine.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', '..', 'resources', 'migrations');

function open(file: string, migrations = MIGRATIONS): Store {
  const store = openStore({ file, migrations });
  afterwards(() => store.close());
  return store;
}

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return assert.fail('it was not refused');
}

const putSetting = (db: WriteDb, value: string): unknown => db.run(sql`INSERT INTO setting (id, rev, value) VALUES (1, 1, ${value}) ON CONFLICT (id) DO UPDATE SET value = excluded.value`);
const setting = (store: Store): string | undefined => store.read.get<{ value: string }>(sql`SELECT value FROM setting`)?.value;

/** Tables, columns and indexes, as SQLite itself lists them. */
const shapeOf = (file: string): unknown => {
  const database = new SQLite(file, { readonly: true });
  try {
    return database.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all();
  } finally {
    database.close();
  }
};

describe('opening a workspace', () => {
  afterEach(cleanUp);

  test('an empty folder becomes a workspace at the newest version, and opening it again changes nothing', () => {
    const file = join(folder(), 'deep', 'down', 'tieout.sqlite');
    openStore({ file, migrations: MIGRATIONS }).close();
    const before = shapeOf(file);
    const store = open(file);
    assert.deepEqual(shapeOf(file), before);
    assert.equal(store.read.get<{ user_version: number }>({ text: 'PRAGMA user_version', values: [] })?.user_version, readdirSync(MIGRATIONS).length);
  });

  test('every table is STRICT: SQLite refuses a text where a number belongs', () => {
    const store = open(join(folder(), 'tieout.sqlite'));
    const loose = store.read.all<{ name: string }>(sql`SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`);
    assert.deepEqual(loose, []);
  });

  test('every commit is on the disk before it counts: synchronous is FULL, read back from the connection', () => {
    const store = open(join(folder(), 'tieout.sqlite'));
    const [synchronous, journal, foreignKeys] = store.transaction(db => ['synchronous', 'journal_mode', 'foreign_keys'].map(name => Object.values(db.get<Record<string, unknown>>({ text: `PRAGMA ${name}`, values: [] }) ?? {})[0]));
    assert.deepEqual({ synchronous, journal, foreignKeys }, { synchronous: 2, journal: 'wal', foreignKeys: 1 });
  });

  test('the reader can’t write, whatever the code asks of it', () => {
    const store = open(join(folder(), 'tieout.sqlite'));
    assert.throws(() => store.read.get(sql`INSERT INTO setting (id, rev, value) VALUES (1, 1, '{}') RETURNING rev`), /readonly database/);
  });

  test('what throws in a transaction is rolled back as a whole', () => {
    const store = open(join(folder(), 'tieout.sqlite'));
    store.transaction(db => putSetting(db, '"before"'));
    assert.throws(() => store.transaction(db => { putSetting(db, '"after"'); throw new Error('half way'); }), /half way/);
    assert.equal(setting(store), '"before"');
  });

  test('a transaction inside a transaction is a mistake of ours', () => {
    const store = open(join(folder(), 'tieout.sqlite'));
    assert.throws(() => store.transaction(() => store.transaction(() => 1)), AssertionError);
  });

  test('an older file is brought up to date, and a copy of it as it was lies beside it', () => {
    const dir = folder();
    const migrations = join(dir, 'migrations');
    cpSync(MIGRATIONS, migrations, { recursive: true });
    const file = join(dir, 'tieout.sqlite');
    const first = openStore({ file, migrations });
    first.transaction(db => putSetting(db, '"kept"'));
    first.close();
    const next = readdirSync(migrations).length + 1;
    writeFileSync(join(migrations, `${String(next).padStart(4, '0')}_adds_a_table.sql`), 'CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT;');
    const store = open(file, migrations);
    assert.deepEqual([setting(store), store.read.all(sql`SELECT name FROM pragma_table_list WHERE name = 'added'`).length], ['"kept"', 1]);
    assert.equal(existsSync(`${file}.before-${next}`), true);
  });

  test('a migration that fails half way leaves the file as it was', () => {
    const dir = folder();
    const migrations = join(dir, 'migrations');
    cpSync(MIGRATIONS, migrations, { recursive: true });
    const file = join(dir, 'tieout.sqlite');
    openStore({ file, migrations }).close();
    const before = shapeOf(file);
    writeFileSync(join(migrations, `${String(readdirSync(migrations).length + 1).padStart(4, '0')}_fails.sql`), 'CREATE TABLE added (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);');
    assert.throws(() => openStore({ file, migrations }), /nowhere/);
    assert.deepEqual(shapeOf(file), before);
  });
});

describe('a workspace that can’t be opened says why and what to do', () => {
  afterEach(cleanUp);

  test('a file of a newer Tieout is left alone', () => {
    const file = join(folder(), 'tieout.sqlite');
    openStore({ file, migrations: MIGRATIONS }).close();
    const database = new SQLite(file);
    database.pragma('user_version = 99');
    database.close();
    const { code, recovery, message } = refusal(() => openStore({ file, migrations: MIGRATIONS }));
    assert.deepEqual([code, recovery], ['store.newer', 'askAdmin']);
    assert.match(message, /Update Tieout, then open it again\. Nothing was changed\./);
  });

  test('a file that is no database', () => {
    const file = join(folder(), 'tieout.sqlite');
    writeFileSync(file, 'Dear diary, '.repeat(1000));
    const { code, message } = refusal(() => openStore({ file, migrations: MIGRATIONS }));
    assert.equal(code, 'store.notOurs');
    assert.match(message, /Restore the last backup, or choose another folder/);
    assert.match(readFileSync(file, 'utf8'), /^Dear diary/, 'it is not touched');
  });

  test('a file that was cut off', () => {
    const file = join(folder(), 'tieout.sqlite');
    openStore({ file, migrations: MIGRATIONS }).close();
    truncateSync(file, 20_000);
    assert.match(refusal(() => openStore({ file, migrations: MIGRATIONS })).message, /damaged/);
  });

  test('a file with torn pages', () => {
    const file = join(folder(), 'tieout.sqlite');
    const store = openStore({ file, migrations: MIGRATIONS });
    store.transaction(db => putSetting(db, JSON.stringify('x'.repeat(200_000))));
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xab, Math.floor(bytes.length / 2), bytes.length - 4096);
    writeFileSync(file, bytes);
    const { code, message } = refusal(() => openStore({ file, migrations: MIGRATIONS }));
    assert.ok(code === 'store.damaged' || code === 'store.notOurs', code);
    assert.match(message, /Restore the last backup/);
  });

  test('a network drive (UNC path), before anything is made there', () => {
    for (const file of ['\\\\server\\books\\tieout.sqlite', '//server/books/tieout.sqlite']) {
      const { code, message } = refusal(() => openStore({ file, migrations: MIGRATIONS }));
      assert.equal(code, 'store.network');
      assert.match(message, /Choose a folder on this computer's own disk/);
    }
  });

  test('a place where a folder can’t be made', () => {
    const blocked = join(folder(), 'a-file');
    writeFileSync(blocked, '');
    const { code, message } = refusal(() => openStore({ file: join(blocked, 'workspace', 'tieout.sqlite'), migrations: MIGRATIONS }));
    assert.equal(code, 'store.readOnly');
    assert.match(message, /choose another folder with --dir/);
  });

  test.skipIf(process.getuid?.() === 0)('a folder and a file without the right to write', () => {
    const dir = folder();
    const file = join(dir, 'tieout.sqlite');
    openStore({ file, migrations: MIGRATIONS }).close();
    chmodSync(file, 0o400);
    assert.equal(refusal(() => openStore({ file, migrations: MIGRATIONS })).code, 'store.readOnly');
    chmodSync(file, 0o600);
    chmodSync(dir, 0o500);
    try {
      assert.equal(refusal(() => openStore({ file, migrations: MIGRATIONS })).code, 'store.readOnly');
    } finally {
      chmodSync(dir, 0o700);
    }
  });
});

/** A file system of its own, so small that it fills up. Only root may mount one. */
function smallDisk(megabytes: number, options = ''): string | null {
  const dir = folder();
  const place = join(dir, 'disk');
  mkdirSync(place);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m${options}`, 'tmpfs', place], { stdio: 'ignore' }).status === 0;
  if (!mounted) return null;
  afterwards(() => spawnSync('umount', ['-l', place]));
  return place;
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const place = smallDisk(1);
  return place !== null;
}

const mountable = canMount();

describe('a disk that is full or read-only (skipped where this user can’t mount a small disk)', () => {
  afterEach(cleanUp);

  test.skipIf(!mountable)('too little room to begin with: nothing is opened', () => {
    const place = smallDisk(16);
    assert.ok(place);
    const { code, message } = refusal(() => openStore({ file: join(place, 'tieout.sqlite'), migrations: MIGRATIONS }));
    assert.equal(code, 'store.full');
    assert.match(message, /Free at least 64 MB/);
  });

  test.skipIf(!mountable)('full in mid-work: the commit is refused as a whole, what was saved is safe, and it goes on when there is room', () => {
    const place = smallDisk(80);
    assert.ok(place);
    const store = open(join(place, 'tieout.sqlite'));
    store.transaction(db => putSetting(db, '"saved"'));
    const ballast = join(place, 'ballast');
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' });
    const big = JSON.stringify('x'.repeat(4 * 1024 * 1024));
    assert.equal(refusal(() => store.transaction(db => putSetting(db, big))).code, 'store.full');
    assert.equal(setting(store), '"saved"');
    truncateSync(ballast, 0);
    store.transaction(db => putSetting(db, '"again"'));
    assert.equal(setting(store), '"again"');
  });

  test.skipIf(!mountable)('mounted read-only: refused by a real attempt to write, even for root', () => {
    const place = smallDisk(80, ',ro');
    assert.ok(place);
    assert.equal(refusal(() => openStore({ file: join(place, 'tieout.sqlite'), migrations: MIGRATIONS })).code, 'store.readOnly');
  });
});

describe('without a small disk: SQLite itself is told to be full', () => {
  afterEach(cleanUp);

  test('a full database is the same refusal as a full disk, and rolls back', () => {
    const file = join(folder(), 'tieout.sqlite');
    const store = open(file);
    store.transaction(db => {
      putSetting(db, '"saved"');
      db.get({ text: 'PRAGMA max_page_count = 1', values: [] });
    });
    assert.equal(refusal(() => store.transaction(db => putSetting(db, JSON.stringify('x'.repeat(3_000_000))))).code, 'store.full');
    assert.equal(setting(store), '"saved"');
  });
});

