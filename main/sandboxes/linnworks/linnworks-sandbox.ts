import { z } from 'zod';
import { serveHttp, parseJson, type HttpReply, type HttpRequest } from '../http.ts';
import type { World } from '../world/world-types.ts';
import { openAccount, type Account } from './account.ts';
import { BadCall, readInput, unwrap } from './call-input.ts';
import { makeFaults, type Faults } from './faults.ts';
import type { Method } from './method.ts';
import { orderMethods } from './order-methods.ts';
import { statusOf, idOf } from './order-views.ts';
import { ordersV2, problem } from './orders-v2.ts';
import { makeRateLimits, type RateLimits } from './rate-limits.ts';
import { searchMethods } from './search-methods.ts';
import { makeSessions, type Credentials, type Sessions } from './sessions.ts';
import { stockMethods } from './stock-methods.ts';
import { purchaseMethods } from './purchase-methods.ts';

export type LinnworksOptions = {
  world: World;
  /** Where the sandbox keeps what was done to it. */
  dir: string;
  port?: number;
  faults?: readonly string[];
  sessionIdleMs?: number;
  /** 'real': the published calls per minute; 'off': none, for demos and measurements. */
  rateLimits?: 'real' | 'off';
};

export type LinnworksSandbox = { url: string; credentials: Credentials; books(): LinnworksBooks; close(): Promise<void> };

export type LinnworksBooks = {
  system: 'linnworks';
  counts: { orders: number; open: number; unpaid: number; processed: number; cancelled: number; refunds: number; extendedProperties: number };
  grossMinor: Record<string, number>;
  orders: readonly { number: number; reference: string; channel: string; state: string; currency: string; grossMinor: number; properties: Record<string, string> }[];
  calls: Record<string, number>;
  refused: number;
  now: string;
  faults: Record<string, number>;
};

const METHODS = new Map(Object.entries({ ...orderMethods, ...searchMethods, ...stockMethods, ...purchaseMethods }).map(([name, method]) => [name.toLowerCase(), { name, ...method }]));
const AUTH = 'auth/authorizebyapplication';
const PER_MINUTE_V2 = 150;

type Sandbox = { account: Account; sessions: Sessions; limits: RateLimits; faults: Faults; calls: Map<string, number>; refused: { count: number }; url: () => string };

/**
 * Linnworks' public API as far as Tieout uses it, over one seller's world, on this machine only.
 * Authorisation, v1 (`/api/Controller/Method`) and v2 (`/v2/orders`) share one address. The real v2 host follows from the
 * session's Locality; a connector reaches this one through its setting `v2BaseUrl` = `<url>/v2`.
 * Helpers that the real system does not have: GET /ping, GET /sandbox/books, GET|POST /sandbox/faults, POST /sandbox/advance.
 */
export async function startLinnworksSandbox(options: LinnworksOptions): Promise<LinnworksSandbox> {
  const account = openAccount(options.world, options.dir);
  let url = '';
  const sandbox: Sandbox = {
    account, sessions: makeSessions(options.world.seed, { idleMs: options.sessionIdleMs }), limits: makeRateLimits({ off: options.rateLimits === 'off' }),
    faults: makeFaults(options.faults ?? []), calls: new Map(), refused: { count: 0 }, url: () => url,
  };
  const server = await serveHttp(request => answer(sandbox, request), { port: options.port ?? 0 }).catch((cause: unknown) => {
    account.close();
    throw cause;
  });
  url = server.url;
  return {
    url, credentials: sandbox.sessions.credentials, books: () => booksOf(sandbox),
    async close() {
      await server.close();
      account.close();
    },
  };
}

