import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Run } from '../../../shared/contract/runs.ts';
import { cleanUp, refusalOf } from '../../support/new-engine.ts';
import { newWorkspace, OCTOBER, soldIn } from '../../support/new-workspace.ts';
import type { TestWorkspace } from '../../support/new-workspace.ts';

/** Calls once, as soon as the run says that it is at this step. */
function onceAt(workspace: TestWorkspace, step: string, act: () => Promise<unknown>): Promise<unknown> {
  return new Promise(resolve => {
    const stop = workspace.engine.onEvent(({ name, payload }) => {
      if (name !== 'runProgress' || (payload as { step: string }).step !== step) return;
      stop();
      resolve(act());
    });
  });
}

const isWhole = ({ counts }: Run): boolean => counts.read === counts.posted + counts.held + counts.failed + counts.skipped + counts.inDoubt + counts.waiting;

describe('a run that a person stops', () => {
  let workspace: TestWorkspace;
  let paused: Run;
  let cancelled: Run;
  let finished: Run;
  let early: { pausing: Run; second: { code: string; message: string } };

  beforeAll(async () => {
    workspace = await newWorkspace({ orders: 60, seed: 5 });
    const { operator } = workspace.people;
    const started = await operator.runs.start({ workflow: 'orderToCash', period: OCTOBER });
    const second = await refusalOf(operator.runs.start({ workflow: 'orderToCash', period: OCTOBER }));
    const pausing = (await onceAt(workspace, 'Posting sales orders', () => operator.runs.pause({ id: started.id }))) as Run;
    early = { pausing, second };
    await workspace.engine.idle();
    paused = await operator.runs.get({ id: started.id });
    const resumed = operator.runs.resume({ id: started.id });
    await onceAt(workspace, 'Posting sales orders', () => operator.runs.cancel({ id: started.id, reason: 'wrong month' }));
    await resumed;
    await workspace.engine.idle();
    cancelled = await operator.runs.get({ id: started.id });
    finished = await workspace.run();
  }, 180_000);
  afterAll(cleanUp);

  test('while it works, a second run of the month is refused with the name of who started the first', () => {
    assert.equal(early.second.code, 'run.atWork');
    assert.match(early.second.message, /Sam Operator/);
  });

  test('asked to pause, it says so at once and then stands paused with nothing on the way', () => {
    assert.equal(early.pausing.state, 'pausing');
    assert.equal(paused.state, 'paused');
    assert.equal(paused.endedAt, null);
    assert.equal(paused.counts.inDoubt, 0);
    assert.ok(paused.counts.waiting > 0, 'there was still work to do');
    assert.ok(isWhole(paused));
  });

  test('cancelled, it keeps what was posted and leaves the rest waiting', () => {
    assert.equal(cancelled.state, 'cancelled');
    assert.ok(cancelled.endedAt);
    assert.ok(isWhole(cancelled));
  });

  test('the next run takes the rest: everything is posted once', () => {
    assert.equal(finished.state, 'finished');
    assert.equal(finished.counts.waiting, 0);
    const { orders, duplicates } = workspace.sandboxes.sage200.books();
    assert.deepEqual(duplicates, []);
    const failing = workspace.sandboxes.world.orders.filter(({ expectedFailure }) => expectedFailure !== null && expectedFailure !== 'timeout-after-save');
    assert.equal(orders.length, soldIn(workspace.sandboxes.world).length - failing.length);
  });

  test('a finished run can be neither paused nor resumed', async () => {
    assert.equal((await refusalOf(workspace.people.operator.runs.pause({ id: finished.id }))).code, 'run.state');
    assert.equal((await refusalOf(workspace.people.operator.runs.resume({ id: finished.id }))).code, 'run.state');
  });

  test('each act on the run stands in the audit trail with who did it and why', async () => {
    const { rows } = await workspace.people.auditor.audit.list({ page: { start: 0, end: 500, sort: [{ field: 'seq', direction: 'asc' }], filter: { action: 'runs.' } } });
    const acts = rows.filter(({ action }) => ['runs.start', 'runs.pause', 'runs.paused', 'runs.resume', 'runs.cancel', 'runs.cancelled', 'runs.finished'].includes(action)).map(({ action, actor }) => `${actor} ${action}`);
    assert.deepEqual(acts, ['start', 'pause', 'paused', 'resume', 'cancel', 'cancelled', 'start', 'finished'].map(act => `Sam Operator runs.${act}`));
    assert.match(rows.find(({ action }) => action === 'runs.cancel')?.detail ?? '', /wrong month/);
  });
});

describe('a run at work when the program is closed', { timeout: 180_000 }, () => {
  let workspace: TestWorkspace;
  beforeAll(async () => {
    workspace = await newWorkspace({ orders: 20, seed: 5 });
  }, 180_000);
  afterAll(cleanUp);

  test('is paused, and goes on after the restart without posting anything twice', async () => {
    const { operator } = workspace.people;
    const { id } = await operator.runs.start({ workflow: 'orderToCash', period: OCTOBER });
    await onceAt(workspace, 'Preparing orders', async () => undefined);
    const again = await workspace.reopen();
    const after = await again.as('operator');
    const run = await after.runs.get({ id });
    assert.equal(run.state, 'paused');
    await after.runs.resume({ id });
    await again.engine.idle();
    const ended = await after.runs.get({ id });
    assert.deepEqual([ended.state, ended.message], ['finished', '']);
    assert.deepEqual(workspace.sandboxes.sage200.books().duplicates, []);
  });
});
