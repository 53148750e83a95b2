import { createHash } from 'node:crypto';
import type { Order } from '../../../shared/canonical/order.ts';
import type { Return } from '../../../shared/canonical/return.ts';
import { Alarm } from '../../../shared/contract/close.ts';
import { firstDayOf, lastDayOf } from '../../../shared/values/date.ts';
import type { LocalDate, Period } from '../../../shared/values/date.ts';
import type { Commit } from '../handler.ts';
import { fragment, list, raw, sql } from '../store/sql.ts';
import type { Fragment, ReadDb, WriteDb } from '../store/sql.ts';
import { alarmText, findingsSince, hashOfFacts, orderFacts, postingFacts, returnFacts, type Facts, type Finding, type PostingFact, type SignedRecord } from './signed.ts';

type Sourced = SignedRecord & { sourceHash: string };

type PostingRow = PostingFact & { connectionId: string; ledger: string; externalId: string; sourceHash: string };
const ofPosting = ({ connectionId, ledger, externalId, sourceHash, ...posting }: PostingRow): Sourced =>
  ({ system: 'ledger', connectionId, kind: ledger, externalId, reference: posting.reference || posting.secondReference, facts: postingFacts(posting), sourceHash });

type RecordRow = { connectionId: string; kind: 'order' | 'return'; externalId: string; reference: string; occurredOn: LocalDate; despatchedOn: LocalDate | null; canonical: string; sourceHash: string };

export type ShopRecord = Pick<RecordRow, 'connectionId' | 'externalId' | 'reference' | 'occurredOn' | 'despatchedOn'> & { kind: 'order' | 'return'; canonical: string };

/** An order or return as it is signed. Only Tieout writes the canonical form, so it is not checked again. */
export function ofRecord({ connectionId, kind, externalId, reference, occurredOn, despatchedOn, canonical }: ShopRecord): SignedRecord {
  const facts = kind === 'order' ? orderFacts(JSON.parse(canonical) as Order, { soldOn: occurredOn, despatchedOn }) : returnFacts(JSON.parse(canonical) as Return, occurredOn);
  return { system: 'shop', connectionId, kind, externalId, reference, facts };
}

/** A month is made of the orders that were sent off in it, the returns of its days and the postings of its days. */
const postingsOf = (db: ReadDb, period: Period): Sourced[] => db.all<PostingRow>(sql`
  SELECT connection_id AS connectionId, ledger, external_id AS externalId, kind, account, posted_on AS "on", amount_minor AS amountMinor, tax_minor AS taxMinor, currency, reference, second_reference AS secondReference, narrative, rate, body_hash AS sourceHash
  FROM ledger_posting WHERE posted_on BETWEEN ${firstDayOf(period)} AND ${lastDayOf(period)} ORDER BY connection_id, ledger, external_id`).map(ofPosting);

const recordsOf = (db: ReadDb, period: Period, besides: Fragment = raw('1')): Sourced[] => db.all<RecordRow>(sql`
  SELECT r.connection_id AS connectionId, r.kind, r.external_id AS externalId, r.reference, r.occurred_on AS occurredOn, r.despatched_on AS despatchedOn, b.canonical, r.body_hash AS sourceHash
  FROM record r JOIN record_body b ON b.place = r.place
  WHERE ((r.kind = 'order' AND r.status <> 'cancelled' AND r.despatched_on BETWEEN ${firstDayOf(period)} AND ${lastDayOf(period)}) OR (r.kind = 'return' AND r.occurred_on BETWEEN ${firstDayOf(period)} AND ${lastDayOf(period)}))
    AND ${besides}
  ORDER BY r.connection_id, r.kind, r.external_id`).map(row => ({ ...ofRecord(row), sourceHash: row.sourceHash }));

/** Hashes every record of the month; answers how many and one hash over all, for the audit trail. */
export function signRecords(db: WriteDb, period: Period): { records: number; hash: string } {
  forgetSigned(db, period);
  const all = createHash('sha256');
  const records = [...recordsOf(db, period), ...postingsOf(db, period)];
  for (const { system, connectionId, kind, externalId, reference, facts, sourceHash } of records) {
    const hash = hashOfFacts(facts);
    all.update(JSON.stringify([system, connectionId, kind, externalId, hash]));
    db.run(sql`INSERT INTO signed_record (period, system, connection_id, kind, external_id, reference, facts, hash, source_hash)
      VALUES (${period}, ${system}, ${connectionId}, ${kind}, ${externalId}, ${reference}, ${JSON.stringify(facts)}, ${hash}, ${sourceHash})`);
  }
  return { records: records.length, hash: all.digest('hex') };
}

