import { AppError } from '../../../../shared/contract/errors.ts';
import { instant } from '../../../../shared/values/date.ts';
import { checkedAddress } from '../addresses.ts';
import { failureOfLink } from '../client.ts';
import { errorText } from '../error-text.ts';
import { LinkError } from '../http-client.ts';
import type { HttpAnswer } from '../http-client.ts';
import { parseJson, textAt, wholeAt } from '../json-value.ts';
import { singleFlight } from '../single-flight.ts';
import type { Signed, SignIn, SignInIo } from '../wire.ts';
import { BY_KEY } from './settings.ts';

const EARLY_MS = 60_000;
/** Where no lifetime is named, a short one is assumed: a new token costs one call. */
const ASSUMED_SECONDS = 600;
const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' } as const;

/** Clarity: an OAuth client gives a token by client credentials, which is never stored; or a key goes with every call. */
export const claritySignIn = (io: SignInIo): SignIn => (io.settings['signInWith'] === BY_KEY ? signInByKey(io) : signInByClient(io));

/** `renewAtMs`: a token is replaced before it ends, so that none ends on its way. */
type Token = { signed: Signed; endsAtMs: number; renewAtMs: number };

function signInByClient(io: SignInIo): SignIn {
  let token: Token | null = null;
  const fetchToken = singleFlight(async () => {
    const opened = await openToken(io);
    token = opened;
    return opened;
  });
  return {
    sign: () => (token && io.nowMs() < token.renewAtMs ? token.signed : fetchToken().then(({ signed }) => signed)),
    async renew(stamp) {
      if (token?.signed.stamp === stamp) token = null;
      if (!token) await fetchToken();
    },
    expiresAt: () => (token ? instant(token.endsAtMs) : null),
  };
}

async function openToken(io: SignInIo): Promise<Token> {
  const { settings, http } = io;
  const { clientSecret = '' } = await io.secrets();
  const clientId = settings['clientId'] ?? '';
  if (!clientId || !clientSecret) throw refused('Enter the client ID and the client secret that Clarity issued, or choose to sign in with an API key', clientId ? 'clientSecret' : 'clientId');
  const api = checkedAddress(settings['apiBaseUrl'] ?? '', 'apiBaseUrl', 'Address of the API');
  const { origin, pathname } = settings['tokenUrl'] ? checkedAddress(settings['tokenUrl'], 'tokenUrl', 'Sign-in address') : new URL('/oauth/token', api);
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }).toString();
  let answer: HttpAnswer;
  try {
    answer = await http.exchange({ origin, path: pathname, method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }, body, signal: undefined });
  } catch (error) {
    throw error instanceof LinkError ? failureOfLink(error, {}, 'Clarity', origin) : error;
  }
  return tokenOf(answer, api, io.nowMs());
}

function tokenOf(answer: HttpAnswer, api: URL, nowMs: number): Token {
  if (answer.status === 429) throw new AppError('http.429', 'retry', 'Clarity asks for a pause before the next sign-in; this goes on by itself.');
  if (answer.status >= 500) throw new AppError(`http.${answer.status}`, 'retry', `Clarity cannot sign anybody in at the moment (${answer.status}); this is tried again.`);
  if (answer.status !== 200) {
    const words = errorText(answer.text).replace(/[.\s]+$/, '');
    throw refused(`Clarity does not accept this client ID and secret${words ? ` (${words})` : ''}. Copy both again from Clarity’s administration, and check the sign-in address`, 'clientSecret');
  }
  const body = parseJson(answer.text) ?? null;
  const accessToken = textAt(body, 'access_token');
  if (!accessToken) throw new AppError('clarity.token', 'retry', 'Clarity answered the sign-in without a token. Check the sign-in address, and try again.');
  const lifetimeMs = (wholeAt(body, 'expires_in') || ASSUMED_SECONDS) * 1_000;
  return { signed: signedWith(api, { authorization: `Bearer ${accessToken}` }, accessToken), endsAtMs: nowMs + lifetimeMs, renewAtMs: nowMs + lifetimeMs - Math.min(EARLY_MS, lifetimeMs / 10) };
}

/** A key has nothing to renew: when it is refused, somebody has to enter another. */
function signInByKey(io: SignInIo): SignIn {
  return {
    async sign() {
      const { apiKey = '' } = await io.secrets();
      if (!apiKey) throw refused('Enter the API key that Clarity issued', 'apiKey');
      const header = (io.settings['apiKeyHeader'] || 'X-Api-Key').toLowerCase();
      if (!/^[a-z0-9-]{1,60}$/.test(header)) throw refused('The header of the API key is letters, digits and hyphens', 'apiKeyHeader');
      return signedWith(checkedAddress(io.settings['apiBaseUrl'] ?? '', 'apiBaseUrl', 'Address of the API'), { [header]: apiKey }, 'key');
    },
    renew: () => Promise.reject(refused('Clarity does not accept this API key. Copy it again from Clarity’s administration', 'apiKey')),
    expiresAt: () => null,
  };
}

const signedWith = (api: URL, proof: Record<string, string>, stamp: string): Signed => ({ origin: api.origin, basePath: api.pathname.replace(/\/+$/, ''), headers: { ...JSON_HEADERS, ...proof }, stamp });

const refused = (why: string, field: string): AppError => new AppError('signIn.refused', 'fixConnection', `${why}.`, { field });
