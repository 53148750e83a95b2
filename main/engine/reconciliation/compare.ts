import { assert } from '../../../shared/values/assert.ts';
import { sumOf, type ReconEntry } from './entry.ts';
import type { Proposal } from './match.ts';

/** What the two sides come to once the proposals are applied. */
export type Comparison = { leftMinor: number; rightMinor: number; differencesMinor: number; openLeftMinor: number; openRightMinor: number };

/**
 * The two laws of a reconciliation: every entry ends in at most one match or suggestion, and right − left = the differences inside the matches
 * plus what is open on the right less what is open on the left. Breaking one is a mistake of ours.
 */
export function compare(left: readonly ReconEntry[], right: readonly ReconEntry[], matches: readonly Proposal[]): Comparison {
  const taken = new Set<ReconEntry>();
  let differencesMinor = 0;
  for (const match of matches) {
    for (const side of [match.left, match.right]) {
      for (const entry of side) {
        assert(!taken.has(entry), 'an entry is in two matches');
        taken.add(entry);
      }
    }
    assert(match.differenceMinor === sumOf(match.right) - sumOf(match.left), 'a match states a wrong difference');
    differencesMinor += match.differenceMinor;
  }
  const [leftMinor, rightMinor] = [sumOf(left), sumOf(right)];
  const openLeftMinor = sumOf(left.filter(entry => !taken.has(entry)));
  const openRightMinor = sumOf(right.filter(entry => !taken.has(entry)));
  assert(rightMinor - leftMinor === differencesMinor + openRightMinor - openLeftMinor, 'the gaps do not add up to right less left');
  return { leftMinor, rightMinor, differencesMinor, openLeftMinor, openRightMinor };
}
