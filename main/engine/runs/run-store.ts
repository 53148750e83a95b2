import { RunCounts } from '../../../shared/contract/runs.ts';
import type { RunState, Workflow } from '../../../shared/contract/runs.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import type { RunId } from '../../../shared/values/id.ts';
import { list, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

export type StoredRun = { id: RunId; workflow: Workflow; period: Period; state: RunState; startedBy: string; startedAt: Instant; endedAt: Instant | null; step: string; counts: RunCounts; message: string };
type Row = Omit<StoredRun, 'counts'> & { counts: string };

const COLUMNS = raw('id, workflow, period, state, started_by AS startedBy, started_at AS startedAt, ended_at AS endedAt, step, counts, message');
const fromRow = (row: Row): StoredRun => ({ ...row, counts: RunCounts.parse(JSON.parse(row.counts)) });

export const NO_COUNTS: RunCounts = { read: 0, posted: 0, held: 0, failed: 0, skipped: 0, inDoubt: 0, waiting: 0 };
/** States in which a run has its workflow and period to itself. */
export const AT_WORK: readonly RunState[] = ['running', 'pausing', 'cancelling'];
/** The workflows that are about items, not about the orders of a month. */
const ITEM_WORKFLOWS: readonly Workflow[] = ['inventory', 'products'];
export const isAboutItems = (workflow: Workflow): boolean => ITEM_WORKFLOWS.includes(workflow);
/** About what is bought; the others follow what is sold. */
export const isAboutPurchases = (workflow: Workflow): boolean => workflow === 'purchaseOrders';
const LISTED = 200;

export const listRuns = (db: ReadDb): StoredRun[] => db.all<Row>(sql`SELECT ${COLUMNS} FROM run ORDER BY started_at DESC, id DESC LIMIT ${LISTED}`).map(fromRow);

export function runById(db: ReadDb, id: string): StoredRun | undefined {
  const row = db.get<Row>(sql`SELECT ${COLUMNS} FROM run WHERE id = ${id}`);
  return row && fromRow(row);
}

/** The run that a new one would have to wait for. Items belong to no month: of their workflows one works at a time. */
export function runAtWork(db: ReadDb, workflow: Workflow, period: Period): StoredRun | undefined {
  const row = db.get<Row>(sql`SELECT ${COLUMNS} FROM run WHERE workflow = ${workflow} AND (period = ${period} OR workflow IN ${list(ITEM_WORKFLOWS)}) AND state IN ${list(AT_WORK)}`);
  return row && fromRow(row);
}

/** The last run of a workflow over a period, whatever became of it. */
export function newestRun(db: ReadDb, workflow: Workflow, period: Period): StoredRun | undefined {
  const row = db.get<Row>(sql`SELECT ${COLUMNS} FROM run WHERE workflow = ${workflow} AND period = ${period} ORDER BY started_at DESC, id DESC LIMIT 1`);
  return row && fromRow(row);
}

export const runsInState = (db: ReadDb, states: readonly RunState[]): StoredRun[] => db.all<Row>(sql`SELECT ${COLUMNS} FROM run WHERE state IN ${list(states)} ORDER BY started_at`).map(fromRow);

export function insertRun(db: WriteDb, run: Pick<StoredRun, 'id' | 'workflow' | 'period' | 'startedBy' | 'startedAt'>): void {
  db.run(sql`INSERT INTO run (id, workflow, period, state, started_by, started_at, step, counts, message)
    VALUES (${run.id}, ${run.workflow}, ${run.period}, 'running', ${run.startedBy}, ${run.startedAt}, 'Starting', ${JSON.stringify(NO_COUNTS)}, '')`);
}

export function setRunState(db: WriteDb, id: string, change: { state: RunState; message: string; endedAt: Instant | null }): void {
  db.run(sql`UPDATE run SET state = ${change.state}, message = ${change.message}, ended_at = ${change.endedAt} WHERE id = ${id}`);
}

export function setRunProgress(db: WriteDb, id: string, step: string, counts: RunCounts): void {
  db.run(sql`UPDATE run SET step = ${step}, counts = ${JSON.stringify(counts)} WHERE id = ${id}`);
}
