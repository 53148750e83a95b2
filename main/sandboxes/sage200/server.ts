import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { assert } from '../../../shared/values/assert.ts';
import type { HttpReply } from '../http.ts';
import type { World } from '../world/world-types.ts';
import { API_BASE, COMPANY_ID, openApi, SITE_ID, type ApiReply } from './api.ts';
import { readBooks, type Books } from './books.ts';
import { answerControl } from './control.ts';
import { FAULTS, openFaults, orderFaults, type Faults } from './faults.ts';
import { isBody } from './field-rules.ts';
import { CREDENTIALS, openSageId, type Credentials, type SageId } from './oauth.ts';
import { GATEWAY_BASE, GATEWAY_CREDENTIALS, openGateway } from './gateway.ts';
import type { Office, Settings } from './office.ts';
import { writeReferenceRows } from './reference-rows.ts';
import { json, type Reply } from './reply.ts';
import { SageError } from './sage-error.ts';
import { seedCompany } from './seed.ts';
import { hireStaff, type Staff } from './staff.ts';
import { openStore } from './store.ts';

export type Sage200Options = {
  world: World;
  /** Where its books are kept; starting again in the same folder continues with them. */
  dir: string;
  port?: number;
  /** Names of faults ('slow', 'busy:3' …) and of settings: 'prices-exclude-tax', 'no-price-override', 'may-override-holds'. */
  faults?: readonly string[];
  accessTokenSeconds?: number;
  staff?: 'automatic' | 'manual';
  now?: () => number;
};

export type Sage200Sandbox = {
  url: string;
  credentials: Credentials & { siteId: string; companyId: number; gateway: typeof GATEWAY_CREDENTIALS };
  books: () => Books;
  close: () => Promise<void>;
};

const ACCESS_TOKEN_SECONDS = 3_600;
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const KEEP_ALIVE_MS = 65_000;
const SETTING_NAMES: ReadonlySet<string> = new Set(['prices-exclude-tax', 'no-price-override', 'may-override-holds']);

export async function startSage200Sandbox(options: Sage200Options): Promise<Sage200Sandbox> {
  const names = options.faults ?? [];
  for (const name of names) assert(SETTING_NAMES.has(name) || FAULTS.some(fault => fault === name.split(':')[0]), `The Sage 200 sandbox has no fault named '${name}'.`);
  const settings: Settings = { pricesIncludeTax: !names.includes('prices-exclude-tax'), mayOverridePrices: !names.includes('no-price-override'), mayOverrideHolds: names.includes('may-override-holds') };
  const store = openStore(options.dir);
  const office: Office = { store, world: options.world, now: options.now ?? Date.now, settings };
  store.transaction(() => {
    if (store.setting('seeded') !== undefined) return;
    seedCompany(office);
    store.saveSetting('seeded', String(options.world.seed));
  });
  store.transaction(() => writeReferenceRows(office));
  const faults = openFaults(names.filter(name => !SETTING_NAMES.has(name)));
  const sageId = openSageId(store, { now: office.now, accessTokenSeconds: options.accessTokenSeconds ?? ACCESS_TOKEN_SECONDS });
  const staff = hireStaff(office, options.staff ?? 'automatic');
  const server = createServer(listener({ office, sageId, faults, staff }));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const url = await listen(server, options.port ?? 0);
  return {
    url,
    credentials: { ...CREDENTIALS, siteId: SITE_ID, companyId: COMPANY_ID, gateway: GATEWAY_CREDENTIALS },
    books: () => readBooks(office),
    async close() {
      staff.close();
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      store.close();
    },
  };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object', 'a listening server has an address');
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

type Parts = { office: Office; sageId: SageId; faults: Faults; staff: Staff };

function listener(parts: Parts): (request: IncomingMessage, response: ServerResponse) => void {
  const orders = orderFaults(parts.office.world, parts.office.store);
  const api = openApi({ ...parts, orders });
  const gateway = openGateway({ ...parts, orders });
  return (request, response) => {
    readBody(request, body => {
      const target = request.url ?? '/';
      const mark = target.indexOf('?');
      const path = mark < 0 ? target : target.slice(0, mark);
      const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
      const method = request.method ?? 'GET';
      if (body === undefined) return send(response, json(413, { message: 'The request body is too large.' }));
      if (path.startsWith(`${GATEWAY_BASE}/`)) return send(response, asReply(gateway.answer({ method, path, query, headers: request.headers, contentType: '', body })));
      if (!path.startsWith(`${API_BASE}/`)) return send(response, answerOther(parts, { method, path, query, body, host: request.headers.host ?? '' }));
      const header = (name: string): string | undefined => {
        const value = request.headers[name];
        return Array.isArray(value) ? value[0] : value;
      };
      send(response, api({ method, path: path.slice(API_BASE.length), query, header, body }));
    });
  };
}

/** The gateway's answer in the shape of this server's. */
const asReply = ({ status, body, headers, delayMs }: HttpReply): ApiReply => ({
  status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body ?? null), ...(delayMs !== undefined && { delayMs }),
});

type OtherRequest = { method: string; path: string; query: URLSearchParams; body: string; host: string };

function answerOther({ office, sageId, faults, staff }: Parts, { method, path, query, body, host }: OtherRequest): Reply {
  try {
    switch (`${method} ${path}`) {
      case 'GET /authorize':
        return sageId.authorise(query);
      case 'POST /authorize':
        return sageId.consent(new URLSearchParams(body));
      case 'POST /oauth/token':
        return sageId.token(new URLSearchParams(body), { refuseEarlyRefresh: faults.isOn('early-refresh') });
      case 'POST /oauth/revoke':
        return sageId.revoke(new URLSearchParams(body));
      case 'GET /.well-known/openid-configuration':
        return sageId.configuration(`http://${host}`);
      default: {
        const value: unknown = body === '' ? {} : JSON.parse(body);
        return answerControl({ office, faults, staff }, { method, path, body: isBody(value) ? value : {} });
      }
    }
  } catch (error) {
    if (error instanceof SageError || error instanceof SyntaxError) return json(400, { message: error.message });
    return json(500, { message: error instanceof Error ? error.message : 'unexpected error' });
  }
}

function readBody(request: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => done(bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8')));
}

function send(response: ServerResponse, reply: ApiReply): void {
  if (reply.delayMs) {
    setTimeout(() => send(response, { status: reply.status, headers: reply.headers, body: reply.body }), reply.delayMs).unref();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
}
