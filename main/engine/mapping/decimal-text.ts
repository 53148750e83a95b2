/** Decimal arithmetic on digits: no float takes part. Text that is no plain decimal gives null. */

type Digits = { units: bigint; places: number };

const PLAIN_DECIMAL = /^([+-]?)(\d{1,30})(?:\.(\d{0,30}))?$/;

function digitsOf(text: string): Digits | null {
  const match = PLAIN_DECIMAL.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, places: fraction.length };
}

function textOf({ units, places }: Digits): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export const isDecimalText = (text: string): boolean => PLAIN_DECIMAL.test(text.trim());

const power = (places: number): bigint => 10n ** BigInt(places);

/** Half away from zero to the given number of decimals, padded: '23.325' to 2 is '23.33'. */
export function roundDecimal(text: string, places: number): string | null {
  const digits = digitsOf(text);
  if (!digits) return null;
  if (digits.places <= places) return textOf({ units: digits.units * power(places - digits.places), places });
  const divisor = power(digits.places - places);
  const magnitude = digits.units < 0n ? -digits.units : digits.units;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return textOf({ units: digits.units < 0n ? -rounded : rounded, places });
}

/** a ÷ b, half away from zero to the given number of decimals; null where one is no number or b is nothing. */
export function divideDecimals(a: string, b: string, places: number): string | null {
  const left = digitsOf(a);
  const right = digitsOf(b);
  if (!left || !right || right.units === 0n) return null;
  const shift = places + right.places - left.places;
  const above = shift >= 0 ? left.units * power(shift) : left.units;
  const below = shift >= 0 ? right.units : right.units * power(-shift);
  const isNegative = above < 0n !== below < 0n;
  const [numerator, denominator] = [above < 0n ? -above : above, below < 0n ? -below : below];
  const rounded = (2n * numerator + denominator) / (2n * denominator);
  return textOf({ units: isNegative ? -rounded : rounded, places });
}

/** Below zero when a is the smaller, above zero when it is the larger, zero when they are the same number; null where one is no number. */
export function compareDecimals(a: string, b: string): number | null {
  const left = digitsOf(a);
  const right = digitsOf(b);
  if (!left || !right) return null;
  const places = Math.max(left.places, right.places);
  const [first, second] = [left.units * power(places - left.places), right.units * power(places - right.places)];
  return first < second ? -1 : first > second ? 1 : 0;
}

export const negateDecimal = (text: string): string => (text.startsWith('-') ? text.slice(1) : /[1-9]/.test(text) ? `-${text}` : text);

/** '12.500' is '12.5', '3.00' is '3': the same number without the zeros that say nothing. */
export const plainDecimal = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

export function addDecimals(texts: readonly string[]): string | null {
  let sum: Digits = { units: 0n, places: 0 };
  for (const text of texts) {
    const next = digitsOf(text);
    if (!next) return null;
    const places = Math.max(sum.places, next.places);
    sum = { units: sum.units * power(places - sum.places) + next.units * power(places - next.places), places };
  }
  return textOf(sum);
}

export function multiplyDecimals(a: string, b: string): string | null {
  const left = digitsOf(a);
  const right = digitsOf(b);
  if (!left || !right) return null;
  return plainDecimal(textOf({ units: left.units * right.units, places: left.places + right.places }));
}
