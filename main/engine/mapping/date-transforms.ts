import { addDays, dayIn, instant, lastDayOf, localDate, LocalDate, parseInstant, periodOf } from '../../../shared/values/date.ts';
import { asText, problem } from './record-context.ts';
import type { Problem, Value } from './record-context.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Dates';

const notADay = (text: string): Problem => problem('value.notADay', text, `"${text}" is not a day. Correct it in the source, or change the mapping.`);

/** Systems write "no date" as a day in year 1 or 1753. */
const isNoDate = (text: string): boolean => /^(0001|1753)-01-01/.test(text);

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const DAY_FORMATS: Readonly<Record<string, (year: string, month: string, day: string) => string>> = {
  'dd/mm/yyyy': (year, month, day) => `${day}/${month}/${year}`,
  'mm/dd/yyyy': (year, month, day) => `${month}/${day}/${year}`,
  'dd.mm.yyyy': (year, month, day) => `${day}.${month}.${year}`,
  'dd/mm/yy': (year, month, day) => `${day}/${month}/${year.slice(2)}`,
  yyyymmdd: (year, month, day) => year + month + day,
  ddmmyyyy: (year, month, day) => day + month + year,
  'd month yyyy': (year, month, day) => `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`,
  'yyyy-mm': (year, month) => `${year}-${month}`,
  yymm: (year, month) => year.slice(2) + month,
  yyyy: year => year,
};

/** Day 0 of spreadsheets: they count a 29 February 1900 that never was, so numbers are right from 1 March 1900 on. */
const SPREADSHEET_ORIGIN = localDate('1899-12-30');
const LAST_MILLISECOND = Date.parse('9999-12-31T23:59:59.999Z');

/** Nothing stays nothing; a day with its time is taken by its day. */
function onDay(value: Value, change: (day: LocalDate) => string | null): Value | Problem {
  const text = asText(value).trim();
  if (text === '') return null;
  const day = LocalDate.safeParse(text.replace(/T00:00:00(?:\.0+)?Z?$/, ''));
  return day.success ? change(day.data) : notADay(text);
}

