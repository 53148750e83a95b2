import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { templateFor } from '../../../main/engine/mapping/template.ts';
import { purchasesOf } from '../../../main/sandboxes/world/purchases.ts';
import type { Run } from '../../../shared/contract/runs.ts';
import { cleanUp } from '../../support/new-engine.ts';
import { newWorkspace } from '../../support/new-workspace.ts';
import type { TestWorkspace } from '../../support/new-workspace.ts';

const SLOW_MS = 60_000;
const SYSTEMS = { sourceSystem: 'linnworks', sourceEntity: 'PurchaseOrder', targetSystem: 'sage200', targetEntity: 'pop_orders' };

/** The operator maps, the admin approves and publishes. */
async function mapPurchases({ people: { admin, operator } }: TestWorkspace): Promise<void> {
  const connections = await admin.connections.list({});
  const idOf = (system: string) => connections.find(connection => connection.system === system)?.id ?? assert.fail(system);
  const { fields } = templateFor(SYSTEMS) ?? assert.fail('a template is shipped');
  let mapping = await operator.mappings.create({ sourceConnection: idOf('linnworks'), sourceEntity: 'PurchaseOrder', targetConnection: idOf('sage200'), targetEntity: 'pop_orders' });
  const { fields: suggested } = await operator.mappings.get({ id: mapping.id });
  const known = fields.filter(field => suggested.some(one => one.target.path === field.target));
  const open = suggested.filter(one => !known.some(field => field.target === one.target.path)).map(one => ({ target: one.target.path, decision: 'none' as const, source: null, steps: [] }));
  mapping = await operator.mappings.decide({ id: mapping.id, rev: mapping.rev, changes: [...known.map(field => ({ target: field.target, decision: 'changed' as const, source: field.sources[0] ?? null, steps: field.steps })), ...open] });
  assert.equal(mapping.requiredUnmapped, 0);
  mapping = await operator.mappings.submit({ id: mapping.id, rev: mapping.rev, note: 'As the template has it.' });
  mapping = await admin.mappings.approve({ id: mapping.id, rev: mapping.rev, note: 'Looked at.' });
  await admin.mappings.publish({ id: mapping.id, rev: mapping.rev });
}

const through = ({ state, counts, message }: Run): Run['counts'] => {
  assert.equal(state, 'finished', message);
  assert.equal(counts.read, counts.posted + counts.held + counts.failed + counts.skipped + counts.inDoubt + counts.waiting);
  assert.deepEqual([counts.waiting, counts.inDoubt, counts.held], [0, 0, 0]);
  return counts;
};

