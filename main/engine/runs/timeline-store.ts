import type { z } from 'zod';
import type { TimelineEntry } from '../../../shared/contract/runs.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';

type Row = { at: z.infer<typeof TimelineEntry>['at']; who: string; step: string | null; what: string; detail: string };

/** One document of each step, as people call it. */
const DOCUMENT: Readonly<Record<string, string>> = {
  customer: 'Customer', salesOrder: 'Sales order', despatch: 'Despatch', invoice: 'Invoice', receipt: 'Receipt', allocation: 'Allocation of the receipt',
  creditNote: 'Credit note', refund: 'Refund', refundAllocation: 'Allocation of the refund', shipment: 'Shipment', fee: 'Channel fee', transfer: 'Payout', adjustment: 'Adjustment',
};

/** What happened to one record, oldest first: read, each document planned, each attempt with its answer, where it stands. */
export function timelineOf(db: ReadDb, recordId: string): { at: Row['at']; who: string; what: string; detail: string }[] {
  const rows = db.all<Row>(sql`
    SELECT read_at AS at, 'Shop' AS who, NULL AS step, 'Read from the shop: ' || status AS what, 'last changed there ' || changed_at AS detail, 0 AS rank FROM record WHERE id = ${recordId}
    UNION ALL
    SELECT created_at, 'Tieout', step, 'planned', CASE WHEN mapping_version IS NULL THEN '' ELSE 'by version ' || mapping_version || ' of the mapping' END, 1 FROM letter WHERE record_id = ${recordId}
    UNION ALL
    SELECT a.at, 'ERP', l.step, a.status, CASE WHEN a.answer = '' THEN coalesce(l.target_number, '') ELSE a.answer END, 2 FROM attempt a JOIN letter l ON l.id = a.letter_id WHERE l.record_id = ${recordId}
    UNION ALL
    SELECT changed_at, 'ERP', step, 'accepted', coalesce(target_number, ''), 2 FROM letter l WHERE record_id = ${recordId} AND state = 'sent' AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.letter_id = l.id AND a.n = l.attempts)
    UNION ALL
    SELECT changed_at, 'Tieout', step, CASE state WHEN 'buried' THEN iif(requeued, 'sent again', 'failed') WHEN 'inDoubt' THEN 'in doubt' ELSE state END, message, 3
    FROM letter WHERE record_id = ${recordId} AND state IN ('buried', 'held', 'inDoubt', 'discarded')
    ORDER BY 1, 6`);
  return rows.map(({ at, who, step, what, detail }) => ({ at, who, what: step === null ? what : `${DOCUMENT[step] ?? step}: ${what}`, detail }));
}
