import { AppError } from '../../../shared/contract/errors.ts';
import { FIRST_MS, intervalAfter, LONGEST_MS, SHORTEST_MS } from './interval.ts';
import type { Look } from './interval.ts';

export type WatchDeps = {
  /** Why a run should begin: deliveries wait, an automatic run was stopped by the world, or nothing. */
  reason(): 'news' | 'unfinished' | null;
  isPolled(): boolean;
  /** Whether a run could begin now: none is at work, and nobody paused it. */
  isFree(): boolean;
  /** Asks the source what changed since the saved cursor, and changes nothing. */
  look(signal: AbortSignal): Promise<Look>;
  /** Begins a run, or goes on with one; false when it cannot now. */
  begin(by: 'webhook' | 'schedule'): boolean;
  nowMs(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  onMistake(error: unknown): void;
};

/** Decides when a run begins by itself. It sleeps until it is poked or a look is due. */
export type Watch = { poke(): void; close(): Promise<void> };

/** News come in bursts: one run reads them all. */
const SETTLE_MS = 2_000;
/** From one automatic run to the next at least; twice as long each time one was stopped again by the same trouble. */
const BETWEEN_MS = 30_000;

const NOTHING: Look = { found: false, rateLimit: null };

export function makeWatch(deps: WatchDeps): Watch {
  const closing = new AbortController();
  let working: Promise<void> | null = null;
  let poked = false;
  let wake: () => void = () => {};
  let intervalMs = FIRST_MS;
  let lookAtMs = 0;
  let gapMs = BETWEEN_MS;
  let beginAtMs = 0;

  /** Sleeps so long, or until somebody pokes; null: only until somebody pokes. */
  async function sleep(ms: number | null): Promise<void> {
    if (poked || closing.signal.aborted) return;
    const awake = new AbortController();
    const woken = new Promise<void>(resolve => { wake = resolve; });
    const waited = ms === null ? woken : deps.wait(ms, awake.signal).catch(() => {});
    await Promise.race([woken, waited]);
    awake.abort();
  }

  /** Sleeps so long whatever happens, except that the engine closes. */
  const rest = (ms: number): Promise<void> => deps.wait(ms, closing.signal).catch(() => {});

  async function look(): Promise<Look> {
    try {
      return await deps.look(closing.signal);
    } catch (error) {
      // The connection shows what is wrong with it; looking goes on, more seldom.
      if (!(error instanceof AppError) && !closing.signal.aborted) deps.onMistake(error);
      return NOTHING;
    }
  }

  async function beginFor(reason: 'news' | 'unfinished'): Promise<void> {
    await rest(Math.max(SETTLE_MS, beginAtMs - deps.nowMs()));
    if (closing.signal.aborted) return;
    // Where something changed, more may follow.
    if (reason === 'news') intervalMs = SHORTEST_MS;
    lookAtMs = deps.nowMs() + intervalMs;
    if (!deps.isFree() || !deps.begin('webhook')) return sleep(null);
    gapMs = reason === 'news' ? BETWEEN_MS : Math.min(LONGEST_MS, gapMs * 2);
    beginAtMs = deps.nowMs() + gapMs;
  }

  async function lookWhenDue(): Promise<void> {
    const leftMs = lookAtMs - deps.nowMs();
    if (leftMs > 0) return sleep(leftMs);
    if (!deps.isFree()) return sleep(intervalMs);
    const found = await look();
    intervalMs = intervalAfter(intervalMs, found);
    lookAtMs = deps.nowMs() + intervalMs;
    if (found.found && !closing.signal.aborted) deps.begin('schedule');
  }

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      poked = false;
      const reason = deps.reason();
      if (reason !== null) await beginFor(reason);
      else if (deps.isPolled()) await lookWhenDue();
      else await sleep(null);
    }
  }

  return {
    poke() {
      poked = true;
      wake();
      working ??= work().catch(deps.onMistake);
    },
    async close() {
      closing.abort();
      wake();
      await working;
    },
  };
}
