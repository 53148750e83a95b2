import { addDays, dayIn, LocalDate, parseInstant } from '../../../shared/values/date.ts';
import { asText, problem } from './record-context.ts';
import type { Problem } from './record-context.ts';
import { eg, needed } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Dates';

const notADay = (text: string): Problem => problem('value.notADay', text, `"${text}" is not a day. Correct it in the source, or change the mapping.`);

/** Systems write "no date" as a day in year 1 or 1753. */
const isNoDate = (text: string): boolean => /^(0001|1753)-01-01/.test(text);

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
    parameters: [needed('days', 'Days')],
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
} satisfies Record<string, Transform>;
