import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { z } from 'zod';
import { startClaritySandbox, type ClarityOptions, type ClaritySandbox } from '../../main/sandboxes/clarity/clarity-sandbox.ts';
import { makeRateLimit } from '../../main/sandboxes/clarity/rate-limit.ts';
import { Order } from '../../main/sandboxes/clarity/shapes.ts';
import { signatureOf } from '../../main/sandboxes/clarity/webhooks.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { SaleOrder } from '../../main/sandboxes/world/world-types.ts';

const world = makeWorld({ seed: 7, orders: 300 });
const own = world.orders.filter(({ channel }) => ['shopify-uk', 'shopify-eu', 'wholesale'].includes(channel));
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const Token = z.object({ access_token: z.string().min(20), token_type: z.literal('Bearer'), expires_in: z.int() });
const Page = z.object({ data: z.array(z.record(z.string(), z.unknown())), nextCursor: z.string().nullable(), totalCount: z.int() });
const Refusal = z.object({ error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }) });

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tieout-clarity-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function start(options: Partial<ClarityOptions> = {}): Promise<ClaritySandbox> {
  const dir = options.dir ?? folder();
  const sandbox = await startClaritySandbox({ world, rateLimits: 'off', ...options, dir });
  undo.push(() => sandbox.close());
  return sandbox;
}

type Call = (method: string, path: string, body?: unknown) => Promise<Response>;

const callerOf = ({ url, credentials }: ClaritySandbox): Call => (method, path, body) =>
  fetch(`${url}/api/v1${path}`, { method, headers: { 'x-api-key': credentials.apiKey, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

async function refused(answer: Promise<Response>): Promise<[number, string, string?]> {
  const reply = await answer;
  const { error } = Refusal.parse(await reply.json());
  return error.field === undefined ? [reply.status, error.code] : [reply.status, error.code, error.field];
}

async function all(call: Call, path: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let cursor = '';
  for (let page = 0; page < 100; page += 1) {
    const { data, nextCursor } = Page.parse(await (await call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=20${cursor && `&cursor=${cursor}`}`)).json());
    rows.push(...data);
    if (nextCursor === null) return rows;
    cursor = nextCursor;
  }
  return assert.fail('the list never ends');
}

const idOf = (order: SaleOrder): string => `WEB-${order.number}`;
const orderOf = async (call: Call, id: string): Promise<Order> => Order.parse(await (await call('GET', `/orders/${id}`)).json());
const some = (suits: (order: SaleOrder) => boolean): SaleOrder => own.find(suits) ?? assert.fail('no such order in this world');
const minor = (text: string): number => Math.round(Number(text) * 100);

describe('signing in', () => {
  test('client credentials give a token, by Basic authentication and in the body', async () => {
    const sandbox = await start();
    const { clientId, clientSecret } = sandbox.credentials;
    const ask = (body: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> => fetch(`${sandbox.url}/oauth/token`, { method: 'POST', headers, body: new URLSearchParams(body) });
    const inBody = Token.parse(await (await ask({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })).json());
    const basic = Token.parse(await (await ask({ grant_type: 'client_credentials' }, { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` })).json());
    for (const { access_token: token } of [inBody, basic]) assert.equal((await fetch(`${sandbox.url}/api/v1/orders?limit=1`, { headers: { authorization: `Bearer ${token}` } })).status, 200);
    const wrong = await ask({ grant_type: 'client_credentials', client_id: clientId, client_secret: 'x' });
    assert.deepEqual([wrong.status, (await wrong.json() as { error: string }).error], [401, 'invalid_client']);
    assert.equal((await ask({ grant_type: 'password' })).status, 400);
  });

  test('an API key is enough; a wrong one, none, and a token that has ended are refused', async () => {
    const sandbox = await start({ accessTokenSeconds: 0 });
    assert.equal((await callerOf(sandbox)('GET', '/orders')).status, 200);
    assert.equal((await fetch(`${sandbox.url}/api/v1/orders`, { headers: { 'x-api-key': 'ck_wrong' } })).status, 401);
    assert.equal((await fetch(`${sandbox.url}/api/v1/orders`)).status, 401);
    const { clientId, clientSecret } = sandbox.credentials;
    const { access_token: token } = Token.parse(await (await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }) })).json());
    assert.equal((await fetch(`${sandbox.url}/api/v1/orders`, { headers: { authorization: `Bearer ${token}` } })).status, 401);
  });
});

