import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { AppError } from '../../shared/contract/errors.ts';
import type { LocalDate } from '../../shared/values/date.ts';
import { refusalOf } from '../../main/engine/connectors/client.ts';
import type { Erp, JournalEntry, Json, LedgerPosting, Session } from '../../main/engine/connectors/connector.ts';
import { connectorOf } from '../../main/engine/connectors/registry.ts';
import { gatewayProfile } from '../../main/engine/connectors/sage200/gateway/gateway-profile.ts';
import { GATEWAY } from '../../main/engine/connectors/sage200/settings.ts';
import type { Sage200Sandbox } from '../../main/sandboxes/sage200/server.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import { cleanUp, connectSage, connectSageGateway, openWorkspace, saveSageGateway, startSage } from './workspace.ts';
import type { Workspace } from './workspace.ts';

afterEach(cleanUp);

const whole = makeWorld({ seed: 7, orders: 230 });
const world = { ...whole, openingSales: whole.openingSales.slice(0, 4) };
const { targets, documents, references, ledger, bankBalance, salesTotal, postJournal } = gatewayProfile.erp;
const native = connectorOf('sage200').erp ?? assert.fail('Sage is an ERP');
const on = '2026-10-05' as LocalDate;
const [FIRST, LAST] = ['2026-09-01' as LocalDate, '2026-10-31' as LocalDate];
const none = (): AbortSignal => new AbortController().signal;

type Ready = { workspace: Workspace; sandbox: Sage200Sandbox; session: Session };

async function connect(): Promise<Ready> {
  const workspace = openWorkspace();
  const sandbox = await startSage({ world });
  return { workspace, sandbox, session: (await connectSageGateway(workspace, sandbox)).session };
}

async function refusedWith(work: Promise<unknown>): Promise<AppError> {
  return (await work.then(() => assert.fail('nothing was refused'), (error: unknown) => error)) as AppError;
}

const order = (change: { [name: string]: Json } = {}): { [name: string]: Json } => ({
  CustomerAccountRef: 'AMZGBP', OrderDate: `${on}T00:00:00Z`, CustomerOrderNumber: '203-1234567-1234567', Lines: [{ StockCode: 'MUG-WHT', Quantity: 2, UnitPrice: 27.99, TaxCode: '1' }], ...change,
});

async function postings(read: Erp['ledger'], session: Session, name: 'sales' | 'cash'): Promise<LedgerPosting[]> {
  const all: LedgerPosting[] = [];
  for await (const page of read(session, { ledger: name, from: FIRST, to: LAST, changedSince: null, signal: none() })) all.push(...page);
  return all;
}

describe('two ways to one company', () => {
  test('show the same ledgers, balances and totals', async () => {
    const { session, sandbox } = await connect();
    await targets.receipt.send(session, documents.receipt({ customerId: 'AMZGBP', bankId: '1250', amountMinor: 3159, currency: 'GBP', on, reference: '109390', secondReference: 'T-2' }));
    const other = openWorkspace();
    const { session: nativeSession } = await connectSage(other, sandbox);
    for (const name of ['sales', 'cash'] as const) {
      const [throughGateway, direct] = [await postings(ledger, session, name), await postings(native.ledger, nativeSession, name)];
      const shape = (rows: readonly LedgerPosting[]): unknown[] => rows.map(({ externalId, kind, account, on: day, amountMinor, openMinor, currency, reference, secondReference, urn }) => [externalId, kind, account, day, amountMinor, openMinor, currency, reference, secondReference, urn].join('|')).sort();
      assert.deepEqual(shape(throughGateway), shape(direct), name);
      assert.ok(direct.length > 0);
    }
    for (const day of ['2026-09-30', '2026-10-04', '2026-10-31'] as LocalDate[]) assert.equal(await bankBalance(session, '1250', day), await native.bankBalance(nativeSession, '1250', day), day);
    const ask = { account: 'AMZGBP', kind: 'invoice', from: FIRST, to: LAST } as const;
    assert.deepEqual(await salesTotal(session, ask), await native.salesTotal(nativeSession, ask));
    const [mine, theirs] = [await references(session), await native.references(nativeSession)];
    assert.deepEqual(mine.products.map(({ code }) => code).sort(), theirs.products.map(({ code }) => code).sort());
    assert.equal(mine.pricesIncludeTax, theirs.pricesIncludeTax);
  });

  test('are chosen by a setting: without it, it is Sage’s own interface', () => {
    assert.equal(connectorOf('sage200').auth, 'oauth');
    assert.equal(connectorOf('sage200', {}).auth, 'oauth');
    assert.equal(connectorOf('sage200', { profile: GATEWAY }).auth, 'token');
    assert.ok(!('postJournal' in native) && !('stockLevel' in native.targets));
    assert.match(native.cannot?.postJournal ?? '', /no journals/);
    assert.match(native.cannot?.stockLevel ?? '', /no stock adjustments/);
  });

  test('what each must be told is asked for by name', async () => {
    const empty = openWorkspace();
    const save = (settings: Record<string, string>) => empty.handlers.save(empty.task(), { system: 'sage200', label: 'S', environment: 'QA', settings, secrets: {} });
    assert.equal((await refusedWith(save({}))).field, 'clientId');
    assert.equal((await refusedWith(save({ profile: GATEWAY }))).field, 'gatewayUrl');
    assert.equal((await refusedWith(save({ profile: GATEWAY, gatewayUrl: 'https://erp.example.com/api/v1' }))).field, 'companyCode');
    const workspace = openWorkspace();
    const { id } = await saveSageGateway(workspace, await startSage({ world }), { settings: { companyCode: 'ABC' } });
    assert.match((await workspace.handlers.test(workspace.task(), { id })).message, /no company code of Sage 200/);
  });
});

