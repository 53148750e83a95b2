import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Candidate, How } from '../../../shared/contract/mappings.ts';
import { fittingSteps } from './fitting-steps.ts';
import { settledBy } from './settled-fields.ts';
import { confidenceOf, isAccepted, LIKELY_FROM, NO_GOOD_SOURCE, standings } from './suggest/confidence.ts';
import { evidenceOf, sentence } from './suggest/evidence.ts';
import { FREE_FIELD_CONFIDENCE, FREE_FIELD_REASON, freeFieldSources } from './suggest/free-fields.ts';
import { howOf } from './suggest/how.ts';
import { plainTexts } from './suggest/plain-texts.ts';
import type { Signals } from './suggest/pair-score.ts';
import { rank } from './suggest/ranking.ts';
import type { Approved, Pair, Ranked } from './suggest/ranking.ts';
import { templateField } from './template.ts';
import type { Template } from './template.ts';

export type SuggestOptions = {
  /** The shipped template of the pair as evidence; null switches it off. */
  readonly template?: Template | null;
  /** What was approved before between the same systems. */
  readonly approved?: readonly Approved[];
};

export const MAX_CANDIDATES = 5;
/** What is less likely than this only fills the screen. */
const LEAST_SHOWN = 0.05;

export type Suggestion = { readonly source: SchemaField; readonly confidence: number; /** What the matcher would take without asking. */ readonly accepted: boolean; readonly how: How; readonly reason: string };
export type TargetSuggestions = { readonly target: SchemaField; /** No source is good enough to be worth a look. */ readonly none: boolean; readonly candidates: readonly Suggestion[] };

type Offer = { readonly pair: Pair; readonly signals: Signals; readonly confidence: number };

function suggestionOf({ pair, signals, confidence }: Offer, best: number, ranked: Ranked): Suggestion {
  const evidence = evidenceOf(signals, ranked.sharedWords(pair), pair.approved);
  return { source: pair.source.field, confidence, accepted: isAccepted(confidence, best), how: howOf(pair.target, pair.source), reason: sentence(evidence.for, evidence.against) };
}

/** Groups fill groups; where no target is one, a group is no source either. */
function usableSources(targets: readonly SchemaField[], sources: readonly SchemaField[]): readonly SchemaField[] {
  const isGroup = ({ type }: SchemaField): boolean => type === 'object' || type === 'list';
  if (targets.some(isGroup)) return sources;
  const values = sources.filter(source => !isGroup(source));
  return values.length > 0 ? values : sources;
}

export type Matched = { readonly ranked: Ranked; readonly suggestions: readonly TargetSuggestions[] };

/** What names, descriptions, types, samples and structure say of two schemas: up to five sources a target, best first, each with how likely it is. */
export function matchSchemas(targets: readonly SchemaField[], sources: readonly SchemaField[], approved: readonly Approved[] = []): Matched {
  const ranked = rank(plainTexts(targets, sources), plainTexts(sources, targets), approved);
  const standingOf = standings(ranked);
  const suggestions = ranked.byTarget.map((pairs, at): TargetSuggestions => {
    const offered = pairs.slice(0, MAX_CANDIDATES).map((pair): Offer => {
      const signals = ranked.signalsOf(pair);
      return { pair, signals, confidence: confidenceOf(pair, signals, standingOf(pair)) };
    });
    offered.sort((a, b) => b.confidence - a.confidence || b.pair.score - a.pair.score);
    const best = offered[0]?.confidence ?? 0;
    // Ranked keeps the targets in the order in which they were given.
    return { target: targets[at] as SchemaField, none: best < NO_GOOD_SOURCE, candidates: offered.map(offer => suggestionOf(offer, best, ranked)) };
  });
  return { ranked, suggestions };
}

const withSteps = (target: SchemaField, { source, confidence, how, reason }: Pick<Suggestion, 'source' | 'confidence' | 'how' | 'reason'>): Candidate => ({ source: source.path, confidence, how, steps: fittingSteps(target, source), reason });

