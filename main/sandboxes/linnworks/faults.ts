import { countFaults } from '../counted-faults.ts';
import type { HttpReply } from '../http.ts';
import { quotaExceeded } from './rate-limits.ts';
import type { Sessions } from './sessions.ts';

/** What can be made to go wrong, with the number that `name:number` sets when none is given. */
export const LINNWORKS_FAULTS = {
  '429-burst': 5, // the next n calls are refused for quota
  '429-as-400': 2, // the same text under another status, as seen in the wild
  '401-mid-run': 10, // after n more calls every session is gone
  '400': 1, // the next n calls are "invalid"
  'timeout-after-write': 1, // the next n writes are done, then the connection breaks
  slow: 400, // every call takes n milliseconds longer
  'redacted-pii': 1, // buyers are shown as Linnworks shows them 30 days later
} as const;
type FaultName = keyof typeof LINNWORKS_FAULTS;

export type Faults = {
  set(names: readonly string[]): void;
  list(): Record<string, number>;
  /** The refusal a call meets before anything is done, if any. */
  before(sessions: Sessions): HttpReply | undefined;
  /** The answer of a call that was done. */
  after(reply: HttpReply, { wrote }: { wrote: boolean }): HttpReply;
  isOn(name: FaultName): boolean;
};

export function makeFaults(initial: readonly string[]): Faults {
  const { set, list, take, left } = countFaults(LINNWORKS_FAULTS, initial);
  let refusals = 0;
  return {
    set,
    list,
    before(sessions) {
      if (left('401-mid-run') !== undefined && take('401-mid-run') && left('401-mid-run') === undefined) sessions.endAll();
      if (take('429-burst')) {
        refusals += 1;
        return quotaExceeded({ perMinute: 150, retryAfterSeconds: refusals % 2 === 0 ? 1 : null });
      }
      if (take('429-as-400')) return quotaExceeded({ perMinute: 150, retryAfterSeconds: null, status: 400 });
      return take('400') ? { status: 400, body: { Message: 'The request is invalid.' } } : undefined;
    },
    after(reply, { wrote }) {
      if (wrote && reply.status < 300 && take('timeout-after-write')) return { ...reply, hangUp: true };
      const delayMs = left('slow');
      return delayMs === undefined ? reply : { ...reply, delayMs };
    },
    isOn: name => left(name) !== undefined,
  };
}
