import { create } from 'zustand';
import type { EventPayload } from '../../shared/contract/events.ts';

export type RunProgress = EventPayload<'runProgress'>;
export type TaskProgress = EventPayload<'taskProgress'>;

type ProgressStore = {
  /** The last event of each run; the ledger of runs stays with the engine. */
  runs: Record<string, RunProgress>;
  tasks: Record<string, TaskProgress>;
  tellRun: (progress: RunProgress) => void;
  tellTask: (progress: TaskProgress) => void;
};

export const useProgress = create<ProgressStore>()(set => ({
  runs: {},
  tasks: {},
  tellRun: progress => set(({ runs }) => ({ runs: { ...runs, [progress.runId]: progress } })),
  tellTask: progress => set(({ tasks }) => {
    const others = Object.fromEntries(Object.entries(tasks).filter(([task]) => task !== progress.task));
    const finished = progress.total !== null && progress.done >= progress.total;
    return { tasks: finished ? others : { ...others, [progress.task]: progress } };
  }),
}));