describe('lists', () => {
  test('show the shop’s part of the world, with money that adds up to what the buyer paid', async () => {
    const call = callerOf(await start());
    const orders = z.array(Order).parse(await all(call, '/orders'));
    assert.deepEqual(orders.map(order => order.orderId).sort(), own.map(idOf).sort());
    const byId = new Map(own.map(order => [idOf(order), order]));
    for (const order of orders) {
      const total = order.lineItems.reduce((sum, line) => sum + minor(line.total), 0) + minor(order.shippingAmount) + minor(order.taxAmount) - minor(order.discountAmount);
      assert.equal(total, byId.get(order.orderId)?.grossMinor, order.orderId);
      assert.equal(minor(order.totalAmount), total);
      for (const line of order.lineItems) assert.ok(Math.abs(Number(line.unitPrice) * line.quantity - Number(line.discountAmount) - Number(line.total)) < 0.01, `${order.orderId} ${line.sku}`);
    }
    const refunds = world.refunds.filter(refund => refund.inLinnworks && own.some(order => order.number === refund.orderNumber));
    assert.deepEqual((await all(call, '/returns')).map(row => row['returnId']).sort(), refunds.map(refund => `RET-${refund.id}`).sort());
    assert.equal((await all(call, '/payments')).length, own.filter(order => order.paidAt !== null).length + refunds.length);
    assert.equal((await all(call, '/shipments')).length, own.filter(order => order.despatchedAt !== null).length);
    for (const kind of ['products', 'inventory']) assert.equal((await all(call, `/${kind}`)).length, world.products.length, kind);
    const customers = await all(call, '/customers');
    assert.ok(orders.every(order => customers.some(customer => customer['customerId'] === order.customerId)));
  });

  test('page by the moment of the last change, from a moment on, and lose nothing that changes meanwhile', async () => {
    const call = callerOf(await start());
    const first = Page.parse(await (await call('GET', '/orders?limit=10')).json());
    const changed = String(first.data[3]?.['orderId']);
    assert.equal((await call('PUT', `/orders/${changed}`, { customFields: { ErpNumber: '000123' } })).status, 200);
    const { data } = Page.parse(await (await call('GET', `/orders?limit=200&cursor=${first.nextCursor ?? ''}`)).json());
    const ids = [...first.data, ...data].map(row => String(row['orderId']));
    assert.equal(new Set(ids).size, own.length);
    assert.equal(ids.at(-1), changed);
    const moments = data.map(row => String(row['updatedAt']));
    assert.deepEqual(moments, [...moments].sort());
    const since = moments[moments.length - 3] ?? '';
    assert.equal((await all(call, `/orders?updatedSince=${since}`)).length, data.filter(row => String(row['updatedAt']) >= since).length);
  });

  test('take only what they know, and say what that is', async () => {
    const call = callerOf(await start());
    assert.deepEqual(await refused(call('GET', '/orders?limit=500')), [400, 'bad_parameter', 'limit']);
    assert.deepEqual(await refused(call('GET', '/orders?updatedSince=yesterday')), [400, 'bad_parameter', 'updatedSince']);
    assert.deepEqual(await refused(call('GET', '/orders?cursor=abc')), [400, 'bad_parameter', 'cursor']);
    assert.deepEqual(await refused(call('GET', '/orders?colour=red')), [400, 'unknown_parameter', 'colour']);
    assert.deepEqual(await refused(call('GET', '/orders?status=Lost')), [400, 'bad_parameter', 'status']);
    assert.deepEqual(await refused(call('GET', '/orders/WEB-1')), [404, 'not_found']);
    assert.deepEqual(await refused(call('DELETE', '/orders/WEB-1')), [405, 'method_not_allowed']);
    assert.deepEqual(await refused(call('GET', '/everything')), [404, 'not_found']);
    const pending = await all(call, '/orders?status=Pending');
    assert.equal(pending.length, own.filter(order => order.status === 'unpaid').length);
  });
});

