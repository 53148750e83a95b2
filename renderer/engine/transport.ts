import type { Result } from '../../shared/contract/wire.ts';

export type EngineEvent = { name: string; payload: unknown };

/** One way of reaching the engine. The page is written against this and never knows which one it has. */
export type Transport = {
  call: (method: string, input: unknown, signal?: AbortSignal) => Promise<Result>;
  onEvent: (listener: (event: EngineEvent) => void) => () => void;
  /** true: connected (again), so everything on the screen may be out of date; false: the engine cannot be reached. */
  onConnection: (listener: (connected: boolean) => void) => () => void;
  /** Who calls from now on; null after signing out. */
  setSession: (session: string | null) => void;
};

/** A list of listeners; each returns how to stop listening. */
export type Listeners<T> = { add: (listener: (value: T) => void) => () => void; tell: (value: T) => void };

export function listeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add: listener => {
      all.add(listener);
      return () => { all.delete(listener); };
    },
    tell: value => {
      for (const listener of [...all]) listener(value);
    },
  };
}
