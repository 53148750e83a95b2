import type { TransformHelp } from '../../../shared/contract/mappings.ts';
import type { Problem, Scope, Value } from './record-context.ts';

export type Parameters = Readonly<Record<string, string>>;
export type Apply = (value: Value, scope: Scope) => Value | Problem;

/**
 * What a parameter is, for whoever fills it in. `rows` are lines such as 'word = value', `table` is the name of a lookup table or such
 * rows, `column` one of that table's, `field` and `fields` are paths of the source, `expression` is checked as it is typed.
 */
export type ParameterKind = TransformHelp['parameters'][number]['kind'];
export type Parameter = { readonly name: string; readonly label: string; readonly required: boolean; readonly kind: ParameterKind; readonly choices: readonly string[] };

/** `gives` is the outcome as text, or `stops: code` where the step refuses. */
export type Example = { readonly given: string; readonly parameters: Parameters; readonly gives: string };

/** One way to make a value out of another. The examples are the help in the mapping grid, and they are the tests. */
export type Transform = {
  readonly label: string;
  readonly help: string;
  readonly group: string;
  readonly parameters: readonly Parameter[];
  readonly examples: readonly Example[];
  /** It reads what is known of the record beside its own fields, outside of the groups that all do. */
  readonly needsRecord?: true;
  /** Parameters in, the step out: what can be prepared once per mapping is done before the first record. */
  readonly apply: (parameters: Parameters) => Apply;
  /** What is wrong with parameters that are all given, in a sentence with the remedy, before any record is seen; null when they will do. */
  readonly check?: (parameters: Parameters) => string | null;
};

type Shape = ParameterKind | readonly string[];

const parameter = (name: string, label: string, required: boolean, shape: Shape): Parameter =>
  (typeof shape === 'string' ? { name, label, required, kind: shape, choices: [] } : { name, label, required, kind: 'choice', choices: shape });

/** A parameter that must be given: its kind, or the choices it has. */
export const needed = (name: string, label: string, shape: Shape = 'text'): Parameter => parameter(name, label, true, shape);
export const optional = (name: string, label: string, shape: Shape = 'text'): Parameter => parameter(name, label, false, shape);

/** `eg('given', 'gives', { parameters })` reads as a line of a table. */
export const eg = (given: string, gives: string, parameters: Parameters = {}): Example => ({ given, parameters, gives });
