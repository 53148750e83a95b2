import type { Site } from '../../../shared/contract/connections.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { Http } from './http-client.ts';
import type { OAuthClient } from './oauth.ts';

/** Where a request goes and what proves who asks. */
export type Signed = {
  origin: string;
  /** Goes before the path of the request; '' or '/…' without a slash at its end. */
  basePath: string;
  headers: Record<string, string>;
  /** Names what it was signed with, so that of many requests refused at once only one signs in again. */
  stamp: string;
};

/** Keeps one connection signed in. */
export type SignIn = {
  /** At once while the sign-in is fresh; signs in or refreshes first when it is not. */
  sign(path: string): Signed | Promise<Signed>;
  /** The system answered 401 to what was signed with this stamp. Resolves when there is something new, throws `fixConnection` when there cannot be. */
  renew(stamp: string): Promise<void>;
  expiresAt(): Instant | null;
};

/** What a sign-in may use. Secrets are opened only here and never go into a log, an error or the audit trail. */
export type SignInIo = {
  readonly settings: Readonly<Record<string, string>>;
  site(): Site | null;
  secrets(): Promise<Readonly<Record<string, string>>>;
  /** Sealed and committed when it resolves. */
  saveSecret(name: string, text: string): Promise<void>;
  readonly http: Http;
  nowMs(): number;
};

/** How a system is spoken to, below the meaning of its records. */
export type Wire = {
  readonly timeoutMs: number;
  /** Sockets at once; its server may serialise anyway. */
  readonly connections: number;
  /** The counter that a path falls under and what a minute of it holds; null: no limit is known. */
  limitOf(path: string): { endpoint: string; perMinute: number | null };
  /** Whether an answer means "slow down", whatever its status. */
  isThrottled(status: number, text: string): boolean;
  signIn(io: SignInIo): SignIn;
  /** Where it is not spoken to by HTTP: answers requests as a server would. */
  open?(io: Pick<SignInIo, 'settings' | 'secrets'>): Http;
  /** For systems where a person signs in with the browser. */
  readonly oauth?: {
    client(settings: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): OAuthClient;
    /** The callback address that is taken when nobody registered another. */
    readonly defaultRedirect: string;
    /** The sealed secret that holds the tokens. */
    readonly secret: string;
    /** Settings that the tokens belong to: when one changes, the tokens are thrown away. */
    readonly identity: readonly string[];
  };
};
