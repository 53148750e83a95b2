import { scaled } from '../decimal.ts';
import { SageError } from './sage-error.ts';
import type { Value } from './store.ts';

/** A property that can be filtered, sorted and shown: where it lives in SQL and what it is. */
export type Field = {
  sql: string;
  /** Its name in the row's `rest`, which is read and parsed once for all such properties. */
  kept?: string;
} & ({ kind: 'text' | 'int' | 'bool' | 'day' | 'moment' | 'json' | 'number' } | { kind: 'decimal'; places: number } | { kind: 'enum'; names: readonly string[] });
export type Fields = Readonly<Record<string, Field>>;

export type Condition = { sql: string; values: Value[] };

type Token = { kind: 'name' | 'text' | 'literal' | 'open' | 'close' | 'comma'; text: string };

const MAX_FILTER = 4_000;
const MAX_TOKENS = 500;
const OPERATORS: Readonly<Record<string, string>> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' };
const FUNCTIONS = new Set(['contains', 'startswith', 'endswith']);

export const queryError = (message: string): SageError => new SageError('ODataException', message);

function tokensOf(filter: string): Token[] {
  if (filter.length > MAX_FILTER) throw queryError(`The $filter is longer than ${MAX_FILTER} characters.`);
  const pattern = /\s*(?:('(?:[^']|'')*')|(\()|(\))|(,)|([A-Za-z_][\w./]*)|(-?\d[\w:.+-]*))\s*/y;
  const tokens: Token[] = [];
  while (pattern.lastIndex < filter.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(filter);
    if (!match || tokens.length >= MAX_TOKENS) throw queryError(`Syntax error at position ${start} in '${filter}'.`);
    const [, quoted, open, close, comma, name, literal] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1).replaceAll(`''`, `'`) });
    else if (open) tokens.push({ kind: 'open', text: open });
    else if (close) tokens.push({ kind: 'close', text: close });
    else if (comma) tokens.push({ kind: 'comma', text: comma });
    else if (name) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'literal', text: literal ?? '' });
  }
  return tokens;
}

/** Sage's $filter as SQL with every value bound, so that an indexed column stays an indexed lookup. */
export function compileFilter(filter: string, fields: Fields, resource: string): Condition {
  const tokens = tokensOf(filter);
  let at = 0;
  const syntaxError = (): SageError => queryError(`Syntax error in $filter '${filter}' near '${tokens[at]?.text ?? 'the end'}'.`);
  const take = (kind: Token['kind']): Token => {
    const token = tokens[at];
    if (token?.kind !== kind) throw syntaxError();
    at += 1;
    return token;
  };
  const isWord = (word: string): boolean => tokens[at]?.kind === 'name' && tokens[at]?.text.toLowerCase() === word;

  function joined(word: 'or' | 'and', part: () => Condition): Condition {
    const parts = [part()];
    while (isWord(word)) {
      at += 1;
      parts.push(part());
    }
    if (parts.length === 1 && parts[0]) return parts[0];
    return { sql: `(${parts.map(one => one.sql).join(` ${word.toUpperCase()} `)})`, values: parts.flatMap(one => one.values) };
  }
  const either = (): Condition => joined('or', both);
  const both = (): Condition => joined('and', single);

  function single(): Condition {
    if (tokens[at]?.kind === 'open') {
      at += 1;
      const inner = either();
      take('close');
      return inner;
    }
    if (isWord('not')) {
      at += 1;
      const inner = single();
      return { sql: `NOT (${inner.sql})`, values: inner.values };
    }
    const name = take('name').text;
    if (FUNCTIONS.has(name.toLowerCase()) && tokens[at]?.kind === 'open') return textTest(name.toLowerCase());
    const operator = OPERATORS[take('name').text.toLowerCase()];
    const literal = tokens[at];
    if (!operator || !literal) throw syntaxError();
    at += 1;
    return comparison(fieldNamed(fields, name, resource), name, operator, literal);
  }

  function textTest(name: string): Condition {
    take('open');
    const field = fieldNamed(fields, take('name').text, resource);
    take('comma');
    const wanted = take('text').text.replace(/[\\%_]/g, '\\$&');
    take('close');
    return { sql: `${field.sql} LIKE ? ESCAPE '\\'`, values: [`${name === 'startswith' ? '' : '%'}${wanted}${name === 'endswith' ? '' : '%'}`] };
  }

  const condition = either();
  if (at !== tokens.length) throw syntaxError();
  return condition;
}

export function fieldNamed(fields: Fields, name: string, resource: string): Field {
  const field = fields[name];
  if (!field) throw queryError(`Could not find a property named '${name}' on type '${resource}'.`);
  return field;
}

function comparison(field: Field, name: string, operator: string, token: Token): Condition {
  if (token.kind === 'name' && token.text.toLowerCase() === 'null') {
    if (operator === '=') return { sql: `${field.sql} IS NULL`, values: [] };
    if (operator === '<>') return { sql: `${field.sql} IS NOT NULL`, values: [] };
  }
  const value = literalFor(field, token);
  if (value === undefined) throw queryError(`The value '${token.text}' in $filter does not fit the property '${name}'.`);
  return { sql: `${field.sql} ${operator} ?`, values: [value] };
}

function literalFor(field: Field, { kind, text }: Token): Value | undefined {
  switch (field.kind) {
    case 'text':
    case 'json':
      return kind === 'text' ? text : undefined;
    case 'enum':
      if (kind !== 'text') return undefined;
      return /^\d+$/.test(text) ? (field.names[Number(text)] ?? '') : text;
    case 'bool':
      return kind === 'name' && /^(true|false)$/i.test(text) ? Number(text.toLowerCase() === 'true') : undefined;
    case 'int':
      return kind === 'literal' ? scaled(text, 0) : undefined;
    case 'number':
      return kind === 'literal' && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'decimal':
      return kind === 'literal' ? (scaled(text, field.places) ?? (Number.isFinite(Number(text)) ? Number(text) * 10 ** field.places : undefined)) : undefined;
    case 'day': {
      const day = kind === 'literal' ? /^(\d{4}-\d{2}-\d{2})(T[\d:.]+Z?)?$/.exec(text)?.[1] : undefined;
      return day;
    }
    case 'moment':
      if (kind !== 'literal' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?Z$/.test(text)) return undefined;
      return new Date(text.replace(/(\.\d{3})\d+Z$/, '$1Z')).toISOString();
  }
}
