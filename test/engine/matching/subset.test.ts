import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { uniqueSubset } from '../../../main/engine/matching/subset.ts';

/** Every set, tried one by one. */
function byTrying(amounts: readonly number[], sum: number): number[][] {
  return Array.from({ length: 1 << amounts.length }, (_, set) => [...amounts.keys()].filter(at => (set >> at) & 1)).filter(members => members.reduce((total, at) => total + (amounts[at] ?? 0), 0) === sum);
}

test('the only set, none, or several: as trying all of them says', () => {
  const given = fc.record({ amounts: fc.array(fc.integer({ min: -30, max: 90 }), { minLength: 1, maxLength: 9 }), sum: fc.integer({ min: -60, max: 260 }) });
  fc.assert(fc.property(given, ({ amounts, sum }) => {
    const all = byTrying(amounts, sum);
    const found = uniqueSubset(amounts, sum);
    assert.equal(found.kind, all.length === 0 ? 'none' : all.length === 1 ? 'one' : 'several');
    if (found.kind === 'one') assert.deepEqual(found.members, all[0]);
  }), { numRuns: 2_000 });
});

test('a sum alone proves nothing among twenty prices', () => {
  const prices = Array.from({ length: 20 }, (_, at) => 1_299 + ((at * 7_919) % 53) * 100);
  assert.equal(uniqueSubset(prices, prices.slice(3, 12).reduce((sum, price) => sum + price, 0)).kind, 'several');
});
