import type { Json } from './connector.ts';
import { isObject, parseJson } from './json-value.ts';

const MAX_LENGTH = 300;
const MAX_DEPTH = 4;

/**
 * The sentence in an error body, whatever its shape: a JSON string, {message}, {Message}, {error, error_description}, {errors: […]},
 * problem+json, an array of those, plain text; '' for nothing or for a web page.
 */
export function errorText(body: string): string {
  const json = parseJson(body);
  if (json === undefined) return /^\s*</.test(body) ? '' : shorten(body);
  return shorten(textOf(json, 0));
}

function textOf(value: Json | undefined, depth: number): string {
  if (typeof value === 'string') return value;
  if (depth > MAX_DEPTH) return '';
  if (Array.isArray(value)) return textOf(value[0], depth + 1);
  if (!isObject(value)) return '';
  for (const name of ['message', 'Message', 'error_description', 'detail', 'error', 'errors', 'Errors', 'title']) {
    const text = textOf(value[name], depth + 1);
    if (text) return text;
  }
  const [first] = Object.values(value);
  return depth > 0 ? textOf(first, depth + 1) : '';
}

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
};
