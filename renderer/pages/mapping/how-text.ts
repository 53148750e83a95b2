import type { Candidate, MappingField, mappings, Step } from '../../../shared/contract/mappings.ts';
import type { OutputOf } from '../../../shared/contract/method.ts';

export type Transform = OutputOf<typeof mappings.transforms>[number];
export type Transforms = ReadonlyMap<string, Transform>;

/** 'copy', or the steps in words: 'cut to a length 30 → capitals'. */
export function howText(steps: readonly Step[], transforms: Transforms): string {
  return steps.map(({ transform, parameters }) => [transforms.get(transform)?.label ?? transform, ...Object.values(parameters)].join(' ')).join(' → ');
}

/** A candidate that takes nothing from one field (the record as a whole, or a constant) is written as an empty source. */
export const candidateSource = ({ source }: Candidate): string | null => (source === '' ? null : source);

/** What a field's value is made from, as one line. */
export function sourceText({ decision, source, steps }: Pick<MappingField, 'decision' | 'source' | 'steps'>): string {
  if (source !== null) return source;
  if (decision === 'none') return '— left empty —';
  return steps.length > 0 ? '— from the record —' : '— none found —';
}

/** A field as it looks while another candidate is tried and not accepted yet. */
export function withCandidate(field: MappingField, candidate: Candidate | undefined): MappingField {
  if (!candidate || candidateSource(candidate) === field.source) return field;
  return { ...field, source: candidateSource(candidate), steps: candidate.steps, confidence: candidate.confidence, reason: candidate.reason, before: '', after: '' };
}

export const isMapped = ({ source, steps, decision }: MappingField): boolean => decision !== 'none' && (source !== null || steps.length > 0);

/** Below this a suggestion is only a guess. */
const WEAK = 0.3;

/** A guess nobody has chosen: Enter passes over it, so that fast fingers never accept one. */
export const isWeak = ({ decision, confidence }: MappingField): boolean => decision === 'open' && confidence !== null && confidence < WEAK;

/** Work for a person: nothing decided, something wrong, or a required field that nothing fills. */
export const needsMe = (field: MappingField): boolean => field.issue !== null || (field.decision === 'open' && field.candidates.length > 0) || (field.target.required && (field.decision === 'open' || !isMapped(field)));
