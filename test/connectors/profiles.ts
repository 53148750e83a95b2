import assert from 'node:assert/strict';
import type { Ask, Commerce, Connector, Json, LedgerPosting, Session, StepName } from '../../main/engine/connectors/connector.ts';
import { connectorOf } from '../../main/engine/connectors/registry.ts';
import { GATEWAY } from '../../main/engine/connectors/sage200/settings.ts';
import { CLARITY_FAULTS } from '../../main/sandboxes/clarity/faults.ts';
import { GATEWAY_FAULTS } from '../../main/sandboxes/gateway/serve-gateway.ts';
import { LINNWORKS_FAULTS } from '../../main/sandboxes/linnworks/faults.ts';
import { NATIVE_FAULTS } from '../../main/sandboxes/sage200/faults.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { SystemKey } from '../../shared/contract/connections.ts';
import type { LocalDate, Period } from '../../shared/values/date.ts';
import type { ConnectionId } from '../../shared/values/id.ts';
import { clarityBody, linnworksBody, sage100Body, sage200Body, sage200GatewayBody, sageProBody } from './bodies.ts';
import { startProxy } from './fault-proxy.ts';
import type { Proxy } from './fault-proxy.ts';
import { countedFaults, namedFaults } from './fault-trials.ts';
import type { FaultSwitch, Trial, Trials } from './fault-trials.ts';
import { connectClarity, connectLinnworks, connectSage, connectSage100, connectSageGateway, connectSagePro, openWorkspace, saveClarity, saveLinnworks, saveSage, saveSage100, saveSageGateway, saveSagePro, startClarity, startLinnworks, startSage, startSage100, startSagePro } from './workspace.ts';
import type { Workspace } from './workspace.ts';

const whole = makeWorld({ seed: 7, orders: 230 });
export const world = { ...whole, openingSales: whole.openingSales.slice(0, 6) };
export const none = (): AbortSignal => new AbortController().signal;

export type Ready = { workspace: Workspace; proxy: Proxy; id: ConnectionId; session: Session; sandboxUrl: string };

/** What the suite needs to know of a way to speak to a system; a new connector adds one. */
export type Profile = {
  name: string;
  system: SystemKey;
  /** Settings that choose this way to speak to the system. */
  settings: Readonly<Record<string, string>>;
  connector: Connector;
  /** `timeoutMs`: how long an answer may take, where it is to be less than in use. */
  connect(options?: { timeoutMs?: number }): Promise<Ready>;
  /** Everything that a run would read, by a key that the world knows as well. */
  readAll(session: Session): Promise<string[]>;
  expected(): string[];
  /** Makes the list come in several pages; answers what is to be read then. */
  manyPages(proxy: Proxy): string[];
  /** Part of the path that the reading asks, and a single question. */
  listPath: string;
  ask: Ask;
  /** Saved with credentials that the system does not know. */
  wrong(workspace: Workspace): Promise<{ id: ConnectionId; says: RegExp }>;
  custom: string;
  /** Every fault that this way of speaking to the sandbox can meet, and how each is tried. */
  faults: readonly string[];
  trials: Trials;
  switch: FaultSwitch;
  /** The body of each document that can be written, and where it goes. What is written before it is part of it. */
  writes: Readonly<Partial<Record<StepName, { path: string; body(ready: Ready): Promise<Json> }>>>;
  /** Staff do what makes an entered receipt part of the ledger; nothing where it is at once. */
  post(ready: Ready): Promise<void>;
};

export const OCTOBER = '2026-10' as Period;
const DAYS = { from: '2026-09-01' as LocalDate, to: '2026-10-31' as LocalDate };

export async function ordersOf(commerce: Commerce, session: Session, cursor: string | null = null): Promise<{ cursor: string; ids: string[] }[]> {
  const pages: { cursor: string; ids: string[] }[] = [];
  for await (const page of commerce.orders(session, { period: OCTOBER, cursor, timeZone: 'Europe/London', signal: none() })) pages.push({ cursor: page.cursor, ids: page.records.map(({ record, issue }) => record?.externalId ?? issue ?? '') });
  return pages;
}

export async function ledgerOf(connector: Connector, session: Session, changedSince: string | null = null): Promise<LedgerPosting[]> {
  const all: LedgerPosting[] = [];
  for await (const page of connector.erp?.ledger(session, { ledger: 'sales', ...DAYS, changedSince, signal: none() }) ?? []) all.push(...page);
  return all;
}

const allOrders = async (connector: Connector, session: Session): Promise<string[]> => (await ordersOf(connector.commerce ?? assert.fail('sells nothing'), session)).flatMap(({ ids }) => ids);
const allProducts = async (connector: Connector, session: Session): Promise<string[]> => (await connector.erp?.references(session, none()))?.products.map(product => product.code) ?? [];
const sageCodes = (): string[] => world.products.flatMap(product => product.sageCode ?? []);
const tell = async (url: string, path: string, body: Json): Promise<void> => assert.equal((await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) })).status, 200);
const nothing = async (): Promise<void> => undefined;

type Options = Parameters<Profile['connect']>[0];

