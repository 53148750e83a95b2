import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { AppError } from '../../shared/contract/errors.ts';
import type { LocalDate } from '../../shared/values/date.ts';
import { refusalOf } from '../../main/engine/connectors/client.ts';
import type { JournalEntry, Json, LedgerPosting, Session, Shipped } from '../../main/engine/connectors/connector.ts';
import { withThreePlaces } from '../../main/engine/connectors/sagepro/prices.ts';
import { sagepro } from '../../main/engine/connectors/sagepro/sagepro.ts';
import type { SageProSandbox } from '../../main/sandboxes/sagepro/server.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import { startProxy } from './fault-proxy.ts';
import type { Proxy } from './fault-proxy.ts';
import { cleanUp, connectSagePro, openWorkspace, saveSagePro, startSagePro } from './workspace.ts';
import type { Workspace } from './workspace.ts';

afterEach(cleanUp);

const whole = makeWorld({ seed: 7, orders: 230 });
const world = { ...whole, openingSales: whole.openingSales.filter(sale => sale.currency === 'GBP').slice(0, 3) };
const { targets, documents, ledger, bankBalance, salesTotal, references } = sagepro.erp;
const on = '2026-10-05' as LocalDate;
const [FIRST, LAST] = ['2026-10-01' as LocalDate, '2026-10-31' as LocalDate];
const none = (): AbortSignal => new AbortController().signal;
const MONEY = { customerId: 'AMZGBP', currency: 'GBP' as const, on };
const DOCUMENT = { ...MONEY, exchangeRate: '1', reference: '203-1234567-1234567', secondReference: 'CR-1', netMinor: 2632, taxMinor: 527, tax: [{ taxCodeId: 'S', netMinor: 2632, taxMinor: 527 }], nominal: [{ code: '4000-00', costCentre: '', department: '', narrative: 'Return 109390', netMinor: 2632 }] };

type Ready = { workspace: Workspace; sandbox: SageProSandbox; proxy: Proxy; session: Session };

async function connect({ faults = [], change = {} }: { faults?: readonly string[]; change?: Parameters<typeof connectSagePro>[2] } = {}): Promise<Ready> {
  const workspace = openWorkspace();
  const sandbox = await startSagePro({ world, faults });
  const proxy = await startProxy(sandbox.url);
  return { workspace, sandbox, proxy, session: (await connectSagePro(workspace, { ...sandbox, url: proxy.url }, change)).session };
}

const orderBody = (change: { [name: string]: Json } = {}): { [name: string]: Json } => ({
  CustomerNo: 'AMZGBP', OrderDate: `${on}T00:00:00Z`, PONumber: '203-1234567-1234567', ShipVia: '', websono: 'WEB-1',
  LineItems: [{ ItemCode: 'MUG-WHT', Quantity: 2, UnitPrice: 12.491667, TaxCode: 'S' }, { ItemCode: 'SHIP-01', Quantity: 1, UnitPrice: 3, TaxCode: 'S' }], ...change,
});

async function refusedWith(work: Promise<unknown>): Promise<AppError> {
  return (await work.then(() => assert.fail('nothing was refused'), (error: unknown) => error)) as AppError;
}

