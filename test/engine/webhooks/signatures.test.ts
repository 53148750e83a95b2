import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { WebhookScheme } from '../../../main/engine/connectors/change-settings.ts';
import { verifierOf } from '../../../main/engine/webhooks/signatures.ts';
import type { Delivered } from '../../../main/engine/webhooks/signatures.ts';

const BODY = '{"type":"order.created","timestamp":"2026-01-15T14:30:00Z","data":{"orderId":"WEB-100231"}}';
const AT = 1_768_487_400;
const SECRET = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const ID = 'msg_2aBcDeFgHiJkLmNoPqRsTuVwXyZ';
const RIGHT = 'v1,vOOsM74PYB6AHMMX18TGALmkh3wOhq6W2Hl+uLrSMWI=';
const OTHER = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

type Case = { headers: Delivered['headers']; body?: string | Uint8Array; secrets?: readonly string[]; atSeconds?: number };
const check = (scheme: WebhookScheme, { headers, body = BODY, secrets = [SECRET], atSeconds = AT }: Case) =>
  verifierOf(scheme, secrets)({ headers, body: typeof body === 'string' ? Buffer.from(body) : body }, atSeconds * 1_000);

const standard = (change: Record<string, string | undefined> = {}): Delivered['headers'] => ({ 'webhook-id': ID, 'webhook-timestamp': String(AT), 'webhook-signature': RIGHT, ...change });
const signedBy = (secret: string, { id = ID, at = AT as number | string, body = BODY as string | Uint8Array } = {}): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${at}.`).update(body).digest('base64')}`;

