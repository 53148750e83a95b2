import { AppError } from '../../../shared/contract/errors.ts';
import type { mappings as contractGroup } from '../../../shared/contract/mappings.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import type { Json } from '../connectors/connector.ts';
import type { Caller, CommandContext, Handlers } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { nextState } from './approval.ts';
import type { ApprovalStep } from './approval.ts';
import { changed, choiceText, followedModel, mappable, mappedFields, refusalOf, requiredUnmapped, shownField, suggestedFields } from './mapping-content.ts';
import type { Change, StoredField } from './mapping-content.ts';
import { discoveredEntity, findMapping, findVersion, insertMapping, listMappings, mappingOfPair, retirePublished, sampleRecords, saveVersion, summaryOf, versionsOf } from './mapping-store.ts';
import type { Mapping, Version } from './mapping-store.ts';
import { previewRecord, samplesOf, schemaSamplesOf } from './preview.ts';
import type { Prepared, Shown } from './preview.ts';
import { parsePath } from './paths.ts';
import { tryField } from './try-field.ts';
import type { RecordContext } from './record-context.ts';
import { tablesNamed } from './tables-named.ts';
import { earlierApproved } from './earlier-mappings-store.ts';
import { templateFor } from './template.ts';
import { transformsByName } from './transforms.ts';

/** What a record of this mapping would be judged with if a run took it now: its money, the ERP's lists, the settings. */
export type PreviewContext = Pick<RecordContext, 'timeZone' | 'table'> & { readonly prepare: (record: { raw: Json; canonical: Json }) => Prepared };

/** What other stages lend. Called once per preview, not per record. */
export type MappingDeps = { previewContext(db: ReadDb, mapping: Mapping): PreviewContext };

const MAX_NAMED = 5;
/** Records that are tried for the sample column until one has nothing wrong with it. */
const SAMPLE_RECORDS = 5;

const fixInput = (code: string, message: string, field?: string): AppError => new AppError(code, 'fixInput', message, field === undefined ? {} : { field });

function mappingOf(db: ReadDb, id: MappingId): Mapping {
  const mapping = findMapping(db, id);
  if (!mapping) throw fixInput('mapping.missing', 'This mapping is not there any more. Go back to the list.');
  return mapping;
}

function versionOf(db: ReadDb, mapping: Mapping, version: number | undefined): Version {
  const found = findVersion(db, mapping.id, version ?? null);
  if (!found) throw fixInput('mapping.missing', `The mapping has no version ${version ?? ''}. Choose one from its list.`);
  return found;
}

/** The version people work on, if nobody changed it since it was read and the step may be taken. */
function atWork(db: ReadDb, { id, rev }: { id: MappingId; rev: number }, step: ApprovalStep, caller: Caller): { mapping: Mapping; version: Version; state: Version['state'] } {
  const mapping = mappingOf(db, id);
  const version = versionOf(db, mapping, undefined);
  if (version.rev !== rev) throw fixInput('mapping.stale', 'Somebody else changed this mapping meanwhile. Look at it again, then repeat the step.');
  const passage = nextState(version.state, step, { isAuthor: version.authors.includes(caller.personId) });
  if (!passage.ok) throw fixInput(passage.code, passage.message);
  return { mapping, version, state: passage.state };
}

const suggestedBy = (field: StoredField | undefined, change: Change) => {
  const said = followedModel(field, change);
  return said ? { suggestedBy: said } : {};
};

const withAuthor = ({ authors }: Version, { personId }: Caller): string[] => (authors.includes(personId) ? authors : [...authors, personId]);

/** Saves the next stand of a version under a new number and answers what the list shows. */
function keep(context: CommandContext, mapping: Mapping, before: Version, after: Partial<Version>): ReturnType<typeof summaryOf> {
  const version: Version = { ...before, ...after, rev: before.rev + 1, changedAt: context.now };
  saveVersion(context.db, version);
  return summaryOf(context.db, mapping, version);
}

