import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import { dayIn } from '../../shared/values/date.ts';
import type { Instant, Period } from '../../shared/values/date.ts';
import type { Json, StreamPage } from '../../main/engine/connectors/connector.ts';
import { linnworks } from '../../main/engine/connectors/linnworks/linnworks.ts';
import { toOrder } from '../../main/engine/connectors/linnworks/order.ts';
import { toReturn } from '../../main/engine/connectors/linnworks/return.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import { startProxy } from './fault-proxy.ts';
import { cleanUp, connectLinnworks, openWorkspace, startLinnworks } from './workspace.ts';

afterEach(cleanUp);

const world = makeWorld({ seed: 7, orders: 330 });
const OCTOBER = '2026-10' as Period;
const ask = (cursor: string | null = null, period = OCTOBER) => ({ period, cursor, timeZone: 'Europe/London', signal: new AbortController().signal });

async function collect<T>(pages: AsyncIterable<StreamPage<T>>): Promise<StreamPage<T>[]> {
  const all: StreamPage<T>[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

const commerce = linnworks.commerce ?? assert.fail('Linnworks sells');
const numbers = (pages: readonly StreamPage<{ number: string }>[]): string[] => pages.flatMap(page => page.records.map(({ record }) => record?.number ?? '?'));

describe('orders of a month', () => {
  test('come with the money, the state and the lines that the world knows', async () => {
    const { session } = await connectLinnworks(openWorkspace(), await startLinnworks({ world }));
    const records = (await collect(commerce.orders(session, ask()))).flatMap(page => page.records);
    assert.deepEqual(records.filter(({ issue }) => issue !== null), []);
    const read = new Map(records.map(({ record }) => [record?.externalId, record ?? assert.fail('no order')]));
    for (const order of world.orders) {
      const got = read.get(order.id) ?? assert.fail(`order ${order.number} is missing`);
      assert.deepEqual(
        [got.number, got.reference, got.currency, got.status, got.grossMinor, got.carriageMinor, got.discountMinor, got.exchangeRate, got.lines.map(line => [line.sku, line.quantity, line.grossMinor])],
        [String(order.number), order.reference, order.currency, order.status, order.grossMinor, order.carriageGrossMinor, order.discountGrossMinor, String(order.exchangeRate), order.lines.map(line => [line.sku, line.quantity, line.grossMinor])],
      );
      assert.equal(got.cancelledAt?.slice(0, 19), order.cancelledAt?.slice(0, 19));
      assert.equal(got.despatchedAt?.slice(0, 19), order.despatchedAt?.slice(0, 19));
    }
  });

  test('go on from any saved cursor without losing or repeating one', async () => {
    const { session } = await connectLinnworks(openWorkspace(), await startLinnworks({ world }));
    const whole = await collect(commerce.orders(session, ask()));
    assert.ok(whole.length >= 3);
    for (const [index, page] of whole.entries()) {
      const rest = await collect(commerce.orders(session, ask(page.cursor)));
      assert.deepEqual(numbers(rest), numbers(whole.slice(index + 1)), `after page ${index + 1}`);
    }
  });

  test('that change after they were read come once more, with what changed', async () => {
    const sandbox = await startLinnworks({ world });
    const { session } = await connectLinnworks(openWorkspace(), sandbox);
    const whole = await collect(commerce.orders(session, ask()));
    const cursor = whole.at(-1)?.cursor ?? null;
    assert.deepEqual(await collect(commerce.orders(session, ask(cursor))), []);
    const open = world.orders.find(order => order.status === 'open') ?? assert.fail('nothing is open');
    const cancelled = world.orders.filter(order => order.status === 'open')[1] ?? assert.fail('nothing is open');
    await session.request({ method: 'POST', path: '/Orders/ProcessOrder', body: { orderId: open.id }, write: true });
    await session.request({ method: 'POST', path: '/Orders/CancelOrder', body: { orderId: cancelled.id, refund: 0 }, write: true });
    const later = (await collect(commerce.orders(session, ask(cursor)))).flatMap(page => page.records);
    assert.deepEqual(later.map(({ record }) => [record?.externalId, record?.status]), [[open.id, 'despatched'], [cancelled.id, 'cancelled']]);
  });

  test('of another month are not read, and a cursor of another month does not hide them', async () => {
    const { session } = await connectLinnworks(openWorkspace(), await startLinnworks({ world }));
    const [page] = await collect(commerce.orders(session, ask()));
    const september = await collect(commerce.orders(session, ask(null, '2026-09' as Period)));
    const concerns = world.orders.filter(order => [order.receivedAt, order.despatchedAt, order.cancelledAt, order.lastUpdatedAt].some(at => at !== null && dayIn('Europe/London', at as Instant).startsWith('2026-09')));
    assert.ok(concerns.length < 5);
    assert.deepEqual(numbers(september).sort(), concerns.map(order => String(order.number)).sort());
    const again = await collect(commerce.orders(session, ask((page?.cursor ?? '').replace('2026-10', '2026-08'))));
    assert.equal(numbers(again).length, world.orders.length);
  });

  test('belong to the day in the company’s time zone: half past eleven UTC on 31 July is August in London', async () => {
    const late = world.orders.map(order => ({ ...order, receivedAt: '2026-07-31T23:30:00.000Z', despatchedAt: null, cancelledAt: null, paidAt: null, lastUpdatedAt: '2026-07-31T23:30:00.000Z', status: 'open' as const })).slice(0, 5);
    const { session } = await connectLinnworks(openWorkspace(), await startLinnworks({ world: { ...world, orders: late } }));
    assert.equal(numbers(await collect(commerce.orders(session, ask(null, '2026-08' as Period)))).length, 5);
    assert.equal(numbers(await collect(commerce.orders(session, ask(null, '2026-07' as Period)))).length, 0);
  });

  test('take few calls: a month of 330 orders under the real limits waits for nothing', async () => {
    const workspace = openWorkspace();
    const sandbox = await startLinnworks({ world, rateLimits: 'real' });
    const { session, id } = await connectLinnworks(workspace, sandbox);
    await collect(commerce.orders(session, ask()));
    const { calls, refused } = sandbox.books();
    assert.equal(refused, 0);
    assert.ok(Object.values(calls).reduce((sum, count) => sum + count, 0) <= 10, JSON.stringify(calls));
    assert.deepEqual(workspace.clock.waits, []);
    assert.ok((workspace.sessions.live(id)?.rateLimit?.used ?? 0) > 0);
  });

  test('are never asked for faster than Linnworks allows', async () => {
    const workspace = openWorkspace();
    const sandbox = await startLinnworks({ world, rateLimits: 'real' });
    const { session } = await connectLinnworks(workspace, sandbox);
    for (let call = 0; call < 151; call += 1) await session.request({ method: 'GET', path: '/Inventory/GetStockLocations' }).catch(() => undefined);
    assert.ok(workspace.clock.waits.length >= 1 && (workspace.clock.waits[0] ?? 0) > 55_000);
  });

  test('a quota refusal under another status is a pause, not a missing order', async () => {
    const workspace = openWorkspace();
    const { session } = await connectLinnworks(workspace, await startLinnworks({ world, faults: ['429-as-400:2'] }));
    assert.equal(numbers(await collect(commerce.orders(session, ask()))).length, world.orders.length);
    assert.deepEqual(workspace.clock.waits, [5_000, 10_000]);
  });

  test('without the record behind them are reported, not dropped', async () => {
    const sandbox = await startLinnworks({ world });
    const proxy = await startProxy(sandbox.url);
    const { session } = await connectLinnworks(openWorkspace(), { ...sandbox, url: proxy.url });
    proxy.plan('/Orders/GetOrdersById', { kind: 'alter', change: body => JSON.stringify(JSON.parse(body).slice(1)) });
    const records = (await collect(commerce.orders(session, ask()))).flatMap(page => page.records);
    assert.equal(records.length, world.orders.length);
    assert.equal(records.filter(({ issue }) => /lists it but does not give its record/.test(issue ?? '')).length, 1);
  });
});

describe('returns of a month', () => {
  test('come once, whichever of the three lists they stand in', async () => {
    const { session } = await connectLinnworks(openWorkspace(), await startLinnworks({ world }));
    const pages = await collect(commerce.returns(session, ask()));
    const records = pages.flatMap(page => page.records.map(({ record }) => record ?? assert.fail('unreadable')));
    const inOctober = world.refunds.filter(refund => refund.inLinnworks && refund.actionedAt < '2026-11-01');
    assert.deepEqual(records.filter(one => one.status === 'refunded').map(one => [one.externalId, one.orderNumber, one.sku, one.quantity, one.grossMinor]).sort(),
      inOctober.map(refund => [refund.id, String(refund.orderNumber), refund.sku, refund.quantity, refund.grossMinor]).sort());
    assert.equal(records.filter(one => one.status === 'cancellation').length, world.orders.filter(order => order.status === 'cancelled').length);
    assert.deepEqual(await collect(commerce.returns(session, ask(pages.at(-1)?.cursor ?? null))), []);
  });

  test('an amount, a currency or a date that cannot be read is an issue with its order', () => {
    const row = { HistoryType: 'REFUNDS', pkReturnId: 7, nOrderId: 109390, pkOrderID: 'x', cCurrency: 'GBP', Amount: 23.325, RefundStatus: 'PROCESSED', ActionDate: '2026-10-20T10:00:00Z', ItemNumber: 'MUG', ReturnQty: 1 };
    assert.equal(toReturn(row).record?.grossMinor, 2333);
    assert.match(toReturn({ ...row, cCurrency: 'UNK' }).issue ?? '', /Return 7 of order 109390: its currency/);
    assert.match(toReturn({ ...row, ActionDate: '0001-01-01T00:00:00Z' }).issue ?? '', /no date/);
    assert.equal(toReturn({ ...row, RefundStatus: 'OPEN', CreateDate: '2026-10-19T10:00:00Z' }).record?.status, 'open');
  });
});

describe('an order as Linnworks writes it', () => {
  const raw = {
    OrderId: '0b9f7f1e-5b55-4a3e-9a4b-0d1f0a3c2d11', NumOrderId: 109390, Processed: true, ProcessedDateTime: '2026-05-23T07:25:47.19Z', PaidDateTime: '2026-05-23T00:09:36Z', LastUpdated: '2026-05-23T07:25:47.1900001Z',
    GeneralInfo: { Status: 1, ReferenceNum: '203-1234567-1234567', ReceivedDate: '2026-05-23T00:09:35.5295598+00:00', Source: 'AMAZON', SubSource: 'Amazon UK', HoldOrCancel: false },
    ShippingInfo: { PostageCost: 3.6, PostageCostExTax: 3 },
    CustomerInfo: { ChannelBuyerName: 'x7y@marketplace.example', Address: { FullName: 'A Buyer', Address1: '1 High St', Address2: '', Address3: 'Floor 2', Town: 'Leeds', PostCode: 'LS1 1AA', Country: 'United Kingdom' } },
    TotalsInfo: { Subtotal: 23.325, PostageCost: 3.6, PostageCostExTax: 3, Tax: 5.265, TotalCharge: 31.59, PaymentMethod: 'Amazon', TotalDiscount: 0, Currency: 'GBP', ConversionRate: 1 },
    Items: [{ SKU: 'MUG-BLU', Title: 'Blue mug', Quantity: 1, PricePerUnit: 27.99, Tax: 4.665, TaxRate: 20, Cost: 23.325, CostIncTax: 27.99, TaxCostInclusive: true, CompositeSubItems: [{ SKU: 'CUP', Title: 'Cup', Quantity: 2, Cost: 0 }] }],
  };
  type Raw = { [name: string]: Json };
  const read = (change: (copy: Raw) => void = () => undefined, conversionRate: 'foreign per base' | 'base per foreign' = 'foreign per base') => {
    const copy: Raw = structuredClone(raw);
    change(copy);
    return toOrder(copy, { conversionRate });
  };
  const order = (change?: Parameters<typeof read>[0], rate?: Parameters<typeof read>[1]) => read(change, rate).record ?? assert.fail('not readable');
  const put = (path: string, value: Json | undefined) => (copy: Raw): void => {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let place = copy;
    for (const name of names) place = place[name] as Raw;
    if (value === undefined) delete place[last];
    else place[last] = value;
  };

  test('the penny trap is 31.59, with 4.67 of VAT on the line', () => {
    const { grossMinor, carriageMinor, carriageTaxMinor, lines, receivedAt, despatchedAt, status, delivery, buyer } = order();
    assert.deepEqual([grossMinor, carriageMinor, carriageTaxMinor, lines[0]?.grossMinor, lines[0]?.taxMinor, lines[0]?.taxRate], [3159, 360, 60, 2799, 467, '20']);
    assert.deepEqual([receivedAt, despatchedAt, status], ['2026-05-23T00:09:35.529Z', '2026-05-23T07:25:47.190Z', 'despatched']);
    assert.deepEqual([delivery.address2, delivery.email, buyer.name, lines[0]?.parts], ['Floor 2', 'x7y@marketplace.example', 'A Buyer', [{ sku: 'CUP', title: 'Cup', quantity: 2 }]]);
  });

  test('lines that round apart are made to add up to what was paid', () => {
    const third = { SKU: 'A', Title: 'A', Quantity: 1, Tax: 0, TaxRate: 0, Cost: 3.335, CostIncTax: 3.335 };
    const { lines } = order(copy => {
      put('Items', [third, { ...third, SKU: 'B' }, { ...third, SKU: 'C' }])(copy);
      put('TotalsInfo.TotalCharge', 13.605)(copy);
    });
    assert.deepEqual(lines.map(line => line.grossMinor), [333, 334, 334]);
    assert.equal(lines.reduce((total, line) => total + line.grossMinor, 0), 1361 - 360);
  });

  test('a discount that is off the lines already is not taken twice', () => {
    assert.equal(order(put('TotalsInfo.TotalDiscount', 2)).discountMinor, 0);
    const off = order(copy => {
      put('TotalsInfo.TotalDiscount', 2)(copy);
      put('TotalsInfo.TotalCharge', 29.59)(copy);
    });
    assert.deepEqual([off.discountMinor, off.grossMinor, off.lines[0]?.grossMinor], [200, 2959, 2799]);
  });

  test('what is missing is worked out from what is there', () => {
    const line = (change: Raw) => order(put('Items', [{ SKU: 'MUG', Quantity: 1, ...change }])).lines[0];
    assert.equal(line({ PricePerUnit: 27.99, TaxRate: 20, TaxCostInclusive: true })?.taxMinor, 467);
    assert.equal(line({ PricePerUnit: 23.325, TaxRate: 20, TaxCostInclusive: false })?.grossMinor, 2799);
    assert.equal(line({ PricePerUnit: 31.1, Discount: 10, TaxRate: 0, TaxCostInclusive: true })?.grossMinor, 2799);
  });

  test('states, dates and buyers are read as they are meant', () => {
    assert.equal(order(put('GeneralInfo.HoldOrCancel', true)).status, 'cancelled');
    assert.equal(order(put('Processed', false)).status, 'open');
    assert.equal(order(copy => { put('Processed', false)(copy); put('GeneralInfo.Status', 0)(copy); }).status, 'unpaid');
    assert.deepEqual(order(put('PaidDateTime', '0001-01-01T00:00:00Z')).paidAt, null);
    assert.deepEqual(order(put('PaidDateTime', undefined)).paidAt, null);
    assert.equal(order(put('CustomerInfo.Address.FullName', 'Redacted')).delivery.name, '');
    assert.deepEqual([order(put('TotalsInfo.ConversionRate', 1.15)).exchangeRate, order(put('TotalsInfo.ConversionRate', 0.8), 'base per foreign').exchangeRate], ['1.15', '1.25']);
  });

  test('what cannot be posted is said in a sentence with the order’s number', () => {
    const table: [string, (copy: Raw) => void, RegExp][] = [
      ['no currency', put('TotalsInfo.Currency', 'UNK'), /^Order 109390: Linnworks does not know its currency/],
      ['no total', put('TotalsInfo.TotalCharge', undefined), /TotalCharge\) is missing/],
      ['no day', put('GeneralInfo.ReceivedDate', '0001-01-01T00:00:00Z'), /received is missing/],
      ['no price', put('Items', [{ SKU: 'MUG', Quantity: 1 }]), /line MUG has no price/],
      ['does not add up', put('TotalsInfo.TotalCharge', 30), /do not add up/],
    ];
    for (const [name, change, says] of table) assert.match(read(change).issue ?? '', says, name);
    assert.match(toOrder(null, { conversionRate: 'foreign per base' }).issue ?? '', /without a number/);
  });
});

test('a locked account, or maintenance, is said as such', async () => {
  for (const [state, says] of [['LOCKED_FULL', /account is locked \(Unpaid subscription\)\. Unlock it/], ['MAINTENANCE', /under maintenance/]] as const) {
    const workspace = openWorkspace();
    const sandbox = await startLinnworks({ world });
    const proxy = await startProxy(sandbox.url);
    const { id } = await connectLinnworks(workspace, { ...sandbox, url: proxy.url });
    proxy.plan('AuthorizeByApplication', { kind: 'alter', change: body => body.replace('"State":"AVAILABLE","Reason":""', `"State":"${state}","Reason":"Unpaid subscription"`) });
    assert.match((await workspace.handlers.test(workspace.task(), { id })).message, says);
  }
});

test('a session that stood idle for 19 minutes is replaced before it is used', async () => {
  const workspace = openWorkspace();
  const sandbox = await startLinnworks({ world });
  const proxy = await startProxy(sandbox.url);
  const { session } = await connectLinnworks(workspace, { ...sandbox, url: proxy.url });
  const question = { method: 'GET', path: '/Inventory/GetStockLocations' } as const;
  await session.request(question);
  workspace.clock.forward(18 * 60_000);
  await session.request(question);
  workspace.clock.forward(20 * 60_000);
  await Promise.all([session.request(question), session.request(question), session.request(question)]);
  assert.equal(proxy.seen.filter(({ path }) => path.includes('AuthorizeByApplication')).length, 2);
});
