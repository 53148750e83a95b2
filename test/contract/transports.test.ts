import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import type { Engine } from '../../main/engine/engine.ts';
import { serveLoopback, type Loopback } from '../../main/hosts/serve-loopback.ts';
import { servePort, type EnginePort } from '../../main/hosts/serve-port.ts';
import { loopbackTransport } from '../../renderer/engine/loopback-transport.ts';
import { portTransport } from '../../renderer/engine/port-transport.ts';
import type { Transport } from '../../renderer/engine/transport.ts';

/** An engine that answers what a transport needs to be tried with, and nothing of the domain. */
function tinyEngine() {
  const listeners = new Set<(event: { name: string; payload: unknown }) => void>();
  const aborted: string[] = [];
  const methods: Record<string, (session: string | null, input: unknown, signal: AbortSignal) => unknown> = {
    'echo': (_session, input) => input,
    'who': session => session,
    'people.signIn': () => ({ session: 'session-of-ada' }),
    'people.signOut': () => ({}),
    'statements.import': (_session, input) => JSON.stringify(input).length,
    'statements.importAsItIs': (_session, input) => JSON.stringify(input).length,
    'forever': (_session, input, signal) => new Promise(resolve => {
      signal.addEventListener('abort', () => { aborted.push(String(input)); resolve('stopped'); });
    }),
  };
  const engine: Pick<Engine, 'call' | 'onEvent'> = {
    async call(session, method, input, signal) {
      const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (!run) return { ok: false, error: { code: 'method.unknown', recovery: 'report', message: `There is no method ${method}.` } };
      return { ok: true, output: await run(session, input, signal ?? new AbortController().signal) };
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  };
  return { engine, aborted, announce: (name: string, payload: unknown) => { for (const listener of listeners) listener({ name, payload }); }, listenerCount: () => listeners.size };
}

type Tried = { transport: Transport; tiny: ReturnType<typeof tinyEngine>; end: () => Promise<void> };

const TOKEN = 'the-launch-token';

function pageFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-page-'));
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Tieout</title>');
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'assets', 'app-1.js'), 'export {};');
  return folder;
}

/** What main/hosts/utility.ts does with Electron's port, here with Node's. */
const nodePort = (port: NodePort): EnginePort => ({
  post: message => port.postMessage(message),
  onMessage: listener => { port.on('message', listener); },
  onClose: listener => { port.on('close', listener); },
});

async function overPort(): Promise<Tried> {
  const tiny = tinyEngine();
  const { port1, port2 } = new MessageChannel();
  servePort(tiny.engine, nodePort(port1));
  // Node's port has the same methods as the page's; only their types have different homes.
  const transport = portTransport(port2 as unknown as MessagePort);
  return { transport, tiny, end: async () => { port1.close(); port2.close(); } };
}

async function overLoopback(): Promise<Tried> {
  const tiny = tinyEngine();
  const host = await serveLoopback(tiny.engine, { pageFolder: pageFolder(), token: TOKEN });
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => realFetch(`${host.origin}${address}`, init));
  const transport = loopbackTransport({ token: TOKEN, session: null, keepSession: () => {} });
  await new Promise<void>(resolve => { const stop = transport.onConnection(() => { stop(); resolve(); }); });
  return { transport, tiny, end: async () => { await host.close(); vi.unstubAllGlobals(); } };
}

async function until(condition: () => boolean): Promise<void> {
  const MAX_LOOKS = 300;
  for (let look = 0; look < MAX_LOOKS && !condition(); look += 1) await new Promise(resolve => setTimeout(resolve, 10));
  assert.ok(condition(), 'it did not happen within three seconds');
}

