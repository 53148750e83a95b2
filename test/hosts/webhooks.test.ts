import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, test } from 'vitest';
import { z } from 'zod';
import type { EngineCaller } from '../../main/hosts/caller.ts';
import { startChild } from '../../main/hosts/bench/child.ts';
import { sendDeliveries } from '../../main/hosts/bench/webhook-sender.ts';
import { benchWebhooks, journalOf, judged } from '../../main/hosts/bench/webhooks.ts';
import { connectBoth } from '../../main/hosts/cli/demo-connect.ts';
import { mapAll } from '../../main/hosts/cli/demo-mapping.ts';
import { claritySage100 } from '../../main/hosts/pairs/clarity-sage100.ts';
import { askSandbox } from '../../main/hosts/pairs/pair.ts';
import { GUESTS, seedWorkspace } from '../../main/hosts/sandbox-workspace.ts';
import { openWebhookReceiver } from '../../main/hosts/webhook-receiver.ts';
import type { Connection } from '../../shared/contract/connections.ts';
import type { Role } from '../../shared/contract/method.ts';
import type { Run } from '../../shared/contract/runs.ts';
import { instant } from '../../shared/values/date.ts';
import { afterwards, cleanUp, folder, newEngine } from '../support/new-engine.ts';
import type { TestClock, TestEngine } from '../support/new-engine.ts';

afterEach(cleanUp);

/** Longer waits than this are for the test to end. */
const LONG_MS = 30_000;

/** The computer's clock, moved on by the test; short waits take next to no time, long ones until the test moves on. */
function movableClock(): TestClock {
  let aheadMs = 0;
  const parked = new Set<{ untilMs: number; go: () => void }>();
  const nowMs = (): number => Date.now() + aheadMs;
  return {
    nowMs, now: () => instant(nowMs()),
    forward(ms) {
      aheadMs += ms;
      for (const one of parked) if (one.untilMs <= nowMs()) one.go();
    },
    async wait(ms, signal) {
      if (ms < LONG_MS) return delay(Math.min(ms, 2), undefined, { signal });
      await new Promise<void>((resolve, reject) => {
        const one = { untilMs: nowMs() + ms, go: () => { parked.delete(one); resolve(); } };
        parked.add(one);
        signal?.addEventListener('abort', () => { parked.delete(one); reject(new Error('stopped')); });
      });
    },
  };
}

type Office = TestEngine & { people: Record<Role, EngineCaller>; shopId: Connection['id']; shopUrl: string; atShop(method: string, path: string, body?: unknown): Promise<unknown>; runs(): Promise<Run[]> };

const Token = z.object({ access_token: z.string() });

/** Clarity and Sage 100, connected and mapped, before the first run; the shop's connection with these settings. */
async function office(change: Record<string, string>): Promise<Office> {
  const dir = folder();
  const world = claritySage100.makeWorld({ seed: 1, orders: 12 });
  const running = await claritySage100.start({ world, dir, shopPort: undefined, erpPort: undefined, rateLimits: 'off' });
  afterwards(() => running.close());
  const opened = await newEngine({ clock: movableClock() });
  mkdirSync(join(dir, 'workspace'), { recursive: true });
  await seedWorkspace(opened.engine, { ...running, pair: 'clarity-sage100', world }, join(dir, 'workspace'));
  const people = Object.fromEntries(await Promise.all(GUESTS.map(async ({ role }) => [role, await opened.as(role)] as const))) as Office['people'];
  await connectBoth(running, people);
  await mapAll(people);
  const [form] = running.connections;
  const shop = (await people.admin.connections.list({})).find(({ system }) => system === 'clarity') ?? assert.fail('there is a shop');
  await people.admin.connections.save({ id: shop.id, system: shop.system, label: shop.label, environment: shop.environment, settings: { ...shop.settings, ...change }, secrets: {} });
  assert.ok((await people.admin.connections.test({ id: shop.id })).ok);
  const token = Token.parse(await (await fetch(`${running.shopUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: form?.settings['clientId'] ?? '', client_secret: form?.secrets['clientSecret'] ?? '' }) })).json());
  return {
    ...opened, people, shopId: shop.id, shopUrl: running.shopUrl,
    async atShop(method, path, body) {
      const answer = await fetch(`${running.shopUrl}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
      return answer.json();
    },
    runs: () => people.auditor.runs.list({}),
  };
}

function listen({ engine }: TestEngine): void {
  const receiver = openWebhookReceiver(engine, { port: 0, onPort: () => {}, onMistake: (where, error) => assert.fail(`${where}: ${String(error)}`) });
  afterwards(() => receiver.close());
}

const TRIES = 400;

/** Asks until the answer is there. */
async function until<T>(ask: () => Promise<T | undefined | null | false>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await ask();
    if (answer) return answer;
    await delay(10);
  }
  return assert.fail('it did not happen');
}

