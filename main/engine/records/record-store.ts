import type { Order } from '../../../shared/canonical/order.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import { RecordRow } from '../../../shared/contract/runs.ts';
import type { Instant, LocalDate, Period } from '../../../shared/values/date.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

export type RecordKind = 'order' | 'return' | 'purchaseOrder';

/** A record on its way in: what the system gave, the same in canonical form, and what people look for it by. */
export type NewRecord = {
  id: string; connectionId: string; kind: RecordKind; externalId: string; reference: string; number: string; channel: string; period: Period;
  occurredOn: LocalDate; despatchedOn: LocalDate | null; amountMinor: number; currency: string; status: string;
  /** The buyer's name, for people to look for. */
  party: string;
  body: string; canonical: string; bodyHash: string; changedAt: Instant;
};

/** Adds a record or its newer version. Its place in the chain stays; false when the same bytes were here already. */
export function saveRecord(db: WriteDb, record: NewRecord, readAt: Instant): boolean {
  const saved = db.get<{ place: number; id: string }>(sql`
    INSERT INTO record (id, connection_id, kind, external_id, reference, number, channel, period, occurred_on, despatched_on, amount_minor, currency, status, party,
      body_hash, changed_at, read_at, state, stage, reason, document)
    VALUES (${record.id}, ${record.connectionId}, ${record.kind}, ${record.externalId}, ${record.reference}, ${record.number}, ${record.channel}, ${record.period},
      ${record.occurredOn}, ${record.despatchedOn}, ${record.amountMinor}, ${record.currency}, ${record.status}, ${record.party}, ${record.bodyHash}, ${record.changedAt}, ${readAt},
      'waiting', 'read', '', '')
    ON CONFLICT (connection_id, kind, external_id) DO UPDATE SET
      reference = excluded.reference, occurred_on = excluded.occurred_on, despatched_on = excluded.despatched_on, amount_minor = excluded.amount_minor, status = excluded.status,
      body_hash = excluded.body_hash, changed_at = excluded.changed_at, read_at = excluded.read_at,
      state = CASE WHEN record.state = 'skipped' THEN 'waiting' ELSE record.state END
    WHERE record.body_hash <> excluded.body_hash
    RETURNING place, id`);
  if (!saved) return false;
  const isKnown = saved.id !== record.id;
  if (isKnown) keepPostedVersion(db, record);
  db.run(sql`
    INSERT INTO record_body (place, body, canonical) VALUES (${saved.place}, ${record.body}, ${record.canonical})
    ON CONFLICT (place) DO UPDATE SET body = excluded.body, canonical = excluded.canonical`);
  return true;
}

/** Before an order that has a document, or one on its way, is overwritten by what the shop says now: what the document was made of is kept, the first time. */
function keepPostedVersion(db: WriteDb, { connectionId, kind, externalId }: NewRecord): void {
  if (kind !== 'order') return;
  db.run(sql`
    INSERT INTO posted_version (place, canonical)
    SELECT b.place, b.canonical FROM record r JOIN record_body b ON b.place = r.place
    WHERE r.connection_id = ${connectionId} AND r.kind = ${kind} AND r.external_id = ${externalId}
      AND EXISTS (SELECT 1 FROM letter l WHERE l.record_id = r.id AND l.step IN ('salesOrder', 'invoice') AND l.state IN ('queued', 'sending', 'inDoubt', 'sent'))
    ON CONFLICT (place) DO NOTHING`);
}

/** The books say what the shop says again: nothing differs that matters, or the document is made anew. */
export function forgetPostedVersion(db: WriteDb, recordId: string): void {
  db.run(sql`DELETE FROM posted_version WHERE place = (SELECT place FROM record WHERE id = ${recordId})`);
}

/** What is in the books, or on its way there, from now on counts as this version of the order. */
export function replacePostedVersion(db: WriteDb, recordId: string, canonical: string): void {
  db.run(sql`UPDATE posted_version SET canonical = ${canonical} WHERE place = (SELECT place FROM record WHERE id = ${recordId})`);
}

/** The order as its document was made from it. */
export function postedOrder(db: ReadDb, record: Pick<StoredRecord, 'id' | 'canonical'>): Order {
  const kept = db.get<{ canonical: string }>(sql`SELECT v.canonical FROM posted_version v JOIN record r ON r.place = v.place WHERE r.id = ${record.id}`);
  return storedOrder(kept ?? record);
}

/** Orders that the shop changed after their document was made, from a place on. */
export const changedAfterPosting = (db: ReadDb, { after, limit }: { after: number; limit: number }): (StoredRecord & { place: number; posted: string; period: Period })[] => db.all(sql`
  SELECT r.place, r.period, v.canonical AS posted, ${STORED} FROM posted_version v JOIN record r ON r.place = v.place JOIN record_body b ON b.place = v.place
  WHERE v.place > ${after} ORDER BY v.place LIMIT ${limit}`);