async function staff({ sandbox }: Ready, body: Json): Promise<void> {
  const response = await fetch(`${sandbox.url}/sandbox/staff`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(response.status, 200, await response.text());
}

async function postings(session: Session, name: 'sales' | 'cash', change: { from?: LocalDate; changedSince?: string } = {}): Promise<LedgerPosting[]> {
  const all: LedgerPosting[] = [];
  for await (const page of ledger(session, { ledger: name, from: FIRST, to: LAST, changedSince: null, signal: none(), ...change })) all.push(...page);
  return all;
}

describe('documents', () => {
  test('go over the wire as the gateway takes them: text, days, three places of a price, and a key that names the document', async () => {
    const { session, proxy, sandbox } = await connect();
    const sent = await targets.salesOrder.send(session, orderBody());
    assert.deepEqual([sent.id, sent.number], ['102345', '102345']);
    const { body, headers, path } = proxy.seen.find(({ method, path: seen }) => method === 'POST' && seen.endsWith('/orders')) ?? assert.fail('nothing was sent');
    for (const literal of ['"OrderDate":"2026-10-05"', '"Quantity":"2"', '"UnitPrice":"12.492"', '"websono":"WEB-1"']) assert.ok(body.includes(literal), `${literal} in ${body}`);
    assert.ok(!body.includes('ShipVia'));
    assert.equal(path, '/api/v1/sagepro/orders');
    assert.match(String(headers['idempotency-key']), /^[0-9a-f]{64}$/);
    assert.equal(headers['x-sage-company'], '05');
    assert.deepEqual(sandbox.books().orders.map(({ totalMinor, reference }) => [totalMinor, reference]), [[3358, '203-1234567-1234567']]);
  });

  test('an order is found in the history once it is shipped; void, of another customer or of another year it is not ours', async () => {
    const ready = await connect();
    const { session } = ready;
    await targets.salesOrder.send(session, orderBody());
    await staff(ready, { action: 'ship', salesOrderNo: '102345', on: '2026-10-06' });
    assert.equal((await targets.salesOrder.find(session, orderBody()))?.number, '102345');
    assert.equal(await targets.salesOrder.find(session, orderBody({ CustomerNo: 'EBYGBP' })), null);
    assert.equal(await targets.salesOrder.find(session, orderBody({ OrderDate: '2027-10-05T00:00:00Z' })), null);
  });

  test('an invoice of amounts is told apart from the order’s own invoice with the same PO number', async () => {
    const ready = await connect();
    const { session } = ready;
    const body = documents.invoice({ ...DOCUMENT, reference: '109390', secondReference: '203-1234567-1234567' });
    await targets.salesOrder.send(session, orderBody());
    await staff(ready, { action: 'ship', salesOrderNo: '102345', on: '2026-10-06' });
    assert.equal(await targets.invoice.find(session, body), null);
    const sent = await targets.invoice.send(session, body);
    assert.equal((await targets.invoice.find(session, body))?.id, sent.id);
    assert.deepEqual(ready.sandbox.books().invoices.slice(-1).map(({ amountMinor, type }) => [amountMinor, type]), [[3159, '']]);
  });

  test('three places of a price are enough as long as the amount stays; a line where it would not is refused', async () => {
    const price = (Quantity: Json, UnitPrice: Json): Json => ({ LineItems: [{ ItemCode: 'A', Quantity, UnitPrice }] });
    const TABLE: [quantity: Json, price: Json, kept: string | null][] = [
      [1, '12.49167', '12.492'], ['9', '12.49167', '12.492'], [2, 23.325, '23.325'], [1, '0.00049', '0'], [100, '0.98744', null], ['1000', '12.49167', null],
    ];
    for (const [quantity, given, kept] of TABLE) {
      const work = async (): Promise<Json> => withThreePlaces(price(quantity, given) as { [name: string]: Json }, 'LineItems');
      if (kept === null) {
        const error = await refusedWith(work());
        assert.deepEqual([error.code, error.recovery, error.field], ['price.decimals', 'fixRecord', 'LineItems[0].UnitPrice']);
      } else assert.equal(String(((await work()) as { LineItems: { UnitPrice: Json }[] }).LineItems[0]?.UnitPrice), kept, `${String(quantity)} × ${String(given)}`);
    }
  });

  test('what the gateway cannot do is not declared', () => {
    assert.deepEqual(Object.keys(sagepro.erp.targets).sort(), ['creditNote', 'customer', 'invoice', 'price', 'receipt', 'refund', 'salesOrder', 'stockLevel']);
    assert.deepEqual(Object.keys(sagepro.erp.documents).sort(), ['bankPosting', 'creditNote', 'invoice', 'receipt', 'refund', 'transfer']);
    assert.deepEqual(sagepro.erp.journal.steps, ['fee', 'transfer', 'adjustment'], 'staff import these');
    assert.ok(!('periodOpen' in sagepro.erp) && !('entered' in sagepro.erp));
  });
});

describe('the ledger', () => {
  test('shows the shipped order, the credit and the payment, each with tax and what is open of it', async () => {
    const ready = await connect();
    const { session } = ready;
    await targets.salesOrder.send(session, orderBody());
    await staff(ready, { action: 'ship', salesOrderNo: '102345', on: '2026-10-06' });
    await targets.creditNote.send(session, documents.creditNote(DOCUMENT));
    await targets.receipt.send(session, documents.receipt({ ...MONEY, bankId: '1250', amountMinor: 3358, reference: '109390', secondReference: 'T-2' }));
    const found = await postings(session, 'sales');
    assert.deepEqual(found.map(({ kind, account, amountMinor, taxMinor, openMinor, reference, secondReference }) => [kind, account, amountMinor, taxMinor, openMinor, reference, secondReference]), [
      ['invoice', 'AMZGBP', 3358, 560, 3358, '102345', '203-1234567-1234567'], ['creditNote', 'AMZGBP', -3159, -527, -3159, '203-1234567-1234567', 'CR-1'], ['receipt', 'AMZGBP', -3358, 0, -3358, '109390', 'T-2'],
    ]);
    assert.match(found[0]?.narrative ?? '', /^1Z999AA1/);
    assert.deepEqual(await salesTotal(session, { account: 'AMZGBP', kind: 'invoice', from: FIRST, to: LAST }), { count: 1, amountMinor: 3358 });
    assert.deepEqual(await salesTotal(session, { account: 'AMZGBP', kind: 'creditNote', from: FIRST, to: LAST }), { count: 1, amountMinor: -3159 });
    assert.match((await refusedWith(salesTotal(session, { account: 'NOBODY', kind: 'invoice', from: FIRST, to: LAST }))).message, /no customer NOBODY/);
  });

  test('what is older and open is shown once; changes have no moment, so the days are read whole', async () => {
    const { session } = await connect();
    await targets.receipt.send(session, documents.receipt({ ...MONEY, on: '2026-09-20' as LocalDate, bankId: '1250', amountMinor: 500, reference: '1', secondReference: 'OLD' }));
    assert.deepEqual((await postings(session, 'sales')).map(({ kind, on: day, openMinor }) => [kind, day, openMinor]), [['receipt', '2026-09-20', -500]]);
    const all = await postings(session, 'sales', { from: '2026-09-01' as LocalDate });
    assert.equal(all.length, 2 * world.openingSales.length + 1);
    assert.equal(new Set(all.map(({ externalId }) => externalId)).size, all.length);
    assert.equal((await postings(session, 'sales', { changedSince: new Date(Date.now() + 60_000).toISOString() })).length, 1);
  });

  test('a bank account is what the general ledger posted to it, and its balance on any day is the ledger’s own', async () => {
    const { session } = await connect();
    const clearing = world.openingSales.filter(sale => sale.channel === 'amazon-uk').reduce((sum, sale) => sum + sale.grossMinor, 0);
    await targets.receipt.send(session, documents.receipt({ ...MONEY, bankId: '1250', amountMinor: 3159, reference: '109390', secondReference: 'T-2' }));
    assert.deepEqual((await postings(session, 'cash')).map(({ account, amountMinor, kind, secondReference }) => [account, amountMinor, kind, secondReference]), [['1250', 3159, 'receipt', 'T-2']]);
    assert.equal(await bankBalance(session, '1250', '2026-10-04' as LocalDate), clearing);
    assert.equal(await bankBalance(session, '1250', LAST), clearing + 3159);
    assert.match((await refusedWith(bankBalance(session, 'Z', on))).message, /no bank code Z/);
  });
});

describe('what staff do', () => {
  test('is seen: a parcel with its number and pieces, money given back, and a journal that they imported from the file', async () => {
    const ready = await connect();
    const { session, sandbox } = ready;
    await targets.salesOrder.send(session, orderBody());
    await staff(ready, { action: 'ship', salesOrderNo: '102345', on: '2026-10-06' });
    const parcels: Shipped[] = [];
    for await (const page of sagepro.erp.shipments(session, { from: FIRST, to: LAST, signal: none() })) parcels.push(...page);
    assert.deepEqual(parcels.map(({ orderReference, at, lines }) => [orderReference, at, lines]), [['203-1234567-1234567', '2026-10-06T12:00:00.000Z', [{ itemCode: 'MUG-WHT', quantity: 2 }]]]);
    assert.match(parcels[0]?.trackingNumber ?? '', /^1Z999AA1/);
    await targets.refund.send(session, documents.refund({ ...MONEY, bankId: '1250', amountMinor: 1000, reference: '1', secondReference: 'RF-1' }));
    const fee = documents.bankPosting({ bankId: '1250', amountMinor: 474, currency: 'GBP', on, nominalCode: '6100-00', costCentre: '', department: '', taxCodeId: null, taxMinor: 0, reference: 'FEE', secondReference: 'T-3', narrative: 'Fee, "Amazon"' }) as JournalEntry;
    const transfer = documents.transfer({ fromBankId: '1250', toBankId: '1200', amountMinor: 2000, currency: 'GBP', on, reference: 'P', secondReference: 'T-5', narrative: 'Payout' }) as JournalEntry;
    const { content } = sagepro.erp.journal.file([fee, transfer], await references(session));
    await staff(ready, { action: 'import-journal', csv: content });
    assert.deepEqual((await postings(session, 'cash')).map(({ account, amountMinor, secondReference, narrative }) => [account, amountMinor, secondReference, narrative]).sort(), [
      ['1200', 2000, 'T-5', 'Payout'], ['1250', -1000, 'RF-1', '1 Amazon UK web sales'], ['1250', -2000, 'T-5', 'Payout'], ['1250', -474, 'T-3', 'Fee, "Amazon"'],
    ]);
    assert.deepEqual((await postings(session, 'sales')).slice(-1).map(({ kind, amountMinor, openMinor }) => [kind, amountMinor, openMinor]), [['refund', 1000, 1000]]);
    assert.equal(sandbox.books().trialBalanceMinor, 0);
  });

  test('stock that is counted elsewhere is set, and a warehouse that does not keep the item is an error', async () => {
    const { session } = await connect();
    await sagepro.erp.targets.stockLevel.send(session, { code: 'MUG-WHT', warehouseId: 'MAIN', quantity: '12' });
    const row = await session.request({ method: 'GET', path: '/inventory/MUG-WHT/MAIN' });
    assert.equal((row as { OnHand: string }).OnHand, '12.000');
    assert.match((await refusedWith(sagepro.erp.targets.stockLevel.send(session, { code: 'MUG-WHT', warehouseId: 'NORTH', quantity: '1' }))).message, /no inventory rows/);
  });
});

describe('refusals', () => {
  const CASES: [what: string, change: { [name: string]: Json }, code: string, about: string, field: string | null][] = [
    ['customer', { CustomerNo: 'NOBODY' }, 'customer.unknown', 'NOBODY', 'CustomerNo'],
    ['item', { LineItems: [{ ItemCode: 'NO-SUCH', Quantity: 1 }] }, 'product.unknown', 'NO-SUCH', 'LineItems[0].ItemCode'],
    ['location', { LineItems: [{ ItemCode: 'MUG-WHT', Quantity: 1, LocationId: 'NORTH' }] }, 'product.noWarehouse', 'NORTH', 'LineItems[0].LocationId'],
    ['length', { PONumber: 'X'.repeat(21) }, 'field.tooLong', 'X'.repeat(21), 'PONumber'],
    ['total', { TotalAmount: '1.00' }, 'field.invalid', 'TotalAmount', 'TotalAmount'],
    ['no lines', { LineItems: [] }, 'field.required', 'LineItems', 'LineItems'],
  ];
  test('reach the engine with code, field and what they are about, and each says what to do', async () => {
    const { session } = await connect();
    for (const [what, change, code, about, field] of CASES) {
      const error = await refusedWith(targets.salesOrder.send(session, orderBody(change)));
      assert.deepEqual([error.code, error.field ?? null, error.recovery], [code, field, 'fixRecord'], what);
      assert.ok([about, field].includes(refusalOf(error)?.about ?? ''), what);
      assert.match(error.message, /\. [A-Z].+\./, `${what}: ${error.message}`);
    }
  });

  test('credit hold names the customer; a locked record is tried again', async () => {
    const ready = await connect();
    await staff(ready, { action: 'hold-customer', customerNo: 'AMZGBP' });
    const hold = await refusedWith(targets.salesOrder.send(ready.session, orderBody()));
    assert.deepEqual([hold.code, refusalOf(hold)?.about], ['customer.onHold', 'AMZGBP']);
    await fetch(`${ready.sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ name: 'record-locked', method: 'POST' }) });
    const locked = await refusedWith(targets.receipt.send(ready.session, documents.receipt({ ...MONEY, bankId: '1250', amountMinor: 1, reference: '', secondReference: 'L' })));
    assert.deepEqual([locked.code, locked.recovery], ['record.locked', 'retry']);
  });
});

describe('a connection', () => {
  test('says which item that stands for money is missing, and which company code is none', async () => {
    const tell = async (change: Parameters<typeof saveSagePro>[2]): Promise<string> => {
      const workspace = openWorkspace();
      const { id } = await saveSagePro(workspace, await startSagePro({ world }), change);
      return (await workspace.handlers.test(workspace.task(), { id })).message;
    };
    assert.match(await tell({ settings: { taxItem: 'VAT' } }), /no item without stock named VAT/);
    assert.match(await tell({ settings: { companyCode: 'northwind' } }), /no company code of Sage Pro/);
    assert.match(await tell({ settings: { companyCode: '06' } }), /does not open this company/);
  });

  test('by key, with the lists of the company; freight and tax are no products', async () => {
    const { session } = await connect({ change: { settings: { signInWith: 'API key' }, secrets: { apiKey: 'gp_81d3c0a7f65e4b2d9a40' } } });
    const lists = await references(session);
    assert.ok(!lists.products.some(product => /^(SHIP|TAX)-/.test(product.code)));
    assert.deepEqual(lists.taxCodes.find(code => code.id === 'S'), { id: 'S', code: 'S', name: 'Standard rate', rate: '20' });
    assert.deepEqual(lists.warehouses, [{ id: 'MAIN', name: 'Main warehouse' }]);
  });

  test('the lengths are those of the edition: the FoxPro one takes six characters of a customer', async () => {
    const { session } = await connect({ faults: ['foxpro'] });
    const order = (await sagepro.discover(session, none())).find(entity => entity.name === 'orders') ?? assert.fail('no orders');
    const length = (path: string) => order.fields.find(field => field.path === path)?.maxLength;
    assert.deepEqual(['CustomerNo', 'PONumber', 'LineItems[].ItemCode', 'LineItems[charge].ItemCode', 'ShipToAddress.City'].map(length), [6, 20, 15, 15, 20]);
    assert.deepEqual([order.fields.find(field => field.path === 'websono')?.custom, length('websono')], [true, 20]);
  });
});
