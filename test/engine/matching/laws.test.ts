import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { chanceOf } from '../../../main/hosts/bench/generated-sides.ts';
import { generateChannels } from '../../../main/hosts/bench/generate-channels.ts';
import { generateInvoices } from '../../../main/hosts/bench/generate-invoices.ts';
import { generateShop } from '../../../main/hosts/bench/generate-shop.ts';
import { matchSides, suggest } from '../../../main/engine/matching/match-sides.ts';
import { DEFAULT_SETTINGS } from '../../../main/engine/matching/rules.ts';
import { idOf, sideOf, type Row, type Side } from '../../../main/engine/matching/side.ts';
import { columnsOf, ours, type Pairing } from '../../../main/hosts/bench/match-score.ts';

const told = ({ automatic, suggested }: { automatic: readonly Pairing[]; suggested: readonly Pairing[] }): string[] =>
  [...automatic.map(pairing => `match ${pairing.left.toSorted().join(' ')} = ${pairing.right.toSorted().join(' ')}`), ...suggested.map(pairing => `perhaps ${pairing.left.toSorted().join(' ')} = ${pairing.right.toSorted().join(' ')}`)].sort();

/** Few values each, so that everything collides with everything. */
const row = fc.record({
  reference: fc.constantFrom('', 'INV-1001', 'INV-1002', 'inv 1001', 'INV-10010', 'INV-1001 INV-1002', 'PAID 1002', 'B77-12'), amountMinor: fc.integer({ min: -4, max: 8 }).map(units => units * 250), day: fc.integer({ min: 1, max: 9 }),
  party: fc.constantFrom('', 'Anna Adams', 'A ADAMS', 'Baker Ltd'), kind: fc.constantFrom('sale', 'refund', 'payout'), payout: fc.constantFrom('', '', 'PO-7001'), feeMinor: fc.constantFrom(null, 0, 50), currency: fc.constantFrom('GBP', 'GBP', 'EUR'),
});

const side = (name: string) => fc.array(row, { maxLength: 14 }).map(rows => rows.map(({ day, ...each }, at): Row => ({ ...each, id: `${name}${at}`, on: `2026-03-0${day}`, text: '' })));

const answer = (left: readonly Row[], right: readonly Row[]) => {
  const [lefts, rights] = [sideOf(left), sideOf(right)];
  const matched = matchSides(lefts, rights, { settings: DEFAULT_SETTINGS });
  const named = (group: { left: readonly number[]; right: readonly number[] }): Pairing => ({ left: group.left.map(entry => idOf(lefts, entry)), right: group.right.map(entry => idOf(rights, entry)) });
  return { matched, lefts, rights, automatic: Array.from({ length: matched.work.matches.count() }, (_, at) => named(matched.work.matches.at(at))), suggested: suggest(matched).map(named) };
};

const sum = (amounts: Float64Array, entries: Iterable<number>): number => [...entries].reduce((total, entry) => total + (amounts[entry] ?? 0), 0);

describe('laws', () => {
  test('every entry is in one match or open, and the gaps add up to right less left', () => {
    fc.assert(fc.property(side('l'), side('r'), (left, right) => {
      const { matched: { work }, lefts, rights, automatic } = answer(left, right);
      const placed = (of: Side, open: Int32Array, matched: readonly string[]): string[] => [...matched, ...[...open].map(entry => idOf(of, entry))].sort();
      assert.deepEqual(placed(lefts, work.openLeft(), automatic.flatMap(group => group.left)), left.map(({ id }) => id).sort());
      assert.deepEqual(placed(rights, work.openRight(), automatic.flatMap(group => group.right)), right.map(({ id }) => id).sort());
      let differences = 0;
      for (let at = 0; at < work.matches.count(); at += 1) differences += sum(work.rightAmount, work.matches.at(at).right) - sum(work.left.amount, work.matches.at(at).left);
      assert.equal(sum(work.rightAmount, rights.amount.keys()) - sum(work.left.amount, lefts.amount.keys()), differences + sum(work.rightAmount, work.openRight()) - sum(work.left.amount, work.openLeft()));
    }), { numRuns: 400 });
  });

  test('a thousand shuffles give the same matches and the same suggestions', () => {
    const shuffled = fc.record({ left: side('l'), right: side('r') }).chain(given => fc.record({
      given: fc.constant(given), left: fc.shuffledSubarray(given.left, { minLength: given.left.length }), right: fc.shuffledSubarray(given.right, { minLength: given.right.length }),
    }));
    fc.assert(fc.property(shuffled, ({ given, left, right }) => assert.deepEqual(told(answer(left, right)), told(answer(given.left, given.right)))), { numRuns: 1_000 });
  });

  test('so do shuffles of whole months', () => {
    for (const month of [generateShop({ seed: 41, size: 400 }), generateInvoices({ seed: 42, size: 300 }), generateChannels({ seed: 44, size: 400 })]) {
      const before = told(ours(month));
      for (const seed of [1, 2, 3]) {
        const chance = chanceOf(seed);
        assert.deepEqual(told(ours({ left: chance.shuffle([...month.left]), right: chance.shuffle([...month.right]) })), before);
      }
    }
  });

  test('what is suggested is open, and no entry of a match is suggested again', () => {
    const month = generateShop({ seed: 43, size: 400 });
    const { automatic, suggested } = ours(month);
    const taken = new Set(automatic.flatMap(({ left, right }) => [...left, ...right]));
    assert.deepEqual(suggested.flatMap(({ left, right }) => [...left, ...right]).filter(id => taken.has(id)), []);
    assert.ok(suggested.length > 0 && columnsOf(month.left).size === month.left.length);
  });
});
