import type { LocalDate, Period } from '../../../shared/values/date.ts';
import { fragment, list, raw, sql } from '../store/sql.ts';
import type { Fragment, ReadDb } from '../store/sql.ts';

/** A document that was posted, or failed, with what it was made of: the record as it was then. */
export type PostedDocument = {
  recordId: string; reference: string; channel: string; on: LocalDate; postOn: LocalDate | null;
  /** What the shop said when the document was made; null when that is not kept any more. */
  body: string | null; canonical: string;
  posted: string; state: string; overrides: string; version: number | null; document: string | null; failed: string; failedCode: string; attempts: number;
};

export type Place = { on: string; id: string };

/** Documents that were intended: in the books, on their way, or failed. What is held or was discarded waited for a person, not for a mapping. */
const TRIED = ['sent', 'sending', 'inDoubt', 'queued', 'buried'];

/** The letter of a customer names the order that brought them; all others hang on their record. */
function letters(step: string): Fragment {
  return step === 'customer'
    ? fragment`letter l ON l.reference = r.reference AND l.step = 'customer' AND r.place = (SELECT min(first.place) FROM record first WHERE first.kind = 'order' AND first.reference = l.reference)`
    : fragment`letter l ON l.record_id = r.id AND l.step = ${step}`;
}

/** Documents of a step whose record belongs to the period, in the order of their days, behind a place. */
export const postedDocuments = (db: ReadDb, { step, period, after, limit }: { step: string; period: Period; after: Place; limit: number }): PostedDocument[] => db.all<PostedDocument>(sql`
  SELECT r.id AS recordId, r.reference, r.channel, r.occurred_on AS "on", r.post_on AS postOn, iif(v.place IS NULL, b.body, v.body) AS body, coalesce(v.canonical, b.canonical) AS canonical,
    l.body AS posted, l.state, l.overrides, l.mapping_version AS version, l.target_number AS document, l.message AS failed, coalesce(l.error_code, '') AS failedCode, l.attempts
  FROM (SELECT place FROM record WHERE kind = 'order' AND period = ${period} AND (occurred_on, id) > (${after.on}, ${after.id}) ORDER BY occurred_on, id LIMIT ${limit}) chosen
  JOIN record r ON r.place = chosen.place JOIN record_body b ON b.place = r.place JOIN ${letters(step)} LEFT JOIN posted_version v ON v.place = r.place
  WHERE l.state IN ${list(TRIED)} ORDER BY r.occurred_on, r.id`);

/** The last of the next records of a period, so that one without a document does not end the walk; undefined at its end. */
export const nextPlace = (db: ReadDb, { period, after, limit }: { period: Period; after: Place; limit: number }): (Place & { records: number }) | undefined => {
  const row = db.get<{ on: string | null; id: string | null; records: number }>(sql`
    SELECT occurred_on AS "on", id, count(*) OVER () AS records FROM (SELECT occurred_on, id FROM record WHERE kind = 'order' AND period = ${period} AND (occurred_on, id) > (${after.on}, ${after.id}) ORDER BY occurred_on, id LIMIT ${limit})
    ORDER BY occurred_on DESC, id DESC LIMIT 1`);
  return row && row.on !== null && row.id !== null ? { on: row.on, id: row.id, records: row.records } : undefined;
};

export const recordsOfPeriod = (db: ReadDb, period: Period): number => db.get<{ n: number }>(sql`SELECT count(*) AS n FROM record WHERE ${raw("kind = 'order'")} AND period = ${period}`)?.n ?? 0;
