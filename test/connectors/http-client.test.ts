import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'vitest';
import { checkedAddress, queryText } from '../../main/engine/connectors/addresses.ts';
import { errorText } from '../../main/engine/connectors/error-text.ts';
import { LinkError, openHttp } from '../../main/engine/connectors/http-client.ts';
import type { HttpLogLine } from '../../main/engine/connectors/http-client.ts';
import { afterTest, cleanUp } from './workspace.ts';

afterEach(cleanUp);

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(timeoutMs = 5_000, log?: (line: HttpLogLine) => void) {
  const http = openHttp({ timeoutMs, connections: 4, nowMs: () => 0, log });
  afterTest(() => http.close());
  return http;
}

const get = (origin: string, path = '/', signal?: AbortSignal) => ({ origin, path, method: 'GET', headers: { authorization: 'secret' }, body: undefined, signal }) as const;

async function troubleOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(() => assert.fail('nothing went wrong'), (reason: unknown) => reason);
  return error instanceof LinkError ? error.trouble : String(error);
}

describe('one request', () => {
  test('says what went wrong, so that a write is known to be lost or never to have left', async () => {
    const silent = await serve(() => undefined);
    const broken = await serve((_request, response) => void response.destroy());
    const half = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    });
    const http = open(150);
    assert.equal(await troubleOf(http.exchange(get('http://127.0.0.1:9'))), 'refused');
    assert.equal(await troubleOf(http.exchange(get('http://tieout.invalid'))), 'unknownHost');
    assert.equal(await troubleOf(http.exchange(get(silent))), 'timeout');
    assert.equal(await troubleOf(http.exchange(get(half))), 'timeout');
    assert.equal(await troubleOf(http.exchange(get(broken))), 'lost');
    const controller = new AbortController();
    const stopped = troubleOf(open().exchange(get(silent, '/', controller.signal)));
    controller.abort();
    assert.equal(await stopped, 'aborted');
  });

  test('gives up on an answer without an end', async () => {
    const flood = await serve((_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1 << 20)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    assert.equal(await troubleOf(open().exchange(get(flood))), 'tooLarge');
  });

  test('is logged without values, headers or bodies', async () => {
    const lines: HttpLogLine[] = [];
    const url = await serve((_request, response) => void response.end('{"name":"Anna"}'));
    await open(5_000, line => lines.push(line)).exchange(get(url, '/customers?$filter=name%20eq%20%27Anna%27&$top=1'));
    assert.deepEqual(lines, [{ origin: url, method: 'GET', path: '/customers', query: ['$filter', '$top'], status: 200, tookMs: 0, answerBytes: 15 }]);
  });

  test('keeps its socket for the next one', async () => {
    const sockets = new Set<unknown>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      response.end('1');
    });
    const http = open();
    for (let count = 0; count < 40; count += 1) await http.exchange(get(url));
    assert.ok(sockets.size <= 4, 'four sockets were allowed');
  });
});

test('only TLS, or this computer, is talked to', () => {
  for (const good of ['https://api.linnworks.net', 'http://localhost:8080', 'http://127.0.0.1:1', 'http://[::1]:1/x']) assert.ok(checkedAddress(good, 'a', 'Address'));
  for (const bad of ['http://api.linnworks.net', 'http://127.0.0.1.example.com', 'http://localhost.example.com', 'ftp://localhost', 'https://user:pw@example.com', 'no address', '']) {
    assert.throws(() => checkedAddress(bad, 'a', 'Address'), { recovery: 'fixInput', field: 'a' }, bad);
  }
});

test('a query is encoded so that old servers read it', () => {
  assert.equal(queryText({ $filter: "name eq 'O''Brien & Söhne'", $top: '5' }), "?$filter=name%20eq%20'O''Brien%20%26%20S%C3%B6hne'&$top=5");
  assert.equal(queryText(undefined), '');
});

test('the sentence of an error is found in every shape', () => {
  const table: [string, string][] = [
    ['"Stopped."', 'Stopped.'], ['{"Message":"Stopped."}', 'Stopped.'], ['{"message":"Stopped."}', 'Stopped.'], ['{"error":"x","error_description":"Stopped."}', 'Stopped.'],
    ['{"errors":[{"message":"Stopped."}]}', 'Stopped.'], ['[{"message":"Stopped."}]', 'Stopped.'], ['{"title":"Bad","status":400,"detail":"Stopped."}', 'Stopped.'],
    ['{"title":"One or more errors","errors":{"fromDate":["Stopped."]}}', 'Stopped.'], ['Stopped.', 'Stopped.'], ['', ''], ['null', ''], ['<html><h1>504</h1></html>', ''], ['{}', ''],
  ];
  for (const [body, text] of table) assert.equal(errorText(body), text, body);
  assert.ok(errorText(`"${'x'.repeat(5_000)}"`).length <= 300);
});
