import { countFaults } from '../counted-faults.ts';
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

export function makeFaults(initial: readonly string[]): Faults {
  const { set, list, take, left } = countFaults(CLARITY_FAULTS, initial);
  let refusals = 0;
  return {
    set, take,
    list,
    before(endAllTokens) {
      if (take('401-mid-run') && left('401-mid-run') === undefined) endAllTokens();
      if (take('429-burst')) {
        refusals += 1;
        return tooMany({ retryAfterSeconds: refusals % 2 === 0 ? 1 : null });
      }
      if (take('503')) return refusalReply(503, 'busy', 'The shop is busy. Try again.');
      return take('400') ? refusalReply(400, 'bad_request', 'The request is not valid.') : undefined;
    },
    after(reply, { wrote }) {
      if (wrote && reply.status < 300 && take('timeout-after-write')) return { ...reply, hangUp: true };
      const delayMs = left('slow');
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
