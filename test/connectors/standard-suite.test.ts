import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import type { SystemKey } from '../../shared/contract/connections.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { Period } from '../../shared/values/date.ts';
import type { ConnectionId } from '../../shared/values/id.ts';
import { connectorOf, connectors } from '../../main/engine/connectors/registry.ts';
import type { Ask, Session } from '../../main/engine/connectors/connector.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import { startProxy } from './fault-proxy.ts';
import type { Proxy } from './fault-proxy.ts';
import { cleanUp, connectClarity, connectLinnworks, connectSage, connectSage100, openWorkspace, saveClarity, saveLinnworks, saveSage, saveSage100, startClarity, startLinnworks, startSage, startSage100 } from './workspace.ts';
import type { Workspace } from './workspace.ts';

const world = makeWorld({ seed: 7, orders: 230 });
const OCTOBER = '2026-10' as Period;
const none = (): AbortSignal => new AbortController().signal;

afterEach(cleanUp);

type Ready = { workspace: Workspace; proxy: Proxy; id: ConnectionId; session: Session };

/** What the suite needs to know of a system; a new connector adds a row. */
type Case = {
  connect(): Promise<Ready>;
  /** Everything that a run would read, by a key that the world knows as well. */
  readAll(session: Session): Promise<string[]>;
  expected(): string[];
  /** Part of the path that the reading asks, and a single question. */
  listPath: string;
  ask: Ask;
  /** Saved with credentials that the system does not know. */
  wrong(workspace: Workspace): Promise<{ id: ConnectionId; says: RegExp }>;
  custom: string;
};

const CASES: Record<SystemKey, Case> = {
  linnworks: {
    async connect() {
      const workspace = openWorkspace();
      const sandbox = await startLinnworks({ world });
      const proxy = await startProxy(sandbox.url);
      return { workspace, proxy, ...(await connectLinnworks(workspace, { ...sandbox, url: proxy.url })) };
    },
    async readAll(session) {
      const ids: string[] = [];
      for await (const page of connectorOf('linnworks').commerce?.orders(session, { period: OCTOBER, cursor: null, timeZone: 'Europe/London', signal: none() }) ?? []) ids.push(...page.records.map(({ record, issue }) => record?.externalId ?? issue ?? ''));
      return ids;
    },
    expected: () => world.orders.map(order => order.id),
    listPath: '/Orders/GetOrdersById',
    ask: { method: 'GET', path: '/Inventory/GetStockLocations' },
    async wrong(workspace) {
      const { id } = await saveLinnworks(workspace, await startLinnworks({ world }), { secrets: { token: '00000000-0000-0000-0000-000000000001' } });
      return { id, says: /Linnworks does not accept this application, secret and token/ };
    },
    custom: 'ExtendedProperties[CostCentre]',
  },
  sage200: {
    async connect() {
      const workspace = openWorkspace();
      const sandbox = await startSage({ world });
      const proxy = await startProxy(sandbox.url);
      return { workspace, proxy, ...(await connectSage(workspace, { ...sandbox, url: proxy.url })) };
    },
    readAll: async session => (await connectorOf('sage200').erp?.references(session, none()))?.products.map(product => product.code) ?? [],
    expected: () => world.products.flatMap(product => product.sageCode ?? []),
    listPath: '/products',
    ask: { method: 'GET', path: '/tax_codes' },
    async wrong(workspace) {
      const { id } = await saveSage(workspace, await startSage({ world }));
      return { id, says: /Nobody is signed in to Sage yet: sign in/ };
    },
    custom: 'analysis_code_1',
  },
  clarity: {
    async connect() {
      const workspace = openWorkspace();
      const sandbox = await startClarity({ world });
      const proxy = await startProxy(sandbox.url);
      return { workspace, proxy, ...(await connectClarity(workspace, { ...sandbox, url: proxy.url })) };
    },
    async readAll(session) {
      const ids: string[] = [];
      for await (const page of connectorOf('clarity').commerce?.orders(session, { period: OCTOBER, cursor: null, timeZone: 'Europe/London', signal: none() }) ?? []) ids.push(...page.records.map(({ record, issue }) => record?.reference ?? issue ?? ''));
      return ids;
    },
    expected: () => world.orders.filter(({ channel }) => !/amazon|ebay/.test(channel)).map(order => order.reference),
    listPath: '/api/v1/orders',
    ask: { method: 'GET', path: '/products?limit=1' },
    async wrong(workspace) {
      const { id } = await saveClarity(workspace, await startClarity({ world }), { secrets: { clientSecret: '00000000-0000-0000-0000-000000000001' } });
      return { id, says: /Clarity does not accept this client ID and secret/ };
    },
    custom: 'customFields.CostCentre',
  },
  sage100: {
    async connect() {
      const workspace = openWorkspace();
      const sandbox = await startSage100({ world });
      const proxy = await startProxy(sandbox.url);
      return { workspace, proxy, ...(await connectSage100(workspace, { ...sandbox, url: proxy.url })) };
    },
    readAll: async session => (await connectorOf('sage100').erp?.references(session, none()))?.products.map(product => product.code) ?? [],
    // Besides the world's goods there are a US item and one that no warehouse keeps; charges, comments and inactive items are no products.
    expected: () => [...world.products.flatMap(product => product.sageCode ?? []), '6655', 'NO-PLACE'],
    listPath: '/CI/Item',
    ask: { method: 'GET', path: '/GL/Bank' },
    async wrong(workspace) {
      const { id } = await saveSage100(workspace, await startSage100({ world }), { secrets: { password: 'not-the-password' } });
      return { id, says: /Sage 100 does not accept this user and password/ };
    },
    custom: 'UDF_WEB_CHANNEL',
  },
};

