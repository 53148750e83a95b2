import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { AppError } from '../../shared/contract/errors.ts';
import type { LocalDate } from '../../shared/values/date.ts';
import { refusalOf } from '../../main/engine/connectors/client.ts';
import type { ErpReferences, Json, LedgerPosting, Session } from '../../main/engine/connectors/connector.ts';
import { baseValue } from '../../main/engine/connectors/sage200/ledger-facts.ts';
import { refusal } from '../../main/engine/connectors/sage200/refusal.ts';
import { sage200 } from '../../main/engine/connectors/sage200/sage200.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { Sage200Sandbox } from '../../main/sandboxes/sage200/server.ts';
import { startProxy } from './fault-proxy.ts';
import type { Proxy } from './fault-proxy.ts';
import { cleanUp, connectSage, openWorkspace, startSage } from './workspace.ts';
import type { Workspace } from './workspace.ts';

afterEach(cleanUp);

const world = makeWorld({ seed: 7, orders: 230 });
const erp = sage200.erp ?? assert.fail('Sage is an ERP');
const { documents } = erp;
const target = (step: keyof typeof erp.targets) => erp.targets[step] ?? assert.fail(`no target for ${step}`);
const on = '2026-10-05' as LocalDate;
const none = (): AbortSignal => new AbortController().signal;

type Ready = { workspace: Workspace; sandbox: Sage200Sandbox; proxy: Proxy; session: Session; references: ErpReferences };

async function connect(faults: readonly string[] = []): Promise<Ready> {
  const workspace = openWorkspace();
  const sandbox = await startSage({ world, faults });
  const proxy = await startProxy(sandbox.url);
  const { session } = await connectSage(workspace, { ...sandbox, url: proxy.url });
  return { workspace, sandbox, proxy, session, references: await erp.references(session, none()) };
}

const idOf = (rows: readonly { id: string; reference?: string; code?: string }[], name: string): number => Number(rows.find(row => row.reference === name || row.code === name)?.id ?? assert.fail(`no ${name}`));

function orderBody({ references }: Ready, reference = "203-1234567-O'BRIEN", change: { [name: string]: Json } = {}): { [name: string]: Json } {
  return {
    customer_id: idOf(references.customers, 'AMZGBP'), document_date: `${on}T00:00:00Z`, customer_document_no: reference,
    lines: [
      { line_type: 'EnumLineTypeStandard', product_id: idOf(references.products, 'MUG-WHT'), warehouse_id: 12, line_quantity: 2, selling_unit_price: 27.99, selling_unit_price_overridden: true, tax_code_id: 1728 },
      { line_type: 'EnumLineTypeCharge', code: 'CARR', description: 'Carriage', selling_unit_price: 3.6, tax_code_id: 1728 },
    ],
    ...change,
  };
}

async function refusedWith(work: Promise<unknown>): Promise<AppError> {
  return (await work.then(() => assert.fail('nothing was refused'), (error: unknown) => error)) as AppError;
}

const STEPS = ['customer', 'salesOrder', 'invoice', 'receipt', 'creditNote', 'refund', 'fee', 'transfer', 'adjustment'] as const;

function bodyOf(step: (typeof STEPS)[number], ready: Ready): Json {
  const { references } = ready;
  const customerId = String(idOf(references.customers, 'AMZGBP'));
  const bank = (code: string): string => String(idOf(references.banks, code));
  const document = {
    customerId, on, currency: 'GBP' as const, exchangeRate: '1', reference: '109390', secondReference: 'T-1', netMinor: 2632, taxMinor: 527, tax: [{ taxCodeId: '1728', netMinor: 2632, taxMinor: 527 }],
    nominal: [{ code: '4000', costCentre: 'WEB', department: 'AMZ', narrative: 'Amazon 109390', netMinor: 2632 }],
  };
  const money = { customerId, bankId: bank('1250'), amountMinor: 3159, currency: 'GBP' as const, on, reference: '109390', secondReference: 'T-2' };
  const posting = { bankId: bank('1250'), amountMinor: 474, currency: 'GBP' as const, on, nominalCode: '7901', costCentre: 'WEB', department: 'AMZ', taxCodeId: '1728', taxMinor: 79, reference: 'FEE', secondReference: 'T-3', narrative: 'Amazon fee' };
  switch (step) {
    case 'customer': return { reference: 'NEWCUST1', name: "O'Brien & Sons", currency_id: 1, contacts: [{ last_name: "O'Brien", emails: [{ email: 'ob@example.com' }] }] };
    case 'salesOrder': return orderBody(ready);
    case 'invoice': return documents.invoice(document);
    case 'creditNote': return documents.creditNote(document);
    case 'receipt': return documents.receipt(money);
    case 'refund': return documents.refund(money);
    case 'fee': return documents.bankPosting(posting);
    case 'adjustment': return documents.bankPosting({ ...posting, amountMinor: -1, taxMinor: 0, taxCodeId: null, secondReference: 'T-4' });
    case 'transfer': return documents.transfer({ fromBankId: bank('1250'), toBankId: bank('1200'), amountMinor: 12885, currency: 'GBP', on, reference: 'PAYOUT', secondReference: 'T-5', narrative: 'Payout 2' });
  }
}

