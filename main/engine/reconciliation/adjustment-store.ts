import type { Adjustment } from '../../../shared/contract/reconciliation.ts';
import { Adjustment as AdjustmentSchema } from '../../../shared/contract/reconciliation.ts';
import type { LocalDate, Period } from '../../../shared/values/date.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

type Row = {
  id: string; kind: string; recon_kind: string; account: string; period: string; amount_minor: number; currency: string; nominal_code: string; narrative: string; state: string; proposed_by: string; decided_by: string | null;
};

const fromRow = (row: Row): Adjustment => AdjustmentSchema.parse({
  id: row.id, key: { kind: row.recon_kind, account: row.account, period: row.period }, kind: row.kind, amountMinor: row.amount_minor, currency: row.currency, nominalCode: row.nominal_code,
  narrative: row.narrative, state: row.state, proposedBy: row.proposed_by, decidedBy: row.decided_by,
});

export const listAdjustments = (db: ReadDb, period: Period): Adjustment[] => db.all<Row>(sql`
  SELECT id, kind, recon_kind, account, period, amount_minor, currency, nominal_code, narrative, state, proposed_by, decided_by FROM adjustment WHERE period = ${period} ORDER BY proposed_at, id`).map(fromRow);

export function getAdjustment(db: ReadDb, id: string): Adjustment | undefined {
  const row = db.get<Row>(sql`SELECT id, kind, recon_kind, account, period, amount_minor, currency, nominal_code, narrative, state, proposed_by, decided_by FROM adjustment WHERE id = ${id}`);
  return row && fromRow(row);
}

export const entryIdsOf = (db: ReadDb, id: string): string[] =>
  db.all<{ id: string }>(sql`SELECT j.value AS id FROM adjustment a, json_each(a.entry_ids) j WHERE a.id = ${id}`).map(row => row.id);

/** The day of the latest line that an adjustment is about: a bank charge is posted on the day the bank took it. Null when its lines are gone. */
export const lastDayOfEntries = (db: ReadDb, id: string): LocalDate | null =>
  db.get<{ day: LocalDate | null }>(sql`SELECT max(e.on_day) AS day FROM adjustment a, json_each(a.entry_ids) j JOIN entry e ON e.id = j.value WHERE a.id = ${id}`)?.day ?? null;

/** Entries for which an adjustment is under way already. */
export const adjustedEntries = (db: ReadDb, period: Period): Set<string> => new Set(
  db.all<{ id: string }>(sql`SELECT j.value AS id FROM adjustment a, json_each(a.entry_ids) j WHERE a.period = ${period} AND a.state <> 'refused'`).map(({ id }) => id));

export function insertAdjustment(db: WriteDb, adjustment: Adjustment, { entryIds, at }: { entryIds: readonly string[]; at: string }): void {
  const { id, key, kind, amountMinor, currency, nominalCode, narrative, state, proposedBy } = adjustment;
  db.run(sql`INSERT INTO adjustment (id, kind, recon_kind, account, period, amount_minor, currency, nominal_code, narrative, entry_ids, state, proposed_by, proposed_at)
    VALUES (${id}, ${kind}, ${key.kind}, ${key.account}, ${key.period}, ${amountMinor}, ${currency}, ${nominalCode}, ${narrative}, ${JSON.stringify(entryIds)}, ${state}, ${proposedBy}, ${at})`);
}

export const setAdjustmentState = (db: WriteDb, id: string, { state, by }: { state: Adjustment['state']; by: string | null }): void =>
  void db.run(sql`UPDATE adjustment SET state = ${state}, decided_by = coalesce(${by}, decided_by) WHERE id = ${id}`);

/** The ERP took the posting; the outbox says so once the letter is sent. */
export const markAdjustmentPosted = (db: WriteDb, id: string): boolean => db.run(sql`UPDATE adjustment SET state = 'posted' WHERE id = ${id} AND state = 'approved'`).changes === 1;
