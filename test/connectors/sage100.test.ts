import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { AppError } from '../../shared/contract/errors.ts';
import type { LocalDate } from '../../shared/values/date.ts';
import { refusalOf } from '../../main/engine/connectors/client.ts';
import type { EnteredDocument, Json, LedgerPosting, Session } from '../../main/engine/connectors/connector.ts';
import { invoiceKey, isSameInvoice } from '../../main/engine/connectors/sage100/invoice-number.ts';
import { sage100 } from '../../main/engine/connectors/sage100/sage100.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { Sage100Sandbox } from '../../main/sandboxes/sage100/server.ts';
import { startProxy } from './fault-proxy.ts';
import type { Proxy } from './fault-proxy.ts';
import { cleanUp, connectSage100, openWorkspace, saveSage100, startSage100 } from './workspace.ts';
import type { Workspace } from './workspace.ts';

afterEach(cleanUp);

const whole = makeWorld({ seed: 7, orders: 230 });
const world = { ...whole, openingSales: whole.openingSales.filter(sale => sale.currency === 'GBP').slice(0, 3) };
const { targets, documents, ledger, bankBalance, salesTotal, entered, references } = sage100.erp;
const on = '2026-10-05' as LocalDate;
const [FIRST, LAST] = ['2026-10-01' as LocalDate, '2026-10-31' as LocalDate];
const none = (): AbortSignal => new AbortController().signal;
const MONEY = { customerId: '01-AMZGBP', currency: 'GBP' as const, on };

type Ready = { workspace: Workspace; sandbox: Sage100Sandbox; proxy: Proxy; session: Session };

async function connect({ faults = [], change = {} }: { faults?: readonly string[]; change?: Parameters<typeof connectSage100>[2] } = {}): Promise<Ready> {
  const workspace = openWorkspace();
  const sandbox = await startSage100({ world, faults });
  const proxy = await startProxy(sandbox.url);
  return { workspace, sandbox, proxy, session: (await connectSage100(workspace, { ...sandbox, url: proxy.url }, change)).session };
}

const STEPS = ['customer', 'salesOrder', 'receipt', 'creditNote'] as const;
const PATHS = { customer: '/AR/Customer', salesOrder: '/SO/SalesOrder', receipt: '/AR/CashReceipts', creditNote: '/SO/Invoice' } as const;

function bodyOf(step: (typeof STEPS)[number]): { [name: string]: Json } {
  switch (step) {
    case 'customer': return { ARDivisionNo: '02', CustomerName: "O'Brien & Sons", EmailAddress: 'ob@example.com', ZipCode: '78701' };
    case 'salesOrder': return {
      ARDivisionNo: '01', CustomerNo: 'AMZGBP', OrderDate: `${on}T00:00:00Z`, CustomerPONo: "203-1234567-O'BRIEN", FreightAmt: 3, BillToName: '', UDF_WEB_CHANNEL: 'amazon',
      Lines: [{ ItemCode: 'MUG-WHT', QuantityOrdered: 2, UnitPrice: 12.491667 }],
    };
    case 'receipt': return documents.receipt({ ...MONEY, bankId: 'B', amountMinor: 3159, reference: '109390', secondReference: 'T-2' }) as { [name: string]: Json };
    case 'creditNote': return documents.creditNote({ ...MONEY, exchangeRate: '1', reference: '109390', secondReference: 'CR-1', netMinor: 2632, taxMinor: 526, tax: [{ taxCodeId: 'VAT TX', netMinor: 2632, taxMinor: 526, rate: '20' }], nominal: [] }) as { [name: string]: Json };
  }
}

async function refusedWith(work: Promise<unknown>): Promise<AppError> {
  return (await work.then(() => assert.fail('nothing was refused'), (error: unknown) => error)) as AppError;
}

async function ask({ sandbox }: Ready, path: string, body: Json = {}): Promise<void> {
  const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(response.status, 200, await response.text());
}

async function allOf<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
const postings = (session: Session, name: 'sales' | 'cash', change: { from?: LocalDate; changedSince?: string } = {}): Promise<LedgerPosting[]> =>
  allOf(ledger(session, { ledger: name, from: FIRST, to: LAST, changedSince: null, signal: none(), ...change }));
const waiting = (session: Session): Promise<EnteredDocument[]> => allOf(entered(session, { signal: none() }));

