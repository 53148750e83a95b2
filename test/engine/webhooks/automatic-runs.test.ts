import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { commit } from '../../../main/engine/commit.ts';
import { insertConnection, setConnectionState } from '../../../main/engine/connections/connection-store.ts';
import { writeSignOff } from '../../../main/engine/close/close-store.ts';
import { connectorOf } from '../../../main/engine/connectors/registry.ts';
import type { Caller, Commit } from '../../../main/engine/handler.ts';
import { automationOf, beginRuns, hasUnfinished, isFree } from '../../../main/engine/runs/automatic-runs.ts';
import type { Automation } from '../../../main/engine/runs/automatic-runs.ts';
import { PAUSED_BY_A_PERSON } from '../../../main/engine/runs/run.ts';
import { insertRun, setRunState } from '../../../main/engine/runs/run-store.ts';
import { openStore } from '../../../main/engine/store/open-store.ts';
import type { Store } from '../../../main/engine/store/open-store.ts';
import type { RunState } from '../../../shared/contract/runs.ts';
import { instant } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { ConnectionId, RunId } from '../../../shared/values/id.ts';
import { afterwards, cleanUp, folder } from '../../support/new-engine.ts';

const NOW = instant(Date.UTC(2026, 10, 30, 23, 30));
const SYSTEM: Caller = { personId: 'system', name: 'Tieout', role: 'system', session: null };
const control = { go: () => {}, ask: () => {}, afterwards: () => {}, pauseAll: async () => {}, idle: async () => {} };

let store: Store;
let count = 0;
const change = <T>(work: (context: Commit) => T): T => commit({ store, now: () => NOW, newId: prefix => `${prefix}_${(count += 1)}` }, SYSTEM, context => { context.audit('test.change', {}); return work(context); });

function connect(settings: Record<string, string>, state: 'ready' | 'new' = 'ready'): void {
  change(({ db }) => {
    insertConnection(db, { id: 'con_1' as ConnectionId, system: 'clarity', label: 'Shop', environment: 'Sandbox', settings, stateText: '' });
    insertConnection(db, { id: 'con_2' as ConnectionId, system: 'sage100', label: 'Books', environment: 'Sandbox', settings: {}, stateText: '' });
    setConnectionState(db, 'con_1', state, '');
    setConnectionState(db, 'con_2', 'ready', '');
  });
}

const automation = (): Automation | null => automationOf(store.read, NOW, id => connectorOf(id === 'con_1' ? 'clarity' : 'sage100'));
const ready = (): Automation => automation() ?? assert.fail('runs may begin by themselves');

function ended(state: RunState, { message = 'The shop is away.', startedBy = 'Tieout' } = {}): void {
  change(({ db }) => {
    insertRun(db, { id: 'run_a' as RunId, workflow: 'orderToCash', period: '2026-11' as Period, startedBy, startedAt: NOW });
    setRunState(db, 'run_a', { state, message, endedAt: null });
  });
}

beforeEach(() => {
  store = openStore({ file: join(folder(), 'tieout.sqlite'), migrations: 'resources/migrations' });
  afterwards(() => store.close());
});
afterEach(cleanUp);

describe('runs that begin by themselves', () => {
  test('need a shop that tells of changes or is asked for them, and both systems ready', () => {
    connect({ webhooks: 'Off', polling: 'Off' });
    assert.equal(automation(), null);
  });

  test('need a connection that was tested', () => {
    connect({ webhooks: 'On' }, 'new');
    assert.equal(automation(), null);
  });

  test('are of the month that it is at the company, or of the first after it that is not locked', () => {
    connect({ polling: 'On' });
    assert.equal(ready().period, '2026-11');
    change(({ db }) => writeSignOff(db, '2026-11' as Period, { preparedBy: 'Priya', preparedAt: NOW, reviewedBy: 'Alex', reviewedAt: NOW, figuresHash: '' }));
    assert.equal(ready().period, '2026-12');
  });

  test('follow the workflows whose trigger says so: orders, never statements', () => {
    connect({ webhooks: 'On' });
    assert.deepEqual([ready().workflows('webhook').map(({ key }) => key), ready().workflows('schedule').map(({ key }) => key)], [['orderToCash'], ['orderToCash']]);
  });

  const STATES: readonly [RunState, { message?: string; startedBy?: string }, { free: boolean; unfinished: boolean; goesOn: boolean }][] = [
    ['finished', {}, { free: true, unfinished: false, goesOn: false }],
    ['cancelled', {}, { free: true, unfinished: false, goesOn: false }],
    ['failed', {}, { free: true, unfinished: false, goesOn: false }],
    ['running', {}, { free: false, unfinished: false, goesOn: false }],
    ['pausing', {}, { free: false, unfinished: false, goesOn: false }],
    ['paused', { message: PAUSED_BY_A_PERSON }, { free: false, unfinished: false, goesOn: false }],
    ['paused', {}, { free: true, unfinished: true, goesOn: true }],
    ['paused', { startedBy: 'Sam Operator' }, { free: true, unfinished: false, goesOn: true }],
    ['stopped', {}, { free: true, unfinished: true, goesOn: true }],
  ];
  test.each(STATES)('after one that is %s %o: %o', (state, how, { free, unfinished, goesOn }) => {
    connect({ webhooks: 'On' });
    ended(state, how);
    assert.deepEqual({ free: isFree(store.read, ready()), unfinished: hasUnfinished(store.read, ready(), 'Tieout') }, { free, unfinished });
    if (!free) return;
    const [run] = change(context => beginRuns(context, control, ready(), 'webhook'));
    assert.equal(run === 'run_a', goesOn);
  });
});
