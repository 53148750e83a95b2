import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { priceOrder } from '../../../main/engine/pricing/price-order.ts';
import type { PricedOrder } from '../../../main/engine/pricing/priced-order.ts';
import { formatMinor, multiplyHalfUp } from '../../../shared/values/money.ts';
import { textTable } from '../../support/text-table.ts';
import { idOfTax, lineOf, lookupsFor, orderOf, pence } from './orders.ts';

/**
 * What a buyer paid, and what Sage is told. `Sage's` prices: with VAT in them, or without. VAT is taken once per rate, half up.
 * The penny trap: 27.99 is 23.325 + 4.665, and with carriage 3.00 + 0.60 the buyer paid 31.59.
 */
const DOCUMENTS = `
| sold                                           | carriage | discount | paid   | prices  | unit prices                  | net   | VAT  | rest                                              |
| MUG 1 × 27.99 at 20                            | 3.60     |          | 31.59  | with    | 27.99000, 3.60000            | 26.32 | 5.27 |                                                   |
| MUG 1 × 27.99 at 20                            | 3.60     |          | 31.59  | without | 23.32000, 3.00000, 0.01000   | 26.33 | 5.26 | 0.01 on a rounding line outside VAT               |
| MUG 1 × 27.99 at 20                            |          |          | 27.99  | with    | 27.99000                     | 23.32 | 4.67 |                                                   |
| MUG 1 × 27.99 at 20                            |          |          | 27.99  | without | 23.32000, 0.01000            | 23.33 | 4.66 | 0.01 on a rounding line outside VAT               |
| MUG 3 × 83.97 at 20                            |          |          | 83.97  | with    | 27.99000                     | 69.97 | 14.00|                                                   |
| MUG 3 × 10.00 at 20                            |          |          | 10.00  | with    | 3.33333                      | 8.33  | 1.67 |                                                   |
| MUG 3 × 10.00 at 20                            |          |          | 10.00  | without | 2.77667                      | 8.33  | 1.67 |                                                   |
| MUG 1 × 12.00 at 20; BOOK 1 × 10.00 at 0       |          |          | 22.00  | with    | 12.00000, 10.00000           | 20.00 | 2.00 |                                                   |
| MUG 1 × 12.00 at 20; SEAT 1 × 10.50 at 5       | 2.40     |          | 24.90  | without | 10.00000, 10.00000, 2.00000  | 22.00 | 2.90 |                                                   |
| MUG 1 × 12.00 at 20; TRAY 1 × 6.00 at 20       |          | 3.00     | 15.00  | with    | 10.00000, 5.00000            | 12.50 | 2.50 |                                                   |
| MUG 1 × 12.00 at 20; TRAY 1 × 6.00 at 20       |          |          | 18.01  | with    | 12.01000, 6.00000            | 15.01 | 3.00 | 0.01 on the line MUG                              |
| MUG 1 × 12.00 at 20; TRAY 1 × 6.00 at 20       |          |          | 17.98  | without | 9.98000, 5.00000             | 14.98 | 3.00 | -0.02 on the line MUG                             |
`;

const pricesOf = ({ lines, carriage, rounding }: PricedOrder): string => [...lines, ...(carriage ? [carriage] : []), ...(rounding ? [rounding] : [])].map(one => one.unitPrice).join(', ');
const amount = (text: string | undefined): number => (text ? pence(text) : 0);