describe('every kind of document', () => {
  for (const step of STEPS) {
    test(`${step}: nothing is found before, what was sent is found afterwards, and a lost answer leaves it in doubt`, async () => {
      const ready = await connect();
      const body = bodyOf(step);
      assert.equal(await targets[step].find(ready.session, body), null);
      ready.proxy.plan(PATHS[step], { kind: 'loseAnswer' });
      const error = await refusedWith(targets[step].send(ready.session, body));
      assert.deepEqual([error.code, error.recovery], ['http.lost', 'retry']);
      const found = await targets[step].find(ready.session, body) ?? assert.fail('what was written is not found');
      assert.ok(found.id && found.number, 'it has a name');
      // The gateway knows the document by its name: sent again, it is the same one.
      const again = await targets[step].send(ready.session, body);
      assert.deepEqual([again.id, again.number], [found.id, found.number]);
    });
  }

  test('days, amounts and blanks go over the wire as Sage keeps them, with a key that names the document', async () => {
    const { session, proxy } = await connect();
    await targets.salesOrder.send(session, bodyOf('salesOrder'));
    const { body, headers } = proxy.seen.find(({ method, path }) => method === 'POST' && path === '/SO/SalesOrder') ?? assert.fail('nothing was sent');
    for (const literal of ['"OrderDate":"20261005"', '"FreightAmt":"3"', '"QuantityOrdered":"2"', '"UnitPrice":"12.491667"']) assert.ok(body.includes(literal), `${literal} in ${body}`);
    assert.ok(!body.includes('BillToName'));
    assert.match(String(headers['idempotency-key']), /^[0-9a-f]{64}$/);
    assert.equal(headers['x-sage-company'], 'NWH');
  });

  test('an order is found in the history once it is complete; of another division it is not ours', async () => {
    const ready = await connect();
    const body = bodyOf('salesOrder');
    const sent = await targets.salesOrder.send(ready.session, body);
    await ask(ready, '/sandbox/staff', { action: 'ship', salesOrderNo: sent.id, on: '20261006' });
    await ask(ready, '/sandbox/post/dailySales');
    assert.equal((await targets.salesOrder.find(ready.session, body))?.id, sent.id);
    assert.equal(await targets.salesOrder.find(ready.session, { ...body, ARDivisionNo: '02' }), null);
    assert.equal(await targets.salesOrder.find(ready.session, { ...body, OrderDate: '2027-10-05T00:00:00Z' }), null);
  });

  test('receipts and credits are found after their posting as well', async () => {
    const ready = await connect();
    for (const step of ['receipt', 'creditNote'] as const) {
      const sent = await targets[step].send(ready.session, bodyOf(step));
      await ask(ready, `/sandbox/post/${step === 'receipt' ? 'cashReceipts' : 'dailySales'}`);
      assert.equal((await targets[step].find(ready.session, bodyOf(step)))?.id, sent.id);
    }
  });

  test('a document without the reference it would be found by is not looked for blindly', async () => {
    const { session } = await connect();
    const error = await refusedWith(targets.salesOrder.find(session, { ...bodyOf('salesOrder'), CustomerPONo: '' }));
    assert.deepEqual([error.code, error.field, error.recovery], ['field.required', 'CustomerPONo', 'fixRecord']);
  });
});

