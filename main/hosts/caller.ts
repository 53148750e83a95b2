import { contract } from '../../shared/contract/contract.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { InputOf, Method, OutputOf } from '../../shared/contract/method.ts';
import type { Engine } from '../engine/engine.ts';

type MethodsOf<G> = { readonly [N in keyof G]: G[N] extends Method ? (input: InputOf<G[N]>) => Promise<OutputOf<G[N]>> : never };
export type EngineCaller = { readonly [G in keyof Contract]: MethodsOf<Contract[G]> };

/** The contract as functions, for hosts without a window: calls the engine as whoever has the session; a refusal is thrown. */
export function callerOf(engine: Pick<Engine, 'call'>, session: string | null, signal?: AbortSignal): EngineCaller {
  const groups = Object.entries(contract).map(([group, methods]) => [
    group,
    Object.fromEntries(Object.keys(methods).map(name => [name, async (input: unknown) => {
      const result = await engine.call(session, `${group}.${name}`, input, signal);
      if (result.ok) return result.output;
      const { code, recovery, message, field } = result.error;
      throw new AppError(code, recovery, message, field === undefined ? {} : { field });
    }])),
  ]);
  // Built from the contract's own keys, which the compiler can't follow through Object.fromEntries.
  return Object.fromEntries(groups) as EngineCaller;
}
