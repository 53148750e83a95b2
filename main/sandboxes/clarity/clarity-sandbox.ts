import { z } from 'zod';
import { serveHttp, parseJson, type HttpReply, type HttpRequest } from '../http.ts';
import type { World } from '../world/world-types.ts';
import { makeFaults, type Faults } from './faults.ts';
import { listReply, oneReply } from './lists.ts';
import { makeRateLimit, type RateLimit } from './rate-limit.ts';
import { refusalReply, Refused } from './refusals.ts';
import { seedShop } from './seed.ts';
import { isKind, type Kind } from './shapes.ts';
import { makeGuard, type Credentials, type Guard } from './sign-in.ts';
import { openStore, type Store } from './store.ts';
import { openWebhooks, type Webhooks } from './webhooks.ts';
import { addShipment, changeInventory, changeOrder, changeProduct, changeShipment, editOrders, placeOrder, type Books } from './writes.ts';

export type ClarityOptions = {
  world: World;
  /** Where the shop is kept; starting again in the same folder continues with it. */
  dir: string;
  port?: number;
  faults?: readonly string[];
  accessTokenSeconds?: number;
  /** 'real': a limit of calls per minute; 'off': none, for demos and measurements. */
  rateLimits?: 'real' | 'off';
  /** 'shop' (default): what left is known; 'erp': goods leave the ERP's warehouse, and the shop waits to be told. */
  fulfilledBy?: 'shop' | 'erp';
  /** How long after each attempt a webhook that was not taken is sent again. */
  webhookRetryDelaysMs?: readonly number[];
};

export type ClaritySandbox = { url: string; credentials: Credentials; books(): ClarityBooks; close(): Promise<void> };

export type ClarityBooks = {
  system: 'clarity';
  counts: Record<Kind, number>;
  orders: readonly { id: string; reference: string; store: string; status: string; currency: string; total: string; shipments: readonly string[]; customFields: Record<string, string> }[];
  deliveries: ReturnType<Store['deliveries']>;
  calls: Record<string, number>;
  refused: number;
  now: string;
  faults: Record<string, number>;
};

const BASE = '/api/v1';
const MAX_SHOWN = 100_000;

type Sandbox = { world: World; store: Store; guard: Guard; limit: RateLimit; faults: Faults; webhooks: Webhooks; calls: Map<string, number>; refused: { count: number } };

/**
 * Clarity eCommerce as its public description has it (`/oauth/token`, `/api/v1/orders` and its sisters, webhooks), over one seller's
 * world, on this machine only. Paging (`limit`, `cursor`), `updatedSince`, statuses besides the named ones, error bodies, limits and the
 * fields referenceNumber, store, poNumber, exchangeRate, discountAmount, taxRate, components, customFields and the moments are this
 * sandbox's reading of what that description leaves open.
 * Helpers that the real system does not have: GET /ping, GET /sandbox/books, GET|POST /sandbox/faults, POST /sandbox/advance.
 */
export async function startClaritySandbox(options: ClarityOptions): Promise<ClaritySandbox> {
  const { world } = options;
  const faults = makeFaults(options.faults ?? []);
  const store = openStore(options.dir);
  try {
    store.transaction(() => openShop(store, world, options.fulfilledBy ?? 'shop'));
  } catch (refused) {
    store.close();
    throw refused;
  }
  const webhooks = openWebhooks(store, faults, { retryDelaysMs: options.webhookRetryDelaysMs });
  const sandbox: Sandbox = {
    world, store, faults, webhooks, guard: makeGuard(world.seed, { accessTokenSeconds: options.accessTokenSeconds }), limit: makeRateLimit({ off: options.rateLimits === 'off' }), calls: new Map(), refused: { count: 0 },
  };
  const server = await serveHttp(request => answer(sandbox, request), { port: options.port ?? 0 }).catch((cause: unknown) => {
    store.close();
    throw cause;
  });
  webhooks.send();
  return {
    url: server.url, credentials: sandbox.guard.credentials, books: () => booksOf(sandbox),
    async close() {
      await server.close();
      await webhooks.close();
      store.close();
    },
  };
}