describe('entered, not posted', () => {
  test('an order that was shipped waits in no ledger until staff post it; then it waits no more', async () => {
    const ready = await connect();
    const { session } = ready;
    const sent = await targets.salesOrder.send(session, bodyOf('salesOrder'));
    await ask(ready, '/sandbox/staff', { action: 'ship', salesOrderNo: sent.id, on: '20261006' });
    await targets.receipt.send(session, bodyOf('receipt'));
    await targets.creditNote.send(session, bodyOf('creditNote'));
    const before = await waiting(session);
    assert.deepEqual(before.map(({ kind, amountMinor, secondReference, shipped, customerId }) => [kind, amountMinor, secondReference, shipped, customerId]), [
      ['invoice', 3358, "203-1234567-O'BRIEN", true, '01-AMZGBP'], ['creditNote', -3158, 'CR-1', false, '01-AMZGBP'], ['receipt', -3159, 'T-2', false, '01-AMZGBP'],
    ]);
    assert.ok(before.every(({ batch }) => /^\d{5}$/.test(batch)));
    assert.deepEqual(await postings(session, 'sales'), []);
    await ask(ready, '/sandbox/post/dailySales');
    await ask(ready, '/sandbox/post/cashReceipts');
    assert.deepEqual(await waiting(session), []);
    const posted = await postings(session, 'sales');
    assert.deepEqual(posted.map(({ kind, account, amountMinor, taxMinor, openMinor, secondReference }) => [kind, account, amountMinor, taxMinor, openMinor, secondReference]), [
      ['invoice', '01-AMZGBP', 3358, 560, 3358, "203-1234567-O'BRIEN"], ['creditNote', '01-AMZGBP', -3158, -526, -3158, 'CR-1'], ['receipt', '01-AMZGBP', -3159, 0, -3159, 'T-2'],
    ]);
    assert.deepEqual(posted.map(({ externalId }) => before.some(document => externalId.includes(document.externalId))), [true, true, true]);
    assert.deepEqual(await salesTotal(session, { account: '01-AMZGBP', kind: 'invoice', from: FIRST, to: LAST }), { count: 1, amountMinor: 3358 });
    assert.deepEqual(await salesTotal(session, { account: '01-AMZGBP', kind: 'creditNote', from: FIRST, to: LAST }), { count: 1, amountMinor: -3158 });
  });

  test('what is older and still owed is shown, each posting once; only what moved is read again', async () => {
    const ready = await connect();
    const { session } = ready;
    await targets.receipt.send(session, { ...bodyOf('receipt'), DepositDate: '2026-09-20' });
    await ask(ready, '/sandbox/post/cashReceipts');
    const old = await postings(session, 'sales');
    assert.deepEqual(old.map(({ kind, on: day, openMinor }) => [kind, day, openMinor]), [['receipt', '2026-09-20', -3159]]);
    const all = await postings(session, 'sales', { from: '2026-09-01' as LocalDate });
    assert.equal(new Set(all.map(({ externalId }) => externalId)).size, all.length);
    assert.equal(all.length, 2 * world.openingSales.length + 1);
    assert.deepEqual(await postings(session, 'sales', { changedSince: new Date(Date.now() + 60_000).toISOString() }), []);
  });

  test('a bank account is what the general ledger posted to it, and its balance on any day is the ledger’s own', async () => {
    const ready = await connect();
    const { session } = ready;
    const clearing = world.openingSales.filter(sale => sale.channel === 'amazon-uk').reduce((sum, sale) => sum + sale.grossMinor, 0);
    await targets.receipt.send(session, bodyOf('receipt'));
    await ask(ready, '/sandbox/post/cashReceipts');
    const { banks } = await references(session);
    const amazon = banks.find(bank => /amazon/i.test(bank.name))?.code ?? assert.fail('no clearing account');
    assert.deepEqual((await postings(session, 'cash')).map(({ account, amountMinor, kind, secondReference }) => [account, amountMinor, kind, secondReference]), [[amazon, 3159, 'receipt', 'T-2']]);
    assert.equal(await bankBalance(session, amazon, '2026-10-04' as LocalDate), clearing);
    assert.equal(await bankBalance(session, amazon, LAST), clearing + 3159);
    assert.match((await refusedWith(bankBalance(session, 'Z', on))).message, /no bank code Z/);
  });
});

describe('invoice numbers', () => {
  const TABLE: [a: string, b: string, same: boolean][] = [
    ['0001234', '00000000000000001234', true],
    ['1234', '0001234', true],
    ['0001234  ', '0001234', true],
    ['0000000', '0', true],
    ['a001', 'A001', true],
    ['A001', 'A01', false],
    ['A001', '0000A001', false],
    ['0001234', '0012340', false],
    ['12-34', '1234', false],
    ['PP00001', 'PP00001', true],
    ['', '0', false],
  ];
  for (const [a, b, same] of TABLE) test(`'${a}' and '${b}' are ${same ? 'one invoice' : 'two invoices'}`, () => assert.deepEqual([isSameInvoice(a, b), isSameInvoice(b, a), invoiceKey(a) === invoiceKey(b)], [same, same, same]));

  test('a company that expanded its numbers says so, and documents keep their names', async () => {
    const ready = await connect({ faults: ['long-invoice-numbers'] });
    const sent = await targets.creditNote.send(ready.session, bodyOf('creditNote'));
    assert.deepEqual([sent.number.length, sent.id], [20, String(Number(sent.number))]);
    const fields = (await sage100.discover(ready.session, none())).find(entity => entity.name === 'AR_InvoiceHistory')?.fields;
    assert.equal(fields?.find(field => field.path === 'InvoiceNo')?.maxLength, 20);
  });
});

