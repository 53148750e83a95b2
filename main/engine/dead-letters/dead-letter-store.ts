import { DeadLetter } from '../../../shared/contract/dead-letters.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { Run } from '../../../shared/contract/runs.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, list, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { keyOfCause } from './cause-key.ts';

/** Letters with one cause share the error code and what it is about. */
export type CauseRow = { code: string; about: string; recovery: string; count: number; currency: string; minor: number; oldestAt: Instant; field: string | null; sample: string };

const WAITING = raw("l.state = 'buried' AND l.requeued = 0");

export const causeRows = (db: ReadDb): CauseRow[] => db.all<CauseRow>(sql`
  SELECT l.error_code AS code, coalesce(l.error_about, '') AS about, l.recovery, count(*) AS count, l.currency, sum(l.amount_minor) AS minor, min(l.buried_at) AS oldestAt,
    max(l.error_field) AS field, min(l.message) AS sample
  FROM letter l WHERE ${WAITING} GROUP BY l.error_code, l.error_about, l.recovery, l.currency ORDER BY count(*) DESC, sum(l.amount_minor) DESC`);

const STATUS = raw("CASE WHEN l.state = 'discarded' THEN 'discarded' WHEN l.state = 'sent' THEN 'mended' WHEN l.state = 'buried' AND l.requeued = 0 THEN 'waiting' ELSE 'requeued' END");

const COLUMNS: PageColumns = {
  status: { column: STATUS.text, filter: 'equals' },
  reference: { column: 'l.reference', filter: 'contains' },
  step: { column: 'l.step', filter: 'equals' },
  channel: { column: 'l.channel', filter: 'contains' },
  amountMinor: { column: 'l.amount_minor', filter: 'equals' },
  message: { column: 'l.message', filter: 'contains' },
  buriedAt: { column: 'l.buried_at', filter: 'prefix' },
  cause: { column: "l.error_code || coalesce(' ' || nullif(l.error_about, ''), '')", filter: 'equals' },
};

type Row = Omit<DeadLetter, 'cause' | 'status'> & { code: string | null; about: string | null; status: string };
const SELECTED = raw(`l.id, l.record_id AS recordId, l.error_code AS code, l.error_about AS about, l.reference, l.step, l.channel, l.amount_minor AS amountMinor, l.currency, l.message,
  l.error_field AS field, l.attempts, l.buried_at AS buriedAt, ${STATUS.text} AS status`);
const fromRow = ({ code, about, ...row }: Row): DeadLetter => DeadLetter.parse({ ...row, cause: keyOfCause(code ?? '', about ?? '') });

export function listDeadLetters(db: ReadDb, cause: string | null, page: PageRequest): Page<DeadLetter> {
  const ofCause = cause === null ? raw('1') : fragment`l.error_code || coalesce(' ' || nullif(l.error_about, ''), '') = ${cause}`;
  const where = fragment`l.buried_at IS NOT NULL AND ${ofCause} AND ${whereOf(COLUMNS, page.filter)}`;
  const { rows, total } = pageRows<Row>(db, { columns: SELECTED, from: raw('letter l'), key: raw('l.rowid'), where, order: orderOf(COLUMNS, page.sort, 'l.buried_at DESC, l.id') }, page);
  return { rows: rows.map(fromRow), total };
}

export function getDeadLetter(db: ReadDb, id: string): DeadLetter | undefined {
  const row = db.get<Row>(sql`SELECT ${SELECTED} FROM letter l WHERE l.id = ${id} AND l.buried_at IS NOT NULL`);
  return row && fromRow(row);
}

export const attemptsOf = (db: ReadDb, id: string): { at: Instant; request: string; status: string; answer: string }[] =>
  db.all(sql`SELECT at, request, status, answer FROM attempt WHERE letter_id = ${id} ORDER BY n`);

/** Letters (with their records) that wait for one cause. */
export const waitingOfCause = (db: ReadDb, cause: string, limit: number): { id: string; recordId: string | null; overrides: string; field: string | null; period: string | null }[] => db.all(sql`
  SELECT l.id, l.record_id AS recordId, l.overrides, l.error_field AS field, r.period FROM letter l LEFT JOIN record r ON r.id = l.record_id
  WHERE ${WAITING} AND l.error_code || coalesce(' ' || nullif(l.error_about, ''), '') = ${cause} ORDER BY l.rowid LIMIT ${limit}`);

/** Marks a letter to be made anew by the next run; only those that still wait. */
export const requeueLetter = (db: WriteDb, id: string, now: Instant): boolean =>
  db.run(sql`UPDATE letter SET requeued = 1, changed_at = ${now} WHERE id = ${id} AND state = 'buried' AND requeued = 0`).changes === 1;

export const discardLetter = (db: WriteDb, id: string, reason: string, now: Instant): boolean =>
  db.run(sql`UPDATE letter SET state = 'discarded', message = ${reason}, changed_at = ${now} WHERE id = ${id} AND state IN ('buried', 'held') AND requeued = 0`).changes === 1;

export function saveOverrides(db: WriteDb, id: string, overrides: Readonly<Record<string, string>>, now: Instant): void {
  db.run(sql`UPDATE letter SET overrides = ${JSON.stringify(overrides)}, changed_at = ${now} WHERE id = ${id}`);
}

/** A workflow over a period. */
export type Chain = Pick<Run, 'workflow' | 'period'>;

/** The runs that letters go on with: that of their step, over the period they belong to. */
export const chainsOfLetters = (db: ReadDb, ids: readonly string[]): Chain[] => db.all<Chain>(sql`
  SELECT DISTINCT CASE l.step WHEN 'stockLevel' THEN 'inventory' WHEN 'price' THEN 'products' WHEN 'purchaseOrder' THEN 'purchaseOrders' ELSE 'orderToCash' END AS workflow, coalesce(r.period, n.period) AS period
  FROM letter l LEFT JOIN record r ON r.id = l.record_id LEFT JOIN run n ON n.id = l.run_id WHERE l.id IN ${list(ids)} AND coalesce(r.period, n.period) IS NOT NULL`);
