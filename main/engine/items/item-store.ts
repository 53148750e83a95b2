import type { RunCounts } from '../../../shared/contract/runs.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { ItemStep, ListedProduct, StockLevel } from '../connectors/connector.ts';
import type { StepTally } from '../outbox/outbox-store.ts';
import { list, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

export type ItemRow = StockLevel | ListedProduct;

/** What is read next replaces all that the system said before: what it lists no more is gone. */
export function forgetItems(db: WriteDb, step: ItemStep, connectionId: string): void {
  db.run(sql`DELETE FROM item WHERE step = ${step} AND connection_id = ${connectionId}`);
}

export function saveItems(db: WriteDb, step: ItemStep, connectionId: string, rows: readonly ItemRow[]): void {
  for (const row of rows) {
    db.run(sql`INSERT INTO item (step, connection_id, code, place, body) VALUES (${step}, ${connectionId}, ${row.code}, ${'warehouseId' in row ? row.warehouseId : ''}, ${JSON.stringify(row)})
      ON CONFLICT (step, connection_id, code, place) DO UPDATE SET body = excluded.body`);
  }
}

/** Only `saveItems` fills the table, with rows that a connector made. */
export const storedItems = <Row extends ItemRow>(db: ReadDb, step: ItemStep, connectionId: string): Row[] =>
  db.all<{ body: string }>(sql`SELECT body FROM item WHERE step = ${step} AND connection_id = ${connectionId} ORDER BY code, place`).map(({ body }) => JSON.parse(body) as Row);

/** A letter about an item that is neither through nor given up. */
export type OpenLetter = { id: string; key: string; state: 'held' | 'queued' | 'sending' | 'inDoubt' | 'buried'; body: string };

export const openLetters = (db: ReadDb, step: ItemStep): OpenLetter[] =>
  db.all<OpenLetter>(sql`SELECT id, key, state, body FROM letter WHERE step = ${step} AND state IN ('held', 'queued', 'sending', 'inDoubt', 'buried')`);

/** How many letters there ever were about a subject: keys are the subject, a blank and a number, and '!' follows the blank. */
export const lettersAbout = (db: ReadDb, subject: string): number =>
  db.get<{ n: number }>(sql`SELECT count(*) AS n FROM letter WHERE key > ${`${subject} `} AND key < ${`${subject}!`}`)?.n ?? 0;

/** The letter counts for this run from now on, whichever run planned it first. */
export function adoptLetter(db: WriteDb, id: string, runId: string): void {
  db.run(sql`UPDATE letter SET run_id = ${runId} WHERE id = ${id}`);
}

export function dropLetter(db: WriteDb, id: string, reason: string, now: Instant): void {
  db.run(sql`UPDATE letter SET state = 'discarded', message = ${reason}, requeued = 0, next_try_at = NULL, changed_at = ${now} WHERE id = ${id}`);
}

export const ITEM_STEPS: readonly ItemStep[] = ['stockLevel', 'price'];

/** The documents of one run of items. */
export const tallyItems = (db: ReadDb, runId: string): StepTally[] => db.all<StepTally>(sql`
  SELECT step, sum(state = 'queued') AS queued, sum(state = 'sent') AS posted, sum(state = 'buried') AS failed, sum(state IN ('inDoubt', 'sending')) AS inDoubt
  FROM letter WHERE run_id = ${runId} AND step IN ${list(ITEM_STEPS)} AND state <> 'discarded' GROUP BY step`);

/** Of `items` that were compared: those told of are posted (or on their way, or failed); the others are skipped, for both sides agree or only one knows them. */
export function countItems(db: ReadDb, runId: string, items: number): RunCounts {
  const rows = db.all<{ state: string; n: number }>(sql`SELECT CASE WHEN state = 'buried' AND requeued = 1 THEN 'queued' ELSE state END AS state, count(*) AS n FROM letter WHERE run_id = ${runId} AND step IN ${list(ITEM_STEPS)} GROUP BY 1`);
  const n = (...states: string[]): number => rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.n, 0);
  const told = { posted: n('sent'), held: n('held'), failed: n('buried'), inDoubt: n('inDoubt', 'sending'), waiting: n('queued') };
  const sum = Object.values(told).reduce((total, one) => total + one, 0);
  // A run that was resumed may have told one item twice, of two values.
  const read = Math.max(items, sum);
  return { read, ...told, skipped: read - sum };
}
