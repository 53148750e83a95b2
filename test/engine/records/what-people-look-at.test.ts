import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { makeWorld } from '../../../main/sandboxes/world/make-world.ts';
import type { SaleOrder, World } from '../../../main/sandboxes/world/world-types.ts';
import type { RecordRow, Run } from '../../../shared/contract/runs.ts';
import { cleanUp } from '../../support/new-engine.ts';
import { newWorkspace, OCTOBER } from '../../support/new-workspace.ts';
import type { TestWorkspace } from '../../support/new-workspace.ts';

/** A month in which one order's figures do not add up, so that it can't be read. */
function worldWithNonsense(): { world: World; nonsense: SaleOrder } {
  const world = makeWorld({ seed: 3, orders: 60 });
  const nonsense = world.orders.find(({ status, expectedFailure, edited, channel }) => status === 'despatched' && expectedFailure === null && edited === null && channel === 'amazon-uk');
  assert.ok(nonsense);
  return { nonsense, world: { ...world, orders: world.orders.map(order => (order === nonsense ? { ...order, grossMinor: order.grossMinor + 5_000 } : order)) } };
}

describe('a month as people look at it', () => {
  let workspace: TestWorkspace;
  let run: Run;
  let all: RecordRow[];
  beforeAll(async () => {
    workspace = await newWorkspace({ world: worldWithNonsense().world });
    run = await workspace.run();
    all = (await workspace.people.auditor.runs.records({ period: OCTOBER, page: { start: 0, end: 500 } })).rows;
  }, 180_000);
  afterAll(cleanUp);
  const records = (page: Partial<Parameters<TestWorkspace['people']['auditor']['runs']['records']>[0]['page']>) => workspace.people.auditor.runs.records({ period: OCTOBER, page: { start: 0, end: 500, ...page } });

  test('pages neither overlap nor leave anything out, in any order', async () => {
    for (const sort of [[], [{ field: 'amountMinor', direction: 'desc' as const }], [{ field: 'channel', direction: 'asc' as const }, { field: 'state', direction: 'desc' as const }]]) {
      const seen: string[] = [];
      for (let start = 0; start < all.length; start += 7) seen.push(...(await records({ start, end: start + 7, sort })).rows.map(({ id }) => id));
      assert.deepEqual(seen.toSorted(), all.map(({ id }) => id).toSorted());
    }
  });

  test('sorted by amount they rise', async () => {
    const amounts = (await records({ sort: [{ field: 'amountMinor', direction: 'asc' }] })).rows.map(({ amountMinor }) => amountMinor);
    assert.deepEqual(amounts, amounts.toSorted((a, b) => a - b));
  });

  test('a filter finds what contains it; the total is that of the filter', async () => {
    const { rows, total } = await records({ filter: { state: 'failed' } });
    assert.deepEqual([rows.length, total, rows.length], [run.counts.failed, run.counts.failed, all.filter(({ state }) => state === 'failed').length]);
    const [first] = all;
    assert.ok(first);
    assert.ok((await records({ filter: { reference: first.reference.slice(2, 9) } })).rows.some(({ id }) => id === first.id));
  });

  test('per cent signs, underscores and quotes in a filter are only letters', async () => {
    for (const text of ['%', '_', "' OR 1=1 --", '\\']) assert.equal((await records({ filter: { reference: text } })).total, 0, text);
  });

  test('a field that is not there neither filters nor sorts, and can’t be used to ask for anything else', async () => {
    assert.equal((await records({ filter: { 'r.body': 'x' }, sort: [{ field: 'id; DROP TABLE record', direction: 'asc' }] })).total, all.length);
  });

  test('the day page counts what the run counted, day by day', async () => {
    const page = await workspace.people.auditor.today.get({ period: OCTOBER });
    const { read, posted, failed, held } = run.counts;
    assert.deepEqual(page.orders, { read, posted, failed, held });
    assert.deepEqual([page.perDay.reduce((sum, day) => sum + day.orders, 0), page.perDay.reduce((sum, day) => sum + day.posted, 0)], [read, posted]);
    assert.equal(page.daysToClose, 8, '2 November, and the books close on the 10th');
    assert.ok(page.nextSteps.some(({ page: to }) => to === 'dead-letters'));
    assert.equal(page.badges.running, 0);
  });

  test('an order is found by its reference, its number, its document, its amount and its buyer', async () => {
    const posted = all.find(({ state, document }) => state === 'posted' && document !== '');
    assert.ok(posted);
    const buyer = workspace.sandboxes.world.orders.find(({ reference }) => reference === posted.reference)?.buyer;
    for (const text of [posted.reference, posted.number, posted.document, (posted.amountMinor / 100).toFixed(2), (posted.amountMinor / 100).toFixed(2).replace('.', ','), buyer?.company || buyer?.fullName || '']) {
      const found = await workspace.people.auditor.today.find({ text });
      assert.ok(found.some(({ kind, id }) => kind === 'order' && id === posted.id) || found.filter(({ kind }) => kind === 'order').length === 8, `${text}: ${JSON.stringify(found)}`);
    }
  });

  test('looking for a per cent sign finds nothing rather than everything', async () => assert.deepEqual(await workspace.people.auditor.today.find({ text: '%%' }), []));

  test('an order that can’t be read is among the failed, with why; nothing of it is posted', async () => {
    const { rows } = await workspace.people.auditor.deadLetters.list({ page: { start: 0, end: 10, filter: { cause: '' } } });
    const unread = rows.filter(({ cause }) => cause.startsWith('record.unreadable'));
    assert.equal(unread.length, 1);
    assert.match(unread[0]?.message ?? '', /do not add up/);
    assert.equal(run.counts.read, workspace.sandboxes.world.orders.length - 1);
  });

  test('sent again as it is, it comes back to the failed ones and does not vanish', async () => {
    const { operator, auditor } = workspace.people;
    const before = (await auditor.deadLetters.list({ page: { start: 0, end: 10, filter: { message: 'do not add up' } } })).rows;
    assert.deepEqual(await operator.deadLetters.requeue({ ids: before.map(({ id }) => id) }), { requeued: 1 });
    await workspace.engine.idle();
    const after = (await auditor.deadLetters.list({ page: { start: 0, end: 10, filter: { message: 'do not add up' } } })).rows;
    assert.deepEqual(after.map(({ id, status }) => [id, status]), before.map(({ id }) => [id, 'waiting']));
  });
});
