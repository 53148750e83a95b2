import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../../shared/contract/errors.ts';
import { assert } from '../../../shared/values/assert.ts';

const NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

export function migrationsIn(folder: string): { version: number; sql: string }[] {
  const names = readdirSync(folder).filter(name => NAME.test(name)).sort();
  return names.map((name, index) => {
    const version = Number(NAME.exec(name)?.[1]);
    assert(version === index + 1, `migrations have no gaps: ${name}`);
    return { version, sql: readFileSync(join(folder, name), 'utf8') };
  });
}

/** Brings a file up to the newest version, each step in a transaction of its own. A copy is made before an older file is changed. */
export function migrate(database: Database, folder: string, file: string): void {
  const migrations = migrationsIn(folder);
  const current = database.pragma('user_version', { simple: true }) as number;
  if (current > migrations.length) {
    throw new AppError('store.newer', 'askAdmin', `This workspace was last opened by a newer Tieout (its version ${current}, this one knows ${migrations.length}). Update Tieout, then open it again. Nothing was changed.`);
  }
  if (current > 0 && current < migrations.length) {
    database.prepare('VACUUM INTO ?').run(`${file}.before-${migrations.length}`);
  }
  for (const { version, sql } of migrations.slice(current)) {
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${version}`);
    })();
  }
}