function entitiesOf(db: ReadDb, mapping: Pick<Mapping, 'sourceConnection' | 'sourceEntity' | 'targetConnection' | 'targetEntity'>) {
  const source = discoveredEntity(db, mapping.sourceConnection, mapping.sourceEntity);
  const target = discoveredEntity(db, mapping.targetConnection, mapping.targetEntity);
  if (!source || !target) {
    const [side, entity] = source ? ['target', mapping.targetEntity] : ['source', mapping.sourceEntity];
    throw fixInput('mapping.noSchema', `The ${side} connection has no schema of ${entity}. Discover its fields under Connections first.`, `${side}Entity`);
  }
  return { source, target };
}

function suggested(db: ReadDb, mapping: Mapping | Omit<Mapping, 'id' | 'name'>, before: readonly StoredField[]): StoredField[] {
  const { source, target } = entitiesOf(db, mapping);
  const systems = { sourceSystem: source.system, sourceEntity: mapping.sourceEntity, targetSystem: target.system, targetEntity: mapping.targetEntity };
  return suggestedFields(mappable(target.entity.fields), source.entity.fields, { template: templateFor(systems), approved: earlierApproved(db, systems), before });
}

function applyChanges(context: CommandContext, at: { mapping: Mapping; version: Version }, changes: readonly Change[]) {
  const { fields, past } = changed(at.version.fields, changes);
  return keep(context, at.mapping, at.version, { fields, history: [...at.version.history, past], authors: withAuthor(at.version, context.caller) });
}

/** Before and after of each field: from a stored record that can be mapped, else from the samples of the schema. */
function sampler(db: ReadDb, mapping: Mapping, fields: readonly StoredField[], known: PreviewContext): (field: StoredField) => Shown {
  for (const record of sampleRecords(db, mapping, { limit: SAMPLE_RECORDS, reference: null })) {
    const prepared = known.prepare(record);
    if (!('issue' in prepared) && prepared.issues.length === 0) return samplesOf(fields, record.raw, prepared.context);
  }
  return schemaSamplesOf(discoveredEntity(db, mapping.sourceConnection, mapping.sourceEntity)?.entity.fields ?? [], known);
}

const transformHelp = [...transformsByName].map(([name, { label, help, group, parameters, examples }]) => ({
  name, label, help, group, parameters: parameters.map(parameter => ({ ...parameter, choices: [...parameter.choices] })), examples: examples.map(example => ({ ...example, parameters: { ...example.parameters } })),
}));

