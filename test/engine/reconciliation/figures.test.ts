import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { sumsOf, type EntryGroup, type MatchGroup } from '../../../main/engine/reconciliation/figures.ts';

const amount = fc.integer({ min: -1_000_000, max: 1_000_000 });
const group = fc.record({ side: fc.constantFrom('left' as const, 'right' as const), state: fc.constantFrom('open', 'explained', 'matched', 'suggested'), reason: fc.constantFrom(null, 'timing' as const, 'fee' as const), count: fc.integer({ min: 1, max: 9 }), lines: fc.constant(1), minor: amount, carriedMinor: fc.constant(0) });
const difference = fc.record({ automatic: fc.boolean(), state: fc.constant('confirmed' as const), reason: fc.constantFrom(null, 'rounding' as const), count: fc.integer({ min: 1, max: 9 }), differenceMinor: amount });

/** The ledger's closing balance that follows from the sides: outside + open right − open left + differences. */
const closingOf = (outside: number, entries: readonly EntryGroup[], matches: readonly MatchGroup[]): number =>
  outside + entries.filter(({ state }) => state !== 'matched').reduce((sum, { side, minor }) => sum + (side === 'right' ? minor : -minor), 0) + matches.reduce((sum, { differenceMinor }) => sum + differenceMinor, 0);

test('closing = explained + unexplained, and unexplained is exactly what has no reason', () => {
  fc.assert(fc.property(amount, fc.array(group, { maxLength: 8 }), fc.array(difference, { maxLength: 4 }), (outsideMinor, entries, matches) => {
    const closingMinor = closingOf(outsideMinor, entries, matches);
    const sums = sumsOf({ kind: 'payments', openingMinor: 0, closingMinor, outsideMinor, entries, matches });
    const nameless = closingOf(0, entries.filter(({ reason, state }) => reason === null || state === 'suggested'), matches.filter(({ reason }) => reason === null));
    assert.equal(sums.unexplainedMinor, nameless);
    assert.equal(sums.closingMinor, sums.explainedMinor + sums.unexplainedMinor);
    assert.equal(sums.explainedMinor, outsideMinor + sums.explanations.reduce((sum, { minor }) => sum + minor, 0));
  }), { numRuns: 1_000 });
});

test('a posting that is in no row of ours stays unexplained', () => {
  const sums = sumsOf({ kind: 'payments', openingMinor: 8500, closingMinor: 2989, outsideMinor: 0, matches: [], entries: [{ side: 'left', state: 'explained', reason: 'payoutInTransit', count: 1, lines: 1, minor: -2988, carriedMinor: 0 }] });
  assert.equal(sums.unexplainedMinor, 1);
});