export type StoredRecord = {
  id: string; reference: string; number: string; channel: string; occurredOn: LocalDate; despatchedOn: LocalDate | null; amountMinor: number; currency: string; status: string;
  body: string; canonical: string; bodyHash: string; state: string; postOn: LocalDate | null;
};

/** The canonical order of a stored record. It was checked when it was read, and only we write here, so it is not checked again. */
export const storedOrder = ({ canonical }: Pick<StoredRecord, 'canonical'>): Order => JSON.parse(canonical) as Order;

const STORED = raw(`r.id, r.reference, r.number, r.channel, r.occurred_on AS occurredOn, r.despatched_on AS despatchedOn, r.amount_minor AS amountMinor, r.currency, r.status,
  b.body, b.canonical, r.body_hash AS bodyHash, r.state, r.post_on AS postOn`);
const WHOLE = raw('record r JOIN record_body b ON b.place = r.place');

/** Where a list of records goes on: behind this one. */
export type After = Pick<StoredRecord, 'occurredOn' | 'id'>;
const FIRST: After = { occurredOn: '' as LocalDate, id: '' };

/** Records of a period that have no letter of the step yet (and none held), oldest first. */
export const recordsWithoutLetter = (db: ReadDb, ask: { kind: RecordKind; period: Period; step: string; state: string; after?: After | undefined; limit: number }): StoredRecord[] => {
  const { occurredOn, id } = ask.after ?? FIRST;
  return db.all<StoredRecord>(sql`
    SELECT ${STORED} FROM ${WHOLE}
    WHERE r.kind = ${ask.kind} AND r.period = ${ask.period} AND r.state = ${ask.state} AND (r.occurred_on, r.id) > (${occurredOn}, ${id})
      AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.record_id = r.id AND l.step = ${ask.step})
    ORDER BY r.occurred_on, r.id LIMIT ${ask.limit}`);
};

export const recordById = (db: ReadDb, id: string): StoredRecord | undefined => db.get<StoredRecord>(sql`SELECT ${STORED} FROM ${WHOLE} WHERE r.id = ${id}`);

export const recordByReference = (db: ReadDb, kind: RecordKind, reference: string): StoredRecord | undefined =>
  db.get<StoredRecord>(sql`SELECT ${STORED} FROM ${WHOLE} WHERE r.kind = ${kind} AND r.reference = ${reference} LIMIT 1`);

export const recordByExternalId = (db: ReadDb, kind: RecordKind, externalId: string): StoredRecord | undefined =>
  db.get<StoredRecord>(sql`SELECT ${STORED} FROM ${WHOLE} WHERE r.kind = ${kind} AND r.external_id = ${externalId} LIMIT 1`);

export function setRecordState(db: WriteDb, id: string, state: RecordRow['state'], reason: string): void {
  db.run(sql`UPDATE record SET state = ${state}, reason = ${reason} WHERE id = ${id}`);
}

/** Documents of this record dated before `day` go out on it instead. */
export function postRecordOn(db: WriteDb, id: string, day: LocalDate): void {
  db.run(sql`UPDATE record SET post_on = ${day} WHERE id = ${id}`);
}

export function markPosted(db: WriteDb, id: string, document: string): void {
  db.run(sql`UPDATE record SET posted_hash = coalesce(posted_hash, body_hash), document = ${document} WHERE id = ${id}`);
}

/**
 * Brings every record of a period to the state and stage that its letters and the ledger prove. One rule, in one place, in SQL:
 * failed before held before in doubt before posted; a record without letters keeps what reading or preparing said of it.
 * Only rows that change are written: most of a month stands still while a run goes on.
 */
export function refreshRecordStates(db: WriteDb, period: Period): void {
  db.run(sql`
    WITH chain AS (
      SELECT r.id,
        max(l.state = 'buried' AND l.requeued = 0) AS failed, max(l.state IN ('queued', 'buried') AND (l.state = 'queued' OR l.requeued = 1)) AS queued,
        max(l.state = 'held') AS held, max(l.state IN ('inDoubt', 'sending')) AS in_doubt,
        max(l.state = 'sent' AND l.step IN ('salesOrder', 'invoice', 'creditNote', 'purchaseOrder')) AS posted, max(l.state = 'discarded') AS discarded,
        max(l.state = 'sent' AND l.step = 'despatch') AS despatched, max(l.state = 'sent' AND l.step IN ('receipt', 'refund')) AS paid,
        max(l.state = 'sent' AND l.step IN ('allocation', 'refundAllocation')) AS allocated
      FROM record r JOIN letter l ON l.record_id = r.id WHERE r.kind IN ('order', 'return', 'purchaseOrder') AND r.period = ${period} GROUP BY r.id),
    proved AS (
      SELECT r.id,
        CASE WHEN chain.failed THEN 'failed' WHEN chain.held THEN 'held' WHEN chain.in_doubt THEN 'inDoubt' WHEN chain.posted THEN 'posted'
          WHEN chain.queued THEN 'waiting' WHEN chain.discarded THEN 'skipped' ELSE r.state END AS state,
        CASE WHEN chain.failed THEN coalesce((SELECT max(l.message) FROM letter l WHERE l.record_id = r.id AND l.state = 'buried' AND l.requeued = 0), '')
          WHEN chain.held OR (chain.discarded AND NOT chain.posted) THEN r.reason ELSE '' END AS reason,
        CASE WHEN r.kind = 'return' AND chain.posted THEN iif(chain.allocated, 'credited, refund allocated', iif(chain.paid, 'credited and refunded', 'credited'))
          WHEN NOT chain.posted THEN r.stage
          WHEN r.kind = 'purchaseOrder' THEN 'ordered'
          WHEN chain.allocated THEN 'invoiced, receipt allocated'
          WHEN EXISTS (SELECT 1 FROM ledger_posting p WHERE p.ledger = 'sales' AND p.kind = 'invoice' AND p.reference = r.document) THEN iif(chain.paid, 'invoiced and paid', 'invoiced, not paid')
          WHEN chain.despatched THEN iif(chain.paid, 'despatched and paid, not invoiced', 'despatched, not invoiced')
          WHEN chain.paid THEN 'ordered and paid, not despatched'
          ELSE 'ordered, not despatched' END AS stage
      FROM chain JOIN record r ON r.id = chain.id)
    UPDATE record SET state = proved.state, reason = proved.reason, stage = proved.stage
    FROM proved WHERE proved.id = record.id AND (record.state, record.reason, record.stage) IS NOT (proved.state, proved.reason, proved.stage)`);
}