/** The month is open again. Alarms stay as history; what is found after the next signatures is found anew. */
export function forgetSigned(db: WriteDb, period: Period): void {
  db.run(sql`DELETE FROM signed_record WHERE period = ${period}`);
  db.run(sql`UPDATE close_alarm SET now_hash = now_hash || ' ' || id WHERE period = ${period} AND instr(now_hash, ' ') = 0`);
}

type SignedRow = Omit<SignedRecord, 'facts'> & { facts: string };
// The column holds what signRecords wrote.
const ofSigned = ({ facts, ...rest }: SignedRow): SignedRecord => ({ ...rest, facts: JSON.parse(facts) as Facts });

/** What was signed of the shop's records. */
export const signedOfShop = (db: ReadDb, period: Period): SignedRecord[] => db.all<SignedRow>(sql`
  SELECT system, connection_id AS connectionId, kind, external_id AS externalId, reference, facts FROM signed_record WHERE period = ${period} AND system = 'shop'`).map(ofSigned);

const signedPeriods = (db: ReadDb): Period[] => db.all<{ period: Period }>(sql`SELECT period FROM period_close WHERE reviewed_by IS NOT NULL ORDER BY period`).map(({ period }) => period);

/** Postings of a signed month that are not as they were: only those whose bytes differ are looked at closely. */
function ledgerFindings(db: ReadDb, period: Period): Finding[] {
  const pairs = db.all<PostingRow & { signedReference: string; facts: string }>(sql`
    SELECT p.connection_id AS connectionId, p.ledger, p.external_id AS externalId, p.kind, p.account, p.posted_on AS "on", p.amount_minor AS amountMinor, p.tax_minor AS taxMinor, p.currency, p.reference,
      p.second_reference AS secondReference, p.narrative, p.rate, p.body_hash AS sourceHash, s.reference AS signedReference, s.facts
    FROM signed_record s JOIN ledger_posting p ON p.connection_id = s.connection_id AND p.ledger = s.kind AND p.external_id = s.external_id
    WHERE s.period = ${period} AND s.system = 'ledger' AND p.body_hash <> s.source_hash`);
  const signed = pairs.map(({ facts, signedReference, ...row }) => ({ ...ofPosting(row), reference: signedReference, facts: JSON.parse(facts) as Facts }));
  const gone = db.all<SignedRow>(sql`
    SELECT s.system, s.connection_id AS connectionId, s.kind, s.external_id AS externalId, s.reference, s.facts FROM signed_record s
    WHERE s.period = ${period} AND s.system = 'ledger' AND NOT EXISTS (SELECT 1 FROM ledger_posting p WHERE p.connection_id = s.connection_id AND p.ledger = s.kind AND p.external_id = s.external_id)`).map(ofSigned);
  const fresh = db.all<PostingRow>(sql`
    SELECT p.connection_id AS connectionId, p.ledger, p.external_id AS externalId, p.kind, p.account, p.posted_on AS "on", p.amount_minor AS amountMinor, p.tax_minor AS taxMinor, p.currency, p.reference,
      p.second_reference AS secondReference, p.narrative, p.rate, p.body_hash AS sourceHash FROM ledger_posting p
    WHERE p.posted_on BETWEEN ${firstDayOf(period)} AND ${lastDayOf(period)}
      AND NOT EXISTS (SELECT 1 FROM signed_record s WHERE s.period = ${period} AND s.system = 'ledger' AND s.connection_id = p.connection_id AND s.kind = p.ledger AND s.external_id = p.external_id)`).map(ofPosting);
  return findingsSince([...signed, ...gone], [...pairs.map(({ facts: _facts, signedReference: _reference, ...row }) => ofPosting(row)), ...fresh], { whole: true });
}