export const mappingHandlers = (deps: MappingDeps): Handlers<typeof contractGroup> => ({
  list: ({ db }) => listMappings(db).map(mapping => summaryOf(db, mapping, versionOf(db, mapping, undefined))),

  get({ db }, { id, version: asked }) {
    const mapping = mappingOf(db, id);
    const version = versionOf(db, mapping, asked);
    const sampleOf = sampler(db, mapping, version.fields, deps.previewContext(db, mapping));
    return { summary: summaryOf(db, mapping, version), fields: version.fields.map(field => shownField(field, sampleOf(field))), versions: versionsOf(db, id) };
  },

  create(context, pair) {
    const { db, audit, caller, now, newId } = context;
    const existing = mappingOfPair(db, pair);
    if (existing) throw fixInput('mapping.exists', `"${existing.name}" maps this pair already. Open it, or make a new draft of it.`);
    const { source, target } = entitiesOf(db, pair);
    if (!target.entity.canWrite) throw fixInput('mapping.cannotWrite', `${target.entity.label} cannot be written. Choose another target.`, 'targetEntity');
    const mapping: Mapping = { id: newId('map') as MappingId, name: `${source.label} ${source.entity.label} → ${target.label} ${target.entity.label}`, ...pair };
    insertMapping(db, mapping, now);
    const version: Version = { mappingId: mapping.id, version: 1, state: 'draft', rev: 1, authors: [caller.personId], approvedBy: null, note: '', fields: suggested(db, pair, []), history: [], changedAt: now };
    saveVersion(db, version);
    audit('mappings.create', { mapping: mapping.id, name: mapping.name, ...pair, fields: version.fields.length });
    return summaryOf(db, mapping, version);
  },

  suggest(context, draft) {
    const { mapping, version } = atWork(context.db, draft, 'change', context.caller);
    const fields = suggested(context.db, mapping, version.fields);
    context.audit('mappings.suggest', { mapping: mapping.id, version: version.version, fields: fields.length });
    return keep(context, mapping, version, { fields, authors: withAuthor(version, context.caller) });
  },

  decide(context, { changes, ...draft }) {
    const at = atWork(context.db, draft, 'change', context.caller);
    const fields = new Map(at.version.fields.map(field => [field.target.path, field]));
    const paths = new Set(discoveredEntity(context.db, at.mapping.sourceConnection, at.mapping.sourceEntity)?.entity.fields.map(field => field.path));
    const isSource = (path: string): boolean => paths.has(path) || parsePath(path)[0]?.kind === 'named';
    for (const change of changes) {
      const refusal = refusalOf(change, fields, isSource);
      if (refusal) throw fixInput(refusal.code, refusal.message, refusal.field);
    }
    const summary = applyChanges(context, at, changes);
    const after = new Map(versionOf(context.db, at.mapping, undefined).fields.map(field => [field.target.path, field]));
    context.audit('mappings.decide', { mapping: at.mapping.id, version: at.version.version, changes: changes.map(change => ({ target: change.target, before: choiceText(fields.get(change.target)), after: choiceText(after.get(change.target)), ...suggestedBy(fields.get(change.target), change) })) });
    return summary;
  },

  acceptAll(context, { threshold, ...draft }) {
    const at = atWork(context.db, draft, 'change', context.caller);
    const changes = at.version.fields.flatMap((field): Change[] => {
      const [best] = field.candidates;
      return field.decision === 'open' && best && best.confidence >= threshold ? [{ target: field.target.path, decision: 'accepted', source: best.source === '' ? null : best.source, steps: best.steps }] : [];
    });
    const fields = new Map(at.version.fields.map(field => [field.target.path, field]));
    const byModel = changes.flatMap(change => {
      const said = followedModel(fields.get(change.target), change);
      return said ? [{ target: change.target, ...said }] : [];
    });
    context.audit('mappings.acceptAll', { mapping: at.mapping.id, version: at.version.version, threshold, accepted: changes.map(change => change.target), ...(byModel.length === 0 ? {} : { byModel }) });
    return { accepted: changes.length, summary: changes.length === 0 ? summaryOf(context.db, at.mapping, at.version) : applyChanges(context, at, changes) };
  },

  undo(context, draft) {
    const { mapping, version } = atWork(context.db, draft, 'change', context.caller);
    const past = version.history.at(-1);
    if (!past) throw fixInput('mapping.nothingToUndo', 'No decision of this draft is left to take back.');
    const { fields } = changed(version.fields, past.fields);
    context.audit('mappings.undo', { mapping: mapping.id, version: version.version, fields: past.fields.map(field => field.target) });
    return keep(context, mapping, version, { fields, history: version.history.slice(0, -1), authors: withAuthor(version, context.caller) });
  },

  transforms: () => transformHelp,

  tryField({ db }, { id, target, source, steps }) {
    const mapping = mappingOf(db, id);
    const field = versionOf(db, mapping, undefined).fields.find(one => one.target.path === target);
    if (!field) throw fixInput('mapping.unknownTarget', `The target has no field ${target} that can be filled. Discover its schema again if it is new.`, target);
    const { prepare } = deps.previewContext(db, mapping);
    const records = sampleRecords(db, mapping, { limit: SAMPLE_RECORDS, reference: null });
    return tryField({ target: field.target, source, steps }, records.map(record => ({ reference: record.reference, raw: record.raw, prepared: prepare(record) })));
  },

  preview({ db }, { id, version: asked, records, reference }) {
    const mapping = mappingOf(db, id);
    const { fields } = versionOf(db, mapping, asked);
    const { prepare } = deps.previewContext(db, mapping);
    return sampleRecords(db, mapping, { limit: records, reference: reference ?? null })
      .map(record => previewRecord({ fields, targetEntity: mapping.targetEntity }, { reference: record.reference, raw: record.raw, prepared: prepare(record) }));
  },

  submit(context, { note, ...draft }) {
    const { mapping, version, state } = atWork(context.db, draft, 'submit', context.caller);
    const missing = requiredUnmapped(version.fields);
    if (missing.length > 0) {
      const names = missing.slice(0, MAX_NAMED).map(field => `${field.target.label} (${field.target.path})`).join(', ');
      throw fixInput('mapping.requiredUnmapped', `Required fields are not mapped: ${names}${missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : ''}. Map them, then submit.`, missing[0]?.target.path);
    }
    const { table } = deps.previewContext(context.db, mapping);
    const missingTable = tablesNamed(mappedFields(version.fields)).find(({ name }) => table(name) === null);
    if (missingTable) throw fixInput('lookup.noTable', `${missingTable.field.target.label} looks values up in "${missingTable.name}", and there is no such lookup table. Make it under Lookup tables, or choose another.`, missingTable.field.target.path);
    if (mappedFields(version.fields).length === 0) throw fixInput('mapping.empty', 'Nothing is mapped yet. Accept or choose at least one field, then submit.');
    context.audit('mappings.submit', { mapping: mapping.id, version: version.version, note });
    return keep(context, mapping, version, { state, note, authors: withAuthor(version, context.caller) });
  },

  approve(context, { note, ...draft }) {
    const { mapping, version, state } = atWork(context.db, draft, 'approve', context.caller);
    context.audit('mappings.approve', { mapping: mapping.id, version: version.version, authors: version.authors, note });
    return keep(context, mapping, version, { state, approvedBy: context.caller.personId, note: note === '' ? version.note : note });
  },

  sendBack(context, { reason, ...draft }) {
    const { mapping, version, state } = atWork(context.db, draft, 'sendBack', context.caller);
    context.audit('mappings.sendBack', { mapping: mapping.id, version: version.version, reason });
    return keep(context, mapping, version, { state, note: reason });
  },

  publish(context, draft) {
    const { mapping, version, state } = atWork(context.db, draft, 'publish', context.caller);
    const retired = retirePublished(context.db, mapping.id);
    context.audit('mappings.publish', { mapping: mapping.id, version: version.version, retired });
    return keep(context, mapping, version, { state });
  },

  edit(context, { id, version: from }) {
    const mapping = mappingOf(context.db, id);
    const newest = versionOf(context.db, mapping, undefined);
    const passage = nextState(newest.state, 'edit', { isAuthor: false });
    if (!passage.ok) throw fixInput(passage.code, passage.message);
    const base = versionOf(context.db, mapping, from);
    const draft: Version = { ...base, version: newest.version + 1, state: passage.state, rev: newest.rev, authors: [context.caller.personId], approvedBy: null, note: '', history: [] };
    context.audit('mappings.edit', { mapping: id, from, version: draft.version });
    return keep(context, mapping, draft, {});
  },

  compare({ db }, { id, from, to }) {
    const mapping = mappingOf(db, id);
    const [before, after] = [from, to].map(version => new Map(versionOf(db, mapping, version).fields.map(field => [field.target.path, field])));
    const targets = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
    return targets.map(target => ({ target, before: choiceText(before?.get(target)), after: choiceText(after?.get(target)) })).filter(row => row.before !== row.after);
  },
});

