import { orderOf, whereOf } from '../store/page-sql.ts';
import { sql } from '../store/sql.ts';
import { canonicalJson, detailHash, entryHash, GENESIS } from './audit-log.ts';
export const auditHead = (db) => db.get(sql `SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1`) ?? { seq: 0, hash: GENESIS };
/** Adds one entry behind the head of the chain, inside the caller's transaction. */
export function appendAudit(db, entry) {
    const head = auditHead(db);
    const seq = head.seq + 1;
    const detail = canonicalJson(entry.detail);
    const sealed = { seq, at: entry.at, actor: entry.actor, action: entry.action, detailHash: detailHash(entry.salt, detail), prevHash: head.hash };
    db.run(sql `INSERT INTO audit_entry (seq, at, actor, action, detail_hash, prev_hash, hash)
    VALUES (${seq}, ${sealed.at}, ${sealed.actor}, ${sealed.action}, ${sealed.detailHash}, ${sealed.prevHash}, ${entryHash(sealed)})`);
    db.run(sql `INSERT INTO audit_detail (seq, salt, detail) VALUES (${seq}, ${entry.salt}, ${detail})`);
}
/** Entries after `seq` with what is needed to check them, oldest first. */
export const auditChunk = (db, afterSeq, limit) => db.all(sql `
  SELECT e.seq, e.at, e.actor, e.action, e.detail_hash AS detailHash, e.prev_hash AS prevHash, e.hash, d.salt, d.detail
  FROM audit_entry e LEFT JOIN audit_detail d ON d.seq = e.seq WHERE e.seq > ${afterSeq} ORDER BY e.seq LIMIT ${limit}`);
const COLUMNS = {
    seq: { column: 'e.seq', filter: 'equals' },
    at: { column: 'e.at', filter: 'prefix' },
    actor: { column: 'e.actor', filter: 'contains' },
    action: { column: 'e.action', filter: 'contains' },
    detail: { column: 'd.detail', filter: 'contains' },
};
export function listAudit(db, page) {
    const where = whereOf(COLUMNS, page.filter);
    const order = orderOf(COLUMNS, page.sort, 'e.seq DESC');
    const rows = db.all(sql `
    SELECT e.seq, e.at, e.actor, e.action, coalesce(d.detail, 'erased') AS detail, e.hash
    FROM audit_entry e LEFT JOIN audit_detail d ON d.seq = e.seq WHERE ${where} ORDER BY ${order} LIMIT ${page.end - page.start} OFFSET ${page.start}`);
    const total = db.get(sql `SELECT count(*) AS n FROM audit_entry e LEFT JOIN audit_detail d ON d.seq = e.seq WHERE ${where}`);
    return { rows, total: total?.n ?? 0 };
}
export const listCheckpoints = (db) => db.all(sql `SELECT seq, hash, signature FROM audit_checkpoint ORDER BY seq`);
export function insertCheckpoint(db, checkpoint) {
    db.run(sql `INSERT OR IGNORE INTO audit_checkpoint (seq, at, hash, signature) VALUES (${checkpoint.seq}, ${checkpoint.at}, ${checkpoint.hash}, ${checkpoint.signature})`);
}
