import { createHash } from 'node:crypto';
import { openFaults, type Faults } from '../faults.ts';
import { parseJson, serveHttp, type HttpReply, type HttpRequest, type HttpServer } from '../http.ts';
import type { World } from '../world/world-types.ts';
import { isBody, textIn, type Body } from './body.ts';
import { badRequest, GatewayError, noKey } from './gateway-error.ts';
import type { RecordStore } from './record-store.ts';
import type { SignIns, Who } from './sign-in.ts';

/** What a gateway or Sage behind it can meet. Those without a count in their name hit one request. */
export const GATEWAY_FAULTS = ['record-locked', 'session-lost', 'busy', 'slow', 'timeout-after-save', 'malformed-body', 'server-error', 'seat-taken'] as const;
export type GatewayFault = (typeof GATEWAY_FAULTS)[number];
/** Stays until it is switched off. */
const LASTING: ReadonlySet<GatewayFault> = new Set(['seat-taken']);

export const openGatewayFaults = (names: readonly string[]): Faults<GatewayFault> => openFaults(names, { known: GATEWAY_FAULTS, lasting: LASTING, refuse: message => badRequest('NoSuchFault', message, 'name') });

export type Gateway = {
  /** Goes before every address of the gateway: '' or such as '/api/v1/sagepro'. */
  base: string;
  sessionPath: string;
  store: Pick<RecordStore, 'remembered' | 'remember'>;
  faults: Pick<Faults<GatewayFault>, 'strike'>;
  signIns: SignIns;
  /** Undefined when there is nothing at the address. */
  read: (path: string, query: URLSearchParams) => unknown;
  writes: Readonly<Record<string, (body: Body, query: URLSearchParams) => unknown>>;
  /** Changes what is at an address (PUT); undefined where nothing can be changed. */
  change?: (path: string, body: Body) => unknown;
  /** An address whose documents are taken only with a name of their own. */
  orderPath: string;
  orderFault: (body: Body) => 'none' | 'timeout-after-save' | 'busy-once';
  control: (asked: { method: string; path: string; body: Body }) => unknown;
  /** Something was written. */
  nudge: () => void;
};

/** What our gateways in front of Sage's US systems have in common: sign-in, documents taken once, Sage's refusals, and faults. */
export const serveGateway = (gateway: Gateway, options: { port?: number }): Promise<HttpServer> => serveHttp(request => answerAsGateway(gateway, request), options);

/** What the gateway says to one request; also for a system that answers at other addresses besides. */
export function answerAsGateway(gateway: Gateway, request: HttpRequest): HttpReply {
  try {
    if (request.path.startsWith('/sandbox/')) return { status: 200, body: gateway.control({ method: request.method, path: request.path, body: bodyOf(request) }) };
    return answerGateway(gateway, request);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { status, code, message, sageMessage, field, retryable } = error;
    return { status, body: { code, message, sageMessage, ...(field && { field }), retryable } };
  }
}

function bodyOf({ body }: HttpRequest): Body {
  if (body === '') return {};
  const value = parseJson(body);
  if (!isBody(value)) throw badRequest('BadJson', 'The body is not a JSON object.');
  return value;
}

const sessionLost = (): GatewayError => new GatewayError(503, 'ComSessionLost', 'The session with Sage was lost and is being opened again.', { retryable: true });

