import { decimalText, divideHalfUp } from '../decimal.ts';
import { nextNumber, units, write, type Books } from '../gateway/books.ts';
import type { Fields } from '../gateway/record-store.ts';
import type { World } from '../world/world-types.ts';

/** One company's files and what is needed to keep them. */
export type Company = Books & { world: World; code: string; currency: string; invoiceNumberLength: number };

const UNIT = 1_000_000;

/** Days are YYYYMMDD; times are hours with decimals: "15.5" is half past three. */
export function clockOf(moment: Date): { day: string; hours: string } {
  const seconds = moment.getUTCHours() * 3_600 + moment.getUTCMinutes() * 60 + moment.getUTCSeconds();
  return { day: moment.toISOString().slice(0, 10).replaceAll('-', ''), hours: String(Math.round((seconds / 3_600) * 100_000) / 100_000) };
}

export const today = ({ now }: Pick<Company, 'now'>): string => clockOf(new Date(now())).day;

export function stamp(moment: Date, { isNew }: { isNew: boolean }): Fields {
  const { day, hours } = clockOf(moment);
  return { ...(isNew && { DateCreated: day, TimeCreated: hours, UserCreatedKey: 'GATEWAY' }), DateUpdated: day, TimeUpdated: hours, UserUpdatedKey: 'GATEWAY' };
}

export const invoiceNumber = (company: Company): string => nextNumber(company, 'InvoiceNo', company.invoiceNumberLength);

/** Numbers are filled with zeros to the company's length, words stay as they are. */
export const padInvoiceNumber = ({ invoiceNumberLength }: Company, text: string): string => (/^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '').padStart(invoiceNumberLength, '0') : text);

export const minor = (fields: Fields, name: string): number => units(fields, name, 2);
export const quantity = (fields: Fields, name: string): number => units(fields, name, 6);
export const moneyText = (value: number): string => decimalText(value, 2);
export const quantityText = (value: number): string => decimalText(value, 6);

/** Quantity × price in minor units, half up; both in millionths. */
export const extension = (amount: number, price: number): number => divideHalfUp(BigInt(amount) * BigInt(price) * 100n, BigInt(UNIT) * BigInt(UNIT));

export const addQuantity = (company: Company, file: string, row: Fields, name: string, change: number): void => void write(company, file, { ...row, [name]: quantityText(quantity(row, name) + change) });
export const addMoney = (company: Company, file: string, row: Fields, name: string, change: number): void => void write(company, file, { ...row, [name]: moneyText(minor(row, name) + change) });
