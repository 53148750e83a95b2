import { z } from 'zod';
import { assert } from './assert.ts';

/** ISO 4217 currencies that a company may keep books in, with their minor digits. */
const MINOR_DIGITS = { GBP: 2, EUR: 2, USD: 2, CAD: 2, AUD: 2, NZD: 2, CHF: 2, SEK: 2, NOK: 2, DKK: 2, PLN: 2, CZK: 2, JPY: 0, KWD: 3 } as const;

export const Currency = z.enum(Object.keys(MINOR_DIGITS) as (keyof typeof MINOR_DIGITS)[]);
export type Currency = z.infer<typeof Currency>;

/** Whole minor units; the range in which a JavaScript number is exact. */
export const Minor = z.int();

export const Money = z.object({ minor: Minor, currency: Currency });
export type Money = z.infer<typeof Money>;

export const minorDigits = (currency: Currency): number => MINOR_DIGITS[currency];

/** '12.5', 'GBP' → 1250 minor units. Text in, integer out; too many decimals or no number at all gives undefined. */
export function parseMoney(text: string, currency: Currency): Money | undefined {
  const digits = MINOR_DIGITS[currency];
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const tooFine = /[1-9]/.test(fraction.slice(digits));
  const magnitude = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  if (tooFine || !Number.isSafeInteger(magnitude)) return undefined;
  return { minor: sign && magnitude > 0 ? -magnitude : magnitude, currency };
}

/** 1250 'GBP' → '12.50': plain digits for files and bodies, no grouping, no symbol. */
export function formatMinor(minor: number, currency: Currency): string {
  assert(Number.isSafeInteger(minor), `not a whole number of minor units: ${minor}`);
  const digits = MINOR_DIGITS[currency];
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const body = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minor < 0 ? `-${body}` : body;
}

export function addMoney(a: Money, b: Money): Money {
  assert(a.currency === b.currency, `cannot add ${a.currency} and ${b.currency}`);
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** amount × numerator / denominator, half away from zero ("half up" as a bookkeeper says it). Exact for safe integers. */
export function multiplyHalfUp(minor: number, numerator: number, denominator: number): number {
  assert(Number.isSafeInteger(minor) && Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator) && denominator > 0, 'a rate is a fraction of whole numbers');
  const product = BigInt(minor) * BigInt(numerator);
  const magnitude = product < 0n ? -product : product;
  const divisor = BigInt(denominator);
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return Number(product < 0n ? -rounded : rounded);
}

/** Splits an amount in proportion to weights so that the parts sum to the whole; the remainder goes to the largest fractions, first come first. */
export function splitMinor(minor: number, weights: readonly number[]): number[] {
  assert(weights.length > 0 && weights.every(weight => Number.isSafeInteger(weight) && weight >= 0), 'weights are whole numbers');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const even = total === 0 ? weights.map(() => 1) : weights;
  const divisor = BigInt(total === 0 ? weights.length : total);
  const sign = minor < 0 ? -1 : 1;
  const magnitude = BigInt(Math.abs(minor));
  const parts = even.map((weight, index) => {
    const product = magnitude * BigInt(weight);
    return { index, floor: Number(product / divisor), rest: product % divisor };
  });
  let left = Math.abs(minor) - parts.reduce((sum, part) => sum + part.floor, 0);
  for (const part of [...parts].sort((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.index - b.index))) {
    if (left === 0) break;
    part.floor += 1;
    left -= 1;
  }
  return parts.map(part => (part.floor === 0 ? 0 : sign * part.floor));
}
