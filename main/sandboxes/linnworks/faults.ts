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

const isFault = (name: string): name is FaultName => Object.hasOwn(LINNWORKS_FAULTS, name);

export function makeFaults(initial: readonly string[]): Faults {
  const left = new Map<FaultName, number>();
  let refusals = 0;
  const take = (name: FaultName): boolean => {
    const count = left.get(name) ?? 0;
    if (count <= 0) return false;
    if (count === 1) left.delete(name);
    else left.set(name, count - 1);
    return true;
  };
  function set(names: readonly string[]): void {
    const parsed = names.map((given): [FaultName, number] => {
      const [name = '', number] = given.split(':');
      if (!isFault(name)) throw new RangeError(`no fault '${given}'; there are ${Object.keys(LINNWORKS_FAULTS).join(', ')}`);
      const count = number === undefined ? LINNWORKS_FAULTS[name] : Number(number);
      if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`'${given}' needs a whole number of at least 1`);
      return [name, count];
    });
    left.clear();
    for (const [name, count] of parsed) left.set(name, count);
  }
  set(initial);
  return {
    set,
    list: () => Object.fromEntries(left),
    before(sessions) {
      if (left.get('401-mid-run') !== undefined && take('401-mid-run') && !left.has('401-mid-run')) sessions.endAll();
      if (take('429-burst')) {
        refusals += 1;
        return quotaExceeded({ perMinute: 150, retryAfterSeconds: refusals % 2 === 0 ? 1 : null });
      }
      if (take('429-as-400')) return quotaExceeded({ perMinute: 150, retryAfterSeconds: null, status: 400 });
      return take('400') ? { status: 400, body: { Message: 'The request is invalid.' } } : undefined;
    },
    after(reply, { wrote }) {
      if (wrote && reply.status < 300 && take('timeout-after-write')) return { ...reply, hangUp: true };
      const delayMs = left.get('slow');
      return delayMs === undefined ? reply : { ...reply, delayMs };
    },
    isOn: name => left.has(name),
  };
}
