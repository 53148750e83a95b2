import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, test } from 'vitest';
import { lineTotal, orderTotals } from '../../main/sandboxes/sage200/order-totals.ts';
import { startSage200Sandbox, type Sage200Options, type Sage200Sandbox } from '../../main/sandboxes/sage200/server.ts';
import { askToken, authorise, connect, faultyOrder, smallWorld, type Client } from './sage200-client.ts';

const running: Sage200Sandbox[] = [];
const folders: string[] = [];

async function start(options: Partial<Sage200Options> = {}): Promise<Sage200Sandbox> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'sage200-'));
  folders.push(dir);
  const sandbox = await startSage200Sandbox({ world: smallWorld(), staff: 'manual', ...options, dir });
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const idOf = async (client: Client, path: string): Promise<number> => Number((await client.list(path))[0]?.['id'] ?? assert.fail(`nothing at ${path}`));

type Line = Record<string, unknown>;
async function orderBody(client: Client, change: Record<string, unknown> = {}, lines?: Line[]): Promise<Record<string, unknown>> {
  const mug = await idOf(client, `products?$filter=code eq 'MUG'`);
  return {
    customer_id: await idOf(client, `customers?$filter=reference eq 'AMZGBP'`), document_date: '2026-10-05T00:00:00Z', customer_document_no: '203-1234567-1234567', analysis_code_1: 'AMAZON',
    lines: lines ?? [
      { line_type: 'EnumLineTypeStandard', product_id: mug, warehouse_id: 12, line_quantity: 1, selling_unit_price: 27.99, tax_code_id: 1728 },
      { line_type: 'EnumLineTypeCharge', code: 'CARR', description: 'Postage', selling_unit_price: 3.6, tax_code_id: 1728 },
      { line_type: 'EnumLineTypeComment', description: 'Linnworks 109390' },
    ],
    ...change,
  };
}

async function despatch(client: Client, order: Record<string, unknown>, on = '2026-10-06'): Promise<void> {
  const pending = await client.list(`sop_confirm_despatch?$filter=sop_order_return_id eq ${String(order['id'])}`);
  const listed = (pending[0] ?? assert.fail('nothing to despatch'))['items'] as { id: number; outstanding_quantity: number }[]; // the shape of Sage's list
  const items = listed.map(item => ({ id: item.id, quantity: item.outstanding_quantity }));
  const { status, text } = await client.post('sop_confirm_despatch', { sop_order_return_id: order['id'], despatch_receipt_date: `${on}T00:00:00Z`, items });
  assert.equal(status, 200, text);
}

