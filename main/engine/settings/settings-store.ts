import { AppError } from '../../../shared/contract/errors.ts';
import { Settings } from '../../../shared/contract/settings.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';

/** The company's settings; the defaults until somebody saved others (rev 0). */
export function readSettings(db: ReadDb): { settings: Settings; rev: number } {
  const row = db.get<{ rev: number; value: string }>(sql`SELECT rev, value FROM setting WHERE id = 1`);
  return row ? { settings: Settings.parse(JSON.parse(row.value)), rev: row.rev } : { settings: DEFAULT_SETTINGS, rev: 0 };
}

/** Refuses what could not be read back. */
export function writeSettings(db: WriteDb, settings: Settings, rev: number): void {
  const checked = Settings.safeParse(settings);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new AppError('settings.invalid', 'fixInput', `The setting ${issue?.path.join('.')} can't be saved: ${issue?.message}.`, { field: issue?.path.join('.') ?? '' });
  }
  db.run(sql`INSERT INTO setting (id, rev, value) VALUES (1, ${rev}, ${JSON.stringify(checked.data)})
    ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, value = excluded.value`);
}
