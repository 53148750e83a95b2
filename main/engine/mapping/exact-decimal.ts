import { addDecimals, compareDecimals, divideDecimals, isDecimalText, multiplyDecimals, negateDecimal, roundDecimal } from './decimal-text.ts';

/** Numbers longer than this are no amounts of anybody's books. */
const MAX_PLACES = 20;

/** A number by its digits, as expressions know it. A class, because the expression language tells types apart by their constructor. */
export class Decimal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

function decimalOf(text: string | null, what: string): Decimal {
  if (text === null) throw new RangeError(`${what} is not a number, or has too many digits`);
  return new Decimal(text);
}

export function parseDecimal(text: string): Decimal {
  const plain = text.trim();
  return decimalOf(isDecimalText(plain) ? plain : null, `"${text}"`);
}

export const wholeDecimal = (whole: bigint): Decimal => new Decimal(whole.toString());
export const plus = (a: Decimal, b: Decimal): Decimal => decimalOf(addDecimals([a.text, b.text]), 'the sum');
export const minus = (a: Decimal, b: Decimal): Decimal => plus(a, negated(b));
export const times = (a: Decimal, b: Decimal): Decimal => decimalOf(multiplyDecimals(a.text, b.text), 'the product');
export const negated = (a: Decimal): Decimal => new Decimal(negateDecimal(a.text));
export const compared = (a: Decimal, b: Decimal): number => compareDecimals(a.text, b.text) ?? 0;

const placesOf = (places: bigint): number => {
  if (places < 0n || places > BigInt(MAX_PLACES)) throw new RangeError(`decimals are 0 to ${MAX_PLACES}`);
  return Number(places);
};

export const rounded = (a: Decimal, places: bigint): Decimal => decimalOf(roundDecimal(a.text, placesOf(places)), 'the number');

export function divided(a: Decimal, b: Decimal, places: bigint): Decimal {
  if (compared(b, new Decimal('0')) === 0) throw new RangeError('nothing can be divided by zero');
  return decimalOf(divideDecimals(a.text, b.text, placesOf(places)), 'the quotient');
}

export const summed = (list: readonly Decimal[]): Decimal => decimalOf(addDecimals(list.map(({ text }) => text)), 'the sum');
