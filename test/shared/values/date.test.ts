import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { addDays, addMonths, daysBetween, dayIn, firstDayOf, Instant, lastDayOf, LocalDate, localDate, parseInstant, Period, periodOf } from '../../../shared/values/date.ts';

const rows = (table: string): string[][] => table.trim().split('\n').map(line => line.trim().split(/\s{2,}/));

/** A moment in UTC and its day in London: summer time ends on 25 October 2026. */
const LONDON = `
2026-10-31T23:30:00.000Z  2026-10-31
2026-07-31T23:30:00.000Z  2026-08-01
2026-09-30T23:30:00.000Z  2026-10-01
2026-09-30T22:59:59.999Z  2026-09-30
2026-10-24T23:00:00.000Z  2026-10-25
2026-10-25T00:59:59.000Z  2026-10-25
2026-10-25T23:59:59.000Z  2026-10-25
2026-10-26T00:00:00.000Z  2026-10-26
2026-12-31T23:59:59.999Z  2026-12-31
2027-03-28T23:30:00.000Z  2027-03-29
`;

describe('the day of a moment in London', () => {
  for (const [moment = '', day = ''] of rows(LONDON)) test(`${moment} is ${day}`, () => assert.equal(dayIn('Europe/London', Instant.parse(moment)), day));
  test('the same moment is another day elsewhere', () => assert.equal(dayIn('America/New_York', Instant.parse('2026-10-31T23:30:00.000Z')), '2026-10-31'));
});

/** As outside systems write it → the moment; '-' where it is none. */
const MOMENTS = `
2026-10-31T23:30:00Z             2026-10-31T23:30:00.000Z
2026-10-31T23:30:00              2026-10-31T23:30:00.000Z
2026-10-31 23:30:00              2026-10-31T23:30:00.000Z
2026-10-31T23:30:00.1234567Z     2026-10-31T23:30:00.123Z
2026-10-31T23:30:00.5            2026-10-31T23:30:00.500Z
2026-10-31T23:30:00+01:00        2026-10-31T22:30:00.000Z
0001-01-01T00:00:00              -
0001-01-01T00:00:00Z             -
1753-01-01T00:00:00              -
2026-02-30T00:00:00Z             -
2026-13-01T00:00:00Z             -
2026-10-31                       -
31/10/2026 23:30:00              -
`;

describe('moments as Linnworks and Sage write them', () => {
  for (const [text = '', expected = ''] of rows(MOMENTS)) test(`${text} is ${expected === '-' ? 'no moment' : expected}`, () => assert.equal(parseInstant(text), expected === '-' ? undefined : expected));
  test('an empty text is no moment', () => assert.equal(parseInstant(''), undefined));
});

describe('days and months of the books', () => {
  test('a day that the calendar does not have is refused', () => {
    for (const text of ['2026-02-29', '2026-04-31', '2026-00-10', '2026-1-1', '20261031', '']) assert.equal(LocalDate.safeParse(text).success, false, text);
    assert.equal(LocalDate.safeParse('2028-02-29').success, true);
  });

  test('a month is written YYYY-MM', () => {
    for (const text of ['2026-13', '2026-00', '2026-1', '26-10']) assert.equal(Period.safeParse(text).success, false, text);
  });

  test('a month ends on its last day, leap years included', () => {
    assert.deepEqual(['2026-10', '2026-02', '2028-02', '2026-12'].map(month => lastDayOf(Period.parse(month))), ['2026-10-31', '2026-02-28', '2028-02-29', '2026-12-31']);
  });

  test('going on by months passes the year', () => assert.deepEqual([addMonths(Period.parse('2026-12'), 1), addMonths(Period.parse('2026-01'), -1), addMonths(Period.parse('2026-10'), 15)], ['2027-01', '2025-12', '2028-01']));

  const day = fc.date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true }).map(date => localDate(date.toISOString().slice(0, 10)));

  test('days can be counted forth and back', () => {
    fc.assert(fc.property(day, fc.integer({ min: -5000, max: 5000 }), (from, days) => {
      const to = addDays(from, days);
      assert.equal(daysBetween(from, to), days);
      assert.equal(addDays(to, -days), from);
    }));
  });

  test('every day lies within its month', () => {
    fc.assert(fc.property(day, one => assert.ok(firstDayOf(periodOf(one)) <= one && one <= lastDayOf(periodOf(one)))));
  });
});