describe('the money of a sales document', () => {
  for (const row of textTable(DOCUMENTS)) {
    test(`${row['sold']}${row['carriage'] ? `, carriage ${row['carriage']}` : ''}${row['discount'] ? `, discount ${row['discount']}` : ''}, paid ${row['paid']}, Sage's prices ${row['prices']} VAT`, () => {
      const order = orderOf({ lines: (row['sold'] ?? '').split(';').map(lineOf), carriageMinor: amount(row['carriage']), discountMinor: amount(row['discount']), paidMinor: amount(row['paid']) });
      const pricing = priceOrder(order, lookupsFor(row['prices'] === 'with' ? 'gross' : 'net'));
      assert.ok(pricing.ok, JSON.stringify(pricing));
      const { priced } = pricing;
      assert.deepEqual(
        { prices: pricesOf(priced), net: formatMinor(priced.netMinor, 'GBP'), vat: formatMinor(priced.taxMinor, 'GBP'), gross: formatMinor(priced.grossMinor, 'GBP'), rest: priced.residualPlace },
        { prices: row['unit prices'], net: row['net'], vat: row['VAT'], gross: row['paid'], rest: row['rest'] },
      );
    });
  }
});

/** A line, where it goes, and the tax code that Sage is told; or why the order stops. */
const RATES = `
| line                                 | to             | code  | says                                                                              |
| MUG 1 × 27.99 at 20                  | United Kingdom | 1     |                                                                                   |
| MUG 1 × 27.99 at 20.1 (VAT 4.67)     | United Kingdom | 1     | MUG: 20.1 % is 20 %: the stated tax is within a penny of it                       |
| MUG 1 × 27.99 at 19.95 (VAT 4.66)    | United Kingdom | 1     | MUG: 19.95 % is 20 %: the stated tax is within a penny of it                      |
| MUG 1 × 279.90 at 20.1 (VAT 46.84)   | United Kingdom | stops | 20.1 % is close to 20 %, but the tax amount does not prove it                     |
| MUG 1 × 27.99 at 17.5                | United Kingdom | stops | no tax code for 17.5 % to United Kingdom. Add one under Settings                  |
| MUG 1 × 100.00 at 25                 | Norway         | 9     |                                                                                   |
| MUG 1 × 100.00 at 25                 | United Kingdom | stops | no tax code for 25 % to United Kingdom                                            |
| MUG 1 × 100.00 at 19                 | Germany        | 19    |                                                                                   |
| MUG 1 × 100.00 at 19                 | germany        | 19    |                                                                                   |
| MUG 1 × 1.00 at 19.2                 | Germany        | stops | 19.2 % is close to 19 %, 19.4 %, but the tax amount does not prove it             |
`;

describe('the tax code of a line', () => {
  for (const row of textTable(RATES)) {
    test(`${row['line']} to ${row['to']}: ${row['code'] === 'stops' ? 'the order stops' : row['code']}`, () => {
      const pricing = priceOrder(orderOf({ lines: [lineOf(row['line'] ?? '')], country: row['to'] ?? '' }), lookupsFor('gross'));
      if (row['code'] === 'stops') {
        assert.ok(!pricing.ok);
        assert.ok(pricing.issues[0]?.message.includes(row['says'] ?? ''), pricing.issues[0]?.message);
        assert.match(pricing.issues[0]?.field ?? '', /TaxRate/);
      } else {
        assert.ok(pricing.ok, JSON.stringify(pricing));
        assert.deepEqual([pricing.priced.lines[0]?.taxCodeId, pricing.priced.proofs.join()], [idOfTax(row['code'] ?? ''), row['says']]);
      }
    });
  }

  test('Norway’s 25 % is booked outside UK VAT: Sage keeps the whole gross as net, in both price modes', () => {
    for (const mode of ['gross', 'net'] as const) {
      const pricing = priceOrder(orderOf({ lines: [lineOf('MUG 1 × 100.00 at 25')], country: 'Norway' }), lookupsFor(mode));
      assert.ok(pricing.ok);
      assert.deepEqual([pricing.priced.netMinor, pricing.priced.taxMinor, pricing.priced.grossMinor, pricing.priced.lines[0]?.unitPrice], [10_000, 0, 10_000, '100.00000']);
    }
  });

  test('a rate that is no number stops the order instead of being guessed', () => {
    const pricing = priceOrder(orderOf({ lines: [{ ...lineOf('MUG 1 × 12.00 at 20'), taxRate: 'VAT20' }] }), lookupsFor('gross'));
    assert.deepEqual(pricing.ok ? [] : pricing.issues.map(({ code }) => code), ['taxCode.missing']);
  });
});