describe('signing in', () => {
  test('a code is exchanged once, with its PKCE verifier, and only for a registered callback', async () => {
    const sandbox = await start();
    const page = await fetch(`${sandbox.url}/authorize?client_id=x&redirect_uri=http://evil.example/callback`);
    assert.equal(page.status, 400);
    const { code, verifier, location } = await authorise(sandbox);
    assert.equal(location.searchParams.get('state'), 'st');
    const exchange = { grant_type: 'authorization_code', code };
    assert.equal((await askToken(sandbox, { ...exchange, code_verifier: 'wrong' })).json['error'], 'invalid_grant');
    const first = await askToken(sandbox, { ...exchange, code_verifier: verifier });
    assert.equal(first.json['token_type'], 'Bearer');
    assert.equal((await askToken(sandbox, { ...exchange, code_verifier: verifier })).json['error'], 'invalid_grant');
    const elsewhere = await authorise(sandbox, { redirect_uri: 'http://127.0.0.1:1/elsewhere' });
    assert.equal(elsewhere.code, '');
    const wrongPassword = await authorise(sandbox, { password: 'no' });
    assert.equal(wrongPassword.code, '');
  });

  test('a code dies after a minute and an access token after its time', async () => {
    let now = Date.parse('2026-11-01T00:00:00Z');
    const sandbox = await start({ now: () => now, accessTokenSeconds: 5 });
    const { code, verifier } = await authorise(sandbox);
    now += 61_000;
    assert.equal((await askToken(sandbox, { grant_type: 'authorization_code', code, code_verifier: verifier })).json['error'], 'invalid_grant');
    const client = await connect(sandbox);
    assert.equal((await client.get('sites')).status, 200);
    now += 6_000;
    assert.equal((await client.get('sites')).status, 401);
  });

  test('a refresh token works once; using it again ends the whole family', async () => {
    const sandbox = await start();
    const { code, verifier } = await authorise(sandbox);
    const first = await askToken(sandbox, { grant_type: 'authorization_code', code, code_verifier: verifier });
    const refresh = (token: unknown) => askToken(sandbox, { grant_type: 'refresh_token', refresh_token: String(token) });
    const second = await refresh(first.json['refresh_token']);
    assert.equal(second.status, 200);
    assert.notEqual(second.json['refresh_token'], first.json['refresh_token']);
    const reused = await refresh(first.json['refresh_token']);
    assert.deepEqual([reused.status, reused.json['error']], [400, 'invalid_grant']);
    assert.equal((await refresh(second.json['refresh_token'])).json['error'], 'invalid_grant');
    const sites = await fetch(`${sandbox.url}/uk/sage200extra/accounts/v1/sites`, { headers: { authorization: `Bearer ${String(second.json['access_token'])}` } });
    assert.equal(sites.status, 401);
  });

  test('refreshing too early is refused when that fault is on, and the token survives', async () => {
    const sandbox = await start({ faults: ['early-refresh'] });
    const { code, verifier } = await authorise(sandbox);
    const { json } = await askToken(sandbox, { grant_type: 'authorization_code', code, code_verifier: verifier });
    const refresh = () => askToken(sandbox, { grant_type: 'refresh_token', refresh_token: String(json['refresh_token']) });
    assert.match(String((await refresh()).json['error_description']), /Rate limit exceeded: access_token not expired/);
    const client = await connect(sandbox);
    await client.control('faults', { name: 'early-refresh', on: false });
    assert.equal((await refresh()).status, 200);
  });

  test('site and company headers are needed and must be right', async () => {
    const client = await connect(await start());
    assert.equal((await client.get('customers', { 'x-site': '' })).status, 401);
    assert.equal((await client.get('customers', { 'x-company': '9' })).status, 403);
  });
});

describe('queries', () => {
  test('filters, order, paging, count and select answer as documented', async () => {
    const client = await connect(await start());
    const codes = async (query: string) => (await client.list(`products?${query}`)).map(row => row['code']);
    assert.deepEqual(await codes(`$filter=(code eq 'mug' or contains(name,'oo')) and free_stock_quantity ge 10&$orderby=code desc`), ['MUG', 'BOOK']);
    assert.deepEqual(await codes(`$filter=startswith(code,'M') and not endswith(code,'X')`), ['MUG']);
    assert.deepEqual(await codes('$orderby=code&$skip=1&$top=1'), ['MUG']);
    assert.deepEqual(await client.list(`tax_codes?$filter=code eq 1&$select=id,tax_rate`), [{ id: 1728, tax_rate: 20 }]);
    assert.equal((await client.get('products?$count=true&$top=1')).json['@odata.count'], 2);
    const before = await client.list(`customers?$filter=date_time_updated gt 2020-01-01T00:00:00Z and reference eq 'TRADE01'&$expand=currency`);
    assert.deepEqual(before.map(row => (row['currency'] as { symbol: string }).symbol), ['£']);
    assert.doesNotMatch(String(before[0]?.['date_time_updated']), /Z$/);
  });

  test('what the query language does not allow is refused with one message', async () => {
    const client = await connect(await start());
    for (const query of ['$top=5001', '$skip=5', `$filter=nosuch eq 1`, '$filter=code eq MUG', `$filter=code eq 'a`, '$filter=date_time_updated gt 2026-01-01', `$filter=code eq 'a' and`]) {
      const { status, json } = await client.get(`products?${query}`);
      assert.equal(status, 400, query);
      assert.equal(json['exception_type'], 'ODataException', query);
    }
    assert.deepEqual(await client.list(`products?$filter=code eq 'x'' or 1 eq 1 --'`), []);
  });
});

