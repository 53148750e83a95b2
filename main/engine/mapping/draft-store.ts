import { AppError } from '../../../shared/contract/errors.ts';
import type { Drift } from '../../../shared/contract/mappings.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import type { Caller, CommandContext } from '../handler.ts';
import { withAuthor } from '../store/authors.ts';
import type { ReadDb } from '../store/sql.ts';
import { nextState } from './approval.ts';
import type { ApprovalStep } from './approval.ts';
import { earlierApproved } from './earlier-mappings-store.ts';
import { changed, mappable, mappedFields, suggestedFields } from './mapping-content.ts';
import type { Change, StoredField } from './mapping-content.ts';
import { approvedSchema as schemaFor, driftOf } from './drift.ts';
import { discoveredFor } from './drift-store.ts';
import { discoveredEntity, findMapping, findVersion, saveVersion, summaryOf } from './mapping-store.ts';
import type { Mapping, Version } from './mapping-store.ts';
import { parsePath } from './paths.ts';
import { templateFor } from './template.ts';

export const fixInput = (code: string, message: string, field?: string): AppError => new AppError(code, 'fixInput', message, field === undefined ? {} : { field });

export function mappingOf(db: ReadDb, id: MappingId): Mapping {
  const mapping = findMapping(db, id);
  if (!mapping) throw fixInput('mapping.missing', 'This mapping is not there any more. Go back to the list.');
  return mapping;
}

export function versionOf(db: ReadDb, mapping: Mapping, version: number | undefined): Version {
  const found = findVersion(db, mapping.id, version ?? null);
  if (!found) throw fixInput('mapping.missing', `The mapping has no version ${version ?? ''}. Choose one from its list.`);
  return found;
}

/** The version people work on, if nobody changed it since it was read and the step may be taken. */
export function atWork(db: ReadDb, { id, rev }: { id: MappingId; rev: number }, step: ApprovalStep, caller: Caller): { mapping: Mapping; version: Version; state: Version['state'] } {
  const mapping = mappingOf(db, id);
  const version = versionOf(db, mapping, undefined);
  if (version.rev !== rev) throw fixInput('mapping.stale', 'Somebody else changed this mapping meanwhile. Look at it again, then repeat the step.');
  const passage = nextState(version.state, step, { isAuthor: version.authors.includes(caller.personId) });
  if (!passage.ok) throw fixInput(passage.code, passage.message);
  return { mapping, version, state: passage.state };
}


/** Saves the next stand of a version under a new number and answers what the list shows. */
export function keep(context: CommandContext, mapping: Mapping, before: Version, after: Partial<Version>): ReturnType<typeof summaryOf> {
  const version: Version = { ...before, ...after, rev: before.rev + 1, changedAt: context.now };
  saveVersion(context.db, version);
  return summaryOf(context.db, mapping, version);
}

export function entitiesOf(db: ReadDb, mapping: Pick<Mapping, 'sourceConnection' | 'sourceEntity' | 'targetConnection' | 'targetEntity'>) {
  const source = discoveredEntity(db, mapping.sourceConnection, mapping.sourceEntity);
  const target = discoveredEntity(db, mapping.targetConnection, mapping.targetEntity);
  if (!source || !target) {
    const [side, entity] = source ? ['target', mapping.targetEntity] : ['source', mapping.sourceEntity];
    throw fixInput('mapping.noSchema', `The ${side} connection has no schema of ${entity}. Discover its fields under Connections first.`, `${side}Entity`);
  }
  return { source, target };
}

export function suggested(db: ReadDb, mapping: Mapping | Omit<Mapping, 'id' | 'name'>, before: readonly StoredField[]): StoredField[] {
  const { source, target } = entitiesOf(db, mapping);
  const systems = { sourceSystem: source.system, sourceEntity: mapping.sourceEntity, targetSystem: target.system, targetEntity: mapping.targetEntity };
  return suggestedFields(mappable(target.entity.fields), source.entity.fields, { template: templateFor(systems), approved: earlierApproved(db, systems), before });
}

export function applyChanges(context: CommandContext, at: { mapping: Mapping; version: Version }, changes: readonly Change[]) {
  const { fields, past } = changed(at.version.fields, changes);
  return keep(context, at.mapping, at.version, { fields, history: [...at.version.history, past], authors: withAuthor(at.version.authors, context.caller.personId) });
}

/** Whether the source has a field: one that was discovered, or an entry of a list by its name, which any record may bring. */
export function isSourceOf(db: ReadDb, mapping: Mapping): (path: string) => boolean {
  const paths = new Set(discoveredEntity(db, mapping.sourceConnection, mapping.sourceEntity)?.entity.fields.map(field => field.path));
  return path => paths.has(path) || parsePath(path)[0]?.kind === 'named';
}

/**
 * The fields of a version for a new draft: the target's as they are now, with what was decided of them. What has changed since the
 * version was approved is open again, so that a person looks at it; new fields come with suggestions.
 */
export function refreshed(db: ReadDb, mapping: Mapping, { fields, approvedSchema }: Version): StoredField[] {
  const now = discoveredFor(db, mapping);
  if (!now.source || !now.target) return fields;
  const drifted = new Set(approvedSchema ? driftOf(approvedSchema, fields, now, { source: '', target: '' }).map(({ field }) => field) : []);
  const kept = reopen(fields, drifted);
  const before = new Map(kept.map(field => [field.target.path, field]));
  const targets = mappable(now.target.fields);
  if (drifted.size > 0 || targets.some(({ path }) => !before.has(path))) return suggested(db, mapping, kept);
  return targets.flatMap(target => { const field = before.get(target.path); return field ? [{ ...field, target }] : []; });
}

/** What the draft was made for and what is there now: a mapping is submitted and approved for fields as they are. */
export function driftOfDraft(db: ReadDb, mapping: Mapping, { fields }: Version): Drift[] {
  const now = discoveredFor(db, mapping);
  if (!now.source || !now.target) return [];
  const { sources } = schemaFor(fields, now);
  const { source, target } = entitiesOf(db, mapping);
  const known = isSourceOf(db, mapping);
  const missing = mappedFields(fields).flatMap(field => (field.source === null || known(field.source) ? [] : [{ path: field.source, label: field.source, type: 'text' as const, maxLength: null, required: false, custom: false, choices: [] }]));
  return driftOf({ sources: [...sources, ...missing], targets: fields.map(field => field.target) }, fields, now, { source: source.label, target: target.label });
}

const reopen = (fields: readonly StoredField[], drifted: ReadonlySet<string>): StoredField[] =>
  fields.map(field => (drifted.has(field.target.path) || (field.source !== null && drifted.has(field.source)) ? { ...field, decision: 'open', source: null, steps: [] } : field));

/** Suggestions anew for a draft. What was decided is kept, unless its field is not any more what it was then. */
export const suggestedAnew = (db: ReadDb, mapping: Mapping, version: Version): StoredField[] =>
  suggested(db, mapping, reopen(version.fields, new Set(driftOfDraft(db, mapping, version).map(({ field }) => field))));
