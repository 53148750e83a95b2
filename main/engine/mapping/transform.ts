import type { Problem, Scope, Value } from './record-context.ts';

export type Parameters = Readonly<Record<string, string>>;
export type Apply = (value: Value, scope: Scope) => Value | Problem;

export type Parameter = { readonly name: string; readonly label: string; readonly required: boolean; readonly choices: readonly string[] };

/** `gives` is the outcome as text, or `stops: code` where the step refuses. */
export type Example = { readonly given: string; readonly parameters: Parameters; readonly gives: string };

/** One way to make a value out of another. The examples are the help in the mapping grid, and they are the tests. */
export type Transform = {
  readonly label: string;
  readonly help: string;
  readonly group: string;
  readonly parameters: readonly Parameter[];
  readonly examples: readonly Example[];
  /** Parameters in, the step out: what can be prepared once per mapping is done before the first record. */
  readonly apply: (parameters: Parameters) => Apply;
};

export const needed = (name: string, label: string, choices: readonly string[] = []): Parameter => ({ name, label, required: true, choices });
export const optional = (name: string, label: string, choices: readonly string[] = []): Parameter => ({ name, label, required: false, choices });

/** `eg('given', 'gives', { parameters })` reads as a line of a table. */
export const eg = (given: string, gives: string, parameters: Parameters = {}): Example => ({ given, parameters, gives });
