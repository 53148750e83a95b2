import { dayOf } from './days.ts';

const [MINUS, PLUS, DASH, SPACE, LETTER_T, ZERO] = [45, 43, 45, 32, 84, 48];
const MAX_DIGITS = 15;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function hasBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] === SPACE) return true;
  return false;
}

/** A number of digits and nothing else; NaN for any other text. */
function digits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return from < to ? value : Number.NaN;
}

/** A whole number with or without its sign; NaN for any other text. */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from];
  const start = first === MINUS || first === PLUS ? from + 1 : from;
  if (to - start > MAX_DIGITS) return Number.NaN;
  const value = digits(bytes, start, to);
  return first === MINUS && value !== 0 ? -value : value;
}

/** YYYY-MM-DD, a time of day behind it passed over; NaN for a day that does not exist. */
export function dayFrom(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 10 || (to - from > 10 && bytes[from + 10] !== LETTER_T && bytes[from + 10] !== SPACE) || bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return Number.NaN;
  const [year, month, day] = [digits(bytes, from, from + 4), digits(bytes, from + 5, from + 7), digits(bytes, from + 8, from + 10)];
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= (MONTH_DAYS[month - 1] ?? 0))) return Number.NaN;
  return month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) ? Number.NaN : dayOf(year, month, day);
}
