/** A day as the number of days since 1 January 1970, from its year, month and day of the month. */
export function dayOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export const dayNumber = (text: string): number => dayOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));

const MS_A_DAY = 86_400_000;
export const dayName = (day: number): string => new Date(day * MS_A_DAY).toISOString().slice(0, 10);

/** Where banks rest. */
export type Calendar = 'uk' | 'us' | 'none';

const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;
const yearOf = (day: number): number => new Date(day * MS_A_DAY).getUTCFullYear();
const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

const isWeekend = (day: number): boolean => weekday(day) === SUNDAY || weekday(day) === SATURDAY;
/** The nth weekday of a month; the last with -1. */
function nth(year: number, month: number, wanted: number, n: number): number {
  if (n < 0) {
    const last = (month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1)) - 1;
    return last - ((weekday(last) - wanted + 7) % 7);
  }
  const first = dayOf(year, month, 1);
  return first + ((wanted - weekday(first) + 7) % 7) + (n - 1) * 7;
}

/** Easter Sunday by Butcher's rule. */
function easter(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  return dayOf(year, Math.floor((h + l - 7 * m + 114) / 31), ((h + l - 7 * m + 114) % 31) + 1);
}

/** England and Wales, with the moved and single days of the years that had them. */
function ukHolidays(year: number): number[] {
  const sunday = easter(year);
  const newYear = dayOf(year, 1, 1);
  const christmas = dayOf(year, 12, 25);
  const substitutes = weekday(christmas) === SATURDAY || weekday(christmas) === SUNDAY ? [dayOf(year, 12, 27), dayOf(year, 12, 28)] : weekday(christmas) === 5 ? [christmas, dayOf(year, 12, 28)] : [christmas, christmas + 1];
  const early = year === 2020 ? dayOf(2020, 5, 8) : nth(year, 5, MONDAY, 1);
  const spring = year === 2022 ? [dayOf(2022, 6, 2), dayOf(2022, 6, 3)] : [nth(year, 5, MONDAY, -1)];
  const once = year === 2022 ? [dayOf(2022, 9, 19)] : year === 2023 ? [dayOf(2023, 5, 8)] : [];
  return [isWeekend(newYear) ? nth(year, 1, MONDAY, 1) : newYear, sunday - 2, sunday + 1, early, ...spring, nth(year, 8, MONDAY, -1), ...substitutes, ...once];
}

/** The Federal Reserve's: a holiday on a Sunday is kept on Monday, one on a Saturday not at all. */
function usHolidays(year: number): number[] {
  const fixed = [[1, 1], [6, 19], [7, 4], [11, 11], [12, 25]].map(([month = 1, day = 1]) => dayOf(year, month, day)).map(day => (weekday(day) === SUNDAY ? day + 1 : day));
  return [...fixed, nth(year, 1, MONDAY, 3), nth(year, 2, MONDAY, 3), nth(year, 5, MONDAY, -1), nth(year, 9, MONDAY, 1), nth(year, 10, MONDAY, 2), nth(year, 11, THURSDAY, 4)];
}

const HOLIDAYS: Readonly<Record<Calendar, (year: number) => number[]>> = { uk: ukHolidays, us: usHolidays, none: () => [] };

/** Working days between two days, a step over a weekend or bank holiday counting nothing; days in between are never counted twice. */
export type WorkingDays = { between(from: number, to: number): number };

/** Days that a table may span; a date beyond it is compared by the calendar. */
const MAX_SPAN = 40_000;

/** Built once for the days that occur, so that asking is two look-ups. */
export function workingDays(first: number, last: number, calendar: Calendar): WorkingDays {
  const span = last - first + 1;
  if (calendar === 'none' || span > MAX_SPAN || span < 1) return { between: (from, to) => Math.abs(to - from) };
  const holidays = new Set<number>();
  for (let year = yearOf(first); year <= yearOf(last); year += 1) for (const day of HOLIDAYS[calendar](year)) holidays.add(day);
  const ordinal = new Int32Array(span);
  let count = 0;
  for (let at = 0; at < span; at += 1) {
    if (!isWeekend(first + at) && !holidays.has(first + at)) count += 1;
    ordinal[at] = count;
  }
  return { between: (from, to) => Math.abs((ordinal[to - first] ?? 0) - (ordinal[from - first] ?? 0)) };
}
