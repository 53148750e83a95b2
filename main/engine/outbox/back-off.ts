/** Sends of one letter before a person has to look at it. */
export const MAX_ATTEMPTS = 6;

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

/** How long to wait after the nth failed attempt (1 = the first): doubling, with up to a quarter of jitter. `random` is in 0..1. */
export function backOffMs(attempt: number, random: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return Math.round(wait * (1 + random / 4));
}
