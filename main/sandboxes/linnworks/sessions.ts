import { randomUUID } from 'node:crypto';
import { makeRandom } from '../world/random.ts';

export type Credentials = { applicationId: string; applicationSecret: string; token: string };

/** A session dies after this time without a call; the permanent token lives on. */
export const SESSION_IDLE_MS = 20 * 60_000;

export type Sessions = {
  credentials: Credentials;
  /** A new session token, or undefined when application, secret or permanent token are not known. */
  authorize(asked: Credentials): string | undefined;
  /** Whether the header names a living session; a call keeps it alive. */
  accept(authorization: string | undefined): boolean;
  endAll(): void;
  count(): number;
};

/** The permanent credentials come from the seed, so that a restarted sandbox still knows its customer. */
export function makeSessions(seed: number, { idleMs = SESSION_IDLE_MS, now = Date.now }: { idleMs?: number | undefined; now?: () => number } = {}): Sessions {
  const random = makeRandom(seed, 'linnworks credentials');
  const credentials: Credentials = { applicationId: random.guid(), applicationSecret: random.guid(), token: random.guid() };
  const lastUsed = new Map<string, number>();
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  return {
    credentials,
    authorize(asked) {
      const known = same(asked.applicationId, credentials.applicationId) && same(asked.applicationSecret, credentials.applicationSecret) && same(asked.token, credentials.token);
      if (!known) return undefined;
      const token = randomUUID();
      lastUsed.set(token, now());
      return token;
    },
    accept(authorization) {
      const used = lastUsed.get(authorization ?? '');
      if (authorization === undefined || used === undefined) return false;
      if (now() - used > idleMs) {
        lastUsed.delete(authorization);
        return false;
      }
      lastUsed.set(authorization, now());
      return true;
    },
    endAll: () => lastUsed.clear(),
    count: () => lastUsed.size,
  };
}