describe('refusals', () => {
  const CASES: [what: string, change: { [name: string]: Json }, code: string, about: string, field: string | null][] = [
    ['customer', { CustomerNo: 'NOBODY' }, 'customer.unknown', '01-NOBODY', 'CustomerNo'],
    ['inactive customer', { ARDivisionNo: '02', CustomerNo: 'CLOSED01' }, 'customer.unknown', '02-CLOSED01', 'CustomerNo'],
    ['item', { Lines: [{ ItemCode: 'mug-wht', QuantityOrdered: 1 }] }, 'product.unknown', 'mug-wht', 'Lines[0].ItemCode'],
    ['inactive item', { Lines: [{ ItemCode: 'OLD-STYLE', QuantityOrdered: 1 }] }, 'product.unknown', 'OLD-STYLE', 'Lines[0].ItemCode'],
    ['warehouse', { Lines: [{ ItemCode: 'NO-PLACE', QuantityOrdered: 1 }] }, 'product.noWarehouse', 'Lines[0].WarehouseCode', 'Lines[0].WarehouseCode'],
    ['ZIP', { ShipToZipCode: '99999' }, 'address.zipUnknown', '99999', 'ShipToZipCode'],
    ['length', { CustomerPONo: 'X'.repeat(31) }, 'field.tooLong', 'CustomerPONo', 'CustomerPONo'],
    ['day', { OrderDate: '20269999' }, 'field.invalid', 'OrderDate', 'OrderDate'],
    ['no lines', { Lines: [] }, 'field.required', 'Lines', 'Lines'],
  ];
  test('reach the engine with code, field and what they are about, and each says what to do', async () => {
    const { session } = await connect();
    for (const [what, change, code, about, field] of CASES) {
      const error = await refusedWith(targets.salesOrder.send(session, { ...bodyOf('salesOrder'), ...change }));
      assert.deepEqual([error.code, refusalOf(error)?.about, error.field ?? null, error.recovery], [code, about, field, 'fixRecord'], what);
      assert.match(error.message, /\. [A-Z].+\./, `${what}: ${error.message}`);
    }
  });

  test('credit hold names the customer; a locked record is tried again; a lost session was no write', async () => {
    const { session, sandbox } = await connect();
    const held = world.tradeCustomers.find(customer => customer.onHold && customer.sageReference)?.sageReference ?? assert.fail('nobody is on hold');
    const hold = await refusedWith(targets.salesOrder.send(session, { ...bodyOf('salesOrder'), ARDivisionNo: '02', CustomerNo: held }));
    assert.deepEqual([hold.code, refusalOf(hold)?.about], ['customer.onHold', `02-${held}`]);
    for (const [name, code] of [['record-locked', 'record.locked'], ['session-lost', 'http.503']] as const) {
      await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ name, method: 'POST' }) });
      const error = await refusedWith(targets.salesOrder.send(session, bodyOf('salesOrder')));
      assert.deepEqual([error.code, error.recovery], [code, 'retry']);
      assert.equal(await targets.salesOrder.find(session, bodyOf('salesOrder')), null);
    }
  });

  test('a second order of the same customer and number is a duplicate', async () => {
    const { session } = await connect();
    await targets.salesOrder.send(session, bodyOf('salesOrder'));
    const error = await refusedWith(targets.salesOrder.send(session, { ...bodyOf('salesOrder'), OrderDate: '2026-10-06' }));
    assert.deepEqual([error.code, refusalOf(error)?.about], ['record.exists', "203-1234567-O'BRIEN"]);
  });
});

