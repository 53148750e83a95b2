import type { HttpReply } from '../http.ts';
import { tooMany } from './faults.ts';

const WINDOW_MS = 60_000;
export const PER_MINUTE = 600;

export type RateLimit = { refuse(caller: string): HttpReply | undefined };

/** Sliding minute per caller. Every second refusal says when to come back; the others leave it to the caller. */
export function makeRateLimit({ off, perMinute = PER_MINUTE, now = Date.now }: { off: boolean; perMinute?: number; now?: () => number }): RateLimit {
  const calls = new Map<string, number[]>();
  let refusals = 0;
  return {
    refuse(caller) {
      if (off) return undefined;
      const at = now();
      const recent = (calls.get(caller) ?? []).filter(called => at - called < WINDOW_MS);
      calls.set(caller, recent);
      const [oldest] = recent;
      if (recent.length < perMinute || oldest === undefined) {
        recent.push(at);
        return undefined;
      }
      refusals += 1;
      return tooMany({ retryAfterSeconds: refusals % 2 === 0 ? Math.max(1, Math.ceil((oldest + WINDOW_MS - at) / 1000)) : null });
    },
  };
}
