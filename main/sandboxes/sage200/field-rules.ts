import { scaled } from '../decimal.ts';
import { badValue, nullField, SageError } from './sage-error.ts';

export type Body = Record<string, unknown>;

/** One row of a field table: how long, how precise, whether it must be there. */
export type Rule = { required?: true } & (
  | { kind: 'text'; length: number }
  | { kind: 'enum' }
  | { kind: 'int' }
  | { kind: 'bool' }
  | { kind: 'date' }
  | { kind: 'decimal'; places: number }
  | { kind: 'object'; rules: Rules }
  | { kind: 'list'; rules: Rules }
);
export type Rules = Readonly<Record<string, Rule>>;

export const text = (length: number): Rule => ({ kind: 'text', length });
export const decimal = (places: number): Rule => ({ kind: 'decimal', places });
export const int: Rule = { kind: 'int' };
export const bool: Rule = { kind: 'bool' };
export const date: Rule = { kind: 'date' };
/** The published lengths of enumerations are wrong, so they are not enforced. */
export const enumeration: Rule = { kind: 'enum' };
export const object = (rules: Rules): Rule => ({ kind: 'object', rules });
export const list = (rules: Rules): Rule => ({ kind: 'list', rules });
export const required = (rule: Rule): Rule => ({ ...rule, required: true });

const ANALYSIS_CODES = 20;
export const analysisCodes: Rules = Object.fromEntries(Array.from({ length: ANALYSIS_CODES }, (_, index) => [`analysis_code_${index + 1}`, text(60)]));

const MAX_LIST = 5_000;

/** Throws the first problem in the order of the field table, as Sage does; properties that Sage does not know are ignored. */
export function checkBody(body: Body, rules: Rules, options: { path?: string; partial?: boolean } = {}): void {
  const path = options.path ?? '';
  for (const [name, rule] of Object.entries(rules)) {
    const value = body[name];
    if (value === undefined || value === null || value === '') {
      if (rule.required && !(options.partial && value === undefined)) throw nullField(path + name);
    } else checkValue(value, rule, path + name);
  }
}

function checkValue(value: unknown, rule: Rule, name: string): void {
  switch (rule.kind) {
    case 'text':
      if (typeof value !== 'string') throw badValue(`The value of field '${name}' is not text.`);
      if (value.length > rule.length) throw new SageError('SageFieldLengthException', `The value of field '${name}' is too long. The maximum length is ${rule.length} characters.`);
      return;
    case 'int':
      if (scaled(value, 0) === undefined) throw badValue(`The value of field '${name}' is not a whole number.`);
      return;
    case 'decimal':
      if (scaled(value, rule.places) === undefined) throw badValue(`The value of field '${name}' is not a number with up to ${rule.places} decimal places.`);
      return;
    case 'bool':
      if (typeof value !== 'boolean') throw badValue(`The value of field '${name}' must be true or false.`);
      return;
    case 'date':
      readDay(value, name);
      return;
    case 'enum':
      if (typeof value !== 'string' && typeof value !== 'number') throw badValue(`The value of field '${name}' is not valid.`);
      return;
    case 'object':
      if (!isBody(value)) throw badValue(`The value of field '${name}' is not an object.`);
      return checkBody(value, rule.rules, { path: `${name}.` });
    case 'list':
      if (!Array.isArray(value) || value.length > MAX_LIST) throw badValue(`The value of field '${name}' is not a list of at most ${MAX_LIST}.`);
      value.forEach((entry, index) => {
        if (!isBody(entry)) throw badValue(`The value of field '${name}[${index}]' is not an object.`);
        checkBody(entry, rule.rules, { path: `${name}[${index}].` });
      });
  }
}

export const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** '2026-05-23T00:00:00Z' → '2026-05-23'; a bare day is refused, as on Sage's document fields. */
export function readDay(value: unknown, name: string): string {
  const match = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})?$/.exec(value) : null;
  const day = match?.[1];
  if (!day || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) throw badValue(`The value of field '${name}' is not a valid date and time, such as 2026-05-23T00:00:00Z.`);
  return day;
}

/** These read a field that `checkBody` has passed; a missing one gives the fallback. */
export const dayField = (body: Body, name: string, fallback: string): string => (isGiven(body[name]) ? readDay(body[name], name) : fallback);
export const textField = (body: Body, name: string, fallback = ''): string => (typeof body[name] === 'string' ? body[name] : fallback);
export const numberField = (body: Body, name: string, places: number): number | undefined => (isGiven(body[name]) ? scaled(body[name], places) : undefined);
export const idField = (body: Body, name: string): number | undefined => numberField(body, name, 0);
export const listField = (body: Body, name: string): Body[] => (Array.isArray(body[name]) ? body[name].filter(isBody) : []);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