describe('a connection', () => {
  test('by key works until the gateway no longer knows the key, and then says who must act', async () => {
    const by = { settings: { signInWith: 'API key' } };
    const good = await connect({ change: { ...by, secrets: { apiKey: 'gw_5f0c9e41b7d24a6c8e13' } } });
    assert.ok((await references(good.session)).customers.some(customer => customer.id === '01-AMZGBP'));
    const bad = await connect({ change: { ...by, secrets: { apiKey: 'gw_wrong' } } });
    const error = await refusedWith(references(bad.session));
    assert.deepEqual([error.code, error.recovery, error.field], ['signIn.refused', 'fixConnection', 'apiKey']);
  });

  test('tells a wrong company, a missing password and a taken seat apart', async () => {
    const sandbox = await startSage100({ world, faults: ['seat-taken'] });
    const tell = async (change: Parameters<typeof saveSage100>[2]): Promise<string> => {
      const workspace = openWorkspace();
      const { id } = await saveSage100(workspace, sandbox, change);
      return (await workspace.handlers.test(workspace.task(), { id })).message;
    };
    assert.match(await tell({}), /seat is taken/);
    assert.match(await tell({ settings: { companyCode: 'northwind' } }), /no company code of Sage 100/);
    assert.match(await tell({ settings: { user: '' } }), /Enter the Sage 100 user/);
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ name: 'seat-taken', on: false }) });
    assert.match(await tell({ settings: { companyCode: 'XYZ' } }), /does not open this company/);
  });

  test('a key of two fields is shown as one name, and its fields are two', async () => {
    const { session } = await connect();
    const lists = await references(session);
    assert.deepEqual(lists.customers.filter(customer => customer.id.endsWith('-AMZGBP')).map(customer => customer.reference), ['01-AMZGBP', '02-AMZGBP']);
    assert.deepEqual(lists.taxCodes.find(code => code.id === 'VAT TX'), { id: 'VAT TX', code: 'VAT TX', name: 'VAT TX', rate: '20' });
    assert.equal(lists.pricesIncludeTax, false);
    const order = (await sage100.discover(session, none())).find(entity => entity.name === 'SO_SalesOrder') ?? assert.fail('no orders');
    const field = (path: string) => order.fields.find(one => one.path === path);
    assert.deepEqual(['ARDivisionNo', 'CustomerNo', 'CustomerPONo'].map(path => [field(path)?.maxLength, field(path)?.required]), [[2, true], [20, true], [30, true]]);
    assert.deepEqual([field('UDF_WEB_CHANNEL')?.custom, field('UDF_WEB_CHANNEL')?.label, field('UDF_WEB_CHANNEL')?.maxLength], [true, 'Web channel', 20]);
  });

  test('the lengths are those of the company: an older one takes 15 characters of an order number', async () => {
    const { session } = await connect({ faults: ['short-fields'] });
    const order = (await sage100.discover(session, none())).find(entity => entity.name === 'SO_SalesOrder');
    assert.equal(order?.fields.find(field => field.path === 'CustomerPONo')?.maxLength, 15);
  });

  test('a column that the company changes is another at the next look', async () => {
    const { session, sandbox } = await connect();
    const lengthOf = async (path: string) => (await sage100.discover(session, none())).find(entity => entity.name === 'SO_SalesOrder')?.fields.find(field => field.path === path)?.maxLength;
    const change = async (column: Record<string, unknown>) => assert.deepEqual(await (await fetch(`${sandbox.url}/sandbox/column`, { method: 'POST', body: JSON.stringify({ file: 'SO_SalesOrderHeader', ...column }) })).json(), { changed: true });
    assert.deepEqual([await lengthOf('CustomerPONo'), await lengthOf('UDF_WEB_CHANNEL')], [30, 20]);
    await change({ name: 'CustomerPONo', length: 15 });
    await change({ name: 'UDF_WEB_CHANNEL' });
    assert.deepEqual([await lengthOf('CustomerPONo'), await lengthOf('UDF_WEB_CHANNEL')], [15, undefined]);
  });

  test('what the gateway cannot do is not declared', () => {
    assert.deepEqual(Object.keys(sage100.erp.targets).sort(), ['creditNote', 'customer', 'receipt', 'refund', 'salesOrder']);
    assert.deepEqual(Object.keys(sage100.erp.documents).sort(), ['bankPosting', 'creditNote', 'receipt', 'refund', 'transfer']);
    assert.deepEqual(sage100.erp.journal.steps, ['fee', 'transfer', 'adjustment'], 'staff import these');
    assert.ok(!('periodOpen' in sage100.erp));
  });
});
