import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import { AppError } from '../../shared/contract/errors.ts';
import { dayIn } from '../../shared/values/date.ts';
import type { Instant, Period } from '../../shared/values/date.ts';
import { clarity } from '../../main/engine/connectors/clarity/clarity.ts';
import { orderReading, toOrder } from '../../main/engine/connectors/clarity/order.ts';
import { toReturns } from '../../main/engine/connectors/clarity/return.ts';
import { claritySettings } from '../../main/engine/connectors/clarity/settings.ts';
import { refusalOf } from '../../main/engine/connectors/client.ts';
import type { Json, StreamPage } from '../../main/engine/connectors/connector.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import { startProxy } from './fault-proxy.ts';
import { cleanUp, connectClarity, openWorkspace, saveClarity, startClarity } from './workspace.ts';

afterEach(cleanUp);

const world = makeWorld({ seed: 7, orders: 700 });
const own = world.orders.filter(({ channel }) => ['shopify-uk', 'shopify-eu', 'wholesale'].includes(channel));
const OCTOBER = '2026-10' as Period;
const ask = (cursor: string | null = null, period = OCTOBER) => ({ period, cursor, timeZone: 'Europe/London', signal: new AbortController().signal });
const commerce = clarity.commerce ?? assert.fail('Clarity sells');