describe('every kind of document', () => {
  for (const step of STEPS) {
    test(`${step}: nothing is found before, what was sent is found afterwards, and only once`, async () => {
      const ready = await connect();
      const body = bodyOf(step, ready);
      assert.equal(await target(step).find(ready.session, body), null);
      const sent = await target(step).send(ready.session, body);
      assert.ok(sent.id && sent.number, 'it has a name');
      const found = await target(step).find(ready.session, body);
      assert.deepEqual([found?.id, found?.number], [sent.id, sent.number]);
    });

    test(`${step}: after a lost answer the document is in doubt, and found`, async () => {
      const ready = await connect();
      const body = bodyOf(step, ready);
      const path = step === 'customer' ? '/customers' : step === 'salesOrder' ? '/sop_orders' : step === 'transfer' ? '/bank_transfer' : step === 'fee' ? '/bank_payment' : step === 'adjustment' ? '/bank_receipt' : `/${target(step).entity}`;
      ready.proxy.plan(path, { kind: 'loseAnswer' });
      const error = await refusedWith(target(step).send(ready.session, body));
      assert.deepEqual([error.code, error.recovery], ['http.lost', 'retry']);
      assert.equal(ready.proxy.seen.filter(({ method, path: seen }) => method === 'POST' && seen.includes(path)).length, 1, 'a write is never repeated by itself');
      assert.ok(await target(step).find(ready.session, body));
    });
  }

  test('a write that met 500, 502 or 504 is in doubt; one that met 503 was not taken', async () => {
    const ready = await connect();
    const body = bodyOf('receipt', ready);
    for (const [status, code] of [[500, 'http.lost'], [502, 'http.lost'], [504, 'http.lost'], [503, 'http.503']] as const) {
      ready.proxy.plan('/sales_receipts', { kind: 'answer', status, body: '<html>no</html>' });
      assert.equal((await refusedWith(target('receipt').send(ready.session, body))).code, code);
    }
    assert.equal(await target('receipt').find(ready.session, body), null);
  });

  test('a write that was refused for a pause or a stale sign-in is sent again, since nothing happened', async () => {
    const ready = await connect();
    ready.proxy.plan('/sales_receipts', { kind: 'answer', status: 429, headers: { 'retry-after': '3' } }, { kind: 'answer', status: 401 });
    assert.ok(await target('receipt').send(ready.session, bodyOf('receipt', ready)));
    assert.deepEqual(ready.workspace.clock.waits, [3_000]);
    assert.equal(ready.sandbox.books().transactions.filter(one => one.secondReference === 'T-2').length, 1);
  });

  test('an unreadable answer to a write is in doubt, never a second document', async () => {
    const ready = await connect(['malformed-body:1']);
    const fresh = bodyOf('salesOrder', ready);
    ready.proxy.plan('/sop_orders', { kind: 'alter', change: text => text.slice(0, 20) });
    assert.equal((await refusedWith(target('salesOrder').send(ready.session, fresh))).code, 'http.lost');
    assert.ok(await target('salesOrder').find(ready.session, fresh));
    assert.deepEqual(ready.sandbox.books().duplicates, []);
  });

  test('amounts go over the wire with exactly their digits', async () => {
    const ready = await connect();
    await target('invoice').send(ready.session, bodyOf('invoice', ready));
    const { body } = ready.proxy.seen.findLast(({ path }) => path.endsWith('/sales_invoices')) ?? assert.fail('nothing was sent');
    for (const literal of ['"document_goods_value":26.32', '"document_tax_value":5.27', '"goods_amount":26.32', '"value":26.32', '"transaction_date":"2026-10-05T00:00:00Z"']) assert.ok(body.includes(literal), `${literal} in ${body}`);
  });

  test('an order that was moved to another day meanwhile is found all the same; that of another customer or year is not', async () => {
    const ready = await connect();
    const body = orderBody(ready);
    const sent = await target('salesOrder').send(ready.session, body);
    const moved = (change: { [name: string]: Json }) => target('salesOrder').find(ready.session, { ...body, ...change });
    assert.equal((await moved({ document_date: '2026-11-02T00:00:00Z' }))?.id, sent.id);
    assert.equal(await moved({ document_date: '2027-10-05T00:00:00Z' }), null);
    assert.equal(await moved({ customer_id: idOf(ready.references.customers, 'SHPEUR') }), null);
  });

  test('a document without the reference it would be found by is not looked for blindly', async () => {
    const ready = await connect();
    const { customer_document_no: _none, ...body } = orderBody(ready);
    const error = await refusedWith(target('salesOrder').find(ready.session, body));
    assert.deepEqual([error.code, error.field, error.recovery], ['field.required', 'customer_document_no', 'fixRecord']);
  });
});

