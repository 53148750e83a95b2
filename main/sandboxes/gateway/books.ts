import { assert } from '../../../shared/values/assert.ts';
import { decimalText, scaled } from '../decimal.ts';
import type { Days } from './body.ts';
import type { Dictionary } from './record-layout.ts';
import type { Fields, RecordStore } from './record-store.ts';

/** A company's files: what they are made of, where they are kept, and how a record says when it was written. */
export type Books = {
  store: RecordStore;
  dictionary: Dictionary;
  now: () => number;
  days: Days;
  /** The columns that say who wrote a record and when; those that its file does not have are left out. */
  stamp: (moment: Date, record: { isNew: boolean }) => Fields;
};

const KEY_SEPARATOR = '\t';

export const keyOf = (...parts: readonly string[]): string => parts.join(KEY_SEPARATOR);

export const read = ({ store }: Pick<Books, 'store'>, file: string, ...key: readonly string[]): Fields | undefined => store.get(file, keyOf(...key));

/** Writes a record whole: what is not given stays as it was, what never was is blank or zero. */
export function write(books: Books, file: string, given: Fields): Fields {
  const columns = books.dictionary.columns(file);
  const key = keyOf(...columns.filter(column => column.isKey).map(column => given[column.name] ?? ''));
  const before = books.store.get(file, key);
  const fields: Fields = {};
  for (const { name, kind, places } of columns) fields[name] = given[name] ?? before?.[name] ?? (kind === 'decimal' ? decimalText(0, places) : '');
  for (const [name, text] of Object.entries(books.stamp(new Date(books.now()), { isNew: !before }))) if (name in fields) fields[name] = text;
  books.store.put(file, key, fields);
  return fields;
}

export function remove(books: Books, file: string, fields: Fields): void {
  const parts = books.dictionary.columns(file).filter(column => column.isKey).map(column => fields[column.name] ?? '');
  books.store.remove(file, keyOf(...parts));
}

/** Rows of a file whose columns have these values. */
export const rowsOf = ({ store }: Pick<Books, 'store'>, file: string, equals: Readonly<Record<string, string>>): Fields[] =>
  store.find(file, { where: Object.entries(equals).map(([column, value]) => ({ column, is: '=', value })) }).map(({ fields }) => fields);

/** The next number of a kind, zero-filled. */
export const nextNumber = ({ store }: Pick<Books, 'store'>, sequence: string, length: number): string => String(store.next(sequence)).padStart(length, '0');

/** Whole units of 10^-places: '12.50' with 2 places is 1250; blank is 0. */
export function units(fields: Fields, name: string, places: number): number {
  const found = scaled(fields[name] || '0', places);
  assert(found !== undefined, `${name} holds no decimal with ${places} places: ${fields[name]}`);
  return found;
}

/** A person changes a record on the screen; answers how many there were. */
export function editRow(books: Books, file: string, key: readonly string[], change: Fields): number {
  const fields = books.dictionary.has(file) ? books.store.get(file, keyOf(...key)) : undefined;
  if (!fields) return 0;
  write(books, file, { ...fields, ...change });
  return 1;
}