const sorted = (texts: readonly string[]): string[] => [...texts].sort();

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(() => assert.fail('nothing was refused'), (reason: unknown) => reason);
  assert.ok(error instanceof AppError, String(error));
  return error;
}

for (const { key, label } of connectors) {
  const system = CASES[key];
  describe(`${label} keeps the promises of a connector`, () => {
    test('a test of a good connection passes every check and says what it found', async () => {
      const { workspace, id } = await system.connect();
      const { ok, checks } = await workspace.handlers.test(workspace.task(), { id });
      assert.deepEqual([ok, checks.length, checks.every(check => check.ok && check.detail.length > 5)], [true, connectorOf(key).checks.length, true]);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'ready');
    });

    test('a test with wrong credentials fails with a reason that a person can act on', async () => {
      const workspace = openWorkspace();
      const { id, says } = await system.wrong(workspace);
      const { ok, message, checks } = await workspace.handlers.test(workspace.task(), { id });
      assert.equal(ok, false);
      assert.match(message, says);
      assert.equal(checks.at(-1)?.ok, false);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'signedOut');
    });

    test('discovery finds fields with types and samples, and the custom ones', async () => {
      const { workspace, id } = await system.connect();
      const { entities, fields } = await workspace.handlers.discover(workspace.task(), { id });
      const schema = workspace.handlers.schema(workspace.query(), { id });
      assert.equal(schema.length, entities);
      assert.equal(schema.reduce((sum, entity) => sum + entity.fields.length, 0), fields);
      assert.ok(schema.flatMap(entity => entity.fields).some(field => field.path === system.custom && field.custom));
      for (const entity of schema) assert.equal(new Set(entity.fields.map(field => field.path)).size, entity.fields.length, `${entity.name} names a field twice`);
    });

    test('reading every page gives exactly what is there, once', async () => {
      const { session } = await system.connect();
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('a session that is refused in mid-run is renewed once, and nothing is missing', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(system.listPath, { kind: 'answer', status: 401 });
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('a sign-in that stays refused says who must act', async () => {
      const { workspace, proxy, session } = await system.connect();
      proxy.plan(system.listPath, { kind: 'answer', status: 401 }, { kind: 'answer', status: 401 });
      const error = await refusalOf(system.readAll(session));
      assert.equal(error.recovery, 'fixConnection');
      assert.match(error.message, /sign in again/i);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'signedOut');
    });

    test('a pause that the system asks for is waited out, as long as it says or as experience says', async () => {
      const { workspace, proxy, session } = await system.connect();
      const tooMany = { kind: 'answer', status: 429, body: '{"Message":"API calls quota exceeded! Maximum admitted 150 per Minute."}' } as const;
      proxy.plan(system.listPath, { ...tooMany, headers: { 'retry-after': '12' } }, tooMany, tooMany);
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
      assert.deepEqual(workspace.clock.waits, [12_000, 10_000, 20_000]);
    });

    test('a system that never stops asking for pauses is given up after a bounded time', async () => {
      const { workspace, proxy, session } = await system.connect();
      proxy.plan(system.listPath, ...Array.from({ length: 20 }, () => ({ kind: 'answer', status: 429 }) as const));
      const error = await refusalOf(system.readAll(session));
      assert.deepEqual([error.code, error.recovery], ['http.429', 'retry']);
      assert.deepEqual(workspace.clock.waits, [5_000, 10_000, 20_000, 30_000, 30_000, 30_000]);
    });

    test('waiting can be stopped', async () => {
      const { workspace, proxy, session } = await system.connect();
      const controller = new AbortController();
      proxy.plan(new URL(system.ask.path, 'http://any').pathname, { kind: 'answer', status: 429 });
      workspace.clock.wait = async (_milliseconds, signal) => {
        controller.abort(new Error('stopped by a person'));
        signal?.throwIfAborted();
      };
      await assert.rejects(session.request({ ...system.ask, signal: controller.signal }));
    });

    test('a read is tried again after an answer of 500 or 504 and after a broken line', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(system.listPath, { kind: 'answer', status: 504, body: '<html>504</html>' }, { kind: 'loseAnswer' }, { kind: 'answer', status: 500 });
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('a system that stays down is a failing connection, and works again by itself', async () => {
      const { workspace, proxy, session } = await system.connect();
      proxy.plan(system.listPath, ...Array.from({ length: 4 }, () => ({ kind: 'answer', status: 503 }) as const));
      assert.equal((await refusalOf(system.readAll(session))).recovery, 'retry');
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'failing');
      await system.readAll(session);
      assert.equal(workspace.handlers.list(workspace.query(), {})[0]?.state, 'ready');
    });

    test('a malformed body is never taken for an empty one', async () => {
      const { proxy, session } = await system.connect();
      const cut = { kind: 'alter', change: (body: string) => body.slice(0, body.length / 2) } as const;
      proxy.plan(system.listPath, cut);
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
      proxy.plan(system.listPath, cut, cut, cut, cut);
      assert.equal((await refusalOf(system.readAll(session))).code, 'http.malformed');
    });

    test('an empty body is an answer', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(system.ask.path, { kind: 'answer', status: 200, body: '' }, { kind: 'answer', status: 204 });
      assert.deepEqual([await session.request(system.ask), await session.request(system.ask)], [null, null]);
    });

    test('fields that are not known yet do no harm', async () => {
      const { proxy, session } = await system.connect();
      proxy.plan(system.listPath, { kind: 'alter', change: body => body.replaceAll('{"', '{"brand_new":{"a":[1,null]},"') });
      assert.deepEqual(sorted(await system.readAll(session)), sorted(system.expected()));
    });

    test('an unreachable host is said by name', async () => {
      const { workspace, id } = await system.connect();
      const connection = workspace.handlers.list(workspace.query(), {})[0];
      const settings = Object.fromEntries(Object.entries(connection?.settings ?? {}).map(([name, text]) => [name, name === 'redirectUri' ? text : text.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9')]));
      await workspace.handlers.save(workspace.task(), { id, system: key, label: 'Moved', environment: 'QA', settings, secrets: {} });
      const { ok, message } = await workspace.handlers.test(workspace.task(), { id });
      assert.equal(ok, false);
      assert.match(message, key === 'sage200' ? /sign in/i : /does not answer at 127\.0\.0\.1:9/);
    });

    test('a plain http address of another computer is refused before anything is sent', async () => {
      const workspace = openWorkspace();
      const address = connectorOf(key).fields.find(field => field.kind === 'url' && field.required) ?? assert.fail('no address');
      const other = Object.fromEntries(connectorOf(key).fields.filter(field => field.kind === 'text').map(field => [field.name, 'x']));
      const secrets = Object.fromEntries(connectorOf(key).fields.filter(field => field.kind === 'secret').map(field => [field.name, 'x']));
      const error = await refusalOf(workspace.handlers.save(workspace.task(), { system: key, label: 'Plain', environment: 'Production', settings: { ...other, [address.name]: 'http://api.example.com' }, secrets }));
      assert.deepEqual([error.code, error.field], ['connection.insecure', address.name]);
    });

    test('no secret is ever in the audit trail, the log, an answer or the open part of the file', async () => {
      const { workspace, proxy, session, id } = await system.connect();
      await system.readAll(session);
      await workspace.handlers.test(workspace.task(), { id });
      const text = workspace.everything() + JSON.stringify(workspace.handlers.list(workspace.query(), {}));
      const bearers = proxy.seen.flatMap(({ headers }) => headers.authorization?.replace(/^Bearer /, '') ?? []);
      const typed = proxy.seen.filter(({ path }) => /Authorize|oauth|SY\/Session/.test(path)).flatMap(({ body }) => [...(body.startsWith('{') ? Object.values(JSON.parse(body)) : new URLSearchParams(body).values())].map(String));
      assert.ok(bearers.length > 0 && typed.length > 0);
      const secrets = [...bearers, ...typed].filter(secret => secret.length >= 16 && !/^https?:|^authorization_code$|^refresh_token$|^tieout-sandbox/.test(secret));
      for (const secret of new Set(secrets)) if (!Object.values(workspace.handlers.list(workspace.query(), {})[0]?.settings ?? {}).includes(secret)) assert.ok(!text.includes(secret), `${secret} is in the open`);
    });
  });
}