describe('sales orders', () => {
  test('the penny trap: prices with VAT keep what the buyer paid, prices without it gain a penny', async () => {
    const inclusive = await connect(await start());
    const paid = (await inclusive.post('sop_orders', await orderBody(inclusive))).json;
    assert.deepEqual([paid['total_gross_value'], paid['total_tax_value'], paid['total_net_value'], paid['document_no']], [31.59, 5.27, 26.32, '0000012001']);
    const exclusive = await connect(await start({ faults: ['prices-exclude-tax'] }));
    const body = await orderBody(exclusive);
    const lines = (body['lines'] as Line[]).map((line, index) => ({ ...line, ...(index < 2 && { selling_unit_price: index === 0 ? 23.325 : 3 }) }));
    const trapped = (await exclusive.post('sop_orders', { ...body, lines })).json;
    assert.deepEqual([trapped['total_net_value'], trapped['total_tax_value'], trapped['total_gross_value']], [26.33, 5.27, 31.6]);
    assert.equal((await exclusive.list('sop_settings'))[0]?.['are_prices_tax_inclusive'], false);
  });

  test('VAT is rounded once for each rate, and lines share it to the penny', () => {
    assert.equal(lineTotal({ quantityE5: 300_000, priceE5: 333_333, discountE2: 1_000, discountValueE5: 0 }), 900);
    const line = (totalMinor: number, rate: number) => ({ totalMinor, taxCodeId: rate, rate, isCharge: false });
    const totals = orderTotals([line(3_377, 2_000), line(3_378, 2_000), line(-100, 2_000), line(1_000, 0)], { inclusive: false, discountE2: 0 });
    assert.deepEqual([totals.netMinor, totals.taxMinor, totals.grossMinor], [7_655, 1_331, 8_986]);
    assert.equal(totals.lineTax.reduce((sum, tax) => sum + tax, 0), totals.taxMinor);
  });

  test('only the first problem is reported, by its field', async () => {
    const client = await connect(await start());
    const body = await orderBody(client);
    const mug = (body['lines'] as Line[])[0] ?? assert.fail('no line');
    const cases: [Record<string, unknown>, RegExp, string][] = [
      [{ customer_id: undefined, customer_document_no: 'x'.repeat(31) }, /'customer_id' must have a value/, 'SageNullFieldException'],
      [{ customer_document_no: 'x'.repeat(31) }, /'customer_document_no' is too long/, 'SageFieldLengthException'],
      [{ document_date: '2026-10-05' }, /'document_date' is not a valid date/, 'SageFieldValueException'],
      [{ lines: [{ ...mug, tax_code_id: 1 }] }, /tax code with id 1 does not exist/, 'SageFieldValueException'],
      [{ lines: [{ ...mug, product_id: 1 }] }, /stock item with id 1 does not exist/, 'SageFieldValueException'],
      [{ lines: [{ ...mug, selling_unit_price: 1.1234567 }] }, /up to 5 decimal places/, 'SageFieldValueException'],
      [{ lines: [{ ...mug, description: 'x'.repeat(6_001) }] }, /'description' is too long/, 'SageFieldLengthException'],
      [{ delivery_address: { postal_name: 'x'.repeat(61), postcode: 'y'.repeat(11) } }, /'delivery_address.postal_name' is too long/, 'SageFieldLengthException'],
      [{ customer_id: await idOf(client, `customers?$filter=reference eq 'TRADE01'`), override_on_hold: true }, /customer account TRADE01 is on hold/, 'SageBusinessRuleException'],
    ];
    for (const [change, message, exception] of cases) {
      const { status, json } = await client.post('sop_orders', { ...body, ...change });
      assert.equal(status, 400);
      assert.match(String(json['message']), message);
      assert.equal(json['exception_type'], exception);
    }
    assert.equal((await client.post('sop_orders', { ...body, document_no: 'MINE', payment_type: 'EnumSOPOrderPaymentTypeFull', no_such_property: 1 })).json['document_no'], '0000012001');
  });

  test('an order over the credit limit is saved on hold; a released customer may order again', async () => {
    const sandbox = await start();
    const client = await connect(sandbox);
    const customer_id = await idOf(client, `customers?$filter=reference eq 'TRADE01'`);
    assert.equal((await client.control('staff', { action: 'release-customer', reference: 'TRADE01' })).json['done'], 1);
    const body = await orderBody(client, { customer_id });
    assert.equal((await client.post('sop_orders', body)).json['document_status'], 'EnumDocumentStatusLive');
    const second = (await client.post('sop_orders', body)).json;
    assert.deepEqual([second['document_status'], second['is_credit_limit_exceeded']], ['EnumDocumentStatusOnHold', true]);
    assert.equal((await client.list(`sop_orders?$filter=document_status eq '1'`)).length, 1);
    assert.equal(sandbox.books().duplicates.length, 1);
  });

  test('an order is locked for its editor, and a failing line leaves the lines before it saved', async () => {
    const client = await connect(await start());
    const order = (await client.post('sop_orders', await orderBody(client))).json;
    const lines = order['lines'] as { id: number }[];
    const locked = (await client.get(`sop_orders/${String(order['id'])}?$expand=is_to_lock,lines`)).json;
    const change = { lines: [{ id: lines[0]?.id, line_quantity: 2 }, { id: lines[1]?.id, tax_code_id: 5 }, { id: lines[2]?.id, is_to_delete: true }] };
    assert.match(String((await client.put(`sop_orders/${String(order['id'])}`, change)).json['message']), /locked by another user/);
    const failed = await client.put(`sop_orders/${String(order['id'])}`, { ...change, lock_id: locked['lock_id'] });
    assert.match(String(failed.json['message']), /tax code with id 5/);
    const after = (await client.get(`sop_orders/${String(order['id'])}?$expand=lines`)).json;
    assert.deepEqual([after['total_gross_value'], (after['lines'] as unknown[]).length], [59.58, 3]);
  });

  test('504 after the order was saved: one look-up finds it, and the second posting is not refused', async () => {
    const world = smallWorld({ orders: [faultyOrder('203-1234567-1234567', 'timeout-after-save'), faultyOrder('BUSY-1', 'busy-once')] });
    const sandbox = await start({ world });
    const client = await connect(sandbox);
    const lost = await client.post('sop_orders', await orderBody(client));
    assert.equal(lost.status, 504);
    assert.match(lost.text, /^<html>/);
    assert.equal((await client.list(`sop_orders?$filter=customer_document_no eq '203-1234567-1234567'`)).length, 1);
    assert.equal((await client.post('sop_orders', await orderBody(client, { customer_document_no: 'BUSY-1' }))).status, 504);
    assert.deepEqual(await client.list(`sop_orders?$filter=customer_document_no eq 'BUSY-1'`), []);
    assert.equal((await client.post('sop_orders', await orderBody(client, { customer_document_no: 'BUSY-1' }))).status, 200);
  });
});

