import type { Person } from '../../../shared/contract/people.ts';
import type { Instant } from '../../../shared/values/date.ts';

/** A session ends after a working day without a call, and with the engine. */
const IDLE_MS = 10 * 60 * 60 * 1000;
/** Failed sign-ins that are written into the trail within an hour, one by one; what comes beyond is counted and told with the next. */
const MAX_WRITTEN = 20;
const WRITTEN_MS = 60 * 60_000;
/** Wrong passwords for one address before it has to wait. */
const MAX_FAILURES = 5;
const LOCK_MS = 60_000;

export type SignIns = {
  open(token: string, person: Person, now: Instant): void;
  personOf(token: string, now: Instant): Person | null;
  close(token: string): void;
  /** A changed or deactivated person signs in again. */
  closeAllOf(personId: string): void;
  /** Seconds to wait before another password may be tried; 0 = go on. */
  waitFor(email: string, now: Instant): number;
  /** Counts a wrong password; answers how many there were in a row for this address. */
  failed(email: string, now: Instant): number;
  /** Whether this failure is written into the trail: how many since the last written one it stands for; null when there were too many of late. */
  standsFor(now: Instant): number | null;
};

/** Sessions live in memory only: a stolen file holds none, and a restart signs everybody out. */
export function makeSignIns(): SignIns {
  const sessions = new Map<string, { person: Person; usedAt: number }>();
  const failures = new Map<string, { count: number; until: number }>();
  let written: number[] = [];
  let unwritten = 0;
  return {
    standsFor(now) {
      const at = Date.parse(now);
      written = written.filter(each => at - each < WRITTEN_MS);
      unwritten += 1;
      if (written.length >= MAX_WRITTEN) return null;
      written.push(at);
      const count = unwritten;
      unwritten = 0;
      return count;
    },
    open(token, person, now) {
      sessions.set(token, { person, usedAt: Date.parse(now) });
      failures.delete(person.email.toLowerCase());
    },
    personOf(token, now) {
      const session = sessions.get(token);
      if (!session) return null;
      const at = Date.parse(now);
      if (at - session.usedAt > IDLE_MS) {
        sessions.delete(token);
        return null;
      }
      session.usedAt = at;
      return session.person;
    },
    close: token => void sessions.delete(token),
    closeAllOf(personId) {
      for (const [token, { person }] of sessions) if (person.id === personId) sessions.delete(token);
    },
    waitFor(email, now) {
      const entry = failures.get(email.toLowerCase());
      if (!entry || entry.count < MAX_FAILURES) return 0;
      return Math.max(0, Math.ceil((entry.until - Date.parse(now)) / 1000));
    },
    failed(email, now) {
      const key = email.toLowerCase();
      const count = (failures.get(key)?.count ?? 0) + 1;
      if (failures.size > 1000) failures.clear();
      failures.set(key, { count, until: Date.parse(now) + LOCK_MS });
      return count;
    },
  };
}
