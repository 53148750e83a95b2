import type { Candidate, Ranked } from './by-evidence.ts';
import { duplicatesOn, type Duplicate } from './duplicates.ts';
import type { Reversal } from './reversals.ts';
import type { Work } from './work.ts';

/** What a person may accept: the likelier, the nearer its score is to 1. */
export type Suggestion = {
  readonly rule: string; readonly left: readonly number[]; readonly right: readonly number[]; readonly score: number; readonly candidate: Candidate | null;
  /** Set where one side has the same thing twice. */
  readonly duplicate?: Duplicate;
};

/** Candidates shown for one open entry. */
const MAX_SHOWN = 3;
/** A suggestion is never as sure as a match. */
const MAX_SCORE = 0.84;
const HALF_SURE_BITS = 24;

/** Groups that add up come before pairs of which little agrees; a sum that may be an accident comes behind pairs of which a good deal does. */
const GROUP_SCORE = 0.5;
const WEAK_GROUP_SCORE = 0.22;

const scoreOf = (bits: number): number => Math.round(MAX_SCORE * (bits / (bits + HALF_SURE_BITS)) * 1000) / 1000;

/** What stands twice is pointed at behind the partners of both: whoever finds the right one first sees what is left over. */
const DUPLICATE_SCORE = 0.3;

/** Suggestions of a whole, best first: each open entry's likeliest partners, and pairs of one side that undo or repeat each other. */
export function suggestionsFor({ work, ranked }: { readonly work: Work; readonly ranked: Ranked }, reversals: readonly Reversal[]): Suggestion[] {
  const suggestions = new Map<number, Suggestion>();
  const add = (l: number, r: number, candidate: Candidate): void => {
    const key = l * work.right.size + r;
    if (suggestions.has(key)) return;
    const rule = candidate.evidence.reference === 'same' ? 'referenceDifference' : candidate.evidence.reference === 'none' || candidate.evidence.reference === 'apart' ? 'amountAndDate' : 'nearReference';
    suggestions.set(key, { rule, left: [l], right: [r], score: scoreOf(candidate.evidence.bits), candidate });
  };
  for (const [l, candidates] of ranked.left) {
    if (!work.isOpenLeft(l)) continue;
    for (const candidate of candidates.filter(({ entry }) => work.isOpenRight(entry)).slice(0, MAX_SHOWN)) add(l, candidate.entry, candidate);
  }
  for (const [r, candidates] of ranked.right) {
    if (!work.isOpenRight(r)) continue;
    for (const candidate of candidates.filter(({ entry }) => work.isOpenLeft(entry)).slice(0, MAX_SHOWN)) add(candidate.entry, r, candidate);
  }
  const undone = reversals.map(({ side, first, second, isNamed }): Suggestion => ({
    rule: 'reversal', left: side === 'left' ? [first, second] : [], right: side === 'right' ? [first, second] : [], score: isNamed ? 0.8 : 0.6, candidate: null,
  }));
  const groups = work.proposals.filter(({ left, right }) => left.every(work.isOpenLeft) && right.every(work.isOpenRight)).map(({ isWeak, ...group }): Suggestion => ({ ...group, score: isWeak ? WEAK_GROUP_SCORE : GROUP_SCORE, candidate: null }));
  const rule = work.settings.rules.find(({ strategy }) => strategy === 'duplicate');
  const twice = rule ? [...duplicatesOn(work, 'left', rule), ...duplicatesOn(work, 'right', rule)].map((duplicate): Suggestion => {
    const members = duplicate.isOriginalMatched ? [duplicate.copy] : [duplicate.original, duplicate.copy];
    return { rule: rule.name, left: duplicate.side === 'left' ? members : [], right: duplicate.side === 'right' ? members : [], score: DUPLICATE_SCORE, candidate: null, duplicate };
  }) : [];
  return [...suggestions.values(), ...groups, ...undone, ...twice].sort((a, b) => b.score - a.score);
}
