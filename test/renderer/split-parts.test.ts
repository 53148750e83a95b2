import assert from 'node:assert/strict';
import { test } from 'vitest';
import { addPart, partsFor, restAt, splitting, type PartRow } from '../../renderer/pages/reconciliation/split-parts.ts';
import { amount, amountFrom } from '../../renderer/text/format.ts';

const line = { amountMinor: 9700, currency: 'GBP' };
const typed = (...amounts: string[]): PartRow[] => amounts.map((text, key) => ({ key, amount: text, reference: '', note: '' }));

test('what is left of the line is said while the parts are typed, and how they are wrong', () => {
  const said = (...amounts: string[]) => splitting(line, typed(...amounts)).problem;
  assert.deepEqual([said('60', ''), said('60.00', '40'), said('6O', ''), said('97', '0'), said('60', '37.00')], ['GBP 37.00 is missing', 'GBP 3.00 too much', '“6O” is no amount in GBP.', 'Part 2 has no amount', undefined]);
});

test('a part of the other sign needs a note', () => {
  const rows = typed('100', '−3.00');
  assert.match(splitting(line, rows).problem ?? '', /Part 2 goes the other way/);
  assert.deepEqual(splitting(line, rows.map(row => ({ ...row, note: ' a charge ' }))).parts?.map(({ amountMinor, note }) => [amountMinor, note]), [[10000, 'a charge'], [-300, 'a charge']]);
});

test('the rest goes where it is asked for, over what stood there', () => {
  assert.deepEqual(restAt(line, typed('60', '1', ''), 1).map(row => row.amount), ['60', '37.00', '']);
  assert.deepEqual(restAt(line, addPart(typed('60', '20')), 2).map(row => row.amount), ['60', '20', '17.00']);
});

test('lines that are picked on the other side are proposed as the parts, with what is left', () => {
  assert.deepEqual(partsFor(line, [{ amountMinor: 6000, reference: 'A' }, { amountMinor: 3000, reference: 'B' }]).map(row => `${row.amount} ${row.reference}`), ['60.00 A', '30.00 B', '7.00 ']);
  assert.deepEqual(partsFor(line, []).map(row => row.amount), ['', '']);
});

test('an amount is read as it is shown, and other groupings are not guessed', () => {
  for (const minor of [0, 1, -1287, 123_456_789]) assert.equal(amountFrom(amount(minor, 'GBP'), 'GBP'), minor);
  assert.deepEqual(['1,234.5', '12,34', '1.2.3', '5.001', ' 7 '].map(text => amountFrom(text, 'GBP')), [123_450, undefined, undefined, undefined, 700]);
});
