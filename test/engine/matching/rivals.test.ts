import assert from 'node:assert/strict';
import { test } from 'vitest';
import { generateShop } from '../../../main/hosts/bench/generate-shop.ts';
import type { GeneratedRow, GeneratedSides } from '../../../main/hosts/bench/generated-sides.ts';
import { RIVALS } from './rival-rules.ts';
import { ours, scoreOf, type Score } from '../../../main/hosts/bench/match-score.ts';

const MONTHS: readonly (readonly [string, GeneratedSides])[] = [
  ['a month of sales', generateShop({ seed: 61, size: 700 })], ['the same prices on one day', generateShop({ seed: 62, size: 700, days: 1 })], ['sales of nameless buyers', generateShop({ seed: 63, size: 700, hasParties: false })],
];

const line = (name: string, { automaticShare, falseMatches, wrongMinor }: Score): string => `${name.padEnd(14)} ${(automaticShare * 100).toFixed(1).padStart(6)} % ${String(falseMatches).padStart(6)} false ${(wrongMinor / 100).toFixed(2).padStart(11)} wrongly matched`;

test('rules that other products document match as much, and falsely; ours matches more, and nothing falsely', () => {
  for (const [month, sides] of MONTHS) {
    const mine = scoreOf(sides, ours(sides));
    const theirs = RIVALS.map(rival => ({ rival, score: scoreOf(sides, rival.answer(sides)) }));
    const table = [month, line('ours', mine), ...theirs.map(({ rival, score }) => line(rival.name, score))].join('\n');
    process.stdout.write(`${table}\n\n`);
    assert.equal(mine.falseMatches, 0, table);
    for (const { rival, score } of theirs) {
      assert.ok(score.automaticShare < mine.automaticShare, `${rival.name} matches more rightly than ours\n${table}`);
      assert.ok(score.falseMatches > 0, `${rival.name} is right everywhere, so this month is too easy\n${table}`);
    }
  }
});

const row = (id: string, reference: string, amountMinor: number): GeneratedRow => ({ id, reference, amountMinor, currency: 'GBP', date: '2026-03-05', party: '', kind: '', text: '', account: '', payout: '', feeMinor: null });

test('each rule does what its paper says: INV-1 is found in INV-10, and load order decides', () => {
  const answer = (name: string, left: GeneratedRow[], right: GeneratedRow[]) => RIVALS.find(rival => rival.name === name)?.answer({ left, right }).automatic;
  assert.deepEqual(answer('contains', [row('l1', 'INV-1', 100)], [row('r1', 'INV-10', 100)]), [{ left: ['l1'], right: ['r1'] }]);
  assert.deepEqual(answer('first loaded', [row('l1', 'A', 100)], [row('r2', 'A', 100), row('r1', 'B', 100)]), [{ left: ['l1'], right: ['r1'] }]);
  assert.deepEqual(answer('equal amount', [row('l1', 'A', 100)], [row('r1', 'B', 100)]), [{ left: ['l1'], right: ['r1'] }]);
  assert.deepEqual(answer('score of 6', [row('l1', 'A', 100)], [row('r1', 'B', 100)]), [{ left: ['l1'], right: ['r1'] }]);
});
