import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { z } from 'zod';
import { startLinnworksSandbox, type LinnworksOptions, type LinnworksSandbox } from '../../main/sandboxes/linnworks/linnworks-sandbox.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { SaleOrder } from '../../main/sandboxes/world/world-types.ts';

const world = makeWorld({ seed: 7, orders: 200 });
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const Message = z.object({ Message: z.string() });
const Session = z.object({ Token: z.guid(), Server: z.url(), Locality: z.literal('EU'), TTL: z.null(), Status: z.object({ State: z.string() }) });
const Totals = z.object({ Subtotal: z.number(), PostageCost: z.number(), PostageCostExTax: z.number(), Tax: z.number(), TotalCharge: z.number(), TotalDiscount: z.number(), Currency: z.string(), ConversionRate: z.number() });
const Item = z.object({ SKU: z.string(), Quantity: z.number(), PricePerUnit: z.number(), Cost: z.number(), CostIncTax: z.number(), TaxRate: z.number(), TaxCostInclusive: z.boolean(), CompositeSubItems: z.array(z.object({ SKU: z.string(), Quantity: z.number(), Cost: z.number() })) });
const Property = z.object({ Name: z.string(), Value: z.string() });
const Details = z.object({ OrderId: z.guid(), NumOrderId: z.int(), Processed: z.boolean(), ProcessedDateTime: z.string().optional(), PaidDateTime: z.string().optional(), TotalsInfo: Totals, Items: z.array(Item.extend({ Tax: z.number() })), ExtendedProperties: z.array(Property).default([]) });
const V2Order = z.object({ OrderId: z.guid(), NumOrderId: z.int(), ProcessedOn: z.string(), LastUpdated: z.string(), TotalsInfo: Totals, Items: z.array(Item), ExtendedProperties: z.array(Property), GeneralInfo: z.object({ Status: z.int(), IsCancelled: z.boolean().optional() }) });
const V2Page = z.object({ TotalOrders: z.int(), NextSearchToken: z.guid().nullable(), OpenOrders: z.array(V2Order), ProcessedOrders: z.array(V2Order) });
const Paged = z.object({ PageNumber: z.int(), EntriesPerPage: z.int(), TotalEntries: z.int(), TotalPages: z.int(), Data: z.array(z.record(z.string(), z.unknown())) });

async function start(options: Partial<LinnworksOptions> = {}): Promise<LinnworksSandbox> {
  const dir = options.dir ?? folder();
  const sandbox = await startLinnworksSandbox({ world, rateLimits: 'off', ...options, dir });
  undo.push(() => sandbox.close());
  return sandbox;
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tieout-linnworks-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function signIn({ url, credentials }: LinnworksSandbox): Promise<string> {
  const answer = await fetch(`${url}/api/Auth/AuthorizeByApplication`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ApplicationID: credentials.applicationId, ApplicationSecret: credentials.applicationSecret, Token: credentials.token }) });
  return Session.parse(await answer.json()).Token;
}

