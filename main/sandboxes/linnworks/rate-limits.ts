import type { HttpReply } from '../http.ts';

const WINDOW_MS = 60_000;

export type RateLimits = { refuse(endpoint: string, perMinute: number): HttpReply | undefined };

/** Sliding minute per endpoint of the account. Every second refusal says when to come back; the others leave it to the caller. */
export function makeRateLimits({ off, now = Date.now }: { off: boolean; now?: () => number }): RateLimits {
  const calls = new Map<string, number[]>();
  let refusals = 0;
  return {
    refuse(endpoint, perMinute) {
      if (off) return undefined;
      const at = now();
      const recent = (calls.get(endpoint) ?? []).filter(called => at - called < WINDOW_MS);
      calls.set(endpoint, recent);
      const [oldest] = recent;
      if (recent.length < perMinute || oldest === undefined) {
        recent.push(at);
        return undefined;
      }
      refusals += 1;
      return quotaExceeded({ perMinute, retryAfterSeconds: refusals % 2 === 0 ? Math.max(1, Math.ceil((oldest + WINDOW_MS - at) / 1000)) : null });
    },
  };
}

export function quotaExceeded({ perMinute, retryAfterSeconds, status = 429 }: { perMinute: number; retryAfterSeconds: number | null; status?: number }): HttpReply {
  const headers: Record<string, string> = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { status, headers, body: { Message: `API calls quota exceeded! Maximum admitted ${perMinute} per Minute.` } };
}
