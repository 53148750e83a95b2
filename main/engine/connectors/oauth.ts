import * as oidc from 'openid-client';
import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { checkedAddress, isLoopback } from './addresses.ts';

/** What a sign-in with OAuth 2.0 leaves behind; kept as one sealed secret, so that it is replaced as a whole. */
export const OAuthTokens = z.object({ accessToken: z.string().min(1), refreshToken: z.string(), expiresAtMs: z.number() });
export type OAuthTokens = z.infer<typeof OAuthTokens>;

/** How one provider is spoken to. */
export type OAuthClient = {
  /** Name of the provider in sentences: 'Sage'. */
  system: string;
  authorizeUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  audience: string;
  scope: string;
};

const TIMEOUT_SECONDS = 30;
/** Where a provider names no lifetime, a short one is assumed: refreshing early costs little. */
const ASSUMED_LIFETIME_SECONDS = 600;

export function configurationOf(client: OAuthClient): oidc.Configuration {
  const authorize = checkedAddress(client.authorizeUrl, 'authorizeUrl', 'Sign-in address');
  const token = checkedAddress(client.tokenUrl, 'tokenUrl', 'Token address');
  if (!client.clientId) throw new AppError('connection.incomplete', 'fixInput', `Enter the client id that ${client.system} gave you.`, { field: 'clientId' });
  const configuration = new oidc.Configuration(
    { issuer: `${authorize.origin}/`, authorization_endpoint: authorize.href, token_endpoint: token.href },
    client.clientId, undefined, client.clientSecret ? oidc.ClientSecretPost(client.clientSecret) : oidc.None(),
  );
  configuration.timeout = TIMEOUT_SECONDS;
  // checkedAddress lets plain http through only on this computer.
  if (isLoopback(authorize) || isLoopback(token)) oidc.allowInsecureRequests(configuration);
  return configuration;
}

export type Started = { url: string; state: string; verifier: string };

/** The address for the system browser, with PKCE S256 and a state that only the right answer knows. */
export async function authorizationAddress(client: OAuthClient, redirectUri: string): Promise<Started> {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(configurationOf(client), {
    audience: client.audience, redirect_uri: redirectUri, scope: client.scope, state, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  return { url: url.href, state, verifier };
}

/** Exchanges what the browser brought back; `state` is compared here. */
export async function tokensFromCallback(client: OAuthClient, callback: URL, started: Started, nowMs: () => number): Promise<OAuthTokens> {
  try {
    const answer = await oidc.authorizationCodeGrant(configurationOf(client), callback, { pkceCodeVerifier: started.verifier, expectedState: started.state });
    if (!answer.refresh_token) throw new AppError('signIn.noRefreshToken', 'fixConnection', `${client.system} gave no lasting sign-in. Ask for the scope offline_access, then sign in again.`);
    return tokensOf(answer, '', nowMs());
  } catch (error) {
    throw signInFailure(error, client.system);
  }
}

export type Refreshed = { kind: 'refreshed'; tokens: OAuthTokens } | { kind: 'tooEarly' };

/** One new pair of tokens; the refresh token that was used is dead from now on. */
export async function refreshTokens(client: OAuthClient, tokens: OAuthTokens, nowMs: () => number): Promise<Refreshed> {
  try {
    return { kind: 'refreshed', tokens: tokensOf(await oidc.refreshTokenGrant(configurationOf(client), tokens.refreshToken), tokens.refreshToken, nowMs()) };
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError && /access_token not expired/i.test(error.error_description ?? '')) return { kind: 'tooEarly' };
    throw refreshFailure(error, client.system);
  }
}

const tokensOf = (answer: oidc.TokenEndpointResponse, previousRefreshToken: string, nowMs: number): OAuthTokens => ({
  accessToken: answer.access_token, refreshToken: answer.refresh_token ?? previousRefreshToken, expiresAtMs: nowMs + (answer.expires_in ?? ASSUMED_LIFETIME_SECONDS) * 1_000,
});

export const signedOut = (system: string, cause?: unknown): AppError =>
  new AppError('signIn.expired', 'fixConnection', `${system} no longer accepts this sign-in (it has expired, or was used elsewhere): sign in again.`, cause === undefined ? {} : { cause });

function refreshFailure(error: unknown, system: string): AppError {
  if (error instanceof oidc.ResponseBodyError) {
    if (error.error === 'invalid_grant') return signedOut(system, withoutBody(error));
    if (error.status === 429 || error.status >= 500) return unavailable(error, system);
    return refusedClient(error, system);
  }
  return unavailable(error, system);
}

function signInFailure(error: unknown, system: string): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof oidc.AuthorizationResponseError) {
    const denied = error.error === 'access_denied';
    return new AppError(denied ? 'signIn.denied' : 'signIn.refused', 'fixConnection', denied
      ? `Nobody was signed in: access was denied in the browser. Sign in again and choose "Allow".`
      : `${system} refused the sign-in: ${shortened(error.error_description ?? error.error)}.`);
  }
  if (error instanceof oidc.ResponseBodyError) {
    if (error.error === 'invalid_grant') return new AppError('signIn.refused', 'fixConnection', `${system} did not accept the answer of the browser (${shortened(error.error_description ?? error.error)}). Sign in again.`, { cause: withoutBody(error) });
    return error.status >= 500 ? unavailable(error, system) : refusedClient(error, system);
  }
  if (error instanceof oidc.ClientError && /state/i.test(error.message)) return new AppError('signIn.state', 'fixConnection', 'The answer of the browser does not belong to this sign-in. Start it again from Tieout.');
  return unavailable(error, system);
}

const refusedClient = (error: oidc.ResponseBodyError, system: string): AppError =>
  new AppError('signIn.client', 'fixConnection', `${system} does not accept the client id or secret (${shortened(error.error_description ?? error.error)}). Check both in the connection's settings.`, { field: 'clientSecret', cause: withoutBody(error) });

const unavailable = (error: unknown, system: string): AppError =>
  new AppError('signIn.unavailable', 'retry', `The sign-in service of ${system} does not answer. Check the internet connection and the addresses; this is tried again.`, { cause: withoutBody(error) });

const shortened = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200).replace(/[.\s]+$/, '');

/** Errors of the library may hold the request and its secrets; only their name goes on. */
const withoutBody = (error: unknown): Error => new Error(error instanceof Error ? `${error.name}: ${error instanceof oidc.ResponseBodyError ? error.error : error.message.slice(0, 200)}` : 'unknown');
