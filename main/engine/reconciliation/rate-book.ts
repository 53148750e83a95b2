import { addDays, daysBetween, type LocalDate } from '../../../shared/values/date.ts';
import { exact, type Exact } from '../connectors/decimal.ts';

/** What one unit of the books' currency cost on a day, in units of another, in plain digits. */
export type DayRate = { currency: string; on: LocalDate; rate: string };

/** Exchange rates by day, from wherever the company takes them. */
export type RateBook = {
  /** What people know it as: shown where a rate is said to be of a day. */
  readonly source: string;
  /** Every rate that is known for a day; none where the day is unknown. */
  on(currency: string, day: LocalDate): readonly Exact[];
  /** The day nearest to another that had exactly this rate. */
  dayOf(currency: string, rate: Exact, near: LocalDate): LocalDate | null;
};

/** How far before and after a posting a day with its rate is looked for. */
const DAYS_AROUND = 62;
/** Lists of rates leave out weekends and bank holidays: the last one before holds. */
const MAX_DAYS_BEFORE = 5;

/** Rates as they were noted, day by day. `holdsOn`: a day without one has that of the last day before it, as published lists mean it. */
export function rateBook(source: string, rates: readonly DayRate[], { holdsOn }: { holdsOn: boolean }): RateBook {
  const byDay = new Map<string, Exact[]>();
  const byRate = new Map<string, LocalDate[]>();
  for (const { currency, on, rate } of rates) {
    const value = exact(rate);
    if (value === undefined || value <= 0n) continue;
    const [day, same] = [`${currency} ${on}`, `${currency} ${value}`];
    if (byDay.get(day)?.includes(value)) continue;
    byDay.set(day, [...(byDay.get(day) ?? []), value]);
    byRate.set(same, [...(byRate.get(same) ?? []), on]);
  }
  return {
    source,
    on(currency, day) {
      for (let before = 0; before <= (holdsOn ? MAX_DAYS_BEFORE : 0); before += 1) {
        const found = byDay.get(`${currency} ${addDays(day, -before)}`);
        if (found) return found;
      }
      return [];
    },
    dayOf(currency, rate, near) {
      const distance = (day: LocalDate): number => Math.abs(daysBetween(day, near));
      const days = (byRate.get(`${currency} ${rate}`) ?? []).filter(day => distance(day) <= DAYS_AROUND);
      return days.reduce<LocalDate | null>((best, day) => (best === null || distance(day) < distance(best) ? day : best), null);
    },
  };
}
