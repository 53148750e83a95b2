import { keyOf, type Books } from './books.ts';
import { badRequest } from './gateway-error.ts';
import type { Condition, Fields, Search, Since, Stored } from './record-store.ts';

export type Row = { [name: string]: string | Row | Row[] };

export type Source<B extends Books> = { file: string; where?: readonly Condition[]; row?: (books: B, fields: Fields) => Row };
type Param = Pick<Condition, 'column' | 'is'> & { /** What is compared with, when it is not the text that was asked with. */ compared?: (text: string) => string };
/** One address of the gateway: where its rows come from, and which columns its questions may name. */
export type View<B extends Books> = { sources: readonly [Source<B>, ...Source<B>[]]; params?: Readonly<Record<string, Param>>; /** Its rows are about a customer. */ byCustomer?: true };

export type Listing<B extends Books> = {
  views: Readonly<Record<string, View<B>>>;
  /** What `customer=…` asks for. */
  customer: (text: string) => readonly Condition[];
  /** What `updatedSince=…` asks for. */
  since: (moment: Date) => Since;
};

export const is = (column: string): Param => ({ column, is: '=' });
export const days = (column: string): Readonly<Record<string, Param>> => ({ from: { column, is: '>=' }, to: { column, is: '<=' } });

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const OWN_PARAMS: ReadonlySet<string> = new Set(['updatedSince', 'cursor', 'limit', 'customer']);

/** A page of rows in the order of the key. The cursor names the last row handed out, so rows written meanwhile shift nothing. */
export function listRows<B extends Books>(books: B, listing: Listing<B>, { path, query }: { path: string; query: URLSearchParams }): { Records: Row[]; NextCursor: string } | undefined {
  const view = Object.hasOwn(listing.views, path) ? listing.views[path] : undefined;
  if (!view) return undefined;
  const where = conditionsOf(books, listing, view, query);
  const limit = Math.min(MAX_LIMIT, Math.max(1, Number(query.get('limit') ?? DEFAULT_LIMIT) || DEFAULT_LIMIT));
  const [start, after] = readCursor(query.get('cursor'));
  const search: Search = { where, ...sinceOf(listing, query) };
  const found: { at: number; stored: Stored; source: Source<B> }[] = [];
  view.sources.forEach((source, at) => {
    if (at < start || found.length > limit) return;
    const rows = books.store.find(source.file, { ...search, where: [...(source.where ?? []), ...where], after: at === start ? after : '', limit: limit + 1 - found.length });
    found.push(...rows.map(stored => ({ at, stored, source })));
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    Records: page.map(({ stored: { fields }, source }) => source.row?.(books, fields) ?? fields),
    NextCursor: found.length > limit && last ? Buffer.from(JSON.stringify([last.at, last.stored.key])).toString('base64url') : '',
  };
}

/** One row by its key; undefined when there is none. */
export function oneOf<B extends Books>(books: B, view: View<B>, key: readonly string[]): Row | undefined {
  for (const source of view.sources) {
    const fields = books.store.get(source.file, keyOf(...key));
    if (fields) return source.row?.(books, fields) ?? fields;
  }
  return undefined;
}

function conditionsOf<B extends Books>({ days: { isDay, pattern } }: B, { customer }: Listing<B>, { params = {}, byCustomer }: View<B>, query: URLSearchParams): Condition[] {
  const where: Condition[] = [];
  for (const [name, value] of query) {
    const param = Object.hasOwn(params, name) ? params[name] : undefined;
    if (param) {
      if ((name === 'from' || name === 'to') && !isDay(value)) throw badRequest('BadQuery', `${name} is not a day as ${pattern}.`, name);
      where.push({ column: param.column, is: param.is, value: param.compared?.(value) ?? value });
    } else if (!OWN_PARAMS.has(name)) throw badRequest('BadQuery', `There is nothing to be asked by ${name} here.`, name);
  }
  const asked = query.get('customer');
  if (asked === null) return where;
  if (!byCustomer) throw badRequest('BadQuery', 'These rows are not about customers.', 'customer');
  return [...where, ...customer(asked)];
}

function sinceOf<B extends Books>({ since }: Listing<B>, query: URLSearchParams): Pick<Search, 'since'> {
  const text = query.get('updatedSince');
  if (text === null) return {};
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badRequest('BadQuery', 'updatedSince is not a moment such as 2026-10-01T00:00:00Z.', 'updatedSince');
  return { since: since(new Date(ms)) };
}

function readCursor(text: string | null): [source: number, after: string] {
  if (!text) return [0, ''];
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string') return [value[0], value[1]];
  } catch {
    throw badRequest('BadCursor', 'This cursor is none of ours.', 'cursor');
  }
  throw badRequest('BadCursor', 'This cursor is none of ours.', 'cursor');
}