describe('the chain of one sale', () => {
  test('order, despatch, invoice by Sage’s staff, receipt, allocation: the account is settled', async () => {
    const ready = await connect();
    const { session, references } = ready;
    const order = await target('salesOrder').send(session, orderBody(ready, 'SALE-1'));
    const despatch = documents.despatch({ salesOrder: order.answer, on });
    assert.equal(await target('despatch').find(session, despatch), null);
    await target('despatch').send(session, despatch);
    assert.ok(await target('despatch').find(session, despatch));
    await fetch(`${ready.sandbox.url}/sandbox/staff`, { method: 'POST', body: JSON.stringify({ action: 'post-invoices' }) });
    const customerId = String(idOf(references.customers, 'AMZGBP'));
    const receipt = await target('receipt').send(session, documents.receipt({ customerId, bankId: String(idOf(references.banks, '1250')), amountMinor: 5958, currency: 'GBP', on, reference: '1', secondReference: 'SALE-1' }));
    const postings = await ledgerOf(session, 'sales');
    const invoice = postings.find(posting => posting.kind === 'invoice' && posting.secondReference === 'SALE-1') ?? assert.fail('not invoiced');
    const money = postings.find(posting => posting.urn === receipt.id) ?? assert.fail('not received');
    assert.deepEqual([invoice.amountMinor, invoice.taxMinor, invoice.account, invoice.currency, invoice.on], [5958, 993, 'AMZGBP', 'GBP', on]);
    assert.deepEqual([money.kind, money.amountMinor, money.openMinor], ['receipt', -5958, -5958]);
    const allocation = documents.allocation({ customerId, on, currency: 'GBP', transactions: [{ id: money.externalId, amountMinor: 5958 }, { id: invoice.externalId, amountMinor: 5958 }] });
    assert.equal(await target('allocation').find(session, allocation), null);
    await target('allocation').send(session, allocation);
    assert.ok(await target('allocation').find(session, allocation));
    assert.deepEqual((await ledgerOf(session, 'sales')).filter(posting => posting.secondReference === 'SALE-1').map(posting => posting.openMinor), [0, 0]);
    assert.deepEqual(await erp.salesTotal(session, { account: 'AMZGBP', kind: 'invoice', from: '2026-10-01' as LocalDate, to: '2026-10-31' as LocalDate }), { count: 1, amountMinor: 5958 });
    assert.deepEqual(await erp.salesTotal(session, { account: 'AMZGBP', kind: 'creditNote', from: '2026-10-01' as LocalDate, to: '2026-10-31' as LocalDate }), { count: 0, amountMinor: 0 });
  });

  test('a receipt tells what it is allocated to, whoever else took part; a euro posting what it is worth in the books, and at what rate', async () => {
    const ready = await connect();
    const { session, references } = ready;
    const [customerId, euro] = ['AMZGBP', 'SHPEUR'].map(reference => String(idOf(references.customers, reference)));
    const bankId = (code: string): string => String(idOf(references.banks, code));
    const invoice = (id: string, secondReference: string, exchangeRate: string) => target('invoice').send(session, documents.invoice({
      customerId: id, on, currency: 'GBP', exchangeRate, reference: secondReference, secondReference, netMinor: 1_200, taxMinor: 0, tax: [{ taxCodeId: '1727', netMinor: 1_200, taxMinor: 0 }], nominal: [{ code: '4000', costCentre: '', department: '', narrative: 'x', netMinor: 1_200 }],
    }));
    for (const name of ['A-1', 'A-2']) await invoice(customerId ?? '', name, '1');
    await invoice(euro ?? '', 'E-1', '1.1425');
    for (const [index, amountMinor] of [1_500, 900].entries()) await target('receipt').send(session, documents.receipt({ customerId: customerId ?? '', bankId: bankId('1250'), amountMinor, currency: 'GBP', on, reference: `R-${index + 1}`, secondReference: `R-${index + 1}` }));
    const before = await ledgerOf(session, 'sales');
    const named = (name: string): LedgerPosting => before.find(posting => posting.secondReference === name) ?? assert.fail(name);
    assert.deepEqual([named('R-1').allocatedTo, named('A-1').allocatedTo, named('A-1').base], [[], undefined, { currency: 'GBP', amountMinor: 1_200, rate: '1' }]);
    assert.deepEqual(named('E-1').base, { currency: 'GBP', amountMinor: 1_050, rate: '1.1425' });
    await target('allocation').send(session, documents.allocation({ customerId: customerId ?? '', on, currency: 'GBP', transactions: [['R-1', 1_500], ['R-2', 900], ['A-1', 1_200], ['A-2', 1_200]].map(([name, amountMinor]) => ({ id: named(String(name)).externalId, amountMinor: Number(amountMinor) })) }));
    const [first] = (await ledgerOf(session, 'sales')).filter(posting => posting.secondReference === 'R-1');
    assert.deepEqual(first?.allocatedTo, ['A-1', 'A-2'].map(name => ({ kind: 'invoice', urn: named(name).urn, reference: name, amountMinor: 1_200 })));
  });

  test('a rate is units of the currency for one of the books’, also where Sage keeps the euro the other way round; one that the amounts do not bear out is none', () => {
    const read = (row: Record<string, number>) => baseValue(row, { amountMinor: 11_500, currency: 'EUR', base: 'GBP' });
    assert.deepEqual(read({ base_gross_value: 100, exchange_rate: 1.15 }), { currency: 'GBP', amountMinor: 10_000, rate: '1.15' });
    assert.deepEqual(read({ base_gross_value: 100.05, exchange_rate: 0.87 }), { currency: 'GBP', amountMinor: 10_005, rate: '1.1494252874' });
    assert.equal(read({ base_gross_value: 104, exchange_rate: 1.15 }), undefined);
    assert.equal(read({ base_gross_value: 100, exchange_rate: 0 }), undefined);
  });

  test('the cash book shows each posting with its sign, and its balance on any day is Sage’s own', async () => {
    const ready = await connect();
    const { session } = ready;
    const opening = world.openingSales.filter(sale => world.channels.find(channel => channel.key === sale.channel)?.clearingBankCode === '1250').reduce((sum, sale) => sum + sale.grossMinor, 0);
    for (const step of ['receipt', 'fee', 'transfer', 'refund'] as const) await target(step).send(session, bodyOf(step, ready));
    const clearing = (await ledgerOf(session, 'cash')).filter(posting => posting.account === '1250' && posting.on >= '2026-10-01');
    assert.deepEqual(clearing.map(posting => [posting.kind, posting.amountMinor]), [['receipt', 3159], ['bankPayment', -474], ['transfer', -12885], ['refund', -3159]]);
    assert.equal(clearing.find(posting => posting.kind === 'bankPayment')?.taxMinor, 79);
    assert.equal(await erp.bankBalance(session, '1250', '2026-10-04' as LocalDate), opening);
    assert.equal(await erp.bankBalance(session, '1250', '2026-10-31' as LocalDate), opening - 474 - 12885);
    assert.match((await refusedWith(erp.bankBalance(session, '9999', on))).message, /no bank account 9999/);
  });

  test('only what moved since is read again', async () => {
    const ready = await connect();
    await target('receipt').send(ready.session, bodyOf('receipt', ready));
    const all = await ledgerOf(ready.session, 'sales');
    assert.ok(all.length > 0);
    assert.deepEqual(await ledgerOf(ready.session, 'sales', new Date(Date.now() + 60_000).toISOString()), []);
    assert.equal((await ledgerOf(ready.session, 'sales', new Date(Date.now() - 60_000).toISOString())).length, all.length);
  });

  test('a closed period is known before anything is sent', async () => {
    const { session } = await connect();
    assert.deepEqual(await erp.periodOpen(session, on, 'orders'), { open: true, message: '' });
    const closed = await erp.periodOpen(session, '2026-09-15' as LocalDate, 'sales');
    assert.equal(closed.open, false);
    assert.match(closed.message, /2026-09/);
  });
});

