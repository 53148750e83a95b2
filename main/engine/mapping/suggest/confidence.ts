import { z } from 'zod';
import file from '../../../../resources/matching/confidence.json' with { type: 'json' };
import type { Signals } from './pair-score.ts';
import type { Pair, Ranked } from './ranking.ts';

const { weights } = z.object({ weights: z.array(z.number()) }).parse(file);

/** The matcher's own threshold: where precision and recall were worth most together. A person may ask for more. */
export const ACCEPTED_FROM = 0.25;
/** Several sources may go into one field when none is clearly likelier than the others. */
const AS_LIKELY = 0.05;
/** More likely right than wrong. */
export const LIKELY_FROM = 0.5;
/** Below this, "no good source" is the better answer. */
export const NO_GOOD_SOURCE = 0.15;
const LEAST = 0.01;
const MOST = 0.99;

/** street1 to street4 may all go into one field: none of them is the other's rival there. */
const isSibling = (a: Pair, b: Pair): boolean => a === b || (a.target.numeral === '' && a.source.numeral !== '' && a.source.family === b.source.family);

/** Where a pair stands: among the candidates of its target, and against the best of its source. */
export type Standing = { readonly pairs: readonly Pair[]; readonly bestOfSource: number };

/** The standing of every pair of two schemas. */
export function standings({ byTarget, bySource }: Ranked): (pair: Pair) => Standing {
  const bestOfSources = bySource.map(([first]) => first?.score ?? 0);
  return ({ target, source }) => ({ pairs: byTarget[target.at] ?? [], bestOfSource: bestOfSources[source.at] ?? 0 });
}

/** What a confidence is worked out from: how well the pair fits, how far it is ahead or behind on either side, and how much its names say. */
export function confidenceInputs(pair: Pair, { own }: Signals, { pairs, bestOfSource }: Standing): number[] {
  const [best = pair] = pairs;
  const rival = pairs.find(other => !isSibling(other, best))?.score ?? 0;
  const leads = isSibling(pair, best);
  return [1, pair.score, leads ? Math.min(0.3, pair.score - rival) : 0, leads ? 0 : Math.max(-0.5, pair.score - best.score), Math.max(-0.5, pair.score - bestOfSource), own, pair.score >= bestOfSource ? 1 : 0];
}

export const chance = (inputs: readonly number[], by: readonly number[]): number => 1 / (1 + Math.exp(-inputs.reduce((sum, input, at) => sum + input * (by[at] ?? 0), 0)));

/** A shared concept or an earlier approval is somebody's word, which the measured mappings do not have; such pairs of the shipped templates were all right. */
const VOUCHED_FOR = 2.5;

/** Whether the matcher would accept a candidate by itself, beside the best of its target. */
export const isAccepted = (confidence: number, best: number): boolean => confidence >= ACCEPTED_FROM && confidence >= best - AS_LIKELY;

/** How likely it is that the pair is right, measured on mappings that people made. */
export function confidenceOf(pair: Pair, signals: Signals, standing: Standing): number {
  const confidence = chance([...confidenceInputs(pair, signals, standing), pair.approved || signals.concept > 0 ? 1 : 0], [...weights, VOUCHED_FOR]);
  return Math.round(Math.min(MOST, Math.max(LEAST, confidence)) * 10_000) / 10_000;
}
