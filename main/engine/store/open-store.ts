import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../../shared/contract/errors.ts';
import { assert } from '../../../shared/values/assert.ts';
import { migrate } from './migrate.ts';
import { readDb, writeDb } from './sql.ts';
import type { ReadDb, WriteDb } from './sql.ts';

export type Store = {
  readonly file: string;
  readonly read: ReadDb;
  /** One transaction; whatever `work` throws rolls it back. A promise is refused: nothing waits inside a transaction. */
  transaction<T>(work: (db: WriteDb) => T): T;
  close(): void;
};

/** Room that the file system must have before we start: a month of work and its journal. */
const MIN_FREE_BYTES = 64 * 1024 * 1024;
/** Ids are random, so a month's indexes should fit: SQLite's own 2 MB would be read and written over and over. */
const WRITER_CACHE_KILOBYTES = 48 * 1024;
const READER_CACHE_KILOBYTES = 32 * 1024;
/** The journal is carried into the file every 64 MB instead of every 4: a page that changes often is then written once. */
const CHECKPOINT_PAGES = 16_000;
/** A file of this size is read in a fifth of a second. */
const ALWAYS_CHECKED_BYTES = 64 * 1024 * 1024;
/** statfs types of network file systems (NFS, SMB, CIFS, SMB2, AFS, 9P): SQLite's locks do not hold there. */
const NETWORK_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x01021997]);

function checkPlace(file: string): void {
  const folder = dirname(file);
  if (/^(\\\\|\/\/)/.test(file)) throw networkFolder(file);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
    writeProbe(`${file}.probe`);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw diskFull(cause);
    throw new AppError('store.readOnly', 'askAdmin', `The workspace at ${file} can't be written. Give this user the right to write there, or choose another folder with --dir.`, { cause });
  }
  const { type, bsize, bavail } = statfsSync(folder);
  if (NETWORK_FILE_SYSTEMS.has(type >>> 0)) throw networkFolder(folder);
  if (bsize * bavail < MIN_FREE_BYTES) throw diskFull(undefined);
}

/** access(2) says yes to root on a read-only mount and on a full disk; writing says the truth. */
function writeProbe(file: string): void {
  const handle = openSync(file, 'w');
  try {
    writeSync(handle, 'tieout');
  } finally {
    closeSync(handle);
    rmSync(file, { force: true });
  }
}

const networkFolder = (folder: string) =>
  new AppError('store.network', 'askAdmin', `${folder} is on a network drive, where a database can be damaged by two computers writing at once. Choose a folder on this computer's own disk.`);

export const diskFull = (cause: unknown) =>
  new AppError('store.full', 'askAdmin', 'The disk is full. Free at least 64 MB and try again; what was saved is safe.', { cause });

function configure(database: Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  database.pragma('temp_store = MEMORY');
  database.pragma(`cache_size = -${WRITER_CACHE_KILOBYTES}`);
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  assert(database.pragma('synchronous', { simple: true }) === 2, 'synchronous=FULL did not take');
  assert(database.pragma('foreign_keys', { simple: true }) === 1, 'foreign keys did not take');
}

/**
 * One engine a workspace: two would send the same letters. The lock is SQLite's own, on a file beside the workspace, so that the
 * operating system frees it with the process, however that ends. Readers (verification) need none.
 */
function lockOut(file: string): Database {
  const lock = new SQLite(`${file}.lock`, { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    throw new AppError('store.inUse', 'fixInput', 'This workspace is open in another Tieout on this computer. Close it there, or choose another folder with --dir.', { cause });
  }
}

/** Reading a whole file before the window opens is worth it after a crash (then its journal is still there), and where it takes no time. */
function needsCheck(file: string): boolean {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return bytes <= ALWAYS_CHECKED_BYTES || existsSync(`${file}-wal`);
}

/** Opens (or makes) the workspace's file: one writer, one reader that SQLite itself keeps from writing. */
export function openStore({ file, migrations }: { file: string; migrations: string }): Store {
  checkPlace(file);
  const lock = lockOut(file);
  const isChecked = needsCheck(file);
  let writer: Database;
  try {
    writer = new SQLite(file);
    configure(writer);
  } catch (cause) {
    lock.close();
    throw new AppError('store.notOurs', 'askAdmin', `${file} is not a Tieout workspace, or it is damaged. Restore the last backup, or choose another folder.`, { cause });
  }
  try {
    migrate(writer, migrations, file);
    const check = isChecked ? writer.pragma('quick_check(1)', { simple: true }) : 'ok';
    if (check !== 'ok') throw new AppError('store.damaged', 'askAdmin', `The workspace file is damaged (${String(check).slice(0, 200)}). Restore the last backup.`);
  } catch (error) {
    writer.close();
    lock.close();
    throw error;
  }
  const reader = new SQLite(file, { readonly: true });
  reader.pragma('busy_timeout = 5000');
  reader.pragma(`cache_size = -${READER_CACHE_KILOBYTES}`);
  const db = writeDb(writer);
  return {
    file,
    read: readDb(reader),
    transaction(work) {
      assert(!writer.inTransaction, 'a transaction inside a transaction');
      try {
        return writer.transaction(() => work(db)).immediate();
      } catch (error) {
        if (error instanceof SQLite.SqliteError && error.code === 'SQLITE_FULL') throw diskFull(error);
        throw error;
      }
    },
    close() {
      reader.close();
      writer.close();
      lock.close();
    },
  };
}
