import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import { fragment, join, raw, sql } from './sql.ts';
import type { Fragment, Query, ReadDb } from './sql.ts';

/** Which SQL column a grid field stands for, and how its filter compares. */
export type PageColumns = Readonly<Record<string, { column: string; filter: 'equals' | 'contains' | 'prefix' }>>;

/** The filter of a page request as an AND of conditions ('1' when empty); fields that are not in the list are ignored. */
export function whereOf(columns: PageColumns, filter: PageRequest['filter']): Fragment {
  const conditions = Object.entries(filter).flatMap(([field, text]) => {
    const known = columns[field];
    if (!known || text === '') return [];
    const column = raw(known.column);
    const escaped = text.replace(/[\\%_]/g, character => `\\${character}`);
    if (known.filter === 'equals') return [fragment`${column} = ${text}`];
    if (known.filter === 'prefix') return [fragment`${column} LIKE ${`${escaped}%`} ESCAPE '\\'`];
    return [fragment`${column} LIKE ${`%${escaped}%`} ESCAPE '\\'`];
  });
  return conditions.length === 0 ? raw('1') : join(conditions, ' AND ');
}

/** The same columns the other way round. */
const reversed = (order: string): string => order.split(', ').map(term => (term.endsWith(' DESC') ? term.slice(0, -' DESC'.length) : `${term} DESC`)).join(', ');

/** ORDER BY of a page request, always ended by the tie-breaker so that pages never overlap. It follows a descending sort, so that one index serves both directions. */
export function orderOf(columns: PageColumns, sort: PageRequest['sort'], fallback: string): Fragment {
  const parts = sort.flatMap(({ field, direction }) => {
    const known = columns[field];
    return known ? [raw(`${known.column} ${direction === 'desc' ? 'DESC' : 'ASC'}`)] : [];
  });
  return join([...parts, raw(parts.length > 0 && sort.at(-1)?.direction === 'desc' ? reversed(fallback) : fallback)], ', ');
}

/** What a grid lists: of which tables, which rows, in which order. `key` is the integer that SQLite keeps the rows by. */
export type Listing = { readonly columns: Fragment; readonly from: Fragment; readonly key: Fragment; readonly where: Fragment; readonly order: Fragment };

/** How many rows a listing has, and the keys of some of them (its last page, or all) from a place on, as they were at a version of the file. */
type Known = { readonly version: string; readonly total: number; readonly start: number; readonly end: number; readonly keys: readonly number[] };

/** Rows of an index that are skipped rather than remembered: a millisecond. Whoever goes further down drags the scroll bar and will ask for more. */
const MAX_SKIPPED = 10_000;

/** Listings that are remembered for each connection; the keys of a million rows take 8 MB. */
const MAX_KNOWN = 8;
const knownOf = new WeakMap<ReadDb, Map<string, Known>>();

/** Changes with every commit of any connection. */
const versionOf = (db: ReadDb): string => db.get<{ version: string }>(sql`SELECT data_version || ' ' || total_changes() AS version FROM pragma_data_version`)?.version ?? '';

function remember(db: ReadDb, name: string, known: Known): Known {
  const listings = knownOf.get(db) ?? new Map<string, Known>();
  knownOf.set(db, listings);
  // Put back behind the others, so that the one asked longest ago is forgotten first.
  listings.delete(name);
  listings.set(name, known);
  const [oldest] = listings.keys();
  if (listings.size > MAX_KNOWN && oldest !== undefined) listings.delete(oldest);
  return known;
}

/** Whether SQLite finds the rows of a listing in order in an index alone, and so can skip or count them quickly. */
function isIndexed(db: ReadDb, { text, values }: Query): boolean {
  const plan = db.all<{ detail: string }>({ text: `EXPLAIN QUERY PLAN ${text}`, values }).map(({ detail }) => detail).join('\n');
  return plan.includes('USING COVERING INDEX') && !plan.includes('TEMP B-TREE FOR ORDER BY');
}

/**
 * The keys of a page. The top of a listing that an index counts, and any page that an index leads to soon, is asked for as it is. Of every
 * other listing the keys are remembered until something is written, so that it is searched, sorted and counted once and not for every page.
 */
function keysOf(db: ReadDb, { from, key, where, order }: Listing, { start, end }: PageRequest): { keys: readonly number[]; total: number } {
  const all = sql`SELECT ${key} FROM ${from} WHERE ${where} ORDER BY ${order}`;
  const name = JSON.stringify([all.text, all.values]);
  const version = versionOf(db);
  const found = knownOf.get(db)?.get(name);
  const known = found?.version === version ? found : undefined;
  if (known && known.start <= start && end <= known.end) return { keys: known.keys.slice(start - known.start, end - known.start), total: known.total };
  const count = sql`SELECT count(*) AS n FROM ${from} WHERE ${where}`;
  if (start > MAX_SKIPPED || (known === undefined && !isIndexed(db, count)) || (start > 0 && !isIndexed(db, all))) {
    const keys = db.keys(all);
    remember(db, name, { version, total: keys.length, start: 0, end: Number.POSITIVE_INFINITY, keys });
    return { keys: keys.slice(start, end), total: keys.length };
  }
  const keys = db.keys(sql`SELECT ${key} FROM ${from} WHERE ${where} ORDER BY ${order} LIMIT ${end - start} OFFSET ${start}`);
  const total = known?.total ?? db.get<{ n: number }>(count)?.n ?? 0;
  remember(db, name, { version, total, start, end, keys });
  return { keys, total };
}

/** One page of a listing and how many rows there are. */
export function pageRows<Row>(db: ReadDb, listing: Listing, page: PageRequest): Page<Row> {
  const { keys, total } = keysOf(db, listing, page);
  const rows = db.all<Row>(sql`
    WITH chosen AS MATERIALIZED (SELECT value AS chosen_key, key AS chosen_at FROM json_each(${JSON.stringify(keys)}))
    SELECT ${listing.columns} FROM chosen CROSS JOIN ${listing.from} WHERE ${listing.key} = chosen_key ORDER BY chosen_at`);
  return { rows, total };
}
