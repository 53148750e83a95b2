import { z } from 'zod';
import { SchemaField } from '../../../shared/contract/connections.ts';
import { Candidate, Decision, Step } from '../../../shared/contract/mappings.ts';
import type { MappingField } from '../../../shared/contract/mappings.ts';
import type { MappedField } from './apply-mapping.ts';
import { parsePath } from './paths.ts';
import type { Approved } from './suggest/ranking.ts';
import { suggestFor } from './suggest.ts';
import type { Template } from './template.ts';
import { transformsByName } from './transforms.ts';

/** A field of a version as it is stored: what the target wants, what was suggested, what a person decided. */
export const StoredField = z.object({ target: SchemaField, decision: Decision, source: z.string().nullable(), steps: z.array(Step), candidates: z.array(Candidate) });
export type StoredField = z.infer<typeof StoredField>;

/** What one decision replaced, so that it can be taken back. */
export const Past = z.object({ fields: z.array(z.object({ target: z.string(), decision: Decision, source: z.string().nullable(), steps: z.array(Step) })) });
export type Past = z.infer<typeof Past>;

export type Change = { target: string; decision: z.infer<typeof Decision>; source: string | null; steps: Step[] };

/** Sage's carriage and rounding lines have fields of their own; where a schema lists lines once, these are added. */
const LINE_KINDS = [{ kind: 'charge', label: 'Carriage' }, { kind: 'rounding', label: 'Rounding' }] as const;
const OF_A_CHARGE = /^(line_type|code|description|line_quantity|selling_unit_price|selling_unit_price_overridden|tax_code_id|nominal_reference|nominal_cost_centre|nominal_department)$/;

/** The fields that a mapping may fill: no groups, nothing that the system works out itself. */
export function mappable(fields: readonly SchemaField[]): SchemaField[] {
  const open = fields.filter(field => !field.readOnly && field.type !== 'object' && field.type !== 'list');
  const goods = open.filter(field => field.path.startsWith('lines[].'));
  // Carriage and the last penny are lines of what is sold; what is bought has goods only.
  const isSold = !goods.some(field => field.path === 'lines[].unit_buying_price');
  const missing = LINE_KINDS.filter(({ kind }) => goods.length > 0 && isSold && !open.some(field => field.path.startsWith(`lines[${kind}].`)));
  return [...open, ...missing.flatMap(({ kind, label }) => goods.filter(field => OF_A_CHARGE.test(field.path.slice('lines[].'.length)))
    .map(field => ({ ...field, path: field.path.replace('lines[].', `lines[${kind}].`), label: `${label}: ${field.label}`, required: field.required && /line_type$/.test(field.path), concept: null })))];
}

/** Every target field, open, with its suggestions. What was decided before is kept. */
export function suggestedFields(targets: readonly SchemaField[], sources: readonly SchemaField[], { template, approved = [], before = [] }: { template: Template | null; approved?: readonly Approved[]; before?: readonly StoredField[] }): StoredField[] {
  const decided = new Map(before.filter(field => field.decision !== 'open').map(field => [field.target.path, field]));
  const suggestions = suggestFor(targets, sources, { template, approved });
  return targets.map(target => {
    const kept = decided.get(target.path);
    return kept ? { ...kept, target, candidates: suggestions.get(target.path) ?? [] } : { target, decision: 'open', source: null, steps: [], candidates: suggestions.get(target.path) ?? [] };
  });
}

export const isMapped = (field: StoredField): boolean => (field.decision === 'accepted' || field.decision === 'changed') && (field.source !== null || field.steps.length > 0);

/** The decided fields, as records are mapped with. What is open or deliberately empty is not sent. */
export const mappedFields = (fields: readonly StoredField[]): MappedField[] =>
  fields.filter(isMapped).map(({ target: { path, label, type, maxLength, required, choices }, source, steps }) => ({ target: { path, label, type, maxLength, required, choices }, source, steps }));

/** What is shown and tried while nothing is decided: the best candidate. */
export function shownChoice(field: StoredField): { source: string | null; steps: Step[]; confidence: number | null; reason: string } {
  const [best] = field.candidates;
  if (field.decision === 'open') return best ? { source: best.source === '' ? null : best.source, steps: best.steps, confidence: best.confidence, reason: best.reason } : { source: null, steps: [], confidence: null, reason: 'No good source was found.' };
  if (field.decision === 'none') return { source: null, steps: [], confidence: null, reason: 'Left empty on purpose.' };
  const own = field.candidates.find(candidate => candidate.source === (field.source ?? ''));
  return { source: field.source, steps: field.steps, confidence: own?.confidence ?? null, reason: own?.reason ?? 'Chosen by a person.' };
}

