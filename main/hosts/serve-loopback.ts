import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Recovery } from '../../shared/contract/errors.ts';
import type { Result, ToPage } from '../../shared/contract/wire.ts';
import type { Engine } from '../engine/engine.ts';
import { PAGE_HEADERS, readPageFile } from './page-files.ts';

const MEGABYTE = 1024 * 1024;
const MAX_BODY_BYTES = MEGABYTE;
const MAX_IMPORT_BYTES = 64 * MEGABYTE;
/** Statement files travel inside the call. The client writes the method first, so that a large body is recognised before it is read. */
const IMPORT_METHODS: ReadonlySet<string> = new Set(['statements.import', 'statements.importAsItIs']);
const STARTS_AN_IMPORT = /^\s*\{\s*"method"\s*:\s*"statements\.import(?:AsItIs)?"/;
const MAX_EVENT_STREAMS = 50;
/** A page that does not read its events is cut off; it comes back and reloads. */
const MAX_UNREAD_EVENT_BYTES = 4 * MEGABYTE;
const HEARTBEAT_MS = 15_000;
const MAX_SESSION_CHARACTERS = 200;
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '::1'];

export type LoopbackOptions = {
  /** The built window. */
  readonly pageFolder: string;
  /** Whoever knows it may call; it reaches the page in the fragment of its address. */
  readonly token: string;
  readonly port?: number;
  readonly host?: string;
};
export type Loopback = { readonly url: string; readonly origin: string; close(): Promise<void> };
type Served = Pick<Engine, 'call' | 'onEvent'>;

/** The engine and its window for browsers on this machine. Nothing from elsewhere is answered. */
export async function serveLoopback(engine: Served, { pageFolder, token, port = 0, host = '127.0.0.1' }: LoopbackOptions): Promise<Loopback> {
  if (!LOOPBACK_HOSTS.includes(host)) throw new RangeError(`Tieout answers on this machine only: ${host} is not 127.0.0.1, ::1 or localhost.`);
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    respond(engine, { pageFolder, token, streams, port: (server.address() as AddressInfo | null)?.port ?? 0 }, request, response).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  const stopEvents = engine.onEvent(event => tellAll(streams, event));
  const heartbeat = setInterval(() => writeAll(streams, '\n'), HEARTBEAT_MS);
  await listening(server, port, host);
  // A listening TCP server has an AddressInfo; the type also covers pipes.
  const actual = (server.address() as AddressInfo).port;
  const origin = `http://${host === '::1' ? '[::1]' : host}:${actual}`;
  return {
    origin,
    url: `${origin}/#token=${encodeURIComponent(token)}`,
    close() {
      stopEvents();
      clearInterval(heartbeat);
      return new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

type Situation = { readonly pageFolder: string; readonly token: string; readonly streams: Set<ServerResponse>; readonly port: number };

async function respond(engine: Served, situation: Situation, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pageFolder, token, streams, port } = situation;
  if (!isFromHere(request, port)) return refuse(response, 403, 'host.origin', 'report', 'This address answers only the window that it serves itself.');
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  const wanted = `${request.method} ${pathname}`;
  if (wanted !== 'POST /call' && wanted !== 'GET /events') return sendPage(pageFolder, pathname, request, response);
  if (!hasToken(request, token)) return refuse(response, 401, 'host.token', 'fixInput', 'This page does not have the launch token. Open Tieout again at the address that it printed when it started.');
  if (wanted === 'POST /call') return answerCall(engine, request, response);
  openStream(streams, response);
}

/** Against DNS rebinding (the Host must be ours) and against other sites (the Origin, where there is one, must be ours). */
function isFromHere({ headers }: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (headers.host === undefined || !hosts.includes(headers.host)) return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

async function sendPage(folder: string, pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const file = reads ? await readPageFile(folder, pathname) : undefined;
  if (!file) {
    response.writeHead(reads ? 404 : 405, { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end('There is nothing at this address.\n');
    return;
  }
  response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

const Call = z.object({ method: z.string().max(100), input: z.unknown() });

async function answerCall(engine: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === 'too large') return refuse(response, 413, 'host.tooLarge', 'fixInput', 'This is more than one call may carry (1 MB; statement files 64 MB). Split it.');
  const parsed = Call.safeParse(parseJson(body));
  if (!parsed.success) return refuse(response, 400, 'host.malformed', 'report', 'This is not a call: JSON with `method` and `input` is expected.');
  const { method, input } = parsed.data;
  if (body.length > MAX_BODY_BYTES && !IMPORT_METHODS.has(method)) return refuse(response, 413, 'host.tooLarge', 'fixInput', 'This is more than one call may carry (1 MB). Split it.');

  const controller = new AbortController();
  response.on('close', () => { if (!response.writableFinished) controller.abort(); });
  const session = request.headers['x-tieout-session'];
  const caller = typeof session === 'string' && session.length <= MAX_SESSION_CHARACTERS ? session : null;
  send(response, 200, await engine.call(caller, method, input, controller.signal));
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The body, as long as it is within the limit of its method. What comes after the limit is thrown away, so that the sender can hear why. */
function readBody(request: IncomingMessage): Promise<Buffer | 'too large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let limit = MAX_BODY_BYTES;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      if (bytes === 0 && STARTS_AN_IMPORT.test(chunk.subarray(0, 200).toString('utf8'))) limit = MAX_IMPORT_BYTES;
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => resolve(bytes > limit ? 'too large' : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the sender went away')));
  });
}

function send(response: ServerResponse, status: number, result: Result): void {
  if (response.destroyed) return;
  const body = JSON.stringify(result);
  response.writeHead(status, { ...PAGE_HEADERS, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(body);
}

function refuse(response: ServerResponse, status: number, code: string, recovery: Recovery, message: string): void {
  // What was not read of a refused request must not be taken for the next one.
  response.setHeader('connection', 'close');
  send(response, status, { ok: false, error: { code, recovery, message } });
}

function openStream(streams: Set<ServerResponse>, response: ServerResponse): void {
  if (streams.size >= MAX_EVENT_STREAMS) return refuse(response, 503, 'host.busy', 'retry', 'Too many windows are open on this workspace. Close some of them.');
  response.writeHead(200, { ...PAGE_HEADERS, 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
  response.write('\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function tellAll(streams: Set<ServerResponse>, { name, payload }: { name: string; payload: unknown }): void {
  if (streams.size === 0) return;
  const event: ToPage = { type: 'event', name, payload };
  writeAll(streams, `${JSON.stringify(event)}\n`);
}

function writeAll(streams: Set<ServerResponse>, text: string): void {
  for (const stream of streams) {
    if (stream.writableLength > MAX_UNREAD_EVENT_BYTES) stream.destroy();
    else stream.write(text);
  }
}
