import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, describe, test } from 'vitest';
import { memoryVault } from '../../../main/engine/connections/credentials.ts';
import { groupCommit } from '../../../main/engine/webhooks/group-commit.ts';
import type { EngineCaller } from '../../../main/hosts/caller.ts';
import type { Connection } from '../../../shared/contract/connections.ts';
import { cleanUp, newEngine, refusalOf } from '../../support/new-engine.ts';
import type { TestEngine } from '../../support/new-engine.ts';

afterEach(cleanUp);

const SECRET = `whsec_${Buffer.from('the secret of the first shop').toString('base64')}`;
const NEWER = `whsec_${Buffer.from('the secret that came after it').toString('base64')}`;
const BODY = '{"type":"order.updated","data":{"orderId":"WEB-1"}}';

async function shop(admin: EngineCaller, change: { id?: Connection['id']; webhooks?: string; secret?: string } = {}): Promise<Connection['id']> {
  const { webhooks = 'On', secret = SECRET, ...rest } = change;
  const { id } = await admin.connections.save({ ...rest, system: 'clarity', label: 'Shop', environment: 'Sandbox', settings: { apiBaseUrl: 'http://127.0.0.1:9/api/v1', clientId: 'c', webhooks }, secrets: { clientSecret: 's', ...(secret ? { webhookSecret: secret } : {}) } });
  return id;
}

/** A delivery as the shop would send it now. */
function send({ engine, clock }: Pick<TestEngine, 'engine' | 'clock'>, connectionId: string, { id = 'msg_1', secret = SECRET, body = BODY } = {}) {
  const timestamp = String(Math.floor(clock.nowMs() / 1_000));
  const signature = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64');
  return engine.webhooks.receive({ connectionId, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }, body: async () => Buffer.from(body) });
}

const NO_FILTER = { page: { start: 0, end: 100, filter: { action: 'webhooks.received' } } };

describe('deliveries', () => {
  test('are written down with what they say before they are answered, once each, with one audit entry for all that come together', async () => {
    const opened = await newEngine();
    const admin = await opened.as('admin');
    const id = await shop(admin);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => send(opened, id, { id: `msg_${Math.floor(n / 2)}` })));
    assert.deepEqual([answers.filter(({ text }) => text === 'Taken.').length, answers.every(({ status }) => status === 200)], [20, true]);
    assert.equal((await send(opened, id, { id: 'msg_7' })).text, 'Taken before.');
    const deliveries = await admin.webhooks.deliveries({ connectionId: id });
    assert.deepEqual(deliveries.map(one => one.id).sort(), Array.from({ length: 20 }, (_, n) => `msg_${n}`).sort());
    assert.deepEqual({ ...deliveries[0], id: '', receivedAt: '' }, { id: '', type: 'order.updated', receivedAt: '', bytes: BODY.length, runId: null });
    const { rows } = await admin.audit.list(NO_FILTER);
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes('WEB-1'), 'the trail names deliveries, and holds no customer data');
    assert.deepEqual(opened.mistakes, []);
  });

  test('are dropped when their id was taken before, also after a restart; another connection has ids of its own', async () => {
    const opened = await newEngine();
    const admin = await opened.as('admin');
    const [first, second] = [await shop(admin), await shop(admin)];
    assert.equal((await send(opened, first)).text, 'Taken.');
    assert.equal((await send(opened, second)).text, 'Taken.');
    const again = await opened.reopen();
    assert.equal((await send(again, first)).text, 'Taken before.');
    assert.equal((await (await again.as('admin')).webhooks.deliveries({ connectionId: first })).length, 1);
  });

  test('for nobody are not answered: no such connection, webhooks off, connection removed', async () => {
    const opened = await newEngine();
    const admin = await opened.as('admin');
    assert.equal(opened.engine.webhooks.wanted(), false);
    const id = await shop(admin, { webhooks: 'Off' });
    assert.deepEqual([(await send(opened, 'con_0')).status, (await send(opened, id)).status, opened.engine.webhooks.wanted()], [404, 404, false]);
    await shop(admin, { id });
    assert.deepEqual([(await send(opened, id)).status, opened.engine.webhooks.wanted()], [200, true]);
    await admin.connections.remove({ id, reason: 'moved to another shop' });
    assert.deepEqual([(await send(opened, id, { id: 'msg_2' })).status, opened.engine.webhooks.wanted()], [404, false]);
  });

  test('that are signed wrongly are refused and counted on the connection’s card, and nothing of them is kept', async () => {
    const opened = await newEngine();
    const admin = await opened.as('admin');
    const id = await shop(admin);
    assert.equal((await send(opened, id, { secret: NEWER })).status, 401);
    opened.clock.forward(1_000);
    const [card] = await admin.connections.list({});
    assert.deepEqual(card?.webhooks, { address: null, lastReceivedAt: null, waiting: 0, refused: 1, refusedBecause: 'The signature is not of the secret that is kept for this connection.' });
    assert.deepEqual(await admin.webhooks.deliveries({ connectionId: id }), []);
  });

  test('of a connection without a secret are all refused', async () => {
    const opened = await newEngine();
    const id = await shop(await opened.as('admin'), { secret: '' });
    assert.equal((await send(opened, id, { secret: '' })).status, 401);
  });

  test('are checked with a changed secret from then on, and with both while both are entered', async () => {
    const opened = await newEngine();
    const admin = await opened.as('admin');
    const id = await shop(admin);
    assert.equal((await send(opened, id, { id: 'msg_1' })).status, 200);
    await shop(admin, { id, secret: `${NEWER} ${SECRET}` });
    assert.deepEqual([(await send(opened, id, { id: 'msg_2' })).status, (await send(opened, id, { id: 'msg_3', secret: NEWER })).status], [200, 200]);
    await shop(admin, { id, secret: NEWER });
    assert.deepEqual([(await send(opened, id, { id: 'msg_4' })).status, (await send(opened, id, { id: 'msg_5', secret: NEWER })).status], [401, 200]);
  });

  test('are sent away to come again while the keychain does not answer', async () => {
    const vault = memoryVault();
    let locked = true;
    const opened = await newEngine({ vault: { seal: vault.seal, open: sealed => (locked ? Promise.reject(new Error('locked')) : vault.open(sealed)) } });
    const admin = await opened.as('admin');
    const id = await shop(admin);
    assert.equal((await send(opened, id)).status, 503);
    locked = false;
    assert.equal((await send(opened, id)).status, 200);
  });

  test('after closing are sent away to come again, and those that were being written are kept', async () => {
    const opened = await newEngine();
    const id = await shop(await opened.as('admin'));
    const underWay = send(opened, id);
    await new Promise(resolve => setImmediate(resolve));
    const closing = opened.close();
    assert.deepEqual([(await underWay).status, (await send(opened, id, { id: 'msg_2' })).status], [200, 503]);
    await closing;
    const again = await opened.reopen();
    assert.deepEqual((await (await again.as('admin')).webhooks.deliveries({ connectionId: id })).map(one => one.id), ['msg_1']);
  });

  test('cannot be asked for while webhooks are off, or while nothing listens', async () => {
    const opened = await newEngine();
    const admin = await opened.as('admin');
    const id = await shop(admin, { webhooks: 'Off' });
    assert.equal((await refusalOf(admin.webhooks.register({ connectionId: id }))).code, 'webhooks.off');
    await shop(admin, { id });
    assert.equal((await refusalOf(admin.webhooks.register({ connectionId: id }))).code, 'webhooks.closed');
    assert.equal((await refusalOf((await opened.as('operator')).webhooks.register({ connectionId: id }))).code, 'people.role');
  });
});

