/** How long to wait before looking again: soon while things change, seldom while they do not. */
export const FIRST_MS = 120_000;
export const SHORTEST_MS = 30_000;
export const LONGEST_MS = 900_000;

const SOONER = 4;
const LATER = 1.5;

export type Look = {
  found: boolean;
  /** What the system's limit has left for others: runs, and people at the same account. */
  rateLimit: { limitPerMinute: number; used: number; waitingSeconds: number } | null;
};

/** A minute that is used up to this share is left to those who do the work. */
const BUSY_SHARE = 0.5;

/** The next interval after a look. A limit that is nearly used up makes it longer, whatever was found; a pause that the system asked for is kept. */
export function intervalAfter(intervalMs: number, { found, rateLimit }: Look): number {
  const usual = found ? intervalMs / SOONER : intervalMs * LATER;
  const isBusy = rateLimit !== null && rateLimit.limitPerMinute > 0 && rateLimit.used / rateLimit.limitPerMinute > BUSY_SHARE;
  const kept = Math.max(isBusy ? intervalMs * LATER : usual, (rateLimit?.waitingSeconds ?? 0) * 1_000);
  return Math.round(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, kept)));
}