export const requiredUnmapped = (fields: readonly StoredField[]): StoredField[] => fields.filter(field => field.target.required && !isMapped(field));

export type Counts = { fields: number; decided: number; needsMe: number; requiredUnmapped: number };

export const countsOf = (fields: readonly StoredField[]): Counts => ({
  fields: fields.length,
  decided: fields.filter(field => field.decision !== 'open').length,
  needsMe: fields.filter(field => field.decision === 'open' && (field.candidates.length > 0 || field.target.required)).length,
  requiredUnmapped: requiredUnmapped(fields).length,
});

/** A change that cannot be made, with the field it is about. */
export type Refusal = { code: string; field: string; message: string };

function refusalOfStep(target: string, { transform, parameters }: Step): Refusal | null {
  const known = transformsByName.get(transform);
  if (!known) return { code: 'mapping.unknownStep', field: target, message: `There is no step "${transform}". Choose one from the list.` };
  const missing = known.parameters.find(parameter => parameter.required && (parameters[parameter.name] ?? '') === '');
  if (missing) return { code: 'mapping.missingParameter', field: target, message: `The step "${known.label}" of ${target} needs "${missing.label}".` };
  const wrong = known.check?.(parameters) ?? null;
  return wrong === null ? null : { code: 'mapping.wrongParameter', field: target, message: `The step "${known.label}" of ${target}: ${wrong}` };
}

export function refusalOf(change: Change, fields: ReadonlyMap<string, StoredField>, isSource: (path: string) => boolean): Refusal | null {
  const { target, decision, source, steps } = change;
  if (!fields.has(target)) return { code: 'mapping.unknownTarget', field: target, message: `The target has no field ${target} that can be filled. Discover its schema again if it is new.` };
  if (decision === 'open' || decision === 'none') return null;
  if (source !== null && (!isSource(source) || parsePath(source).length === 0)) return { code: 'mapping.unknownSource', field: target, message: `The source has no field ${source}. Choose one from its list, or discover its schema again.` };
  if (source === null && steps.length === 0) return { code: 'mapping.nothingChosen', field: target, message: `Nothing is chosen for ${target}. Choose a source or a constant, or mark it as not mapped.` };
  return steps.map(one => refusalOfStep(target, one)).find(refusal => refusal !== null) ?? null;
}

/** The fields after the changes, and what they replaced. */
export function changed(fields: readonly StoredField[], changes: readonly Change[]): { fields: StoredField[]; past: Past } {
  const byTarget = new Map(changes.map(change => [change.target, change]));
  const past: Past = { fields: [] };
  const after = fields.map((field): StoredField => {
    const change = byTarget.get(field.target.path);
    if (!change) return field;
    past.fields.push({ target: field.target.path, decision: field.decision, source: field.source, steps: field.steps });
    const empty = change.decision === 'open' || change.decision === 'none';
    return { ...field, decision: change.decision, source: empty ? null : change.source, steps: empty ? [] : change.steps };
  });
  return { fields: after, past };
}

/** A choice in words: `GeneralInfo.ReferenceNum → trim → cut (length 30)`. */
export function choiceText(field: StoredField | undefined): string {
  if (!field || field.decision === 'open') return 'open';
  if (!isMapped(field)) return 'not mapped';
  const steps = field.steps.map(({ transform, parameters }) => {
    const given = Object.entries(parameters).map(([name, value]) => `${name} ${value}`).join(', ');
    return given === '' ? transform : `${transform} (${given})`;
  });
  return [...(field.source === null ? [] : [field.source]), ...steps].join(' → ');
}

/** Which call of a language model a decision follows, for the audit trail: its choice of the source, its steps, or both. */
export function followedModel(field: StoredField | undefined, { decision, source, steps }: Pick<Change, 'decision' | 'source' | 'steps'>): { model: string; call: string } | null {
  if (decision !== 'accepted' && decision !== 'changed') return null;
  const opinion = field?.candidates.find(candidate => candidate.source === (source ?? ''))?.opinion;
  if (!opinion || opinion.verdict === 'none') return null;
  const tookItsSteps = opinion.steps !== null && JSON.stringify(opinion.steps) === JSON.stringify(steps);
  return opinion.verdict === 'chosen' || decision === 'accepted' || tookItsSteps ? { model: opinion.model, call: opinion.call } : null;
}

/** The field as the grid shows it, with one sample before and after. */
export function shownField(field: StoredField, sample: { before: string; after: string; issue: string | null }): MappingField {
  return { target: field.target, decision: field.decision, candidates: field.candidates, ...shownChoice(field), ...sample };
}