async function collect<T>(pages: AsyncIterable<StreamPage<T>>): Promise<StreamPage<T>[]> {
  const all: StreamPage<T>[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

const ids = (pages: readonly StreamPage<{ externalId: string }>[]): string[] => pages.flatMap(page => page.records.map(({ record, issue }) => record?.externalId ?? issue ?? '?'));
const second = (at: string | null | undefined): string | null => at?.slice(0, 19) ?? null;

async function appError(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(() => assert.fail('nothing was refused'), (reason: unknown) => reason);
  assert.ok(error instanceof AppError, String(error));
  return error;
}

describe('orders of a month', () => {
  test('come with the money, the state and the lines that the world knows', async () => {
    const { session } = await connectClarity(openWorkspace(), await startClarity({ world }));
    const records = (await collect(commerce.orders(session, ask()))).flatMap(page => page.records);
    assert.deepEqual(records.filter(({ issue }) => issue !== null), []);
    assert.equal(records.length, own.length);
    const read = new Map(records.map(({ record }) => [record?.externalId, record ?? assert.fail('no order')]));
    const lines = (list: readonly { sku: string; quantity: number; grossMinor: number; taxRate: string | number }[]) => list.map(line => [line.sku, line.quantity, line.grossMinor, String(line.taxRate)]);
    for (const order of own) {
      const got = read.get(`WEB-${order.number}`) ?? assert.fail(`order ${order.number} is missing`);
      assert.deepEqual(
        [got.reference, got.currency, got.status, got.grossMinor, got.carriageMinor, got.discountMinor, got.exchangeRate, lines(got.lines), second(got.paidAt), second(got.despatchedAt), second(got.cancelledAt), got.delivery.country, got.delivery.postcode],
        [order.reference, order.currency, order.status, order.grossMinor, order.carriageGrossMinor, order.discountGrossMinor, String(order.exchangeRate), lines(order.lines), second(order.paidAt), second(order.despatchedAt), second(order.cancelledAt), order.buyer.country, order.buyer.postcode],
      );
    }
  });

  test('go on from any saved cursor without losing or repeating one', async () => {
    const { session } = await connectClarity(openWorkspace(), await startClarity({ world }));
    const whole = await collect(commerce.orders(session, ask()));
    assert.ok(whole.length >= 3);
    for (const [index, page] of whole.entries()) assert.deepEqual(ids(await collect(commerce.orders(session, ask(page.cursor)))), ids(whole.slice(index + 1)), `after page ${index + 1}`);
  });

  test('that change after they were read come once more, with what changed', async () => {
    const { session } = await connectClarity(openWorkspace(), await startClarity({ world }));
    const cursor = (await collect(commerce.orders(session, ask()))).at(-1)?.cursor ?? null;
    assert.deepEqual(await collect(commerce.orders(session, ask(cursor))), []);
    const [first, other] = own.filter(order => order.status === 'open').map(order => `WEB-${order.number}`);
    await session.request({ method: 'PUT', path: `/orders/${first}`, body: { status: 'Shipped' }, write: true });
    await session.request({ method: 'PUT', path: `/orders/${other}`, body: { status: 'Void' }, write: true });
    const later = (await collect(commerce.orders(session, ask(cursor)))).flatMap(page => page.records);
    assert.deepEqual(later.map(({ record }) => [record?.externalId, record?.status]), [[first, 'despatched'], [other, 'cancelled']]);
  });

  test('of another month are not read, and a cursor of another month does not hide them', async () => {
    const { session } = await connectClarity(openWorkspace(), await startClarity({ world }));
    const [page] = await collect(commerce.orders(session, ask()));
    const inSeptember = own.filter(order => [order.receivedAt, order.despatchedAt, order.cancelledAt, order.lastUpdatedAt].some(at => at !== null && dayIn('Europe/London', at as Instant).startsWith('2026-09')));
    assert.deepEqual(ids(await collect(commerce.orders(session, ask(null, '2026-09' as Period)))).sort(), inSeptember.map(order => `WEB-${order.number}`).sort());
    assert.equal(ids(await collect(commerce.orders(session, ask((page?.cursor ?? '').replace('2026-10', '2026-08'))))).length, own.length);
  });

  test('that are listed in another order than asked for stop the reading, so that none is passed over', async () => {
    const sandbox = await startClarity({ world });
    const proxy = await startProxy(sandbox.url);
    const { session } = await connectClarity(openWorkspace(), { ...sandbox, url: proxy.url });
    proxy.plan('/orders?updatedSince', { kind: 'alter', change: body => body.replaceAll('"updatedAt":"2026-10', '"updatedAt":"2026-12') });
    assert.equal((await appError(collect(commerce.orders(session, ask())))).code, 'clarity.order');
    proxy.plan('/orders?updatedSince', { kind: 'answer', status: 200, body: '{"items":[]}' });
    assert.equal((await appError(collect(commerce.orders(session, ask())))).code, 'clarity.shape');
    proxy.plan('/orders?updatedSince', { kind: 'answer', status: 200, body: '' });
    assert.equal((await appError(collect(commerce.orders(session, ask())))).code, 'clarity.shape');
  });
});

test('returns of a month come once, and go on from their cursor', async () => {
  const { session } = await connectClarity(openWorkspace(), await startClarity({ world }));
  const pages = await collect(commerce.returns(session, ask()));
  const records = pages.flatMap(page => page.records.map(({ record, issue }) => record ?? assert.fail(issue ?? '')));
  const refunds = world.refunds.filter(refund => refund.inLinnworks && own.some(order => order.number === refund.orderNumber) && dayIn('Europe/London', refund.actionedAt as Instant).startsWith('2026-10'));
  assert.ok(refunds.length > 3);
  assert.deepEqual(records.map(one => [one.externalId, one.orderExternalId, one.orderReference, one.quantity, one.grossMinor, one.status, second(one.at)]).sort(),
    refunds.map(refund => [`RET-${refund.id}`, `WEB-${refund.orderNumber}`, refund.orderReference, refund.quantity, refund.grossMinor, 'refunded', second(refund.actionedAt)]).sort());
  assert.deepEqual(await collect(commerce.returns(session, ask(pages.at(-1)?.cursor ?? null))), []);
});

describe('signing in', () => {
  test('with an API key reads the same, and says which key to copy when it is refused', async () => {
    const workspace = openWorkspace();
    const sandbox = await startClarity({ world });
    const byKey = { settings: { signInWith: 'API key', clientId: '' }, secrets: { clientSecret: 'unused', apiKey: sandbox.credentials.apiKey } };
    const { id, session } = await connectClarity(workspace, sandbox, byKey);
    assert.equal((await workspace.handlers.test(workspace.task(), { id })).ok, true);
    assert.equal(ids(await collect(commerce.orders(session, ask()))).length, own.length);
    assert.ok(!workspace.everything().includes(sandbox.credentials.apiKey));
    const { id: wrong } = await saveClarity(workspace, sandbox, { ...byKey, secrets: { apiKey: 'ck_of_another_shop' } });
    assert.match((await workspace.handlers.test(workspace.task(), { id: wrong })).message, /does not accept this API key/);
  });

  test('says what is missing', async () => {
    const workspace = openWorkspace();
    const sandbox = await startClarity({ world });
    const table: [change: Parameters<typeof saveClarity>[2], says: RegExp][] = [
      [{ settings: { clientId: '' } }, /Enter the client ID and the client secret/],
      [{ secrets: { clientSecret: '' } }, /Enter the client ID and the client secret/],
      [{ settings: { signInWith: 'API key' } }, /Enter the API key/],
      [{ settings: { signInWith: 'API key', apiKeyHeader: 'X Api Key' }, secrets: { apiKey: 'k' } }, /letters, digits and hyphens/],
    ];
    for (const [change, says] of table) {
      const { id } = await saveClarity(workspace, sandbox, change);
      assert.match((await workspace.handlers.test(workspace.task(), { id })).message, says);
    }
  });

  test('fetches one token for many calls, and the next before it ends', async () => {
    const workspace = openWorkspace();
    const sandbox = await startClarity({ world });
    const proxy = await startProxy(sandbox.url);
    const { session } = await connectClarity(workspace, { ...sandbox, url: proxy.url });
    const question = { method: 'GET', path: '/products?limit=1' } as const;
    const tokens = (): number => proxy.seen.filter(({ path }) => path === '/oauth/token').length;
    await Promise.all([session.request(question), session.request(question), session.request(question)]);
    assert.equal(tokens(), 1);
    workspace.clock.forward(3_550_000);
    await Promise.all([session.request(question), session.request(question)]);
    assert.equal(tokens(), 2);
  });
});

test('a refused write says what Clarity said, for the record it is about; a lost answer is in doubt', async () => {
  const sandbox = await startClarity({ world });
  const { session } = await connectClarity(openWorkspace(), sandbox);
  const sent = own.find(order => order.status === 'despatched') ?? assert.fail('nothing was sent');
  const error = await appError(session.request({ method: 'PUT', path: `/orders/WEB-${sent.number}`, body: { status: 'Void' }, write: true }));
  assert.deepEqual([error.code, error.recovery, error.field, refusalOf(error)?.code], ['order.shipped', 'fixRecord', 'status', 'order.shipped']);
  assert.match(error.message, /Clarity refused this \(409\): Order WEB-\d+ has left already\. Look at its shipments/);
  await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: '{"faults":["timeout-after-write"]}' });
  const open = own.find(order => order.status === 'open') ?? assert.fail('nothing is open');
  assert.equal((await appError(session.request({ method: 'PUT', path: `/orders/WEB-${open.number}`, body: { poNumber: 'P1' }, write: true }))).code, 'http.lost');
});

