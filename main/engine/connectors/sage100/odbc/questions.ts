import type { Json } from '../../connector.ts';
import type { JsonObject } from '../../json-value.ts';
import type { Table } from '../../odbc/bridge.ts';
import { WITHOUT_DATE_UPDATED } from './tables.ts';
import type { Source, View } from './tables.ts';

/** A question that the list cannot be asked. */
export class BadQuestion extends Error {
  override name = 'BadQuestion';
}

const isDayColumn = (column: string): boolean => /Date$|^Date/.test(column);

/** Text in single quotes, days as ODBC writes them: ProvideX takes no others. */
export const literal = (column: string, value: string): string => (isDayColumn(column) && /^\d{8}$/.test(value) ? `{d '${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}'}` : `'${value.replaceAll("'", "''")}'`);

const compared = (column: string, is: '=' | '>' | '>=' | '<=', value: string): string => `${column} ${is} ${literal(column, value)}`;

/** Rows behind a key: of several columns, in the order of the key. */
function after(key: readonly string[], values: readonly string[]): string {
  const steps = key.map((column, index) => [...key.slice(0, index).map((earlier, at) => compared(earlier, '=', values[at] ?? '')), compared(column, '>', values[index] ?? '')].join(' AND '));
  return `(${steps.map(step => `(${step})`).join(' OR ')})`;
}

const OWN_PARAMS: ReadonlySet<string> = new Set(['cursor', 'limit']);

function conditionsOf({ params = {}, day }: View, { table }: Source, query: URLSearchParams): string[] {
  return [...query].flatMap(([name, value]): string[] => {
    const column = Object.hasOwn(params, name) ? params[name] : undefined;
    if (column) return [compared(column, '=', value)];
    if ((name === 'from' || name === 'to') && day) return [compared(day, name === 'from' ? '>=' : '<=', value)];
    if (name === 'customer') {
      const at = value.indexOf('-');
      return [compared('ARDivisionNo', '=', value.slice(0, at)), compared('CustomerNo', '=', value.slice(at + 1))];
    }
    // The day is enough: what changed on it comes again, never not at all.
    if (name === 'updatedSince') return WITHOUT_DATE_UPDATED.has(table) ? [] : [compared('DateUpdated', '>=', value.slice(0, 10).replaceAll('-', ''))];
    if (OWN_PARAMS.has(name)) return [];
    throw new BadQuestion(`There is nothing to be asked by ${name} here.`);
  });
}

/** A page of a table, in the order of its key. Sage's SQL has neither subqueries nor a limit: the bridge stops reading. */
export function pageSql(view: View, source: Source, { query, behind }: { query: URLSearchParams; behind: readonly string[] | null }): string {
  const conditions = [...(source.only ? [source.only] : []), ...conditionsOf(view, source, query), ...(behind ? [after(source.key, behind)] : [])];
  return `SELECT * FROM ${source.table}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''} ORDER BY ${source.key.join(', ')}`;
}

/** Everything that belongs to the rows of a page, by the first and the last of them. */
export const childrenSql = ({ table, on }: { table: string; on: string }, first: string, last: string): string => `SELECT * FROM ${table} WHERE ${compared(on, '>=', first)} AND ${compared(on, '<=', last)}`;

/** Rows as the gateway shows them: text without padding, days as YYYYMMDD, and the SQL edition's blank day as none. */
export function recordsOf({ columns, rows }: Table): JsonObject[] {
  return rows.map(row => Object.fromEntries(columns.map((column, index): [string, Json] => [column, shown(column, row[index] ?? '')])));
}

function shown(column: string, value: string): string {
  if (!isDayColumn(column)) return value.trimEnd();
  const day = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(value.trim());
  const text = day ? day.slice(1).join('') : '';
  return text > '18000101' ? text : '';
}

export type Cursor = { source: number; behind: readonly string[] };

export const writeCursor = ({ source, behind }: Cursor): string => Buffer.from(JSON.stringify([source, ...behind])).toString('base64url');

export function readCursor(text: string | null): Cursor | null {
  if (!text) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value) && typeof value[0] === 'number') return { source: value[0], behind: value.slice(1).map(String) };
  } catch {
    throw new BadQuestion('This cursor is none of ours.');
  }
  throw new BadQuestion('This cursor is none of ours.');
}
