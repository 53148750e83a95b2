import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, test } from 'vitest';

const GUIDE = readFileSync('docs/adding-a-connector.md', 'utf8');
const ROOT = process.cwd();

let tree = '';

/** The guide's files, by the paths that their blocks are headed with. */
const files = new Map([...GUIDE.matchAll(/^```ts (\S+)\n([\s\S]*?)^```$/gm)].map(([, path = '', code = '']) => [path, code]));

function edit(path: string, change: (code: string) => string): void {
  const before = readFileSync(join(tree, path), 'utf8');
  const after = change(before);
  assert.notEqual(after, before, `${path} is not as the guide says`);
  writeFileSync(join(tree, path), after);
}

/** A copy of what a connector may use, with the guide's files in it and the two lines of its second step. */
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'tieout-guide-'));
  for (const folder of ['shared', 'main/engine/connectors']) cpSync(folder, join(tree, folder), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'junction');
  for (const [path, code] of files) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), code);
  }
  edit('shared/contract/connections.ts', code => code.replace(/(SystemKey = z\.enum\(\[)/, "$1'parcelry', "));
  edit('main/engine/connectors/registry.ts', code => `import { parcelry } from './parcelry/parcelry.ts';\n${code.replace(/(connectors: readonly Connector\[\] = \[)/, '$1parcelry, ')}`);
  writeFileSync(join(tree, 'package.json'), '{"type": "module"}');
  writeFileSync(join(tree, 'tsconfig.json'), JSON.stringify({ extends: join(ROOT, 'tsconfig.base.json'), compilerOptions: { types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] }, include: ['try-parcelry.ts', 'main/engine/connectors/parcelry/*.ts'] }));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

const order = (id: string, change: object = {}): object => ({
  id, number: `P-${id}`, channel: 'web', status: 'shipped', currency: 'GBP', placed_at: '2026-10-05T09:00:00Z', changed_at: `2026-10-06T0${id}:00:00Z`, shipped_at: '2026-10-06T08:00:00Z', payment_method: 'card',
  buyer: { name: 'Dana Ortiz', address1: '12 High Street', postcode: 'LS1 1AA' }, lines: [{ sku: 'MUG', title: 'Mug', quantity: 2, total: '29.98', tax: '5.00', tax_rate: '20' }], shipping: '3.50', shipping_tax: '0.58', discount: '0', total: '33.48', ...change,
});

/** Parcelry as the guide describes it: pages of two, one pause, a key. */
async function startParcelry(orders: readonly object[]): Promise<{ url: string; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  let paused = false;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://parcelry');
    asked.push(`${url.pathname}${url.search}`);
    const answer = (status: number, body: object, headers: Record<string, string> = {}): void => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (request.headers.authorization !== 'Bearer key-1') return answer(401, { message: 'Unknown key.' });
    if (url.pathname === '/v1/shop') return answer(200, { name: 'Northwind Home' });
    if (url.pathname !== '/v1/orders') return answer(404, { message: 'Nothing here.' });
    if (!paused && url.searchParams.has('after')) {
      paused = true;
      return answer(429, { message: 'Slow down.' }, { 'retry-after': '0' });
    }
    const at = Number(url.searchParams.get('after') ?? 0);
    answer(200, { orders: orders.slice(at, at + 2), next: at + 2 < orders.length ? String(at + 2) : null });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () => new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function run(...args: string[]): Promise<{ status: number | null; out: string; error: string }> {
  const child = spawn(process.execPath, ['try-parcelry.ts', ...args], { cwd: tree, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await ended, out, error };
}

describe('the guide to a sixth system', () => {
  test('names every file that it needs', () => {
    assert.deepEqual([...files.keys()].sort(), ['main/engine/connectors/parcelry/order.ts', 'main/engine/connectors/parcelry/parcelry.ts', 'main/engine/connectors/parcelry/reading.ts', 'main/engine/connectors/parcelry/schema-table.ts', 'main/engine/connectors/parcelry/sign-in.ts', 'try-parcelry.ts']);
  });

  test('shows code that compiles as strictly as ours', { timeout: 60_000 }, () => {
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', tree], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });

  test('ends with a connector that tests its connection, reads every page, waits when asked to, and says what it cannot read', async () => {
    const parcelry = await startParcelry([order('1'), order('2'), order('3', { total: '99.00' }), order('4', { placed_at: '2026-09-30T22:00:00Z' }), order('5', { status: 'lost' })]);
    const { status, out, error } = await run(parcelry.url, 'key-1', '2026-10');
    await parcelry.close();
    assert.equal(status, 0, error);
    const { said, read, cursor, entities } = JSON.parse(out) as { said: string[]; read: ({ number: string; grossMinor: number; delivery: { postcode: string } } | string)[]; cursor: string; entities: { fields: { path: string; samples: string[] }[] }[] };
    assert.deepEqual(said, ['Signed in to Northwind Home.', 'Orders can be read.']);
    assert.deepEqual(read.map(one => (typeof one === 'string' ? one : [one.number, one.grossMinor, one.delivery.postcode])), [
      ['P-1', 3348, 'LS1 1AA'], ['P-2', 3348, 'LS1 1AA'], 'Order P-3 cannot be read: its lines, shipping and discount do not add up to its total. Recalculate it in Parcelry.', 'Order P-5 cannot be read: its status "lost" is not known. Report this.',
    ]);
    assert.match(cursor, /2026-10-06T05/);
    assert.equal(parcelry.asked.filter(path => path.includes('after=')).length, 3, 'two more pages, one of them asked for twice');
    assert.deepEqual(entities[0]?.fields.find(({ path }) => path === 'buyer.name')?.samples, ['D••• O•••']);
  });

  test('and that says who must act when its key is refused', async () => {
    const parcelry = await startParcelry([]);
    const { status, error } = await run(parcelry.url, 'key-2', '2026-10');
    await parcelry.close();
    assert.notEqual(status, 0);
    assert.match(error, /Parcelry does not accept this API key/);
  });
});
