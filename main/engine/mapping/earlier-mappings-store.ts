import { z } from 'zod';
import { sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';
import { mappedFields, StoredField } from './mapping-content.ts';
import type { Approved } from './suggest/ranking.ts';

const Fields = z.array(StoredField);
const MAX_MAPPINGS = 20;

type Systems = { readonly sourceSystem: string; readonly sourceEntity: string; readonly targetSystem: string; readonly targetEntity: string };

/** What people approved between two systems for these entities, on any of their connections: the newest mapping's word for each target field. */
export function earlierApproved(db: ReadDb, { sourceSystem, sourceEntity, targetSystem, targetEntity }: Systems): Approved[] {
  const rows = db.all<{ fields: string }>(sql`
    SELECT v.fields FROM mapping m JOIN mapping_version v ON v.mapping_id = m.id AND v.state IN ('approved', 'published')
    JOIN connection s ON s.id = m.source_connection JOIN connection t ON t.id = m.target_connection
    WHERE m.source_entity = ${sourceEntity} AND m.target_entity = ${targetEntity} AND s.system = ${sourceSystem} AND t.system = ${targetSystem}
    ORDER BY v.changed_at DESC, m.id, v.version DESC LIMIT ${MAX_MAPPINGS}`);
  const byTarget = new Map<string, Approved>();
  for (const { fields } of rows) {
    for (const { target, source, steps } of mappedFields(Fields.parse(JSON.parse(fields)))) if (!byTarget.has(target.path)) byTarget.set(target.path, { target: target.path, source, steps: [...steps] });
  }
  return [...byTarget.values()];
}
