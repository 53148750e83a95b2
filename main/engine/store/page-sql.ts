import type { PageRequest } from '../../../shared/contract/page.ts';
import { fragment, join, raw } from './sql.ts';
import type { Fragment } from './sql.ts';

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

/** ORDER BY of a page request, always ended by the tie-breaker so that pages never overlap. */
export function orderOf(columns: PageColumns, sort: PageRequest['sort'], fallback: string): Fragment {
  const parts = sort.flatMap(({ field, direction }) => {
    const known = columns[field];
    return known ? [raw(`${known.column} ${direction === 'desc' ? 'DESC' : 'ASC'}`)] : [];
  });
  return join([...parts, raw(fallback)], ', ');
}
