import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Reply } from './reply.ts';
import { html, json, redirect } from './reply.ts';
import { signInPage } from './sign-in-page.ts';
import type { Store } from './store.ts';

export const AUDIENCE = 's200ukipd/sage200';
const CODE_SECONDS = 60;
const REFRESH_DAYS = 90;

export type Credentials = { clientId: string; clientSecret: string; username: string; password: string; audience: string; scope: string };

/** What the sandbox was registered with; the same for every sandbox, so that a restarted one still knows its clients. */
export const CREDENTIALS: Credentials = {
  clientId: 'tieout-sandbox-desktop',
  clientSecret: 'sandbox-client-secret',
  username: 'accounts@sandbox.example',
  password: 'sandbox-password',
  audience: AUDIENCE,
  scope: 'openid profile email offline_access',
};

export type SageId = {
  authorise: (query: URLSearchParams) => Reply;
  consent: (form: URLSearchParams) => Reply;
  token: (form: URLSearchParams, options: { refuseEarlyRefresh: boolean }) => Reply;
  revoke: (form: URLSearchParams) => Reply;
  configuration: (origin: string) => Reply;
  /** Whether a bearer token is good at this moment. */
  accepts: (authorization: string | undefined) => boolean;
};

type CodeRow = { client_id: string; redirect_uri: string; challenge: string | null; scope: string; expires_at: number; family: string | null };
type TokenRow = { kind: string; family: string; client_id: string; expires_at: number; access_expires_at: number; spent: number; with_secret: number; scope: string };

const newToken = (): string => randomBytes(32).toString('base64url');
const refused = (error: string, description: string, status = 400): Reply => json(status, { error, error_description: description });

