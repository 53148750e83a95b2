import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { PurchaseOrder } from '../../../shared/canonical/purchase-order.ts';
import { multiplyHalfUp } from '../../../shared/values/money.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { pricePurchase } from '../../../main/engine/pricing/price-purchase.ts';
import type { PricingLookups } from '../../../main/engine/pricing/price-order.ts';
import type { TaxCode } from '../../../main/engine/pricing/tax-code.ts';

const code = (id: string, rate: string, hundredths: number): TaxCode => ({ id, code: id, rate, hundredths, stated: hundredths });
const lookups: PricingLookups = {
  item: sku => (sku === 'UNKNOWN' ? undefined : { id: '7', code: sku }), pricesIncludeTax: true, priceDecimals: 5,
  taxes: { codesFor: country => (country === '*' ? [code('1', '20', 2_000), code('0', '0', 0)] : []), zeroRated: null },
};

type Line = PurchaseOrder['lines'][number];
const line = (change: Partial<Line> = {}): Line => ({ sku: 'MUG', title: 'Mug', quantity: 48, grossMinor: 24_000, taxMinor: 4_000, taxRate: '20', supplierCode: '', ...change });
const order = (lines: Line[], costs: PurchaseOrder['costs'] = []): PurchaseOrder => ({
  kind: 'purchaseOrder', externalId: 'p', reference: 'PO1', supplierReference: '', supplier: { externalId: 's', name: 'S', currency: 'GBP', email: '' }, currency: 'GBP', status: 'open', orderedAt: '2026-10-05T00:00:00.000Z' as Instant, expectedAt: null, lines, costs,
  taxMinor: lines.reduce((sum, one) => sum + one.taxMinor, 0), grossMinor: lines.reduce((sum, one) => sum + one.grossMinor, 0), exchangeRate: '1',
});
const priced = (...lines: Line[]) => pricePurchase(order(lines), lookups);
const issuesOf = (answer: ReturnType<typeof pricePurchase>): string[] => (answer.ok ? [] : answer.issues.map(issue => issue.code));

describe('the money of a purchase order', () => {
  test('a line has a price without VAT that gives its net back', () => {
    const answer = priced(line());
    assert.deepEqual(answer.ok && answer.priced.lines.map(({ unitPrice, netMinor, taxCodeId, productId }) => [unitPrice, netMinor, taxCodeId, productId]), [['4.16667', 20_000, '1', '7']]);
  });

  test('whatever the quantity, the price gives the net back, or the order stops', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 500_000 }), (netMinor, quantity) => {
      const answer = priced(line({ quantity, grossMinor: netMinor, taxMinor: 0, taxRate: '0' }));
      if (!answer.ok) return assert.deepEqual(issuesOf(answer), ['purchase.price']);
      const price = Number(answer.priced.lines[0]?.unitPrice.replace('.', ''));
      assert.equal(multiplyHalfUp(price, quantity, 1_000), netMinor);
    }));
  });

  test('an unknown item, an unknown rate and a cost beside the goods stop it, each with what to do', () => {
    assert.deepEqual(issuesOf(priced(line({ sku: 'UNKNOWN' }), line({ taxRate: '13.5', taxMinor: 100 }))), ['product.unknown', 'taxCode.missing']);
    const answer = pricePurchase(order([line()], [{ description: 'Carriage', grossMinor: 1_800, taxMinor: 300, taxRate: '20' }]), lookups);
    assert.deepEqual(issuesOf(answer), ['purchase.costs']);
    assert.match(answer.ok ? '' : (answer.issues[0]?.message ?? ''), /Carriage of 18\.00 GBP .* Enter this order in Sage by hand/);
  });
});