/** Orders and returns that a later run read otherwise than they were signed. A record that the shop no longer lists is found by asking for all of them. */
function shopFindings(db: ReadDb, period: Period): Finding[] {
  const rows = db.all<RecordRow & { facts: string | null }>(sql`
    SELECT r.connection_id AS connectionId, r.kind, r.external_id AS externalId, r.reference, r.occurred_on AS occurredOn, r.despatched_on AS despatchedOn, b.canonical, r.body_hash AS sourceHash, s.facts
    FROM signed_record s JOIN record r ON r.connection_id = s.connection_id AND r.kind = s.kind AND r.external_id = s.external_id JOIN record_body b ON b.place = r.place
    WHERE s.period = ${period} AND s.system = 'shop' AND r.body_hash <> s.source_hash`);
  const signed = rows.flatMap(({ facts, ...row }) => (facts === null ? [] : [{ ...ofRecord(row), facts: JSON.parse(facts) as Facts }]));
  const fresh = recordsOf(db, period, fragment`NOT EXISTS (SELECT 1 FROM signed_record s WHERE s.period = ${period} AND s.system = 'shop' AND s.connection_id = r.connection_id AND s.kind = r.kind AND s.external_id = r.external_id)`);
  return findingsSince(signed, [...rows.map(ofRecord), ...fresh], { whole: false });
}

/** Keeps what is found for the first time, in the trail as well; answers how many. */
export function raise({ db, audit, now, newId }: Commit, period: Period, findings: readonly Finding[]): number {
  const raised = findings.filter(({ system, connectionId, kind, externalId, reference, change, differences, nowHash }) => db.run(sql`
    INSERT INTO close_alarm (id, period, system, connection_id, kind, external_id, reference, change, differences, now_hash, found_at)
    VALUES (${newId('alm')}, ${period}, ${system}, ${connectionId}, ${kind}, ${externalId}, ${reference}, ${change}, ${JSON.stringify(differences)}, ${nowHash}, ${now})
    ON CONFLICT DO NOTHING`).changes === 1);
  if (raised.length > 0) audit('close.alarm', { period, alarms: raised.map(({ system, kind, reference, externalId, change, differences }) => ({ system, kind, reference, externalId, change, differences })) });
  return raised.length;
}

/** Compares every signed month with what was read since, and raises an alarm for what differs. Writes nothing when nothing does. */
export function watchSigned(commit: Commit): number {
  return signedPeriods(commit.db).reduce((raised, period) => raised + raise(commit, period, [...ledgerFindings(commit.db, period), ...shopFindings(commit.db, period)]), 0);
}

type AlarmRow = Omit<Alarm, 'differences' | 'text'> & { differences: string };
const MAX_ALARMS = 500;

const fromRow = ({ differences, ...row }: AlarmRow): Alarm => {
  // The column holds what raise wrote.
  const alarm = { ...row, differences: JSON.parse(differences) as Alarm['differences'] };
  return Alarm.parse({ ...alarm, text: alarmText(alarm) });
};

/** What nobody has acknowledged first, then the newest; `period` null: of every month. */
export const listAlarms = (db: ReadDb, period: Period | null): Alarm[] => db.all<AlarmRow>(sql`
  SELECT a.id, a.period, c.label AS system, a.kind, a.reference, a.change, a.differences, a.found_at AS foundAt, a.acknowledged_by AS acknowledgedBy, a.acknowledged_at AS acknowledgedAt, a.reason
  FROM close_alarm a JOIN connection c ON c.id = a.connection_id WHERE ${period} IS NULL OR a.period = ${period}
  ORDER BY a.acknowledged_at IS NOT NULL, a.found_at DESC, a.id LIMIT ${MAX_ALARMS}`).map(fromRow);

/** Answers which of them nobody had acknowledged before. */
export const acknowledgeAlarms = (db: WriteDb, ids: readonly string[], { by, at, reason }: { by: string; at: string; reason: string }): { id: string; period: string; reference: string }[] => db.all(sql`
  UPDATE close_alarm SET acknowledged_by = ${by}, acknowledged_at = ${at}, reason = ${reason} WHERE id IN ${list(ids)} AND acknowledged_at IS NULL RETURNING id, period, reference`);