export function openSageId(store: Store, options: { now: () => number; accessTokenSeconds: number }): SageId {
  const { now } = options;

  /** Both the page and its form check the same things; a wrong redirect address is never redirected to. */
  function problemOf(query: URLSearchParams): Reply | undefined {
    if (query.get('client_id') !== CREDENTIALS.clientId) return html(400, signInPage.problem('Unknown client.'));
    if (!isRegisteredRedirect(query.get('redirect_uri') ?? '')) return html(400, signInPage.problem('Callback URL mismatch. The redirect_uri is not in the list of allowed callback URLs.'));
    const back = (error: string, description: string): Reply => redirect(withQuery(query.get('redirect_uri') ?? '', { error, error_description: description, state: query.get('state') }));
    if (query.get('response_type') !== 'code') return back('unsupported_response_type', 'response_type must be code');
    if (query.get('audience') !== AUDIENCE) return back('access_denied', `Service not found: ${query.get('audience') ?? ''}`);
    const method = query.get('code_challenge_method');
    if (query.get('code_challenge') && method !== 'S256') return back('invalid_request', 'Only the S256 code challenge method is supported.');
    return undefined;
  }

  function issue(family: string, clientId: string, scope: string, withSecret: number): Reply {
    const accessToken = newToken();
    const refreshToken = newToken();
    const accessExpires = now() + options.accessTokenSeconds * 1000;
    const insert = 'INSERT INTO oauth_token (token, kind, family, client_id, expires_at, access_expires_at, with_secret, scope) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    store.run(insert, accessToken, 'access', family, clientId, accessExpires, accessExpires, withSecret, scope);
    const offline = scope.split(' ').includes('offline_access');
    if (offline) store.run(insert, refreshToken, 'refresh', family, clientId, now() + REFRESH_DAYS * 86_400_000, accessExpires, withSecret, scope);
    return json(200, { access_token: accessToken, ...(offline && { refresh_token: refreshToken }), token_type: 'Bearer', expires_in: options.accessTokenSeconds, scope });
  }

  function exchangeCode(form: URLSearchParams, withSecret: number): Reply {
    const row = store.get<CodeRow>('SELECT client_id, redirect_uri, challenge, scope, expires_at, family FROM oauth_code WHERE code = ?', form.get('code') ?? '');
    if (!row || row.client_id !== form.get('client_id')) return refused('invalid_grant', 'Invalid authorization code');
    if (row.family) {
      revokeFamily(store, row.family);
      return refused('invalid_grant', 'Invalid authorization code');
    }
    if (row.expires_at < now()) return refused('invalid_grant', 'The authorization code has expired');
    if (row.redirect_uri !== form.get('redirect_uri')) return refused('invalid_grant', 'The redirect URI is wrong');
    const verifier = form.get('code_verifier') ?? '';
    if (row.challenge ? challengeOf(verifier) !== row.challenge : !withSecret) return refused('invalid_grant', 'Failed to verify code verifier');
    const family = newToken();
    store.run('UPDATE oauth_code SET family = ? WHERE code = ?', family, form.get('code') ?? '');
    return issue(family, row.client_id, row.scope, withSecret);
  }

  /** The old refresh token dies with its use; using it again means that it was stolen or lost, so all its successors die too. */
  function refresh(form: URLSearchParams, refuseEarly: boolean, withSecret: number): Reply {
    const token = form.get('refresh_token') ?? '';
    const row = store.get<TokenRow>('SELECT kind, family, client_id, expires_at, access_expires_at, spent, with_secret, scope FROM oauth_token WHERE token = ?', token);
    if (!row || row.kind !== 'refresh' || row.client_id !== form.get('client_id') || row.with_secret !== withSecret) return refused('invalid_grant', 'Unknown or invalid refresh token.');
    if (row.spent) {
      revokeFamily(store, row.family);
      return refused('invalid_grant', 'Unknown or invalid refresh token.');
    }
    if (row.expires_at < now()) return refused('invalid_grant', 'The refresh token has expired.');
    if (refuseEarly && row.access_expires_at > now()) return refused('access_denied', 'Rate limit exceeded: access_token not expired', 403);
    store.run('UPDATE oauth_token SET spent = 1 WHERE token = ?', token);
    return issue(row.family, row.client_id, row.scope, withSecret);
  }

  return {
    authorise: query => problemOf(query) ?? html(200, signInPage.form(query, CREDENTIALS)),

    consent(form) {
      const problem = problemOf(form);
      if (problem) return problem;
      const redirectUri = form.get('redirect_uri') ?? '';
      if (form.get('action') === 'deny') return redirect(withQuery(redirectUri, { error: 'access_denied', error_description: 'User did not authorize the request', state: form.get('state') }));
      if (form.get('username') !== CREDENTIALS.username || form.get('password') !== CREDENTIALS.password) return html(401, signInPage.form(form, CREDENTIALS, 'Wrong email or password.'));
      const code = newToken();
      store.run('INSERT INTO oauth_code (code, client_id, redirect_uri, challenge, scope, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
        code, CREDENTIALS.clientId, redirectUri, form.get('code_challenge') || null, form.get('scope') ?? '', now() + CODE_SECONDS * 1000);
      return redirect(withQuery(redirectUri, { code, state: form.get('state') }));
    },

    token(form, { refuseEarlyRefresh }) {
      const secret = form.get('client_secret');
      if (form.get('client_id') !== CREDENTIALS.clientId || (secret !== null && !sameText(secret, CREDENTIALS.clientSecret))) return refused('access_denied', 'Unauthorized', 401);
      const withSecret = secret === null ? 0 : 1;
      if (form.get('grant_type') === 'authorization_code') return store.transaction(() => exchangeCode(form, withSecret));
      if (form.get('grant_type') === 'refresh_token') return store.transaction(() => refresh(form, refuseEarlyRefresh, withSecret));
      return refused('unsupported_grant_type', 'Unsupported grant type');
    },

    revoke(form) {
      const row = store.get<{ family: string }>('SELECT family FROM oauth_token WHERE token = ?', form.get('token') ?? '');
      if (row) revokeFamily(store, row.family);
      return json(200, {});
    },

    configuration: origin => json(200, {
      issuer: `${origin}/`, authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/oauth/token`, revocation_endpoint: `${origin}/oauth/revoke`,
      response_types_supported: ['code'], grant_types_supported: ['authorization_code', 'refresh_token'], code_challenge_methods_supported: ['S256'],
      scopes_supported: CREDENTIALS.scope.split(' '), token_endpoint_auth_methods_supported: ['client_secret_post', 'none'],
    }),

    accepts(authorization) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (!token) return false;
      const row = store.get<{ expires_at: number }>(`SELECT expires_at FROM oauth_token WHERE token = ? AND kind = 'access'`, token);
      return row !== undefined && row.expires_at > now();
    },
  };
}

const revokeFamily = (store: Store, family: string): void => void store.run('DELETE FROM oauth_token WHERE family = ?', family);

const isRegisteredRedirect = (uri: string): boolean => /^http:\/\/(localhost|127\.0\.0\.1):\d{1,5}\/callback$/.test(uri);

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

const sameText = (a: string, b: string): boolean => timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

function withQuery(address: string, values: Record<string, string | null>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(values)) if (value !== null) url.searchParams.set(name, value);
  return url.toString();
}
