import type { ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import { fragment, list, raw, sql } from '../store/sql.ts';
import type { Fragment, ReadDb, WriteDb } from '../store/sql.ts';
import type { DraftEntry } from './entry.ts';
import { partSource, type Part, type Split } from './splits.ts';

type Row = {
  id: string; period: Period; side: 'left' | 'right'; source: string; entryKind: string; on: DraftEntry['on']; amountMinor: number; currency: string; reference: string; orderReference: string;
  payout: string; party: string; text: string; places: number; by: string; at: string;
};

const COLUMNS = raw(`s.id, s.period, s.side, s.source, s.entry_kind AS entryKind, s.on_day AS "on", s.amount_minor AS amountMinor, s.currency, s.reference, s.order_reference AS orderReference, s.payout, s.party, s.text,
  s.places, s.by_name AS "by", s.at`);

const fromRow = (db: ReadDb, { id, period, places, by, at, entryKind: kind, ...line }: Row): Split & { period: Period } => ({
  id, period, places, by, at, line: { ...line, kind },
  parts: db.all<Part>(sql`SELECT place, amount_minor AS amountMinor, reference, note FROM line_part WHERE split_id = ${id} ORDER BY place`),
});

/** The newest split of each line up to the month: the month's own, or what it begins with. Lines whose parts were joined last are left out. */
const newest = (db: ReadDb, { kind, account, period }: ReconciliationKey, besides: Fragment): (Split & { period: Period })[] => db.all<Row>(sql`
  SELECT ${COLUMNS} FROM line_split s WHERE s.kind = ${kind} AND s.account = ${account} AND ${besides}
    AND s.period = (SELECT max(n.period) FROM line_split n WHERE n.kind = s.kind AND n.account = s.account AND n.side = s.side AND n.source = s.source AND n.period <= ${period})
    AND EXISTS (SELECT 1 FROM line_part p WHERE p.split_id = s.id) ORDER BY s.id`).map(row => fromRow(db, row));

export const splitsOf = (db: ReadDb, key: ReconciliationKey): (Split & { period: Period })[] => newest(db, key, raw('1'));

/** The split of one line as its month has it. */
export const splitOfLine = (db: ReadDb, key: ReconciliationKey, { side, source }: Pick<DraftEntry, 'side' | 'source'>): Split | undefined => newest(db, key, fragment`s.side = ${side} AND s.source = ${source}`)[0];

/** How many places this month's row of a line has given, joined or not. */
export const placesOf = (db: ReadDb, { kind, account, period }: ReconciliationKey, { side, source }: Pick<DraftEntry, 'side' | 'source'>): number =>
  db.get<{ places: number }>(sql`SELECT max(places) AS places FROM line_split WHERE kind = ${kind} AND account = ${account} AND side = ${side} AND source = ${source} AND period <= ${period}`)?.places ?? 0;

/** Keeps a split as the month's own; without parts it says that the line stands whole from this month on. */
export function saveSplit(db: WriteDb, { kind, account, period }: ReconciliationKey, { id, line, parts, places, by, at }: Split): void {
  db.run(sql`DELETE FROM line_part WHERE split_id IN (SELECT id FROM line_split WHERE kind = ${kind} AND account = ${account} AND period = ${period} AND side = ${line.side} AND source = ${line.source})`);
  db.run(sql`DELETE FROM line_split WHERE kind = ${kind} AND account = ${account} AND period = ${period} AND side = ${line.side} AND source = ${line.source}`);
  db.run(sql`INSERT INTO line_split (id, kind, account, period, side, source, entry_kind, on_day, amount_minor, currency, reference, order_reference, payout, party, text, places, by_name, at)
    VALUES (${id}, ${kind}, ${account}, ${period}, ${line.side}, ${line.source}, ${line.kind}, ${line.on}, ${line.amountMinor}, ${line.currency}, ${line.reference}, ${line.orderReference}, ${line.payout}, ${line.party},
      ${line.text}, ${places}, ${by}, ${at})`);
  for (const { place, amountMinor, reference, note } of parts) db.run(sql`INSERT INTO line_part (split_id, place, amount_minor, reference, note) VALUES (${id}, ${place}, ${amountMinor}, ${reference}, ${note})`);
}

/** In which earlier month each part of a line was matched, by the part's source. */
export const settledParts = (db: ReadDb, { kind, account, period }: ReconciliationKey, { line, parts }: Pick<Split, 'line' | 'parts'>): Map<string, Period> => new Map(db.all<{ source: string; period: Period }>(sql`
  SELECT source, max(period) AS period FROM entry WHERE kind = ${kind} AND account = ${account} AND side = ${line.side} AND period < ${period} AND state = 'matched'
    AND source IN ${list(parts.map(({ place }) => partSource(line.source, place)))} GROUP BY source`).map(({ source, period: settledIn }) => [source, settledIn]));

/**
 * A match that a person took apart stays refused when its line is split or its parts are joined: where all of `from` were members, all of `to` are now.
 * Refusals over other entries stay as they are.
 */
export function inheritRefusals(db: WriteDb, { kind, account, period }: ReconciliationKey, from: readonly string[], to: readonly string[]): void {
  const rows = db.all<{ members: string; rule: string; by: string; at: string }>(sql`SELECT members, rule, by_name AS "by", at FROM match_refusal WHERE kind = ${kind} AND account = ${account} AND period = ${period}`);
  for (const { members, rule, by, at } of rows) {
    const before = new Set(members.split(' '));
    if (!from.every(id => before.has(id))) continue;
    for (const id of from) before.delete(id);
    const after = [...before, ...to].sort().join(' ');
    // One false match of the rule stays one, however its line is written.
    db.run(sql`INSERT INTO match_refusal (kind, account, period, members, rule, automatic, by_name, at) VALUES (${kind}, ${account}, ${period}, ${after}, ${rule}, 0, ${by}, ${at}) ON CONFLICT DO NOTHING`);
  }
}
