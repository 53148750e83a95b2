import type { Contract } from '../../shared/contract/contract.ts';
import type { EventName, EventPayload } from '../../shared/contract/events.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { Result } from '../../shared/contract/wire.ts';
import type { Instant } from '../../shared/values/date.ts';
import type { NewId } from '../../shared/values/id.ts';
import { checkpoint } from './audit/handlers.ts';
import { makeCall } from './call.ts';
import type { WebhookListening } from './change-capture.ts';
import type { AllHandlers } from './call.ts';
import { commit } from './commit.ts';
import type { Announce, Caller, Commit, TaskContext, Vault } from './handler.ts';
import { assembleHandlers } from './assemble.ts';
import type { Guest } from './people/handlers.ts';
import { makeSignIns } from './people/sessions.ts';
import { openStore } from './store/open-store.ts';

/** Everything uncertain is handed in: place, clock, ids, chance, secrets. So every run can be replayed. */
export type EngineOptions = {
  /** The workspace's file. */
  file: string;
  /** The folder with migrations/ and templates/. */
  resources: string;
  workspace: string;
  environment: 'Dev' | 'QA' | 'Production' | 'Sandbox';
  version: string;
  /** The people of a sandbox workspace, shown on its sign-in page; empty elsewhere. */
  guests: readonly Guest[];
  vault: Vault;
  now(): Instant;
  newId: NewId;
  newSession(): string;
  /** 0 ≤ x < 1. */
  random(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Our own mistakes, for the log: where, and the error. Never data of records. */
  onMistake(where: string, error: unknown): void;
};

export type EngineEvent = { name: string; payload: unknown };

export type Engine = {
  /** Calls a method of the contract for whoever is signed in under `session`. Never throws. */
  call(session: string | null, method: string, input: unknown, signal?: AbortSignal): Promise<Result>;
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** For whoever listens for deliveries of the connected systems. */
  readonly webhooks: WebhookListening;
  /** Resolves when no run is at work. */
  idle(): Promise<void>;
  /** Lets runs finish what is on the way, signs the audit trail's head, closes the file. */
  close(): Promise<void>;
};

/** Groups whose rows also change when another group's method wrote something. */
const ALSO_CHANGED: Readonly<Partial<Record<keyof Contract, readonly (keyof Contract)[]>>> = {
  deadLetters: ['runs', 'holds', 'settings'],
  holds: ['runs', 'deadLetters'],
  // What a table covers, and what a sample looks like, depends on its rows; a table says which mappings use it.
  lookups: ['mappings'],
  mappings: ['lookups'],
  statements: ['reconciliation', 'close'],
  reconciliation: ['close'],
  close: ['reconciliation'],
};

const SYSTEM: Caller = { personId: 'system', name: 'Tieout', role: 'system', session: null };
const NOBODY: Caller = { personId: 'nobody', name: 'somebody signing in', role: 'system', session: null };

type Progress = EventPayload<'taskProgress'>;

/** However a task ends, every window hears that it did: none goes on showing it as running. */
async function untilEnded(context: TaskContext, work: (context: TaskContext) => unknown): Promise<unknown> {
  const unfinished = new Map<string, Progress>();
  const announce: Announce = (name, payload) => {
    // The name says which payload it is, which the compiler can't follow through the generic.
    if (name === 'taskProgress') unfinished.set((payload as Progress).task, payload as Progress);
    context.announce(name, payload);
  };
  try {
    return await work({ ...context, announce });
  } finally {
    for (const { task, text, done, total } of unfinished.values()) if (total === null || done < total) context.announce('taskProgress', { task, text, done: total ?? done, total: total ?? done });
  }
}

/** Puts the engine together over one workspace file: options in, one function to call it out. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { now, newId, onMistake } = options;
  const store = openStore({ file: options.file, migrations: `${options.resources}/migrations` });
  const signIns = makeSignIns();
  const listeners = new Set<(event: EngineEvent) => void>();
  const announce: Announce = <N extends EventName>(name: N, payload: EventPayload<N>) => {
    for (const listener of listeners) listener({ name, payload });
  };
  const changed = (groups: readonly (keyof Contract)[]) => announce('changed', { groups: [...new Set([...groups, ...groups.flatMap(group => ALSO_CHANGED[group] ?? []), 'audit', 'today'])] });
  const commitAs = <T>(caller: Caller, groups: readonly (keyof Contract)[], work: (commit: Commit) => T): T => {
    const result = commit({ store, now, newId }, caller, work);
    changed(groups);
    return result;
  };
  const taskContext = (caller: Caller, signal: AbortSignal): TaskContext => ({ db: store.read, caller, signal, now, newId, announce, commit: (groups, work) => commitAs(caller, groups, work) });
  const system = taskContext(SYSTEM, new AbortController().signal);

  const parts = assembleHandlers({ options, store, signIns, announce, commitAs, system });
  parts.recover();
  listeners.add(parts.capture.onEvent);
  parts.capture.begin();

  const call = makeCall(parts.handlers satisfies AllHandlers, {
    caller(session) {
      if (session === null) return NOBODY;
      const person = signIns.personOf(session, now());
      if (!person) throw new AppError('people.signIn', 'fixInput', 'You were signed out. Sign in again; nothing was lost.');
      return { personId: person.id, name: person.name, role: person.role, session };
    },
    query: caller => ({ db: store.read, caller, now: now() }),
    command: (caller, group, work) => commitAs(caller, [group], work),
    task: (caller, signal, work) => untilEnded(taskContext(caller, signal), work),
    onMistake,
  });

  return {
    call,
    webhooks: parts.capture.listening,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    idle: parts.idle,
    async close() {
      await parts.close();
      await checkpoint(system, parts.signingKey).catch((error: unknown) => onMistake('checkpoint', error));
      listeners.clear();
      store.close();
    },
  };
}
