import type { Match, Reason, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { Match as MatchSchema } from '../../../shared/contract/reconciliation.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { entriesOfMatch, joinMatch, leaveMatch, shown } from './entry-store.ts';
import type { MatchGroup } from './figures.ts';

export type MatchRow = {
  id: string; kind: ReconciliationKey['kind']; account: string; period: ReconciliationKey['period']; rule: string; automatic: number; state: 'suggested' | 'confirmed'; why: string;
  differenceMinor: number; differenceReason: Reason | null; score: number; madeBy: string; madeAt: string;
};

const MATCH_COLUMNS = raw('id, kind, account, period, rule, automatic, state, why, difference_minor AS differenceMinor, difference_reason AS differenceReason, score, made_by AS madeBy, made_at AS madeAt');

const withEntries = (db: ReadDb, row: MatchRow): Match => {
  const entries = entriesOfMatch(db, row.id).map(shown);
  return MatchSchema.parse({ ...row, automatic: row.automatic === 1, left: entries.filter(({ side }) => side === 'left'), right: entries.filter(({ side }) => side === 'right') });
};

export const matchRow = (db: ReadDb, id: string): MatchRow | undefined => db.get<MatchRow>(sql`
  SELECT ${MATCH_COLUMNS} FROM match WHERE id = ${id}`);

export function getMatch(db: ReadDb, id: string): Match | undefined {
  const row = matchRow(db, id);
  return row && withEntries(db, row);
}

export const matchRows = (db: ReadDb, { kind, account, period }: ReconciliationKey): MatchRow[] => db.all<MatchRow>(sql`
  SELECT ${MATCH_COLUMNS} FROM match WHERE kind = ${kind} AND account = ${account} AND period = ${period} ORDER BY id`);

const COLUMNS: PageColumns = {
  id: { column: 'id', filter: 'equals' }, rule: { column: 'rule', filter: 'equals' }, state: { column: 'state', filter: 'equals' }, automatic: { column: 'automatic', filter: 'equals' },
  why: { column: 'why', filter: 'contains' }, differenceMinor: { column: 'difference_minor', filter: 'equals' }, differenceReason: { column: 'difference_reason', filter: 'equals' },
  score: { column: 'score', filter: 'equals' }, madeBy: { column: 'made_by', filter: 'contains' }, madeAt: { column: 'made_at', filter: 'prefix' },
};

export function pageMatches(db: ReadDb, { kind, account, period }: ReconciliationKey, page: PageRequest): Page<Match> {
  const { rows, total } = pageRows<MatchRow>(db, {
    columns: MATCH_COLUMNS, from: raw('match'), key: raw('match.rowid'), order: orderOf(COLUMNS, page.sort, "state = 'confirmed', score, id"),
    where: fragment`kind = ${kind} AND account = ${account} AND period = ${period} AND ${whereOf(COLUMNS, page.filter)}`,
  }, page);
  return { rows: rows.map(row => withEntries(db, row)), total };
}

export type NewMatch = Omit<MatchRow, 'automatic'> & { automatic: boolean; members: readonly string[] };

export function insertMatch(db: WriteDb, match: NewMatch): void {
  db.run(sql`INSERT INTO match (id, kind, account, period, rule, automatic, state, why, difference_minor, difference_reason, score, made_by, made_at, lines)
    VALUES (${match.id}, ${match.kind}, ${match.account}, ${match.period}, ${match.rule}, ${match.automatic ? 1 : 0}, ${match.state}, ${match.why}, ${match.differenceMinor}, ${match.differenceReason},
      ${match.score}, ${match.madeBy}, ${match.madeAt}, ${match.members.length})`);
  joinMatch(db, match.members, match.id, match.state === 'confirmed' ? 'matched' : 'suggested');
}

export function confirmMatch(db: WriteDb, id: string, { by, at }: { by: string; at: string }): void {
  db.run(sql`UPDATE match SET state = 'confirmed', automatic = 0, made_by = ${by}, made_at = ${at} WHERE id = ${id} AND state = 'suggested'`);
  joinMatch(db, entriesOfMatch(db, id).map(entry => entry.id), id, 'matched');
}

/** Takes one match apart; its entries are open again, no other match is touched. */
export function deleteMatch(db: WriteDb, id: string): number {
  const entries = leaveMatch(db, id);
  db.run(sql`DELETE FROM match WHERE id = ${id}`);
  return entries;
}

export const refusals = (db: ReadDb, key: ReconciliationKey): Set<string> => new Set(refusalsBy(db, key).keys());

/** Members that people took apart, and who it was. */
export const refusalsBy = (db: ReadDb, { kind, account, period }: ReconciliationKey): Map<string, string> =>
  new Map(db.all<{ members: string; by: string }>(sql`SELECT members, by_name AS by FROM match_refusal WHERE kind = ${kind} AND account = ${account} AND period = ${period}`).map(({ members, by }) => [members, by]));

/** Remembers that a person took these members apart, and which rule had put them together: whether they had counted without anybody asking. */
export function refuseMatch(db: WriteDb, { kind, account, period, rule, automatic, state }: MatchRow, members: string, { by, at }: { by: string; at: string }): void {
  db.run(sql`INSERT INTO match_refusal (kind, account, period, members, rule, automatic, by_name, at)
    VALUES (${kind}, ${account}, ${period}, ${members}, ${rule}, ${automatic === 1 && state === 'confirmed' ? 1 : 0}, ${by}, ${at}) ON CONFLICT DO NOTHING`);
}

/** A person who matches by hand what was once taken apart has changed their mind. */
export const forgetRefusal = (db: WriteDb, members: string): void => void db.run(sql`DELETE FROM match_refusal WHERE members = ${members}`);

export const matchGroups = (db: ReadDb, { kind, account, period }: ReconciliationKey): MatchGroup[] => db.all<Omit<MatchGroup, 'automatic'> & { automatic: number }>(sql`
  SELECT automatic, state, difference_reason AS reason, count(*) AS count, sum(difference_minor) AS differenceMinor FROM match
  WHERE kind = ${kind} AND account = ${account} AND period = ${period} GROUP BY automatic, state, difference_reason`).map(row => ({ ...row, automatic: row.automatic === 1 }));

/** Differences agreed in earlier periods: they stand on the account until an adjustment takes them away. */
export const earlierDifferences = (db: ReadDb, { kind, account, period }: ReconciliationKey): { id: string; period: string; minor: number; why: string }[] =>
  db.all(sql`SELECT id, period, difference_minor AS minor, why FROM match WHERE kind = ${kind} AND account = ${account} AND period < ${period} AND state = 'confirmed' AND difference_minor <> 0 ORDER BY id`);
