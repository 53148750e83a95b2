import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { Run } from '../../../shared/contract/runs.ts';
import { cleanUp } from '../../support/new-engine.ts';
import { newWorkspace, soldIn } from '../../support/new-workspace.ts';
import type { TestWorkspace, WorkspaceOptions } from '../../support/new-workspace.ts';

const SLOW_MS = 180_000;

/** A small month in which nothing is wrong with the orders themselves. */
async function plainMonth(options: WorkspaceOptions = {}): Promise<TestWorkspace> {
  return newWorkspace({ orders: 24, seed: 9, ...options });
}

/** Does something once the run says that it is at a step. */
function at(workspace: TestWorkspace, step: string, act: () => unknown): void {
  const stop = workspace.engine.onEvent(({ name, payload }) => {
    if (name !== 'runProgress' || (payload as { step: string }).step !== step) return;
    stop();
    act();
  });
}

function expectWhole(workspace: TestWorkspace, run: Run): void {
  assert.deepEqual([run.state, run.message], ['finished', '']);
  assert.deepEqual(workspace.mistakes, []);
  const { orders, duplicates, transactions } = workspace.sandboxes.sage200.books();
  assert.deepEqual(duplicates, []);
  const byReference = new Map(orders.map(order => [order.customerDocumentNo, order.grossMinor]));
  const failed = workspace.sandboxes.world.orders.filter(({ expectedFailure }) => expectedFailure !== null && expectedFailure !== 'timeout-after-save');
  const expected = soldIn(workspace.sandboxes.world).filter(order => !failed.includes(order));
  assert.deepEqual(expected.map(({ reference }) => [reference, byReference.get(reference)]), expected.map(({ reference, grossMinor }) => [reference, grossMinor]));
  const ours = transactions.filter(({ type, user }) => type.endsWith('Receipt') && user !== 'STAFF').map(({ secondReference }) => secondReference).filter(reference => expected.some(order => order.reference.slice(0, 20) === reference));
  assert.equal(new Set(ours).size, ours.length, 'no receipt is there twice');
  assert.deepEqual([run.counts.inDoubt, run.counts.waiting], [0, 0]);
}

describe('when Sage misbehaves in mid-run', () => {
  afterEach(cleanUp);

  test('saved, then 504: Sage is asked, and no document is posted a second time', async () => {
    const workspace = await plainMonth();
    // One fault of a kind at a time: each step meets it as its turn comes.
    for (const [step, path] of [['Posting sales orders', '/sop_orders'], ['Confirming despatch', '/sop_confirm_despatch'], ['Posting receipts', '/sales_receipts'], ['Allocating receipts', '/sales_allocations']] as const) {
      at(workspace, step, () => void workspace.sage.fault('timeout-after-save', { times: 3, method: 'POST', path }));
    }
    expectWhole(workspace, await workspace.run());
  }, SLOW_MS);

  test('saved, then no answer that can be read: the same', async () => {
    const workspace = await plainMonth();
    await workspace.sage.fault('malformed-body', { times: 3, method: 'POST', path: '/sop_orders' });
    expectWhole(workspace, await workspace.run());
  }, SLOW_MS);

  test('busy (503/504 before anything was saved): the document goes out a little later', async () => {
    const workspace = await plainMonth();
    await workspace.sage.fault('busy', { times: 5, method: 'POST', path: '/sop_orders' });
    expectWhole(workspace, await workspace.run());
  }, SLOW_MS);

  test('the access token expires in mid-run: it is renewed and the run goes on', async () => {
    const workspace = await plainMonth();
    at(workspace, 'Posting sales orders', () => workspace.clock.forward(2 * 60 * 60 * 1000));
    at(workspace, 'Posting receipts', () => workspace.clock.forward(2 * 60 * 60 * 1000));
    expectWhole(workspace, await workspace.run());
  }, SLOW_MS);

  test('the tunnel to the server is down: the run pauses, says why, loses nothing, and goes on when it is back', async () => {
    const workspace = await plainMonth();
    at(workspace, 'Posting sales orders', () => void workspace.sage.fault('tunnel-down'));
    const paused = await workspace.run();
    assert.equal(paused.state, 'paused');
    assert.match(paused.message, /nothing is lost|does not answer|busy|out of order|asked before anything is sent again/);
    const { counts } = paused;
    assert.equal(counts.read, counts.posted + counts.held + counts.failed + counts.skipped + counts.inDoubt + counts.waiting);
    assert.equal(counts.failed, workspace.sandboxes.world.orders.filter(order => ['unknown-sku', 'text-too-long', 'missing-tax-code', 'closed-period'].includes(order.expectedFailure ?? '')).length);
    await workspace.sage.fault('tunnel-down', { on: false });
    expectWhole(workspace, await workspace.resume(paused));
  }, SLOW_MS);

  test('the sign-in is gone (401 again and again): the run pauses with the remedy and the letters stay queued', async () => {
    const workspace = await plainMonth();
    await workspace.sage.fault('empty-401', { times: 50, method: 'POST', path: '/sop_orders' });
    const paused = await workspace.run();
    assert.equal(paused.state, 'paused', paused.message);
    assert.match(paused.message, /sign in/i);
    assert.equal(paused.counts.inDoubt, 0);
    assert.deepEqual(workspace.sandboxes.sage200.books().orders, []);
    await workspace.sage.fault('empty-401', { on: false });
    const refused = await workspace.resume(paused);
    assert.match(refused.message, /signed in/, 'without a sign-in it does not go on');
    await workspace.signInAgain();
    expectWhole(workspace, await workspace.resume(paused));
  }, SLOW_MS);

  test('Linnworks asks for pauses and ends its session in mid-run: all orders are read all the same', async () => {
    const workspace = await plainMonth();
    await fetch(`${workspace.sandboxes.linnworks.url}/sandbox/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ faults: ['429-burst:3', '401-mid-run:2'] }) });
    const run = await workspace.run();
    expectWhole(workspace, run);
    assert.equal(run.counts.read, workspace.sandboxes.world.orders.length);
  }, SLOW_MS);
});

describe('when people work while a run is on its way', () => {
  afterEach(cleanUp);

  test('an alias given after the run began counts for the orders that are sent again with it', async () => {
    const workspace = await plainMonth();
    const { operator, auditor } = workspace.people;
    await workspace.run();
    const unknown = async () => (await auditor.deadLetters.causes({})).filter(({ key }) => key.startsWith('product.unknown'));
    const [cause] = await unknown();
    assert.ok(cause?.fix);
    let mended: Promise<unknown> | undefined;
    at(workspace, 'Reading orders', () => { mended = operator.deadLetters.applyFix({ cause: cause.key, kind: 'alias', value: cause.fix?.value ?? '' }); });
    await workspace.run();
    assert.deepEqual(await mended, { requeued: cause.count });
    await workspace.engine.idle();
    assert.deepEqual((await unknown()).filter(({ key }) => key === cause.key), []);
  }, SLOW_MS);
});
