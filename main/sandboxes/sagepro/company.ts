import { decimalText, divideHalfUp } from '../decimal.ts';
import { units, type Books } from '../gateway/books.ts';
import type { Fields } from '../gateway/record-store.ts';
import type { World } from '../world/world-types.ts';

/** One company's database and what is needed to keep it. */
export type Company = Books & { world: World; code: string; currency: string };

/** Who writes through the gateway; four letters are all there is room for. */
const GATEWAY_USER = 'GTWY';
const NUMBER_LENGTH = 10;

/** Sage Pro notes who added a record and when, and never when it was changed. */
export function stamp(moment: Date, { isNew }: { isNew: boolean }): Fields {
  const text = moment.toISOString();
  return isNew ? { adduser: GATEWAY_USER, adddate: text.slice(0, 10), addtime: text.slice(11, 19) } : {};
}

export const today = ({ now }: Pick<Company, 'now'>): string => new Date(now()).toISOString().slice(0, 10);

/** Numbers of documents stand on the right of their field, with blanks before them. */
export const padded = (number: string): string => number.trim().padStart(NUMBER_LENGTH, ' ');

/** Thousandths: every quantity, price and amount has three places. */
export const mills = (fields: Fields, name: string): number => units(fields, name, 3);
export const millsText = (value: number): string => decimalText(value, 3);
export const minorText = (minor: number): string => millsText(minor * 10);
/** An amount that was rounded to cents before it was written. */
export const minor = (fields: Fields, name: string): number => Math.round(mills(fields, name) / 10);

/** Quantity × price less the discount, in minor units, half up; all three in thousandths. */
export const extensionMinor = ({ quantity, price, discount }: { quantity: number; price: number; discount: number }): number =>
  divideHalfUp(BigInt(quantity) * BigInt(price) * (100_000n - BigInt(discount)), 1_000n * 10n * 100_000n);
