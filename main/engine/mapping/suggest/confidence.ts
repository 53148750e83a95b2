import { z } from 'zod';
import file from '../../../../resources/matching/confidence.json' with { type: 'json' };
import type { Pair } from './ranking.ts';

const { weights } = z.object({ weights: z.array(z.number()) }).parse(file);

/** What the matcher would accept by itself: more likely right than wrong. */
export const ACCEPTED_FROM = 0.5;
/** Below this, "no good source" is the better answer. */
export const NO_GOOD_SOURCE = 0.15;
const LEAST = 0.01;
const MOST = 0.99;

/** street1 to street4 may all go into one field: none of them is the other's rival there. */
const isSibling = (a: Pair, b: Pair): boolean => a === b || (a.target.numeral === '' && a.source.numeral !== '' && a.source.family === b.source.family);

/** What a confidence is worked out from: how well the pair fits, how far it is ahead or behind on either side, and how much its names say. */
export function confidenceInputs(pair: Pair, pairs: readonly Pair[], bestOfSource: number): number[] {
  const [best = pair] = pairs;
  const rival = pairs.find(other => !isSibling(other, best))?.score ?? 0;
  const leads = isSibling(pair, best);
  return [1, pair.score, leads ? Math.min(0.3, pair.score - rival) : 0, leads ? 0 : Math.max(-0.5, pair.score - best.score), Math.max(-0.5, pair.score - bestOfSource), pair.signals.own, pair.score >= bestOfSource ? 1 : 0];
}

export const chance = (inputs: readonly number[], by: readonly number[]): number => 1 / (1 + Math.exp(-inputs.reduce((sum, input, at) => sum + input * (by[at] ?? 0), 0)));

/** A shared concept or an earlier approval is somebody's word, which the measured mappings do not have; such pairs of the shipped templates were all right. */
const VOUCHED_FOR = 2.5;
const isVouchedFor = ({ signals }: Pair): boolean => signals.concept > 0 || signals.history > 0;

/** How likely it is that the pair is right, measured on mappings that people made. */
export function confidenceOf(pair: Pair, pairs: readonly Pair[], bestOfSource: number): number {
  const confidence = chance([...confidenceInputs(pair, pairs, bestOfSource), isVouchedFor(pair) ? 1 : 0], [...weights, VOUCHED_FOR]);
  return Math.round(Math.min(MOST, Math.max(LEAST, confidence)) * 10_000) / 10_000;
}
