import { Settings } from '../../../shared/contract/settings.ts';
import { sql } from '../store/sql.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
/** The company's settings; the defaults until somebody saved others (rev 0). */
export function readSettings(db) {
    const row = db.get(sql `SELECT rev, value FROM setting WHERE id = 1`);
    return row ? { settings: Settings.parse(JSON.parse(row.value)), rev: row.rev } : { settings: DEFAULT_SETTINGS, rev: 0 };
}
export function writeSettings(db, settings, rev) {
    db.run(sql `INSERT INTO setting (id, rev, value) VALUES (1, ${rev}, ${JSON.stringify(settings)})
    ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, value = excluded.value`);
}