export const dateTransforms = {
  dayInBooks: {
    label: 'Day in the books', help: "The day of a moment in the company's time zone: late evening in UTC can be the next day.", group: GROUP, parameters: [],
    examples: [eg('2026-07-31T23:30:00Z', '2026-08-01'), eg('2026-10-31T23:30:00.1039999Z', '2026-10-31'), eg('2026-05-23', '2026-05-23'), eg('0001-01-01T00:00:00Z', ''), eg('soon', 'stops: value.notADay')],
    apply: () => (value, { context }) => {
      const text = asText(value).trim();
      if (text === '' || isNoDate(text)) return null;
      if (text.length === 10 && LocalDate.safeParse(text).success) return text;
      const moment = parseInstant(text);
      return moment ? dayIn(context.timeZone, moment) : notADay(text);
    },
  },
  startOfDay: {
    label: 'Day as date and time', help: 'Writes a day with the time of midnight, as Sage wants dates: 2026-05-23T00:00:00Z.', group: GROUP, parameters: [],
    examples: [eg('2026-05-23', '2026-05-23T00:00:00Z'), eg('', '')],
    apply: () => value => {
      const text = asText(value).trim();
      if (text === '') return null;
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : notADay(text);
    },
  },
  addDays: {
    label: 'Add days', help: 'The day so many days later; negative for earlier.', group: GROUP,
    parameters: [needed('days', 'Days', 'number')],
    examples: [eg('2026-10-31', '2026-11-30', { days: '30' }), eg('2026-03-01', '2026-02-28', { days: '-1' })],
    apply: ({ days = '0' }) => {
      const count = /^-?\d{1,4}$/.test(days.trim()) ? Number(days) : 0;
      return value => {
        const text = asText(value).trim();
        if (text === '') return null;
        const day = LocalDate.safeParse(text);
        return day.success ? addDays(day.data, count) : notADay(text);
      };
    },
  },
  dayFromText: {
    label: 'Day from text', help: 'Reads a day written in another order, for example 23/05/2026.', group: GROUP,
    parameters: [needed('order', 'Order', ['day month year', 'month day year', 'year month day'])],
    examples: [eg('23/05/2026', '2026-05-23', { order: 'day month year' }), eg('5/23/2026', '2026-05-23', { order: 'month day year' }), eg('20260523', '2026-05-23', { order: 'year month day' }), eg('31/02/2026', 'stops: value.notADay', { order: 'day month year' })],
    apply: ({ order = 'day month year' }) => {
      const names = order.split(' ');
      return value => {
        const text = asText(value).trim();
        if (text === '') return null;
        const compact = names[0] === 'year' ? /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})$/.exec(text) : /^(\d{1,2})\D?(\d{1,2})\D?(\d{4})$/.exec(text);
        const part = (name: string): string => (compact?.[names.indexOf(name) + 1] ?? '').padStart(2, '0');
        const day = LocalDate.safeParse(`${part('year')}-${part('month')}-${part('day')}`);
        return day.success ? day.data : notADay(text);
      };
    },
  },
  formatDay: {
    label: 'Write a day', help: 'Writes a day the way the ERP or its users want it, for example 23/05/2026.', group: GROUP,
    parameters: [needed('as', 'As', Object.keys(DAY_FORMATS))],
    examples: [
      eg('2026-05-23', '23/05/2026', { as: 'dd/mm/yyyy' }), eg('2026-05-23', '05/23/2026', { as: 'mm/dd/yyyy' }), eg('2026-05-03', '3 May 2026', { as: 'd month yyyy' }), eg('2026-05-23', '20260523', { as: 'yyyymmdd' }),
      eg('2026-05-23', '2026-05', { as: 'yyyy-mm' }), eg('2026-05-23', '2605', { as: 'yymm' }), eg('23.5.', 'stops: value.notADay', { as: 'yyyymmdd' }), eg('', '', { as: 'yyyymmdd' }),
    ],
    apply: ({ as = 'dd/mm/yyyy' }) => {
      const write = DAY_FORMATS[as] ?? DAY_FORMATS['dd/mm/yyyy'];
      return value => onDay(value, day => write?.(day.slice(0, 4), day.slice(5, 7), day.slice(8)) ?? null);
    },
  },
  dayFromNumber: {
    label: 'Moment from a number', help: 'Reads a moment that a system counts: seconds or thousandths since 1970, or the days of a spreadsheet.', group: GROUP,
    parameters: [needed('counts', 'Counts', ['seconds', 'thousandths', 'spreadsheet days'])],
    examples: [eg('1779491375', '2026-05-22T23:09:35.000Z', { counts: 'seconds' }), eg('1779491375123', '2026-05-22T23:09:35.123Z', { counts: 'thousandths' }), eg('46165', '2026-05-23', { counts: 'spreadsheet days' }), eg('soon', 'stops: value.notADay', { counts: 'seconds' })],
    apply: ({ counts = 'seconds' }) => value => {
      const text = asText(value).trim();
      if (text === '') return null;
      if (!/^\d{1,13}$/.test(text)) return notADay(text);
      const number = Number(text);
      if (counts === 'spreadsheet days') return number >= 61 && number < 2_958_466 ? addDays(SPREADSHEET_ORIGIN, number) : notADay(text);
      const milliseconds = counts === 'seconds' ? number * 1_000 : number;
      return milliseconds <= LAST_MILLISECOND ? instant(milliseconds) : notADay(text);
    },
  },
  dueDay: {
    label: 'Day it is due', help: 'The day of payment by the terms: so many days after, counted from the day itself or from the end of its month.', group: GROUP,
    parameters: [needed('days', 'Days', 'number'), optional('from', 'Counted from', ['the day', 'the end of the month'])],
    examples: [eg('2026-05-23', '2026-06-22', { days: '30' }), eg('2026-05-23', '2026-06-30', { days: '30', from: 'the end of the month' }), eg('2026-02-10', '2026-02-28', { days: '0', from: 'the end of the month' })],
    apply: ({ days = '0', from }) => {
      const count = /^\d{1,3}$/.test(days.trim()) ? Number(days) : 0;
      return value => onDay(value, day => addDays(from === 'the end of the month' ? lastDayOf(periodOf(day)) : day, count));
    },
  },
} satisfies Record<string, Transform>;