describe('ledgers', () => {
  test('what is despatched is invoiced by staff, late or twice where the world says so, with the order\'s own totals', async () => {
    const staff = [{ kind: 'post-invoice-late', orderReference: 'LATE-1', on: '2026-11-02' }, { kind: 'post-invoice-twice', orderReference: 'TWICE-1', on: '2026-10-08' }, { kind: 'credit-note', orderReference: 'TWICE-1', on: '2026-10-09', grossMinor: 600, reference: 'CN-1' }] as const;
    const sandbox = await start({ world: smallWorld({ staff }), staff: 'automatic' });
    const client = await connect(sandbox);
    for (const customer_document_no of ['ORDER-WITH-A-LONG-REFERENCE-1', 'LATE-1', 'TWICE-1']) {
      await despatch(client, (await client.post('sop_orders', await orderBody(client, { customer_document_no }))).json);
    }
    const posted = () => client.list(`sales_posted_transactions?$filter=reference ne '99'&$orderby=urn`);
    for (let tries = 0; tries < 100 && (await posted()).length < 5; tries += 1) await wait(10);
    const rows = await posted();
    assert.deepEqual(rows.map(row => [row['second_reference'], String(row['transaction_date']).slice(0, 10), row['document_gross_value']]), [
      ['ORDER-WITH-A-LONG-RE', '2026-10-06', 31.59], ['LATE-1', '2026-11-02', 31.59], ['TWICE-1', '2026-10-06', 31.59], ['TWICE-1', '2026-10-08', 31.59], ['TWICE-1', '2026-10-09', -6],
    ]);
    assert.deepEqual(rows[0]?.['tax_analysis_items'], [{ id: 1728, code: 1, name: 'Standard rate', entry_type: 'TaxEntryTypeOutput', goods_amount: 26.32, tax_amount: 5.27, tax_discount_amount: 0 }]);
    assert.equal(rows[0]?.['reference'], '0000012001');
    const { trialBalance, orders } = sandbox.books();
    assert.equal(trialBalance.debitMinor, trialBalance.creditMinor);
    assert.equal(orders[0]?.customerDocumentNo, 'ORDER-WITH-A-LONG-REFERENCE-1');
    assert.equal(orders[0]?.status, 'EnumDocumentStatusComplete');
  });

  test('a receipt settles its invoice, never more than is outstanding, and fees and payouts move the clearing account', async () => {
    const sandbox = await start();
    const client = await connect(sandbox);
    const customer_id = await idOf(client, `customers?$filter=reference eq 'AMZGBP'`);
    const clearing = await idOf(client, `banks?$filter=code eq '1250'`);
    const transaction_date = '2026-10-07T00:00:00Z';
    const invoice = await client.post('sales_invoices', {
      customer_id, transaction_date, reference: '109390', second_reference: 'A-1', document_goods_value: 26.32, document_tax_value: 5.27, tax_analysis_items: [{ id: 1728, goods_amount: 26.32, tax_amount: 5.27 }],
      nominal_analysis_items: [{ code: '4000', cost_centre: 'WEB', department: 'AMZ', value: 23.32 }, { code: '4905', cost_centre: 'WEB', department: 'AMZ', value: 3 }],
    });
    const receipt = await client.post('sales_receipts', { customer_id, bank_id: clearing, cheque_value: 31.59, transaction_date, reference: '109390', second_reference: 'A-1' });
    const find = async (urn: unknown) => (await client.list(`sales_posted_transactions?$filter=urn eq ${String(urn)}&$expand=allocation_history_items`))[0] ?? assert.fail('not posted');
    const ids = [(await find(invoice.json['urn']))['id'], (await find(receipt.json['urn']))['id']];
    const allocate = (values: number[]) => client.post('sales_allocations', { customer_id, allocation_date: transaction_date, allocation_lines: values.map((value_to_allocate, index) => ({ posted_tran_id: ids[index], value_to_allocate })) });
    assert.match(String((await allocate([31.6, 31.6])).json['message']), /more than the outstanding value/);
    assert.match(String((await allocate([10, 20])).json['message']), /does not balance/);
    assert.equal((await allocate([31.59, -31.59])).status, 200);
    const settled = await find(receipt.json['urn']);
    assert.deepEqual([settled['document_gross_value'], settled['document_outstanding_value'], settled['full_settlement_date']], [-31.59, 0, transaction_date]);
    assert.equal((settled['allocation_history_items'] as unknown[]).length, 1);

    const fee = { bank_id: clearing, transaction_date, reference: 'P-1', nominal_analysis_items: [{ code: '7901', cost_centre: 'WEB', department: 'AMZ', gross_value: 4.74, goods_value: 3.95, tax_value: 0.79, tax_code_id: 1728 }] };
    assert.equal((await client.post('bank_payment', fee)).status, 200);
    const bank_to_id = await idOf(client, `banks?$filter=code eq '1200'`);
    assert.equal((await client.post('bank_transfer', { bank_from_id: clearing, bank_to_id, payment_value: 26.85, transaction_date, reference: 'P-1' })).status, 200);
    assert.deepEqual((await client.list(`bank_posted_transactions?$filter=bank_id eq ${clearing} and reference eq 'P-1'&$select=cheque_value`)).map(row => row['cheque_value']), [-4.74, -26.85]);
    const books = sandbox.books();
    assert.equal(books.banks.find(bank => bank.code === '1250')?.balanceMinor, 8_500);
    assert.equal(books.trialBalance.debitMinor, books.trialBalance.creditMinor);
    assert.equal((await client.list(`nominal_codes?$filter=reference eq '1250'`))[0]?.['balance_year_to_date'], 85);
  });

  test('the items of an allocation’s sessions name everybody who took part by their own urn; its history says how much, not to what', async () => {
    const client = await connect(await start());
    const customer_id = await idOf(client, `customers?$filter=reference eq 'AMZGBP'`);
    const date = '2026-10-07T00:00:00Z';
    const invoice = (second_reference: string) => client.post('sales_invoices', { customer_id, transaction_date: date, reference: second_reference, second_reference, document_goods_value: 12, document_tax_value: 0, tax_analysis_items: [{ id: 1727, goods_amount: 12, tax_amount: 0 }] });
    const posted = [
      await client.post('sales_receipts', { customer_id, bank_id: await idOf(client, `banks?$filter=code eq '1250'`), cheque_value: 20, transaction_date: date, reference: 'reciept' }), await invoice('A-1'), await invoice('A-2'),
    ].map(({ json }) => Number(json['urn']));
    const ids = await Promise.all(posted.map(urn => idOf(client, `sales_posted_transactions?$filter=urn eq ${urn}`)));
    await client.post('sales_allocations', { customer_id, allocation_date: date, allocation_lines: [20, 12, 8].map((value_to_allocate, index) => ({ posted_tran_id: ids[index], value_to_allocate })) });
    const [row] = await client.list(`sales_posted_transactions?$filter=urn eq ${posted[1]}&$expand=allocation_session_items,allocation_history_items`);
    const items = row?.['allocation_session_items'] as Record<string, unknown>[];
    assert.deepEqual(items.map(item => [item['urn'], item['trader_transaction_type'], item['reference'], item['value'], item['allocation_value']]), [
      [posted[0], 'TradingAccountEntryTypePurchasePaymentSalesReceipt', 'reciept', -20, -20], [posted[1], 'TradingAccountEntryTypeInvoice', 'A-1', 12, 12], [posted[2], 'TradingAccountEntryTypeInvoice', 'A-2', 12, 8],
    ]);
    const [history] = (row?.['allocation_history_items'] ?? []) as Record<string, unknown>[];
    assert.deepEqual([history?.['allocation_value'], history?.['urn'], history?.['reference']], [12, undefined, undefined]);
  });

  test('a euro invoice settled at another rate leaves an exchange difference and balanced books', async () => {
    const sandbox = await start();
    const client = await connect(sandbox);
    const customer_id = await idOf(client, `customers?$filter=reference eq 'SHPEUR'`);
    const bank_id = await idOf(client, `banks?$filter=code eq '1253'`);
    const invoice = await client.post('sales_invoices', { customer_id, transaction_date: '2026-10-07T00:00:00Z', exchange_rate: 1.15, document_goods_value: 100, document_tax_value: 0, tax_analysis_items: [{ id: 1727, goods_amount: 100, tax_amount: 0 }] });
    const receipt = await client.post('sales_receipts', { customer_id, bank_id, cheque_value: 100, exchange_rate: 1.2, transaction_date: '2026-10-08T00:00:00Z' });
    const ids = await Promise.all([invoice, receipt].map(({ json }) => idOf(client, `sales_posted_transactions?$filter=urn eq ${String(json['urn'])}`)));
    await client.post('sales_allocations', { customer_id, allocation_date: '2026-10-08T00:00:00Z', allocation_lines: ids.map(posted_tran_id => ({ posted_tran_id, value_to_allocate: 100 })) });
    const { nominal, trialBalance } = sandbox.books();
    assert.equal(nominal.find(row => row.reference === '7906')?.debitMinor, 8_696 - 8_333);
    assert.equal(trialBalance.debitMinor, trialBalance.creditMinor);
    const other = await client.post('sales_receipts', { customer_id, bank_id: await idOf(client, `banks?$filter=code eq '1200'`), cheque_value: 1, transaction_date: '2026-10-08T00:00:00Z' });
    assert.match(String(other.json['message']), /currency of bank account 1200/);
  });

  test('nothing is posted into a closed month', async () => {
    const client = await connect(await start());
    const validate = async (date: string) => (await client.post('transaction_date_validation', { date: `${date}T00:00:00Z`, ledger_type: 'LedgerSales' })).json['classification'];
    assert.deepEqual([await validate('2026-09-30'), await validate('2026-10-01')], ['NotAllowed', 'Normal']);
    assert.deepEqual((await client.control('periods', { close: '2026-10' })).json['closed'], ['2026-10']);
    assert.equal(await validate('2026-10-01'), 'NotAllowed');
    const receipt = { customer_id: await idOf(client, `customers?$filter=reference eq 'AMZGBP'`), bank_id: await idOf(client, `banks?$filter=code eq '1250'`), cheque_value: 1, transaction_date: '2026-10-31T00:00:00Z' };
    assert.match(String((await client.post('sales_receipts', receipt)).json['message']), /closed period 2026-10/);
    await client.control('periods', { open: '2026-10' });
    assert.equal((await client.post('sales_receipts', receipt)).status, 200);
  });

  test('an entry edited after posting shows its new amount and moment', async () => {
    const sandbox = await start();
    const client = await connect(sandbox);
    const urn = sandbox.books().transactions[0]?.urn;
    assert.equal((await client.control('staff', { action: 'edit-transaction', urn, grossMinor: 8_600 })).json['done'], 1);
    const books = sandbox.books();
    assert.deepEqual([books.transactions[0]?.grossMinor, books.transactions[0]?.outstandingMinor], [8_600, 100]);
    assert.equal(books.trialBalance.debitMinor, books.trialBalance.creditMinor);
  });
});