describe('writing', () => {
  test('shipments take what is left of each line once, and the last parcel ships the order and its stock', async () => {
    const call = callerOf(await start());
    const sale = some(order => order.status === 'open' && order.lines.some(line => line.quantity > 1));
    const order = await orderOf(call, idOf(sale));
    const [line] = order.lineItems.filter(({ quantity }) => quantity > 1);
    assert.ok(line);
    const Stock = z.object({ quantityOnHand: z.int(), quantityAllocated: z.int(), quantityAvailable: z.int() });
    const stock = async () => Stock.parse(await (await call('GET', `/inventory/${line.sku}`)).json());
    const before = await stock();
    const parcel = { orderId: order.orderId, carrier: 'UPS', trackingNumber: '1Z1', shippedAt: '2026-11-03T10:00:00.000Z', lineItems: [{ lineId: line.lineId, quantity: 1 }] };
    assert.equal((await call('POST', '/shipments', parcel)).status, 201);
    assert.deepEqual(await refused(call('POST', '/shipments', parcel)), [409, 'duplicate_shipment', 'trackingNumber']);
    assert.deepEqual(await refused(call('POST', '/shipments', { ...parcel, trackingNumber: '1Z2', lineItems: [{ lineId: line.lineId, quantity: line.quantity }] })), [422, 'quantity_exceeded', 'lineItems[0].quantity']);
    assert.deepEqual(await refused(call('POST', '/shipments', { ...parcel, trackingNumber: '1Z2', lineItems: [{ lineId: '99', quantity: 1 }] })), [422, 'unknown_line', 'lineItems[0].lineId']);
    assert.deepEqual([(await orderOf(call, order.orderId)).status, (await orderOf(call, order.orderId)).shippedAt], ['Processing', null]);
    const rest = order.lineItems.map(({ lineId, quantity }) => ({ lineId, quantity: lineId === line.lineId ? quantity - 1 : quantity })).filter(({ quantity }) => quantity > 0);
    assert.equal((await call('POST', '/shipments', { ...parcel, trackingNumber: '1Z2', lineItems: rest })).status, 201);
    const after = await orderOf(call, order.orderId);
    assert.deepEqual([after.status, after.shippedAt], ['Shipped', '2026-11-03T10:00:00.000Z']);
    assert.deepEqual([(await stock()).quantityOnHand, (await stock()).quantityAvailable], [before.quantityOnHand - line.quantity, before.quantityAvailable]);
    assert.deepEqual(await refused(call('POST', '/shipments', { ...parcel, trackingNumber: '1Z3' })), [409, 'order_shipped', 'orderId']);
    assert.deepEqual((await all(call, `/shipments?orderId=${order.orderId}`)).map(row => row['trackingNumber']), ['1Z1', '1Z2']);
  });

  test('an order is voided once and not after it left; its stock is free again', async () => {
    const call = callerOf(await start());
    const open = idOf(some(order => order.status === 'open'));
    const sent = idOf(some(order => order.status === 'despatched'));
    assert.equal((await call('PUT', `/orders/${open}`, { status: 'Void' })).status, 200);
    const order = await orderOf(call, open);
    assert.ok(order.cancelledAt !== null && order.updatedAt > order.orderDate);
    assert.deepEqual(await refused(call('PUT', `/orders/${open}`, { status: 'Processing' })), [409, 'order_void', 'status']);
    assert.deepEqual(await refused(call('PUT', `/orders/${sent}`, { status: 'Void' })), [409, 'order_shipped', 'status']);
    assert.deepEqual(await refused(call('PUT', `/orders/${sent}`, { status: 'Vanished' })), [422, 'validation_failed', 'status']);
    assert.deepEqual(await refused(call('PUT', `/orders/${sent}`, { totalAmount: '1.00' })), [422, 'validation_failed']);
  });

  test('a checkout is taken when it adds up, and lives on after a restart; another world is refused', async () => {
    const dir = folder();
    const first = await startClaritySandbox({ world, dir });
    const call = callerOf(first);
    const { orderId: _id, shippedAt: _shipped, cancelledAt: _cancelled, createdAt: _created, updatedAt: _updated, ...sample } = await orderOf(call, idOf(some(order => order.status === 'open' && order.channel === 'shopify-uk')));
    const placed = Order.parse(await (await call('POST', '/orders', { ...sample, referenceNumber: '' })).json());
    assert.match(placed.orderId, /^WEB-9\d{5}$/);
    assert.deepEqual(await refused(call('POST', '/orders', { ...sample, totalAmount: '0.01' })), [422, 'total_mismatch', 'totalAmount']);
    assert.deepEqual(await refused(call('POST', '/orders', { ...sample, customerId: 'C-1' })), [422, 'unknown_customer', 'customerId']);
    assert.deepEqual(await refused(call('POST', '/orders', { ...sample, lineItems: sample.lineItems.map(line => ({ ...line, sku: 'NOPE' })) })), [422, 'unknown_product', 'lineItems[0].sku']);
    assert.deepEqual(await refused(call('POST', '/orders', { ...sample, lineItems: [] })), [422, 'validation_failed', 'lineItems']);
    await first.close();
    const again = await start({ dir });
    assert.equal((await orderOf(callerOf(again), placed.orderId)).totalAmount, sample.totalAmount);
    await again.close();
    await assert.rejects(startClaritySandbox({ world: makeWorld({ seed: 8, orders: 20 }), dir }), /Choose another folder/);
  });

  test('stock and products change, and time shows what buyers changed', async () => {
    const sandbox = await start();
    const call = callerOf(sandbox);
    const [product] = world.products;
    assert.ok(product);
    assert.equal((await call('PUT', `/inventory/${product.sku}`, { quantityOnHand: 7 })).status, 200);
    assert.deepEqual(await refused(call('PUT', `/inventory/${product.sku}`, { quantityOnHand: -1 })), [422, 'validation_failed', 'quantityOnHand']);
    assert.equal((await call('PUT', `/products/${product.sku}`, { price: '9.9900' })).status, 200);
    assert.equal((await (await call('GET', `/products/${product.sku}`)).json() as { price: string }).price, '9.9900');
    const edited = some(order => order.edited !== null);
    await fetch(`${sandbox.url}/sandbox/advance`, { method: 'POST', body: JSON.stringify({ to: '2026-11-04T09:00:00.000Z' }) });
    const order = await orderOf(call, idOf(edited));
    assert.deepEqual([minor(order.totalAmount), order.lineItems.length], [edited.edited?.grossMinor, edited.edited?.lines.length]);
  });
});