async function behindProxy<S extends { url: string }>(sandbox: S, connect: (workspace: Workspace, sandbox: S) => Promise<{ id: ConnectionId; session: Session }>, options: Options = {}): Promise<Ready> {
  const workspace = openWorkspace(options);
  const proxy = await startProxy(sandbox.url);
  return { workspace, proxy, sandboxUrl: sandbox.url, ...(await connect(workspace, { ...sandbox, url: proxy.url })) };
}

/** A reading asks less often than this. */
const MORE_THAN_ASKED = 500;
const reading: Trial = { tried: 'reading' };

/** Our gateways' faults, the same in front of each of Sage's systems. */
const gatewayTrials: Record<(typeof GATEWAY_FAULTS)[number], Trial> = {
  'session-lost': reading, busy: reading, 'malformed-body': reading, 'server-error': reading, slow: { tried: 'slow' },
  'record-locked': { tried: 'writing', step: 'receipt' }, 'timeout-after-save': { tried: 'writing', step: 'receipt' },
  // The session has ended meanwhile, and there is no seat for another one.
  'seat-taken': { tried: 'lasting', provoke: ({ proxy }, listPath) => proxy.plan(listPath, { kind: 'answer', status: 401 }), code: 'http.503', recovery: 'retry', says: /cannot sign anybody in at the moment \(Every Sage user seat is taken/ },
};

const linnworks = connectorOf('linnworks');
const sage200 = connectorOf('sage200');
const THROUGH_GATEWAY = { profile: GATEWAY };
const sage200Gateway = connectorOf('sage200', THROUGH_GATEWAY);
const clarity = connectorOf('clarity');
const sage100 = connectorOf('sage100');
const sagepro = connectorOf('sagepro');

export const profiles: readonly Profile[] = [
  {
    name: 'Linnworks', system: 'linnworks', settings: {}, connector: linnworks,
    connect: async options => behindProxy(await startLinnworks({ world }), connectLinnworks, options),
    readAll: session => allOrders(linnworks, session),
    expected: () => world.orders.map(order => order.id),
    manyPages(proxy) {
      proxy.rewrite('entriesPerPage=200', 'entriesPerPage=40');
      return this.expected();
    },
    listPath: '/Orders/GetOrdersById',
    ask: { method: 'GET', path: '/Inventory/GetStockLocations' },
    async wrong(workspace) {
      const { id } = await saveLinnworks(workspace, await startLinnworks({ world }), { secrets: { token: '00000000-0000-0000-0000-000000000001' } });
      return { id, says: /Linnworks does not accept this application, secret and token/ };
    },
    custom: 'ExtendedProperties[CostCentre]',
    faults: Object.keys(LINNWORKS_FAULTS), switch: countedFaults,
    trials: {
      '429-burst': reading, '429-as-400': reading, '401-mid-run': reading, '400': reading, 'timeout-after-write': { tried: 'writing', step: 'stockLevel' }, slow: { tried: 'slow' },
      'redacted-pii': { tried: 'showing', never: /"redacted"/i },
    } satisfies Record<keyof typeof LINNWORKS_FAULTS, Trial>,
    writes: linnworksBody, post: nothing,
  },
  {
    name: 'Sage 200, native', system: 'sage200', settings: {}, connector: sage200,
    connect: async options => behindProxy(await startSage({ world }), connectSage, options),
    readAll: session => allProducts(sage200, session),
    expected: sageCodes,
    // Sage cuts every list at 500 rows or a multiple, however many are asked for.
    manyPages(proxy) {
      const rows = Array.from({ length: 1_203 }, (_, index) => ({ id: index + 1, code: `P-${index + 1}`, name: 'x' }));
      for (const [from, to] of [[0, 500], [500, 1_000], [1_000, 1_203]] as const) proxy.plan('/products', { kind: 'answer', status: 200, body: JSON.stringify(rows.slice(from, to)) });
      return rows.map(row => row.code);
    },
    listPath: '/products',
    ask: { method: 'GET', path: '/tax_codes' },
    async wrong(workspace) {
      const { id } = await saveSage(workspace, await startSage({ world }));
      return { id, says: /Nobody is signed in to Sage yet: sign in/ };
    },
    custom: 'analysis_code_1',
    faults: NATIVE_FAULTS, switch: namedFaults,
    trials: {
      'empty-401': reading, 'bad-request': reading, busy: reading, 'malformed-body': reading, slow: { tried: 'slow' }, 'timeout-after-save': { tried: 'writing', step: 'receipt' },
      'tunnel-down': { tried: 'lasting', code: 'http.504', recovery: 'retry', says: /Sage 200 is out of order \(504\)/ },
      // Sage ID keeps to the token that it gave out, and Sage takes it no longer.
      'early-refresh': {
        tried: 'lasting', code: 'http.401', recovery: 'fixConnection', says: /no longer accepts this sign-in: sign in again/,
        provoke: ({ proxy }) => proxy.plan('/accounts/v1/', ...Array.from({ length: MORE_THAN_ASKED }, () => ({ kind: 'answer', status: 401 }) as const)),
      },
    } satisfies Record<(typeof NATIVE_FAULTS)[number], Trial>,
    writes: sage200Body, post: nothing,
  },
  {
    name: 'Sage 200, gateway', system: 'sage200', settings: THROUGH_GATEWAY, connector: sage200Gateway,
    connect: async options => behindProxy(await startSage({ world }), connectSageGateway, options),
    readAll: session => allProducts(sage200Gateway, session),
    expected: sageCodes,
    manyPages(proxy) {
      proxy.rewrite('limit=500', 'limit=7');
      return this.expected();
    },
    listPath: '/stockitems',
    ask: { method: 'GET', path: '/taxcodes' },
    async wrong(workspace) {
      const { id } = await saveSageGateway(workspace, await startSage({ world }), { secrets: { password: 'not-the-password' } });
      return { id, says: /Sage 200 does not accept this user and password/ };
    },
    custom: 'AnalysisCode1',
    faults: GATEWAY_FAULTS, switch: namedFaults, trials: gatewayTrials,
    writes: sage200GatewayBody, post: nothing,
  },
  {
    name: 'Clarity', system: 'clarity', settings: {}, connector: clarity,
    connect: async options => behindProxy(await startClarity({ world }), connectClarity, options),
    async readAll(session) {
      const references: string[] = [];
      for await (const page of clarity.commerce?.orders(session, { period: OCTOBER, cursor: null, timeZone: 'Europe/London', signal: none() }) ?? []) references.push(...page.records.map(({ record, issue }) => record?.reference ?? issue ?? ''));
      return references;
    },
    expected: () => world.orders.filter(({ channel }) => !/amazon|ebay/.test(channel)).map(order => order.reference),
    manyPages(proxy) {
      proxy.rewrite('limit=100', 'limit=15');
      return this.expected();
    },
    listPath: '/api/v1/orders',
    ask: { method: 'GET', path: '/products?limit=1' },
    async wrong(workspace) {
      const { id } = await saveClarity(workspace, await startClarity({ world }), { secrets: { clientSecret: '00000000-0000-0000-0000-000000000001' } });
      return { id, says: /Clarity does not accept this client ID and secret/ };
    },
    custom: 'customFields.CostCentre',
    faults: Object.keys(CLARITY_FAULTS), switch: countedFaults,
    trials: {
      '429-burst': reading, '401-mid-run': reading, '400': reading, '503': reading, malformed: reading, 'empty-body': reading, 'timeout-after-write': { tried: 'writing', step: 'shipment' }, slow: { tried: 'slow' },
      'webhook-twice': { tried: 'delivering', come: 2, good: 2 }, 'webhook-bad-signature': { tried: 'delivering', come: 2, good: 1 },
      'webhook-late': { tried: 'delivering', come: 2, good: 1 }, 'webhook-lost': { tried: 'delivering', come: 0, good: 0 },
    } satisfies Record<keyof typeof CLARITY_FAULTS, Trial>,
    writes: clarityBody, post: nothing,
  },
  {
    name: 'Sage 100, gateway', system: 'sage100', settings: {}, connector: sage100,
    connect: async options => behindProxy(await startSage100({ world }), connectSage100, options),
    readAll: session => allProducts(sage100, session),
    // Besides the world's goods there are a US item and one that no warehouse keeps; charges, comments and inactive items are no products.
    expected: () => [...sageCodes(), '6655', 'NO-PLACE'],
    manyPages(proxy) {
      proxy.rewrite('limit=500', 'limit=7');
      return this.expected();
    },
    listPath: '/CI/Item',
    ask: { method: 'GET', path: '/GL/Bank' },
    async wrong(workspace) {
      const { id } = await saveSage100(workspace, await startSage100({ world }), { secrets: { password: 'not-the-password' } });
      return { id, says: /Sage 100 does not accept this user and password/ };
    },
    custom: 'UDF_WEB_CHANNEL',
    faults: GATEWAY_FAULTS, switch: namedFaults, trials: gatewayTrials,
    writes: sage100Body,
    async post({ sandboxUrl }) {
      await tell(sandboxUrl, '/sandbox/post/dailySales', {});
      await tell(sandboxUrl, '/sandbox/post/cashReceipts', {});
    },
  },
  {
    name: 'Sage Pro, gateway', system: 'sagepro', settings: {}, connector: sagepro,
    connect: async options => behindProxy(await startSagePro({ world }), connectSagePro, options),
    readAll: session => allProducts(sagepro, session),
    // Freight, tax and the like are items without stock, and no products.
    expected: () => [...sageCodes(), 'WIDGET-10'],
    manyPages(proxy) {
      proxy.rewrite('limit=500', 'limit=7');
      return this.expected();
    },
    listPath: '/products',
    ask: { method: 'GET', path: '/banks' },
    async wrong(workspace) {
      const { id } = await saveSagePro(workspace, await startSagePro({ world }), { secrets: { password: 'not-the-password' } });
      return { id, says: /Sage Pro does not accept this user and password/ };
    },
    custom: 'websono',
    faults: GATEWAY_FAULTS, switch: namedFaults, trials: gatewayTrials,
    writes: sageProBody, post: nothing,
  },
];
