import { AppError, toWireError } from '../../shared/contract/errors.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Method } from '../../shared/contract/method.ts';
import type { Result } from '../../shared/contract/wire.ts';
import { assert } from '../../shared/values/assert.ts';
import type { Caller, CommandContext, QueryContext, TaskContext } from './handler.ts';

type AnyHandler = (context: never, input: never) => unknown;
export type AllHandlers = { readonly [G in keyof Contract]: { readonly [N in keyof Contract[G]]: AnyHandler } };

/** The powers of each kind of method; call.ts hands out no others. */
export type Powers = {
  caller(session: string | null): Caller;
  query(caller: Caller): QueryContext;
  command<T>(caller: Caller, group: keyof Contract, work: (context: CommandContext) => T): T;
  task(caller: Caller, signal: AbortSignal, work: (context: TaskContext) => unknown): Promise<unknown>;
  onMistake(method: string, error: unknown): void;
};

type Route = { group: keyof Contract; method: Method; handler: AnyHandler };

function routesOf(handlers: AllHandlers): Map<string, Route> {
  const routes = new Map<string, Route>();
  for (const [group, methods] of Object.entries(contract)) {
    for (const [name, method] of Object.entries(methods)) {
      const handler = (handlers as Record<string, Record<string, AnyHandler>>)[group]?.[name];
      assert(handler, `no handler for ${group}.${name}`);
      routes.set(`${group}.${name}`, { group: group as keyof Contract, method, handler });
    }
  }
  return routes;
}

function checkRole(method: Method, name: string, caller: Caller): void {
  if (method.may === 'public') return;
  if (caller.role === 'system') throw new AppError('people.signIn', 'fixInput', 'Sign in first.');
  if (!method.may.includes(caller.role)) {
    const roles = method.may.join(' or ');
    throw new AppError('people.role', 'askAdmin', `This needs the role ${roles}; ${caller.name} is ${caller.role}. Ask an admin (${name}).`);
  }
}

function parseInput(method: Method, input: unknown): unknown {
  const parsed = method.input.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new AppError('input.invalid', 'fixInput', `${field === '' ? 'The input' : `“${field}”`} is not right: ${issue?.message ?? 'unknown'}.`, { field });
}

/** Finds the method, checks role, input and output, hands the handler the powers of its kind. Never throws: every failure is a value. */
export function makeCall(handlers: AllHandlers, powers: Powers) {
  const routes = routesOf(handlers);
  return async function call(session: string | null, name: string, input: unknown, signal?: AbortSignal): Promise<Result> {
    try {
      const route = routes.get(name);
      if (!route) throw new AppError('method.unknown', 'report', `There is no method ${name.slice(0, 60)}.`);
      const { group, method, handler } = route;
      const caller = powers.caller(session);
      checkRole(method, name, caller);
      const parsed = parseInput(method, input);
      const invoke = handler as (context: unknown, input: unknown) => unknown;
      const checked = (answer: unknown): unknown => method.output.parse(answer);
      // A command's answer is checked inside its transaction: a wrong one undoes the change.
      const output =
        method.kind === 'query' ? checked(invoke(powers.query(caller), parsed))
        : method.kind === 'command' ? powers.command(caller, group, context => checked(invoke(context, parsed)))
        : checked(await powers.task(caller, signal ?? new AbortController().signal, context => invoke(context, parsed)));
      return { ok: true, output };
    } catch (error) {
      if (!(error instanceof AppError)) powers.onMistake(name, error);
      return { ok: false, error: toWireError(error) };
    }
  };
}
