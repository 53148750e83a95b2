import type { Entry, Reason, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { Entry as EntrySchema } from '../../../shared/contract/reconciliation.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, list, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { DraftEntry, ReconEntry } from './entry.ts';
import type { EntryGroup } from './figures.ts';

export type StoredEntry = ReconEntry & {
  readonly openMinor: number; readonly state: Entry['state']; readonly matchId: string | null; readonly reason: Reason | null; readonly reasonText: string;
  /** Who gave the reason; '' when the machine did. */
  readonly reasonBy: string;
};

export type EntryRow = {
  id: string; side: 'left' | 'right'; source: string; entry_kind: string; on_day: StoredEntry['on']; amount_minor: number; open_minor: number; currency: string; reference: string; order_reference: string;
  payout: string; party: string; text: string; state: Entry['state']; match_id: string | null; reason: Reason | null; reason_text: string; reason_by: string;
  part_of: string | null; line_name: string | null; part_number: number | null; part_count: number | null;
};

/** What `EntryRow` is read from. */
export const ENTRY_COLUMNS = raw(`id, side, source, entry_kind, on_day, amount_minor, open_minor, currency, reference, order_reference, payout, party, text, state, match_id, reason, reason_text, reason_by,
  part_of, line_name, part_number, part_count`);

export const storedEntry = (row: EntryRow): StoredEntry => ({
  id: row.id, side: row.side, source: row.source, kind: row.entry_kind, on: row.on_day, amountMinor: row.amount_minor, openMinor: row.open_minor, currency: row.currency, reference: row.reference,
  orderReference: row.order_reference, payout: row.payout, party: row.party, text: row.text, state: row.state, matchId: row.match_id, reason: row.reason, reasonText: row.reason_text, reasonBy: row.reason_by,
  ...(row.part_of === null ? {} : { part: { source: row.part_of, line: row.line_name ?? '', number: row.part_number ?? 0, of: row.part_count ?? 0 } }),
});

/** As the contract shows it. */
export const shown = (entry: StoredEntry): Entry => EntrySchema.parse({
  id: entry.id, side: entry.side, kind: entry.kind, on: entry.on, reference: entry.reference, orderReference: entry.orderReference, party: entry.party, text: entry.text,
  amountMinor: entry.amountMinor, openMinor: entry.openMinor, currency: entry.currency, state: entry.state, matchId: entry.matchId, reason: entry.reason, reasonText: entry.reasonText,
  part: entry.part ? { line: entry.part.line, number: entry.part.number, of: entry.part.of } : null,
});

export const entriesOf = (db: ReadDb, { kind, account, period }: ReconciliationKey): StoredEntry[] => db.all<EntryRow>(sql`
  SELECT ${ENTRY_COLUMNS} FROM entry WHERE kind = ${kind} AND account = ${account} AND period = ${period} ORDER BY on_day, id`).map(storedEntry);

export const entriesById = (db: ReadDb, ids: readonly string[]): StoredEntry[] => db.all<EntryRow>(sql`
  SELECT ${ENTRY_COLUMNS} FROM entry WHERE id IN ${list(ids)} ORDER BY on_day, id`).map(storedEntry);

/** The parts of one line that stand in a month. */
export const partsOfLine = (db: ReadDb, { kind, account, period }: ReconciliationKey, { side, source }: Pick<ReconEntry, 'side' | 'source'>): StoredEntry[] => db.all<EntryRow>(sql`
  SELECT ${ENTRY_COLUMNS} FROM entry WHERE kind = ${kind} AND account = ${account} AND period = ${period} AND side = ${side} AND part_of = ${source} ORDER BY part_number`).map(storedEntry);

export const entriesOfMatch = (db: ReadDb, matchId: string): StoredEntry[] => db.all<EntryRow>(sql`
  SELECT ${ENTRY_COLUMNS} FROM entry WHERE match_id = ${matchId} ORDER BY on_day, id`).map(storedEntry);

/** The reconciliation that entries belong to; more than one when they come from several. */
export const keysOfEntries = (db: ReadDb, ids: readonly string[]): ReconciliationKey[] =>
  db.all<ReconciliationKey>(sql`SELECT DISTINCT kind, account, period FROM entry WHERE id IN ${list(ids)}`);

const COLUMNS: PageColumns = {
  id: { column: 'id', filter: 'equals' }, kind: { column: 'entry_kind', filter: 'equals' }, on: { column: 'on_day', filter: 'prefix' }, reference: { column: 'reference', filter: 'contains' },
  orderReference: { column: 'order_reference', filter: 'contains' }, party: { column: 'party', filter: 'contains' }, text: { column: 'text', filter: 'contains' },
  amountMinor: { column: 'amount_minor', filter: 'equals' }, openMinor: { column: 'open_minor', filter: 'equals' }, state: { column: 'state', filter: 'equals' },
  reason: { column: 'reason', filter: 'equals' }, reasonText: { column: 'reason_text', filter: 'contains' }, matchId: { column: 'match_id', filter: 'equals' },
  // Matched, and worth a look all the same.
  named: { column: "CASE WHEN state = 'matched' AND reason IS NOT NULL THEN 'yes' ELSE 'no' END", filter: 'equals' },
};

export function pageEntries(db: ReadDb, { kind, account, period }: ReconciliationKey, side: 'left' | 'right', page: PageRequest): Page<Entry> {
  const where = whereOf(COLUMNS, page.filter);
  const order = orderOf(COLUMNS, page.sort, 'on_day, id');
  const { rows, total } = pageRows<EntryRow>(db, {
    columns: ENTRY_COLUMNS, from: raw('entry'), key: raw('entry.rowid'), where: fragment`kind = ${kind} AND account = ${account} AND period = ${period} AND side = ${side} AND ${where}`, order,
  }, page);
  return { rows: rows.map(row => shown(storedEntry(row))), total };
}

export function insertEntry(db: WriteDb, { kind, account, period }: ReconciliationKey, id: string, entry: DraftEntry): void {
  db.run(sql`INSERT INTO entry (id, kind, account, period, side, source, entry_kind, on_day, amount_minor, open_minor, currency, reference, order_reference, payout, party, text, state,
      part_of, line_name, part_number, part_count)
    VALUES (${id}, ${kind}, ${account}, ${period}, ${entry.side}, ${entry.source}, ${entry.kind}, ${entry.on}, ${entry.amountMinor}, ${entry.amountMinor}, ${entry.currency}, ${entry.reference},
      ${entry.orderReference}, ${entry.payout}, ${entry.party}, ${entry.text}, 'open', ${entry.part?.source ?? null}, ${entry.part?.line ?? null}, ${entry.part?.number ?? null}, ${entry.part?.of ?? null})`);
}

export function updateEntry(db: WriteDb, id: string, entry: DraftEntry): void {
  db.run(sql`UPDATE entry SET entry_kind = ${entry.kind}, on_day = ${entry.on}, amount_minor = ${entry.amountMinor}, open_minor = CASE WHEN state = 'matched' THEN 0 ELSE ${entry.amountMinor} END,
    reference = ${entry.reference}, order_reference = ${entry.orderReference}, payout = ${entry.payout}, party = ${entry.party}, text = ${entry.text},
    line_name = ${entry.part?.line ?? null}, part_number = ${entry.part?.number ?? null}, part_count = ${entry.part?.of ?? null} WHERE id = ${id}`);
}

export const deleteEntry = (db: WriteDb, id: string): void => void db.run(sql`DELETE FROM entry WHERE id = ${id}`);

export function joinMatch(db: WriteDb, ids: readonly string[], matchId: string, state: 'matched' | 'suggested'): void {
  for (const id of ids) db.run(sql`UPDATE entry SET state = ${state}, match_id = ${matchId}, open_minor = CASE WHEN ${state} = 'matched' THEN 0 ELSE amount_minor END, reason = NULL, reason_text = '', reason_by = '' WHERE id = ${id}`);
}

/** Back to open; what the machine had said about them is forgotten, it will be said anew. */
export const leaveMatch = (db: WriteDb, matchId: string): number =>
  db.run(sql`UPDATE entry SET state = 'open', match_id = NULL, open_minor = amount_minor, reason = NULL, reason_text = '', reason_by = '' WHERE match_id = ${matchId}`).changes;

/** Names an entry: an open one becomes explained, a matched one keeps its state. */
export function setReason(db: WriteDb, id: string, { reason, text, by }: { reason: Reason | null; text: string; by: string }): void {
  db.run(sql`UPDATE entry SET reason = ${reason}, reason_text = ${text}, reason_by = ${by},
    state = CASE WHEN state IN ('open', 'explained') THEN CASE WHEN ${reason} IS NULL THEN 'open' ELSE 'explained' END ELSE state END WHERE id = ${id}`);
}

/** Sources that were matched in an earlier period and so are done with, and the first period that this account was reconciled in. */
export const settledSources = (db: ReadDb, { kind, account, period }: ReconciliationKey): Set<string> => new Set(db.all<{ source: string }>(sql`
  SELECT side || ' ' || source AS source FROM entry WHERE kind = ${kind} AND account = ${account} AND period < ${period} AND state = 'matched'`).map(({ source }) => source));

export const firstPeriod = (db: ReadDb, { kind, account, period }: ReconciliationKey): string =>
  db.get<{ period: string | null }>(sql`SELECT min(period) AS period FROM entry WHERE kind = ${kind} AND account = ${account} AND period <= ${period}`)?.period ?? period;

/** 1 for a line that stands whole and for the first part of one that was split: what a system shows is counted as it shows it. */
const IS_A_LINE = raw(`part_of IS NULL OR part_number = (SELECT min(p.part_number) FROM entry p
  WHERE p.kind = entry.kind AND p.account = entry.account AND p.period = entry.period AND p.side = entry.side AND p.part_of = entry.part_of)`);

export const entryGroups = (db: ReadDb, { kind, account, period }: ReconciliationKey): EntryGroup[] => db.all<EntryGroup>(sql`
  SELECT side, state, reason, count(*) AS count, sum(${IS_A_LINE}) AS lines, sum(amount_minor) AS minor, sum(CASE WHEN on_day < ${`${period}-01`} THEN amount_minor ELSE 0 END) AS carriedMinor
  FROM entry WHERE kind = ${kind} AND account = ${account} AND period = ${period} GROUP BY side, state, reason`);

/** The entries of each match, by its id. */
export const byMatch = (entries: readonly StoredEntry[]): Map<string, StoredEntry[]> => Map.groupBy(entries.filter(({ matchId }) => matchId !== null), ({ matchId }) => matchId ?? '');
