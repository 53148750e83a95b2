import { formatMinor, parseMoney, type Currency, Currency as CurrencySchema } from '../../shared/values/money.ts';
import type { Instant, LocalDate, Period } from '../../shared/values/date.ts';

const MINUS = '−';
const dayFormat = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short', year: 'numeric', timeZone: 'UTC' });
const momentFormat = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });
const clockFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const monthFormat = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const countFormat = new Intl.NumberFormat();
const amountFormats = new Map<number, Intl.NumberFormat>();

/** Currencies that are not kept in the books are shown with two digits, as outside systems send them. */
const knownCurrency = (currency: string): Currency => (CurrencySchema.safeParse(currency).success ? currency as Currency : 'GBP');

/** −1,234.50: grouped as the locale does, with a real minus sign. The digits never pass through a float. */
export function amount(minor: number, currency: string): string {
  const plain = formatMinor(Math.abs(minor), knownCurrency(currency));
  const digits = plain.split('.')[1]?.length ?? 0;
  let format = amountFormats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    amountFormats.set(digits, format);
  }
  // A decimal text is formatted exactly; TypeScript's own type for it is a template of digits.
  const text = format.format(plain as `${number}`);
  return minor < 0 ? `${MINUS}${text}` : text;
}

const separators = Object.fromEntries(new Intl.NumberFormat().formatToParts(-12345.6).map(({ type, value }) => [type, value]));

/** What was typed as an amount, grouped as the locale does or not at all, → minor units; undefined when it is none. The opposite of `amount`. */
export function amountFrom(text: string, currency: string): number | undefined {
  const { group = ',', decimal = '.' } = separators;
  const [whole = '', ...rest] = text.replaceAll(/\s/g, '').replaceAll(MINUS, '-').split(decimal);
  const groups = whole.split(group.trim() === '' ? ',' : group);
  // 12,34 is no grouping: somebody meant the decimal sign of another country.
  if (groups.slice(1).some(digits => digits.length !== 3)) return undefined;
  return parseMoney([groups.join(''), ...rest].join('.'), knownCurrency(currency))?.minor;
}

/** GBP 1,234.50 */
export const money = (minor: number, currency: string): string => `${currency} ${amount(minor, currency)}`;

/** Digits only, as a spreadsheet reads them. */
export const plainAmount = (minor: number, currency: string): string => formatMinor(minor, knownCurrency(currency));

/** A day of the books, without a time. */
export const day = (on: LocalDate): string => dayFormat.format(new Date(`${on}T00:00:00Z`));
export const moment = (at: Instant): string => momentFormat.format(new Date(at));
export const clock = (at: Instant): string => clockFormat.format(new Date(at));
export const month = (period: Period): string => monthFormat.format(new Date(`${period}-01T00:00:00Z`));
export const count = (number: number): string => countFormat.format(number);
/** Tenths of a per cent, never rounded up to a whole that is not one: 99.96 % of something is 99.9 %. */
export const tenths = (part: number, whole: number): string => (whole === 0 ? '–' : `${(Math.floor((part * 1000) / whole) / 10).toFixed(1)} %`);
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** 1 order, 2 orders. */
export const counted = (number: number, one: string, many = `${one}s`): string => `${count(number)} ${number === 1 ? one : many}`;

/** 45 s, 3 min, 2 h 5 min. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "3 min ago"; for anything that is still to come "in 3 min". */
export function ago(at: Instant, now: number = Date.now()): string {
  const seconds = (now - Date.parse(at)) / 1000;
  if (Math.abs(seconds) < 45) return seconds < 0 ? 'in a moment' : 'just now';
  const days = Math.round(Math.abs(seconds) / 86_400);
  const span = days >= 2 ? `${days} days` : duration(Math.abs(seconds));
  return seconds < 0 ? `in ${span}` : `${span} ago`;
}

const KILOBYTE = 1024;

/** 812 B, 45 KB, 1.2 MB. */
export function bytesText(bytes: number): string {
  if (bytes < KILOBYTE) return `${count(bytes)} B`;
  if (bytes < KILOBYTE * KILOBYTE) return `${count(Math.round(bytes / KILOBYTE))} KB`;
  return `${(bytes / KILOBYTE / KILOBYTE).toFixed(1)} MB`;
}
