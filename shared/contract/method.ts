import { z } from 'zod';

export const Role = z.enum(['admin', 'accountant', 'operator', 'auditor']);
export type Role = z.infer<typeof Role>;

/** Every signed-in person, whatever the role. */
export const anyone: readonly Role[] = Role.options;
/** Everybody who may change things; the auditor reads and changes nothing. */
export const workers: readonly Role[] = ['admin', 'accountant', 'operator'];

export type Kind = 'query' | 'command' | 'task';

/** Who may call: signed-in people with one of these roles, or anybody at all before signing in. */
export type May = readonly Role[] | 'public';

export type Method<K extends Kind = Kind, I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly kind: K;
  readonly may: May;
  readonly input: I;
  readonly output: O;
};

type Declaration<I extends z.ZodType, O extends z.ZodType> = { may: May; input: I; output: O };

/** Changes nothing; runs on a read-only connection. */
export const query = <I extends z.ZodType, O extends z.ZodType>(declared: Declaration<I, O>): Method<'query', I, O> => ({ kind: 'query', ...declared });
/** One transaction with at least one audit entry. */
export const command = <I extends z.ZodType, O extends z.ZodType>(declared: Declaration<I, O>): Method<'command', I, O> => ({ kind: 'command', ...declared });
/** May take long, may talk to the world, can be cancelled; writes in short audited commits. */
export const task = <I extends z.ZodType, O extends z.ZodType>(declared: Declaration<I, O>): Method<'task', I, O> => ({ kind: 'task', ...declared });

export type Group = Readonly<Record<string, Method>>;
export type InputOf<M extends Method> = z.input<M['input']>;
export type ParsedInputOf<M extends Method> = z.output<M['input']>;
export type OutputOf<M extends Method> = z.output<M['output']>;
