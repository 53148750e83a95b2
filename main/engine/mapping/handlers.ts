import type { mappings as contractGroup } from '../../../shared/contract/mappings.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import type { Json } from '../connectors/connector.ts';
import type { Handlers } from '../handler.ts';
import { withAuthor } from '../store/authors.ts';
import type { ReadDb } from '../store/sql.ts';
import type { BackTestMethods } from './back-test-handlers.ts';
import { applyChanges, atWork, entitiesOf, fixInput, isSourceOf, keep, mappingOf, suggested, suggestedAnew, versionOf } from './draft-store.ts';
import { changed, choiceText, followedModel, refusalOf, shownField } from './mapping-content.ts';
import type { Change, StoredField } from './mapping-content.ts';
import { discoveredEntity, insertMapping, listMappings, mappingOfPair, sampleRecords, saveVersion, summaryOf, versionsOf } from './mapping-store.ts';
import type { Mapping, Version } from './mapping-store.ts';
import { dryRun, previewRecords, samplesOf, schemaSamplesOf } from './preview.ts';
import type { Judge, Prepared, Shown } from './preview.ts';
import { tryField } from './try-field.ts';
import type { RecordContext } from './record-context.ts';
import { transformsByName } from './transforms.ts';
import { versionHandlers } from './version-handlers.ts';

/** What a record of this mapping would be judged with if a run took it now: its money, the ERP's lists, the settings. */
export type PreviewContext = Pick<RecordContext, 'timeZone' | 'table'> & { readonly prepare: (record: { raw: Json; canonical: Json }) => Prepared; readonly judge: Judge };

/** What other stages lend. Called once per preview, not per record. */
export type MappingDeps = { previewContext(db: ReadDb, mapping: Mapping): PreviewContext };

/** Records that are tried for the sample column until one has nothing wrong with it. */
const SAMPLE_RECORDS = 5;

const suggestedBy = (field: StoredField | undefined, change: Change) => {
  const said = followedModel(field, change);
  return said ? { suggestedBy: said } : {};
};

/** Before and after of each field: from a stored record that can be mapped, else from the samples of the schema. */
function sampler(db: ReadDb, mapping: Mapping, fields: readonly StoredField[], known: PreviewContext): (field: StoredField) => Shown {
  for (const record of sampleRecords(db, mapping, { limit: SAMPLE_RECORDS, reference: null })) {
    const prepared = known.prepare(record);
    if (!('issue' in prepared) && prepared.issues.length === 0) return samplesOf(fields, record.raw, prepared.context);
  }
  return schemaSamplesOf(discoveredEntity(db, mapping.sourceConnection, mapping.sourceEntity)?.entity.fields ?? [], known);
}

/** The fields of a version with changes that are only tried. What could not be saved is not tried either, but refused with its reason. */
function triedFields(db: ReadDb, mapping: Mapping, { fields }: Version, changes: readonly Change[]): readonly StoredField[] {
  if (changes.length === 0) return fields;
  refuseChanges(db, mapping, fields, changes);
  return changed(fields, changes).fields;
}

function refuseChanges(db: ReadDb, mapping: Mapping, before: readonly StoredField[], changes: readonly Change[]): void {
  const fields = new Map(before.map(field => [field.target.path, field]));
  const isSource = isSourceOf(db, mapping);
  for (const change of changes) {
    const refusal = refusalOf(change, fields, isSource);
    if (refusal) throw fixInput(refusal.code, refusal.message, refusal.field);
  }
}

const transformHelp = [...transformsByName].map(([name, { label, help, group, parameters, examples }]) => ({
  name, label, help, group, parameters: parameters.map(parameter => ({ ...parameter, choices: [...parameter.choices] })), examples: examples.map(example => ({ ...example, parameters: { ...example.parameters } })),
}));

export const mappingHandlers = (deps: MappingDeps): Omit<Handlers<typeof contractGroup>, keyof BackTestMethods> => ({
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
    const version: Version = { mappingId: mapping.id, version: 1, state: 'draft', rev: 1, authors: [caller.personId], approvedBy: null, note: '', fields: suggested(db, pair, []), history: [], approvedSchema: null, changedAt: now };
    saveVersion(db, version);
    audit('mappings.create', { mapping: mapping.id, name: mapping.name, ...pair, fields: version.fields.length });
    return summaryOf(db, mapping, version);
  },

  suggest(context, draft) {
    const { mapping, version } = atWork(context.db, draft, 'change', context.caller);
    const fields = suggestedAnew(context.db, mapping, version);
    context.audit('mappings.suggest', { mapping: mapping.id, version: version.version, fields: fields.length });
    return keep(context, mapping, version, { fields, authors: withAuthor(version.authors, context.caller.personId) });
  },

  decide(context, { changes, ...draft }) {
    const at = atWork(context.db, draft, 'change', context.caller);
    const fields = new Map(at.version.fields.map(field => [field.target.path, field]));
    refuseChanges(context.db, at.mapping, at.version.fields, changes);
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
    return keep(context, mapping, version, { fields, history: version.history.slice(0, -1), authors: withAuthor(version.authors, context.caller.personId) });
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

  preview({ db }, { id, version: asked, records, reference, changes }) {
    const mapping = mappingOf(db, id);
    const { prepare, judge } = deps.previewContext(db, mapping);
    const previewed = previewRecords({ fields: triedFields(db, mapping, versionOf(db, mapping, asked), changes), targetEntity: mapping.targetEntity, judge });
    return sampleRecords(db, mapping, { limit: records, reference: reference ?? null }).map(record => previewed({ reference: record.reference, raw: record.raw, prepared: prepare(record) }));
  },

  dryRun({ db }, { id, version: asked, records, changes }) {
    const mapping = mappingOf(db, id);
    const { prepare, judge } = deps.previewContext(db, mapping);
    const tried = sampleRecords(db, mapping, { limit: records, reference: null }).map(record => ({ reference: record.reference, raw: record.raw, prepared: prepare(record) }));
    return dryRun({ fields: triedFields(db, mapping, versionOf(db, mapping, asked), changes), judge }, tried);
  },

  ...versionHandlers({ tableOf: (db, mapping) => deps.previewContext(db, mapping).table }),
});
