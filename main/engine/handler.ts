import type { Contract } from '../../shared/contract/contract.ts';
import type { EventName, EventPayload } from '../../shared/contract/events.ts';
import type { Group, Method, OutputOf, ParsedInputOf, Role } from '../../shared/contract/method.ts';
import type { Instant } from '../../shared/values/date.ts';
import type { NewId } from '../../shared/values/id.ts';
import type { ReadDb, WriteDb } from './store/sql.ts';

/** Who calls. Bound to the session by the host, never read from a message. `system` is the engine itself (a run going on by itself). */
export type Caller = { readonly personId: string; readonly name: string; readonly role: Role | 'system'; readonly session: string | null };

/** Seals and opens secrets with the operating system's keychain (or its stand-in). */
export type Vault = { seal(text: string): Promise<string>; open(sealed: string): Promise<string> };

/**
 * One line of the audit trail: what was done, to what, with before, after and why. Names and ids; secrets never.
 * The actor is the caller; `as` names somebody who became known only in the act (signing in).
 */
export type Audit = (action: string, detail: Readonly<Record<string, unknown>>, as?: string) => void;

export type Announce = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

/** What a write inside a transaction may use. */
export type Commit = { readonly db: WriteDb; readonly audit: Audit; readonly caller: Caller; readonly now: Instant; readonly newId: NewId };

export type QueryContext = { readonly db: ReadDb; readonly caller: Caller; readonly now: Instant };
export type CommandContext = Commit;
export type TaskContext = {
  readonly db: ReadDb;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly newId: NewId;
  readonly announce: Announce;
  /** One short transaction with at least one audit entry; announces `changed` for the groups. */
  commit<T>(groups: readonly (keyof Contract)[], work: (commit: Commit) => T): T;
};

type ContextOf<M extends Method> = M extends Method<'query'> ? QueryContext : M extends Method<'command'> ? CommandContext : TaskContext;
type AnswerOf<M extends Method> = M extends Method<'task'> ? Promise<OutputOf<M>> : OutputOf<M>;

/** A stage's door: one function per method of its contract group, with the powers of the method's kind. */
export type Handlers<G extends Group> = { readonly [N in keyof G]: (context: ContextOf<G[N]>, input: ParsedInputOf<G[N]>) => AnswerOf<G[N]> };
