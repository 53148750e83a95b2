import { AppError } from '../../../../shared/contract/errors.ts';
import { checkedAddress } from '../addresses.ts';
import { failureOfLink } from '../client.ts';
import { errorText } from '../error-text.ts';
import { LinkError } from '../http-client.ts';
import type { HttpAnswer } from '../http-client.ts';
import { parseJson, textAt, wholeAt } from '../json-value.ts';
import { singleFlight } from '../single-flight.ts';
import type { Signed, SignIn, SignInIo } from '../wire.ts';
import { BY_USER } from './settings.ts';

/** What differs between the gateways. */
export type GatewaySystem = {
  label: string;
  /** Where a user gets a session. */
  sessionPath: string;
  company: { pattern: RegExp; shape: string };
  /** What an administrator checks when a user is not let in. */
  userAdvice: string;
};

/** A session is given up a little before the gateway does so. */
const EARLIER_MS = 60_000;
const ASSUMED_MINUTES = 30;

type Opened = { signed: Signed; untilMs: number };

/** A gateway takes its own key as it is, or gives a Sage user a session for some hours; that is never stored. */
export const gatewaySignIn = (system: GatewaySystem) => (io: SignInIo): SignIn => signInAt(system, io);

function signInAt(system: GatewaySystem, io: SignInIo): SignIn {
  const { settings } = io;
  const base = checkedAddress(settings['gatewayUrl'] ?? '', 'gatewayUrl', 'Address of the gateway');
  const company = (settings['companyCode'] ?? '').trim();
  const isUser = settings['signInWith'] === BY_USER;
  const place = { origin: base.origin, basePath: base.pathname.replace(/\/+$/, '') };
  let opened: Opened | null = null;

  const withBearer = (bearer: string, untilMs: number): Opened =>
    ({ signed: { ...place, headers: { authorization: `Bearer ${bearer}`, 'x-sage-company': company, accept: 'application/json', 'content-type': 'application/json' }, stamp: bearer }, untilMs });

  const open = singleFlight(async (): Promise<Opened> => {
    if (!system.company.pattern.test(company)) throw new AppError('connection.company', 'fixInput', `"${company.slice(0, 20)}" is no company code of ${system.label}: it has ${system.company.shape}. Correct it in the connection.`, { field: 'companyCode' });
    const { apiKey = '', password = '' } = await io.secrets();
    if (!isUser && !apiKey) throw missing('Enter the API key that the gateway’s administrator gave you.', 'apiKey');
    if (isUser && (!settings['user'] || !password)) throw missing(`Enter the ${system.label} user and its password.`, settings['user'] ? 'password' : 'user');
    opened = isUser ? await logOn(password) : withBearer(apiKey, Number.POSITIVE_INFINITY);
    return opened;
  });

  async function logOn(password: string): Promise<Opened> {
    const body = JSON.stringify({ UserLogon: settings['user'] ?? '', Password: password, CompanyCode: company });
    let answer: HttpAnswer;
    try {
      answer = await io.http.exchange({ origin: place.origin, path: `${place.basePath}${system.sessionPath}`, method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body, signal: undefined });
    } catch (error) {
      throw error instanceof LinkError ? failureOfLink(error, {}, system.label, place.origin) : error;
    }
    const token = textAt(parseJson(answer.text) ?? null, 'SessionToken');
    if (answer.status !== 200 || !token) throw refusedLogOn(system, answer);
    const minutes = wholeAt(parseJson(answer.text) ?? null, 'ExpiresInMinutes') || ASSUMED_MINUTES;
    return withBearer(token, io.nowMs() + minutes * 60_000 - EARLIER_MS);
  }

  return {
    sign: () => (opened && io.nowMs() < opened.untilMs ? opened.signed : open().then(({ signed }) => signed)),
    async renew(stamp) {
      if (opened?.signed.stamp === stamp) opened = null;
      const { signed } = opened ?? (await open());
      // A key is not renewed by asking again: only a person can bring another one.
      if (!isUser && signed.stamp === stamp) throw new AppError('signIn.refused', 'fixConnection', `The gateway of ${system.label} does not accept this API key. Ask its administrator for a new one, and enter it to sign in again.`, { field: 'apiKey' });
    },
    expiresAt: () => null,
  };
}

const missing = (message: string, field: string): AppError => new AppError('signIn.missing', 'fixConnection', message, { field });

function refusedLogOn({ label, userAdvice }: GatewaySystem, { status, text }: HttpAnswer): AppError {
  const words = errorText(text).replace(/[.\s]+$/, '');
  if (status === 429) return new AppError('http.429', 'retry', `The gateway of ${label} asks for a pause before the next sign-in; this goes on by itself.`);
  if (status >= 500) return new AppError(`http.${status}`, 'retry', `${label} cannot sign anybody in at the moment (${words || status}); this is tried again.`);
  if (status === 200) return new AppError('signIn.unavailable', 'retry', 'The gateway answered the sign-in without a session. Check its address, and try again.');
  if (status === 403) return new AppError('signIn.refused', 'fixConnection', `${label} does not open this company${words && ` (${words})`}. Correct the company code, or give the user access to the company.`, { field: 'companyCode' });
  return new AppError('signIn.refused', 'fixConnection', `${label} does not accept this user and password${words && ` (${words})`}. Enter them again, and ${userAdvice}.`, { field: 'password' });
}
