import type { Caller } from '../handler.ts';
import type { StoredRun } from './run-store.ts';
import { runToEnd } from './run.ts';
import type { Control } from './run.ts';
import type { RunDeps } from './work.ts';

/** The runs at work in this process. What is not here but says "running" in the file was stopped by a crash. */
export type RunControl = {
  /** Begins (or goes on with) a run as soon as the present commit is done. */
  go(run: StoredRun, caller: Caller): void;
  ask(runId: string, asked: 'pause' | 'cancel'): void;
  /** Once this run has ended, starts what was asked for meanwhile; asked twice, it is done once. */
  afterwards(runId: string, start: () => void): void;
  /** Asks every run to pause and waits until nothing is on the way. */
  pauseAll(): Promise<void>;
  /** Resolves when no run is at work. */
  idle(): Promise<void>;
};

export function makeRunControl(deps: RunDeps, onMistake: (run: StoredRun, error: unknown) => void): RunControl {
  const atWork = new Map<string, { control: Control; done: Promise<void> }>();
  const next = new Map<string, () => void>();

  async function work(run: StoredRun, caller: Caller, control: Control): Promise<void> {
    // The command that starts a run has not been committed yet.
    await new Promise(resolve => setImmediate(resolve));
    try {
      const mistake = await runToEnd(run, caller, deps, control);
      if (mistake !== null) onMistake(run, mistake);
    } catch (error) {
      onMistake(run, error);
    } finally {
      atWork.delete(run.id);
      const start = control.asked === 'go' ? next.get(run.id) : undefined;
      next.delete(run.id);
      start?.();
    }
  }

  return {
    go(run, caller) {
      const control: Control = { asked: 'go', abort: new AbortController() };
      // A run goes on when the person signs out: it keeps the name, not the session.
      atWork.set(run.id, { control, done: work(run, { ...caller, role: 'system', session: null }, control) });
    },
    ask(runId, asked) {
      const running = atWork.get(runId);
      if (running) running.control.asked = asked;
    },
    afterwards: (runId, start) => void next.set(runId, start),
    async pauseAll() {
      for (const { control } of atWork.values()) control.asked = 'close';
      await Promise.all([...atWork.values()].map(({ done }) => done));
    },
    async idle() {
      while (atWork.size > 0) await Promise.all([...atWork.values()].map(({ done }) => done));
    },
  };
}
