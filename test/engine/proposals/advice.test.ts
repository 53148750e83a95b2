import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { changeOf } from '../../../main/engine/proposals/differences.ts';
import { adviceFor, creditParts } from '../../../main/engine/proposals/remedy.ts';
import type { Standing } from '../../../main/engine/proposals/remedy.ts';
import type { Order } from '../../../shared/canonical/order.ts';
import { instant } from '../../../shared/values/date.ts';

const at = instant(Date.UTC(2026, 9, 5, 9));
const address = { name: 'Ann Miller', company: '', address1: '1 High Street', address2: '', town: 'Leeds', region: '', postcode: 'LS1 4DY', country: 'United Kingdom', email: 'ann@example.com', phone: '' };
const line = (sku: string, quantity: number, grossMinor: number) => ({ sku, title: sku, quantity, grossMinor, taxRate: '20', taxMinor: Math.round(grossMinor / 6), parts: [] });
const order: Order = {
  kind: 'order', externalId: 'x', number: '100', reference: 'R-100', channel: 'SHOP/UK', currency: 'GBP', receivedAt: at, paidAt: at, despatchedAt: null, cancelledAt: null, changedAt: at, status: 'open',
  paymentMethod: 'card', buyer: address, delivery: address, lines: [line('MUG', 2, 2_400), line('BOWL', 1, 3_600)], carriageMinor: 0, carriageTaxMinor: 0, discountMinor: 0, grossMinor: 6_000, exchangeRate: '1',
};

describe('what counts as a change of a posted order', () => {
  test('its way through the chain does not: paid, sent off, read again', () => {
    assert.equal(changeOf({ ...order, paidAt: null, status: 'unpaid' }, { ...order, status: 'despatched', despatchedAt: at, changedAt: instant(Date.UTC(2026, 9, 6)) }), null);
  });
  test('another order of the same lines does not, nor a new telephone number', () => {
    assert.equal(changeOf(order, { ...order, lines: [...order.lines].reverse(), buyer: { ...address, phone: '0113 496 0000' } }), null);
  });
  test('an article more, fewer or at another price is an edit, told by its SKU', () => {
    const change = changeOf(order, { ...order, lines: [line('MUG', 1, 1_200), line('BOWL', 1, 3_600)], grossMinor: 4_800 });
    assert.deepEqual(change, { kind: 'edit', differences: [{ field: 'Total', posted: '60.00', now: '48.00' }, { field: 'Line MUG', posted: '2 for 24.00 at 20 % VAT', now: '1 for 12.00 at 20 % VAT' }] });
  });
  test('an address is an edit', () => {
    const change = changeOf(order, { ...order, delivery: { ...address, postcode: 'LS2 8AA' } });
    assert.deepEqual(change?.differences.map(({ field }) => field), ['Delivery address']);
  });
  test('cancelled comes before everything else that changed with it', () => {
    assert.equal(changeOf(order, { ...order, status: 'cancelled', paidAt: null, cancelledAt: at, grossMinor: 0 })?.kind, 'cancellation');
  });
  test('paid in part, or no longer paid, is a part payment', () => {
    assert.deepEqual(changeOf(order, { ...order, paidAt: null, paidMinor: 2_000 }), { kind: 'partPayment', differences: [{ field: 'Paid', posted: '60.00', now: '20.00' }] });
    assert.equal(changeOf(order, { ...order, paidAt: null })?.differences[0]?.now, '0.00');
  });
});

const standard = { taxCodeId: '1', netMinor: 5_000, taxMinor: 1_000 };
const standing: Standing = {
  kind: 'edit', currency: 'GBP', reference: 'R-100', postedMinor: 6_000, nowMinor: 4_800, document: '0000001', invoice: { number: '0000001', amountMinor: 6_000 }, creditedMinor: 0, hasReceipt: true, paidMinor: 6_000,
  postedTax: [standard], nowTax: [{ taxCodeId: '1', netMinor: 4_000, taxMinor: 800 }], canCredit: true, erp: 'Sage 200',
};
const short = (given: Partial<Standing>): string => { const { remedy, doneBy } = adviceFor({ ...standing, ...given }); return `${remedy} by ${doneBy}`; };

describe('what is advised', () => {
  test('a lower total is credited, tax code by tax code', () => {
    assert.equal(short({}), 'creditDifference by tieout');
    assert.equal(adviceFor(standing).effect, 'Debit sales 10.00 GBP and VAT output 2.00 GBP, credit the sales ledger control 12.00 GBP.');
  });
  test('where the ERP takes no credit notes its staff do it', () => assert.equal(short({ canCredit: false }), 'creditDifference by staff'));
  test('a higher total is credited and invoiced anew by staff', () => assert.equal(short({ nowMinor: 7_200, nowTax: [{ taxCodeId: '1', netMinor: 6_000, taxMinor: 1_200 }] }), 'creditAndPostAnew by staff'));
  test('goods that move to another VAT rate at the same total are no small credit', () => assert.equal(short({ nowMinor: 6_000, nowTax: [{ taxCodeId: '2', netMinor: 6_000, taxMinor: 0 }] }), 'creditAndPostAnew by staff'));
  test('other words on the same money post nothing', () => assert.equal(short({ nowMinor: 6_000, nowTax: [standard] }), 'nothing by nobody'));
  test('what cannot be priced any more is left to people', () => assert.equal(short({ nowTax: null }), 'creditAndPostAnew by staff'));
  test('before the invoice the order itself is changed, and a receipt that stays is named', () => {
    assert.equal(short({ invoice: null }), 'amendOrder by staff');
    assert.match(adviceFor({ ...standing, invoice: null, kind: 'cancellation' }).effect, /The receipt of 60\.00 GBP stays/);
  });
  test('a cancelled order is credited in full, once: what is credited already is not credited again', () => {
    assert.equal(short({ kind: 'cancellation' }), 'creditInFull by tieout');
    assert.equal(short({ kind: 'cancellation', creditedMinor: 2_000 }), 'creditInFull by staff');
    assert.equal(short({ kind: 'cancellation', creditedMinor: 6_000 }), 'nothing by nobody');
  });
  test('an invoice that its own staff changed is not credited at our figures', () => assert.equal(short({ kind: 'cancellation', invoice: { number: '1', amountMinor: 5_900 } }), 'creditInFull by staff'));
  test('an invoice that its own staff made to what the shop says now needs nothing', () => assert.equal(short({ invoice: { number: '1', amountMinor: 4_800 } }), 'nothing by nobody'));
  test('a part payment corrects the receipt, where there is one', () => {
    assert.equal(short({ kind: 'partPayment', paidMinor: 2_000 }), 'correctReceipt by staff');
    assert.equal(adviceFor({ ...standing, kind: 'partPayment', paidMinor: 2_000 }).effect, 'Debit the sales ledger control 40.00 GBP, credit the clearing account 40.00 GBP.');
    assert.equal(short({ kind: 'partPayment', hasReceipt: false }), 'nothing by nobody');
  });
});

test('credits of each tax code and nothing for those that stay', () => {
  assert.deepEqual(creditParts([standard, { taxCodeId: '2', netMinor: 100, taxMinor: 0 }], [{ ...standard, netMinor: 4_000, taxMinor: 800 }, { taxCodeId: '2', netMinor: 100, taxMinor: 0 }]), [{ taxCodeId: '1', netMinor: 1_000, taxMinor: 200 }]);
});
