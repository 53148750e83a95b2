import { AppError } from '../../../../shared/contract/errors.ts';
import { checkedAddress } from '../addresses.ts';
import { failureOfLink } from '../client.ts';
import { errorText } from '../error-text.ts';
import { LinkError } from '../http-client.ts';
import type { HttpAnswer } from '../http-client.ts';
import { objectAt, parseJson, textAt } from '../json-value.ts';
import { singleFlight } from '../single-flight.ts';
import type { Signed, SignIn, SignInIo } from '../wire.ts';

/** A session dies after 20 minutes without a call; a fresh one is fetched a little earlier. */
const IDLE_LIMIT_MS = 19 * 60_000;
export const V2_PATH = '/v2/';

type Session = { v1: Signed; v2: Signed; stamp: string; lastUsedMs: number };

const V2_HOSTS: Readonly<Record<string, string>> = { EU: 'https://eu-api.linnworks.net', US: 'https://us-api.linnworks.net', AS: 'https://as-api.linnworks.net' };

/** Linnworks: application, secret and the permanent token of the installation give a session; it is never stored. */
export function linnworksSignIn(io: SignInIo): SignIn {
  let session: Session | null = null;
  const authorise = singleFlight(async () => {
    const opened = await openSession(io);
    session = opened;
    return opened;
  });
  const pick = (opened: Session, path: string): Signed => {
    opened.lastUsedMs = io.nowMs();
    return path.startsWith(V2_PATH) ? opened.v2 : opened.v1;
  };
  return {
    sign(path) {
      if (session && io.nowMs() - session.lastUsedMs < IDLE_LIMIT_MS) return pick(session, path);
      return authorise().then(opened => pick(opened, path));
    },
    async renew(stamp) {
      if (session?.stamp === stamp) session = null;
      if (!session) await authorise();
    },
    expiresAt: () => null,
  };
}

async function openSession(io: SignInIo): Promise<Session> {
  const { settings, http } = io;
  const { applicationSecret = '', token = '' } = await io.secrets();
  if (!applicationSecret || !token) throw refusedSignIn('Enter the application secret and the token of this installation', applicationSecret ? 'token' : 'applicationSecret');
  const { origin, pathname } = checkedAddress(settings['authBaseUrl'] ?? '', 'authBaseUrl', 'Sign-in address');
  const body = JSON.stringify({ ApplicationId: settings['applicationId'] ?? '', ApplicationSecret: applicationSecret, Token: token });
  let answer: HttpAnswer;
  try {
    const path = `${pathname.replace(/\/+$/, '')}/api/Auth/AuthorizeByApplication`;
    answer = await http.exchange({ origin, path, method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body, signal: undefined });
  } catch (error) {
    throw error instanceof LinkError ? failureOfLink(error, {}, 'Linnworks', origin) : error;
  }
  return sessionOf(answer, settings, io.nowMs());
}

function sessionOf(answer: HttpAnswer, settings: SignInIo['settings'], nowMs: number): Session {
  if (answer.status === 429) throw new AppError('http.429', 'retry', 'Linnworks asks for a pause before the next sign-in; this goes on by itself.');
  if (answer.status >= 500) throw new AppError(`http.${answer.status}`, 'retry', `Linnworks cannot sign anybody in at the moment (${answer.status}); this is tried again.`);
  if (answer.status !== 200) {
    const words = errorText(answer.text);
    throw refusedSignIn(`Linnworks does not accept this application, secret and token${words ? ` (${words.replace(/[.\s]+$/, '')})` : ''}. Copy them again from the developer portal, and the token from the page that installs the application`);
  }
  const body = parseJson(answer.text) ?? null;
  const status = objectAt(body, 'Status');
  const state = textAt(status, 'State') || 'AVAILABLE';
  if (state !== 'AVAILABLE') throw closedAccount(state, textAt(status, 'Reason'));
  const token = textAt(body, 'Token');
  const server = textAt(body, 'Server');
  if (!token || !server) throw new AppError('linnworks.session', 'retry', 'Linnworks answered the sign-in without a session. Check the sign-in address, and try again.');
  const headers = { authorization: token, accept: 'application/json', 'content-type': 'application/json' };
  const v1 = checkedAddress(server, 'authBaseUrl', 'The server that Linnworks names');
  const v2 = checkedAddress(v2AddressOf(settings, textAt(body, 'Locality'), v1), 'v2BaseUrl', 'Address of the v2 API');
  return {
    stamp: token,
    lastUsedMs: nowMs,
    v1: { origin: v1.origin, basePath: `${v1.pathname.replace(/\/+$/, '')}/api`, headers, stamp: token },
    v2: { origin: v2.origin, basePath: v2.pathname.replace(/\/+$/, '').replace(/\/v2$/, ''), headers, stamp: token },
  };
}

/** The setting, else the host of the account's region, else (a private installation) the server itself. */
const v2AddressOf = (settings: SignInIo['settings'], locality: string, server: URL): string =>
  settings['v2BaseUrl'] || (server.hostname.endsWith('.linnworks.net') ? V2_HOSTS[locality.toUpperCase()] : undefined) || server.href;

const refusedSignIn = (why: string, field?: string): AppError => new AppError('signIn.refused', 'fixConnection', `${why}.`, field === undefined ? {} : { field });

function closedAccount(state: string, reason: string): AppError {
  const why = reason ? ` (${reason.slice(0, 200).replace(/[.\s]+$/, '')})` : '';
  if (state === 'MAINTENANCE') return new AppError('linnworks.maintenance', 'retry', `Linnworks is under maintenance${why}; this is tried again.`);
  return new AppError('linnworks.locked', 'fixConnection', `The Linnworks account is locked${why}. Unlock it in Linnworks, then try again.`);
}
