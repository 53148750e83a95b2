import type { WebhookDelivery } from '../../../shared/contract/webhooks.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { list, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { Verified } from './signatures.ts';

export type NewDelivery = Pick<Verified, 'id' | 'type' | 'signedAt' | 'signature'> & { connectionId: string; body: Uint8Array };

const LISTED = 100;

export const isKnown = (db: ReadDb, connectionId: string, id: string): boolean =>
  db.get(sql`SELECT 1 AS known FROM webhook_delivery WHERE connection_id = ${connectionId} AND delivery_id = ${id}`) !== undefined;

/** Writes a delivery down; false when its id was taken before. */
export const insertDelivery = (db: WriteDb, { connectionId, id, type, body, signature, signedAt }: NewDelivery, receivedAt: Instant): boolean =>
  db.run(sql`INSERT INTO webhook_delivery (connection_id, delivery_id, type, body, signature, signed_at, received_at)
    VALUES (${connectionId}, ${id}, ${type}, ${body}, ${signature}, ${signedAt}, ${receivedAt}) ON CONFLICT (connection_id, delivery_id) DO NOTHING`).changes === 1;

export const hasNews = (db: ReadDb, connectionIds: readonly string[]): boolean =>
  db.get(sql`SELECT 1 AS news FROM webhook_delivery WHERE run_id IS NULL AND connection_id IN ${list(connectionIds)} LIMIT 1`) !== undefined;

/** What the run that begins now will read is news no more; answers how many that were. */
export const takeUpNews = (db: WriteDb, connectionIds: readonly string[], runId: string): number =>
  db.run(sql`UPDATE webhook_delivery SET run_id = ${runId} WHERE run_id IS NULL AND connection_id IN ${list(connectionIds)}`).changes;

export function newsOf(db: ReadDb, connectionId: string): { waiting: number; lastReceivedAt: Instant | null } {
  const waiting = db.get<{ n: number }>(sql`SELECT count(*) AS n FROM webhook_delivery WHERE run_id IS NULL AND connection_id = ${connectionId}`)?.n ?? 0;
  return { waiting, lastReceivedAt: listDeliveries(db, connectionId, 1)[0]?.receivedAt ?? null };
}

/** The last deliveries of a connection, newest first. */
export const listDeliveries = (db: ReadDb, connectionId: string, limit = LISTED): WebhookDelivery[] => db.all<WebhookDelivery>(sql`
  SELECT delivery_id AS id, type, received_at AS receivedAt, length(body) AS bytes, run_id AS runId
  FROM webhook_delivery WHERE connection_id = ${connectionId} ORDER BY place DESC LIMIT ${limit}`);
