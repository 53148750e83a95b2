import type { Candidate, ModelOpinion } from '../../../shared/contract/mappings.ts';
import type { StoredField } from '../mapping/mapping-content.ts';
import type { Verdict } from './answer.ts';

/** A candidate that the model put first is more than a guess and less than sure: how often models are right here is not measured, so none is accepted in bulk at 90. */
const LEAST_CHOSEN = 0.5;
const MOST_CHOSEN = 0.85;
/** Enter passes over what the model found wrong, as it does over weak guesses. */
const MOST_DOUBTED = 0.29;

type Origin = Pick<ModelOpinion, 'model' | 'call'>;

const sameSteps = (a: Candidate['steps'], b: Candidate['steps']): boolean => JSON.stringify(a) === JSON.stringify(b);
const without = ({ opinion: _earlier, ...candidate }: Candidate): Candidate => candidate;

/**
 * The candidates in the order that the model's answer gives them. They are always the matcher's own: whatever a model says, none comes in and none goes.
 * Its steps are kept beside the candidate for a person to take.
 */
export function reordered(given: readonly Candidate[], { source, steps, words }: Verdict, origin: Origin): Candidate[] {
  const candidates = given.map(without);
  const [first] = candidates;
  const chosen = candidates.find(candidate => candidate.source === source);
  if (!first || (source !== null && !chosen)) return candidates;
  if (!chosen) return [{ ...first, confidence: Math.min(MOST_DOUBTED, first.confidence), opinion: { ...origin, verdict: 'none', words, steps: null } }, ...candidates.slice(1)];
  const proposed = steps === null || sameSteps(steps, chosen.steps) ? null : steps;
  if (chosen === first) return [{ ...first, confidence: Math.max(LEAST_CHOSEN, first.confidence), opinion: { ...origin, verdict: 'agrees', words, steps: proposed } }, ...candidates.slice(1)];
  const confidence = Math.min(MOST_CHOSEN, Math.max(LEAST_CHOSEN, chosen.confidence));
  return [{ ...chosen, confidence, opinion: { ...origin, verdict: 'chosen', words, steps: proposed } }, ...candidates.filter(candidate => candidate !== chosen)];
}

/** The fields with what the model said; those that were decided meanwhile keep everything. */
export function withVerdicts(fields: readonly StoredField[], verdicts: readonly { readonly verdict: Verdict; readonly origin: Origin }[]): StoredField[] {
  const byTarget = new Map(verdicts.map(one => [one.verdict.target, one]));
  return fields.map(field => {
    const said = byTarget.get(field.target.path);
    return said && field.decision === 'open' ? { ...field, candidates: reordered(field.candidates, said.verdict, said.origin) } : field;
  });
}
