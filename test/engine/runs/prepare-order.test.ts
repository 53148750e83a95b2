import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { indexCustomers } from '../../../main/engine/runs/find-customer.ts';
import { ledgerTax, postingDay, prepareOrder, SHORTENED, withOverrides } from '../../../main/engine/runs/prepare-order.ts';
import type { Prepared, Tools } from '../../../main/engine/runs/prepare-order.ts';
import { DEFAULT_SETTINGS } from '../../../main/engine/settings/default-settings.ts';
import { sage200 } from '../../../main/engine/connectors/sage200/sage200.ts';
import type { ErpReferences, Json } from '../../../main/engine/connectors/connector.ts';
import { priceOrder } from '../../../main/engine/pricing/price-order.ts';
import type { Order } from '../../../shared/canonical/order.ts';
import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import { instant, localDate } from '../../../shared/values/date.ts';
import { textTable } from '../../support/text-table.ts';
import { lineOf, lookupsFor, orderOf, pence } from '../pricing/orders.ts';
import { orderRulesOf } from '../../../main/engine/workflows/order-rules.ts';
import { workflowOf } from '../../../main/engine/workflows/shipped-workflows.ts';

const CHANNEL: ChannelSettings = { key: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', customerPolicy: 'webSales', customerReference: 'AMZGBP', clearingBank: '1250', bank: '1200', feeNominal: '7901', salesNominal: '4000', costCentre: 'WEB', department: 'AMZ', feeTiers: [] };
const BY_BUYER: ChannelSettings = { ...CHANNEL, key: 'DIRECT/Trade', label: 'Trade', customerPolicy: 'perBuyer', customerReference: '' };
const CUSTOMERS: ErpReferences['customers'] = [{ id: '7', reference: 'AMZGBP', name: 'Amazon', email: '', postcode: '', currency: 'GBP', onHold: false, active: true }];
const REFERENCES: ErpReferences = { customers: CUSTOMERS, products: [], taxCodes: [], banks: [{ id: '3', code: '1250', name: '', currency: 'GBP' }], currencies: [{ id: '1', code: 'GBP', isBase: true }], warehouses: [], nominals: [], pricesIncludeTax: true };
const { erp } = sage200;
assert.ok(erp);

const orderToCash = workflowOf('orderToCash', { source: 'linnworks', target: 'sage200' }) ?? assert.fail('it is shipped');

/** A mapping that copies two fields: enough to see what preparing does with its result. */
const mapping: Tools['orderMapping'] = raw => ({ body: { customer_document_no: 'R-1', document_date: '2026-10-05T00:00:00Z', note: (raw as { note?: string }).note ?? '' }, issues: [], trace: [] });

function toolsWith(change: Partial<Settings> = {}, own: Partial<Tools> = {}): Tools {
  return {
    settings: { ...DEFAULT_SETTINGS, ...change }, rules: orderRulesOf(orderToCash), documentStep: change.invoiceMode === 'ledger' ? 'invoice' : 'salesOrder', references: REFERENCES, table: () => null, channels: new Map([CHANNEL, BY_BUYER].map(channel => [channel.key, channel])), customers: indexCustomers(CUSTOMERS), lookups: lookupsFor('gross'),
    banks: new Map([['1250', '3']]), orderMapping: mapping, shorteningMapping: raw => ({ body: { note: ((raw as { note?: string }).note ?? '').slice(0, 5) }, issues: [], trace: [] }), orderDateField: 'document_date', customerReferenceField: 'reference',
    customerMapping: () => ({ body: { name: 'New Ltd' }, issues: [], trace: [] }), receiptMapping: null, validateOrder: () => [], documents: erp!.documents, referenceTaken: () => false, ...own,
  };
}

const DESPATCHED = instant(Date.UTC(2026, 9, 31, 23, 30));
const order = (change: Partial<Order> = {}): Order => ({ ...orderOf({ lines: [lineOf('MUG 1 × 27.99 at 20')] }), ...change });
const prepared = (one: Order, tools: Tools = toolsWith(), ask: { released?: boolean; postOn?: string; overrides?: Record<string, string>; raw?: Json } = {}): Prepared =>
  prepareOrder({ order: one, raw: ask.raw ?? {}, postOn: ask.postOn === undefined ? null : localDate(ask.postOn), released: ask.released ?? false, overrides: ask.overrides ?? {} }, tools);
const told = (outcome: Prepared): string => {
  switch (outcome.kind) {
    case 'skip': case 'wait': case 'hold': return `${outcome.kind}: ${outcome.reason}`;
    case 'fail': return `fail: ${outcome.failure.code} ${outcome.failure.about}`.trim();
    case 'customer': return `customer: ${(outcome.body as { reference: string }).reference}`;
    case 'ready': return `ready: ${outcome.step} on ${outcome.on}`;
  }
};

/** An order in the shop, how the company works, and what becomes of it. */
const OUTCOMES = `
| status     | gross   | hold above | released | mode   | channel           | sku     | becomes                                                                                            |
| open       | 27.99   |            |          | sop    | AMAZON/Amazon UK  | MUG     | ready: salesOrder on 2026-10-05                                                                    |
| despatched | 27.99   |            |          | sop    | AMAZON/Amazon UK  | MUG     | ready: salesOrder on 2026-10-05                                                                    |
| cancelled  | 27.99   |            |          | sop    | AMAZON/Amazon UK  | MUG     | skip: Cancelled in the shop before it was posted.                                                  |
| unpaid     | 27.99   |            |          | sop    | AMAZON/Amazon UK  | MUG     | skip: Not paid yet; it is posted when the shop marks it paid.                                      |
| open       | 0.00    |            |          | sop    | AMAZON/Amazon UK  | MUG     | skip: Nothing to charge (a resend or an exchange).                                                 |
| open       | 27.99   | 27.98      |          | sop    | AMAZON/Amazon UK  | MUG     | hold: Order R-1 is 27.99 GBP, above the limit for posting without a look.                          |
| open       | 27.99   | 27.99      |          | sop    | AMAZON/Amazon UK  | MUG     | ready: salesOrder on 2026-10-05                                                                    |
| open       | 27.99   | 27.98      | yes      | sop    | AMAZON/Amazon UK  | MUG     | ready: salesOrder on 2026-10-05                                                                    |
| open       | 27.99   | 27.98      |          | sop    | AMAZON/Amazon UK  | NOBODY  | hold: Order R-1 is 27.99 GBP, above the limit for posting without a look.                          |
| cancelled  | 27.99   | 1.00       |          | sop    | AMAZON/Amazon UK  | MUG     | skip: Cancelled in the shop before it was posted.                                                  |
| open       | 27.99   |            |          | sop    | AMAZON/Amazon UK  | NOBODY  | fail: product.unknown NOBODY                                                                       |
| open       | 27.99   |            |          | sop    | ETSY/New          | MUG     | fail: channel.unknown ETSY/New                                                                     |
| open       | 27.99   |            |          | sop    | DIRECT/Trade      | MUG     | customer: NEWBU001                                                                                 |
| open       | 27.99   |            |          | ledger | AMAZON/Amazon UK  | MUG     | wait: Not despatched yet; it is invoiced on despatch.                                              |
| despatched | 27.99   |            |          | ledger | AMAZON/Amazon UK  | MUG     | ready: invoice on 2026-10-31                                                                       |
`;

describe('what becomes of an order', () => {
  for (const row of textTable(OUTCOMES)) {
    test(`${row['status']} ${row['gross']} ${row['sku']} on ${row['channel']}, ${row['mode']}${row['hold above'] ? `, hold above ${row['hold above']}` : ''}${row['released'] ? ', released' : ''}: ${row['becomes']}`, () => {
      const status = row['status'] as Order['status'];
      const base = orderOf({ lines: [lineOf(`${row['sku']} 1 × ${row['gross']} at 20`)] });
      const one: Order = { ...base, status, channel: row['channel'] ?? '', despatchedAt: status === 'despatched' ? DESPATCHED : null, buyer: { ...base.buyer, name: 'New Buyer', email: 'new@buyer.example' } };
      const tools = toolsWith({ invoiceMode: row['mode'] === 'ledger' ? 'ledger' : 'sop', holdAboveMinor: row['hold above'] ? pence(row['hold above']) : 0 });
      assert.equal(told(prepared(one, tools, { released: row['released'] === 'yes' })), row['becomes']);
    });
  }

  test('the day is the company’s: ordered at 23:30 UTC on 31 July it is dated 1 August in London', () => {
    assert.equal(told(prepared(order({ receivedAt: instant(Date.UTC(2026, 6, 31, 23, 30)) }))), 'ready: salesOrder on 2026-08-01');
  });

  test('moved to a later day, the document carries that day; an earlier day moves nothing', () => {
    const moved = prepared(order(), toolsWith(), { postOn: '2026-10-20' });
    assert.deepEqual([told(moved), moved.kind === 'ready' && (moved.body as { document_date: string }).document_date], ['ready: salesOrder on 2026-10-20', '2026-10-20T00:00:00Z']);
    assert.equal(postingDay(localDate('2026-10-05'), localDate('2026-10-01')), '2026-10-05');
  });

  test('what a person typed goes over the mapping, and its issue is no longer one', () => {
    const tools = toolsWith({}, { orderMapping: (raw, context) => ({ ...mapping(raw, context), issues: [{ code: 'field.required', about: 'note', field: 'note', message: 'note is missing' }] }) });
    assert.equal(told(prepared(order(), tools)), 'fail: field.required note');
    const mended = prepared(order(), tools, { overrides: { note: 'by hand' } });
    assert.equal(mended.kind === 'ready' && (mended.body as { note: string }).note, 'by hand');
  });

  test('what the target would refuse is found before it is sent', () => {
    const tools = toolsWith({}, { validateOrder: () => [{ code: 'field.tooLong', about: 'note', field: 'note', recovery: 'fixRecord', message: 'too long' }] });
    assert.equal(told(prepared(order(), tools)), 'fail: field.tooLong note');
  });

  test('a new customer without a published mapping for customers says so', () => {
    assert.equal(told(prepared(order({ channel: BY_BUYER.key }), toolsWith({}, { customerMapping: null }))), 'fail: mapping.missing customer');
  });

  test('a ledger invoice’s rows of VAT and of nominals each add up to the document, in both price modes', () => {
    for (const mode of ['gross', 'net'] as const) {
      const mixed = orderOf({ lines: ['MUG 1 × 27.99 at 20', 'BOOK 3 × 29.97 at 0', 'SEAT 1 × 44.95 at 5'].map(lineOf), carriageMinor: 360 });
      const pricing = priceOrder(mixed, lookupsFor(mode));
      assert.ok(pricing.ok);
      const rows = ledgerTax(pricing.priced);
      assert.equal(rows.reduce((sum, row) => sum + row.netMinor + row.taxMinor, 0), mixed.grossMinor);
      const outcome = prepared({ ...mixed, status: 'despatched', despatchedAt: DESPATCHED }, toolsWith({ invoiceMode: 'ledger' }, { lookups: lookupsFor(mode) }));
      assert.ok(outcome.kind === 'ready');
      const body = outcome.body as { document_goods_value: number; document_tax_value: number };
      assert.equal(Math.round((body.document_goods_value + body.document_tax_value) * 100), mixed.grossMinor);
    }
  });
});

describe('overrides', () => {
  test('a number stays a number where one was', () => assert.deepEqual(withOverrides({ a: 1, b: 'x' }, { a: '2.5', b: '3' }, () => null), { a: 2.5, b: '3' }));
  test('a path into a list changes that entry only', () => assert.deepEqual(withOverrides({ lines: [{ text: 'a' }, { text: 'b' }] }, { 'lines[1].text': 'c' }, () => null), { lines: [{ text: 'a' }, { text: 'c' }] }));
  test('“shorten” takes the text as the target would cut it', () => assert.deepEqual(withOverrides({ note: 'a long text' }, { note: SHORTENED }, () => ({ note: 'a lon' })), { note: 'a lon' }));
  test('the mapping’s own result is not touched', () => {
    const body = { a: { b: 'x' } };
    withOverrides(body, { 'a.b': 'y' }, () => null);
    assert.deepEqual(body, { a: { b: 'x' } });
  });
  test('a path onto Object’s prototype sets nothing there', () => {
    withOverrides({ a: 1 }, { '__proto__.polluted': 'yes', 'constructor.prototype.polluted': 'yes' }, () => null);
    assert.equal((({}) as { polluted?: string }).polluted, undefined);
  });
});
