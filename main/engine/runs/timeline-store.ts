import type { z } from 'zod';
import type { TimelineEntry } from '../../../shared/contract/runs.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';

type Row = { at: z.infer<typeof TimelineEntry>['at']; who: string; what: string; detail: string };

/** What happened to one record, oldest first: read, each document planned, each attempt with its answer. */
export function timelineOf(db: ReadDb, recordId: string): Row[] {
  return db.all<Row>(sql`
    SELECT read_at AS at, 'Tieout' AS who, 'read from the shop (' || status || ')' AS what, 'last changed there ' || changed_at AS detail, 0 AS rank FROM record WHERE id = ${recordId}
    UNION ALL
    SELECT l.created_at, 'Tieout', l.step || CASE WHEN l.mapping_version IS NULL THEN ' planned' ELSE ' planned with mapping v' || l.mapping_version END, l.key, 1 FROM letter l WHERE l.record_id = ${recordId}
    UNION ALL
    SELECT a.at, 'ERP', l.step || ': ' || a.status, CASE WHEN a.answer = '' THEN coalesce(l.target_number, '') ELSE a.answer END, 2 FROM attempt a JOIN letter l ON l.id = a.letter_id WHERE l.record_id = ${recordId}
    UNION ALL
    SELECT l.changed_at, 'Tieout', l.step || ': ' || l.state, l.message, 3 FROM letter l WHERE l.record_id = ${recordId} AND l.state IN ('buried', 'held', 'inDoubt', 'discarded')
    ORDER BY 1, 5`).map(({ at, who, what, detail }) => ({ at, who, what, detail }));
}
