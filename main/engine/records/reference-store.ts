import type { Instant } from '../../../shared/values/date.ts';
import type { ErpReferences } from '../connectors/connector.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

const NOTHING: ErpReferences = { customers: [], products: [], taxCodes: [], banks: [], currencies: [], warehouses: [], nominals: [], pricesIncludeTax: true };

export function saveReferences(db: WriteDb, connectionId: string, references: ErpReferences, readAt: Instant): void {
  db.run(sql`INSERT INTO erp_references (connection_id, value, read_at) VALUES (${connectionId}, ${JSON.stringify(references)}, ${readAt})
    ON CONFLICT (connection_id) DO UPDATE SET value = excluded.value, read_at = excluded.read_at`);
}

/** The ERP's lists as last read; empty ones before the first reading. Our own writing, so it is not parsed again. */
export function lastReferences(db: ReadDb): ErpReferences {
  const row = db.get<{ value: string }>(sql`SELECT value FROM erp_references ORDER BY read_at DESC LIMIT 1`);
  return row ? (JSON.parse(row.value) as ErpReferences) : NOTHING;
}
