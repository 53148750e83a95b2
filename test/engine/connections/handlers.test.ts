import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import { connections } from '../../../shared/contract/connections.ts';
import { makeWorld } from '../../../main/sandboxes/world/make-world.ts';
import { readyConnections } from '../../../main/engine/connections/connection-store.ts';
import { cleanUp, connectLinnworks, connectSage, openWorkspace, saveLinnworks, startLinnworks, startSage } from '../../connectors/workspace.ts';

afterEach(cleanUp);

const world = makeWorld({ seed: 7, orders: 60 });

async function refusedWith(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(() => assert.fail('nothing was refused'), (reason: unknown) => reason);
  assert.ok(error instanceof AppError, String(error));
  return error;
}

describe('a connection', () => {
  test('is described well enough to make its form, and its systems fit the contract', () => {
    const { handlers, query } = openWorkspace();
    const systems = connections.systems.output.parse(handlers.systems(query(), {}));
    assert.deepEqual(systems.map(system => [system.key, system.side, system.auth]), [['linnworks', 'commerce', 'token'], ['sage200', 'erp', 'oauth'], ['clarity', 'commerce', 'token'], ['sage100', 'erp', 'token'], ['sagepro', 'erp', 'token']]);
    for (const field of systems.flatMap(system => system.fields)) assert.ok(field.label && field.help, field.name);
  });

  test('is refused with the field that is wrong', async () => {
    const workspace = openWorkspace();
    const good = { system: 'linnworks' as const, label: 'Shop', environment: 'QA' as const, settings: { applicationId: 'a' }, secrets: { applicationSecret: 's', token: 't' } };
    const table: [change: object, field: string][] = [
      [{ settings: {} }, 'applicationId'],
      [{ settings: { applicationId: 'a', authBaseUrl: 'not an address' } }, 'authBaseUrl'],
      [{ settings: { applicationId: 'a', authBaseUrl: 'http://api.linnworks.net' } }, 'authBaseUrl'],
      [{ settings: { applicationId: 'a', conversionRate: 'sideways' } }, 'conversionRate'],
      [{ settings: { applicationId: 'a', invented: 'x' } }, 'invented'],
      [{ settings: { applicationId: 'a', token: 'a secret in the wrong place' } }, 'token'],
      [{ secrets: { applicationSecret: 's' } }, 'token'],
      [{ secrets: { applicationSecret: 's', token: '   ' } }, 'token'],
      [{ secrets: { applicationSecret: 's', token: 't', other: 'x' } }, 'other'],
      [{ system: 'sage200', settings: { clientId: 'c', redirectUri: 'http://user:pw@localhost:1/callback' }, secrets: {} }, 'redirectUri'],
    ];
    for (const [change, field] of table) {
      const error = await refusedWith(workspace.handlers.save(workspace.task(), { ...good, ...change }));
      assert.deepEqual([error.recovery, error.field], ['fixInput', field], JSON.stringify(change));
    }
    assert.deepEqual(workspace.handlers.list(workspace.query(), {}), []);
  });

  test('keeps its secrets when it is changed without them, and starts anew with the new settings', async () => {
    const workspace = openWorkspace();
    const sandbox = await startLinnworks({ world });
    const { id, session } = await connectLinnworks(workspace, sandbox);
    await session.request({ method: 'GET', path: '/Inventory/GetStockLocations' });
    const { settings } = workspace.handlers.list(workspace.query(), {})[0] ?? assert.fail('no connection');
    const renamed = await workspace.handlers.save(workspace.task(), { id, system: 'linnworks', label: 'Renamed', environment: 'QA', settings, secrets: {} });
    assert.deepEqual([renamed.label, renamed.state, renamed.secretsHeld], ['Renamed', 'ready', ['applicationSecret', 'token']]);
    assert.equal(await workspace.sessions.open(id), session, 'a name is no reason to start anew');
    const changed = await workspace.handlers.save(workspace.task(), { id, system: 'linnworks', label: 'Renamed', environment: 'QA', settings: { ...settings, conversionRate: 'base per foreign' }, secrets: {} });
    assert.equal(changed.state, 'new');
    assert.equal((await refusedWith(session.request({ method: 'GET', path: '/x' }))).code, 'connection.changed');
    const after = await workspace.sessions.open(id);
    assert.equal(after.settings['conversionRate'], 'base per foreign');
    assert.ok(Array.isArray(await after.request({ method: 'GET', path: '/Inventory/GetStockLocations' })));
  });

  test('of another system, or one that is gone, is a plain refusal', async () => {
    const workspace = openWorkspace();
    const { id } = await saveLinnworks(workspace, await startLinnworks({ world }));
    assert.equal((await refusedWith(workspace.handlers.save(workspace.task(), { id, system: 'sage200', label: 'x', environment: 'QA', settings: { clientId: 'c' }, secrets: {} }))).code, 'connection.system');
    workspace.command(commit => workspace.handlers.remove(commit, { id, reason: 'sold the shop' }));
    assert.deepEqual(workspace.handlers.list(workspace.query(), {}), []);
    assert.equal((await refusedWith(workspace.handlers.test(workspace.task(), { id }))).code, 'connection.unknown');
    assert.deepEqual(workspace.store.read.all({ text: 'SELECT name FROM connection_secret', values: [] }), []);
  });

  test('that asks a token of another address throws the tokens away', async () => {
    const workspace = openWorkspace();
    const { id } = await connectSage(workspace, await startSage({ world }));
    const { settings } = workspace.handlers.list(workspace.query(), {})[0] ?? assert.fail('no connection');
    const moved = await workspace.handlers.save(workspace.task(), { id, system: 'sage200', label: 'Moved', environment: 'QA', settings: { ...settings, tokenUrl: 'https://id.example.com/token' }, secrets: {} });
    assert.deepEqual([moved.state, moved.secretsHeld, moved.site, moved.tokenExpiresAt], ['signedOut', ['clientSecret'], null, null]);
  });

  test('may be used by a run once it works', async () => {
    const workspace = openWorkspace();
    const { id } = await saveLinnworks(workspace, await startLinnworks({ world }));
    assert.deepEqual(readyConnections(workspace.store.read), []);
    await workspace.handlers.test(workspace.task(), { id });
    assert.deepEqual(readyConnections(workspace.store.read).map(connection => connection.id), [id]);
  });

  test('shows what it waits for while it waits', async () => {
    const workspace = openWorkspace();
    const sandbox = await startLinnworks({ world, faults: ['429-burst:1'] });
    const { id, session } = await connectLinnworks(workspace, sandbox);
    const shown: (number | undefined)[] = [];
    const { wait } = workspace.clock;
    workspace.clock.wait = (milliseconds, signal) => {
      shown.push(workspace.handlers.list(workspace.query(), {})[0]?.rateLimit?.waitingSeconds);
      return wait(milliseconds, signal);
    };
    await session.request({ method: 'GET', path: '/Inventory/GetStockLocations' });
    assert.deepEqual(shown, [5]);
    assert.equal(workspace.sessions.live(id)?.rateLimit?.waitingSeconds, 0);
  });

  test('whose notes cannot be written still gives its answers', async () => {
    const workspace = openWorkspace({ breakCommit: () => true });
    const { session } = await connectLinnworks(workspace, await startLinnworks({ world }));
    assert.ok(Array.isArray(await session.request({ method: 'GET', path: '/Inventory/GetStockLocations' })));
    assert.ok(workspace.mistakes.length > 0);
  });

  test('leaves few lines in the trail, however much it is used', async () => {
    const workspace = openWorkspace();
    const { session } = await connectLinnworks(workspace, await startLinnworks({ world }));
    for (let call = 0; call < 40; call += 1) await session.request({ method: 'GET', path: '/Inventory/GetStockLocations' });
    const actions = workspace.store.read.all<{ action: string }>({ text: 'SELECT action FROM audit_entry ORDER BY seq', values: [] }).map(row => row.action);
    assert.deepEqual(actions, ['connections.save', 'connections.state', 'connections.used']);
  });
});
