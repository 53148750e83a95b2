import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { HttpReply, HttpRequest } from '../http.ts';
import { makeRandom } from '../world/random.ts';

export type Credentials = { clientId: string; clientSecret: string; apiKey: string };

export type Guard = {
  credentials: Credentials;
  /** POST /oauth/token: client credentials, by Basic authentication or in the body. */
  token(request: HttpRequest): HttpReply;
  /** Who calls, by bearer token or by API key; undefined for nobody known. */
  callerOf(headers: HttpRequest['headers']): string | undefined;
  endAll(): void;
};

export const ACCESS_TOKEN_SECONDS = 3_600;
const MAX_TOKENS = 1_000;

/** The credentials come from the seed, so that a restarted sandbox still knows its customer; tokens live in memory. */
export function makeGuard(seed: number, { accessTokenSeconds = ACCESS_TOKEN_SECONDS, now = Date.now }: { accessTokenSeconds?: number | undefined; now?: () => number } = {}): Guard {
  const random = makeRandom(seed, 'clarity credentials');
  const credentials: Credentials = { clientId: random.guid(), clientSecret: random.guid(), apiKey: `ck_${random.guid().replaceAll('-', '')}` };
  const tokens = new Map<string, number>();
  return {
    credentials,
    token(request) {
      const form = new URLSearchParams(request.contentType === 'application/x-www-form-urlencoded' ? request.body : '');
      if (form.get('grant_type') !== 'client_credentials') return oauthError(400, 'unsupported_grant_type', 'Only client credentials are taken.');
      const { id, secret } = basicOf(request.headers.authorization) ?? { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
      if (!isSame(id, credentials.clientId) || !isSame(secret, credentials.clientSecret)) return oauthError(401, 'invalid_client', 'The client id or the client secret is not known.');
      for (const [old, endsAt] of tokens) if (endsAt <= now() || tokens.size >= MAX_TOKENS) tokens.delete(old);
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, now() + accessTokenSeconds * 1_000);
      return { status: 200, headers: { 'cache-control': 'no-store' }, body: { access_token: token, token_type: 'Bearer', expires_in: accessTokenSeconds } };
    },
    callerOf(headers) {
      const key = headers['x-api-key'];
      if (typeof key === 'string') return isSame(key, credentials.apiKey) ? 'api key' : undefined;
      const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
      return token !== undefined && (tokens.get(token) ?? 0) > now() ? 'client' : undefined;
    },
    endAll: () => tokens.clear(),
  };
}

const oauthError = (status: number, error: string, description: string): HttpReply => ({ status, body: { error, error_description: description } });

function basicOf(header: string | undefined): { id: string; secret: string } | null {
  const match = /^Basic (\S+)$/i.exec(header ?? '');
  if (!match) return null;
  const [id = '', secret = ''] = Buffer.from(match[1] ?? '', 'base64').toString('utf8').split(':', 2).map(part => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { id, secret };
}

function isSame(given: string, known: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(known)];
  return a.length === b.length && timingSafeEqual(a, b);
}
