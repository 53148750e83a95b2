import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { textIn, type Body } from './body.ts';
import { GatewayError } from './gateway-error.ts';

/** Who may come in: by key, or as a user of Sage's; the second one may only read. */
export type Credentials = { companyCode: string; apiKey: string; user: string; password: string; readOnlyUser: string; readOnlyPassword: string };

export type Who = { name: string; mayWrite: boolean };

export type SignIns = {
  /** Logs on as a Sage user; the session holds one of Sage's seats. */
  open: (body: Body) => { SessionToken: string; ExpiresInMinutes: number };
  /** Who asks, by bearer and company. */
  check: (bearer: string, company: string) => Who;
  /** Recycles every session, as the gateway does when Sage's own went bad. */
  recycle: () => void;
};

/** A session of Sage's goes bad with age, so the gateway lets none grow older. */
const SESSION_MINUTES = 240;
const MAX_SESSIONS = 1_000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const badLogin = (message: string): GatewayError => new GatewayError(401, 'BadLogin', message, { sageMessage: 'Invalid user logon or password.' });

export function openSignIns(now: () => number, credentials: Credentials): SignIns {
  const sessions = new Map<string, { who: Who; untilMs: number }>();
  const checkCompany = (company: string): void => {
    if (company !== credentials.companyCode) throw new GatewayError(403, 'BadCompany', `Company ${company || '(none)'} is not open to this gateway.`, { field: 'CompanyCode' });
  };
  return {
    open(body) {
      const [name, password] = [textIn(body, 'UserLogon'), textIn(body, 'Password')];
      const isWriter = isSame(name.toUpperCase(), credentials.user) && isSame(password, credentials.password);
      const isReader = isSame(name.toUpperCase(), credentials.readOnlyUser) && isSame(password, credentials.readOnlyPassword);
      if (!isWriter && !isReader) throw badLogin('Sage does not accept this user and password.');
      checkCompany(textIn(body, 'CompanyCode'));
      if (sessions.size >= MAX_SESSIONS) sessions.clear();
      const token = randomBytes(24).toString('base64url');
      sessions.set(token, { who: { name: name.toUpperCase(), mayWrite: isWriter }, untilMs: now() + SESSION_MINUTES * 60_000 });
      return { SessionToken: token, ExpiresInMinutes: SESSION_MINUTES };
    },
    check(bearer, company) {
      const session = sessions.get(bearer);
      const who = session && session.untilMs > now() ? session.who : isSame(bearer, credentials.apiKey) ? { name: 'GATEWAY', mayWrite: true } : undefined;
      if (!who) throw badLogin('The gateway does not know this key or session.');
      checkCompany(company);
      return who;
    },
    recycle: () => sessions.clear(),
  };
}
