import { createContext, useCallback, useContext, useEffect, useInsertionEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Contract } from '../../shared/contract/contract.ts';
import type { AppError } from '../../shared/contract/errors.ts';
import { events, type EventName, type EventPayload } from '../../shared/contract/events.ts';
import { asAppError, makeClient, type Client } from './client.ts';
import type { Page, PageRequest } from '../../shared/contract/page.ts';
import { listeners, type Transport } from './transport.ts';

export type GroupName = keyof Contract;

type Engine = {
  client: Client;
  connected: boolean;
  setSession: (session: string | null) => void;
  onEvent: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void;
  /** Calls back when rows of one of these groups changed, and after every reconnect. */
  onChanged: (groups: readonly GroupName[], listener: () => void) => () => void;
  onFailure: (error: AppError) => void;
  /** The session ended in the middle of work. */
  onSignedOut: (listener: () => void) => () => void;
};

const EngineContext = createContext<Engine | undefined>(undefined);

type ProviderProps = { transport: Transport; onFailure: (error: AppError) => void; children: ReactNode };

export function EngineProvider({ transport, onFailure, children }: ProviderProps) {
  const [connected, setConnected] = useState(true);
  useEffect(() => transport.onConnection(setConnected), [transport]);
  const engine = useMemo((): Omit<Engine, 'connected'> => {
    const onEvent: Engine['onEvent'] = (name, listener) => transport.onEvent(event => {
      if (event.name !== name) return;
      const parsed = events[name].safeParse(event.payload);
      // The schema is the one of this name; the compiler cannot tie the two through the lookup.
      if (parsed.success) listener(parsed.data as EventPayload<typeof name>);
    });
    const onChanged: Engine['onChanged'] = (groups, listener) => {
      const stopEvents = onEvent('changed', changed => {
        if (changed.groups.some(group => (groups as readonly string[]).includes(group))) listener();
      });
      const stopConnection = transport.onConnection(isConnected => { if (isConnected) listener(); });
      return () => { stopEvents(); stopConnection(); };
    };
    const signedOut = listeners<undefined>();
    return { client: makeClient(transport, () => signedOut.tell(undefined)), setSession: transport.setSession, onEvent, onChanged, onFailure, onSignedOut: signedOut.add };
  }, [transport, onFailure]);
  const value = useMemo(() => ({ ...engine, connected }), [engine, connected]);
  return <EngineContext value={value}>{children}</EngineContext>;
}

export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (!engine) throw new Error('useEngine belongs inside EngineProvider');
  return engine;
}

export type Query<T> = { reload: () => void } & (
  | { status: 'loading' }
  | { status: 'failed'; error: AppError }
  /** `reloading`: the value is still shown while a newer one is fetched. `error`: the newer one could not be had. */
  | { status: 'ready'; value: T; reloading: boolean; error: AppError | undefined }
);

/** What the engine last answered, and to which asking. */
type Held<T> = { key: string; asked: number; value?: { of: T }; error?: AppError };

/**
 * Asks the engine, and asks again when rows of these groups changed or the engine came back.
 * The value of the same `deps` stays on the screen while a newer one is on its way.
 */
