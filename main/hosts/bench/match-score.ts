import type { GeneratedRow, GeneratedSides, TrueGroup } from './generated-sides.ts';
import { matchSides, suggest } from '../../engine/matching/match-sides.ts';
import { DEFAULT_SETTINGS } from '../../engine/matching/rules.ts';
import { idOf, sideOf, type Side } from '../../engine/matching/side.ts';

export const columnsOf = (rows: readonly GeneratedRow[]): Side => sideOf(rows.map(({ date, ...row }) => ({ ...row, on: date })));

/** Ids of the two sides that were put together. */
export type Pairing = { readonly left: readonly string[]; readonly right: readonly string[] };
export type Answer = { readonly automatic: readonly Pairing[]; readonly suggested: readonly Pairing[] };

const keyOf = ({ left, right }: Pairing): string => `${left.toSorted().join(' ')}|${right.toSorted().join(' ')}`;

export function ours({ left, right }: Pick<GeneratedSides, 'left' | 'right'>): Answer {
  const [lefts, rights] = [columnsOf(left), columnsOf(right)];
  const matched = matchSides(lefts, rights, { settings: DEFAULT_SETTINGS });
  const named = (group: { left: readonly number[]; right: readonly number[] }): Pairing => ({ left: group.left.map(entry => idOf(lefts, entry)), right: group.right.map(entry => idOf(rights, entry)) });
  return { automatic: Array.from({ length: matched.work.matches.count() }, (_, at) => named(matched.work.matches.at(at))), suggested: suggest(matched).map(named) };
}

/** How an answer stands to the truth. Only groups with entries on both sides can be matched; a match is right when it is a whole true group. */
export type Score = {
  /** Share of the matchable entries that are matched rightly, without a person. */
  readonly automaticShare: number;
  readonly falseMatches: number; readonly wrongMinor: number;
  /** Share of what was not matched whose truth is among the first three suggestions of one of its entries. */
  readonly rankedShare: number;
  readonly wrong: readonly Pairing[];
};

const SHOWN = 3;

export function scoreOf({ left, truth }: GeneratedSides, { automatic, suggested }: Answer): Score {
  const amounts = new Map(left.map(({ id, amountMinor }) => [id, Math.abs(amountMinor)]));
  const matchable = new Map(truth.filter(group => group.left.length > 0 && group.right.length > 0).map((group): [string, TrueGroup] => [keyOf(group), group]));
  const isTrue = new Set(truth.map(keyOf));
  const found = new Set(automatic.map(keyOf).filter(key => matchable.has(key)));
  const wrong = automatic.filter(pairing => !isTrue.has(keyOf(pairing)));
  const entries = (keys: Iterable<string>): number => [...keys].reduce((count, key) => count + (matchable.get(key)?.left.length ?? 0) + (matchable.get(key)?.right.length ?? 0), 0);
  const shown = firstOf(suggested);
  const rest = [...matchable].filter(([key]) => !found.has(key));
  const ranked = rest.filter(([key, group]) => [...group.left, ...group.right].some(id => shown.get(id)?.has(key)));
  return {
    automaticShare: entries(found) / entries(matchable.keys()), falseMatches: wrong.length, wrongMinor: wrong.reduce((sum, pairing) => sum + pairing.left.reduce((minor, id) => minor + (amounts.get(id) ?? 0), 0), 0),
    rankedShare: rest.length === 0 ? 1 : ranked.length / rest.length, wrong,
  };
}

function firstOf(suggested: readonly Pairing[]): Map<string, Set<string>> {
  const counts = new Map<string, number>();
  const shown = new Map<string, Set<string>>();
  for (const pairing of suggested) {
    for (const id of [...pairing.left, ...pairing.right]) {
      const count = counts.get(id) ?? 0;
      counts.set(id, count + 1);
      if (count < SHOWN) shown.set(id, (shown.get(id) ?? new Set()).add(keyOf(pairing)));
    }
  }
  return shown;
}