for (const [name, begin] of [['a message port', overPort], ['loopback HTTP', overLoopback]] as const) {
  describe(name, () => {
    let tried: Tried;
    beforeAll(async () => { tried = await begin(); });
    afterAll(() => tried.end());

    test('an answer comes back as it was given', async () => {
      const input = { text: 'Größe £12.50', rows: [1, null, { deep: true }] };
      assert.deepEqual(await tried.transport.call('echo', input), { ok: true, output: input });
    });

    test('answers find their own question when many are under way', async () => {
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      const answers = await Promise.all(numbers.map(number => tried.transport.call('echo', number)));
      assert.deepEqual(answers.map(answer => answer.ok && answer.output), numbers);
    });

    test('a refusal is a value with its recovery', async () => {
      const answer = await tried.transport.call('constructor', {});
      assert.deepEqual(answer, { ok: false, error: { code: 'method.unknown', recovery: 'report', message: 'There is no method constructor.' } });
    });

    test('a call that the page gives up is cancelled in the engine', async () => {
      const controller = new AbortController();
      const waiting = tried.transport.call('forever', name, controller.signal).then(() => 'answered', () => 'given up');
      await new Promise(resolve => setTimeout(resolve, 50));
      controller.abort(new Error('the person pressed cancel'));
      assert.equal(await waiting, 'given up');
      await until(() => tried.tiny.aborted.includes(name));
    });

    test('an event reaches the page', async () => {
      const heard: unknown[] = [];
      const stop = tried.transport.onEvent(event => heard.push(event));
      tried.tiny.announce('changed', { groups: ['runs'] });
      await until(() => heard.length > 0);
      stop();
      assert.deepEqual(heard, [{ name: 'changed', payload: { groups: ['runs'] } }]);
    });

    test('nobody is signed in until signing in, and again after signing out', async () => {
      const who = async () => { const answer = await tried.transport.call('who', {}); return answer.ok ? answer.output : 'refused'; };
      assert.equal(await who(), null);
      await tried.transport.call('people.signIn', {});
      tried.transport.setSession('session-of-ada');
      assert.equal(await who(), 'session-of-ada');
      await tried.transport.call('people.signOut', {});
      tried.transport.setSession(null);
      assert.equal(await who(), null);
    });
  });
}

describe('a message port', () => {
  test('junk is ignored, and the next call is answered', async () => {
    const { engine } = tinyEngine();
    const { port1, port2 } = new MessageChannel();
    servePort(engine, nodePort(port1));
    for (const junk of [null, 'text', { type: 'request' }, { type: 'cancel', id: 99 }, { type: 'request', id: 1.5, method: 'echo' }]) port2.postMessage(junk);
    port2.postMessage({ type: 'request', id: 7, method: 'echo', input: 'still here' });
    const answer = await new Promise(resolve => { port2.once('message', resolve); });
    port1.close();
    assert.deepEqual(answer, { type: 'reply', id: 7, result: { ok: true, output: 'still here' } });
  });

  test('an answer that cannot be cloned ends as a failure, not as silence', async () => {
    const { port1, port2 } = new MessageChannel();
    servePort({ call: async () => ({ ok: true, output: () => {} }), onEvent: () => () => {} }, nodePort(port1));
    port2.postMessage({ type: 'request', id: 1, method: 'echo', input: null });
    const answer = await new Promise(resolve => { port2.once('message', resolve); });
    port1.close();
    assert.equal((answer as { result: { error: { code: string } } }).result.error.code, 'host.answer');
  });

  test('a closed port stops its calls and its events', async () => {
    const tiny = tinyEngine();
    const { port1, port2 } = new MessageChannel();
    servePort(tiny.engine, nodePort(port1));
    port2.postMessage({ type: 'request', id: 1, method: 'forever', input: 'closed' });
    await new Promise(resolve => setTimeout(resolve, 30));
    port2.close();
    await until(() => tiny.aborted.includes('closed') && tiny.listenerCount() === 0);
  });
});