export function useQuery<T>(groups: GroupName | readonly GroupName[], run: (client: Client, signal: AbortSignal) => Promise<T>, deps: readonly unknown[] = []): Query<T> {
  const { client, onChanged } = useEngine();
  const key = JSON.stringify(deps);
  const [held, setHeld] = useState<Held<T>>({ key, asked: -1 });
  const [asked, setAsked] = useState(0);
  const latest = useRef(run);
  useInsertionEffect(() => { latest.current = run; });
  const groupList = typeof groups === 'string' ? groups : groups.join(' ');

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Ten changes in a row are one reload.
    const stop = onChanged(groupList.split(' ') as GroupName[], () => {
      timer ??= setTimeout(() => { timer = undefined; setAsked(count => count + 1); }, 60);
    });
    return () => { stop(); clearTimeout(timer); };
  }, [onChanged, groupList]);

  useEffect(() => {
    const controller = new AbortController();
    latest.current(client, controller.signal).then(
      value => { if (!controller.signal.aborted) setHeld({ key, asked, value: { of: value } }); },
      (error: unknown) => { if (!controller.signal.aborted) setHeld(before => ({ ...(before.key === key ? before : {}), key, asked, error: asAppError(error) })); },
    );
    return () => controller.abort();
  }, [client, key, asked]);

  const reload = useCallback(() => setAsked(count => count + 1), []);
  if (held.key !== key) return { status: 'loading', reload };
  if (held.value) return { status: 'ready', value: held.value.of, reloading: held.asked !== asked, error: held.error, reload };
  // What failed stays said until there is another answer: who signs in loses nothing of what is typed because something changed elsewhere.
  if (held.error) return { status: 'failed', error: held.error, reload };
  return { status: 'loading', reload };
}

/** Pages for a grid. `key` changes when other rows are asked for, `version` when the same rows may have changed. */
export type Pages<T> = { load: (page: PageRequest) => Promise<Page<T>>; key: string; version: number };

/** What a grid asks of the engine, and when it asks again: `usePages('runs', (client, page) => client.runs.records({ period, page }), [period])`. */
export function usePages<T>(groups: GroupName | readonly GroupName[], run: (client: Client, page: PageRequest) => Promise<Page<T>>, deps: readonly unknown[] = []): Pages<T> {
  const { client, onChanged } = useEngine();
  const [version, setVersion] = useState(0);
  const latest = useRef(run);
  useInsertionEffect(() => { latest.current = run; });
  const key = JSON.stringify(deps);
  const groupList = typeof groups === 'string' ? groups : groups.join(' ');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onChanged(groupList.split(' ') as GroupName[], () => {
      timer ??= setTimeout(() => { timer = undefined; setVersion(count => count + 1); }, 150);
    });
    return () => { stop(); clearTimeout(timer); };
  }, [onChanged, groupList]);
  return useMemo(() => ({ load: page => latest.current(client, page).catch((error: unknown) => { throw asAppError(error); }), key, version }), [client, key, version]);
}

export type Command<I, T> = {
  /** The answer, or undefined when it was refused; the refusal is then in `error`. */
  run: (input: I) => Promise<T | undefined>;
  busy: boolean;
  error: AppError | undefined;
  clear: () => void;
  /** Stops waiting, and tells the engine to stop. */
  cancel: () => void;
};

/** Does something once. A refusal is told at the foot of the window, unless `inline` says that the form shows it itself. */
export function useCommand<I, T>(act: (client: Client, input: I, signal: AbortSignal) => Promise<T>, { inline = false }: { inline?: boolean } = {}): Command<I, T> {
  const { client, onFailure } = useEngine();
  const [state, setState] = useState<{ busy: boolean; error: AppError | undefined }>({ busy: false, error: undefined });
  const latest = useRef(act);
  useInsertionEffect(() => { latest.current = act; });
  const under = useRef<AbortController | undefined>(undefined);

  const run = useCallback(async (input: I): Promise<T | undefined> => {
    const controller = new AbortController();
    under.current = controller;
    setState({ busy: true, error: undefined });
    try {
      const answer = await latest.current(client, input, controller.signal);
      setState({ busy: false, error: undefined });
      return answer;
    } catch (error) {
      if (controller.signal.aborted) {
        setState({ busy: false, error: undefined });
        return undefined;
      }
      const refusal = asAppError(error);
      setState({ busy: false, error: refusal });
      if (!inline) onFailure(refusal);
      return undefined;
    }
  }, [client, inline, onFailure]);

  const clear = useCallback(() => setState(({ busy }) => ({ busy, error: undefined })), []);
  const cancel = useCallback(() => under.current?.abort(), []);
  return { run, ...state, clear, cancel };
}