describe('through the gateway', () => {
  test('an order is despatched by saying so, twice is once; a cancelled one is not found', async () => {
    const { session, sandbox } = await connect();
    const { id, answer } = await targets.salesOrder.send(session, order());
    assert.equal((answer as { TotalValue: number }).TotalValue, 55.98);
    const despatch = documents.despatch({ salesOrder: answer, on });
    assert.equal(await targets.despatch.find(session, despatch), null);
    assert.equal((await targets.despatch.send(session, despatch)).id, id);
    assert.equal((await targets.despatch.send(session, despatch)).id, id);
    const other = await targets.salesOrder.send(session, order({ CustomerOrderNumber: 'CANCEL' }));
    const headers = { authorization: `Bearer ${sandbox.credentials.gateway.apiKey}`, 'x-sage-company': '3' };
    assert.equal((await fetch(`${sandbox.url}/api/v1/salesorders/${other.id}`, { method: 'PUT', headers, body: '{"Status":"Cancelled"}' })).status, 200);
    assert.equal(await targets.salesOrder.find(session, order({ CustomerOrderNumber: 'CANCEL' })), null);
  });

  test('a journal is posted once, must balance, and takes no bank account', async () => {
    const { session } = await connect();
    const entry: JournalEntry = { document: 'JNL-1', on, narrative: 'Correction', currency: 'GBP', lines: [{ bankId: null, nominalCode: '7901', amountMinor: 474 }, { bankId: null, nominalCode: '9998', amountMinor: -474 }] };
    assert.equal(await postJournal.find(session, entry), null);
    const sent = await postJournal.send(session, entry);
    assert.equal((await postJournal.send(session, entry)).id, sent.id);
    assert.equal((await postJournal.find(session, entry))?.id, sent.id);
    assert.match((await refusedWith(postJournal.send(session, { ...entry, document: 'JNL-2', lines: entry.lines.slice(0, 1) }))).message, /not equal/);
    assert.equal((await refusedWith(postJournal.send(session, { ...entry, document: 'JNL-3', lines: [{ bankId: '1250', nominalCode: '', amountMinor: 1 }] }))).code, 'journal.bank');
  });

  test('stock is set, and a purchase invoice is taken once', async () => {
    const { session, sandbox } = await connect();
    await targets.stockLevel.send(session, { code: 'MUG-WHT', warehouseId: '12', quantity: '17' });
    assert.equal((await session.request({ method: 'GET', path: '/stockitems/MUG-WHT' }) as { StockLevel: number }).StockLevel, 17);
    const post = (body: Json) => fetch(`${sandbox.url}/api/v1/purchaseinvoices`, { method: 'POST', headers: { authorization: `Bearer ${sandbox.credentials.gateway.apiKey}`, 'x-sage-company': '3' }, body: JSON.stringify(body) });
    const bill = { SupplierAccountRef: 'PARCEL01', InvoiceNumber: 'INV-77', InvoiceDate: '2026-10-06', Lines: [{ NominalCode: '7901', NetValue: '100.00', TaxValue: '20.00', Description: 'Parcels' }] };
    assert.deepEqual([(await post(bill)).status, (await post(bill)).status], [201, 409]);
    assert.deepEqual(((await session.request({ method: 'GET', path: '/purchaseinvoices', query: { supplier: 'PARCEL01' } })) as { Records: { NetValue: number; TaxValue: number }[] }).Records.map(row => [row.NetValue, row.TaxValue]), [[100, 20]]);
  });

  const CASES: [what: string, change: { [name: string]: Json }, code: string, field: string][] = [
    ['customer', { CustomerAccountRef: 'NOBODY' }, 'customer.unknown', 'CustomerAccountRef'],
    ['stock item', { Lines: [{ StockCode: 'NO-SUCH', Quantity: 1, UnitPrice: 1 }] }, 'product.unknown', 'Lines[0].StockCode'],
    ['tax code', { Lines: [{ StockCode: 'MUG-WHT', Quantity: 1, UnitPrice: 1, TaxCode: '77' }] }, 'field.invalid', 'Lines[0].TaxCode'],
    ['length', { CustomerOrderNumber: 'X'.repeat(31) }, 'field.tooLong', 'CustomerOrderNumber'],
  ];
  test('refusals reach the engine with code and field, and each says what to do', async () => {
    const { session } = await connect();
    for (const [what, change, code, field] of CASES) {
      const error = await refusedWith(targets.salesOrder.send(session, order(change)));
      assert.deepEqual([error.code, error.field ?? null, error.recovery], [code, field, 'fixRecord'], what);
      assert.ok(refusalOf(error));
    }
    const held = world.tradeCustomers.find(customer => customer.onHold && customer.sageReference)?.sageReference ?? assert.fail('nobody is on hold');
    assert.equal((await refusedWith(targets.salesOrder.send(session, order({ CustomerAccountRef: held })))).code, 'customer.onHold');
  });
});
