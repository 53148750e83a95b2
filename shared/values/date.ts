import { z } from 'zod';

/** A day in the books, without a zone; compared as text. */
export const LocalDate = z.string().refine(isLocalDate, 'a day as YYYY-MM-DD').brand<'LocalDate'>();
export type LocalDate = z.infer<typeof LocalDate>;

/** A moment, UTC, milliseconds: '2026-10-31T23:30:00.000Z'. */
export const Instant = z.string().refine(isInstant, 'a moment as YYYY-MM-DDTHH:mm:ss.sssZ').brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** A month of the books: '2026-10'. */
export const Period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month as YYYY-MM').brand<'Period'>();
export type Period = z.infer<typeof Period>;

function isLocalDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

export const localDate = (text: string): LocalDate => LocalDate.parse(text);
export const instant = (milliseconds: number): Instant => new Date(milliseconds).toISOString() as Instant;

/**
 * A moment as outside systems write it (0–7 fraction digits, Z, an offset, or nothing = UTC) as an Instant;
 * undefined for text that is no moment and for Linnworks' and Sage's "no date" of year 1 or 1753.
 */
export function parseInstant(given: string): Instant | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?(Z|[+-]\d{2}:\d{2})?$/.exec(given.trim());
  if (!match) return undefined;
  const [, day = '', time = '', fraction = '', zone = 'Z'] = match;
  // Date.parse turns 30 February into 2 March.
  if (day < '1800-01-01' || (day.slice(8) > '28' && !isLocalDate(day))) return undefined;
  const text = `${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  // In UTC it stands there already; only 24:00:00 means the next day.
  return zone === 'Z' && time < '24' ? (text as Instant) : instant(milliseconds);
}

/** Every zone in use today is whole quarters of an hour from UTC, so a day begins at one and all moments of a quarter share it. */
const QUARTER_MS = 15 * 60_000;
const MAX_KNOWN_QUARTERS = 20_000;

type Zone = { format: Intl.DateTimeFormat; days: Map<number, LocalDate> };
const zones = new Map<string, Zone>();

/** The day of a moment in the company's time zone (IANA name): 2026-07-31T23:30Z in Europe/London is 1 August. */
export function dayIn(timeZone: string, moment: Instant): LocalDate {
  let zone = zones.get(timeZone);
  if (!zone) {
    zone = { format: new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }), days: new Map() };
    zones.set(timeZone, zone);
  }
  const { format, days } = zone;
  const quarter = Math.floor(Date.parse(moment) / QUARTER_MS);
  let day = days.get(quarter);
  if (day === undefined) {
    if (days.size >= MAX_KNOWN_QUARTERS) days.clear();
    // The formatter's output is YYYY-MM-DD in this locale.
    day = format.format(quarter * QUARTER_MS) as LocalDate;
    days.set(quarter, day);
  }
  return day;
}

export const periodOf = (day: LocalDate): Period => day.slice(0, 7) as Period;

export function addDays(day: LocalDate, days: number): LocalDate {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10) as LocalDate;
}

/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export const firstDayOf = (period: Period): LocalDate => `${period}-01` as LocalDate;

export function lastDayOf(period: Period): LocalDate {
  const [year, month] = period.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) as LocalDate;
}

export function addMonths(period: Period, months: number): Period {
  const [year, month] = period.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 7) as Period;
}
