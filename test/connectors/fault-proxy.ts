import { createServer, request as forward } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterTest } from './workspace.ts';

export type Seen = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

/** What happens to one request instead of just passing it on. */
export type Fault =
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** Passed on, but the answer never comes back: the system did it, the caller does not know. */
  | { kind: 'loseAnswer' }
  | { kind: 'alter'; change(body: string): string };

export type Proxy = {
  url: string;
  seen: Seen[];
  /** The next requests to a path that contains this text meet these faults, one each. */
  plan(pathPart: string, ...faults: Fault[]): void;
  /** What was planned and has not happened will not. */
  calmDown(): void;
  /** From now on this part of an address reaches the system as another: a smaller page, say. */
  rewrite(from: string, to: string): void;
};

/** A proxy in front of a sandbox that does what networks and tired servers do. Addresses in answers are turned into its own. */
export async function startProxy(targetUrl: string): Promise<Proxy> {
  const target = new URL(targetUrl);
  const seen: Seen[] = [];
  const plans: { part: string; fault: Fault }[] = [];
  let rewritten = (path: string): string => path;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const path = request.url ?? '/';
      const method = request.method ?? 'GET';
      seen.push({ method, path, headers: request.headers, body: body.toString() });
      const index = plans.findIndex(plan => path.includes(plan.part));
      const fault = index < 0 ? undefined : plans.splice(index, 1)[0]?.fault;
      if (fault?.kind === 'answer') return void response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
      const passed = forward({ host: target.hostname, port: target.port, path: rewritten(path), method, headers: { ...request.headers, host: target.host } }, answer => {
        const parts: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => parts.push(chunk));
        answer.on('end', () => send(response, { status: answer.statusCode ?? 500, headers: answer.headers, text: Buffer.concat(parts).toString() }, fault));
      });
      passed.on('error', () => response.destroy());
      passed.end(body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  function send(response: ServerResponse, answer: { status: number; headers: IncomingHttpHeaders; text: string }, fault: Fault | undefined): void {
    if (fault?.kind === 'loseAnswer') return void response.destroy();
    const own = answer.text.replaceAll(targetUrl, url);
    const text = fault?.kind === 'alter' ? fault.change(own) : own;
    const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _connection, ...headers } = answer.headers;
    response.writeHead(answer.status, { ...headers, 'content-length': Buffer.byteLength(text) });
    response.end(text);
  }
  afterTest(() => new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  return { url, seen, calmDown: () => void plans.splice(0), rewrite: (from, to) => void (rewritten = path => path.replace(from, to)), plan: (part, ...faults) => void plans.push(...faults.map(fault => ({ part, fault }))) };
}