const post = (sandbox: LinnworksSandbox, path: string, body: unknown, token = ''): Promise<Response> =>
  fetch(`${sandbox.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: token }, body: JSON.stringify(body) });
const get = (sandbox: LinnworksSandbox, path: string, token = ''): Promise<Response> => fetch(`${sandbox.url}${path}`, { headers: { authorization: token } });
const pence = (amount: number): number => Math.round(amount * 100);

async function details(sandbox: LinnworksSandbox, token: string, orders: readonly SaleOrder[]): Promise<z.infer<typeof Details>[]> {
  const answer = await post(sandbox, '/api/Orders/GetOrdersById', { pkOrderIds: orders.map(order => order.id) }, token);
  return z.array(Details).parse(await answer.json());
}

async function feed(sandbox: LinnworksSandbox, token: string, query: string): Promise<z.infer<typeof V2Page>[]> {
  const pages: z.infer<typeof V2Page>[] = [];
  let next = query;
  while (pages.length < 50) {
    const page = V2Page.parse(await (await get(sandbox, `/v2/orders?${next}`, token)).json());
    pages.push(page);
    if (page.NextSearchToken === null) return pages;
    next = `searchToken=${page.NextSearchToken}`;
  }
  return assert.fail('the feed never ends');
}

const some = (suits: (order: SaleOrder) => boolean): SaleOrder => world.orders.find(suits) ?? assert.fail('no such order in this world');

describe('signing in', () => {
  test('JSON and form give a session whose server is the sandbox itself', async () => {
    const sandbox = await start();
    const { applicationId, applicationSecret, token } = sandbox.credentials;
    const form = await fetch(`${sandbox.url}/api/Auth/AuthorizeByApplication`, { method: 'POST', body: new URLSearchParams({ applicationid: applicationId, applicationSecret, token }) });
    assert.equal(Session.parse(await form.json()).Server, sandbox.url);
    assert.match(await signIn(sandbox), /^[0-9a-f-]{36}$/);
  });

  test('a wrong token is refused, a Bearer prefix too', async () => {
    const sandbox = await start();
    const refused = await post(sandbox, '/api/Auth/AuthorizeByApplication', { ...sandbox.credentials, token: sandbox.credentials.applicationId });
    assert.equal(refused.status, 401);
    const token = await signIn(sandbox);
    assert.equal((await get(sandbox, '/api/Orders/GetPaymentMethods', `Bearer ${token}`)).status, 401);
    assert.equal((await get(sandbox, '/api/Orders/GetPaymentMethods', token)).status, 200);
  });

  test('a session that is not used expires', async () => {
    const sandbox = await start({ sessionIdleMs: 30 });
    const token = await signIn(sandbox);
    await new Promise(resolve => setTimeout(resolve, 60));
    assert.equal((await get(sandbox, '/v2/orders', token)).status, 401);
  });
});

describe('calling v1', () => {
  test('a method takes GET, JSON and form, and names in any case', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const order = some(each => each.status === 'despatched');
    const answers = await Promise.all([
      get(sandbox, `/api/Orders/GetOrderDetailsByNumOrderId?orderid=${order.number}`, token),
      post(sandbox, '/api/orders/getorderdetailsbynumorderid', { OrderID: order.number }, token),
      fetch(`${sandbox.url}/api/Orders/GetOrderDetailsByNumOrderId`, { method: 'POST', headers: { authorization: token }, body: new URLSearchParams({ OrderId: String(order.number) }) }),
    ]);
    for (const answer of answers) assert.equal(Details.parse(await answer.json()).OrderId, order.id);
    const nothing = await get(sandbox, '/api/Orders/GetOrderDetailsByNumOrderId?OrderId=1', token);
    assert.deepEqual([nothing.status, await nothing.text()], [200, '']);
  });

  test('an unwrapped body, a broken one, a list that is no list and an unknown method are refused', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const unwrapped = await post(sandbox, '/api/Inventory/GetStockItemIdsBySKU', { SKUS: ['MUG-WHT'] }, token);
    assert.deepEqual([unwrapped.status, Message.parse(await unwrapped.json()).Message], [400, 'request is empty']);
    const broken = await fetch(`${sandbox.url}/api/Orders/GetOrdersById`, { method: 'POST', headers: { authorization: token, 'content-type': 'application/json' }, body: '{"pkOrderIds":[' });
    assert.deepEqual([broken.status, Message.parse(await broken.json()).Message], [400, 'The request is invalid.']);
    assert.equal((await get(sandbox, '/api/Orders/GetOrdersById?pkOrderIds=a,b', token)).status, 400);
    assert.equal((await get(sandbox, '/api/Orders/GetEverything', token)).status, 404);
  });

  test('order amounts are unrounded and still add up to what the buyer paid', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    for (const shown of await details(sandbox, token, world.orders)) {
      const order = some(each => each.number === shown.NumOrderId);
      const { Subtotal, PostageCostExTax, Tax, TotalCharge } = shown.TotalsInfo;
      assert.equal(pence(TotalCharge), order.grossMinor);
      assert.ok(Math.abs(Subtotal + PostageCostExTax + Tax - TotalCharge) < 1e-9, order.reference);
      for (const [index, item] of shown.Items.entries()) {
        assert.equal(pence(item.CostIncTax), order.lines[index]?.grossMinor);
        assert.ok(Math.abs(item.Cost + item.Tax - item.CostIncTax) < 1e-9);
        const unit = item.TaxCostInclusive ? item.PricePerUnit : item.PricePerUnit * (1 + item.TaxRate / 100);
        assert.equal(pence(unit), order.lines[index]?.unitGrossMinor, order.reference);
      }
    }
    const subtotals = (await details(sandbox, token, world.orders)).map(each => each.TotalsInfo.Subtotal);
    assert.ok(subtotals.some(subtotal => Math.abs(subtotal * 100 - Math.round(subtotal * 100)) > 1e-6), 'no unrounded subtotal');
  });

  test('a computed-backwards rate comes with a tax that proves 20 per cent', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const order = some(each => each.lines.every(line => line.taxRate === 20.1 || line.taxRate === 19.95));
    const [shown] = await details(sandbox, token, [order]);
    for (const item of shown?.Items ?? []) assert.ok(Math.abs(pence(item.Tax) - (pence(item.CostIncTax) * 20) / 120) <= 0.5);
  });

  test('a composite shows its parts without money', async () => {
    const sandbox = await start({ world: makeWorld({ seed: 3, orders: 400 }), dir: folder() });
    const token = await signIn(sandbox);
    const bigger = makeWorld({ seed: 3, orders: 400 });
    const order = bigger.orders.find(each => each.lines.some(line => line.sku === 'SET-BATH')) ?? assert.fail('no composite sold');
    const [shown] = await details(sandbox, token, [order]);
    const item = shown?.Items.find(each => each.SKU === 'SET-BATH');
    assert.deepEqual(item?.CompositeSubItems.map(part => [part.SKU, part.Quantity / item.Quantity, part.Cost]), [['TOWEL-BTH', 2, 0], ['TOWEL-HND', 2, 0]]);
  });

  test('stock, locations, payment methods and rates are listed; an archived SKU is not known', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const stock = Paged.parse(await (await get(sandbox, '/api/Stock/GetStockItems?keyWord=&entriesPerPage=200&pageNumber=1', token)).json());
    assert.equal(stock.TotalEntries, world.products.filter(product => !product.archived).length);
    const archived = await get(sandbox, '/api/Inventory/GetInventoryItem?sKU=MUG-BLU', token);
    assert.deepEqual([archived.status, Message.parse(await archived.json()).Message], [400, 'Could not determine inventory item id from SKU']);
    const past = await post(sandbox, '/api/Stock/GetStockItemsFull', { keyword: '', loadCompositeParents: true, entriesPerPage: 200, pageNumber: 2, dataRequirements: [0] }, token);
    assert.deepEqual([past.status, Message.parse(await past.json()).Message], [400, 'No items found with given filter']);
    const tooMany = await get(sandbox, '/api/Stock/GetStockItems?entriesPerPage=201', token);
    assert.equal(Message.parse(await tooMany.json()).Message, 'Number must be between 1 and 200');
    for (const path of ['Inventory/GetStockLocations', 'Inventory/GetChannels', 'Orders/GetPaymentMethods', 'Orders/GetCountries', 'Settings/GetCurrencyConversionRates']) {
      assert.ok(z.array(z.unknown()).min(1).parse(await (await get(sandbox, `/api/${path}`, token)).json()));
    }
  });
});

describe('searching', () => {
  test('processed orders come page by page, cancelled ones with their day, the others with year 1', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const search = async (page: number) => z.object({ ProcessedOrders: Paged }).parse(await (await post(sandbox, '/api/ProcessedOrders/SearchProcessedOrders', { request: { DateField: 'received', FromDate: '2026-09-01T00:00:00Z', ToDate: '2026-11-01T00:00:00Z', PageNumber: page, ResultsPerPage: 100 } }, token)).json()).ProcessedOrders;
    const first = await search(1);
    const rows = [...first.Data, ...(await search(2)).Data];
    assert.equal(rows.length, first.TotalEntries);
    assert.equal(rows.length, world.orders.filter(order => order.status === 'despatched' || order.status === 'cancelled').length);
    for (const row of rows) assert.equal(row['HoldOrCancel'], row['dCancelledOn'] !== '0001-01-01T00:00:00Z');
    const few = await post(sandbox, '/api/ProcessedOrders/SearchProcessedOrders', { request: { ResultsPerPage: 10 } }, token);
    assert.equal(few.status, 400);
  });

  test('refunds are those that Linnworks heard of, gross and in one number', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const answer = await get(sandbox, '/api/ReturnsRefunds/SearchReturnsRefundsPaged?from=2026-10-01&to=2026-11-03&dateType=ACTIONED&historyType=REFUNDS&pageNum=1&numEntriesPerPage=200', token);
    const known = world.refunds.filter(refund => refund.inLinnworks);
    const rows = Paged.parse(await answer.json()).Data;
    assert.deepEqual(rows.map(row => [row['RefundReference'], pence(Number(row['Amount']))]), known.map(refund => [refund.id, refund.grossMinor]));
    assert.equal((await get(sandbox, '/api/ReturnsRefunds/SearchReturnsRefundsPaged?from=2026-01-01&to=2026-11-03', token)).status, 400);
  });

  test('the v2 feed gives every order once, oldest change first, with a token until the last page', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const pages = await feed(sandbox, token, 'fromDate=2026-09-01T00:00:00Z&entriesPerPage=60&includeProcessed=true');
    const orders = pages.flatMap(page => [...page.OpenOrders, ...page.ProcessedOrders]);
    assert.deepEqual(new Set(orders.map(order => order.NumOrderId)), new Set(world.orders.map(order => order.number)));
    assert.equal(orders.length, world.orders.length);
    assert.ok(pages.every(page => page.TotalOrders === world.orders.length));
    assert.deepEqual(pages.map(page => page.NextSearchToken !== null), [true, true, true, false]);
    const cancelled = orders.filter(order => order.GeneralInfo.IsCancelled);
    assert.equal(cancelled.length, world.orders.filter(order => order.status === 'cancelled').length);
  });

  test('the v2 feed filters on the last change, on paid and on open, and explains a bad question', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const since = '2026-10-20T12:00:00Z';
    const [page] = await feed(sandbox, token, `fromDate=${since}&entriesPerPage=200&onlyPaid=true`);
    const expected = world.orders.filter(order => order.status === 'open' && order.lastUpdatedAt >= '2026-10-20T12:00:00.000Z');
    assert.deepEqual(page?.OpenOrders.map(order => order.NumOrderId).sort(), expected.map(order => order.number).sort());
    assert.equal(page?.ProcessedOrders.length, 0);
    const bad = await get(sandbox, '/v2/orders?entriesPerPage=500', token);
    assert.equal(bad.headers.get('content-type'), 'application/problem+json');
    assert.equal(z.object({ status: z.literal(400), title: z.string(), detail: z.string() }).parse(await bad.json()).status, 400);
    const one = some(order => order.status === 'despatched');
    const byId = V2Page.parse(await (await get(sandbox, `/v2/orders?id=${one.id}`, token)).json());
    assert.deepEqual(byId.ProcessedOrders.map(order => order.NumOrderId), [one.number]);
  });
});

describe('changing orders', () => {
  test('an extended property is added once, moves the order to the end of the feed and outlives a restart', async () => {
    const dir = folder();
    const sandbox = await start({ dir });
    const token = await signIn(sandbox);
    const order = some(each => each.status === 'despatched');
    const body = { request: { OrderId: order.id, ExtendedProperties: [{ Name: 'SageOrderNo', Value: '0000012345', Type: 'Attribute' }] } };
    assert.deepEqual(await (await post(sandbox, '/api/Orders/AddExtendedProperties', body, token)).json(), { ExtendedPropertiesInserted: 1, Errors: [] });
    assert.deepEqual(await (await post(sandbox, '/api/Orders/AddExtendedProperties', body, token)).json(), { ExtendedPropertiesInserted: 0, Errors: [] });
    const [changed] = await feed(sandbox, token, 'fromDate=2026-11-03T00:00:00Z&includeProcessed=true');
    assert.deepEqual(changed?.ProcessedOrders.map(each => each.NumOrderId), [order.number]);
    await sandbox.close();
    const again = await start({ dir });
    assert.deepEqual(again.credentials, sandbox.credentials);
    const [shown] = await details(again, await signIn(again), [order]);
    assert.equal(shown?.ExtendedProperties.filter(each => each.Name === 'SageOrderNo' && each.Value === '0000012345').length, 1);
    await assert.rejects(startLinnworksSandbox({ world: makeWorld({ seed: 8, orders: 40 }), dir }), /Choose another folder/);
  });

  test('an open order is processed once, a processed one cannot be cancelled, a cancellation needs its refund', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const [order, other] = world.orders.filter(each => each.status === 'open');
    assert.ok(order && other);
    const processed = await (await post(sandbox, '/api/Orders/ProcessOrder', { orderId: order.id, scanPerformed: true }, token)).json();
    assert.deepEqual(processed, { OrderId: order.id, Processed: true });
    const twice = await (await post(sandbox, '/api/Orders/ProcessOrder', { orderId: order.id }, token)).json();
    assert.deepEqual(twice, { OrderId: order.id, Processed: false, Error: 'Order is already processed' });
    assert.equal((await post(sandbox, '/api/Orders/CancelOrder', { orderId: order.id, refund: 0 }, token)).status, 400);
    assert.equal((await post(sandbox, '/api/Orders/CancelOrder', { orderId: other.id }, token)).status, 400);
    assert.equal((await post(sandbox, '/api/Orders/CancelOrder', { orderId: other.id, refund: 0, note: 'sold out' }, token)).status, 200);
    const { counts } = sandbox.books();
    assert.equal(counts.open, world.orders.filter(each => each.status === 'open' || each.status === 'unpaid').length - 2);
  });

  test('an edited order is its first version until time moves on', async () => {
    const sandbox = await start();
    const token = await signIn(sandbox);
    const order = some(each => each.edited !== null);
    const gross = async () => pence((await details(sandbox, token, [order]))[0]?.TotalsInfo.TotalCharge ?? 0);
    assert.equal(await gross(), order.grossMinor);
    assert.equal((await post(sandbox, '/sandbox/advance', { to: '2026-11-04T09:00:00.000Z' })).status, 200);
    assert.equal(await gross(), order.edited?.grossMinor);
    const [page] = await feed(sandbox, token, 'fromDate=2026-11-03T09:00:00Z&includeProcessed=true');
    assert.deepEqual(page?.ProcessedOrders.map(each => each.NumOrderId), [order.number]);
  });
});

describe('limits and faults', () => {
  test('the call over the quota is refused, every second refusal with a time to come back', async () => {
    const sandbox = await start({ rateLimits: 'real' });
    const token = await signIn(sandbox);
    const statuses: number[] = [];
    for (let call = 0; call < 150; call += 1) statuses.push((await get(sandbox, '/api/Orders/GetPaymentMethods', token)).status);
    assert.ok(statuses.every(status => status === 200));
    const refused = await get(sandbox, '/api/Orders/GetPaymentMethods', token);
    assert.deepEqual([refused.status, refused.headers.get('retry-after'), Message.parse(await refused.json()).Message], [429, null, 'API calls quota exceeded! Maximum admitted 150 per Minute.']);
    const again = await get(sandbox, '/api/Orders/GetPaymentMethods', token);
    assert.match(again.headers.get('retry-after') ?? '', /^\d+$/);
    assert.equal((await get(sandbox, '/api/Inventory/GetStockLocations', token)).status, 200);
  });

  test('faults are switched on while it runs: a burst of 429, a lost session, a bad request', async () => {
    const sandbox = await start({ faults: ['429-burst:2'] });
    const token = await signIn(sandbox);
    const status = async () => (await get(sandbox, '/api/Orders/GetPaymentMethods', token)).status;
    assert.deepEqual([await status(), await status(), await status()], [429, 429, 200]);
    await post(sandbox, '/sandbox/faults', { faults: ['400:1', '401-mid-run:2'] });
    assert.deepEqual([await status(), await status(), await status()], [400, 401, 401]);
    assert.equal((await post(sandbox, '/sandbox/faults', { faults: ['earthquake'] })).status, 400);
  });

  test('a write whose answer was lost has been done', async () => {
    const sandbox = await start({ faults: ['timeout-after-write'] });
    const token = await signIn(sandbox);
    const order = some(each => each.status === 'open');
    await assert.rejects(post(sandbox, '/api/Orders/ProcessOrder', { orderId: order.id }, token));
    const [shown] = await details(sandbox, token, [order]);
    assert.equal(shown?.Processed, true);
  });

  test('the books count what the sandbox holds', async () => {
    const sandbox = await start();
    const books = z.object({ counts: z.object({ orders: z.int() }), grossMinor: z.record(z.string(), z.int()) }).parse(await (await get(sandbox, '/sandbox/books')).json());
    assert.equal(books.counts.orders, 200);
    assert.equal(books.grossMinor['GBP'], world.orders.filter(order => order.currency === 'GBP').reduce((sum, order) => sum + order.grossMinor, 0));
  });
});
