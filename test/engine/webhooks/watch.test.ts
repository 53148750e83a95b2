import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, test } from 'vitest';
import { AppError } from '../../../shared/contract/errors.ts';
import { intervalAfter, LONGEST_MS, SHORTEST_MS } from '../../../main/engine/webhooks/interval.ts';
import type { Look } from '../../../main/engine/webhooks/interval.ts';
import { makeWatch } from '../../../main/engine/webhooks/watch.ts';
import type { Watch, WatchDeps } from '../../../main/engine/webhooks/watch.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** A watch whose time only the test moves, and what it did: when it looked and when it began a run, in seconds. */
function watched(given: Partial<Pick<WatchDeps, 'reason' | 'isPolled' | 'isFree' | 'begin' | 'look'>> = {}) {
  let nowMs = 0;
  const timers = new Set<{ atMs: number; fire: () => void }>();
  const done: string[] = [];
  const mistakes: unknown[] = [];
  const seconds = (): number => nowMs / 1_000;
  const watch: Watch = makeWatch({
    reason: () => null, isPolled: () => false, isFree: () => true, ...given,
    async look(signal) {
      done.push(`look ${seconds()}`);
      return (await given.look?.(signal)) ?? { found: false, rateLimit: null };
    },
    begin(by) {
      done.push(`${by} ${seconds()}`);
      return given.begin?.(by) ?? true;
    },
    nowMs: () => nowMs,
    wait: (ms, signal) => new Promise((resolve, reject) => {
      const timer = { atMs: nowMs + ms, fire: resolve };
      timers.add(timer);
      signal.addEventListener('abort', () => {
        timers.delete(timer);
        reject(new Error('stopped'));
      });
    }),
    onMistake: error => mistakes.push(error),
  });
  undo.push(() => watch.close());
  const settle = async (): Promise<void> => { for (let turns = 0; turns < 5; turns += 1) await turn(); };
  async function forward(s: number): Promise<void> {
    const untilMs = nowMs + s * 1_000;
    await settle();
    for (;;) {
      const [next] = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
      if (!next) break;
      nowMs = Math.max(nowMs, next.atMs);
      timers.delete(next);
      next.fire();
      await settle();
    }
    nowMs = untilMs;
  }
  return { watch, done, mistakes, forward, timers };
}

describe('how long until the next look', () => {
  const free = { limitPerMinute: 100, used: 10, waitingSeconds: 0 };
  const CASES: readonly [string, number, Look, number][] = [
    ['it is sooner after something was found', 120_000, { found: true, rateLimit: free }, 30_000],
    ['it is later after nothing was found', 120_000, { found: false, rateLimit: null }, 180_000],
    ['it is never sooner than the shortest', 40_000, { found: true, rateLimit: null }, SHORTEST_MS],
    ['it is never later than the longest', 800_000, { found: false, rateLimit: null }, LONGEST_MS],
    ['it is later while others use up the limit, even after something was found', 120_000, { found: true, rateLimit: { limitPerMinute: 100, used: 51, waitingSeconds: 0 } }, 180_000],
    ['it is not before the system’s own pause is over', 30_000, { found: true, rateLimit: { ...free, waitingSeconds: 100 } }, 100_000],
  ];
  test.each(CASES)('%s', (_, intervalMs, look, expected) => assert.equal(intervalAfter(intervalMs, look), expected));
});

describe('what begins by itself', () => {
  test('nothing, and nobody is asked, while neither webhooks nor looking is switched on', async () => {
    const { watch, done, forward, timers } = watched();
    watch.poke();
    await forward(86_400);
    assert.deepEqual([done, timers.size], [[], 0]);
  });

  test('looking is seldom while it is quiet, and often after it found something', async () => {
    let looks = 0;
    const { watch, done, forward } = watched({ isPolled: () => true, look: async () => ({ found: (looks += 1) === 4, rateLimit: null }) });
    watch.poke();
    await forward(1_400);
    assert.deepEqual(done.slice(0, 6), ['look 0', 'look 180', 'look 450', 'look 855', 'schedule 855', 'look 956.25']);
  });

  test('a look that the world refuses is followed by a later one, and is no mistake of ours', async () => {
    const { watch, done, mistakes, forward } = watched({ isPolled: () => true, look: () => Promise.reject(new AppError('http.unreachable', 'retry', 'away')) });
    watch.poke();
    await forward(500);
    assert.deepEqual([done, mistakes], [['look 0', 'look 180', 'look 450'], []]);
  });

  test('many deliveries at once begin one run, after they have settled, and the next not before half a minute later', async () => {
    let news = true;
    const { watch, done, forward } = watched({ reason: () => (news ? 'news' : null), begin: () => !(news = false) });
    for (let n = 0; n < 50; n += 1) watch.poke();
    await forward(10);
    assert.deepEqual(done, ['webhook 2']);
    news = true;
    watch.poke();
    await forward(60);
    assert.deepEqual(done, ['webhook 2', 'webhook 32']);
  });

  test('news that come while a run is at work begin the next one when it has ended', async () => {
    let free = false;
    let news = true;
    const { watch, done, forward } = watched({ reason: () => (news ? 'news' : null), isFree: () => free, begin: () => !(news = false) });
    watch.poke();
    await forward(600);
    assert.deepEqual(done, []);
    free = true;
    watch.poke();
    await forward(10);
    assert.deepEqual(done, ['webhook 602']);
  });

  test('news make the next look come soon', async () => {
    let news = false;
    const { watch, done, forward } = watched({ isPolled: () => true, reason: () => (news ? 'news' : null), begin: () => !(news = false) });
    watch.poke();
    await forward(3_000);
    const before = done.length;
    news = true;
    watch.poke();
    await forward(33);
    assert.deepEqual(done.slice(before), ['webhook 3002', `look ${3_002 + SHORTEST_MS / 1_000}`]);
  });

  test('a run that the same trouble stops again and again is tried again ever more seldom', async () => {
    const held: { watch?: Watch } = {};
    const { watch, done, forward } = watched({
      reason: () => 'unfinished',
      begin() {
        setImmediate(() => held.watch?.poke());
        return true;
      },
    });
    held.watch = watch;
    watch.poke();
    await forward(600);
    assert.deepEqual(done, ['webhook 2', 'webhook 62', 'webhook 182', 'webhook 422']);
  });

  test('closing ends a look that is under way and every wait', async () => {
    const { watch, forward, mistakes } = watched({ isPolled: () => true, look: signal => new Promise((_, reject) => { signal.addEventListener('abort', () => reject(new Error('stopped'))); }) });
    watch.poke();
    await forward(1);
    await watch.close();
    assert.deepEqual(mistakes, []);
  });
});
