import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { startSageProSandbox, type SageProOptions, type SageProSandbox } from '../../main/sandboxes/sagepro/server.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { World } from '../../main/sandboxes/world/world-types.ts';

const whole = makeWorld({ seed: 7, orders: 230 });
const world: World = { ...whole, openingSales: whole.openingSales.filter(sale => sale.currency === 'GBP').slice(0, 3) };
const BASE = '/api/v1/sagepro';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

type Row = Record<string, unknown>;
type Answer = { status: number; json: Row; text: string };
type Client = { sandbox: SageProSandbox; ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>; list(path: string): Promise<Row[]>; record(path: string): Promise<Row> };

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sagepro-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function start(options: Partial<SageProOptions> = {}): Promise<Client> {
  const sandbox = await startSageProSandbox({ world, staff: 'manual', dir: options.dir ?? folder(), ...options });
  undo.push(() => sandbox.close());
  const { apiKey, companyCode } = sandbox.credentials;
  let keys = 0;
  const ask: Client['ask'] = async (method, path, body, headers = {}) => {
    const given = { authorization: `Bearer ${apiKey}`, 'x-sage-company': companyCode, 'idempotency-key': `k${(keys += 1)}`, ...headers };
    const response = await fetch(`${sandbox.url}${path.startsWith('/sandbox') ? '' : BASE}${path}`, { method, headers: given, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, text, json: text.startsWith('{') && text.endsWith('}') ? (JSON.parse(text) as Row) : {} };
  };
  return { sandbox, ask, list: async path => ((await ask('GET', path)).json['Records'] ?? assert.fail(`no records at ${path}`)) as Row[], record: async path => (await ask('GET', `/sandbox/record/${path}`)).json };
}

const linesOf = (row: Row | undefined): Row[] => (row?.['LineItems'] ?? []) as Row[];
const pick = (row: Row | undefined, ...names: string[]): unknown[] => names.map(name => row?.[name]);
const lineOf = (change: Row = {}): Row => ({ ItemCode: 'WIDGET-10', Quantity: '2', UnitPrice: '89.990', ...change });
const orderOf = (reference: string, change: Row = {}): Row => ({ CustomerNo: 'ACME01', OrderDate: '2026-10-05', PONumber: reference, LineItems: [lineOf(), { ItemCode: 'SHIP-01', UnitPrice: '12.500', TaxCode: 'Z' }], ...change });

async function placed(client: Client, reference: string, change: Row = {}): Promise<string> {
  const { status, json, text } = await client.ask('POST', '/orders', orderOf(reference, change));
  assert.equal(status, 201, text);
  return String(json['SalesOrderNo']);
}
const staff = async (client: Client, body: Row): Promise<unknown> => (await client.ask('POST', '/sandbox/staff', body)).json['done'];
const fault = (client: Client, body: Row): Promise<Answer> => client.ask('POST', '/sandbox/faults', body);

describe('signing in', () => {
  test('a key or a session opens the gateway, for one company; a reader may not write', async () => {
    const client = await start();
    const { user, password, readOnlyUser, readOnlyPassword, companyCode } = client.sandbox.credentials;
    assert.equal((await client.ask('GET', '/company')).status, 200);
    assert.equal((await client.ask('GET', '/company', undefined, { authorization: 'Bearer wrong' })).status, 401);
    assert.equal((await client.ask('GET', '/company', undefined, { 'x-sage-company': '06' })).status, 403);
    assert.equal((await client.ask('POST', '/session', { UserLogon: user, Password: 'wrong', CompanyCode: companyCode })).status, 401);
    const bearer = async (UserLogon: string, Password: string) => ({ authorization: `Bearer ${String((await client.ask('POST', '/session', { UserLogon, Password, CompanyCode: companyCode })).json['SessionToken'])}` });
    const writer = await bearer(user, password);
    assert.equal((await client.ask('GET', '/company', undefined, writer)).status, 200);
    const reader = await bearer(readOnlyUser, readOnlyPassword);
    assert.equal((await client.ask('GET', '/customers', undefined, reader)).status, 200);
    assert.equal((await client.ask('POST', '/orders', orderOf('R'), reader)).json['code'], 'NoTaskRight');
    assert.equal(await staff(client, { action: 'recycle-sessions' }), 1);
    assert.equal((await client.ask('GET', '/company', undefined, writer)).status, 401);
  });
});

describe('orders', () => {
  test('the documented order comes to 207.33, its tax worked out anew; its number stands on the right of its field', async () => {
    const client = await start();
    const { json } = await client.ask('POST', '/orders', orderOf('WEB-100231', { TotalAmount: '207.330', ShipToAddress: { Company: 'Dana Ortiz', City: 'Austin', State: 'TX', Zip: '78701' } }));
    assert.deepEqual(pick(json, 'SalesOrderNo', 'NetAmount', 'TaxAmount', 'TotalAmount', 'Status', 'Type'), ['    102345', '192.480', '14.850', '207.330', '', 'O']);
    const [line] = json['LineItems'] as Row[];
    assert.deepEqual(pick(line, 'ItemCode', 'Quantity', 'OpenQuantity', 'UnitPrice', 'ExtendedPrice', 'TaxAmount', 'LocationId'), ['WIDGET-10', '2.000', '2.000', '89.990', '179.980', '14.850', 'MAIN']);
    assert.deepEqual(pick(json['ShipToAddress'] as Row, 'Company', 'City', 'Zip'), ['Dana Ortiz', 'Austin', '78701']);
    assert.deepEqual(pick(json['BillToAddress'] as Row, 'Company'), ['Acme Supplies']);
    assert.deepEqual((await client.list('/orders?poNumber=WEB-100231&customer=ACME01')).map(row => row['SalesOrderNo']), ['    102345']);
    assert.equal((await client.ask('GET', '/orders/102345')).json['PONumber'], 'WEB-100231');
    assert.deepEqual(pick(await client.record('somast/%20%20%20%20102345'), 'adduser', 'tosw', 'lckstat'), ['GTWY', 'X', '']);
    assert.equal((await client.record('arcust/ACME01'))['onorder'], '207.330');
  });

  test('an order that is refused leaves nothing behind and uses up no number', async () => {
    const client = await start();
    const before = JSON.stringify(client.sandbox.books());
    const cases: [change: Row, code: string, field: string][] = [
      [{ CustomerNo: 'NOBODY' }, 'CI_NOF', 'CustomerNo'],
      [{ LineItems: [lineOf(), lineOf({ ItemCode: 'NO-SUCH' })] }, 'CI_NOF', 'LineItems[1].ItemCode'],
      [{ LineItems: [lineOf({ UnitPrice: '12.4917' })] }, 'CI_InvalidNumber', 'LineItems[0].UnitPrice'],
      [{ LineItems: [lineOf({ TaxCode: 'Q' })] }, 'CI_NOF', 'LineItems[0].TaxCode'],
      [{ LineItems: [lineOf({ LocationId: 'NORTH' })] }, 'CI_NOF', 'LineItems[0].LocationId'],
      [{ LineItems: [] }, 'CI_Required', 'LineItems'],
      [{ PONumber: 'X'.repeat(21) }, 'CI_CharLength', 'PONumber'],
      [{ OrderDate: '20261005' }, 'CI_InvalidDate', 'OrderDate'],
      [{ TotalAmount: '207.34' }, 'TotalMismatch', 'TotalAmount'],
      [{ Colour: 'red' }, 'CI_NOF', 'Colour'],
    ];
    for (const [change, code, field] of cases) assert.deepEqual(pick((await client.ask('POST', '/orders', orderOf('BAD', change))).json, 'code', 'field'), [code, field], JSON.stringify(change));
    assert.equal(JSON.stringify(client.sandbox.books()), before);
    assert.equal(await placed(client, 'GOOD'), '    102345');
  });

  test('a customer on hold, a PO number used before (also long ago) and an item without its quantity row are refused', async () => {
    const client = await start();
    const number = await placed(client, 'ONCE');
    assert.equal((await client.ask('POST', '/orders', orderOf('ONCE'))).json['code'], 'DuplicateCustomerPO');
    await staff(client, { action: 'ship', salesOrderNo: number, on: '2026-10-06' });
    assert.equal((await client.ask('POST', '/orders', orderOf('ONCE'))).json['code'], 'DuplicateCustomerPO');
    await staff(client, { action: 'hold-customer', customerNo: 'ACME01' });
    assert.equal((await client.ask('POST', '/orders', orderOf('HELD'))).json['code'], 'AR_CreditHold');
    await staff(client, { action: 'release-customer', customerNo: 'ACME01' });
    assert.equal(await staff(client, { action: 'drop-location', itemCode: 'WIDGET-10', location: 'MAIN' }), 1);
    assert.equal((await client.ask('POST', '/orders', orderOf('NO-ROW'))).json['field'], 'LineItems[0].LocationId');
  });

  test('the same document sent again under its key is one order, another under it is refused', async () => {
    const client = await start();
    const key = { 'idempotency-key': 'same' };
    const [first, again] = [await client.ask('POST', '/orders', orderOf('KEY'), key), await client.ask('POST', '/orders', orderOf('KEY'), key)];
    assert.deepEqual([first.status, again.status, again.text], [201, 200, first.text]);
    assert.equal((await client.ask('POST', '/orders', orderOf('OTHER'), key)).json['code'], 'IdempotencyConflict');
    assert.equal((await client.ask('POST', '/orders', orderOf('NONE'), { 'idempotency-key': '' })).json['code'], 'IdempotencyKeyRequired');
  });

  test('an open order can be cancelled, and then is history; one that has left in part cannot', async () => {
    const client = await start();
    await placed(client, 'CANCEL');
    assert.deepEqual(pick((await client.ask('PUT', '/orders/102345', { Status: 'X' })).json, 'Status', 'PONumber'), ['X', 'CANCEL']);
    assert.equal((await client.record('arcust/ACME01'))['onorder'], '0.000');
    const number = await placed(client, 'PART');
    await staff(client, { action: 'ship', salesOrderNo: number, on: '2026-10-06', quantities: { 1: 1 } });
    assert.equal((await client.ask('PUT', `/orders/${number.trim()}`, { Status: 'X' })).json['code'], 'SO_Shipped');
  });
});

describe('shipping and invoicing', () => {
  test('what leaves is invoiced with tax as a line of its own; the order stays open until all of it has left', async () => {
    const client = await start();
    const number = await placed(client, 'SHIP');
    await staff(client, { action: 'ship', salesOrderNo: number, on: '2026-10-06', quantities: { 1: 1 } });
    const [open] = await client.list('/orders?poNumber=SHIP');
    assert.deepEqual(pick(linesOf(open)[0], 'Quantity', 'OpenQuantity', 'ShippedQuantity'), ['2.000', '1.000', '1.000']);
    await staff(client, { action: 'ship', salesOrderNo: number, on: '2026-10-08' });
    assert.deepEqual((await client.list('/orders?poNumber=SHIP')).map(row => row['Status']), ['C']);
    const invoices = await client.list('/invoices?poNumber=SHIP');
    assert.deepEqual(invoices.map(row => pick(row, 'SalesOrderNo', 'InvoiceDate', 'Amount', 'PaidAmount', 'Balance', 'FreightAmount')), [[number, '2026-10-06', '109.910', '0.000', '109.910', '12.500'], [number, '2026-10-08', '97.410', '0.000', '97.410', '0.000']]);
    assert.deepEqual(linesOf(invoices[0]).map(row => pick(row, 'ItemCode', 'Quantity', 'ExtendedPrice')), [['WIDGET-10', '1.000', '89.990'], ['SHIP-01', '1.000', '12.500'], ['TAX-01', '1.000', '7.420']]);
    assert.match(String(invoices[0]?.['TrackingNo']), /^1Z999AA1/);
    const [stock] = await client.list('/inventory?itemCode=WIDGET-10');
    assert.deepEqual(pick(stock, 'OnHand', 'Allocated', 'Available'), ['498.000', '0.000', '498.000']);
    assert.equal((await client.record('arcust/ACME01'))['balance'], '207.320');
  });

  test('a credit memo is negative throughout, and goods that come back are on hand again', async () => {
    const client = await start();
    const { json } = await client.ask('POST', '/invoices', { Type: 'C', CustomerNo: 'ACME01', InvoiceDate: '2026-10-09', PONumber: 'WEB-1', Notes: 'CR-1', LineItems: [lineOf()] });
    assert.deepEqual(pick(json, 'Type', 'Amount', 'Balance', 'Notes'), ['C', '-194.830', '-194.830', 'CR-1']);
    assert.equal((await client.record('iciloc/WIDGET-10/MAIN'))['lonhand'], '502.000');
    assert.equal((await client.ask('POST', '/invoices', { Type: 'D', CustomerNo: 'ACME01', InvoiceDate: '2026-10-09', LineItems: [lineOf()] })).json['code'], 'BadType');
  });
});

describe('payments and the general ledger', () => {
  test('balance = invoice − paid, what is on no invoice stays open, and every journal balances', async () => {
    const client = await start();
    const number = await placed(client, 'PAY');
    await staff(client, { action: 'ship', salesOrderNo: number, on: '2026-10-06' });
    const [invoice] = await client.list('/invoices?poNumber=PAY');
    const bank = (await client.list('/banks'))[0]?.['BankCode'];
    const pay = (change: Row): Promise<Answer> => client.ask('POST', '/payments', { CustomerNo: 'ACME01', BankCode: bank, PaymentDate: '2026-10-07', CheckNo: 'WEB', Amount: '250.00', Reference: 'T-1', ...change });
    assert.equal((await pay({ BankCode: '9999' })).json['field'], 'BankCode');
    assert.equal((await pay({ Amount: '0' })).json['code'], 'CI_Required');
    assert.equal((await pay({ Applications: [{ InvoiceNo: invoice?.['InvoiceNo'], Amount: '260.00' }] })).json['code'], 'AR_OverApplied');
    assert.deepEqual(pick((await pay({ Applications: [{ InvoiceNo: invoice?.['InvoiceNo'], Amount: '200.00' }] })).json, 'Amount', 'Unapplied'), ['250.000', '50.000']);
    assert.deepEqual(pick((await client.list('/invoices?poNumber=PAY'))[0], 'Amount', 'PaidAmount', 'Balance'), ['207.330', '200.000', '7.330']);
    assert.deepEqual((await client.list('/payments?open=Y')).map(row => row['Reference']), ['T-1']);
    const postings = await client.list('/gl/postings?limit=500');
    const batches = Map.groupBy(postings, row => `${String(row['Source'])} ${String(row['BatchNo'])}`);
    for (const [name, rows] of batches) assert.equal(rows.reduce((sum, row) => sum + Math.round(Number(row['Debit']) * 100) - Math.round(Number(row['Credit']) * 100), 0), 0, name);
    for (const balance of await client.list('/gl/balances?limit=500')) {
      const of = postings.filter(row => row['Account'] === balance['Account'] && String(row['PostingDate']).startsWith(`${String(balance['FiscalYear'])}-${String(balance['FiscalPeriod'])}`));
      for (const side of ['Debit', 'Credit']) assert.equal(Math.round(Number(balance[side]) * 100), of.reduce((sum, row) => sum + Math.round(Number(row[side]) * 100), 0));
    }
  });

  test('September’s sales are invoiced and paid', async () => {
    const client = await start();
    const invoices = await client.list('/invoices?to=2026-09-30');
    assert.deepEqual(invoices.map(row => [row['PONumber'], Math.round(Number(row['Amount']) * 100), row['Balance']]), world.openingSales.map(sale => [sale.reference.slice(0, 20), sale.grossMinor, '0.000']));
  });
});

describe('lists and changes', () => {
  test('pages hand out each row once, also while rows are added; only additions have a moment', async () => {
    const client = await start();
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await client.ask('GET', `/products?limit=7${cursor && `&cursor=${cursor}`}`);
      seen.push(...(json['Records'] as Row[]).map(row => String(row['ItemCode'])));
      cursor = String(json['NextCursor']);
      if (!cursor) break;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(seen.length, world.products.filter(product => product.sageCode !== null).length + 7);
    assert.deepEqual(await client.list(`/customers?updatedSince=${new Date(Date.now() + 60_000).toISOString()}`), []);
    assert.equal((await client.ask('GET', '/products?colour=red')).json['code'], 'BadQuery');
    assert.equal((await client.ask('GET', '/products?cursor=xx')).json['code'], 'BadCursor');
    assert.equal((await client.ask('GET', '/nothing')).status, 404);
  });

  test('stock, prices and customers can be changed; what the books work out cannot', async () => {
    const client = await start();
    assert.deepEqual(pick((await client.ask('PUT', '/inventory/WIDGET-10/MAIN', { OnHand: '450' })).json, 'OnHand', 'Available'), ['450.000', '450.000']);
    assert.equal((await client.ask('GET', '/products/WIDGET-10')).json['OnHand'], '450.000');
    assert.deepEqual(pick((await client.ask('PUT', '/products/WIDGET-10', { WebPrice: '99.990', OnHand: '1' })).json, 'WebPrice', 'OnHand'), ['99.990', '450.000']);
    assert.deepEqual(pick((await client.ask('PUT', '/customers/ACME01', { Phone: '512/555-0199', Balance: '1' })).json, 'Phone', 'Balance'), ['512/555-0199', '0.000']);
    assert.equal((await client.ask('PUT', '/inventory/WIDGET-10/NORTH', { OnHand: '1' })).status, 404);
    assert.equal((await client.ask('PUT', '/invoices/55001', {})).status, 405);
    assert.equal((await client.ask('DELETE', '/orders/102345')).status, 405);
  });

  test('customers get a number when none is given; a number that is taken is refused', async () => {
    const client = await start();
    assert.equal((await client.ask('POST', '/customers', { Company: 'New Shop Ltd' })).json['CustomerNo'], 'W00001');
    assert.equal((await client.ask('POST', '/customers', { Company: 'Other', CustomerNo: 'acme01' })).json['code'], 'WS_AlreadyExists');
    assert.equal((await client.ask('POST', '/customers', { Contact: 'Nobody' })).json['field'], 'Company');
  });
});

describe('trouble and going on', () => {
  test('faults happen as they were asked for', async () => {
    const client = await start({ faults: ['busy'] });
    assert.equal((await client.ask('GET', '/company')).status, 429);
    for (const [name, status] of [['server-error', 500], ['session-lost', 503], ['timeout-after-save', 504], ['record-locked', 423]] as const) {
      await fault(client, { name, method: 'POST' });
      assert.equal((await client.ask('POST', '/orders', orderOf(name))).status, status);
    }
    assert.equal((await client.list('/orders?poNumber=timeout-after-save')).length, 1);
    assert.equal((await fault(client, { name: 'no-such' })).json['code'], 'NoSuchFault');
    await fault(client, { name: 'malformed-body' });
    assert.deepEqual((await client.ask('GET', '/products')).json, {});
  });

  test('started again in the same folder it goes on; in automatic mode the warehouse follows by itself', async () => {
    const dir = folder();
    const first = await startSageProSandbox({ world, dir, staff: 'manual' });
    const despatched = world.orders.find(order => order.despatchedAt !== null && order.currency === 'GBP') ?? assert.fail('nothing was despatched');
    const headers = { authorization: `Bearer ${first.credentials.apiKey}`, 'x-sage-company': first.credentials.companyCode, 'idempotency-key': 'a' };
    await fetch(`${first.url}${BASE}/orders`, { method: 'POST', headers, body: JSON.stringify(orderOf(despatched.reference.slice(0, 20))) });
    await first.close();
    const client = await start({ dir });
    assert.equal(client.sandbox.books().orders.length, 1);
    assert.equal(await staff(client, { action: 'ship-all' }), 1);
    assert.deepEqual(client.sandbox.books().invoices.at(-1)?.reference, despatched.reference.slice(0, 20));
  });

  test('the FoxPro edition takes shorter numbers', async () => {
    const client = await start({ faults: ['foxpro'] });
    assert.equal((await client.list('/dictionary?table=arcust')).find(row => row['Name'] === 'custno')?.['Length'], 6);
    assert.equal((await client.ask('POST', '/customers', { CustomerNo: 'LONGNUMBER', Company: 'X' })).json['code'], 'CI_CharLength');
  });
});