describe('carriage', () => {
  const withCarriage = (carriageMinor: number, carriageTaxMinor: number, line = 'MUG 1 × 12.00 at 20') => priceOrder(orderOf({ lines: [lineOf(line)], carriageMinor, carriageTaxMinor }), lookupsFor('gross'));

  test('takes the tax code of the goods when its tax proves it', () => {
    const pricing = withCarriage(360, 60);
    assert.equal(pricing.ok && pricing.priced.carriage?.taxCodeId, idOfTax('1'));
  });

  test('without VAT in it, it is outside VAT though the goods are not', () => {
    const pricing = withCarriage(360, 0);
    assert.equal(pricing.ok && pricing.priced.carriage?.taxCodeId, idOfTax('0'));
  });

  test('whose tax fits no rate stops the order with both amounts', () => {
    const pricing = withCarriage(360, 33);
    assert.ok(!pricing.ok);
    assert.match(pricing.issues[0]?.message ?? '', /0\.33 VAT in 3\.60/);
  });

  test('that is free makes no line', () => {
    const pricing = withCarriage(0, 0);
    assert.equal(pricing.ok && pricing.priced.carriage, null);
  });
});

describe('items', () => {
  const price = (line: string, aliases: { sku: string; itemCode: string }[] = []) => priceOrder(orderOf({ lines: [lineOf(line)] }), lookupsFor('gross', aliases));
  const told = (pricing: ReturnType<typeof price>): string[] => (pricing.ok ? pricing.priced.lines.map(line => `${line.quantity} × ${line.itemCode} ${formatMinor(line.grossMinor, 'GBP')}`) : pricing.issues.map(({ code, about }) => `${code} ${about}`));

  test('a code is found whatever its case', () => assert.deepEqual(told(price('mug 1 × 12.00 at 20')), ['1 × MUG 12.00']));
  test('an alias stands for another code', () => assert.deepEqual(told(price('MUG-BLU2 1 × 12.00 at 20', [{ sku: 'mug-blu2', itemCode: 'MUG' }])), ['1 × MUG 12.00']));
  test('an unknown SKU stops the order by name', () => assert.deepEqual(told(price('MUG-BLU2 1 × 12.00 at 20')), ['product.unknown MUG-BLU2']));
  test('a set that Sage knows is one line', () => assert.deepEqual(told(price('KNOWNSET 2 × 30.00 at 20 of 4 PARTA + 2 PARTB')), ['2 × KNOWNSET 30.00']));
  test('a set that Sage does not know is its parts; the money goes to them by quantity, to the penny', () => assert.deepEqual(told(price('SET 1 × 10.00 at 20 of 2 PARTA + 1 PARTB')), ['2 × PARTA 6.67', '1 × PARTB 3.33']));
  test('a set with a part that Sage does not know stops by the name of the set', () => assert.deepEqual(told(price('SET 1 × 10.00 at 20 of 2 PARTA + 1 NOBODY')), ['product.unknown SET']));
  test('every unknown item is named at once', () => {
    const pricing = priceOrder(orderOf({ lines: ['X1 1 × 1.00 at 20', 'MUG 1 × 1.00 at 20', 'X2 1 × 1.00 at 99'].map(lineOf) }), lookupsFor('gross'));
    assert.deepEqual(pricing.ok ? [] : pricing.issues.map(({ code, about }) => `${code} ${about}`), ['product.unknown X1', 'taxCode.missing 99 % United Kingdom']);
  });
});