const webhooksOf = async ({ people, shopId }: Office): Promise<NonNullable<Connection['webhooks']>> =>
  until(async () => (await people.auditor.connections.list({})).find(({ id, webhooks }) => id === shopId && webhooks?.address)?.webhooks);

const Orders = z.object({ data: z.array(z.object({ orderId: z.string(), status: z.string() })) });
const Hooks = z.object({ data: z.array(z.object({ url: z.string() })) });

async function openOrder({ atShop }: Office): Promise<string> {
  const { data } = Orders.parse(await atShop('GET', '/orders?limit=100'));
  return data.find(({ status }) => status === 'Confirmed' || status === 'Processing' || status === 'Full Payment Received')?.orderId ?? assert.fail('an open order');
}

describe('a shop that tells of changes', () => {
  test('is given the address by itself, its deliveries begin one run, and another registration changes the secret without losing one', async () => {
    const shop = await office({ webhooks: 'On' });
    listen(shop);
    const { address } = await webhooksOf(shop);
    assert.equal((await shop.people.admin.webhooks.register({ connectionId: shop.shopId })).address, address);
    const order = await openOrder(shop);
    await shop.atShop('PUT', `/orders/${order}`, { status: 'On Hold' });
    const [run] = await until(async () => (await shop.runs()).length > 0 && shop.runs());
    await shop.engine.idle();
    assert.deepEqual([run?.workflow, run?.startedBy], ['orderToCash', 'Tieout']);
    const deliveries = await shop.people.admin.webhooks.deliveries({ connectionId: shop.shopId });
    assert.ok(deliveries.length > 0 && deliveries.every(({ runId }) => runId === run?.id));

    await shop.people.admin.webhooks.register({ connectionId: shop.shopId });
    assert.deepEqual(Hooks.parse(await shop.atShop('GET', '/webhooks')).data.map(({ url }) => url), [address]);
    await shop.atShop('PUT', `/orders/${order}`, { status: 'Confirmed' });
    await until(async () => (await shop.people.admin.webhooks.deliveries({ connectionId: shop.shopId })).length > deliveries.length);
    assert.deepEqual([(await webhooksOf(shop)).refused, shop.mistakes], [0, []]);
  }, 60_000);

  test('that repeats, forges and is late is taken at its word once', async () => {
    const shop = await office({ webhooks: 'On' });
    listen(shop);
    await webhooksOf(shop);
    await shop.people.admin.webhooks.register({ connectionId: shop.shopId });
    await askSandbox(`${shop.shopUrl}/sandbox/faults`, { faults: ['webhook-twice:1', 'webhook-bad-signature:1', 'webhook-late:1'] });
    await shop.atShop('PUT', `/orders/${await openOrder(shop)}`, { status: 'On Hold' });
    await until(async () => (await shop.people.admin.webhooks.deliveries({ connectionId: shop.shopId })).length > 0);
    await until(async () => (await webhooksOf(shop)).refused === 2);
    assert.equal((await shop.people.admin.webhooks.deliveries({ connectionId: shop.shopId })).length, 1);
  }, 60_000);

  test('that Tieout asks by itself begins a run for what is behind the saved cursor, and none for what was read', async () => {
    const shop = await office({ polling: 'On' });
    const began = (n: number) => until(async () => (await shop.runs()).length === n && (await shop.engine.idle(), true));
    // The world's month may be over; this order is of today.
    const order = await openOrder(shop);
    await shop.atShop('PUT', `/orders/${order}`, { poNumber: 'PO-1' });
    shop.clock.forward(900_000);
    await began(1);
    for (let looks = 0; looks < 3; looks += 1) {
      shop.clock.forward(900_000);
      await delay(50);
    }
    assert.equal((await shop.runs()).length, 1);
    await shop.atShop('PUT', `/orders/${order}`, { poNumber: 'PO-2' });
    shop.clock.forward(900_000);
    await began(2);
    assert.deepEqual(shop.mistakes, []);
  }, 60_000);
});