/** How many orders (or purchase orders) of a period stand in each state. Every record is in exactly one. */
export function countStates(db: ReadDb, period: Period, kind: Exclude<RecordKind, 'return'> = 'order'): Record<RecordRow['state'], number> {
  const rows = db.all<{ state: RecordRow['state']; n: number }>(sql`SELECT state, count(*) AS n FROM record WHERE kind = ${kind} AND period = ${period} GROUP BY state`);
  const counts = { waiting: 0, posted: 0, held: 0, failed: 0, skipped: 0, inDoubt: 0 };
  for (const { state, n } of rows) counts[state] = n;
  return counts;
}

/** References of purchase orders whose amount is no longer the one that was posted. */
export const changedPurchases = (db: ReadDb, period: Period): string[] => db.all<{ reference: string }>(sql`
  SELECT r.reference FROM record r JOIN letter l ON l.record_id = r.id
  WHERE r.kind = 'purchaseOrder' AND r.period = ${period} AND l.step = 'purchaseOrder' AND l.state = 'sent' AND l.amount_minor <> r.amount_minor ORDER BY r.reference`).map(({ reference }) => reference);

const COLUMNS: PageColumns = {
  reference: { column: 'r.reference', filter: 'contains' },
  number: { column: 'r.number', filter: 'prefix' },
  channel: { column: 'r.channel', filter: 'contains' },
  receivedOn: { column: 'r.occurred_on', filter: 'prefix' },
  amountMinor: { column: 'r.amount_minor', filter: 'equals' },
  currency: { column: 'r.currency', filter: 'equals' },
  state: { column: 'r.state', filter: 'equals' },
  stage: { column: 'r.stage', filter: 'contains' },
  document: { column: 'r.document', filter: 'prefix' },
};

const SHOWN = raw('r.id, r.reference, r.number, r.channel, r.occurred_on AS receivedOn, r.amount_minor AS amountMinor, r.currency, r.state, r.stage, r.reason, r.document');

export function listRecords(db: ReadDb, period: Period | null, page: PageRequest): Page<RecordRow> {
  const where = whereOf(COLUMNS, page.filter);
  const order = orderOf(COLUMNS, page.sort, 'r.occurred_on, r.id');
  const scope = period === null ? raw("r.kind = 'order'") : fragment`r.kind = 'order' AND r.period = ${period}`;
  const { rows, total } = pageRows<Record<string, unknown>>(db, { columns: SHOWN, from: raw('record r'), key: raw('r.place'), where: fragment`${scope} AND ${where}`, order }, page);
  return { rows: rows.map(row => RecordRow.parse(row)), total };
}

export const recordRow = (db: ReadDb, id: string): RecordRow | null => {
  const row = db.get<Record<string, unknown>>(sql`SELECT ${SHOWN} FROM record r WHERE r.id = ${id}`);
  return row ? RecordRow.parse(row) : null;
};

export const readCursor = (db: ReadDb, connectionId: string, stream: string): string | null =>
  db.get<{ value: string }>(sql`SELECT value FROM cursor WHERE connection_id = ${connectionId} AND stream = ${stream}`)?.value ?? null;

export function saveCursor(db: WriteDb, connectionId: string, stream: string, value: string, savedAt: Instant): void {
  db.run(sql`INSERT INTO cursor (connection_id, stream, value, saved_at) VALUES (${connectionId}, ${stream}, ${value}, ${savedAt})
    ON CONFLICT (connection_id, stream) DO UPDATE SET value = excluded.value, saved_at = excluded.saved_at`);
}
