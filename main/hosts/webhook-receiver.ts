import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine } from '../engine/engine.ts';
import type { Knock } from '../engine/webhooks/receiver.ts';

/** Systems keep their deliveries small, and Tieout asks for the record itself. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_CONNECTIONS = 512;
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 15_000;
/** Deliveries under way when Tieout closes have so long to end; those that do not are sent again. */
const CLOSE_WITHIN_MS = 2_000;
const RETRY_AFTER_SECONDS = '30';
const PATH = /^\/hooks\/(con_[A-Za-z0-9-]{1,40})$/;
const HOST = '127.0.0.1';

export type WebhookReceiver = { close(): Promise<void> };
type Served = Pick<Engine, 'webhooks' | 'onEvent'>;

export type ReceiverOptions = {
  /** The port of last time, which shops were given; another is taken when somebody else has it now. 0: any. */
  port: number;
  /** It listens there now: to be remembered. */
  onPort(port: number): void;
  onMistake(where: string, error: unknown): void;
};

/**
 * Listens for deliveries on this computer as long as a connection takes any. Whoever comes from elsewhere comes through the company's own
 * relay; nobody is let in by where he comes from, only by his signature.
 */
export function openWebhookReceiver(engine: Served, { port, onPort, onMistake }: ReceiverOptions): WebhookReceiver & { ready: Promise<void> } {
  let server: Server | null = null;
  let wanted = true;

  async function open(): Promise<Server> {
    const opening = createServer((request, response) => {
      respond(engine, request, response).catch((error: unknown) => {
        response.destroy();
        onMistake('webhooks.receiver', error);
      });
    });
    opening.maxConnections = MAX_CONNECTIONS;
    opening.headersTimeout = HEADERS_WITHIN_MS;
    opening.requestTimeout = REQUEST_WITHIN_MS;
    await listening(opening, port).catch(() => listening(opening, 0));
    // A listening TCP server has an AddressInfo; the type also covers pipes.
    const actual = (opening.address() as AddressInfo).port;
    engine.webhooks.listensAt(`http://${HOST}:${actual}`);
    onPort(actual);
    return opening;
  }

  async function stop(running: Server): Promise<void> {
    engine.webhooks.listensAt(null);
    const late = setTimeout(() => running.closeAllConnections(), CLOSE_WITHIN_MS);
    await new Promise<void>(resolve => running.close(() => resolve()));
    clearTimeout(late);
  }

  async function follow(): Promise<void> {
    const should = wanted && engine.webhooks.wanted();
    if (should && !server) server = await open();
    if (!should && server) {
      const running = server;
      server = null;
      await stop(running);
    }
  }

  let following = follow().catch((error: unknown) => onMistake('webhooks.receiver', error));
  const stopEvents = engine.onEvent(({ name, payload }) => {
    // The payload of this event is the engine's own; see shared/contract/events.ts.
    if (name !== 'changed' || !(payload as { groups: readonly string[] }).groups.includes('connections')) return;
    following = following.then(follow).catch((error: unknown) => onMistake('webhooks.receiver', error));
  });

  return {
    ready: following,
    async close() {
      stopEvents();
      wanted = false;
      await following;
      await follow();
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function respond(engine: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const connectionId = PATH.exec(request.url ?? '')?.[1];
  if (connectionId === undefined) return send(response, 404, 'Nothing listens at this address.');
  if (request.method !== 'POST') return send(response.setHeader('allow', 'POST'), 405, 'Deliveries are sent with POST.');
  const { status, text } = await engine.webhooks.receive({ connectionId, headers: request.headers, body: () => bodyOf(request) });
  if (status === 503) response.setHeader('retry-after', RETRY_AFTER_SECONDS);
  send(response, status, text);
}

function send(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed) return;
  // What was not read of a refused delivery must not be taken for the next one.
  if (!response.req.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`);
}

/** The body byte for byte. What comes after the limit is thrown away, so that the sender can hear why. */
function bodyOf(request: IncomingMessage): ReturnType<Knock['body']> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise(resolve => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => resolve(bytes > MAX_BODY_BYTES ? 'too large' : Buffer.concat(chunks)));
    request.on('error', () => resolve('cut short'));
    request.on('close', () => resolve('cut short'));
  });
}