async function ledgerOf(session: Session, name: 'sales' | 'cash', changedSince: string | null = null): Promise<LedgerPosting[]> {
  const all: LedgerPosting[] = [];
  for await (const page of erp.ledger(session, { ledger: name, from: '2026-09-01' as LocalDate, to: '2026-10-31' as LocalDate, changedSince, signal: none() })) all.push(...page);
  return all.filter(posting => name === 'cash' || posting.on >= '2026-10-01');
}

describe('refusals', () => {
  test('read as causes with a remedy', () => {
    const table: [message: string, code: string, about: string, field: string | null][] = [
      ['The customer account WEBGBP is on hold.', 'customer.onHold', 'WEBGBP', 'customer_id'],
      ['The order exceeds the credit limit of customer account TRADE01.', 'customer.creditLimit', 'TRADE01', 'customer_id'],
      ['The stock item with id 4711 does not exist.', 'product.unknown', '4711', 'lines'],
      ['The stock item MUG-OLD is inactive.', 'product.unknown', 'MUG-OLD', 'lines'],
      ["The value of field 'delivery_address.address_1' is too long. The maximum length is 60 characters.", 'field.tooLong', 'delivery_address.address_1', 'delivery_address.address_1'],
      ['The tax code with id 9 does not exist.', 'taxCode.unknown', '9', 'tax_code_id'],
      ["The field 'lines[0].tax_code_id' must have a value.", 'taxCode.unknown', 'lines[0].tax_code_id', 'lines[0].tax_code_id'],
      ['The date 2026-09-30 is in the closed period 2026-09.', 'period.closed', '2026-09', null],
      ["The field 'lines[1].warehouse_id' must have a value.", 'field.required', 'lines[1].warehouse_id', 'lines[1].warehouse_id'],
      ["The value of field 'document_date' is not a valid date and time, such as 2026-05-23T00:00:00Z.", 'field.invalid', 'document_date', 'document_date'],
      ['The order 0000012001 is not live and cannot be despatched.', 'order.onHold', '0000012001', null],
      ['The order 0000012001 is locked by another user.', 'order.locked', '0000012001', null],
      ['A customer account with the reference WEB already exists.', 'record.exists', '', null],
    ];
    for (const [message, code, about, field] of table) {
      const read = refusal(400, { message, exception_type: 'SageException' });
      assert.deepEqual([read?.code, read?.about, read?.field, read?.recovery], [code, about, field, 'fixRecord'], message);
      assert.match(read?.message ?? '', /\. [A-Z].+\./, `${message} has no remedy`);
    }
  });

  test('of every shape are read; what is not known is left to the status', () => {
    const words = 'The customer account WEBGBP is on hold.';
    for (const body of [words, { Message: words }, { error: { message: words } }, { errors: [{ message: words }] }, [{ message: words }], { error_description: words }] as Json[]) assert.equal(refusal(400, body)?.code, 'customer.onHold', JSON.stringify(body));
    for (const body of ['', null, {}, '<html>504</html>', { message: 'Something new' }] as Json[]) assert.equal(refusal(400, body), null);
    assert.equal(refusal(403, { message: words }), null);
  });

  test('reach the engine with code, field and what they are about', async () => {
    const ready = await connect();
    const held = world.tradeCustomers.find(customer => customer.onHold && customer.sageReference)?.sageReference ?? assert.fail('nobody is on hold');
    const error = await refusedWith(target('salesOrder').send(ready.session, orderBody(ready, 'HELD', { customer_id: idOf(ready.references.customers, held) })));
    assert.deepEqual([error.code, error.recovery, refusalOf(error)?.about], ['customer.onHold', 'fixRecord', held]);
    const long = await refusedWith(target('salesOrder').send(ready.session, orderBody(ready, 'X'.repeat(31))));
    assert.deepEqual([long.code, long.field], ['field.tooLong', 'customer_document_no']);
    const late = await refusedWith(target('receipt').send(ready.session, { ...(bodyOf('receipt', ready) as object), transaction_date: '2026-09-15T00:00:00Z' }));
    assert.deepEqual([late.code, refusalOf(late)?.about], ['period.closed', '2026-09']);
    ready.proxy.plan('/sop_orders', { kind: 'answer', status: 400, body: '{"message":"Something new."}' });
    const unknown = await refusedWith(target('salesOrder').send(ready.session, orderBody(ready, 'NEW')));
    assert.deepEqual([unknown.code, unknown.message, refusalOf(unknown)], ['http.400', 'Sage 200 refused this record: Something new.', null]);
  });
});

