import SQLite from 'better-sqlite3';
import { generateShop } from './generate-shop.ts';

export const SIDE_COLUMNS = ['id', 'reference', 'amount_minor', 'currency', 'date', 'party', 'kind', 'text', 'payout', 'fee_minor'] as const;

/** Rows generated at once: a million objects on each side would be most of the memory that is measured. */
const ROWS_PER_PART = 50_000;

/** A shop's month of so many entries a side, in two plain tables. Each part has orders, payouts and buyers of its own. */
export function fillSides(file: string, rows: number): void {
  const db = new SQLite(file);
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
  for (const table of ['left_entry', 'right_entry']) {
    db.exec(`CREATE TABLE ${table} (id TEXT NOT NULL, reference TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, date TEXT NOT NULL, party TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, payout TEXT NOT NULL, fee_minor TEXT NOT NULL) STRICT`);
  }
  const insert = { left: db.prepare(`INSERT INTO left_entry VALUES (${'?,'.repeat(9)}?)`), right: db.prepare(`INSERT INTO right_entry VALUES (${'?,'.repeat(9)}?)`) };
  for (let part = 0; part * ROWS_PER_PART < rows; part += 1) {
    const size = Math.min(ROWS_PER_PART, rows - part * ROWS_PER_PART);
    const name = (text: string): string => (text === '' ? '' : text.replace(/(\d{5,})/, digits => `${part}${digits}`));
    const sides = generateShop({ seed: 1_000 + part, size, people: Math.max(2_000, Math.ceil(rows / 20)) });
    for (const side of ['left', 'right'] as const) {
      for (const row of sides[side]) insert[side].run(`${part}-${row.id}`, name(row.reference), row.amountMinor, row.currency, row.date, row.party, row.kind, name(row.text), name(row.payout), row.feeMinor === null ? '' : String(row.feeMinor));
    }
  }
  db.exec('COMMIT');
  db.close();
}
