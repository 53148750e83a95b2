import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { SaleOrder, StaffAction, World } from '../../main/sandboxes/world/world-types.ts';
import type { Sage200Sandbox } from '../../main/sandboxes/sage200/server.ts';

/** Just enough of a company to post in: two channels, three products, one trade customer on hold. */
export function smallWorld(options: { staff?: readonly StaffAction[]; orders?: readonly SaleOrder[]; refunds?: World['refunds'] } = {}): World {
  const buyer = { fullName: 'Jo Trade', company: 'Trade Ltd', address1: '1 High St', address2: '', town: 'Leeds', region: '', postcode: 'LS1 1AA', country: 'United Kingdom', countryCode: 'GB', email: 'jo@trade.example', phone: '' };
  return {
    seed: 1, company: { name: 'Small Ltd', vatNumber: 'GB1', siteName: 'Small' },
    channels: [
      { key: 'amazon-uk', source: 'AMAZON', subSource: 'Amazon UK', currency: 'GBP', paymentMethod: 'Amazon', customerReference: 'AMZGBP', clearingBankCode: '1250', bankCode: '1200', fee: { rateBasisPoints: 1500, fixedMinor: 0 } },
      { key: 'shopify-eu', source: 'SHOPIFY', subSource: 'EU', currency: 'EUR', paymentMethod: 'Shopify', customerReference: 'SHPEUR', clearingBankCode: '1253', bankCode: '1201', fee: { rateBasisPoints: 290, fixedMinor: 30 } },
    ],
    products: [
      { sku: 'MUG', sageCode: 'MUG', title: 'Mug', grossMinor: 2799, vatRate: 20, barcode: '1', stock: 40, parts: [], archived: false },
      { sku: 'BOOK', sageCode: 'BOOK', title: 'Book', grossMinor: 1000, vatRate: 0, barcode: '2', stock: 10, parts: [], archived: false },
      { sku: 'GONE', sageCode: null, title: 'Unknown to Sage', grossMinor: 100, vatRate: 20, barcode: '3', stock: 1, parts: [], archived: false },
    ],
    tradeCustomers: [{ buyer, sageReference: 'TRADE01', onHold: true, creditLimitMinor: 5_000 }],
    orders: options.orders ?? [], refunds: options.refunds ?? [], settlements: [], bankLines: [],
    openingSales: [{ orderNumber: 99, reference: 'Z-1', channel: 'amazon-uk', currency: 'GBP', on: '2026-09-28', grossMinor: 8_500 }],
    openingBalances: [{ bankCode: '1200', currency: 'GBP', amountMinor: 100_000 }],
    staff: options.staff ?? [], mishaps: [], eurPerGbp: 1.15,
  };
}

/** An order of which only what the sandbox's faults look at matters. */
export const faultyOrder = (reference: string, sageFault: SaleOrder['sageFault']): SaleOrder => ({
  id: reference, number: 1, reference, channel: 'amazon-uk', currency: 'GBP', receivedAt: '2026-10-05T09:00:00.000Z', paidAt: null, despatchedAt: null, cancelledAt: null, lastUpdatedAt: '2026-10-05T09:00:00.000Z',
  status: 'open', buyer: smallWorld().tradeCustomers[0]?.buyer ?? assert.fail('no buyer'), lines: [], carriageGrossMinor: 0, carriageTaxRate: 20, discountGrossMinor: 0, grossMinor: 0, exchangeRate: 1, sageFault,
  expectedFailure: null, edited: null,
});

export type Answer = { status: number; text: string; json: Record<string, unknown> };

const REDIRECT = 'http://127.0.0.1:53999/callback';

/** Signs in through the page, without a browser, as far as the code. */
export async function authorise({ url, credentials }: Sage200Sandbox, change: Record<string, string> = {}): Promise<{ code: string; verifier: string; location: URL }> {
  const verifier = randomBytes(32).toString('base64url');
  const form = {
    client_id: credentials.clientId, redirect_uri: REDIRECT, response_type: 'code', audience: credentials.audience, scope: credentials.scope, state: 'st',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', username: credentials.username, password: credentials.password, action: 'allow', ...change,
  };
  const response = await fetch(`${url}/authorize`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
  const location = new URL(response.headers.get('location') ?? 'http://none/');
  return { code: location.searchParams.get('code') ?? '', verifier, location };
}

export async function askToken({ url, credentials }: Sage200Sandbox, form: Record<string, string>): Promise<Answer> {
  return answerOf(await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams({ client_id: credentials.clientId, redirect_uri: REDIRECT, ...form }) }));
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: Record<string, unknown> = {};
  try {
    json = JSON.parse(text);
  } catch {
    // An HTML page or half an answer: the text is what the test looks at.
  }
  return { status: response.status, text, json };
}

export type Client = {
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  list: (path: string) => Promise<Record<string, unknown>[]>;
  post: (path: string, body: unknown) => Promise<Answer>;
  put: (path: string, body: unknown) => Promise<Answer>;
  control: (path: string, body: unknown) => Promise<Answer>;
};

export async function connect(sandbox: Sage200Sandbox): Promise<Client> {
  const { code, verifier } = await authorise(sandbox);
  const { json } = await askToken(sandbox, { grant_type: 'authorization_code', code, code_verifier: verifier });
  const base = `${sandbox.url}/uk/sage200extra/accounts/v1/`;
  const headers = { authorization: `Bearer ${String(json['access_token'])}`, 'x-site': sandbox.credentials.siteId, 'x-company': String(sandbox.credentials.companyId), 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => answerOf(await fetch(base + path, { method, headers, body: JSON.stringify(body) ?? null }));
  return {
    get: async (path, changed = {}) => answerOf(await fetch(base + path, { headers: { ...headers, ...changed } })),
    async list(path) {
      const { status, json: rows, text } = await send('GET', path);
      assert.ok(status === 200 && Array.isArray(rows), text);
      return rows;
    },
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    control: async (path, body) => answerOf(await fetch(`${sandbox.url}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) })),
  };
}