describe('an order that does not add up', () => {
  test('by more than a penny a line stops with both sums', () => {
    const pricing = priceOrder(orderOf({ lines: [lineOf('MUG 1 × 12.00 at 20')], paidMinor: 1203 }), lookupsFor('gross'));
    assert.deepEqual(pricing.ok ? '' : pricing.issues.map(({ code, message }) => `${code}: ${message}`).join(), 'totals.differ: Lines, carriage and discount of order R-1 add up to 12.00 GBP, but the buyer paid 12.03. Correct the order in the shop.');
  });
  test('without lines stops', () => {
    const pricing = priceOrder(orderOf({ lines: [], paidMinor: 0 }), lookupsFor('gross'));
    assert.deepEqual(pricing.ok ? [] : pricing.issues.map(({ code }) => code), ['order.empty']);
  });
});

describe('for any order', () => {
  const line = fc.record({ sku: fc.constantFrom('MUG', 'BOOK', 'SEAT', 'TRAY', 'KNOWNSET'), quantity: fc.integer({ min: 1, max: 48 }), grossMinor: fc.integer({ min: 1, max: 250_000 }), rate: fc.constantFrom('20', '5', '0') });
  const sale = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 8 }), carriageMinor: fc.integer({ min: 0, max: 2_000 }), discountShare: fc.integer({ min: 0, max: 90 }), off: fc.integer({ min: -2, max: 2 }), mode: fc.constantFrom('gross' as const, 'net' as const) });

  const priced = fc.tuple(sale).map(([{ lines, carriageMinor, discountShare, off, mode }]) => {
    const drafts = lines.map(({ sku, quantity, grossMinor, rate }) => lineOf(`${sku} ${quantity} × ${formatMinor(grossMinor, 'GBP')} at ${rate}`));
    const goods = drafts.reduce((sum, draft) => sum + draft.grossMinor, 0);
    const discountMinor = Math.floor((goods * discountShare) / 100);
    const paidMinor = Math.max(1, goods + carriageMinor - discountMinor + off);
    const order = orderOf({ lines: drafts, carriageMinor, discountMinor, paidMinor });
    const pricing = priceOrder(order, lookupsFor(mode));
    assert.ok(pricing.ok, JSON.stringify(pricing));
    return { order, priced: pricing.priced };
  });

  test('the document’s gross is what the buyer paid, and net and VAT make the gross', () => {
    fc.assert(fc.property(priced, ({ order, priced: { grossMinor, netMinor, taxMinor, paidMinor } }) => {
      assert.deepEqual([grossMinor, netMinor + taxMinor, paidMinor], [order.grossMinor, order.grossMinor, order.grossMinor]);
    }), { numRuns: 3_000 });
  });

  test('VAT is taken once per rate on the sum of its lines, half up', () => {
    fc.assert(fc.property(priced, ({ priced: { taxes, pricesIncludeTax, taxMinor } }) => {
      for (const tax of taxes) {
        const hundredths = Math.round(Number(tax.rate) * 100);
        assert.equal(tax.taxMinor, pricesIncludeTax ? multiplyHalfUp(tax.netMinor + tax.taxMinor, hundredths, 10_000 + hundredths) : multiplyHalfUp(tax.netMinor, hundredths, 10_000));
      }
      assert.equal(taxes.reduce((sum, tax) => sum + tax.taxMinor, 0), taxMinor);
    }), { numRuns: 1_000 });
  });

  test('what had to be moved is small, and the document says where it lies', () => {
    fc.assert(fc.property(priced, ({ order, priced: { residualMinor, residualPlace, rounding } }) => {
      // Net prices with five decimals over up to 48 pieces a line cannot reach every penny.
      assert.ok(Math.abs(residualMinor) <= order.lines.length + 3, `${residualMinor}`);
      assert.equal(residualPlace === '', residualMinor === 0 && rounding === null);
    }), { numRuns: 1_000 });
  });

  test('no quantity is lost or changed', () => {
    fc.assert(fc.property(priced, ({ order, priced: { lines } }) => assert.deepEqual(lines.map(({ quantity }) => quantity), order.lines.map(({ quantity }) => quantity))), { numRuns: 300 });
  });
});