describe('trouble', () => {
  test('each fault strikes as often as it was asked to', async () => {
    const client = await connect(await start());
    const strike = async (fault: Record<string, unknown>, path = 'tax_codes') => {
      await client.control('faults', fault);
      return client.get(path);
    };
    const bare = await strike({ name: 'empty-401' });
    assert.deepEqual([bare.status, bare.text], [401, '']);
    assert.equal((await strike({ name: 'busy' })).status, 504);
    assert.equal((await strike({ name: 'bad-request' })).status, 400);
    assert.throws(() => JSON.parse(bare.text));
    const cut = await strike({ name: 'malformed-body' });
    assert.equal(cut.status, 200);
    assert.throws(() => JSON.parse(cut.text));
    assert.equal((await strike({ name: 'slow', delayMs: 5 })).status, 200);
    assert.equal((await strike({ name: 'tunnel-down' }, 'sites')).text, '[]');
    assert.equal((await client.get('tax_codes')).status, 504);
    await client.control('faults', { name: 'tunnel-down', on: false });
    await client.control('faults', { name: 'timeout-after-save', method: 'POST', path: '/customers' });
    const created = await client.post('customers', { reference: 'NEW01', name: 'New' });
    assert.equal(created.status, 504);
    assert.match(String((await client.post('customers', { reference: 'new01', name: 'New' })).json['message']), /already exists/);
    assert.equal((await client.get('tax_codes')).status, 200);
  });

  test('a sandbox that is started again continues with the same books and posts what was due', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sage200-'));
    const first = await start({ dir });
    const client = await connect(first);
    await despatch(client, (await client.post('sop_orders', await orderBody(client))).json);
    const before = first.books();
    await first.close();
    running.length = 0;
    const second = await start({ dir, staff: 'automatic' });
    for (let tries = 0; tries < 100 && second.books().transactions.length < 3; tries += 1) await wait(10);
    const after = second.books();
    assert.equal(before.transactions.length, 2);
    assert.deepEqual(after.transactions.slice(0, 2), before.transactions);
    assert.deepEqual([after.transactions[2]?.grossMinor, after.transactions[2]?.on], [3_159, '2026-10-06']);
    assert.deepEqual(after.banks, before.banks);
  });
});
