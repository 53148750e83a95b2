import { assert } from '../../../shared/values/assert.ts';
import { divideHalfUp, scaled } from '../sage200/decimal.ts';
import type { World } from '../world/world-types.ts';
import type { Dictionary } from './dictionary.ts';
import type { Fields, Store } from './store.ts';

/** One company's files and what is needed to keep them. */
export type Company = { store: Store; world: World; dictionary: Dictionary; now: () => number; code: string; currency: string; invoiceNumberLength: number };

const KEY_SEPARATOR = '\t';
const UNIT = 1_000_000;

export const keyOf = (...parts: readonly string[]): string => parts.join(KEY_SEPARATOR);

/** Days are YYYYMMDD; times are hours with decimals: "15.5" is half past three. */
export function stamp({ now }: Pick<Company, 'now'>): { day: string; hours: string } {
  const moment = new Date(now());
  const text = moment.toISOString();
  const seconds = moment.getUTCHours() * 3_600 + moment.getUTCMinutes() * 60 + moment.getUTCSeconds();
  return { day: text.slice(0, 10).replaceAll('-', ''), hours: String(Math.round((seconds / 3_600) * 100_000) / 100_000) };
}

export const read = ({ store }: Company, file: string, ...key: readonly string[]): Fields | undefined => store.get(file, keyOf(...key));

/** Writes a record whole: what is not given stays as it was, what never was is blank or zero. */
export function write(company: Company, file: string, given: Fields): Fields {
  const columns = company.dictionary.columns(file);
  const key = keyOf(...columns.filter(column => column.isKey).map(column => given[column.name] ?? ''));
  const before = company.store.get(file, key);
  const { day, hours } = stamp(company);
  const fields: Fields = {};
  for (const { name, kind, places } of columns) fields[name] = given[name] ?? before?.[name] ?? (kind === 'decimal' ? decimalText(0, places) : '');
  if (!before && 'DateCreated' in fields) Object.assign(fields, { DateCreated: day, TimeCreated: hours, UserCreatedKey: 'GATEWAY' });
  if ('DateUpdated' in fields) Object.assign(fields, { DateUpdated: day, TimeUpdated: hours, UserUpdatedKey: 'GATEWAY' });
  company.store.put(file, key, fields);
  return fields;
}

export function remove(company: Company, file: string, fields: Fields): void {
  const parts = company.dictionary.columns(file).filter(column => column.isKey).map(column => fields[column.name] ?? '');
  company.store.remove(file, keyOf(...parts));
}

/** Rows of a file whose columns have these values. */
export const rowsOf = ({ store }: Company, file: string, equals: Readonly<Record<string, string>>): Fields[] =>
  store.find(file, { where: Object.entries(equals).map(([column, value]) => ({ column, is: '=', value })) }).map(({ fields }) => fields);

/** The next number of a kind, zero-filled. It is used up even when nothing comes of it. */
export const nextNumber = ({ store }: Company, sequence: string, length: number): string => String(store.next(sequence)).padStart(length, '0');

export const invoiceNumber = (company: Company): string => nextNumber(company, 'InvoiceNo', company.invoiceNumberLength);

/** Numbers are filled with zeros to the company's length, words stay as they are. */
export const padInvoiceNumber = ({ invoiceNumberLength }: Company, text: string): string => (/^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '').padStart(invoiceNumberLength, '0') : text);

/** Whole units of 10^-places: '12.50' with 2 places is 1250; blank is 0. */
export function units(fields: Fields, name: string, places: number): number {
  const found = scaled(fields[name] || '0', places);
  assert(found !== undefined, `${name} holds no decimal with ${places} places: ${fields[name]}`);
  return found;
}

export const minor = (fields: Fields, name: string): number => units(fields, name, 2);
export const quantity = (fields: Fields, name: string): number => units(fields, name, 6);

export function decimalText(value: number, places: number): string {
  if (places === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export const moneyText = (value: number): string => decimalText(value, 2);
export const quantityText = (value: number): string => decimalText(value, 6);

/** Quantity × price in minor units, half up; both in millionths. */
export const extension = (amount: number, price: number): number => divideHalfUp(BigInt(amount) * BigInt(price) * 100n, BigInt(UNIT) * BigInt(UNIT));

/** A rate in millionths of a per cent of an amount, half up. */
export const rateOf = (amountMinor: number, rateE6: number): number => divideHalfUp(BigInt(amountMinor) * BigInt(rateE6), 100n * BigInt(UNIT));

export const addQuantity = (company: Company, file: string, row: Fields, name: string, change: number): void => void write(company, file, { ...row, [name]: quantityText(quantity(row, name) + change) });
export const addMoney = (company: Company, file: string, row: Fields, name: string, change: number): void => void write(company, file, { ...row, [name]: moneyText(minor(row, name) + change) });