/** People made the template knowing the pair: what it leaves empty is left to a person, never accepted in bulk. */
const OUTSIDE_TEMPLATE = 0.6;

/** The template's own choice first; what else speaks follows. */
function withTemplate(target: SchemaField, candidates: readonly Candidate[], template: Template, paths: ReadonlySet<string>): Candidate[] {
  const field = templateField(template, target);
  if (!field) return candidates.map(candidate => ({ ...candidate, confidence: candidate.confidence * OUTSIDE_TEMPLATE, reason: `${candidate.reason} The shipped template leaves this field empty.` }));
  const source = field.sources.find(path => paths.has(path));
  if (field.sources.length > 0 && source === undefined) return [...candidates];
  const own = candidates.find(candidate => candidate.source === (source ?? ''));
  const chosen: Candidate = {
    source: source ?? '', steps: field.steps, confidence: own && own === candidates[0] ? 0.99 : 0.96,
    reason: `The shipped template for this pair maps it so.${field.why === '' ? '' : ` ${field.why}`}${own && own.reason !== '' ? ` ${own.reason}` : ''}`,
  };
  return [chosen, ...candidates.filter(candidate => candidate.source !== chosen.source)].slice(0, MAX_CANDIDATES);
}

const APPROVED_BEFORE = 0.97;

/** What people approved outweighs everything else, with its steps; null where its source is not there any more. */
function asApproved(candidates: readonly Candidate[], { source, steps }: Approved, paths: ReadonlySet<string>): Candidate[] | null {
  if (source !== null && !paths.has(source)) return null;
  const own = candidates.find(candidate => candidate.source === (source ?? ''));
  const reason = own ? own.reason : 'The same was approved before.';
  return [{ source: source ?? '', steps, confidence: Math.max(APPROVED_BEFORE, own?.confidence ?? 0), reason }, ...candidates.filter(candidate => candidate !== own)].slice(0, MAX_CANDIDATES);
}

/** The sources that another field is more likely than not to take. */
const takenSources = (suggestions: readonly TargetSuggestions[], settled: ReadonlyMap<string, Candidate | null>): Set<string> => new Set([
  ...[...settled.values()].flatMap(candidate => (candidate && candidate.source !== '' ? [candidate.source] : [])),
  ...suggestions.flatMap(({ candidates: [first] }) => (first && first.confidence >= LIKELY_FROM ? [first.source.path] : [])),
]);

/**
 * Up to five source fields for every target field, best first, with the steps that make them fit and the evidence in a sentence.
 * Works offline, from the two schemas and their samples alone; nothing is suggested where nothing is good.
 */
export function suggestFor(targets: readonly SchemaField[], sources: readonly SchemaField[], { template = null, approved = [] }: SuggestOptions = {}): Map<string, Candidate[]> {
  const paths = new Set(sources.map(source => source.path));
  const earlier = new Map(approved.map(one => [one.target, one]));
  const { ranked, suggestions } = matchSchemas(targets, usableSources(targets, sources), approved);
  const settledFields = new Map(targets.map(target => [target.path, settledBy(target, sources)]));
  const free = freeFieldSources(ranked, takenSources(suggestions, settledFields));
  return new Map(suggestions.map(({ target, none, candidates: matched }) => {
    const settled = settledFields.get(target.path);
    const kept = (free.get(target.path) ?? []).map(source => ({ source, confidence: FREE_FIELD_CONFIDENCE, how: 'copy' as const, reason: FREE_FIELD_REASON }));
    const found = (kept.length > 0 ? kept : none ? [] : matched.filter(({ confidence }) => confidence >= LEAST_SHOWN)).map(suggestion => withSteps(target, suggestion));
    const candidates = settled ? [settled, ...found.filter(candidate => candidate.source !== settled.source)].slice(0, MAX_CANDIDATES) : found;
    const before = earlier.get(target.path);
    return [target.path, (before && asApproved(candidates, before, paths)) ?? (template ? withTemplate(target, candidates, template, paths) : candidates)];
  }));
}
