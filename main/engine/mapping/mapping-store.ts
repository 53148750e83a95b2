import { z } from 'zod';
import { Entity } from '../../../shared/contract/connections.ts';
import { MappingState, MappingSummary } from '../../../shared/contract/mappings.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import type { Json } from '../connectors/connector.ts';
import { authorsIn, namesOf } from '../store/authors.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { MappedField } from './apply-mapping.ts';
import { ApprovedSchema } from './drift.ts';
import { countsOf, mappedFields, Past, StoredField } from './mapping-content.ts';

export type Mapping = { id: MappingId; name: string; sourceConnection: string; sourceEntity: string; targetConnection: string; targetEntity: string };

/** A version with its content. `authors` are the ids of all who had a hand in it. */
export type Version = {
  mappingId: string; version: number; state: z.infer<typeof MappingState>; rev: number; authors: string[]; approvedBy: string | null; note: string; fields: StoredField[]; history: Past[]; approvedSchema: ApprovedSchema | null; changedAt: Instant;
};

type VersionRow = { mapping_id: string; version: number; state: string; rev: number; authors: string; approved_by: string | null; note: string; fields: string; history: string; approved_schema: string | null; changed_at: string };

const Fields = z.array(StoredField);
const History = z.array(Past);

/** Decisions that can be taken back; older ones stay as they are. */
const MAX_HISTORY = 200;
const MAX_VERSIONS = 1000;

const versionOf = (row: VersionRow): Version => ({
  mappingId: row.mapping_id, version: row.version, state: MappingState.parse(row.state), rev: row.rev, authors: authorsIn(row.authors), approvedBy: row.approved_by, note: row.note,
  fields: Fields.parse(JSON.parse(row.fields)), history: History.parse(JSON.parse(row.history)),
  approvedSchema: row.approved_schema === null ? null : ApprovedSchema.parse(JSON.parse(row.approved_schema)), changedAt: row.changed_at as Instant,
});

const MAPPING_COLUMNS = 'id, name, source_connection AS sourceConnection, source_entity AS sourceEntity, target_connection AS targetConnection, target_entity AS targetEntity';

export const listMappings = (db: ReadDb): Mapping[] => db.all<Mapping>({ text: `SELECT ${MAPPING_COLUMNS} FROM mapping ORDER BY name, id`, values: [] });

export const findMapping = (db: ReadDb, id: string): Mapping | undefined => db.get<Mapping>({ text: `SELECT ${MAPPING_COLUMNS} FROM mapping WHERE id = ?`, values: [id] });

export const mappingOfPair = (db: ReadDb, pair: Omit<Mapping, 'id' | 'name'>): Mapping | undefined => db.get<Mapping>({
  text: `SELECT ${MAPPING_COLUMNS} FROM mapping WHERE source_connection = ? AND source_entity = ? AND target_connection = ? AND target_entity = ?`,
  values: [pair.sourceConnection, pair.sourceEntity, pair.targetConnection, pair.targetEntity],
});

export function insertMapping(db: WriteDb, mapping: Mapping, createdAt: Instant): void {
  db.run(sql`INSERT INTO mapping (id, name, source_connection, source_entity, target_connection, target_entity, created_at)
    VALUES (${mapping.id}, ${mapping.name}, ${mapping.sourceConnection}, ${mapping.sourceEntity}, ${mapping.targetConnection}, ${mapping.targetEntity}, ${createdAt})`);
}

/** One version, or the newest: the one that people work on. */
export function findVersion(db: ReadDb, mappingId: string, version: number | null): Version | undefined {
  const row = version === null
    ? db.get<VersionRow>(sql`SELECT mapping_id, version, state, rev, authors, approved_by, note, fields, history, approved_schema, changed_at FROM mapping_version WHERE mapping_id = ${mappingId} ORDER BY version DESC LIMIT 1`)
    : db.get<VersionRow>(sql`SELECT mapping_id, version, state, rev, authors, approved_by, note, fields, history, approved_schema, changed_at FROM mapping_version WHERE mapping_id = ${mappingId} AND version = ${version}`);
  return row && versionOf(row);
}

export function saveVersion(db: WriteDb, version: Version): void {
  const history = JSON.stringify(version.history.slice(-MAX_HISTORY));
  db.run(sql`INSERT INTO mapping_version (mapping_id, version, state, rev, authors, approved_by, note, fields, history, approved_schema, changed_at)
    VALUES (${version.mappingId}, ${version.version}, ${version.state}, ${version.rev}, ${version.authors.join(' ')}, ${version.approvedBy}, ${version.note}, ${JSON.stringify(version.fields)}, ${history}, ${version.approvedSchema && JSON.stringify(version.approvedSchema)}, ${version.changedAt})
    ON CONFLICT (mapping_id, version) DO UPDATE SET state = excluded.state, rev = excluded.rev, authors = excluded.authors, approved_by = excluded.approved_by, note = excluded.note,
      fields = excluded.fields, history = excluded.history, approved_schema = excluded.approved_schema, changed_at = excluded.changed_at`);
}

