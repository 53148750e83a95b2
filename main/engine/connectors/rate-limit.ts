/** A minute and a little, because a call arrives later than it was sent. */
const WINDOW_MS = 61_000;

export type RateLimit = {
  /** Books a call and answers how long to wait before making it; 0 when it fits now. No minute then holds more calls than allowed. */
  book(endpoint: string, perMinute: number): number;
  /** The system itself asked for a pause: nothing of this endpoint before it is over. */
  pause(endpoint: string, milliseconds: number): void;
  /** How long such a pause still lasts; 0 when there is none. */
  pauseLeft(endpoint: string): number;
  /** The endpoint that is nearest to its limit. */
  usage(): { limitPerMinute: number; used: number } | null;
};

type Endpoint = { perMinute: number; calls: number[]; first: number; pausedUntil: number };

/** Counts calls per endpoint over the last minute, so that the system never has to refuse. */
export function slidingMinute(nowMs: () => number): RateLimit {
  const endpoints = new Map<string, Endpoint>();

  const endpointOf = (name: string, perMinute: number): Endpoint => {
    let endpoint = endpoints.get(name);
    if (!endpoint) {
      endpoint = { perMinute, calls: [], first: 0, pausedUntil: 0 };
      endpoints.set(name, endpoint);
    }
    return endpoint;
  };

  function forget(endpoint: Endpoint, now: number): void {
    const { calls } = endpoint;
    while (endpoint.first < calls.length && (calls[endpoint.first] ?? 0) <= now - WINDOW_MS) endpoint.first += 1;
    if (endpoint.first > 1_000) {
      calls.splice(0, endpoint.first);
      endpoint.first = 0;
    }
  }

  return {
    book(name, perMinute) {
      const now = nowMs();
      const endpoint = endpointOf(name, perMinute);
      endpoint.perMinute = perMinute;
      forget(endpoint, now);
      const { calls, first } = endpoint;
      const blocking = calls.length - first >= perMinute ? (calls[calls.length - perMinute] ?? 0) + WINDOW_MS : 0;
      const last = calls.length > first ? (calls[calls.length - 1] ?? 0) : 0;
      const at = Math.max(now, blocking, endpoint.pausedUntil, last);
      calls.push(at);
      return at - now;
    },
    pause(name, milliseconds) {
      const endpoint = endpointOf(name, Number.MAX_SAFE_INTEGER);
      endpoint.pausedUntil = Math.max(endpoint.pausedUntil, nowMs() + milliseconds);
    },
    pauseLeft: name => {
      const until = endpoints.get(name)?.pausedUntil ?? 0;
      return until === 0 ? 0 : Math.max(0, until - nowMs());
    },
    usage() {
      const now = nowMs();
      let fullest: { limitPerMinute: number; used: number } | null = null;
      for (const endpoint of endpoints.values()) {
        if (endpoint.perMinute === Number.MAX_SAFE_INTEGER) continue;
        forget(endpoint, now);
        const used = Math.min(endpoint.perMinute, endpoint.calls.length - endpoint.first);
        if (!fullest || used / endpoint.perMinute > fullest.used / fullest.limitPerMinute) fullest = { limitPerMinute: endpoint.perMinute, used };
      }
      return fullest;
    },
  };
}
