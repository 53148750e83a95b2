import { createHash } from 'node:crypto';
import { assert } from '../../../shared/values/assert.ts';
import { parseJson, serveHttp, type HttpReply, type HttpRequest } from '../http.ts';
import type { World } from '../world/world-types.ts';
import { isBody, type Body } from './body.ts';
import { createCashReceipt } from './cash-receipts.ts';
import type { Company } from './company.ts';
import { answerControl } from './control.ts';
import { createCustomer } from './customers.ts';
import { readDictionary } from './dictionary.ts';
import { FAULTS, openFaults, orderFaults, type Faults } from './faults.ts';
import { badRequest, GatewayError, noKey } from './gateway-error.ts';
import { createCreditMemo } from './invoices.ts';
import { createReturn } from './returns.ts';
import { createOrder } from './sales-orders.ts';
import { seedCompany } from './seed.ts';
import { CREDENTIALS, openSignIns, type SignIns, type Who } from './sign-in.ts';
import { hireStaff, type Staff } from './staff.ts';
import { openStore } from './store.ts';
import { listRows, oneRow } from './views.ts';

export type Sage100Options = {
  world: World;
  /** Where its files are kept; starting again in the same folder continues with them. */
  dir: string;
  port?: number;
  /** Names of faults ('slow', 'busy:3' …) and of settings: 'short-fields', 'long-invoice-numbers'. */
  faults?: readonly string[];
  staff?: 'automatic' | 'manual';
  now?: () => number;
};

export type Sage100Sandbox = { url: string; credentials: typeof CREDENTIALS; close: () => Promise<void> };

const SETTING_NAMES: ReadonlySet<string> = new Set(['short-fields', 'long-invoice-numbers']);
const USUAL_INVOICE_NUMBER = 7;
const EXPANDED_INVOICE_NUMBER = 20;

/** Sage 100 behind its gateway: a company's files, the gateway's addresses, and the staff who post. */
export async function startSage100Sandbox(options: Sage100Options): Promise<Sage100Sandbox> {
  const names = options.faults ?? [];
  for (const name of names) assert(SETTING_NAMES.has(name) || FAULTS.some(fault => fault === name.split(':')[0]), `The Sage 100 sandbox has no fault named '${name}'.`);
  const store = openStore(options.dir);
  const invoiceNumberLength = names.includes('long-invoice-numbers') ? EXPANDED_INVOICE_NUMBER : USUAL_INVOICE_NUMBER;
  const company: Company = {
    store, world: options.world, now: options.now ?? Date.now, code: CREDENTIALS.companyCode, currency: options.world.channels[0]?.currency ?? 'GBP', invoiceNumberLength,
    dictionary: readDictionary({ shortFields: names.includes('short-fields'), invoiceNumberLength }),
  };
  store.transaction(() => {
    if (store.setting('seeded') !== undefined) return;
    seedCompany(company);
    store.saveSetting('seeded', String(options.world.seed));
  });
  const faults = openFaults(names.filter(name => !SETTING_NAMES.has(name)));
  const staff = hireStaff(company, options.staff ?? 'automatic');
  const gateway: Gateway = { company, faults, staff, signIns: openSignIns(company.now), orderFault: orderFaults(options.world, store) };
  const server = await serveHttp(request => answer(gateway, request), { ...(options.port !== undefined && { port: options.port }) });
  return {
    url: server.url,
    credentials: CREDENTIALS,
    async close() {
      staff.close();
      await server.close();
      store.close();
    },
  };
}

type Gateway = { company: Company; faults: Faults; staff: Staff; signIns: SignIns; orderFault: (body: Body) => 'none' | 'timeout-after-save' | 'busy-once' };