/** The same month before anything was sent off. */
const notDespatched = (world: World): World => ({ ...world, orders: world.orders.map(order => (order.status === 'despatched' ? { ...order, status: 'open', despatchedAt: null } : order)) });

/** A folder belongs to one world; another seed or size in it would mix two sellers. */
function openShop(store: Store, world: World, fulfilledBy: 'shop' | 'erp'): void {
  const name = `${world.seed}/${world.orders.length}`;
  const kept = store.setting('world');
  if (kept === name) return;
  if (kept !== undefined) throw new RangeError(`This folder holds the Clarity sandbox of seed and orders ${kept}, not ${name}. Choose another folder.`);
  seedShop(store, fulfilledBy === 'shop' ? world : notDespatched(world));
  store.saveSetting('world', name);
}

function answer(sandbox: Sandbox, request: HttpRequest): HttpReply {
  const path = request.path.replace(/\/+$/, '');
  try {
    if (path.startsWith('/sandbox/')) return answerHelper(sandbox, request, path);
    if (path === '/ping') return { status: 200, body: 'pong' };
    if (path === '/oauth/token' && request.method === 'POST') return sandbox.guard.token(request);
    if (path.startsWith(`${BASE}/`)) return guarded(sandbox, request, path.slice(BASE.length + 1));
  } catch (refused) {
    if (refused instanceof Refused) return refusalReply(refused.status, refused.code, refused.message, refused.field);
    throw refused;
  }
  return refusalReply(404, 'not_found', `There is nothing at ${request.path}.`);
}

/** What every call meets before and after its own work: faults, sign-in, limit; then one transaction, and the webhooks after it. */
function guarded(sandbox: Sandbox, request: HttpRequest, path: string): HttpReply {
  const { guard, limit, faults, store, webhooks, calls, refused } = sandbox;
  const [name = '', ...rest] = path.split('/').map(decoded);
  calls.set(`${request.method} ${name}`, (calls.get(`${request.method} ${name}`) ?? 0) + 1);
  const fault = faults.before(guard.endAll);
  const caller = guard.callerOf(request.headers);
  if (caller === undefined) return { ...refusalReply(401, 'unauthorized', 'The token or the API key is not valid.'), headers: { 'www-authenticate': 'Bearer' } };
  const stopped = fault ?? limit.refuse(caller);
  if (stopped) {
    refused.count += 1;
    return stopped;
  }
  const writes = request.method !== 'GET';
  const reply = store.transaction(() => route(sandbox, request, [name, ...rest]));
  if (writes) webhooks.send();
  return faults.after(reply, { wrote: writes });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, 'bad_request', 'The address is not encoded as it should be.');
  }
}

function route(sandbox: Sandbox, request: HttpRequest, [name = '', id, ...deeper]: readonly string[]): HttpReply {
  if (deeper.length === 0 && isKind(name) && request.method === 'GET') return id === undefined ? listReply(sandbox.store, name, request.query) : oneReply(sandbox.store, name, id);
  if (name === 'webhooks') return webhookRoute(sandbox, request, [id, ...deeper]);
  const write = deeper.length === 0 ? writeOf(name, request.method, id) : undefined;
  if (!write) throw isKind(name) ? new Refused(405, 'method_not_allowed', `${request.method} is not possible at ${request.path}.`) : new Refused(404, 'not_found', `There is nothing at ${request.path}.`);
  const { status, record } = write({ store: sandbox.store, announce: sandbox.webhooks.announce }, bodyOf(request));
  return { status, body: record };
}

type Write = (books: Books, body: unknown) => ReturnType<typeof placeOrder>;

const ADD = new Map<string, Write>([['POST orders', placeOrder], ['POST shipments', addShipment]]);
const CHANGE = new Map<string, (books: Books, id: string, body: unknown) => ReturnType<Write>>([
  ['PUT orders', changeOrder], ['PUT shipments', changeShipment], ['PUT inventory', changeInventory], ['PUT products', changeProduct],
]);

function writeOf(name: string, method: string, id: string | undefined): Write | undefined {
  if (id === undefined) return ADD.get(`${method} ${name}`);
  const change = CHANGE.get(`${method} ${name}`);
  return change && ((books, body) => change(books, id, body));
}

