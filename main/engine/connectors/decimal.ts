import { assert } from '../../../shared/values/assert.ts';
import { minorDigits } from '../../../shared/values/money.ts';
import type { Currency } from '../../../shared/values/money.ts';
import type { Json } from './connector.ts';

/**
 * Exact decimals in units of 10⁻¹⁰. A JSON number is taken by its shortest decimal text, so 23.325 is 23.325; digits beyond the
 * eighth decimal are the noise of somebody's floating point (23.324999999999996) and are rounded away before anything else.
 */
export type Exact = bigint;

const PLACES = 10;
const NOISE_PLACES = 8;
const ONE = 10n ** BigInt(PLACES);
const MAX_DIGITS = 25;

/** Half away from zero, as a bookkeeper rounds. */
export function divideHalfUp(value: bigint, divisor: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return value < 0n ? -rounded : rounded;
}

/** 23.325, '23.325' or 1e-7 as an exact decimal; undefined for what is no number. */
export function exact(value: Json | undefined): Exact | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = PLACES - fraction.length + Number(exponent);
  if (whole.length + Math.max(0, Number(exponent)) > MAX_DIGITS) return undefined;
  const digits = BigInt(whole + fraction);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfUp(digits, 10n ** BigInt(-shift));
  const quiet = 10n ** BigInt(PLACES - NOISE_PLACES);
  const value10 = divideHalfUp(scaled, quiet) * quiet;
  return sign ? -value10 : value10;
}

export const times = (a: Exact, b: Exact): Exact => divideHalfUp(a * b, ONE);
export const over = (a: Exact, b: Exact): Exact => {
  assert(b > 0n, 'a divisor is positive');
  return divideHalfUp(a * ONE, b);
};
export const whole = (value: number): Exact => BigInt(value) * ONE;

/** Minor units of the currency, half up; undefined beyond what a number holds exactly. */
export function toMinor(value: Exact, currency: Currency): number | undefined {
  const minor = Number(divideHalfUp(value, 10n ** BigInt(PLACES - minorDigits(currency))));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** Plain digits without trailing zeros: '20', '20.1', '1.15'. */
export function exactText(value: Exact): string {
  const magnitude = (value < 0n ? -value : value).toString().padStart(PLACES + 1, '0');
  const fraction = magnitude.slice(-PLACES).replace(/0+$/, '');
  const text = magnitude.slice(0, -PLACES) + (fraction && `.${fraction}`);
  return value < 0n ? `-${text}` : text;
}

/** 'as the system wrote it', digits only; '' for no number. */
export function decimalText(value: Json | undefined): string {
  const read = exact(value);
  return read === undefined ? '' : exactText(read);
}

const MAX_JSON_DIGITS = 15;

/** Decimal text as a JSON number whose literal has exactly these digits ('31.590' becomes 31.59). Fifteen digits are exact. */
export function jsonNumber(text: string): number {
  assert(/^-?\d+(\.\d+)?$/.test(text) && text.replace(/\D/g, '').replace(/^0+/, '').length <= MAX_JSON_DIGITS, `not a plain decimal of at most ${MAX_JSON_DIGITS} digits: ${text}`);
  return Number(text);
}
