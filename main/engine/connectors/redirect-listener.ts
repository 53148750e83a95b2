import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AppError } from '../../../shared/contract/errors.ts';
import { checkedAddress, isLoopback } from './addresses.ts';

export type Listener = {
  /** The address that the provider sends the browser back to. */
  redirectUri: string;
  /** Resolves with what `finish` made of the browser's answer; rejects with its error, after the time limit or when closed. */
  result: Promise<unknown>;
  close(): void;
};

const TIME_LIMIT_MS = 5 * 60_000;
const MAX_URL = 8_000;

const page = (title: string, text: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:20vh auto;padding:0 1rem;color:#1b1b1f}h1{font-size:1.4rem}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

/**
 * Waits on 127.0.0.1 for the browser to come back, once, for five minutes. `finish` gets the full address that was called; what
 * carries another `state` is refused and does not end the waiting, so nobody else can spoil a sign-in.
 */
export async function listenForRedirect(options: { redirectUri: string; isDefault: boolean; state: () => string | null; finish: (callback: URL) => Promise<unknown>; limitMs?: number }): Promise<Listener> {
  const wanted = checkedAddress(options.redirectUri, 'redirectUri', 'Callback address');
  if (!isLoopback(wanted)) throw new AppError('signIn.redirect', 'fixInput', 'The callback address must be on this computer, such as http://localhost:53824/callback.', { field: 'redirectUri' });
  const { promise: result, resolve, reject } = Promise.withResolvers<unknown>();
  // Who waits may come later; until then a failure must not count as unhandled.
  result.catch(() => undefined);
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  // A sign-in that nobody finishes must not keep the program alive.
  server.unref();
  const close = (): void => {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
    reject(new AppError('signIn.stopped', 'fixConnection', 'The sign-in was stopped. Start it again.'));
  };
  const port = await listen(server, Number(wanted.port), options.isDefault);
  const redirectUri = `http://${wanted.hostname}:${port}${wanted.pathname}`;
  const timer = setTimeout(() => {
    reject(new AppError('signIn.timeout', 'fixConnection', 'Nobody signed in within five minutes. Start the sign-in again.'));
    close();
  }, options.limitMs ?? TIME_LIMIT_MS);
  timer.unref();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    const callback = target.length <= MAX_URL && target.startsWith('/') && !target.startsWith('//') ? new URL(target, redirectUri) : null;
    if (request.method !== 'GET' || callback?.pathname !== wanted.pathname) return send(response, 404, page('Nothing here', 'Go back to Tieout.'));
    if (options.state() === null || callback.searchParams.get('state') !== options.state()) return send(response, 400, page('Not this sign-in', 'This answer does not belong to the sign-in that Tieout waits for. Go back to Tieout and start it again.'));
    try {
      resolve(await options.finish(callback));
      send(response, 200, page('You are signed in', 'You can close this tab and go back to Tieout.'));
    } catch (error) {
      reject(error);
      send(response, 200, page('Nobody was signed in', error instanceof AppError ? escaped(error.message) : 'Go back to Tieout and try again.'));
    }
    clearTimeout(timer);
    server.close();
  }

  return { redirectUri, result, close };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(body), connection: 'close', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(body);
}

/** The registered port; when nobody registered one and the usual one is taken, any that is free. */
async function listen(server: Server, port: number, isDefault: boolean): Promise<number> {
  try {
    return await bind(server, port);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    if (isDefault) return bind(server, 0);
    throw new AppError('signIn.portTaken', 'fixConnection', `Port ${port} of the callback address is used by another program. Close it, then sign in again.`, { field: 'redirectUri', cause });
  }
}

const bind = (server: Server, port: number): Promise<number> => new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(port, '127.0.0.1', () => {
    server.off('error', reject);
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : port);
  });
});