function webhookRoute({ webhooks }: Sandbox, request: HttpRequest, [id, action, ...deeper]: readonly (string | undefined)[]): HttpReply {
  const { method } = request;
  if (id === undefined && method === 'GET') return { status: 200, body: { data: webhooks.list() } };
  if (id === undefined && method === 'POST') return { status: 201, body: webhooks.register(bodyOf(request)) };
  if (id !== undefined && action === undefined && method === 'DELETE') {
    webhooks.remove(id);
    return { status: 204 };
  }
  if (id !== undefined && action === 'rotate' && deeper.length === 0 && method === 'POST') return { status: 200, body: webhooks.rotate(id) };
  throw new Refused(405, 'method_not_allowed', `${method} is not possible at ${request.path}.`);
}

function bodyOf({ body, contentType }: HttpRequest): unknown {
  if (contentType !== 'application/json') throw new Refused(415, 'unsupported_media_type', 'Send application/json.');
  const value = parseJson(body);
  if (value === undefined) throw new Refused(400, 'malformed_body', 'The body is not JSON.');
  return value;
}

const FaultsBody = z.object({ faults: z.array(z.string()).max(20) });
const AdvanceBody = z.object({ to: z.iso.datetime({ offset: false }) });

function answerHelper(sandbox: Sandbox, request: HttpRequest, path: string): HttpReply {
  if (path === '/sandbox/books') return { status: 200, body: booksOf(sandbox) };
  if (path === '/sandbox/faults' && request.method === 'GET') return { status: 200, body: sandbox.faults.list() };
  const body = parseJson(request.body);
  if (path === '/sandbox/faults') {
    const asked = FaultsBody.safeParse(body);
    if (!asked.success) throw new Refused(400, 'bad_request', 'Send {"faults": ["name" or "name:number", …]}.');
    try {
      sandbox.faults.set(asked.data.faults);
    } catch (refused) {
      if (refused instanceof RangeError) throw new Refused(400, 'bad_request', refused.message);
      throw refused;
    }
    return { status: 200, body: sandbox.faults.list() };
  }
  if (path === '/sandbox/advance') {
    const asked = AdvanceBody.safeParse(body);
    if (!asked.success) throw new Refused(400, 'bad_request', 'Send {"to": "2026-11-04T09:00:00.000Z"}.');
    advance(sandbox, new Date(asked.data.to).toISOString());
    return { status: 200, body: { now: sandbox.store.now() } };
  }
  throw new Refused(404, 'not_found', `No helper at ${request.path}.`);
}

function advance({ store, webhooks, world }: Sandbox, to: string): void {
  store.transaction(() => {
    const from = store.setting('advanced_to') ?? '';
    if (to <= from) return;
    store.advance(to);
    store.saveSetting('advanced_to', to);
    editOrders({ store, announce: webhooks.announce }, world, { from, to });
  });
  webhooks.send();
}

function booksOf({ store, calls, refused, faults }: Sandbox): ClarityBooks {
  const all = { since: '', filters: {} };
  const kinds = ['orders', 'customers', 'products', 'inventory', 'payments', 'returns', 'shipments'] as const;
  const shipments = Map.groupBy(store.list('shipments', { ...all, after: null, limit: MAX_SHOWN }), shipment => shipment.orderId);
  // Every kind has its count.
  const counts = Object.fromEntries(kinds.map(kind => [kind, store.count(kind, all)])) as Record<Kind, number>;
  return {
    system: 'clarity', counts,
    orders: store.list('orders', { ...all, after: null, limit: MAX_SHOWN }).map(order => ({
      id: order.orderId, reference: order.referenceNumber, store: order.store, status: order.status, currency: order.currency, total: order.totalAmount, shipments: (shipments.get(order.orderId) ?? []).map(({ trackingNumber }) => trackingNumber),
      customFields: order.customFields,
    })),
    deliveries: store.deliveries(), calls: Object.fromEntries(calls), refused: refused.count, now: store.now(), faults: faults.list(),
  };
}
