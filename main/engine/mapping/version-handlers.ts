import type { mappings as contractGroup } from '../../../shared/contract/mappings.ts';
import type { CommandContext, Handlers } from '../handler.ts';
import { withAuthor } from '../store/authors.ts';
import type { ReadDb } from '../store/sql.ts';
import { nextState } from './approval.ts';
import { atWork, driftOfDraft, entitiesOf, fixInput, isSourceOf, keep, mappingOf, refreshed, versionOf } from './draft-store.ts';
import { approvedSchema } from './drift.ts';
import { discoveredFor, publishedDrift } from './drift-store.ts';
import { changed, choiceText, mappedFields, requiredUnmapped } from './mapping-content.ts';
import { fitFile, mappingFile, readMappingFile } from './mapping-file.ts';
import type { Ends } from './mapping-file.ts';
import { retirePublished } from './mapping-store.ts';
import type { Mapping, Version } from './mapping-store.ts';
import type { RecordContext } from './record-context.ts';
import { tablesNamed } from './tables-named.ts';

const MAX_NAMED = 5;

function refuseDrift(db: ReadDb, mapping: Mapping, version: Version, remedy: string): void {
  const [first, ...others] = driftOfDraft(db, mapping, version);
  if (first) throw fixInput('mapping.drift', `${first.message.split('. ')[0]}${others.length > 0 ? ` (and ${others.length} more ${others.length === 1 ? 'field has' : 'fields have'} changed)` : ''}. ${remedy}`, first.field);
}

function endsOf(db: ReadDb, mapping: Mapping): Ends {
  const { source, target } = entitiesOf(db, mapping);
  return { sourceSystem: source.system, sourceEntity: mapping.sourceEntity, targetSystem: target.system, targetEntity: mapping.targetEntity };
}

/** A new draft from a version, for the fields as they are now. */
function draftFrom({ db, caller }: CommandContext, mapping: Mapping, base: Version): Version {
  const newest = versionOf(db, mapping, undefined);
  const passage = nextState(newest.state, 'edit', { isAuthor: false });
  if (!passage.ok) throw fixInput(passage.code, passage.message);
  return { ...base, version: newest.version + 1, state: passage.state, rev: newest.rev, authors: [caller.personId], approvedBy: null, note: '', fields: refreshed(db, mapping, base), history: [], approvedSchema: null };
}

export type VersionMethods = Pick<Handlers<typeof contractGroup>, 'submit' | 'approve' | 'sendBack' | 'publish' | 'retire' | 'edit' | 'compare' | 'drift' | 'export' | 'import'>;

const fileName = (text: string): string => `${text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}.mapping.json`;

export type VersionDeps = { /** The lookup tables in force. */ tableOf(db: ReadDb, mapping: Mapping): RecordContext['table'] };

/** The life of a version: draft → submitted → approved → published → retired; compared, restored, carried in a file. */
export const versionHandlers = ({ tableOf }: VersionDeps): VersionMethods => ({
  submit(context, { note, ...draft }) {
    const { mapping, version, state } = atWork(context.db, draft, 'submit', context.caller);
    const missing = requiredUnmapped(version.fields);
    if (missing.length > 0) {
      const names = missing.slice(0, MAX_NAMED).map(field => `${field.target.label} (${field.target.path})`).join(', ');
      throw fixInput('mapping.requiredUnmapped', `Required fields are not mapped: ${names}${missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : ''}. Map them, then submit.`, missing[0]?.target.path);
    }
    const table = tableOf(context.db, mapping);
    const missingTable = tablesNamed(mappedFields(version.fields)).find(({ name }) => table(name) === null);
    if (missingTable) throw fixInput('lookup.noTable', `${missingTable.field.target.label} looks values up in "${missingTable.name}", and there is no such lookup table. Make it under Lookup tables, or choose another.`, missingTable.field.target.path);
    if (mappedFields(version.fields).length === 0) throw fixInput('mapping.empty', 'Nothing is mapped yet. Accept or choose at least one field, then submit.');
    refuseDrift(context.db, mapping, version, 'Press “Suggest again”, map it anew, then submit.');
    context.audit('mappings.submit', { mapping: mapping.id, version: version.version, note });
    return keep(context, mapping, version, { state, note, authors: withAuthor(version.authors, context.caller.personId) });
  },

  approve(context, { note, ...draft }) {
    const { mapping, version, state } = atWork(context.db, draft, 'approve', context.caller);
    refuseDrift(context.db, mapping, version, 'Send the version back, so that its author maps it anew.');
    const now = discoveredFor(context.db, mapping);
    context.audit('mappings.approve', { mapping: mapping.id, version: version.version, authors: version.authors, note });
    return keep(context, mapping, version, { state, approvedBy: context.caller.personId, note: note === '' ? version.note : note, approvedSchema: now.source && now.target ? approvedSchema(version.fields, now) : null });
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

  retire(context, { id, version: asked, reason }) {
    const mapping = mappingOf(context.db, id);
    const version = versionOf(context.db, mapping, asked);
    const passage = nextState(version.state, 'retire', { isAuthor: false });
    if (!passage.ok) throw fixInput(passage.code, passage.message);
    context.audit('mappings.retire', { mapping: id, version: version.version, before: version.state, reason });
    return keep(context, mapping, version, { state: passage.state, note: reason });
  },

  edit(context, { id, version: from }) {
    const mapping = mappingOf(context.db, id);
    const draft = draftFrom(context, mapping, versionOf(context.db, mapping, from));
    context.audit('mappings.edit', { mapping: id, from, version: draft.version });
    return keep(context, mapping, draft, {});
  },

  compare({ db }, { id, from, to }) {
    const mapping = mappingOf(db, id);
    const [before, after] = [from, to].map(version => new Map(versionOf(db, mapping, version).fields.map(field => [field.target.path, field])));
    const targets = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
    return targets.map(target => ({ target, label: (after?.get(target) ?? before?.get(target))?.target.label ?? target, before: choiceText(before?.get(target)), after: choiceText(after?.get(target)) })).filter(row => row.before !== row.after);
  },

  drift: ({ db }) => publishedDrift(db),

  export({ db }, { id, version: asked }) {
    const mapping = mappingOf(db, id);
    const { fields } = versionOf(db, mapping, asked);
    const ends = endsOf(db, mapping);
    return { fileName: fileName(`${ends.sourceSystem} ${ends.sourceEntity} to ${ends.targetSystem} ${ends.targetEntity}`), content: mappingFile(ends, fields) };
  },

  import(context, { id, content }) {
    const { db, caller, audit } = context;
    const mapping = mappingOf(db, id);
    const file = readMappingFile(content, endsOf(db, mapping));
    const newest = versionOf(db, mapping, undefined);
    const draft = newest.state === 'draft' ? newest : draftFrom(context, mapping, newest);
    const { changes, taken, notTaken } = fitFile(file, draft.fields, isSourceOf(db, mapping));
    const { fields, past } = changed(draft.fields, changes);
    audit('mappings.import', { mapping: id, version: draft.version, taken, notTaken: notTaken.map(({ target }) => target) });
    return { summary: keep(context, mapping, draft, { fields, history: [...draft.history, past], authors: withAuthor(draft.authors, caller.personId) }), taken, notTaken: [...notTaken] };
  },
});
