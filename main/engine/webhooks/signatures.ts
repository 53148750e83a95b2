import { createHmac, createSecretKey, hash, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { instant } from '../../../shared/values/date.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { WebhookScheme } from '../connectors/change-settings.ts';

/** A delivery as it came: names of headers in small letters, the body byte for byte, since that is what was signed. */
export type Delivered = { readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>; readonly body: Uint8Array };

/** What a delivery with a right signature says of itself. `id` is the same each time the system repeats it. */
export type Verified = { readonly ok: true; readonly id: string; readonly type: string; readonly signedAt: Instant | null; readonly signature: string };
export type Refused = { readonly ok: false; readonly reason: string };

/** A signature older or newer than this is refused, so that a delivery that somebody overheard is of no use to him later. */
const WINDOW_SECONDS = 300;
/** Systems sign with a handful while a secret is being changed; more is somebody trying. */
const MAX_SIGNATURES = 10;
const MAX_SIGNATURE_CHARACTERS = 2_000;
const MAX_TYPE_CHARACTERS = 100;
/** A shorter key could be guessed; an empty one signs everything. */
const MIN_KEY_BYTES = 16;

const refused = (reason: string): Refused => ({ ok: false, reason });

const headerOf = ({ headers }: Delivered, name: string): string => {
  const value = headers[name];
  // A header that comes twice is ambiguous: it counts as missing.
  return typeof value === 'string' && value.length <= MAX_SIGNATURE_CHARACTERS ? value : '';
};

const hmac = (key: KeyObject, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const sum = createHmac('sha256', key);
  for (const part of parts) sum.update(part);
  return sum.digest();
};

/** Whether one of the given signatures is that of one of the keys; how long it takes says nothing of how much of it was right. */
function isSigned(keys: readonly KeyObject[], given: readonly Buffer[], expected: (key: KeyObject) => Buffer): boolean {
  const wanted = keys.map(expected);
  return given.some(one => wanted.some(right => one.length === right.length && timingSafeEqual(one, right)));
}

/** The moment of a header in seconds; null when it is none or lies outside the window. */
function momentWithin(text: string, nowMs: number): Instant | null {
  if (!/^\d{1,12}$/.test(text)) return null;
  const seconds = Number(text);
  return Math.abs(Math.floor(nowMs / 1_000) - seconds) <= WINDOW_SECONDS ? instant(seconds * 1_000) : null;
}

const OUTSIDE = 'The moment of the signature is missing, or it is more than five minutes from the clock of this computer.';
const WRONG = 'The signature is not of the secret that is kept for this connection.';

const base64 = (signature: string): Buffer => Buffer.from(signature, 'base64');

const Body = z.object({ id: z.string().min(1).max(255).optional().catch(undefined), type: z.string().optional().catch(undefined) });

function bodyOf({ body }: Delivered): z.infer<typeof Body> {
  try {
    return Body.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    return {};
  }
}

const shortened = (type: string): string => type.slice(0, MAX_TYPE_CHARACTERS);

/** https://www.standardwebhooks.com 1.0.0, symmetric: HMAC-SHA256 of `id.timestamp.body` with the decoded part of `whsec_…`. */
function standardWebhooks(delivered: Delivered, keys: readonly KeyObject[], nowMs: number): Verified | Refused {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name => headerOf(delivered, name)) as [string, string, string];
  // The signed text joins its parts with points: an id with a point in it could be read in two ways.
  if (!/^[\x21-\x2d\x2f-\x7e]{1,255}$/.test(id)) return refused('There is no webhook-id, or it is not as Standard Webhooks has it.');
  const signedAt = momentWithin(timestamp, nowMs);
  if (signedAt === null) return refused(OUTSIDE);
  const given = signature.split(' ').slice(0, MAX_SIGNATURES).filter(one => one.startsWith('v1,')).map(one => base64(one.slice(3)));
  if (!isSigned(keys, given, key => hmac(key, `${id}.${timestamp}.`, delivered.body))) return refused(WRONG);
  return { ok: true, id, type: shortened(bodyOf(delivered).type ?? ''), signedAt, signature };
}

/**
 * Shopify: HMAC-SHA256 of the body alone. Neither its id nor its moment is signed, so both could be changed on the way; the delivery
 * is known by what it says instead, which also drops every replay.
 */
function shopify(delivered: Delivered, keys: readonly KeyObject[]): Verified | Refused {
  const signature = headerOf(delivered, 'x-shopify-hmac-sha256');
  if (!isSigned(keys, [base64(signature)], key => hmac(key, delivered.body))) return refused(WRONG);
  return { ok: true, id: `sha256:${hash('sha256', delivered.body, 'hex')}`, type: shortened(headerOf(delivered, 'x-shopify-topic')), signedAt: null, signature };
}

/** Stripe: `t=…,v1=…`, hex HMAC-SHA256 of `t.body` with the secret as it is written; the id is that of the event. */
function stripe(delivered: Delivered, keys: readonly KeyObject[], nowMs: number): Verified | Refused {
  const signature = headerOf(delivered, 'stripe-signature');
  const parts = signature.split(',').map(part => part.trim().split('=', 2) as [string, string?]);
  const moments = parts.filter(([name]) => name === 't');
  const timestamp = moments.length === 1 ? (moments[0]?.[1] ?? '') : '';
  const signedAt = momentWithin(timestamp, nowMs);
  if (signedAt === null) return refused(OUTSIDE);
  const given = parts.filter(([name]) => name === 'v1').slice(0, MAX_SIGNATURES).map(([, hex = '']) => (/^[0-9a-f]{64}$/i.test(hex) ? Buffer.from(hex, 'hex') : Buffer.alloc(0)));
  if (!isSigned(keys, given, key => hmac(key, `${timestamp}.`, delivered.body))) return refused(WRONG);
  const { id, type = '' } = bodyOf(delivered);
  return id === undefined ? refused('The body is signed but no event: it has no id.') : { ok: true, id, type: shortened(type), signedAt, signature };
}

type Scheme = { keyOf(secret: string): Buffer; verify(delivered: Delivered, keys: readonly KeyObject[], nowMs: number): Verified | Refused };

const asWritten = (secret: string): Buffer => Buffer.from(secret, 'utf8');

const SCHEMES: Readonly<Record<WebhookScheme, Scheme>> = {
  standardWebhooks: { keyOf: secret => base64(secret.replace(/^whsec_/, '')), verify: standardWebhooks },
  shopify: { keyOf: asWritten, verify: shopify },
  stripe: { keyOf: asWritten, verify: stripe },
};

/** What deliveries of a connection are checked with. */
export type Verifier = (delivered: Delivered, nowMs: number) => Verified | Refused;

/** Says whether a delivery is the system's own and fresh. Any of the secrets may have signed it: while one is changed, two are in use. */
export function verifierOf(scheme: WebhookScheme, secrets: readonly string[]): Verifier {
  const { keyOf, verify } = SCHEMES[scheme];
  const keys = secrets.map(keyOf).filter(key => key.length >= MIN_KEY_BYTES).map(key => createSecretKey(key));
  return (delivered, nowMs) => verify(delivered, keys, nowMs);
}
