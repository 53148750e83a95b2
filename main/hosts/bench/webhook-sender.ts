import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

export type Sent = { kind: 'first' | 'again' | 'forged'; id: string; status: number; isNew: boolean; milliseconds: number };

const EVERY_TENTH = 10;
const EVERY_TWENTIETH = 20;
/** What is sent again is the delivery before it, which may still be on its way. */
const AGAIN_AFTER = 1;
/** Enough that a delivery is sent when it is due, however long those before it take. */
const SOCKETS = 256;
const FORGERS_SECRET = Buffer.from('a secret that nobody gave to the forger').toString('base64');

const signatureOf = (secret: string, id: string, timestamp: number, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')}`;

const idOf = (n: number): string => `msg_${String(n).padStart(24, '0')}`;

/** The nth delivery: one in ten repeats the one before it, one in twenty is signed by somebody else. */
function deliveryOf(n: number): Pick<Sent, 'kind' | 'id'> {
  if (n % EVERY_TENTH === EVERY_TENTH - 1) return { kind: 'again', id: idOf(n - AGAIN_AFTER) };
  return { kind: n % EVERY_TWENTIETH === EVERY_TWENTIETH / 2 ? 'forged' : 'first', id: idOf(n) };
}

/** Sends so many a second whatever the answers take, as shops do; each is timed from the moment it was handed over. */
export async function sendDeliveries({ address, secret, perSecond, count }: { address: string; secret: string; perSecond: number; count: number }): Promise<Sent[]> {
  const { origin, pathname } = new URL(address);
  const pool = new Pool(origin, { connections: SOCKETS, pipelining: 1 });

  async function send(n: number): Promise<Sent> {
    const { kind, id } = deliveryOf(n);
    const body = JSON.stringify({ type: 'order.updated', timestamp: new Date().toISOString(), data: { orderId: `WEB-${id}`, status: 'Processing', updatedAt: new Date().toISOString() } });
    const timestamp = Math.floor(Date.now() / 1_000);
    const signature = signatureOf(kind === 'forged' ? FORGERS_SECRET : secret, id, timestamp, body);
    const startedAt = performance.now();
    try {
      const answer = await pool.request({ path: pathname, method: 'POST', headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }, body });
      const text = await answer.body.text();
      return { kind, id, status: answer.statusCode, isNew: text.startsWith('Taken.'), milliseconds: performance.now() - startedAt };
    } catch {
      // The receiver is gone: the sender does not know what became of it.
      return { kind, id, status: 0, isNew: false, milliseconds: performance.now() - startedAt };
    }
  }

  const startedAt = performance.now();
  const sent: Promise<Sent>[] = [];
  while (sent.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond) + 1);
    while (sent.length < due) sent.push(send(sent.length));
    await delay(1);
  }
  const all = await Promise.all(sent);
  await pool.close();
  return all;
}
