/** Europe/London for the autumn of 2026, without a time-zone library: summer time ends on 25 October at 01:00 UTC. */
const SUMMER_TIME_ENDS = Date.parse('2026-10-25T01:00:00.000Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();

export const londonOffsetHours = (at: string): 0 | 1 => (Date.parse(at) < SUMMER_TIME_ENDS ? 1 : 0);

/** The day a moment belongs to in London: 2026-09-30T23:30Z is 1 October. */
export const londonDay = (at: string): string => new Date(Date.parse(at) + londonOffsetHours(at) * HOUR_MS).toISOString().slice(0, 10);

/** A moment as it reads on a London clock: '2026-10-01 00:30:00'. */
export const londonClock = (at: string): string =>
  new Date(Date.parse(at) + londonOffsetHours(at) * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');

export const plusDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00.000Z`).getUTCDay());

/** The day itself, or the Monday after when it falls on a weekend. */
export function workday(day: string): string {
  let result = day;
  while (isWeekend(result)) result = plusDays(result, 1);
  return result;
}

/** A day, `days` working days later. */
export function plusWorkdays(day: string, days: number): string {
  let result = day;
  for (let left = days; left > 0; left -= 1) result = workday(plusDays(result, 1));
  return result;
}