function answerGateway(gateway: Gateway, request: HttpRequest): HttpReply {
  const { faults, signIns, base, sessionPath } = gateway;
  const strike = (name: GatewayFault): { delayMs: number } | undefined => faults.strike(name, request);
  if (strike('busy')) return { status: 429, headers: { 'retry-after': '1' }, body: { code: 'Busy', message: 'The gateway is asked too often.', retryable: true } };
  if (strike('server-error')) return { status: 500, body: { code: 'Unexpected', message: 'An exception occurred.', retryable: true } };
  if (strike('session-lost')) throw sessionLost();
  const path = request.path.startsWith(base) ? request.path.slice(base.length) : '';
  if (path === sessionPath && request.method === 'POST') {
    if (strike('seat-taken')) throw new GatewayError(503, 'NoSeat', 'Every Sage user seat is taken. Try again when somebody signs off.', { sageMessage: 'Maximum number of users exceeded.', retryable: true });
    return { status: 200, body: signIns.open(bodyOf(request)) };
  }
  const who = signIns.check(headerOf(request, 'authorization').replace(/^Bearer /i, ''), headerOf(request, 'x-sage-company'));
  const slow = strike('slow');
  const reply = request.method === 'GET' ? answerRead(gateway, path, request.query) : answerWrite(gateway, request, { path, who });
  if (strike('malformed-body')) return { ...reply, body: JSON.stringify(reply.body).slice(0, 40), headers: { 'content-type': 'application/json' } };
  return slow ? { ...reply, delayMs: slow.delayMs } : reply;
}

const headerOf = ({ headers }: HttpRequest, name: string): string => {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

function answerRead({ read }: Gateway, path: string, query: URLSearchParams): HttpReply {
  const body = read(path, query);
  if (body === undefined) throw noKey(`The gateway has nothing at ${path}.`);
  return { status: 200, body };
}

function answerWrite(gateway: Gateway, request: HttpRequest, { path, who }: { path: string; who: Who }): HttpReply {
  const { store, faults, writes, change, orderPath, orderFault, nudge } = gateway;
  const { method } = request;
  const write = method === 'POST' && Object.hasOwn(writes, path) ? writes[path] : undefined;
  const notPossible = new GatewayError(405, 'NotPossible', `${method} is not possible at ${path}.`);
  if (!write && method !== 'PUT') throw notPossible;
  if (!who.mayWrite) throw new GatewayError(403, 'NoTaskRight', `User ${who.name} has no right to this task in Sage. Give it the task in Role Maintenance.`, { sageMessage: 'You are not authorized to use this option.' });
  const body = bodyOf(request);
  if (!write) {
    const changed = change?.(path, body);
    if (changed === undefined) throw notPossible;
    return { status: 200, body: changed };
  }
  const key = headerOf(request, 'idempotency-key');
  if (path === orderPath && !key) throw badRequest('IdempotencyKeyRequired', 'An order is taken only with an Idempotency-Key.');
  const digest = createHash('sha256').update(request.body).digest('hex');
  const before = key ? store.remembered(`${path} ${key}`) : undefined;
  if (before) {
    if (before.digest !== digest) throw new GatewayError(409, 'IdempotencyConflict', 'Another document was written with this Idempotency-Key.');
    return { status: 200, body: before.answer, headers: { 'content-type': 'application/json; charset=utf-8' } };
  }
  if (faults.strike('record-locked', request)) throw new GatewayError(423, 'RecordLocked', 'The record is in use by another user.', { sageMessage: 'The record is in use by user JSMITH.', retryable: true });
  const mishap = path === orderPath ? orderFault(body) : 'none';
  if (mishap === 'busy-once') throw sessionLost();
  const made = JSON.stringify(write(body, request.query));
  if (key) store.remember(`${path} ${key}`, digest, made);
  nudge();
  if (mishap === 'timeout-after-save' || faults.strike('timeout-after-save', request)) return { status: 504, body: { code: 'Timeout', message: 'Sage did not answer in time.', retryable: false } };
  return { status: 201, body: made, headers: { 'content-type': 'application/json; charset=utf-8' } };
}

/** What happens to the first posting of certain orders, as the world says; remembered across restarts. `field` holds the order's reference, shortened to `length`. */
export function orderFaults(world: World, store: Pick<RecordStore, 'once'>, { field, length }: { field: string; length: number }): Gateway['orderFault'] {
  const byReference = new Map(world.orders.filter(order => order.sageFault !== 'none').map(order => [order.reference.slice(0, length), order.sageFault]));
  return body => {
    const reference = textIn(body, field);
    const fault = byReference.get(reference) ?? 'none';
    return fault !== 'none' && store.once(`fault ${reference}`) ? fault : 'none';
  };
}
