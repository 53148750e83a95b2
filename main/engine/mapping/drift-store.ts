import { z } from 'zod';
import { Entity } from '../../../shared/contract/connections.ts';
import type { MappingDrift } from '../../../shared/contract/mappings.ts';
import { ConnectionId, MappingId } from '../../../shared/values/id.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';
import { driftOf } from './drift.ts';
import type { Discovered } from './drift.ts';
import { findMapping, findVersion } from './mapping-store.ts';
import type { Mapping } from './mapping-store.ts';

type Known = { readonly label: string; readonly entities: readonly Entity[] };

function schemaOf(db: ReadDb, connectionId: string): Known | null {
  const row = db.get<{ label: string; schema: string | null }>(sql`SELECT label, schema FROM connection WHERE id = ${connectionId} AND removed_at IS NULL`);
  return row?.schema ? { label: row.label, entities: z.array(Entity).parse(JSON.parse(row.schema)) } : null;
}

const entityIn = (known: Known | null, name: string): Entity | null => known?.entities.find(entity => entity.name === name) ?? null;

/** Both entities of a mapping as they were last discovered. */
export const discoveredFor = (db: ReadDb, mapping: Mapping): Discovered => ({
  source: entityIn(schemaOf(db, mapping.sourceConnection), mapping.sourceEntity), target: entityIn(schemaOf(db, mapping.targetConnection), mapping.targetEntity),
});

/** What published mappings use and what is not any more as it was approved, by the schemas last discovered. Empty: every run may go. */
export function publishedDrift(db: ReadDb): MappingDrift[] {
  const rows = db.all<{ id: string; version: number }>(sql`SELECT mapping_id AS id, version FROM mapping_version WHERE state = 'published' AND approved_schema IS NOT NULL ORDER BY mapping_id`);
  const schemas = new Map<string, Known | null>();
  const known = (id: string): Known | null => {
    if (!schemas.has(id)) schemas.set(id, schemaOf(db, id));
    return schemas.get(id) ?? null;
  };
  return rows.flatMap(({ id, version }): MappingDrift[] => {
    const mapping = findMapping(db, id);
    const found = findVersion(db, id, version);
    if (!mapping || !found?.approvedSchema) return [];
    const [source, target] = [known(mapping.sourceConnection), known(mapping.targetConnection)];
    // A connection that is gone, or that nobody discovered again, is the business of the connections page.
    if (!source || !target) return [];
    const drifts = driftOf(found.approvedSchema, found.fields, { source: entityIn(source, mapping.sourceEntity), target: entityIn(target, mapping.targetEntity) }, { source: source.label, target: target.label });
    return drifts.length === 0 ? [] : [{ mappingId: MappingId.parse(id), name: mapping.name, version, sourceConnection: ConnectionId.parse(mapping.sourceConnection), targetConnection: ConnectionId.parse(mapping.targetConnection), drifts }];
  });
}

/** Whether the published version of a mapping was approved for fields that were known then. */
export const wasApprovedForFields = (db: ReadDb, mappingId: string): boolean =>
  db.get(sql`SELECT 1 FROM mapping_version WHERE mapping_id = ${mappingId} AND state = 'published' AND approved_schema IS NOT NULL`) !== undefined;
