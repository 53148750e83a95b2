import { contract, type Contract } from '../../shared/contract/contract.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { Group, InputOf, Method, OutputOf } from '../../shared/contract/method.ts';
import type { Transport } from './transport.ts';

export type CallOptions = { signal?: AbortSignal };
type Call<M extends Method> = (input: InputOf<M>, options?: CallOptions) => Promise<OutputOf<M>>;

/** Every method of the contract as a function: `client.deadLetters.requeue({ ids })`. */
export type Client = { readonly [G in keyof Contract]: { readonly [M in keyof Contract[G]]: Contract[G][M] extends Method ? Call<Contract[G][M]> : never } };

/** The engine's word for "nobody is signed in". */
export const SIGNED_OUT = 'people.signIn';

export function makeClient(transport: Transport, onSignedOut: () => void = () => {}): Client {
  const groups = Object.entries(contract as Record<string, Group>).map(([group, methods]) => [
    group,
    Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, caller(transport, { name: `${group}.${name}`, method, onSignedOut })])),
  ]);
  // The entries are those of the contract, which the compiler cannot follow through Object.fromEntries.
  return Object.fromEntries(groups) as Client;
}

function caller(transport: Transport, { name, method, onSignedOut }: { name: string; method: Method; onSignedOut: () => void }) {
  return async (input: unknown, { signal }: CallOptions = {}): Promise<unknown> => {
    const result = await transport.call(name, input, signal);
    if (!result.ok) {
      const { code, recovery, message, field } = result.error;
      if (code === SIGNED_OUT && name !== 'people.me') onSignedOut();
      throw new AppError(code, recovery, message, field === undefined ? {} : { field });
    }
    const output = method.output.safeParse(result.output);
    if (!output.success) throw new AppError('engine.answer', 'report', `The engine answered ${name} in an unexpected form. Copy the details and report it.`, { cause: output.error });
    return output.data;
  };
}

/** Anything thrown as an AppError: what is not one is a mistake of the page. */
export function asAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('window.unexpected', 'report', 'This page made a mistake. Reload it; nothing that was saved is lost.', { cause: error });
}