describe('a commit for many', () => {
  test('tells everybody when it fails, and goes on with those who come after', async () => {
    const batches: number[][] = [];
    const commits = groupCommit<number, number>({
      wait: () => Promise.resolve(), nowMs: () => 0,
      save(batch) {
        batches.push([...batch]);
        if (batch.includes(3)) throw new Error('the disk is full');
        return batch.map(one => one * 10);
      },
    });
    const answers = await Promise.allSettled([1, 2, 3].map(one => commits.add(one)));
    assert.deepEqual([answers.map(({ status }) => status), await commits.add(4)], [['rejected', 'rejected', 'rejected'], 40]);
    assert.deepEqual(batches, [[1, 2, 3], [4]]);
  });

  test('takes no more than it can at once, in the order in which they came', async () => {
    const sizes: number[] = [];
    const commits = groupCommit<number, number>({ wait: () => Promise.resolve(), nowMs: () => 0, save: batch => { sizes.push(batch.length); return batch; } });
    const numbers = Array.from({ length: 600 }, (_, n) => n);
    assert.deepEqual(await Promise.all(numbers.map(n => commits.add(n))), numbers);
    assert.deepEqual(sizes, [256, 256, 88]);
  });

  test('leaves the others as much time as a slow disk usually takes, and is not slowed by one slow moment', async () => {
    let nowMs = 0;
    const waits: number[] = [];
    const commits = groupCommit<number, number>({ wait: async ms => void waits.push(ms), nowMs: () => nowMs, save: batch => { nowMs += batch[0] === 0 ? 12 : tookMs; return batch; } });
    let tookMs = 1;
    for (const n of [0, 1, 2, 3]) await commits.add(n);
    assert.deepEqual(waits, [2, 3, 3, 3]);
    tookMs = 15;
    for (let n = 4; n < 40; n += 1) await commits.add(n);
    assert.equal(waits.at(-1), 15);
  });
});
