import { fragment, raw, sql } from './sql.ts';
import type { Fragment, ReadDb } from './sql.ts';

/** Who had a hand in what another person approves: ids of people, kept in one column with a blank between them. */
export const authorsIn = (column: string): string[] => column.split(' ').filter(id => id !== '');

export const withAuthor = (authors: readonly string[], personId: string): string[] => (authors.includes(personId) ? [...authors] : [...authors, personId]);

/** In SQL: whether a person is among the authors of a row. */
export const isAuthor = (column: 'authors' | 't.authors', personId: string): Fragment => fragment`instr(' ' || ${raw(column)} || ' ', ${` ${personId} `}) > 0`;

/** Names of the people with these ids, in their order; an id without a person names itself. */
export const namesOf = (db: ReadDb, ids: readonly string[]): string[] => ids.map(id => db.get<{ name: string }>(sql`SELECT name FROM person WHERE id = ${id}`)?.name ?? id);