describe('loopback HTTP', () => {
  const tiny = tinyEngine();
  let host: Loopback;
  beforeAll(async () => { host = await serveLoopback(tiny.engine, { pageFolder: pageFolder(), token: TOKEN }); });
  afterAll(() => host.close());

  type Sent = { method?: string; path?: string; headers?: Record<string, string>; body?: string };
  /** node:http, because fetch lets nobody set Host or Origin. */
  function send({ method = 'POST', path: where = '/call', headers = {}, body = '' }: Sent): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(`${host.origin}${where}`, { method, headers: { authorization: `Bearer ${TOKEN}`, ...headers } }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
  const echo = JSON.stringify({ method: 'echo', input: 1 });
  const codeOf = (text: string): string => (JSON.parse(text) as { error: { code: string } }).error.code;

  test('without the launch token, or with another, nothing is answered', async () => {
    for (const authorization of ['', 'Bearer wrong', `Bearer ${TOKEN}x`, TOKEN]) {
      const answer = await send({ headers: { authorization }, body: echo });
      assert.equal(answer.status, 401);
      assert.equal(codeOf(answer.text), 'host.token');
      assert.equal((await send({ method: 'GET', path: '/events', headers: { authorization } })).status, 401);
    }
  });

  test('another Host (DNS rebinding) or another Origin is refused before anything is read', async () => {
    const port = new URL(host.origin).port;
    assert.equal((await send({ headers: { host: `evil.example:${port}` }, body: echo })).status, 403);
    assert.equal((await send({ headers: { host: `evil.example:${port}` }, method: 'GET', path: '/' })).status, 403);
    assert.equal((await send({ headers: { origin: 'https://evil.example' }, body: echo })).status, 403);
    assert.equal((await send({ headers: { origin: 'null' }, body: echo })).status, 403);
    assert.equal((await send({ headers: { origin: host.origin }, body: echo })).status, 200);
    assert.equal((await send({ headers: { host: `localhost:${port}`, origin: `http://localhost:${port}` }, body: echo })).status, 200);
  });

  test('junk is refused and the host goes on', async () => {
    for (const body of ['', '{', 'null', '[]', '{"input":1}', '{"method":5}', '\u0000'.repeat(50)]) {
      const answer = await send({ body });
      assert.equal(answer.status, 400, body);
      assert.equal(codeOf(answer.text), 'host.malformed');
    }
    assert.equal((await send({ method: 'DELETE' })).status, 405);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(new URL(host.origin).port), '127.0.0.1', () => socket.end('\u0016\u0003 this is not HTTP\r\n\r\n'));
      socket.on('close', () => resolve()).on('error', reject).resume();
    });
    assert.equal((await send({ body: echo })).text, '{"ok":true,"output":1}');
  });

  test('a call carries up to 1 MB, an import of statements more', async () => {
    const large = 'x'.repeat(1_100_000);
    const refused = await send({ body: JSON.stringify({ method: 'echo', input: large }) });
    assert.equal(refused.status, 413);
    assert.equal(codeOf(refused.text), 'host.tooLarge');
    assert.equal((await send({ body: JSON.stringify({ input: large, method: 'statements.import' }) })).status, 413);
    for (const method of ['statements.import', 'statements.importAsItIs']) assert.equal((await send({ body: JSON.stringify({ method, input: large }) })).status, 200);
    assert.equal((await send({ body: '{"method":"statements.import","method":"echo","input":"' + large + '"}' })).status, 413);
  });

  test('the page comes with a policy that lets in no script from elsewhere', async () => {
    const { status, headers, text } = await send({ method: 'GET', path: '/' });
    assert.equal(status, 200);
    assert.match(text, /<title>Tieout/);
    assert.match(String(headers['content-security-policy']), /script-src 'self';/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['cache-control'], 'no-store');
    assert.match(String((await send({ method: 'GET', path: '/assets/app-1.js' })).headers['cache-control']), /immutable/);
  });

  test('no path leads out of the folder of the window', async () => {
    for (const where of ['/../package.json', '/%2e%2e/package.json', '/..%2f..%2fetc/passwd', '/assets/..%5c..%5cx.json', '/%00.html', '/%', '//etc/passwd', '/nothing.html']) {
      assert.equal((await send({ method: 'GET', path: where })).status, 404, where);
    }
  });

  test('only this machine can be served', async () => {
    await assert.rejects(serveLoopback(tiny.engine, { pageFolder: '.', token: TOKEN, host: '0.0.0.0' }), /this machine only/);
  });
});
