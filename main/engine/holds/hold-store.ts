import { Hold } from '../../../shared/contract/dead-letters.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

const COLUMNS: PageColumns = {
  reference: { column: 'l.reference', filter: 'contains' },
  reason: { column: 'l.message', filter: 'contains' },
  amountMinor: { column: 'l.amount_minor', filter: 'equals' },
  heldAt: { column: 'l.created_at', filter: 'prefix' },
};

export function listHolds(db: ReadDb, page: PageRequest): Page<Hold> {
  const where = fragment`l.state = 'held' AND l.requeued = 0 AND ${whereOf(COLUMNS, page.filter)}`;
  const { rows, total } = pageRows<Record<string, unknown>>(db, {
    columns: raw("l.id, l.record_id AS recordId, l.reference, 'amount' AS rule, l.message AS reason, l.amount_minor AS amountMinor, l.currency, l.created_at AS heldAt"),
    from: raw('letter l'), key: raw('l.rowid'), where, order: orderOf(COLUMNS, page.sort, 'l.created_at, l.id'),
  }, page);
  return { rows: rows.map(row => Hold.parse(row)), total };
}

/** Lets a held document go on with the next run, for good; only one that is still held. */
export const releaseLetter = (db: WriteDb, id: string, now: Instant): boolean =>
  db.run(sql`UPDATE letter SET requeued = 1, released = 1, changed_at = ${now} WHERE id = ${id} AND state = 'held' AND requeued = 0`).changes === 1;
