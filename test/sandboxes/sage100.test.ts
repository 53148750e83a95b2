import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { startSage100Sandbox, type Sage100Options, type Sage100Sandbox } from '../../main/sandboxes/sage100/server.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { World } from '../../main/sandboxes/world/world-types.ts';

const whole = makeWorld({ seed: 7, orders: 230 });
const world: World = { ...whole, openingSales: whole.openingSales.filter(sale => sale.currency === 'GBP').slice(0, 3) };

const running: Sage100Sandbox[] = [];
const folders: string[] = [];

async function start(options: Partial<Sage100Options> = {}): Promise<Client> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'sage100-'));
  folders.push(dir);
  const sandbox = await startSage100Sandbox({ world, staff: 'manual', ...options, dir });
  running.push(sandbox);
  return clientOf(sandbox);
}

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

type Row = Record<string, unknown>;
type Answer = { status: number; json: Row; text: string };
type Client = { sandbox: Sage100Sandbox; get(path: string, headers?: Record<string, string>): Promise<Answer>; post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>; list(path: string): Promise<Row[]>; record(path: string): Promise<Row> };

function clientOf(sandbox: Sage100Sandbox): Client {
  let keys = 0;
  const { apiKey, companyCode } = sandbox.credentials;
  async function ask(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const init = { method, headers: { authorization: `Bearer ${apiKey}`, 'x-sage-company': companyCode, ...headers }, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(`${sandbox.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, text, json: text.startsWith('{') ? (parse(text) as Row) : {} };
  }
  const get: Client['get'] = (path, headers = {}) => ask('GET', path, undefined, headers);
  return {
    sandbox, get,
    post: (path, body, headers) => ask('POST', path, body, headers ?? { 'idempotency-key': `k${(keys += 1)}` }),
    list: async path => ((await get(path)).json['Records'] ?? assert.fail(`no records at ${path}`)) as Row[],
    record: async path => (await get(`/sandbox/record/${path}`)).json,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const TEXAS = { ARDivisionNo: '02', CustomerNo: 'TEXAS01' };
const WEB = { ARDivisionNo: '01', CustomerNo: 'AMZGBP' };
const line = (change: Row = {}): Row => ({ ItemCode: '6655', QuantityOrdered: '2', UnitPrice: '89.99', ...change });
const orderOf = (reference: string, change: Row = {}): Row => ({ ...TEXAS, OrderDate: '20261005', CustomerPONo: reference, FreightAmt: '12.50', Lines: [line()], ...change });
const pick = (row: Row, ...names: string[]): unknown[] => names.map(name => row[name]);

async function placed(client: Client, reference: string, change: Row = {}): Promise<string> {
  const { status, json, text } = await client.post('/SO/SalesOrder', orderOf(reference, change));
  assert.equal(status, 201, text);
  return String(json['SalesOrderNo']);
}

async function staff(client: Client, body: Row): Promise<unknown> {
  const { status, json, text } = await client.post('/sandbox/staff', body);
  assert.equal(status, 200, text);
  return json['done'];
}
const post = async (client: Client, batch: string, body: Row = {}): Promise<unknown> => (await client.post(`/sandbox/post/${batch}`, body)).json['posted'];

describe('signing in', () => {
  test('a key or a session opens the gateway, for one company', async () => {
    const client = await start();
    const { user, password, companyCode } = client.sandbox.credentials;
    assert.equal((await client.get('/SY/Company')).status, 200);
    assert.equal((await client.get('/SY/Company', { authorization: 'Bearer wrong' })).status, 401);
    assert.equal((await client.get('/SY/Company', { 'x-sage-company': 'XYZ' })).status, 403);
    assert.equal((await client.post('/SY/Session', { UserLogon: user, Password: 'wrong', CompanyCode: companyCode })).status, 401);
    const { json } = await client.post('/SY/Session', { UserLogon: user, Password: password, CompanyCode: companyCode });
    const bearer = { authorization: `Bearer ${String(json['SessionToken'])}` };
    assert.equal((await client.get('/SY/Company', bearer)).status, 200);
    await staff(client, { action: 'recycle-sessions' });
    assert.equal((await client.get('/SY/Company', bearer)).status, 401);
  });

  test('a user without the task may read and not write', async () => {
    const client = await start();
    const { readOnlyUser, readOnlyPassword, companyCode } = client.sandbox.credentials;
    const { json } = await client.post('/SY/Session', { UserLogon: readOnlyUser, Password: readOnlyPassword, CompanyCode: companyCode });
    const headers = { authorization: `Bearer ${String(json['SessionToken'])}`, 'idempotency-key': 'r' };
    assert.equal((await client.get('/AR/Customer', headers)).status, 200);
    assert.deepEqual(pick((await client.post('/SO/SalesOrder', orderOf('R'), headers)).json, 'code', 'retryable'), ['NoTaskRight', false]);
  });
});

describe('orders', () => {
  test('Sage works the tax out from the schedule: 8.25 % of 179.98 is 14.85, the whole 207.33', async () => {
    const client = await start();
    const { json } = await client.post('/SO/SalesOrder', orderOf('WEB-100231', { DepositAmt: '207.33', PaymentType: 'WEB', SalesTaxAmt: '99.00' }));
    assert.deepEqual(pick(json, 'TaxableAmt', 'NonTaxableAmt', 'FreightAmt', 'SalesTaxAmt', 'DepositAmt', 'OrderStatus', 'OrderType'), ['179.98', '0.00', '12.50', '14.85', '207.33', 'N', 'S']);
    const [order] = await client.list('/SO/SalesOrder?customer=02-TEXAS01&poNo=WEB-100231');
    assert.deepEqual(pick(order ?? {}, 'SalesOrderNo', 'ShipToCity', 'TermsCode', 'CurrentInvoiceNo'), [json['SalesOrderNo'], 'Austin', '00', '']);
    const [first] = (order?.['Lines'] ?? []) as Row[];
    assert.deepEqual(pick(first ?? {}, 'LineKey', 'QuantityOrdered', 'UnitPrice', 'ExtensionAmt', 'PriceOverridden', 'UnitOfMeasure'), ['000001', '2.000000', '89.990000', '179.98', 'Y', 'EACH']);
    assert.deepEqual(pick(((order?.['Payments'] ?? []) as Row[])[0] ?? {}, 'PaymentTypeCategory', 'TransactionAmt'), ['D', '207.33']);
    assert.equal((await client.record('IM_ItemWarehouse/6655/001'))['QuantityOnSalesOrder'], '2.000000');
    assert.equal((await client.record('AR_Customer/02/TEXAS01'))['OpenOrderAmt'], '207.33');
  });

  test('without a price Sage takes its own', async () => {
    const client = await start();
    const { json } = await client.post('/SO/SalesOrder', orderOf('OWN', { Lines: [{ ItemCode: '6655', QuantityOrdered: '1' }] }));
    assert.deepEqual(pick((json['Lines'] as Row[])[0] ?? {}, 'UnitPrice', 'PriceOverridden'), ['95.000000', 'N']);
  });

  test('an order is taken once for a key; the same number again is a duplicate that may be insisted on', async () => {
    const client = await start();
    assert.equal((await client.post('/SO/SalesOrder', orderOf('A'), {})).json['code'], 'IdempotencyKeyRequired');
    const headers = { 'idempotency-key': 'same' };
    const first = await client.post('/SO/SalesOrder', orderOf('A'), headers);
    const again = await client.post('/SO/SalesOrder', orderOf('A'), headers);
    assert.deepEqual([first.status, again.status, again.json['SalesOrderNo']], [201, 200, first.json['SalesOrderNo']]);
    assert.equal((await client.post('/SO/SalesOrder', orderOf('B'), headers)).json['code'], 'IdempotencyConflict');
    const other = await client.post('/SO/SalesOrder', orderOf('A'));
    assert.deepEqual([other.status, ...pick(other.json, 'code', 'field')], [409, 'DuplicateCustomerPO', 'CustomerPONo']);
    const insisted = await client.post('/SO/SalesOrder?acceptWarnings=true', orderOf('A'));
    assert.equal(insisted.status, 201);
    assert.match(String((insisted.json['Warnings'] as string[])[0]), /customer PO number already exists/);
  });

  test('a refused order uses its number up', async () => {
    const client = await start();
    const first = Number(await placed(client, 'N1'));
    for (const reference of ['N2', 'N3']) assert.equal((await client.post('/SO/SalesOrder', orderOf(reference, { Lines: [line({ ItemCode: 'nothing' })] }))).status, 422);
    assert.equal(Number(await placed(client, 'N4')), first + 3);
  });

  test('over its credit limit a customer is warned about, not refused', async () => {
    const client = await start();
    const { status, json } = await client.post('/SO/SalesOrder', orderOf('BIG', { Lines: [line({ QuantityOrdered: '20' })] }));
    assert.equal(status, 201);
    assert.match(String((json['Warnings'] as string[])[0]), /over its credit limit/);
  });
});

describe('refusals name a code and a column', () => {
  const held = world.tradeCustomers.find(customer => customer.onHold && customer.sageReference)?.sageReference ?? assert.fail('nobody is on hold');
  const CASES: [what: string, change: Row, status: number, code: string, field: string][] = [
    ['a ZIP that is not on file', { ShipToZipCode: '99999' }, 422, 'CI_NOF', 'ShipToZipCode'],
    ['no division', { ARDivisionNo: '' }, 422, 'CI_NOF', 'ARDivisionNo'],
    ['another division', { ARDivisionNo: '07' }, 422, 'CI_NOF', 'CustomerNo'],
    ['credit hold', { ARDivisionNo: '02', CustomerNo: held }, 422, 'AR_CreditHold', 'CustomerNo'],
    ['an inactive customer', { CustomerNo: 'CLOSED01' }, 422, 'AR_CustomerInactive', 'CustomerNo'],
    ['an item in small letters', { Lines: [line({ ItemCode: 'mug-wht' })] }, 422, 'CI_NOF', 'Lines[0].ItemCode'],
    ['an inactive item', { Lines: [line(), line({ ItemCode: 'OLD-STYLE' })] }, 422, 'CI_ItemInactive', 'Lines[1].ItemCode'],
    ['no warehouse row', { Lines: [line({ ItemCode: 'NO-PLACE' })] }, 422, 'CI_NOF', 'Lines[0].WarehouseCode'],
    ['too long a text', { CustomerPONo: 'X'.repeat(31) }, 422, 'CI_CharLength', 'CustomerPONo'],
    ['a day that is none', { OrderDate: '20260230' }, 422, 'CI_InvalidDate', 'OrderDate'],
    ['too fine an amount', { FreightAmt: '1.005' }, 422, 'CI_InvalidNumber', 'FreightAmt'],
    ['a column that Sage has not', { Colour: 'blue' }, 422, 'CI_NOF', 'Colour'],
    ['no lines', { Lines: [] }, 422, 'CI_Required', 'Lines'],
  ];
  test('as the table says', async () => {
    const client = await start();
    for (const [what, change, status, code, field] of CASES) {
      const answer = await client.post('/SO/SalesOrder', orderOf('REF', change));
      assert.deepEqual([answer.status, ...pick(answer.json, 'code', 'field', 'retryable')], [status, code, field, false], what);
    }
    assert.deepEqual(await client.list('/SO/SalesOrder?poNo=REF'), []);
  });

  test('before the fields grew they were shorter', async () => {
    const client = await start({ faults: ['short-fields'] });
    assert.equal((await client.post('/SO/SalesOrder', orderOf('X'.repeat(16)))).json['code'], 'CI_CharLength');
    const columns = await client.list('/SY/Dictionary?table=SO_SalesOrderHeader');
    assert.deepEqual(columns.filter(column => ['CustomerPONo', 'UDF_WEB_CHANNEL', 'InvoiceNo'].includes(String(column['Name']))).map(column => pick(column, 'Name', 'Length', 'Custom')), [['CustomerPONo', 15, 'N'], ['UDF_WEB_CHANNEL', 20, 'Y']]);
  });
});

describe('from order to ledger', () => {
  test('shipped is entered, not posted: no history, no open item, no journal until staff post the batch', async () => {
    const client = await start();
    const salesOrderNo = await placed(client, 'LIFE-1', { DepositAmt: '100.00', PaymentType: 'WEB', UDF_WEB_CHANNEL: 'clarity' });
    await staff(client, { action: 'ship', salesOrderNo, on: '20261006' });
    const [entered] = await client.list('/SO/Invoice?poNo=LIFE-1');
    assert.deepEqual(pick(entered ?? {}, 'InvoiceType', 'ShipStatus', 'ShipperID', 'SalesOrderNo'), ['IN', 'S', '001', salesOrderNo]);
    assert.match(String(entered?.['BatchNo']), /^\d{5}$/);
    assert.deepEqual(pick((await client.get(`/SO/SalesOrder/${salesOrderNo}`)).json, 'OrderStatus', 'CurrentInvoiceNo'), ['O', entered?.['InvoiceNo']]);
    assert.deepEqual([await client.list('/AR/InvoiceHistory?poNo=LIFE-1'), await client.list('/AR/OpenInvoice?customer=02-TEXAS01')], [[], []]);
    const [shipment] = await client.list('/SO/Shipment?poNo=LIFE-1');
    assert.deepEqual(pick(shipment ?? {}, 'Posted', 'ShipDate'), ['N', '20261006']);
    assert.match(String(((shipment?.['Tracking'] ?? []) as Row[])[0]?.['TrackingID']), /^1Z/);
    assert.deepEqual(pick(await client.record('IM_ItemWarehouse/6655/001'), 'QuantityOnHand', 'QuantityInShipping'), ['500.000000', '2.000000']);

    assert.equal(await post(client, 'dailySales'), 1);
    assert.deepEqual(await client.list('/SO/Invoice'), []);
    const [posted] = await client.list('/AR/InvoiceHistory?poNo=LIFE-1');
    assert.deepEqual(pick(posted ?? {}, 'InvoiceNo', 'TaxableSalesAmt', 'SalesTaxAmt', 'FreightAmt', 'DepositAmt', 'ShippingInvoice'), [entered?.['InvoiceNo'], '179.98', '14.85', '12.50', '100.00', 'Y']);
    assert.deepEqual((await client.list('/AR/OpenInvoice?customer=02-TEXAS01')).map(row => row['Balance']), ['107.33']);
    assert.deepEqual(pick(await client.record('IM_ItemWarehouse/6655/001'), 'QuantityOnHand', 'QuantityInShipping', 'QuantityOnSalesOrder'), ['498.000000', '0.000000', '0.000000']);
    assert.equal((await client.get(`/SO/SalesOrder/${salesOrderNo}`)).status, 404);
    assert.equal((await client.list('/SO/SalesOrderHistory?poNo=LIFE-1'))[0]?.['OrderStatus'], 'C');
    const [gone] = await client.list('/SO/Shipment?poNo=LIFE-1');
    assert.deepEqual(pick(gone ?? {}, 'Posted'), ['Y']);
    assert.deepEqual(((gone?.['Links'] ?? []) as Row[]).map(link => link['QuantityShipped']), ['2.000000']);
  });

  test('what is left behind goes on as a back order', async () => {
    const client = await start();
    const salesOrderNo = await placed(client, 'PART');
    await staff(client, { action: 'ship', salesOrderNo, on: '20261006', quantities: { '000001': 1 } });
    await post(client, 'dailySales');
    const { json } = await client.get(`/SO/SalesOrder/${salesOrderNo}`);
    assert.deepEqual(pick(json, 'OrderType', 'OrderStatus', 'CurrentInvoiceNo'), ['B', 'O', '']);
    assert.deepEqual(pick((json['Lines'] as Row[])[0] ?? {}, 'QuantityShipped', 'QuantityBackordered'), ['1.000000', '1.000000']);
    await staff(client, { action: 'ship', salesOrderNo, on: '20261009' });
    await post(client, 'dailySales');
    assert.equal((await client.list('/AR/InvoiceHistory?customer=02-TEXAS01')).length, 2);
  });

  test('a receipt pays its invoice when its batch is posted; what nobody applied is a prepayment', async () => {
    const client = await start();
    const salesOrderNo = await placed(client, 'PAID');
    await staff(client, { action: 'invoice', salesOrderNo, on: '20261006' });
    await post(client, 'dailySales');
    const [invoice] = await client.list('/AR/OpenInvoice?customer=02-TEXAS01');
    // The number without its zeros is the same number.
    const { status, json, text } = await client.post('/AR/CashReceipts', { ...TEXAS, BankCode: 'A', DepositDate: '20261008', CheckNo: '4711', PostingAmt: '250.00', OtherPaymentTypeRefNo: 'PAY-1', Lines: [{ InvoiceNo: String(invoice?.['InvoiceNo']).replace(/^0+/, ''), AmountPosted: '207.33' }] });
    assert.equal(status, 201, text);
    assert.match(String(json['BatchNo']), /^\d{5}$/);
    assert.equal((await client.list('/AR/OpenInvoice?customer=02-TEXAS01'))[0]?.['Balance'], '207.33');
    assert.equal((await client.list('/AR/CashReceipts?reference=PAY-1')).length, 1);
    assert.equal(await post(client, 'cashReceipts'), 1);
    assert.deepEqual((await client.list('/AR/OpenInvoice?customer=02-TEXAS01')).map(row => pick(row, 'InvoiceType', 'Balance')), [['IN', '0.00'], ['PP', '-42.67']]);
    assert.deepEqual((await client.list('/AR/CashReceiptsHistory?customer=02-TEXAS01')).map(row => pick(row, 'CashAmountApplied', 'Comment')), [['207.33', 'PAY-1'], ['42.67', 'PAY-1']]);
    assert.deepEqual((await client.list(`/AR/TransactionPaymentHistory?invoiceNo=${String(invoice?.['InvoiceNo'])}`)).map(row => pick(row, 'TransactionType', 'TransactionAmt')), [['I', '207.33'], ['P', '-207.33']]);
    assert.equal((await client.record('AR_Customer/02/TEXAS01'))['CurrentBalance'], '-42.67');
  });

  test('a return becomes a credit memo that waits like any invoice, then takes from what is owed', async () => {
    const client = await start();
    const salesOrderNo = await placed(client, 'RET');
    await staff(client, { action: 'ship', salesOrderNo, on: '20261006' });
    await post(client, 'dailySales');
    const [invoice] = await client.list('/AR/InvoiceHistory?poNo=RET');
    const InvoiceNo = String(invoice?.['InvoiceNo']);
    assert.equal((await client.post('/RA/Return', { ...TEXAS, Lines: [{ InvoiceNo, ItemCode: '6655', QuantityReturned: '3' }] })).json['code'], 'RA_Quantity');
    const { status, json } = await client.post('/RA/Return', { ...TEXAS, RMADate: '20261010', Lines: [{ InvoiceNo, ItemCode: '6655', QuantityReturned: '1' }] });
    assert.deepEqual([status, json['RMAStatus']], [201, 'N']);
    assert.equal(await post(client, 'rma', { on: '20261012' }), 1);
    const [memo] = await client.list('/SO/Invoice?type=CM');
    assert.deepEqual(pick(memo ?? {}, 'ApplyToInvoiceNo', 'TaxableAmt', 'SalesTaxAmt', 'RMANo'), [InvoiceNo, '89.99', '7.42', json['RMANo']]);
    await post(client, 'dailySales');
    assert.equal((await client.list(`/AR/OpenInvoice?invoiceNo=${InvoiceNo}`))[0]?.['Balance'], '109.92');
    assert.equal((await client.record('IM_ItemWarehouse/6655/001'))['QuantityOnHand'], '499.000000');
  });

  test('every journal balances, and the periods hold what the postings say', async () => {
    const client = await start();
    await placed(client, 'GL', { DiscountAmt: '5.00', DepositAmt: '50.00' });
    await staff(client, { action: 'ship', salesOrderNo: String((await client.list('/SO/SalesOrder?poNo=GL'))[0]?.['SalesOrderNo']), on: '20261006' });
    await post(client, 'dailySales');
    const cents = (row: Row, name: string): number => Math.round(Number(row[name]) * 100);
    const sum = (rows: Row[]): number => rows.reduce((total, row) => total + cents(row, 'DebitAmount') - cents(row, 'CreditAmount'), 0);
    const postings = await client.list('/GL/DetailPosting?limit=500');
    assert.equal(sum(postings), 0);
    for (const account of new Set(postings.map(row => String(row['AccountKey'])))) assert.equal(sum(await client.list(`/GL/PeriodPostingHistory?accountKey=${account}`)), sum(postings.filter(row => row['AccountKey'] === account)));
    assert.equal(sum(await client.list('/GL/DetailPosting?from=20261006&to=20261006')), 0);
  });

  test('an invoice number may have 20 characters', async () => {
    const client = await start({ faults: ['long-invoice-numbers'] });
    const salesOrderNo = await placed(client, 'LONG');
    await staff(client, { action: 'ship', salesOrderNo, on: '20261006' });
    assert.match(String((await client.list('/SO/Invoice'))[0]?.['InvoiceNo']), /^\d{20}$/);
  });
});

describe('reading', () => {
  test('pages end, repeat nothing and lose nothing, also across the two files of shipments', async () => {
    const client = await start();
    for (const reference of ['P1', 'P2', 'P3']) await staff(client, { action: 'ship', salesOrderNo: await placed(client, reference), on: '20261006' });
    await post(client, 'dailySales');
    for (const reference of ['P4', 'P5']) await staff(client, { action: 'ship', salesOrderNo: await placed(client, reference), on: '20261007' });
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { json } = await client.get(`/SO/Shipment?limit=2&customer=02-TEXAS01&cursor=${cursor}`);
      seen.push(...(json['Records'] as Row[]).map(row => row['CustomerPONo']));
      cursor = String(json['NextCursor']);
    } while (cursor !== '');
    assert.deepEqual(seen, ['P4', 'P5', 'P1', 'P2', 'P3']);
  });

  test('a change is noted by day and hour, and found from a moment on', async () => {
    let now = Date.parse('2026-10-05T15:30:00Z');
    const client = await start({ now: () => now });
    await placed(client, 'T1');
    now = Date.parse('2026-10-06T08:00:00Z');
    await placed(client, 'T2');
    const [first] = await client.list('/SO/SalesOrder?poNo=T1');
    assert.deepEqual(pick(first ?? {}, 'DateUpdated', 'TimeUpdated'), ['20261005', '15.5']);
    assert.deepEqual((await client.list('/SO/SalesOrder?updatedSince=2026-10-05T15:31:00Z')).map(row => row['CustomerPONo']), ['T2']);
    assert.equal((await client.list('/SO/SalesOrder?updatedSince=2026-10-05T15:30:00Z')).length, 2);
  });

  test('nothing is null; a number in two divisions is two customers; an unknown question is refused', async () => {
    const client = await start();
    const customers = await client.list('/AR/Customer?limit=500');
    assert.ok(customers.every(row => Object.values(row).every(value => typeof value === 'string')));
    assert.deepEqual(customers.filter(row => row['CustomerNo'] === 'AMZGBP').map(row => row['ARDivisionNo']), ['01', '02']);
    assert.equal((await client.get('/AR/Customer?colour=blue')).json['code'], 'BadQuery');
    assert.equal((await client.get('/AR/Customer?customer=AMZGBP')).json['code'], 'BadQuery');
    assert.equal((await client.get('/AR/Customer/02-NOBODY')).json['code'], 'CI_NoKey');
    assert.equal((await client.get('/AR/Customer?cursor=x')).json['code'], 'BadCursor');
  });

  test('the books of September are there: opening balances, and sales paid into clearing', async () => {
    const client = await start();
    const opening = world.openingBalances.find(balance => balance.currency === 'GBP')?.amountMinor ?? 0;
    const [bank] = await client.list('/GL/Bank?bankCode=A');
    const postings = await client.list(`/GL/DetailPosting?accountKey=${String(bank?.['CashAccountKey'])}&to=20260930`);
    assert.deepEqual(postings.map(row => row['DebitAmount']), [(opening / 100).toFixed(2)]);
    assert.equal((await client.list('/AR/CashReceiptsHistory?limit=500')).length, world.openingSales.length);
    assert.ok((await client.list('/AR/OpenInvoice?limit=500')).every(row => row['Balance'] === '0.00'));
  });
});

describe('trouble', () => {
  test('every fault strikes once and is over', async () => {
    const client = await start();
    const meet = async (name: string, work: () => Promise<Answer>): Promise<unknown[]> => {
      await client.post('/sandbox/faults', { name });
      const { status, json } = await work();
      return [status, json['retryable']];
    };
    const write = (reference: string) => () => client.post('/SO/SalesOrder', orderOf(reference));
    assert.deepEqual(await meet('record-locked', write('F1')), [423, true]);
    assert.deepEqual(await meet('session-lost', write('F2')), [503, true]);
    assert.deepEqual(await meet('busy', write('F3')), [429, true]);
    assert.deepEqual(await meet('server-error', write('F4')), [500, true]);
    assert.deepEqual(await meet('timeout-after-save', write('F5')), [504, false]);
    assert.deepEqual((await client.list('/SO/SalesOrder')).map(row => row['CustomerPONo']), ['F5']);
    assert.equal((await client.post('/SO/SalesOrder', orderOf('F6'))).status, 201);
    assert.equal((await client.post('/sandbox/faults', { name: 'nothing' })).status, 400);
  });

  test('its files outlive it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sage100-'));
    const client = await start({ dir });
    await placed(client, 'KEPT');
    await running.splice(0)[0]?.close();
    const again = await start({ dir });
    assert.equal((await again.list('/SO/SalesOrder?poNo=KEPT')).length, 1);

  });

  test('automatic staff ship what the world despatched, and post it', async () => {
    const order = world.orders.find(candidate => candidate.despatchedAt !== null && candidate.sageFault === 'none' && candidate.currency === 'GBP') ?? assert.fail('nothing was despatched');
    const client = await start({ staff: 'automatic' });
    await placed(client, order.reference, WEB);
    for (let attempt = 0; attempt < 40 && (await client.list('/AR/InvoiceHistory?customer=01-AMZGBP')).every(row => row['CustomerPONo'] !== order.reference); attempt += 1) await new Promise(resolve => setTimeout(resolve, 25));
    const [posted] = (await client.list('/AR/InvoiceHistory?customer=01-AMZGBP')).filter(row => row['CustomerPONo'] === order.reference);
    assert.equal(posted?.['ShipDate'], order.despatchedAt?.slice(0, 10).replaceAll('-', ''));
  });
});