function answer(sandbox: Sandbox, request: HttpRequest): HttpReply {
  const path = request.path.replace(/\/+$/, '').toLowerCase();
  if (path.startsWith('/sandbox/')) return answerHelper(sandbox, request, path);
  if (path === '/ping') return { status: 200, body: 'pong' };
  if (path === '/v2/orders' && request.method === 'GET') return guarded(sandbox, request, { name: 'v2/orders', perMinute: PER_MINUTE_V2, run: redact => ordersV2(request, sandbox.account, { redact }) });
  if (path.startsWith('/v2')) return problem(404, 'Not Found', `No resource at ${request.path}.`);
  const name = path.replace(/^\/api\//, '');
  if (name === AUTH) return authorize(sandbox, request);
  const method = METHODS.get(name);
  if (!method) return sandbox.sessions.accept(request.headers.authorization) ? { status: 404, body: { Message: `No HTTP resource was found that matches the request URI '${request.path}'.` } } : unauthorized(false);
  return guarded(sandbox, request, { name: method.name, perMinute: method.perMinute, writes: method.writes === true, run: redact => runMethod(method, sandbox.account, { request, redact }) });
}

type Guarded = { name: string; perMinute: number; writes?: boolean; run(redact: boolean): HttpReply };

/** What every call meets before and after its own work: faults, session, quota; then bad input as a 400. */
function guarded(sandbox: Sandbox, request: HttpRequest, { name, perMinute, writes = false, run }: Guarded): HttpReply {
  const { sessions, faults, limits, calls, refused } = sandbox;
  calls.set(name, (calls.get(name) ?? 0) + 1);
  const refusal = faults.before(sessions);
  if (!sessions.accept(request.headers.authorization)) return unauthorized(name.startsWith('v2'));
  const stopped = refusal ?? limits.refuse(name, perMinute);
  if (stopped) {
    refused.count += 1;
    return stopped;
  }
  try {
    return faults.after(run(faults.isOn('redacted-pii')), { wrote: writes });
  } catch (bad) {
    if (bad instanceof BadCall) return { status: 400, body: { Message: bad.message } };
    throw bad;
  }
}

function runMethod(method: Method, account: Account, { request, redact }: { request: HttpRequest; redact: boolean }): HttpReply {
  const given = readInput(request);
  return method.run({ account, input: method.wrapped ? unwrap(given) : given, redact });
}

const unauthorized = (isV2: boolean): HttpReply => (isV2 ? problem(401, 'Unauthorized', 'The session is not valid.') : { status: 401, body: { message: 'Session expired or not authorised.' } });

/** BaseSession, with TTL null as in recorded answers. */
function authorize({ sessions, limits, url, account }: Sandbox, request: HttpRequest): HttpReply {
  const stopped = limits.refuse(AUTH, 150);
  if (stopped) return stopped;
  try {
    const input = readInput(request);
    const token = sessions.authorize({ applicationId: input.text('ApplicationId'), applicationSecret: input.text('ApplicationSecret'), token: input.text('Token') });
    if (token === undefined) return { status: 401, body: { message: 'The application id, the application secret or the installation token is not valid.' } };
    const company = account.world.company.name;
    return {
      status: 200,
      body: {
        Id: idOf('session', 'user'), EntityId: idOf('session', 'entity'), UserId: idOf('session', 'user'), sid_registration: idOf('session', 'registration'), SessionUserId: 0, UserName: 'office@northwind.example', Email: 'office@northwind.example', FullName: company, Company: company, ProductName: 'Linnworks', GroupName: '',
        AppName: 'Tieout', UserType: 'Application', Device: 'ByApplication', DeviceType: 'ByApplication', Locality: 'EU', SuperAdmin: false, TTL: null, Token: token, AccessToken: null, Server: url(), PushServer: 'https://eu-push.linnworks.example', Status: { State: 'AVAILABLE', Reason: '', Parameters: {} }, Properties: {}, Md5Hash: idOf('session', 'hash').replaceAll('-', ''),
      },
    };
  } catch (bad) {
    if (bad instanceof BadCall) return { status: 400, body: { Message: bad.message } };
    throw bad;
  }
}

const FaultsBody = z.object({ faults: z.array(z.string()).max(20) });
const AdvanceBody = z.object({ to: z.iso.datetime({ offset: false }) });

function answerHelper(sandbox: Sandbox, request: HttpRequest, path: string): HttpReply {
  if (path === '/sandbox/books') return { status: 200, body: booksOf(sandbox) };
  if (path === '/sandbox/faults' && request.method === 'GET') return { status: 200, body: sandbox.faults.list() };
  const body = parseJson(request.body);
  if (path === '/sandbox/faults') {
    const asked = FaultsBody.safeParse(body);
    if (!asked.success) return { status: 400, body: { Message: 'Send {"faults": ["name" or "name:number", …]}.' } };
    try {
      sandbox.faults.set(asked.data.faults);
    } catch (refused) {
      if (refused instanceof RangeError) return { status: 400, body: { Message: refused.message } };
      throw refused;
    }
    return { status: 200, body: sandbox.faults.list() };
  }
  if (path === '/sandbox/advance') {
    const asked = AdvanceBody.safeParse(body);
    if (!asked.success) return { status: 400, body: { Message: 'Send {"to": "2026-11-04T09:00:00.000Z"}.' } };
    sandbox.account.advance(new Date(asked.data.to).toISOString());
    return { status: 200, body: { now: sandbox.account.now() } };
  }
  return { status: 404, body: { Message: `No helper at ${request.path}.` } };
}

function booksOf({ account, calls, refused, faults }: Sandbox): LinnworksBooks {
  const all = account.byLastUpdate();
  const grossMinor: Record<string, number> = {};
  for (const { order } of all) grossMinor[order.currency] = (grossMinor[order.currency] ?? 0) + order.grossMinor;
  const count = (state: string): number => all.filter(live => live.state === state).length;
  return {
    system: 'linnworks',
    counts: {
      orders: all.length, open: count('open'), unpaid: all.filter(live => statusOf(live) === 0).length, processed: count('processed'), cancelled: count('cancelled'),
      refunds: account.world.refunds.filter(refund => refund.inLinnworks).length, extendedProperties: all.reduce((sum, live) => sum + live.properties.length, 0),
    },
    grossMinor,
    orders: all.map(({ order, state, properties }) => ({ number: order.number, reference: order.reference, channel: order.channel, state, currency: order.currency, grossMinor: order.grossMinor, properties: Object.fromEntries(properties.map(each => [each.name, each.value])) })),
    calls: Object.fromEntries(calls), refused: refused.count, now: account.now(), faults: faults.list(),
  };
}