describe('Standard Webhooks', () => {
  test('the published example is accepted, with and without the prefix of its secret', () => {
    const headers = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' };
    for (const secret of ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']) {
      const verified = check('standardWebhooks', { headers, body: '{"test": 2432232314}', secrets: [secret], atSeconds: 1_614_265_330 });
      assert.deepEqual(verified, { ok: true, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', type: '', signedAt: '2021-02-25T15:02:10.000Z', signature: headers['webhook-signature'] });
    }
  });

  const ACCEPTED: readonly [string, Case][] = [
    ['one right signature', { headers: standard() }],
    ['several signatures of which one is right', { headers: standard({ 'webhook-signature': `${signedBy(OTHER)} ${RIGHT}` }) }],
    ['a right signature beside one of another version', { headers: standard({ 'webhook-signature': `v1a,AAAA ${RIGHT}` }) }],
    ['a right signature of the older of two secrets', { headers: standard(), secrets: [OTHER, SECRET] }],
    ['a moment of exactly five minutes ago', { headers: standard(), atSeconds: AT + 300 }],
    ['a moment of exactly five minutes ahead', { headers: standard(), atSeconds: AT - 300 }],
    ['a body that is no JSON', { headers: standard({ 'webhook-signature': signedBy(SECRET, { body: 'hello' }) }), body: 'hello' }],
    ['a body of bytes that are no text', { headers: standard({ 'webhook-signature': signedBy(SECRET, { body: Buffer.from([0xff, 0x00, 0xfe]) }) }), body: Buffer.from([0xff, 0x00, 0xfe]) }],
  ];
  test.each(ACCEPTED)('accepted: %s', (_, one) => {
    const verified = check('standardWebhooks', one);
    assert.equal(verified.ok && verified.id, ID);
  });

  const REFUSED: readonly [string, Case][] = [
    ['a body with one byte changed', { headers: standard(), body: BODY.replace('100231', '100232') }],
    ['a body with a space added', { headers: standard(), body: `${BODY} ` }],
    ['another id', { headers: standard({ 'webhook-id': `${ID}1` }) }],
    ['another moment', { headers: standard({ 'webhook-timestamp': String(AT + 1) }) }],
    ['a moment of more than five minutes ago', { headers: standard(), atSeconds: AT + 301 }],
    ['a moment of more than five minutes ahead', { headers: standard(), atSeconds: AT - 301 }],
    ['a moment that is no number', { headers: standard({ 'webhook-timestamp': `${AT}.0`, 'webhook-signature': signedBy(SECRET, { at: `${AT}.0` }) }) }],
    ['no moment', { headers: standard({ 'webhook-timestamp': undefined }) }],
    ['no id', { headers: standard({ 'webhook-id': undefined, 'webhook-signature': signedBy(SECRET, { id: '' }) }) }],
    ['an id with a point, which could be read as part of the moment', { headers: standard({ 'webhook-id': 'msg.1', 'webhook-signature': signedBy(SECRET, { id: 'msg.1' }) }) }],
    ['no signature', { headers: standard({ 'webhook-signature': undefined }) }],
    ['an empty signature', { headers: standard({ 'webhook-signature': 'v1,' }) }],
    ['a right signature under the name of another version', { headers: standard({ 'webhook-signature': RIGHT.replace('v1,', 'v1a,') }) }],
    ['a right signature without its version', { headers: standard({ 'webhook-signature': RIGHT.slice(3) }) }],
    ['a signature of another secret', { headers: standard({ 'webhook-signature': signedBy(OTHER) }) }],
    ['a right signature cut short', { headers: standard({ 'webhook-signature': RIGHT.slice(0, -4) }) }],
    ['a signature with the empty key, while no secret is kept', { headers: standard({ 'webhook-signature': signedBy('') }), secrets: [] }],
    ['a signature with the empty key, while the secret is empty', { headers: standard({ 'webhook-signature': signedBy('') }), secrets: ['', 'whsec_'] }],
    ['a secret of a few bytes', { headers: standard({ 'webhook-signature': signedBy('whsec_AAAA') }), secrets: ['whsec_AAAA'] }],
    ['the eleventh signature', { headers: standard({ 'webhook-signature': [...Array.from({ length: 10 }, () => signedBy(OTHER)), RIGHT].join(' ') }) }],
    ['a signature of Stripe', { headers: { 'stripe-signature': `t=${AT},v1=00` } }],
  ];
  test.each(REFUSED)('refused: %s', (_, one) => assert.equal(check('standardWebhooks', one).ok, false));

  test('the type of the event is read, whatever else the body holds', () => {
    const verified = check('standardWebhooks', { headers: standard() });
    assert.equal(verified.ok && verified.type, 'order.created');
    const body = '{"type":7,"id":[]}';
    const odd = check('standardWebhooks', { headers: standard({ 'webhook-signature': signedBy(SECRET, { body }) }), body });
    assert.equal(odd.ok && odd.type, '');
  });

  test('no change of a single byte of the body is accepted', () => {
    fc.assert(fc.property(fc.nat(BODY.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const body = Buffer.from(BODY);
      body[place] = (body[place] ?? 0) ^ change;
      assert.equal(check('standardWebhooks', { headers: standard(), body }).ok, false);
    }));
  });
});

describe('Shopify', () => {
  const KEY = 'shpss_example_client_secret';
  const headers = (change: Record<string, string | undefined> = {}): Delivered['headers'] => ({ 'x-shopify-hmac-sha256': 'fQo8Uk0cfc9ja7W/5usXiRXDMTmran4cDt+n+Zo4Ba0=', 'x-shopify-topic': 'orders/create', 'x-shopify-webhook-id': 'b54557e4', ...change });

  test('a right signature is accepted at any time, and the delivery is known by its body: neither id nor moment is signed', () => {
    const first = check('shopify', { headers: headers(), secrets: ['shpss_another_client_secret', KEY], atSeconds: 0 });
    const replayed = check('shopify', { headers: headers({ 'x-shopify-webhook-id': 'another' }), secrets: [KEY] });
    assert.ok(first.ok && replayed.ok);
    assert.deepEqual([first.type, first.signedAt, first.id], ['orders/create', null, replayed.id]);
  });

  const REFUSED: readonly [string, Case][] = [
    ['another body', { headers: headers(), body: `${BODY}\n`, secrets: [KEY] }],
    ['another secret', { headers: headers(), secrets: ['shpss_another_client_secret'] }],
    ['no signature', { headers: headers({ 'x-shopify-hmac-sha256': undefined }), secrets: [KEY] }],
    ['the signature in hex', { headers: headers({ 'x-shopify-hmac-sha256': createHmac('sha256', KEY).update(BODY).digest('hex') }), secrets: [KEY] }],
    ['no secret', { headers: headers({ 'x-shopify-hmac-sha256': createHmac('sha256', '').update(BODY).digest('base64') }), secrets: [''] }],
  ];
  test.each(REFUSED)('refused: %s', (_, one) => assert.equal(check('shopify', one).ok, false));
});

describe('Stripe', () => {
  const KEY = 'whsec_example_endpoint_secret';
  const EVENT = '{"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","type":"payout.paid"}';
  const hex = (body: string, { at = AT as number | string, key = KEY } = {}): string => createHmac('sha256', key).update(`${at}.${body}`).digest('hex');
  const header = (signature: string): Delivered['headers'] => ({ 'stripe-signature': signature });

  test('the example of the scheme gives its signature, but is no event: its body has no id to know it by', () => {
    assert.equal(hex(BODY), 'a151a9665eb68f6c836f8ca1d1450a65f7fca156dfb9449a36e445f596df0087');
    const verified = check('stripe', { headers: header(`t=${AT},v1=${hex(BODY)}`), secrets: [KEY] });
    assert.equal(verified.ok ? '' : verified.reason, 'The body is signed but no event: it has no id.');
  });

  const ACCEPTED: readonly [string, Case][] = [
    ['one right signature', { headers: header(`t=${AT},v1=${hex(EVENT)}`) }],
    ['several, of which one is right', { headers: header(`t=${AT},v1=${'0'.repeat(64)},v1=${hex(EVENT)},v0=${'1'.repeat(64)}`) }],
    ['exactly five minutes ago', { headers: header(`t=${AT},v1=${hex(EVENT)}`), atSeconds: AT + 300 }],
  ];
  test.each(ACCEPTED)('accepted: %s', (_, one) => {
    const verified = check('stripe', { secrets: [KEY], body: EVENT, ...one });
    assert.deepEqual(verified.ok && [verified.id, verified.type], ['evt_1NG8Du2eZvKYlo2CUI79vXWy', 'payout.paid']);
  });

  const REFUSED: readonly [string, Case][] = [
    ['another body', { headers: header(`t=${AT},v1=${hex(BODY)}`) }],
    ['another moment', { headers: header(`t=${AT + 1},v1=${hex(EVENT)}`) }],
    ['more than five minutes ago', { headers: header(`t=${AT},v1=${hex(EVENT)}`), atSeconds: AT + 301 }],
    ['more than five minutes ahead', { headers: header(`t=${AT},v1=${hex(EVENT)}`), atSeconds: AT - 301 }],
    ['two moments', { headers: header(`t=${AT},t=${AT},v1=${hex(EVENT)}`) }],
    ['no moment', { headers: header(`v1=${hex(EVENT)}`) }],
    ['only the version of test events', { headers: header(`t=${AT},v0=${hex(EVENT)}`) }],
    ['the decoded secret', { headers: header(`t=${AT},v1=${hex(EVENT, { key: Buffer.from(KEY.slice(6), 'base64').toString('latin1') })}`) }],
    ['nothing', { headers: {} }],
  ];
  test.each(REFUSED)('refused: %s', (_, one) => assert.equal(check('stripe', { secrets: [KEY], body: EVENT, ...one }).ok, false));
});