function answer(gateway: Gateway, request: HttpRequest): HttpReply {
  try {
    if (request.path.startsWith('/sandbox/')) return { status: 200, body: answerControl(gateway, { method: request.method, path: request.path, body: bodyOf(request) }) };
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

function answerGateway(gateway: Gateway, request: HttpRequest): HttpReply {
  const { faults, signIns } = gateway;
  const strike = (name: (typeof FAULTS)[number]): { delayMs: number } | undefined => faults.strike(name, request);
  if (strike('busy')) return { status: 429, headers: { 'retry-after': '1' }, body: { code: 'Busy', message: 'The gateway is asked too often.', retryable: true } };
  if (strike('server-error')) return { status: 500, body: { code: 'Unexpected', message: 'An exception occurred.', retryable: true } };
  if (strike('session-lost')) throw new GatewayError(503, 'ComSessionLost', 'The session with Sage was lost and is being opened again.', { retryable: true });
  if (request.path === '/SY/Session' && request.method === 'POST') {
    if (strike('seat-taken')) throw new GatewayError(503, 'NoSeat', 'Every Sage 100 user seat is taken. Try again when somebody signs off.', { sageMessage: 'Maximum number of users exceeded.', retryable: true });
    return { status: 200, body: signIns.open(bodyOf(request)) };
  }
  const who = signIns.check(headerOf(request, 'authorization').replace(/^Bearer /i, ''), headerOf(request, 'x-sage-company'));
  const slow = strike('slow');
  const reply = request.method === 'GET' ? answerRead(gateway.company, request) : answerWrite(gateway, request, who);
  if (strike('malformed-body')) return { ...reply, body: JSON.stringify(reply.body).slice(0, 40), headers: { 'content-type': 'application/json' } };
  return slow ? { ...reply, delayMs: slow.delayMs } : reply;
}

const headerOf = ({ headers }: HttpRequest, name: string): string => {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
};

function answerRead(company: Company, { path, query }: HttpRequest): HttpReply {
  if (path === '/SY/Company') {
    const { code, currency, invoiceNumberLength, world } = company;
    return { status: 200, body: { Records: [{ CompanyCode: code, CompanyName: world.company.name, CurrencyCode: currency, InvoiceNoLength: String(invoiceNumberLength), Version: '7.40', Modules: ['A/R', 'S/O', 'I/M', 'C/I', 'R/A', 'G/L'] }], NextCursor: '' } };
  }
  if (path === '/SY/Dictionary') {
    const file = query.get('table') ?? '';
    if (!company.dictionary.has(file)) throw noKey(`There is no file named ${file || '(none)'}.`);
    return { status: 200, body: { Records: company.dictionary.columns(file).map(({ name, kind, length, places, isKey }) => ({ Name: name, Kind: kind, Length: length, Places: places, Key: isKey ? 'Y' : 'N', Custom: name.startsWith('UDF_') ? 'Y' : 'N' })), NextCursor: '' } };
  }
  const body = listRows(company, path, query) ?? oneRow(company, path);
  if (!body) throw noKey(`The gateway has nothing at ${path}.`);
  return { status: 200, body };
}

type Write = (company: Company, body: Body, request: HttpRequest) => unknown;

const WRITES: Readonly<Record<string, Write>> = {
  '/SO/SalesOrder': (company, body, { query }) => {
    const { order, lines, warnings } = createOrder(company, body, { acceptWarnings: query.get('acceptWarnings') === 'true' });
    return { ...order, Lines: lines, Warnings: warnings };
  },
  '/AR/Customer': (company, body) => company.store.transaction(() => createCustomer(company, body)),
  '/AR/CashReceipts': (company, body) => company.store.transaction(() => {
    const { receipt, lines } = createCashReceipt(company, body);
    return { ...receipt, Lines: lines };
  }),
  '/SO/Invoice': (company, body) => company.store.transaction(() => {
    const { invoice, lines } = createCreditMemo(company, body);
    return { ...invoice, Lines: lines };
  }),
  '/RA/Return': (company, body) => company.store.transaction(() => {
    const { returned, lines } = createReturn(company, body);
    return { ...returned, Lines: lines };
  }),
};

function answerWrite(gateway: Gateway, request: HttpRequest, who: Who): HttpReply {
  const { company, faults, staff, orderFault } = gateway;
  const { method, path } = request;
  const write = method === 'POST' ? WRITES[path] : undefined;
  if (!write) throw new GatewayError(405, 'NotPossible', `${method} is not possible at ${path}.`);
  if (!who.mayWrite) throw new GatewayError(403, 'NoTaskRight', `User ${who.name} has no right to this task in Sage. Give it the task in Role Maintenance.`, { sageMessage: 'You are not authorized to use this option.' });
  const body = bodyOf(request);
  const key = headerOf(request, 'idempotency-key');
  if (path === '/SO/SalesOrder' && !key) throw badRequest('IdempotencyKeyRequired', 'An order is taken only with an Idempotency-Key.');
  const digest = createHash('sha256').update(request.body).digest('hex');
  const before = key ? company.store.remembered(`${path} ${key}`) : undefined;
  if (before) {
    if (before.digest !== digest) throw new GatewayError(409, 'IdempotencyConflict', 'Another document was written with this Idempotency-Key.');
    return { status: 200, body: before.answer, headers: { 'content-type': 'application/json; charset=utf-8' } };
  }
  if (faults.strike('record-locked', request)) throw new GatewayError(423, 'RecordLocked', 'The record is in use by another user.', { sageMessage: 'The record is in use by user JSMITH.', retryable: true });
  const mishap = path === '/SO/SalesOrder' ? orderFault(body) : 'none';
  if (mishap === 'busy-once') throw new GatewayError(503, 'ComSessionLost', 'The session with Sage was lost and is being opened again.', { retryable: true });
  const made = JSON.stringify(write(company, body, request));
  if (key) company.store.remember(`${path} ${key}`, digest, made);
  staff.nudge();
  if (mishap === 'timeout-after-save' || faults.strike('timeout-after-save', request)) return { status: 504, body: { code: 'Timeout', message: 'Sage did not answer in time.', retryable: false } };
  return { status: 201, body: made, headers: { 'content-type': 'application/json; charset=utf-8' } };
}