describe('the receiver', () => {
  async function started() {
    const opened = await newEngine();
    const admin = await opened.as('admin');
    const save = (webhooks: string, id?: Connection['id']) => admin.connections.save({ ...(id ? { id } : {}), system: 'clarity', label: 'Shop', environment: 'Sandbox', settings: { apiBaseUrl: 'http://127.0.0.1:9/api/v1', clientId: 'c', webhooks }, secrets: { clientSecret: 's' } });
    const ports: number[] = [];
    const receiver = openWebhookReceiver(opened.engine, { port: 0, onPort: port => void ports.push(port), onMistake: (where, error) => assert.fail(`${where}: ${String(error)}`) });
    afterwards(() => receiver.close());
    await receiver.ready;
    return { admin, save, ports, receiver };
  }

  test('listens only while a connection takes deliveries', async () => {
    const { admin, save, ports } = await started();
    assert.equal(ports.length, 0);
    const { id } = await save('On');
    const address = await until(async () => (await admin.connections.list({}))[0]?.webhooks?.address);
    assert.equal(address, `http://127.0.0.1:${ports[0]}/hooks/${id}`);
    await save('Off', id);
    await until(async () => fetch(address, { method: 'POST' }).then(() => false, () => true));
    assert.equal((await admin.connections.list({}))[0]?.webhooks, undefined);
  });

  test('says what is wrong: address, method, size, signature', async () => {
    const { admin, save } = await started();
    const { id } = await save('On');
    const address = await until(async () => (await admin.connections.list({}))[0]?.webhooks?.address);
    const { origin, port } = new URL(address);
    const status = async (url: string, init: RequestInit = { method: 'POST', body: '{}' }): Promise<number> => (await fetch(url, init)).status;
    assert.deepEqual([await status(`${origin}/`), await status(`${origin}/hooks/con_0`), await status(`${origin}/hooks/../hooks/${id}x`), await status(`${address}?x=1`)], [404, 404, 404, 404]);
    assert.deepEqual([await status(address, { method: 'GET' }), await status(address, { method: 'PUT', body: '{}' })], [405, 405]);
    assert.equal(await status(address, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) }), 413);
    assert.equal(await status(address), 401);
    // One that hangs up in mid-delivery disturbs nobody.
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST /hooks/${id} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf`);
    await delay(20);
    socket.destroy();
    assert.equal(await status(address), 401);
  });
});

describe('what the shop was told is taken', () => {
  test('is in the journal although the process was killed in mid-delivery', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tieout-killed-'));
    afterwards(() => rmSync(dir, { recursive: true, force: true }));
    const secret = `whsec_${Buffer.from('what the measured shop signs with').toString('base64')}`;
    const child = startChild(new URL('../../main/hosts/bench/webhooks-child.ts', import.meta.url));
    const { address, file } = z.object({ address: z.url(), file: z.string() }).parse(await child.ask({ dir, secret, bare: false }));
    const sending = sendDeliveries({ address, secret, perSecond: 500, count: 400 });
    await delay(400);
    child.kill();
    const sent = await sending;
    await child.close();
    const journal = new Set(journalOf(file));
    const taken = sent.filter(({ status }) => status === 200);
    assert.ok(taken.length > 0 && taken.length < sent.length, `${taken.length} of ${sent.length} were taken before the process was killed`);
    assert.deepEqual(taken.filter(({ id }) => !journal.has(id)), []);
    assert.deepEqual([judged(sent, [...journal]).acceptedTwice, judged(sent, [...journal]).acceptedWrongly], [0, 0]);
  }, 60_000);

  test('is counted by the measurement: nothing lost, twice or wrongly', async () => {
    const { figures } = await benchWebhooks({ runs: 1, seconds: 1, warmSeconds: 0 });
    assert.deepEqual(['lost', 'acceptedTwice', 'acceptedWrongly', 'notTaken'].map(name => figures[name]?.max), [0, 0, 0, 0]);
    assert.ok((figures['p99']?.median ?? 0) >= (figures['p50']?.median ?? 0));
    const forged = { kind: 'forged', id: 'msg_9', status: 200, isNew: true, milliseconds: 1 } as const;
    const first = { kind: 'first', id: 'msg_1', status: 200, isNew: true, milliseconds: 1 } as const;
    assert.deepEqual(judged([first, first, { ...first, id: 'msg_2', status: 503, isNew: false }, forged], ['msg_1']), { lost: 1, acceptedTwice: 1, acceptedWrongly: 1, notTaken: 1 });
  }, 60_000);
});
