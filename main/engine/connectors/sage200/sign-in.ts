import { AppError } from '../../../../shared/contract/errors.ts';
import { instant } from '../../../../shared/values/date.ts';
import { checkedAddress } from '../addresses.ts';
import { parseJson } from '../json-value.ts';
import { OAuthTokens, refreshTokens, signedOut } from '../oauth.ts';
import type { OAuthClient } from '../oauth.ts';
import { singleFlight } from '../single-flight.ts';
import type { Signed, SignIn, SignInIo } from '../wire.ts';
import { apiAddressOf } from './settings.ts';

/** The sealed secret that holds the tokens. */
export const TOKENS = 'signIn';
const FRESH_MS = 60_000;
const REFRESH_AGAIN_MS = 15_000;

export const sageIdOf = (settings: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): OAuthClient => ({
  system: 'Sage', authorizeUrl: settings['authorizeUrl'] ?? '', tokenUrl: settings['tokenUrl'] ?? '', clientId: settings['clientId'] ?? '', clientSecret: secrets['clientSecret'] ?? '',
  audience: 's200ukipd/sage200', scope: 'openid profile email offline_access',
});

/**
 * Keeps an access token fresh. Sage's refresh tokens rotate: each one dies when it is used, so the new pair is sealed and committed
 * before its access token is used, and only one refresh is ever under way.
 */
export function sage200SignIn(io: SignInIo): SignIn {
  const base = checkedAddress(apiAddressOf(io.settings), 'apiBaseUrl', 'Address of the API');
  const basePath = base.pathname.replace(/\/+$/, '');
  let tokens: OAuthTokens | null = null;
  /** Refreshed but not yet on the disk (it was full, say): kept to be saved before anything else, and not used before. */
  let unsaved: OAuthTokens | null = null;
  let notBeforeMs = 0;
  let cached: { key: string; signed: Signed } | null = null;

  async function stored(): Promise<OAuthTokens> {
    const parsed = OAuthTokens.safeParse(parseJson((await io.secrets())[TOKENS] ?? ''));
    if (!parsed.success) throw new AppError('signIn.missing', 'fixConnection', 'Nobody is signed in to Sage yet: sign in.');
    return parsed.data;
  }

  /** Asks Sage ID for a new pair and saves it; false when Sage ID finds it too early. */
  const refresh = singleFlight(async (): Promise<boolean> => {
    const held = await stored();
    // Somebody else (an earlier session of this connection, a new sign-in) has renewed it: theirs is the one that lives.
    if (tokens && held.refreshToken !== tokens.refreshToken && !unsaved) {
      tokens = held;
      if (isFresh(held)) return true;
    }
    const current = tokens ?? held;
    if (!unsaved) {
      if (!current.refreshToken) throw signedOut('Sage');
      const answer = await refreshTokens(sageIdOf(io.settings, await io.secrets()), current, () => io.nowMs());
      if (answer.kind === 'tooEarly') return false;
      unsaved = answer.tokens;
    }
    await io.saveSecret(TOKENS, JSON.stringify(unsaved));
    tokens = unsaved;
    unsaved = null;
    return true;
  });

  const isFresh = (held: OAuthTokens): boolean => held.expiresAtMs - io.nowMs() >= FRESH_MS || (held.expiresAtMs > io.nowMs() && io.nowMs() < notBeforeMs);

  /** While the old access token still works, a refusal to refresh so early (or Sage ID being away) is no reason to stop. */
  async function fresh(): Promise<OAuthTokens> {
    tokens ??= await stored();
    if (isFresh(tokens)) return tokens;
    const held = tokens;
    try {
      if (!(await refresh())) notBeforeMs = io.nowMs() + REFRESH_AGAIN_MS;
    } catch (error) {
      if (!(error instanceof AppError) || error.recovery !== 'retry' || held.expiresAtMs <= io.nowMs()) throw error;
      notBeforeMs = io.nowMs() + REFRESH_AGAIN_MS;
    }
    return tokens;
  }

  function signedWith(accessToken: string, path: string): Signed {
    const site = path.startsWith('/sites') ? null : io.site();
    if (!site && !path.startsWith('/sites')) throw new AppError('connection.noSite', 'fixConnection', 'Choose the company in Sage that this connection works with.');
    const key = `${accessToken} ${site?.siteId ?? ''} ${site?.companyId ?? ''}`;
    if (cached?.key === key) return cached.signed;
    const headers: Record<string, string> = {
      authorization: `Bearer ${accessToken}`, accept: 'application/json', 'content-type': 'application/json', ...(site && { 'x-site': site.siteId, 'x-company': site.companyId }),
    };
    const signed = { origin: base.origin, basePath, headers, stamp: accessToken };
    cached = { key, signed };
    return signed;
  }

  return {
    sign(path) {
      if (tokens && isFresh(tokens)) return signedWith(tokens.accessToken, path);
      return fresh().then(held => signedWith(held.accessToken, path));
    },
    async renew(stamp) {
      if (tokens?.accessToken === stamp) await refresh();
    },
    expiresAt: () => (tokens ? instant(tokens.expiresAtMs) : null),
  };
}