test('discovery names the seven entities, masks people and keeps codes', async () => {
  const { session } = await connectClarity(openWorkspace(), await startClarity({ world }));
  const entities = await clarity.discover(session, new AbortController().signal);
  assert.deepEqual(entities.map(({ name, canWrite }) => [name, canWrite]), ['Order', 'Product', 'Customer', 'Inventory', 'Payment', 'Return', 'Shipment'].map(name => [name, false]));
  const field = (entity: string, path: string) => entities.find(({ name }) => name === entity)?.fields.find(one => one.path === path) ?? assert.fail(`${entity} has no ${path}`);
  assert.ok(field('Order', 'customFields.CostCentre').samples.some(sample => /^(WEB|TRD)$/.test(sample)));
  assert.ok(field('Order', 'shippingAddress.name').samples.every(sample => sample.includes('•')));
  assert.deepEqual([field('Order', 'status').choices.length, field('Order', 'lineItems[].sku').maxLength, field('Customer', 'customFields.PriceGroup').custom], [12, 40, true]);
  for (const { name, fields } of entities) {
    assert.ok(fields.every(one => one.custom || one.description !== ''), name);
    // What the shop really lists is in the table: a field without a sample anywhere is one that is empty in this shop.
    assert.ok(fields.filter(one => one.samples.length > 0).length > fields.length / 2, name);
  }
});

