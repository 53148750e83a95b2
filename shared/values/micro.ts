import { assert } from './assert.ts';

/** Millionths of a currency's unit, for what costs less than a penny: a call of a language model, a token. */
const DIGITS = 6;
const LEAST_SHOWN = 2;

/** 4500 → '0.0045', 2500000 → '2.50': all digits that count, and at least two. */
export function formatMicro(micro: number): string {
  assert(Number.isSafeInteger(micro) && micro >= 0, `not a whole number of millionths: ${micro}`);
  const text = String(micro).padStart(DIGITS + 1, '0');
  const fraction = text.slice(-DIGITS).replace(/0+$/, '').padEnd(LEAST_SHOWN, '0');
  return `${text.slice(0, -DIGITS)}.${fraction}`;
}

/** '2.5' → 2500000. Text in, whole millionths out; finer or no number at all gives undefined. */
export function parseMicro(text: string): number | undefined {
  const match = /^(\d{1,6})(?:\.(\d{0,6}))?$/.exec(text.trim());
  return match ? Number(`${match[1] ?? ''}${(match[2] ?? '').padEnd(DIGITS, '0')}`) : undefined;
}
