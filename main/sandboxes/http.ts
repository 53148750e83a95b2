import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** One request as a pretend system sees it; header names are lower case. */
export type HttpRequest = { method: string; path: string; query: URLSearchParams; headers: IncomingMessage['headers']; contentType: string; body: string };

/** `body` undefined is an empty answer, text goes as it is, anything else as JSON. `hangUp` breaks the connection instead of answering. */
export type HttpReply = { status: number; body?: unknown; headers?: Record<string, string>; delayMs?: number; hangUp?: boolean };

export type HttpServer = { url: string; close(): Promise<void> };

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Serves on loopback only. A handler that throws answers 500, as the real systems do. */
export async function serveHttp(handle: (request: HttpRequest) => HttpReply | Promise<HttpReply>, { port = 0 }: { port?: number } = {}): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // `listen` on a host and port gives an address object, never the name of a pipe.
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${chosen}`,
    close: () => new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer(handle: (request: HttpRequest) => HttpReply | Promise<HttpReply>, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await readBody(incoming);
  if (body === undefined) return send(outgoing, { status: 413, body: { Message: 'The request is too large.' } });
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://sandbox');
  const contentType = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  let reply: HttpReply;
  try {
    reply = await handle({ method: incoming.method ?? 'GET', path: pathname, query: searchParams, headers: incoming.headers, contentType, body });
  } catch (cause) {
    reply = { status: 500, body: { Message: `An error has occurred: ${cause instanceof Error ? cause.message : 'unknown'}` } };
  }
  if (reply.delayMs) await wait(reply.delayMs);
  if (reply.hangUp) return void outgoing.destroy();
  send(outgoing, reply);
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    // Without an encoding set, node:http hands out Buffers.
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(outgoing: ServerResponse, { status, body, headers }: HttpReply): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' };
  outgoing.writeHead(status, { ...type, ...headers, 'content-length': Buffer.byteLength(text) });
  outgoing.end(text);
}

/** A form body or query as an object; values that are JSON objects or lists are read as such, as Linnworks' own SDK sends them. */
export function fromForm(pairs: URLSearchParams): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of pairs) result[key] = /^\s*[[{]/.test(value) ? (parseJson(value) ?? value) : value;
  return result;
}

/** JSON text as a value; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
