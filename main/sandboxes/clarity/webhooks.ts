import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Faults } from './faults.ts';
import { checked, notFound, Refused } from './refusals.ts';
import type { Delivery, Store, Webhook } from './store.ts';

/** The first two are those of the public description; the others follow their pattern and are this sandbox's own. */
export const EVENTS = ['order.created', 'product.updated', 'order.updated', 'order.cancelled', 'shipment.created', 'shipment.updated', 'inventory.updated'] as const;
export type Event = (typeof EVENTS)[number];

/** Standard Webhooks: base64 of the HMAC-SHA256 of `id.timestamp.body`, with the decoded part of the secret after `whsec_`. */
export function signatureOf(secret: string, { id, timestamp, body }: { id: string; timestamp: number; body: string }): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

export type Webhooks = {
  register(body: unknown): Omit<Webhook, 'secrets'> & { secret: string };
  list(): Omit<Webhook, 'secrets'>[];
  remove(id: string): void;
  /** A new secret; until the next rotation both sign. */
  rotate(id: string): { id: string; secret: string };
  /** Writes the event down for every address that wants it; call it in the transaction of the change. */
  announce(event: Event, about: Readonly<Record<string, string>>): void;
  /** Sends what waits, without making the caller wait. */
  send(): void;
  close(): Promise<void>;
};

export type WebhookOptions = { retryDelaysMs?: readonly number[] | undefined; timeoutMs?: number | undefined; now?: () => number };

const RETRY_DELAYS_MS = [5_000, 300_000, 1_800_000, 7_200_000];
const TIMEOUT_MS = 15_000;
const MAX_WEBHOOKS = 20;
const MAX_TIMER_MS = 60_000;
const MAX_RETRY_AFTER_MS = 3_600_000;
const LATE_SECONDS = 600;
const GONE = 410;

const Registration = z.object({ url: z.url().max(500), events: z.array(z.enum(EVENTS)).min(1).max(EVENTS.length) });
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
const withoutSecrets = ({ secrets: _secrets, ...webhook }: Webhook): Omit<Webhook, 'secrets'> => webhook;