export function retirePublished(db: WriteDb, mappingId: string): number | null {
  const row = db.get<{ version: number }>(sql`SELECT version FROM mapping_version WHERE mapping_id = ${mappingId} AND state = 'published'`);
  if (row) db.run(sql`UPDATE mapping_version SET state = 'retired' WHERE mapping_id = ${mappingId} AND version = ${row.version}`);
  return row?.version ?? null;
}

type VersionLine = { version: number; state: z.infer<typeof MappingState>; author: string; changedAt: Instant; note: string };

export const versionsOf = (db: ReadDb, mappingId: string): VersionLine[] =>
  db.all<Omit<VersionLine, 'author'> & { authors: string }>(sql`SELECT version, state, authors, changed_at AS changedAt, note FROM mapping_version WHERE mapping_id = ${mappingId} ORDER BY version DESC LIMIT ${MAX_VERSIONS}`)
    .map(({ authors, ...line }) => ({ ...line, author: namesOf(db, authorsIn(authors)).join(', ') }));

export function summaryOf(db: ReadDb, mapping: Mapping, version: Version): MappingSummary {
  const published = db.get<{ version: number }>(sql`SELECT version FROM mapping_version WHERE mapping_id = ${mapping.id} AND state = 'published'`);
  return MappingSummary.parse({
    ...mapping, version: version.version, state: version.state, rev: version.rev, author: namesOf(db, version.authors).join(', '), approvedBy: version.approvedBy === null ? null : namesOf(db, [version.approvedBy]).join(''),
    publishedVersion: published?.version ?? null, ...countsOf(version.fields), changedAt: version.changedAt,
  });
}

export type Published = { id: string; version: number; fields: MappedField[] };

/** The mapping that runs use for a pair of entities; null while none is published. */
export function publishedMapping(db: ReadDb, { sourceEntity, targetEntity }: { sourceEntity: string; targetEntity: string }): Published | null {
  const row = db.get<{ id: string; version: number; fields: string }>(sql`
    SELECT m.id, v.version, v.fields FROM mapping m JOIN mapping_version v ON v.mapping_id = m.id AND v.state = 'published'
    WHERE m.source_entity = ${sourceEntity} AND m.target_entity = ${targetEntity} ORDER BY v.changed_at DESC LIMIT 1`);
  return row ? { id: row.id, version: row.version, fields: mappedFields(Fields.parse(JSON.parse(row.fields))) } : null;
}

/** An entity of a connection's discovered schema, with the system's key; null before it was discovered. */
export function discoveredEntity(db: ReadDb, connectionId: string, entity: string): { system: string; label: string; entity: Entity } | null {
  const row = db.get<{ system: string; label: string; schema: string | null }>(sql`SELECT system, label, schema FROM connection WHERE id = ${connectionId} AND removed_at IS NULL`);
  const found = row?.schema ? z.array(Entity).parse(JSON.parse(row.schema)).find(one => one.name === entity) : undefined;
  return row && found ? { system: row.system, label: row.label, entity: found } : null;
}

export type SampleRecord = { reference: string; raw: Json; canonical: Json };

/** Records of a connection to try a mapping on, newest first, or those that carry a reference. */
export function sampleRecords(db: ReadDb, { sourceConnection: connectionId, sourceEntity }: Pick<Mapping, 'sourceConnection' | 'sourceEntity'>, { limit, reference }: { limit: number; reference: string | null }): SampleRecord[] {
  const kind = sourceEntity === 'PurchaseOrder' ? 'purchaseOrder' : 'order';
  const rows = reference === null
    ? db.all<{ reference: string; body: string; canonical: string }>(sql`SELECT reference, body, canonical FROM record JOIN record_body USING (place) WHERE connection_id = ${connectionId} AND kind = ${kind} ORDER BY occurred_on DESC, id LIMIT ${limit}`)
    : db.all<{ reference: string; body: string; canonical: string }>(sql`SELECT reference, body, canonical FROM record JOIN record_body USING (place) WHERE connection_id = ${connectionId} AND kind = ${kind} AND (reference = ${reference} OR number = ${reference}) LIMIT ${limit}`);
  return rows.map(row => ({ reference: row.reference, raw: JSON.parse(row.body) as Json, canonical: JSON.parse(row.canonical) as Json }));
}