describe('lists', () => {
  test('are read whole, however short Sage cuts its pages', async () => {
    const ready = await connect();
    const rows = Array.from({ length: 1_203 }, (_, index) => ({ id: index + 1, code: `P${index}`, name: 'x', product_status_type: 'EnumStockItemStatusTypeActive' }));
    const page = (from: number, to: number) => ({ kind: 'answer', status: 200, body: JSON.stringify(rows.slice(from, to)) }) as const;
    ready.proxy.plan('/products', page(0, 500), page(500, 1_000), page(1_000, 1_203));
    const { products } = await erp.references(ready.session);
    assert.equal(products.length, 1_203);
    const asked = ready.proxy.seen.filter(({ path }) => path.includes('/products')).slice(-3).map(({ path }) => decodeURIComponent(path));
    assert.deepEqual(asked.map(path => /id gt (\d+)/.exec(path)?.[1] ?? null), [null, '500', '1000']);
    assert.ok(asked.every(path => path.includes('$orderby=id') && path.includes('$top=5000')));
  });

  test('name what documents refer to', async () => {
    const { references } = await connect();
    assert.deepEqual(references.taxCodes.find(code => code.code === '1'), { id: '1728', code: '1', name: 'Standard rate', rate: '20' });
    assert.deepEqual(references.currencies, [{ id: '1', code: 'GBP', isBase: true }, { id: '2', code: 'EUR', isBase: false }]);
    assert.equal(references.banks.find(bank => bank.code === '1253')?.currency, 'EUR');
    assert.equal(references.customers.filter(customer => customer.onHold).length, world.tradeCustomers.filter(customer => customer.onHold && customer.sageReference).length);
    assert.equal(references.pricesIncludeTax, true);
  });
});

describe('a test of the connection says why it fails', () => {
  test('the tunnel is down; the company is another one; prices may not be given', async () => {
    const workspace = openWorkspace();
    const sandbox = await startSage({ world });
    const { id } = await connectSage(workspace, sandbox);
    const tell = async (): Promise<string> => (await workspace.handlers.test(workspace.task(), { id })).message;
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ name: 'tunnel-down' }) });
    assert.match(await tell(), /tunnel to the company’s Sage server is down/);
    await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify({ name: 'tunnel-down', on: false }) });
    workspace.command(({ db, audit }) => {
      db.run({ text: `UPDATE connection SET site = json_set(site, '$.companyId', '99')`, values: [] });
      audit('test', {});
    });
    workspace.sessions.forget(id);
    assert.match(await tell(), /choose the right company/);
  });

  test('Sage would use its own prices', async () => {
    const workspace = openWorkspace();
    const { id } = await connectSage(workspace, await startSage({ world, faults: ['no-price-override'] }));
    assert.match((await workspace.handlers.test(workspace.task(), { id })).message, /may not give prices/);
  });
});