describe('an order as Clarity writes it', () => {
  const settings = Object.fromEntries(claritySettings.map(({ name, initial }) => [name, initial]));
  const address = { name: 'Dana Ortiz', line1: '12 Pine St', city: 'Austin', state: 'TX', postalCode: '78701', country: 'US' };
  const raw = {
    orderId: 'WEB-100231', customerId: 'C-5521', orderDate: '2026-01-15T14:30:00Z', status: 'Confirmed', totalAmount: '207.33', currency: 'USD', shippingAddress: address, billingAddress: address,
    lineItems: [{ lineId: '1', sku: '6655', name: 'Desk lamp', quantity: 2, unitPrice: '89.99', taxAmount: '14.85', total: '179.98' }], shippingAmount: '12.50', taxAmount: '14.85',
    paymentInfo: { method: 'card', provider: 'sandbox', transactionId: 'pi_1', status: 'captured', amount: '207.33' },
  };
  type Raw = { [name: string]: Json };
  const read = (change: Raw = {}, changed: Record<string, string> = {}) => toOrder({ ...structuredClone(raw), ...change }, orderReading({ ...settings, ...changed }));
  const order = (change?: Raw, changed?: Record<string, string>) => {
    const { record, issue } = read(change, changed);
    return record ?? assert.fail(issue);
  };
  const [line] = raw.lineItems;

  test('with no more than its public description has, is read whole', () => {
    assert.deepEqual(order(), {
      kind: 'order', externalId: 'WEB-100231', number: 'WEB-100231', reference: 'WEB-100231', channel: 'CLARITY/Store', currency: 'USD', receivedAt: '2026-01-15T14:30:00.000Z', paidAt: '2026-01-15T14:30:00.000Z', despatchedAt: null, cancelledAt: null,
      changedAt: '2026-01-15T14:30:00.000Z', status: 'open', paymentMethod: 'sandbox', buyer: order().delivery,
      delivery: { name: 'Dana Ortiz', company: '', address1: '12 Pine St', address2: '', town: 'Austin', region: 'TX', postcode: '78701', country: 'United States', email: '', phone: '' },
      lines: [{ sku: '6655', title: 'Desk lamp', quantity: 2, grossMinor: 19_483, taxRate: '8.25', taxMinor: 1_485, parts: [] }], carriageMinor: 1_250, carriageTaxMinor: 0, discountMinor: 0, grossMinor: 20_733, exchangeRate: '1',
    });
  });

  test('has its statuses read as the connection says', () => {
    const table = `
      Pending → unpaid, On Hold → unpaid, confirmed → open, Full Payment Received → open, Partial Payment Received → open, Processing → open, Backordered → open,
      Ready For Pickup → open, SHIPPED → despatched, Shipped from Vendor → despatched, Completed → despatched, Void → cancelled`;
    for (const [status = '', meaning] of table.split(',').map(row => row.trim().split(' → '))) assert.equal(order({ status }).status, meaning, status);
    assert.equal(order({ status: 'Boxed' }, { openStatuses: 'Processing, Boxed' }).status, 'open');
    assert.deepEqual([order({ status: 'Shipped', shippedAt: '2026-01-17T09:00:00Z' }).despatchedAt, order({ status: 'Shipped', updatedAt: '2026-01-18T09:00:00Z' }).despatchedAt, order({ status: 'Void', cancelledAt: '2026-01-16T08:00:00Z' }).cancelledAt],
      ['2026-01-17T09:00:00.000Z', '2026-01-18T09:00:00.000Z', '2026-01-16T08:00:00.000Z']);
  });

  test('has its money made out from what is stated', () => {
    const money = (change: Raw) => {
      const { lines, carriageMinor, carriageTaxMinor, discountMinor, grossMinor } = order(change);
      return [lines.map(one => [one.grossMinor, one.taxMinor, one.taxRate]), carriageMinor, carriageTaxMinor, discountMinor, grossMinor];
    };
    assert.deepEqual(money({ taxAmount: '15.88', totalAmount: '208.36' }), [[[19_483, 1_485, '8.25']], 1_353, 103, 0, 20_836], 'tax of the shipping');
    assert.deepEqual(money({ lineItems: [{ ...line, taxRate: '8.25' }], discountAmount: '5', totalAmount: '202.33' }), [[[19_483, 1_485, '8.25']], 1_250, 0, 500, 20_233], 'a discount');
    assert.deepEqual(money({ lineItems: [{ sku: 'A', quantity: 2, unitPrice: '89.99' }] }), [[[19_483, 1_485, '8.25']], 1_250, 0, 0, 20_733], 'tax of the whole order only');
    assert.deepEqual(money({ lineItems: [{ sku: 'A', quantity: 2, unitPrice: 89.99, taxRate: 8.25 }] }), [[[19_483, 1_485, '8.25']], 1_250, 0, 0, 20_733], 'numbers instead of text, and a rate');
    assert.deepEqual(money({ lineItems: [{ ...line, total: '60.00', taxAmount: '4.95' }, { ...line, total: '119.98', taxAmount: '9.90' }], totalAmount: '207.34' }), [[[6_495, 495, '8.25'], [12_989, 990, '8.25']], 1_250, 0, 0, 20_734], 'a cent of rounding');
  });

  test('in another currency than the books takes the rate that it states', () => {
    assert.equal(order({ currency: 'EUR', exchangeRate: '1.1512' }).exchangeRate, '1.1512');
    assert.equal(order({ currency: 'EUR' }, { baseCurrency: 'EUR' }).exchangeRate, '1');
  });

  test('that cannot be posted is said in a sentence with its number', () => {
    const table: [Raw, RegExp][] = [
      [{ currency: 'XXX' }, /^Order WEB-100231: its currency "XXX" is none/],
      [{ currency: 'EUR' }, /states no exchange rate/],
      [{ status: 'Boxed' }, /status "Boxed" is in none of the lists/],
      [{ orderDate: '15.01.2026' }, /orderDate\) is missing/],
      [{ totalAmount: null }, /totalAmount\) is missing/],
      [{ totalAmount: '200.00' }, /do not add up: .* make 20733, totalAmount says 20000/],
      [{ lineItems: [{ sku: 'A', quantity: 1 }] }, /line A has no price/],
      [{ lineItems: [{ sku: 'A', quantity: 1.5, total: '1' }] }, /line A has no whole quantity/],
      [{ totalAmount: '99999999999999999999' }, /too large/],
    ];
    for (const [change, says] of table) assert.match(read(change).issue ?? '', says);
    assert.match(toOrder(null, orderReading(settings)).issue ?? '', /without a number: it has no id/);
  });
});

