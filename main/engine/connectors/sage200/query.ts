import { AppError } from '../../../../shared/contract/errors.ts';
import type { LocalDate } from '../../../../shared/values/date.ts';
import type { Json, Session } from '../connector.ts';
import { listAt, textAt } from '../json-value.ts';

/** Sage's own maximum. */
export const MAX_TOP = 5_000;
const MAX_PAGES = 2_000;
/** A page of exactly so many (or a multiple) may be cut by a server that gives less than was asked for. */
const USUAL_CUT = 500;

/** A text in a $filter: in single quotes, with its own quotes doubled. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const allOf = (conditions: readonly string[]): string => conditions.filter(Boolean).join(' and ');

/** A collection is a bare array, or stands under `value`. */
export const rowsIn = (answer: Json): Json[] => (Array.isArray(answer) ? answer : listAt(answer, 'value'));

/** A day as Sage's document fields want it. */
export const sageDay = (day: LocalDate | string): string => `${day}T00:00:00Z`;

export type Listing = { filter?: string; select?: string; expand?: string; top?: number; signal?: AbortSignal | undefined };

/**
 * All rows of a list in pages, by rising id from the last one seen: a row that is added or changed meanwhile moves no other row from
 * one page to the next, so none is missed or read twice.
 */
export async function* pagesOf(session: Session, path: string, { filter = '', select = '', expand = '', top = MAX_TOP, signal }: Listing): AsyncGenerator<Json[]> {
  let last = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const conditions = allOf([filter && last ? `(${filter})` : filter, last && `id gt ${last}`]);
    const answer = await session.request({
      method: 'GET', path, signal,
      query: { ...(conditions && { $filter: conditions }), $orderby: 'id', $top: String(top), ...(select && { $select: select }), ...(expand && { $expand: expand }) },
    });
    const rows = rowsIn(answer);
    if (rows.length > 0) yield rows;
    if (rows.length === 0 || (rows.length < top && rows.length % USUAL_CUT !== 0)) return;
    const next = textAt(rows.at(-1), 'id');
    if (!next || next === last) return;
    last = next;
  }
  throw new AppError('sage200.endless', 'report', `Sage goes on listing ${path.replace(/^\//, '')} without an end. Reading was stopped; report this.`);
}

export async function allRows(session: Session, path: string, listing: Listing): Promise<Json[]> {
  const rows: Json[] = [];
  for await (const page of pagesOf(session, path, listing)) rows.push(...page);
  return rows;
}

/** A few rows, oldest first. */
export async function firstRows(session: Session, path: string, { filter = '', select = '', expand = '', top = 20, signal }: Listing): Promise<Json[]> {
  return rowsIn(await session.request({
    method: 'GET', path, signal, query: { ...(filter && { $filter: filter }), $orderby: 'id', $top: String(top), ...(select && { $select: select }), ...(expand && { $expand: expand }) },
  }));
}
