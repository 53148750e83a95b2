import type { AuditEntry } from '../../../shared/contract/audit.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { canonicalJson, detailHash, entryHash, GENESIS } from './audit-log.ts';
import type { StoredEntry } from './audit-log.ts';

type Head = { seq: number; hash: string };

export const auditHead = (db: ReadDb): Head => db.get<Head>(sql`SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1`) ?? { seq: 0, hash: GENESIS };

/** Adds one entry behind the head of the chain, inside the caller's transaction. */
export function appendAudit(db: WriteDb, entry: { at: Instant; actor: string; action: string; detail: Readonly<Record<string, unknown>>; salt: string }): void {
  const head = auditHead(db);
  const seq = head.seq + 1;
  const detail = canonicalJson(entry.detail);
  const sealed = { seq, at: entry.at, actor: entry.actor, action: entry.action, detailHash: detailHash(entry.salt, detail), prevHash: head.hash };
  db.run(sql`INSERT INTO audit_entry (seq, at, actor, action, detail_hash, prev_hash, hash)
    VALUES (${seq}, ${sealed.at}, ${sealed.actor}, ${sealed.action}, ${sealed.detailHash}, ${sealed.prevHash}, ${entryHash(sealed)})`);
  db.run(sql`INSERT INTO audit_detail (seq, salt, detail) VALUES (${seq}, ${entry.salt}, ${detail})`);
}

/** Entries after `seq` with what is needed to check them, oldest first. */
export const auditChunk = (db: ReadDb, afterSeq: number, limit: number): StoredEntry[] => db.all<StoredEntry>(sql`
  SELECT e.seq, e.at, e.actor, e.action, e.detail_hash AS detailHash, e.prev_hash AS prevHash, e.hash, d.salt, d.detail
  FROM audit_entry e LEFT JOIN audit_detail d ON d.seq = e.seq WHERE e.seq > ${afterSeq} ORDER BY e.seq LIMIT ${limit}`);

/** A look-up rather than a join: counting entries then reads no details. */
const DETAIL = '(SELECT d.detail FROM audit_detail d WHERE d.seq = e.seq)';

const COLUMNS: PageColumns = {
  seq: { column: 'e.seq', filter: 'equals' },
  at: { column: 'e.at', filter: 'prefix' },
  actor: { column: 'e.actor', filter: 'contains' },
  action: { column: 'e.action', filter: 'contains' },
  detail: { column: DETAIL, filter: 'contains' },
};

export function listAudit(db: ReadDb, page: PageRequest): Page<AuditEntry> {
  const where = whereOf(COLUMNS, page.filter);
  return pageRows<AuditEntry>(db, {
    columns: raw(`e.seq, e.at, e.actor, e.action, coalesce(${DETAIL}, 'erased') AS detail, e.hash`), from: raw('audit_entry e'),
    key: raw('e.seq'), where, order: orderOf(COLUMNS, page.sort, 'e.seq DESC'),
  }, page);
}

export const listCheckpoints = (db: ReadDb): { seq: number; hash: string; signature: string }[] =>
  db.all(sql`SELECT seq, hash, signature FROM audit_checkpoint ORDER BY seq`);

export function insertCheckpoint(db: WriteDb, checkpoint: { seq: number; at: Instant; hash: string; signature: string }): void {
  db.run(sql`INSERT OR IGNORE INTO audit_checkpoint (seq, at, hash, signature) VALUES (${checkpoint.seq}, ${checkpoint.at}, ${checkpoint.hash}, ${checkpoint.signature})`);
}

const SIGNING_KEY = 'audit signing key';

export const sealedSigningKey = (db: ReadDb): string | null => db.get<{ sealed: string }>(sql`SELECT sealed FROM sealed_secret WHERE name = ${SIGNING_KEY}`)?.sealed ?? null;

export function keepSigningKey(db: WriteDb, sealed: string): void {
  db.run(sql`INSERT OR IGNORE INTO sealed_secret (name, sealed) VALUES (${SIGNING_KEY}, ${sealed})`);
}
