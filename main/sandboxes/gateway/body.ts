import { decimalText, scaled } from '../decimal.ts';
import type { Books } from './books.ts';
import { badRequest, GatewayError, notOnFile } from './gateway-error.ts';
import type { Column } from './record-layout.ts';
import type { Fields } from './record-store.ts';

export type Body = Record<string, unknown>;

const MAX_LINES = 2_000;

export const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textIn = (body: Body, name: string): string => (typeof body[name] === 'string' ? body[name] : '');

export function linesIn(body: Body, name = 'Lines'): Body[] {
  const lines = body[name];
  if (lines === undefined || lines === null) return [];
  if (!Array.isArray(lines) || lines.length > MAX_LINES || !lines.every(isBody)) throw badRequest('BadLines', `${name} is a list of at most ${MAX_LINES} lines.`, name);
  return lines;
}

/** Where a body is written to. `names` translates the gateway's names of columns into the file's own; without it they are the same. */
export type Place = { file: string; object: string; path?: string; names?: Readonly<Record<string, string>> };

/** The columns of a body as Sage takes them; the first that it refuses ends it, as in its own screens. Lists and groups are the caller's. */
export function columnsOf(books: Books, { file, object, path = '', names }: Place, body: Body): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || typeof value === 'object') continue;
    const column = books.dictionary.column(file, names ? (names[name] ?? '') : name) ?? customColumn(books, file, name);
    if (!column) throw notOnFile(object, `${path}${name}`, `There is no column ${name}.`);
    fields[column.name] = valueOf(books, column, value, { name, field: `${path}${name}` });
  }
  return fields;
}

const customColumn = ({ dictionary }: Books, file: string, name: string): Column | undefined => {
  const column = dictionary.column(file, name);
  return column?.isCustom ? column : undefined;
};

function valueOf({ days }: Books, column: Column, value: unknown, { name, field }: { name: string; field: string }): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new GatewayError(422, 'CI_InvalidValue', `${name} is neither text nor a number.`, { field });
  const text = String(value).trimEnd();
  if (column.kind === 'decimal') {
    const found = scaled(text || '0', column.places);
    if (found === undefined) throw new GatewayError(422, 'CI_InvalidNumber', `${name} is not a number with up to ${column.places} decimals.`, { field });
    return decimalText(found, column.places);
  }
  if (column.kind === 'day') {
    if (text !== '' && !days.isDay(text)) throw new GatewayError(422, 'CI_InvalidDate', `${name} is not a day as ${days.pattern}.`, { field });
    return text;
  }
  if (text.length > column.length) {
    throw new GatewayError(422, 'CI_CharLength', `${name} is too long; it takes ${column.length} characters.`, { sageMessage: `The ${name} is greater than ${column.length} character(s).`, field });
  }
  return text;
}

const isDate = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
};

/** How a system writes a day. */
export type Days = { isDay: (text: string) => boolean; pattern: string };
export const PLAIN_DAYS: Days = { pattern: 'YYYYMMDD', isDay: text => /^\d{8}$/.test(text) && isDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) };
export const ISO_DAYS: Days = { pattern: 'YYYY-MM-DD', isDay: text => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDate(text) };
