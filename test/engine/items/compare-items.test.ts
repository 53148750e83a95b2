import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { ListedProduct } from '../../../main/engine/connectors/connector.ts';
import { compareLevels, priceFor } from '../../../main/engine/items/compare-items.ts';
import { toldRemarks } from '../../../main/engine/items/pair-items.ts';

type Level = [code: string, quantity: string, warehouseId?: string];
const rows = (levels: readonly Level[]) => levels.map(([code, quantity, warehouseId = 'MAIN']) => ({ code, warehouseId, quantity }));
const plain = (code: string): string => code.toUpperCase();
const aliased = (code: string): string => (code === 'MUG-NEW' ? 'MUG-OLD' : plain(code));

const WHOLE = { decimals: 0, belowZero: false };
const MILLS = { decimals: 3, belowZero: true };

const LEVELS: readonly [what: string, erp: readonly Level[], shop: readonly Level[], precision: typeof WHOLE, wanted: [string, string, boolean][], says: string][] = [
  ['the same on both sides, however many zeros are written', [['A', '12.000000']], [['A', '12']], WHOLE, [['A', '12', false]], ''],
  ['another count', [['A', '11']], [['A', '12']], WHOLE, [['A', '11', true]], ''],
  ['nothing left', [['A', '0']], [['A', '1']], WHOLE, [['A', '0', true]], ''],
  ['oversold, and the shop knows nothing below zero', [['A', '-3']], [['A', '1']], WHOLE, [['A', '0', true]], 'Below zero in ERP, told as 0: A.'],
  ['oversold, and the other side knows it', [['A', '-3']], [['A', '1']], MILLS, [['A', '-3', true]], ''],
  ['half a piece is none to sell', [['A', '2.500']], [['A', '2']], WHOLE, [['A', '2', false]], 'Too finely counted in ERP, told rounded down: A.'],
  ['three decimals are kept where there are three', [['A', '2.125']], [['A', '2.12']], MILLS, [['A', '2.125', true]], ''],
  ['a fourth is cut, below zero downwards as well', [['A', '-2.1254']], [['A', '0']], MILLS, [['A', '-2.126', true]], 'Too finely counted in ERP, told rounded down: A.'],
  ['two warehouses are one stock', [['A', '2', 'N'], ['A', '3', 'S']], [['A', '2']], WHOLE, [['A', '5', true]], ''],
  ['two places that would have to be told', [['A', '2']], [['A', '1', 'N'], ['A', '1', 'S']], WHOLE, [], 'In several places of Shop, so nobody could say which to change: A.'],
  ['known on one side only', [['A', '2'], ['E', '1']], [['A', '2'], ['S', '1']], WHOLE, [['A', '2', false]], 'Only in Shop: S. Only in ERP: E.'],
  ['known by another code', [['MUG-OLD', '4']], [['MUG-NEW', '1']], WHOLE, [['MUG-NEW', '4', true]], ''],
  ['capitals do not count', [['mug', '4']], [['MUG', '1']], WHOLE, [['MUG', '4', true]], ''],
];

describe('the side that follows should say how many there are', () => {
  for (const [what, erp, shop, precision, wanted, says] of LEVELS) {
    test(what, () => {
      const found = compareLevels({ label: 'ERP', rows: rows(erp), keyOf: plain }, { label: 'Shop', rows: rows(shop), keyOf: aliased }, precision);
      assert.deepEqual(found.wanted.map(({ code, body, differs }) => [code, body.quantity, differs]), wanted);
      assert.equal(toldRemarks(found.remarks), says);
    });
  }

  test('two SKUs of the shop that are one item of the ERP say nothing to it', () => {
    const found = compareLevels({ label: 'Shop', rows: rows([['MUG-NEW', '1'], ['MUG-OLD', '2']]), keyOf: aliased }, { label: 'ERP', rows: rows([['MUG-OLD', '9']]), keyOf: plain }, MILLS);
    assert.deepEqual([found.wanted, found.remarks.map(({ code }) => code), found.items], [[], ['MUG-OLD'], 1]);
  });
});

const product = (price: string, change: Partial<ListedProduct> = {}): ListedProduct => ({ code: 'A', name: 'A', price, currency: 'GBP', includesTax: false, taxRate: '', ...change });
const gross = { includesTax: true, taxRate: '20' };

const PRICES: readonly [what: string, followed: ListedProduct, own: ListedProduct, decimals: number, expected: string | RegExp][] = [
  ['net to net', product('12.491667'), product('1', { taxRate: '20' }), 4, '12.4917'],
  ['fewer decimals round half up', product('12.3455'), product('1'), 3, '12.346'],
  ['net to a price with tax', product('23.325'), product('1', gross), 2, '27.99'],
  ['a price with tax to net', product('27.99', gross), product('1'), 5, '23.325'],
  ['the rate of the side that follows counts', product('10', { taxRate: '20' }), product('1', { includesTax: true, taxRate: '5' }), 2, '10.5'],
  ['no rate anywhere', product('10'), product('1', { includesTax: true }), 2, /neither says the rate/],
  ['no price', product(''), product('1'), 2, /Without a price in ERP/],
  ['a price of nothing is none', product('0.000'), product('1'), 2, /Without a price in ERP/],
  ['another currency', product('10'), product('1', { currency: 'USD' }), 2, /another currency in Shop/],
  ['less than the smallest price', product('0.004'), product('1'), 2, /Too cheap/],
];

describe('the side that follows should list a price in its own terms', () => {
  for (const [what, followed, own, decimals, expected] of PRICES) {
    test(what, () => {
      const found = priceFor(followed, own, decimals, { followed: 'ERP', follower: 'Shop' });
      if (typeof expected === 'string') assert.deepEqual(found, { price: expected });
      else assert.match('reason' in found ? found.reason : '', expected);
    });
  }
});
