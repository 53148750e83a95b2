import { createHash } from 'node:crypto';
import { AppError } from '../../../../shared/contract/errors.ts';
import type { Json, Session } from '../connector.ts';
import { decimalText } from '../decimal.ts';
import { isObject, textAt } from '../json-value.ts';

/** A field that a document is looked for by. `system` says who could not be asked without it. */
export function needed(body: Json, field: string, system: string): string {
  const text = textAt(body, field).trim();
  if (text) return text;
  throw new AppError('field.required', 'fixRecord', `The document has no ${field}, so ${system} could not be asked whether it holds it already. Map ${field}.`, { field });
}

/** A document as Sage's US systems keep it: text throughout, days as `dayText` writes them, yes and no as Y and N; nothing is left out as blank. */
export function asFields(value: Json, dayText: (day: string) => string, name = ''): Json {
  if (Array.isArray(value)) return value.map(one => asFields(one, dayText));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null && inner !== '').map(([key, inner]) => [key, asFields(inner, dayText, key)]));
  if (typeof value === 'number') return decimalText(value) || String(value);
  if (typeof value === 'boolean') return value ? 'Y' : 'N';
  return typeof value === 'string' && /Date$/.test(name) && /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? dayText(value) : value;
}

/** One document, one name: the gateway drops a second write of it. */
const nameOf = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

export type Writing = { body: Json; name: readonly string[]; signal: AbortSignal | undefined };

export const post = (session: Session, path: string, { body, name, signal }: Writing): Promise<Json> => session.request({ method: 'POST', path, body, write: true, idempotencyKey: nameOf(path, ...name), signal });