describe('a return as Clarity writes it', () => {
  const raw = {
    returnId: 'RET-1', orderId: 'WEB-100231', referenceNumber: '#100231', store: 'Main', status: 'Refunded', reason: 'Changed mind', currency: 'USD', refundAmount: '97.42', createdAt: '2026-01-20T10:00:00Z', refundedAt: '2026-01-22T10:00:00Z', updatedAt: '2026-01-22T10:00:07Z',
    lineItems: [{ lineId: '1', sku: '6655', quantity: 1, refundAmount: '97.42' }],
  };
  const rows = (change: { [name: string]: Json } = {}) => toReturns({ ...structuredClone(raw), ...change }).map(({ record, issue }) => record ? [record.externalId, record.sku, record.quantity, record.grossMinor, record.status, record.at.slice(0, 10)] : issue);

  test('is one return per line, and one without goods for what was paid back beyond them', () => {
    assert.deepEqual(rows(), [['RET-1', '6655', 1, 9_742, 'refunded', '2026-01-22']]);
    assert.deepEqual(rows({ refundAmount: '109.92' }), [['RET-1/1', '6655', 1, 9_742, 'refunded', '2026-01-22'], ['RET-1/money', '', 0, 1_250, 'refunded', '2026-01-22']]);
    assert.deepEqual(rows({ lineItems: [], refundAmount: '5' }), [['RET-1', '', 0, 500, 'refunded', '2026-01-22']]);
    assert.deepEqual(rows({ status: 'Received', refundedAt: null }), [['RET-1', '6655', 1, 9_742, 'open', '2026-01-20']]);
  });

  test('that cannot be read is said with its order', () => {
    assert.deepEqual(rows({ refundAmount: '50.00' }), ['Return RET-1 of order WEB-100231: its lines come to more than what was paid back (refundAmount). Correct it in Clarity.']);
    assert.match(String(rows({ currency: '' })[0]), /^Return RET-1 of order WEB-100231: its currency/);
    assert.match(String(rows({ orderId: '' })[0]), /names no order/);
    assert.match(String(rows({ createdAt: '', refundedAt: '', updatedAt: '' })[0]), /no date/);
  });
});