describe('what is ordered from suppliers in Linnworks becomes purchase orders in Sage 200', () => {
  let workspace: TestWorkspace;
  beforeAll(async () => { workspace = await newWorkspace({ orders: 30 }); }, SLOW_MS);
  afterAll(cleanUp);

  const inSage = () => workspace.sandboxes.sage200.books().purchases;
  const failed = async () => (await workspace.people.auditor.deadLetters.list({ page: { start: 0, end: 100, filter: {} } })).rows.filter(({ step }) => step === 'purchaseOrder').toSorted((one, other) => (one.reference < other.reference ? -1 : 1));

  test('without a published mapping the run says which one is missing', async () => {
    const run = await workspace.run('purchaseOrders');
    assert.equal(run.state, 'paused');
    assert.match(run.message, /No mapping from purchase orders of the shop .* is published/);
  }, SLOW_MS);

  test('those that are placed are posted once, to the penny; what cannot be is failed with its remedy, and drafts wait', async () => {
    await mapPurchases(workspace);
    const bought = purchasesOf(workspace.sandboxes.world);
    const counts = through(await workspace.run('purchaseOrders'));
    const pending = bought.filter(({ status }) => status === 'PENDING');
    const failing = bought.filter(({ status, supplier, carriage }) => status !== 'PENDING' && (supplier.sageReference === null || supplier.onHold || carriage !== null));
    assert.deepEqual([counts.read, counts.skipped, counts.failed, counts.posted], [bought.length, pending.length, failing.length, bought.length - pending.length - failing.length]);
    assert.deepEqual((await failed()).map(({ reference, cause }) => [reference, cause.split(' ')[0]]), failing.map(({ reference, supplier, carriage }) => [reference, supplier.sageReference === null ? 'supplier.unknown' : supplier.onHold ? 'supplier.onHold' : carriage ? 'purchase.costs' : '']));
    assert.match((await failed()).find(({ cause }) => cause.startsWith('supplier.unknown'))?.message ?? '', /no active supplier named Harbour Lighting Co\. Make the account there/);
    const posted = bought.filter(purchase => !pending.includes(purchase) && !failing.includes(purchase));
    assert.deepEqual(inSage().map(order => [order.reference, order.supplier, order.netMinor, order.lines.map(line => [line.code, line.quantity, line.supplierPart])]), posted.map(({ reference, supplier, lines }) => [
      reference, supplier.sageReference, lines.reduce((sum, { grossMinor, taxMinor }) => sum + grossMinor - taxMinor, 0), lines.map(({ product, quantity }) => [product.sageCode, quantity, `S-${product.sku}`]),
    ]));
  }, SLOW_MS);

  test('run again, nothing is posted twice, and orders of customers are counted apart', async () => {
    const before = inSage().length;
    const again = await workspace.run('purchaseOrders');
    through(again);
    assert.equal(inSage().length, before);
    assert.deepEqual(again.steps.map(({ step, posted }) => [step, posted]), [['purchaseOrder', before]]);
    const orders = await workspace.run('orderToCash');
    assert.ok(!orders.steps.some(({ step }) => step === 'purchaseOrder') && orders.counts.read === workspace.sandboxes.world.orders.length);
  }, SLOW_MS);

  test('once the supplier is there, what failed for it is sent again and posted', async () => {
    const before = inSage().length;
    await workspace.sage.staff('add-supplier', { name: 'Harbour Lighting Co', reference: 'HARBOUR' });
    const cause = (await workspace.people.operator.deadLetters.causes({})).find(({ key }) => key.startsWith('supplier.unknown')) ?? assert.fail('it is among the failed ones');
    assert.match(cause.title, /Harbour Lighting Co/);
    const waiting = (await failed()).filter(({ cause: key }) => key === cause.key);
    await workspace.people.operator.deadLetters.requeue({ ids: waiting.map(({ id }) => id) });
    await workspace.engine.idle();
    through(await workspace.run('purchaseOrders'));
    assert.deepEqual((await failed()).filter(({ reference }) => waiting.some(one => one.reference === reference)).map(({ message, status }) => [status, message]), waiting.map(() => ['mended', '']));
    assert.equal(inSage().length, before + waiting.length);
  }, SLOW_MS);

  test('the mapping can be looked at with a purchase order, and posts to no ledger', async () => {
    const mapping = (await workspace.people.auditor.mappings.list({})).find(({ targetEntity }) => targetEntity === 'pop_orders') ?? assert.fail('it is mapped');
    const record = (await workspace.people.auditor.mappings.preview({ id: mapping.id, records: 20, reference: 'PO4101' }))[0] ?? assert.fail('it is there to be looked at');
    assert.deepEqual([record.issues, record.postings], [[], []]);
    assert.ok(record.target.some(({ path, value }) => path === 'supplier_document_no' && value === 'PO4101'));
    assert.equal((record.totals?.grossMinor ?? 0) - (record.totals?.taxMinor ?? 1), record.totals?.netMinor);
  }, SLOW_MS);
});

describe('an answer that is lost after Sage took the purchase order', () => {
  afterAll(cleanUp);
  test('is looked for, and the order is there once', async () => {
    const workspace = await newWorkspace({ orders: 12 });
    await mapPurchases(workspace);
    await workspace.sage.fault('timeout-after-save', { method: 'POST', path: '/pop_orders', times: 2 });
    through(await workspace.run('purchaseOrders'));
    const numbers = workspace.sandboxes.sage200.books().purchases.map(({ reference }) => reference);
    assert.equal(new Set(numbers).size, numbers.length);
    assert.ok(numbers.length > 5);
  }, SLOW_MS);
});
