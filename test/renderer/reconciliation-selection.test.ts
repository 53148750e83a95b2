import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Entry } from '../../shared/contract/reconciliation.ts';
import { localDate } from '../../shared/values/date.ts';
import { partOf, pick, whyNoMatch } from '../../renderer/pages/reconciliation/selection.ts';

const line = (id: string, side: Entry['side'], amountMinor: number, state: Entry['state'] = 'open'): Entry => ({
  id: `ent_${id}` as Entry['id'], side, kind: 'order', on: localDate('2026-10-20'), reference: id, orderReference: '', party: '', text: '', amountMinor, openMinor: amountMinor, currency: 'GBP', state, matchId: null, reason: null, reasonText: '', part: null,
});
const none = { left: [], right: [] };

test('the line under the keyboard counts when nothing is ticked on its side', () => {
  const picked = pick({ ticked: none, focused: line('A', 'left', 3159), candidate: [line('R', 'right', 3159)] });
  assert.deepEqual([picked.leftMinor, picked.rightMinor, picked.differenceMinor], [3159, 3159, 0]);
  assert.equal(whyNoMatch(picked), undefined);
});

test('what is ticked counts instead of the line under the keyboard', () => {
  const picked = pick({ ticked: { left: [line('A', 'left', 12000)], right: [] }, focused: line('B', 'left', 6000), candidate: [] });
  assert.deepEqual([picked.left.map(({ reference }) => reference), picked.differenceMinor], [['A'], -12000]);
});

test('the difference is right less left, as the engine keeps it', () => {
  const picked = pick({ ticked: { left: [line('B', 'left', 12000)], right: [line('R', 'right', 10200)] }, focused: undefined, candidate: [] });
  assert.equal(picked.differenceMinor, -1800);
});

test('a line that is ticked and also a candidate counts once', () => {
  const right = line('R', 'right', 500);
  assert.equal(pick({ ticked: { left: [], right: [right] }, focused: line('A', 'left', 500), candidate: [right] }).rightMinor, 500);
});

test('matched and suggested lines under the keyboard are not picked by themselves', () => {
  for (const state of ['matched', 'suggested'] as const) assert.equal(pick({ ticked: none, focused: line('A', 'left', 500, state), candidate: [] }).left.length, 0);
});

test('a match needs two lines, none of them matched already', () => {
  assert.match(whyNoMatch(pick({ ticked: none, focused: line('A', 'left', 500), candidate: [] })) ?? '', /at least two/);
  assert.match(whyNoMatch(pick({ ticked: { left: [line('A', 'left', 500, 'matched')], right: [line('R', 'right', 500)] }, focused: undefined, candidate: [] })) ?? '', /A is matched already/);
});

test('a sale and its reversal on the same side may be matched with each other', () => {
  assert.equal(whyNoMatch(pick({ ticked: { left: [line('A', 'left', 500), line('B', 'left', -500)], right: [] }, focused: undefined, candidate: [] })), undefined);
});

test('a part payment is one line against a smaller sum of its sign; otherwise nobody could say which line is paid in part', () => {
  const of = (left: Entry[], right: Entry[]) => partOf(pick({ ticked: { left, right }, focused: undefined, candidate: [] }));
  const found = of([line('A', 'left', 3000), line('B', 'left', 1000)], [line('R', 'right', 5000)]);
  assert.deepEqual([found?.line.reference, found?.paidMinor, found?.restMinor], ['R', 4000, 1000]);
  assert.equal(of([line('A', 'left', 3000)], [line('R', 'right', 5000), line('S', 'right', 100)]), undefined);
  assert.equal(of([line('A', 'left', -3000)], [line('R', 'right', 5000)]), undefined);
});
