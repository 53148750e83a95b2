import type { HttpReply } from '../http.ts';
import { refusalReply } from './refusals.ts';

/** What can be made to go wrong, with the number that `name:number` sets when none is given. */
export const CLARITY_FAULTS = {
  '429-burst': 5, // the next n calls are refused for quota
  '401-mid-run': 10, // after n more calls every token is gone
  '400': 1, // the next n calls are "invalid"
  '503': 1, // the next n calls find the shop busy
  malformed: 1, // the next n answers are cut in the middle
  'empty-body': 1, // the next n answers have no body
  'timeout-after-write': 1, // the next n writes are done, then the connection breaks
  slow: 400, // every call takes n milliseconds longer
  'webhook-twice': 1, // the next n webhooks are sent twice, as after an answer that was lost
  'webhook-bad-signature': 1, // the next n webhooks are signed with another secret first
  'webhook-late': 1, // the next n webhooks carry a timestamp of ten minutes ago first
  'webhook-lost': 1, // the next n webhooks are never sent
} as const;
type FaultName = keyof typeof CLARITY_FAULTS;

export type Faults = {
  set(names: readonly string[]): void;
  list(): Record<string, number>;
  /** The refusal a call meets before anything is done, if any. */
  before(endAllTokens: () => void): HttpReply | undefined;
  /** The answer of a call that was done. */
  after(reply: HttpReply, { wrote }: { wrote: boolean }): HttpReply;
  take(name: FaultName): boolean;
};

const isFault = (name: string): name is FaultName => Object.hasOwn(CLARITY_FAULTS, name);

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
      if (!isFault(name)) throw new RangeError(`no fault '${given}'; there are ${Object.keys(CLARITY_FAULTS).join(', ')}`);
      const count = number === undefined ? CLARITY_FAULTS[name] : Number(number);
      if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`'${given}' needs a whole number of at least 1`);
      return [name, count];
    });
    left.clear();
    for (const [name, count] of parsed) left.set(name, count);
  }
  set(initial);
  return {
    set, take,
    list: () => Object.fromEntries(left),
    before(endAllTokens) {
      if (take('401-mid-run') && !left.has('401-mid-run')) endAllTokens();
      if (take('429-burst')) {
        refusals += 1;
        return tooMany({ retryAfterSeconds: refusals % 2 === 0 ? 1 : null });
      }
      if (take('503')) return refusalReply(503, 'busy', 'The shop is busy. Try again.');
      return take('400') ? refusalReply(400, 'bad_request', 'The request is not valid.') : undefined;
    },
    after(reply, { wrote }) {
      if (wrote && reply.status < 300 && take('timeout-after-write')) return { ...reply, hangUp: true };
      const delayMs = left.get('slow');
      const shown = delayMs === undefined ? reply : { ...reply, delayMs };
      if (take('malformed')) {
        const text = JSON.stringify(shown.body ?? null);
        return { ...shown, body: text.slice(0, Math.floor(text.length / 2)) };
      }
      if (!take('empty-body')) return shown;
      const { body: _body, ...bare } = shown;
      return bare;
    },
  };
}

export function tooMany({ retryAfterSeconds }: { retryAfterSeconds: number | null }): HttpReply {
  const reply = refusalReply(429, 'rate_limited', 'Too many requests. Slow down.');
  return retryAfterSeconds === null ? reply : { ...reply, headers: { 'retry-after': String(retryAfterSeconds) } };
}
