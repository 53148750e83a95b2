import { scaled } from '../sage200/decimal.ts';
import type { Company } from './company.ts';
import { decimalText } from './company.ts';
import type { Column } from './dictionary.ts';
import { badRequest, GatewayError, notOnFile } from './gateway-error.ts';
import type { Fields } from './store.ts';

export type Body = Record<string, unknown>;

const MAX_LINES = 2_000;

export const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textIn = (body: Body, name: string): string => (typeof body[name] === 'string' ? body[name] : '');

export function linesIn(body: Body): Body[] {
  const lines = body['Lines'];
  if (lines === undefined || lines === null) return [];
  if (!Array.isArray(lines) || lines.length > MAX_LINES || !lines.every(isBody)) throw badRequest('BadLines', `Lines is a list of at most ${MAX_LINES} lines.`, 'Lines');
  return lines;
}

/** The columns of a body as Sage takes them; the first that it refuses ends it, as in its own screens. */
export function columnsOf({ dictionary }: Company, { file, object, path = '' }: { file: string; object: string; path?: string }, body: Body): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === 'Lines' || value === null || value === undefined) continue;
    const column = dictionary.column(file, name);
    if (!column) throw notOnFile(object, `${path}${name}`, `There is no column ${name}.`);
    fields[name] = valueOf(column, value, `${path}${name}`);
  }
  return fields;
}

function valueOf(column: Column, value: unknown, field: string): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new GatewayError(422, 'CI_InvalidValue', `${column.name} is neither text nor a number.`, { field });
  const text = String(value).trimEnd();
  if (column.kind === 'decimal') {
    const found = scaled(text || '0', column.places);
    if (found === undefined) throw new GatewayError(422, 'CI_InvalidNumber', `${column.name} is not a number with up to ${column.places} decimals.`, { field });
    return decimalText(found, column.places);
  }
  if (column.kind === 'day') {
    if (text !== '' && !isDay(text)) throw new GatewayError(422, 'CI_InvalidDate', `${column.name} is not a day as YYYYMMDD.`, { field });
    return text;
  }
  if (text.length > column.length) {
    throw new GatewayError(422, 'CI_CharLength', `${column.name} is too long; it takes ${column.length} characters.`, { sageMessage: `The ${column.name} is greater than ${column.length} character(s).`, field });
  }
  return text;
}

export function isDay(text: string): boolean {
  if (!/^\d{8}$/.test(text)) return false;
  const date = new Date(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10).replaceAll('-', '') === text;
}
