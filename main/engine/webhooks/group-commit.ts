/** Many callers, one commit: each hears of its own when the commit that it was part of holds. */
export type GroupCommit<T, R> = { add(one: T): Promise<R>; /** Resolves when nothing waits any more. */ settled(): Promise<void> };

export type GroupCommitOptions<T, R> = {
  /** One durable transaction. When it throws, nobody's was saved and everybody hears so. */
  save(batch: readonly T[]): readonly R[];
  wait(ms: number): Promise<void>;
  nowMs(): number;
};

type Waiting<T, R> = { one: T; resolve: (result: R) => void; reject: (error: unknown) => void };

/** As many as one commit takes; those after it wait for the next. */
const MOST_AT_ONCE = 256;
const SHORTEST_MS = 2;
const LONGEST_MS = 20;
/** How much the last commit counts in what a commit usually takes: one slow one is no slow disk. */
const NEWEST_SHARE = 0.1;

/** Gathers what comes within a moment into one commit, because the disk takes its time once however much is in it; on a slow disk the moment is longer. */
export function groupCommit<T, R>({ save, wait, nowMs }: GroupCommitOptions<T, R>): GroupCommit<T, R> {
  let waiting: Waiting<T, R>[] = [];
  let working: Promise<void> | null = null;
  /** A commit holds up everybody else in this process: between two of them lies as much time as one usually takes. */
  let usualMs = SHORTEST_MS;

  function commitSome(): void {
    const batch = waiting.slice(0, MOST_AT_ONCE);
    waiting = waiting.slice(MOST_AT_ONCE);
    const startedMs = nowMs();
    try {
      const results = save(batch.map(({ one }) => one));
      // One result each, in their order: `save` answers for the whole batch.
      batch.forEach(({ resolve }, index) => resolve(results[index] as R));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    usualMs += (nowMs() - startedMs - usualMs) * NEWEST_SHARE;
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // Waiting that was cut short is no reason to keep anybody waiting.
      await wait(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.round(usualMs)))).catch(() => {});
      commitSome();
    }
    working = null;
  }

  return {
    add: one => new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      working ??= work();
    }),
    settled: async () => void (await working),
  };
}