/** Addresses and what is sent to them. Payloads are thin: the receiver asks for the record, because a repeat may be old. */
export function openWebhooks(store: Store, faults: Faults, { retryDelaysMs = RETRY_DELAYS_MS, timeoutMs = TIMEOUT_MS, now = Date.now }: WebhookOptions = {}): Webhooks {
  const senders = new Map<string, Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  const closing = new AbortController();

  function webhookOf(id: string): Webhook {
    const webhook = store.webhooks().find(candidate => candidate.id === id);
    if (!webhook) throw notFound('webhook', id);
    return webhook;
  }

  /** One attempt; the answer's status, or why there was none. */
  async function post(webhook: Webhook, delivery: Delivery, change: { secrets?: readonly string[]; secondsAgo?: number } = {}): Promise<{ status: number; answer: string; retryAfterMs: number }> {
    const timestamp = Math.floor(now() / 1_000) - (change.secondsAgo ?? 0);
    const signature = (change.secrets ?? webhook.secrets).map(secret => signatureOf(secret, { id: delivery.id, timestamp, body: delivery.body })).join(' ');
    const headers = { 'content-type': 'application/json', 'user-agent': 'Clarity-Webhooks/1.0', 'webhook-id': delivery.id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
    try {
      const answer = await fetch(webhook.url, { method: 'POST', redirect: 'manual', headers, body: delivery.body, signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]) });
      await answer.body?.cancel();
      const seconds = Number(answer.headers.get('retry-after') ?? '0');
      return { status: answer.status, answer: String(answer.status), retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? Math.min(MAX_RETRY_AFTER_MS, seconds * 1_000) : 0 };
    } catch (error) {
      return { status: 0, answer: error instanceof Error ? error.name : 'no answer', retryAfterMs: 0 };
    }
  }

  /** Sends what faults ask for besides the delivery itself; true when that is all. */
  async function misbehave(webhook: Webhook, delivery: Delivery): Promise<boolean> {
    if (faults.take('webhook-lost')) {
      store.attempted(delivery, { state: 'delivered', answer: 'lost on purpose' });
      return true;
    }
    if (faults.take('webhook-bad-signature')) await post(webhook, delivery, { secrets: [newSecret()] });
    if (faults.take('webhook-late')) await post(webhook, delivery, { secondsAgo: LATE_SECONDS });
    if (faults.take('webhook-twice')) await post(webhook, delivery);
    return false;
  }

  async function deliver(webhook: Webhook, delivery: Delivery): Promise<void> {
    if (delivery.attempts === 0 && (await misbehave(webhook, delivery))) return;
    const { status, answer, retryAfterMs } = await post(webhook, delivery);
    if (closing.signal.aborted) return;
    if (status >= 200 && status < 300) return store.attempted(delivery, { state: 'delivered', answer });
    if (status === GONE) {
      store.saveWebhook({ ...webhook, active: false });
      return store.attempted(delivery, { state: 'failed', answer });
    }
    const delayMs = retryDelaysMs[delivery.attempts];
    store.attempted(delivery, delayMs === undefined ? { state: 'failed', answer } : { state: 'waiting', answer, dueMs: now() + Math.max(delayMs, retryAfterMs) });
  }

  /** Everything that is due for one address, one after the other; what comes due later is not waited for. */
  async function sendDue(webhookId: string): Promise<void> {
    for (;;) {
      // Read again before each attempt: the address may have been removed or closed meanwhile.
      const webhook = store.webhooks().find(candidate => candidate.id === webhookId);
      const delivery = store.nextDelivery(webhookId);
      if (!webhook?.active || !delivery || delivery.dueMs > now() || closing.signal.aborted) return;
      await deliver(webhook, delivery);
    }
  }

  function send(): void {
    if (closing.signal.aborted) return;
    for (const { id, active } of store.webhooks()) {
      if (!active || senders.has(id)) continue;
      senders.set(id, sendDue(id).finally(() => {
        senders.delete(id);
        scheduleNext(id);
      }));
    }
  }

  /** An address that is down holds up only its own next attempt. */
  function scheduleNext(webhookId: string): void {
    const next = closing.signal.aborted ? undefined : store.nextDelivery(webhookId);
    clearTimeout(timers.get(webhookId));
    if (next) timers.set(webhookId, setTimeout(send, Math.max(0, Math.min(MAX_TIMER_MS, next.dueMs - now()))).unref());
  }

  return {
    register(body) {
      const { url, events } = checked(Registration, body);
      if (!/^(localhost|127(\.\d{1,3}){3})$/.test(new URL(url).hostname)) throw new Refused(422, 'validation_failed', 'url is not on this machine; the sandbox sends nowhere else.', 'url');
      if (store.webhooks().length >= MAX_WEBHOOKS) throw new Refused(409, 'too_many', `There are ${MAX_WEBHOOKS} addresses already. Remove one.`);
      const webhook: Webhook = { id: `wh_${randomUUID()}`, url, events, secrets: [newSecret()], active: true, createdAt: store.now() };
      store.saveWebhook(webhook);
      return { ...withoutSecrets(webhook), secret: webhook.secrets[0] ?? '' };
    },
    list: () => store.webhooks().map(withoutSecrets),
    remove(id) {
      if (!store.removeWebhook(id)) throw notFound('webhook', id);
    },
    rotate(id) {
      const webhook = webhookOf(id);
      const secret = newSecret();
      store.saveWebhook({ ...webhook, secrets: [secret, ...webhook.secrets.slice(0, 1)] });
      return { id, secret };
    },
    announce(event, about) {
      const body = JSON.stringify({ type: event, timestamp: store.now(), data: about });
      for (const webhook of store.webhooks()) if (webhook.active && webhook.events.includes(event)) store.queue({ id: `msg_${randomUUID().replaceAll('-', '')}`, webhookId: webhook.id, event, body });
    },
    send,
    async close() {
      closing.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(senders.values());
    },
  };
}
