import { z } from 'zod';
import { ConnectionId, RunId } from '../values/id.ts';
import { RunCounts, RunState } from './runs.ts';

/** Facts the engine announces. They never ask for anything. */
export const events = {
  /** Rows of these contract groups changed; queries on them are out of date. */
  changed: z.object({ groups: z.array(z.string()) }),
  runProgress: z.object({ runId: RunId, state: RunState, step: z.string(), counts: RunCounts, done: z.int(), total: z.int(), secondsLeft: z.int().nullable() }),
  connectionState: z.object({ id: ConnectionId, state: z.string() }),
  /** A long task of this window: what it does and how far it is. */
  taskProgress: z.object({ task: z.string(), text: z.string(), done: z.int(), total: z.int().nullable() }),
};
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;
