import { z } from 'zod';
import { SchemaField } from '../../../shared/contract/connections.ts';
import type { Entity } from '../../../shared/contract/connections.ts';
import type { Drift } from '../../../shared/contract/mappings.ts';
import { isMapped, mappable } from './mapping-content.ts';
import type { StoredField } from './mapping-content.ts';
import { transformsByName } from './transforms.ts';

/** A field as it was when a mapping was approved: what a change would matter of. */
const ApprovedField = SchemaField.pick({ path: true, label: true, type: true, maxLength: true, required: true, custom: true, choices: true });
type ApprovedField = z.infer<typeof ApprovedField>;

/** The fields of both systems that an approval was given for: of the source those in use, of the target all, since one may become required. */
export const ApprovedSchema = z.object({ sources: z.array(ApprovedField), targets: z.array(ApprovedField) });
export type ApprovedSchema = z.infer<typeof ApprovedSchema>;

/** Both sides as they are known now; null where the system has no such entity any more. */
export type Discovered = { readonly source: Entity | null; readonly target: Entity | null };

const plain = ({ path, label, type, maxLength, required, custom, choices }: SchemaField): ApprovedField => ({ path, label, type, maxLength, required, custom, choices });

/** Fields that a step reads beside its value: those named by its parameters. An expression's are looked for as words. */
function pathsOfStep({ transform, parameters }: StoredField['steps'][number]): string[] {
  return (transformsByName.get(transform)?.parameters ?? []).flatMap(({ name, kind }) => {
    const text = parameters[name] ?? '';
    if (kind === 'expression') return text.match(/[A-Za-z_][\w.[\]]*/g) ?? [];
    return kind === 'field' || kind === 'fields' ? text.split(',').map(path => path.trim()) : [];
  }).filter(path => path !== '');
}

/** Every path of the source that the mapping reads: the sources, and those that steps name. */
function pathsInUse(fields: readonly StoredField[]): Set<string> {
  const paths = new Set<string>();
  for (const { source, steps } of fields.filter(isMapped)) {
    if (source !== null) paths.add(source);
    for (const step of steps) for (const path of pathsOfStep(step)) paths.add(path);
  }
  return paths;
}

/** What is kept with an approval. */
export function approvedSchema(fields: readonly StoredField[], { source, target }: Discovered): ApprovedSchema {
  const used = pathsInUse(fields);
  return { sources: (source?.fields ?? []).filter(({ path }) => used.has(path)).map(plain), targets: mappable(target?.fields ?? []).map(plain) };
}

type Change = { readonly kind: Drift['kind']; readonly text: string };

const named = ({ label, path }: Pick<ApprovedField, 'label' | 'path'>): string => (label === path ? path : `${label} (${path})`);

function changeOf(was: ApprovedField, now: ApprovedField | undefined): Change | null {
  if (!now) return { kind: 'gone', text: `${named(was)} is not there any more` };
  if ((was.custom || now.custom) && now.label !== was.label) return { kind: 'renamed', text: `${was.path} was “${was.label}” and is “${now.label}” now` };
  return now.type === was.type ? null : { kind: 'type', text: `${named(was)} was ${was.type} and is ${now.type} now` };
}

/** What only matters where a value is written. */
function narrowing(was: ApprovedField, now: ApprovedField, field: StoredField): Change | null {
  if (now.maxLength !== null && (was.maxLength === null || now.maxLength < was.maxLength)) return { kind: 'shorter', text: `${named(was)} took ${was.maxLength ?? 'any number of'} characters and takes ${now.maxLength} now` };
  const [first] = field.steps;
  const only = field.steps.length === 1 && first?.transform === 'constant' ? first.parameters['value'] : undefined;
  const lost = was.choices.filter(choice => !now.choices.includes(choice) && (only === undefined || only === choice));
  return now.choices.length > 0 && lost.length > 0 ? { kind: 'choice', text: `${named(was)} does not know ${lost.map(choice => `“${choice}”`).join(', ')} any more` } : null;
}

type Side = { readonly side: Drift['side']; readonly system: string };
export type Between = { readonly source: string; readonly target: string };

const REMEDY = 'Edit the mapping as a new version, map the field again, and have it approved again.';
const drift = ({ side, system }: Side, { path, label }: Pick<ApprovedField, 'path' | 'label'>, { kind, text }: Change): Drift => ({ side, field: path, label, kind, message: `${system}: ${text}. ${REMEDY}` });

/**
 * What has changed, of the fields that a mapping uses, since it was approved: gone, given another name or type, shorter, newly required, a choice
 * gone. New fields and fields that it does not use are nobody's business. Empty: the approval still holds.
 */
export function driftOf(approved: ApprovedSchema, fields: readonly StoredField[], now: Discovered, systems: Between): Drift[] {
  const [source, target] = [{ side: 'source' as const, system: systems.source }, { side: 'target' as const, system: systems.target }];
  const sources = new Map((now.source?.fields ?? []).map(field => [field.path, field]));
  const targets = new Map(mappable(now.target?.fields ?? []).map(field => [field.path, field]));
  const wasTarget = new Map(approved.targets.map(field => [field.path, field]));
  const used = pathsInUse(fields);
  const found: Drift[] = [];
  for (const was of approved.sources) {
    if (!used.has(was.path)) continue;
    const field = sources.get(was.path);
    // Where custom fields are known from a few records only, one that none of them has may just be rare.
    if (!field && was.custom && now.source?.customFieldsSampled === true) continue;
    const change = changeOf(was, field);
    if (change) found.push(drift(source, was, change));
  }
  for (const field of fields) {
    const [was, is] = [wasTarget.get(field.target.path), targets.get(field.target.path)];
    if (!was || !isMapped(field)) continue;
    const change = changeOf(was, is) ?? (is ? narrowing(was, is, field) : null);
    if (change) found.push(drift(target, was, change));
  }
  const mapped = new Set(fields.filter(isMapped).map(field => field.target.path));
  for (const field of targets.values()) {
    if (field.required && !mapped.has(field.path) && wasTarget.get(field.path)?.required !== true) found.push(drift(target, field, { kind: 'required', text: `${named(field)} is required now, and nothing is mapped to it` }));
  }
  return found;
}
