import type { LocalDate, Period } from '../../../shared/values/date.ts';
import { parseMoney } from '../../../shared/values/money.ts';
import { isAuthor } from '../store/authors.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';

const count = (db: ReadDb, query: ReturnType<typeof sql>): number => db.get<{ n: number }>(query)?.n ?? 0;

export const badges = (db: ReadDb, period: Period) => ({
  reconcile: count(db, sql`SELECT count(*) AS n FROM entry WHERE period = ${period} AND state IN ('open', 'suggested')`),
  failed: count(db, sql`SELECT count(*) AS n FROM letter WHERE state = 'buried' AND requeued = 0`),
  held: count(db, sql`SELECT count(*) AS n FROM letter WHERE state = 'held' AND requeued = 0`),
  changed: count(db, sql`SELECT count(*) AS n FROM proposal WHERE state = 'open' OR (state = 'accepted' AND done_by = 'staff')`),
  alarms: count(db, sql`SELECT count(*) AS n FROM close_alarm WHERE acknowledged_at IS NULL`),
  running: count(db, sql`SELECT count(*) AS n FROM run WHERE state IN ('running', 'pausing', 'cancelling')`),
});

/** Mappings that wait for this person: an approval for somebody who did not write it, or a draft of one's own. */
export const mappingsFor = (db: ReadDb, personId: string, isAdmin: boolean): number => {
  const isOwn = isAuthor('authors', personId);
  return count(db, sql`SELECT count(*) AS n FROM mapping_version WHERE (state = 'draft' AND ${isOwn}) OR (${isAdmin ? 1 : 0} = 1 AND (state = 'approved' OR (state = 'submitted' AND NOT ${isOwn})))`);
};

/** Lookup tables with changes that this person can approve: an admin who proposed none of them. */
export const lookupsFor = (db: ReadDb, personId: string, isAdmin: boolean): number =>
  (isAdmin ? count(db, sql`SELECT count(*) AS n FROM lookup_table t WHERE NOT ${isAuthor('t.authors', personId)} AND EXISTS (SELECT 1 FROM lookup_row r WHERE r.table_id = t.id AND r.proposed IS NOT NULL)`) : 0);

/** 1 when a change of the matching rules waits for this person: an admin who had no hand in it. */
export const rulesFor = (db: ReadDb, personId: string, isAdmin: boolean): number =>
  (isAdmin ? count(db, sql`SELECT count(*) AS n FROM match_rules_version WHERE state = 'proposed' AND NOT ${isAuthor('authors', personId)}`) : 0);

export const perDay = (db: ReadDb, period: Period): { on: LocalDate; orders: number; posted: number }[] => db.all(sql`
  SELECT occurred_on AS "on", count(*) AS orders, sum(state = 'posted') AS posted FROM record WHERE kind = 'order' AND period = ${period} GROUP BY occurred_on ORDER BY occurred_on`);

export type FoundRow = { kind: 'order' | 'letter' | 'entry' | 'page'; id: string; title: string; detail: string; page: string };

const PER_KIND = 8;

/** Orders, failed records and ledger lines by any reference, an amount or a name. */
export function find(db: ReadDb, text: string): FoundRow[] {
  const like = `${text.replace(/[\\%_]/g, character => `\\${character}`)}%`;
  const inside = `%${like}`;
  const amount = parseMoney(text.replace(',', '.'), 'GBP')?.minor ?? -1;
  const orders = db.all<FoundRow>(sql`
    SELECT 'order' AS kind, id, reference AS title, channel || ' · ' || party || ' · ' || state AS detail, 'runs' AS page FROM record
    WHERE kind = 'order' AND (reference LIKE ${like} ESCAPE '\\' OR number LIKE ${like} ESCAPE '\\' OR document LIKE ${like} ESCAPE '\\' OR amount_minor = ${amount} OR party LIKE ${inside} ESCAPE '\\') LIMIT ${PER_KIND}`);
  const letters = db.all<FoundRow>(sql`
    SELECT 'letter' AS kind, id, reference AS title, message AS detail, 'dead-letters' AS page FROM letter WHERE state = 'buried' AND (reference LIKE ${like} ESCAPE '\\' OR message LIKE ${inside} ESCAPE '\\') LIMIT ${PER_KIND}`);
  const entries = db.all<FoundRow>(sql`
    SELECT 'entry' AS kind, id, reference || ' ' || order_reference AS title, kind || ' · ' || account || ' · ' || state AS detail, 'reconciliation/' || kind || '/' || replace(replace(account, '/', '%2F'), ' ', '%20') AS page FROM entry
    WHERE reference LIKE ${like} ESCAPE '\\' OR order_reference LIKE ${like} ESCAPE '\\' OR amount_minor = ${amount} OR party LIKE ${inside} ESCAPE '\\' LIMIT ${PER_KIND}`);
  return [...orders, ...letters, ...entries];
}