describe('faults and limits', () => {
  test('each fault hits as often as it says', async () => {
    const sandbox = await start({ faults: ['429-burst:2', '503:1', '400:1', 'malformed:1', 'empty-body:1'] });
    const call = callerOf(sandbox);
    const answers: [number, string | null, string][] = [];
    for (let count = 0; count < 7; count += 1) {
      const answer = await call('GET', '/products?limit=1');
      const text = await answer.text();
      answers.push([answer.status, answer.headers.get('retry-after'), text === '' ? 'empty' : text.endsWith('}') ? 'whole' : 'cut']);
    }
    assert.deepEqual(answers, [[429, null, 'whole'], [429, '1', 'whole'], [503, null, 'whole'], [400, null, 'whole'], [200, null, 'cut'], [200, null, 'empty'], [200, null, 'whole']]);
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: '{"faults":["timeout-after-write:1"]}' });
    const open = idOf(some(order => order.status === 'open'));
    await assert.rejects(call('PUT', `/orders/${open}`, { poNumber: 'P1' }));
    assert.equal((await orderOf(call, open)).poNumber, 'P1');
    assert.equal((await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: '{"faults":["boredom"]}' })).status, 400);
  });

  test('a token is gone in mid-run', async () => {
    const sandbox = await start({ faults: ['401-mid-run:2'] });
    const { clientId, clientSecret } = sandbox.credentials;
    const { access_token: token } = Token.parse(await (await fetch(`${sandbox.url}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }) })).json());
    const withToken = (): Promise<Response> => fetch(`${sandbox.url}/api/v1/inventory/none`, { headers: { authorization: `Bearer ${token}` } });
    assert.deepEqual([(await withToken()).status, (await withToken()).status], [404, 401]);
  });

  test('a minute holds so many calls of one caller; every second refusal says when to come back', () => {
    let now = 0;
    const limit = makeRateLimit({ off: false, perMinute: 2, now: () => now });
    const ask = (caller = 'client') => limit.refuse(caller);
    assert.deepEqual([ask(), ask(), ask()?.status, ask()?.headers, ask('api key')], [undefined, undefined, 429, { 'retry-after': '60' }, undefined]);
    now = 60_000;
    assert.equal(ask(), undefined);
  });
});

type Received = { headers: IncomingHttpHeaders; body: string };

/** An address that notes what it is sent and answers as it is told; 200 when nothing is left to tell. */
async function receiver(...answers: number[]): Promise<{ url: string; received: Received[]; count(wanted: number): Promise<void> }> {
  const received: Received[] = [];
  let noticed: () => void = () => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answers.shift() ?? 200).end();
      noticed();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received,
    count: wanted => new Promise(resolve => {
      noticed = () => void (received.length >= wanted && resolve());
      noticed();
    }),
  };
}

const Registered = z.object({ id: z.string(), secret: z.string().startsWith('whsec_') });
const register = async (call: Call, url: string, events: string[]): Promise<z.infer<typeof Registered>> => Registered.parse(await (await call('POST', '/webhooks', { url, events })).json());
const signedRightly = ({ headers, body }: Received, secret: string): boolean =>
  String(headers['webhook-signature']).split(' ').includes(signatureOf(secret, { id: String(headers['webhook-id']), timestamp: Number(headers['webhook-timestamp']), body }));
const typeOf = ({ body }: Received): string => z.object({ type: z.string(), timestamp: z.iso.datetime(), data: z.record(z.string(), z.string()) }).parse(JSON.parse(body)).type;

describe('webhooks', () => {
  test('are signed as Standard Webhooks says', () => {
    assert.equal(signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    assert.equal(signatureOf('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=', { id: 'msg_2aBcDeFgHiJkLmNoPqRsTuVwXyZ', timestamp: 1_768_487_400, body: '{"type":"order.created","timestamp":"2026-01-15T14:30:00Z","data":{"orderId":"WEB-100231"}}' }), 'v1,vOOsM74PYB6AHMMX18TGALmkh3wOhq6W2Hl+uLrSMWI=');
  });

  test('tell registered addresses of the events they want, thin and signed', async () => {
    const call = callerOf(await start());
    const hook = await receiver();
    const { secret } = await register(call, hook.url, ['product.updated', 'order.created', 'order.cancelled']);
    const sku = world.products[0]?.sku ?? '';
    await call('PUT', `/products/${sku}`, { price: '1.0000' });
    await call('PUT', `/inventory/${sku}`, { quantityOnHand: 3 });
    await call('PUT', `/orders/${idOf(some(order => order.status === 'open'))}`, { status: 'Void' });
    await hook.count(2);
    assert.deepEqual(hook.received.map(typeOf), ['product.updated', 'order.cancelled']);
    assert.ok(hook.received.every(one => signedRightly(one, secret) && Math.abs(Number(one.headers['webhook-timestamp']) - Date.now() / 1_000) < 60));
    assert.equal(new Set(hook.received.map(one => one.headers['webhook-id'])).size, 2);
  });

  test('are repeated with the same id until they are taken, given up in the end, and stopped by 410', async () => {
    const sandbox = await start({ webhookRetryDelaysMs: [5, 5] });
    const call = callerOf(sandbox);
    const sku = world.products[0]?.sku ?? '';
    const hook = await receiver(500, 301, 200, 500, 500, 500, 410);
    await register(call, hook.url, ['product.updated']);
    await call('PUT', `/products/${sku}`, { price: '1.0000' });
    await hook.count(3);
    await call('PUT', `/products/${sku}`, { price: '2.0000' });
    await hook.count(6);
    await call('PUT', `/products/${sku}`, { price: '3.0000' });
    await hook.count(7);
    await settled(sandbox, 3);
    await call('PUT', `/products/${sku}`, { price: '4.0000' });
    const ids = hook.received.map(one => one.headers['webhook-id']);
    assert.deepEqual([new Set(ids.slice(0, 3)).size, new Set(ids.slice(3, 6)).size, hook.received.length], [1, 1, 7]);
    assert.deepEqual(sandbox.books().deliveries.map(({ attempts, state, answer }) => [attempts, state, answer]), [[3, 'delivered', '200'], [3, 'failed', '500'], [1, 'failed', '410']]);
  });

  test('that wait are sent after a restart; a new secret signs beside the old one', async () => {
    const dir = folder();
    const first = await startClaritySandbox({ world, dir, webhookRetryDelaysMs: [1] });
    const call = callerOf(first);
    const hook = await receiver(503);
    const { id, secret } = await register(call, hook.url, ['product.updated']);
    const fresh = Registered.parse(await (await call('POST', `/webhooks/${id}/rotate`)).json());
    await call('PUT', `/products/${world.products[0]?.sku ?? ''}`, { price: '1.0000' });
    await hook.count(1);
    await first.close();
    await start({ dir });
    await hook.count(2);
    assert.ok(hook.received.every(one => signedRightly(one, secret) && signedRightly(one, fresh.secret)));
  });

  test('come twice, late, wrongly signed or not at all when that is switched on', async () => {
    const sandbox = await start({ faults: ['webhook-lost', 'webhook-twice', 'webhook-bad-signature', 'webhook-late'] });
    const call = callerOf(sandbox);
    const hook = await receiver();
    const { secret } = await register(call, hook.url, ['product.updated']);
    const sku = world.products[0]?.sku ?? '';
    await call('PUT', `/products/${sku}`, { price: '1.0000' });
    await settled(sandbox, 1);
    assert.equal(hook.received.length, 0);
    await call('PUT', `/products/${sku}`, { price: '2.0000' });
    await hook.count(4);
    const [forged, late, twice, right] = hook.received;
    assert.ok(forged && late && twice && right);
    assert.deepEqual([forged, late, twice, right].map(one => signedRightly(one, secret)), [false, true, true, true]);
    assert.ok(Number(late.headers['webhook-timestamp']) < Date.now() / 1_000 - 300);
    assert.equal(new Set(hook.received.map(one => one.headers['webhook-id'])).size, 1);
  });

  test('go to this machine only, to known events, and to nobody after removal', async () => {
    const call = callerOf(await start());
    assert.deepEqual(await refused(call('POST', '/webhooks', { url: 'https://example.com/hook', events: ['order.created'] })), [422, 'validation_failed', 'url']);
    assert.deepEqual(await refused(call('POST', '/webhooks', { url: 'http://127.0.0.1:9/hook', events: ['order.lost'] })), [422, 'validation_failed', 'events[0]']);
    const hook = await receiver();
    const { id } = await register(call, hook.url, ['product.updated']);
    assert.ok(!(await (await call('GET', '/webhooks')).text()).includes('whsec_'));
    assert.equal((await call('DELETE', `/webhooks/${id}`)).status, 204);
    assert.deepEqual(await refused(call('DELETE', `/webhooks/${id}`)), [404, 'not_found']);
    await call('PUT', `/products/${world.products[0]?.sku ?? ''}`, { price: '1.0000' });
    assert.equal(hook.received.length, 0);
  });
});

/** Waits until so many deliveries are over, one way or the other. */
async function settled(sandbox: ClaritySandbox, wanted: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (sandbox.books().deliveries.filter(({ state }) => state !== 'waiting').length >= wanted) return;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  assert.fail('the deliveries never settle');
}
