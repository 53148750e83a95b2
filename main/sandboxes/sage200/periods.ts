import { dayField, textField, type Body } from './field-rules.ts';
import { todayOf, type Office } from './office.ts';
import { nullField, SageError } from './sage-error.ts';

/** September 2026 was closed before the demo starts, and so was everything earlier. */
const CLOSED_THROUGH = '2026-09';
const LAST_PERIOD = '2027-12';

function problemOf(office: Office, day: string): string | undefined {
  const period = day.slice(0, 7);
  if (period > LAST_PERIOD) return `The date ${day} is not in a financial year that is open.`;
  if (period <= CLOSED_THROUGH || office.store.get('SELECT 1 FROM closed_period WHERE period = ?', period)) return `The date ${day} is in the closed period ${period}.`;
  return undefined;
}

export const isOpen = (office: Office, day: string): boolean => problemOf(office, day) === undefined;

/** Every posting asks this first. */
export function requireOpenPeriod(office: Office, day: string): void {
  const problem = problemOf(office, day);
  if (problem) throw new SageError('SageTransactionDateException', problem);
}

/** Where staff put a document whose own day is closed: the first day of the next open month. */
export function firstOpenDay(office: Office, day: string): string {
  let candidate = day;
  while (!isOpen(office, candidate) && candidate.slice(0, 7) < LAST_PERIOD) {
    const [year, month] = candidate.split('-').map(Number) as [number, number];
    candidate = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  }
  return candidate;
}

export function closePeriods(office: Office, body: Body): { closed: string[] } {
  const close = textField(body, 'close');
  const open = textField(body, 'open');
  if (close) office.store.run('INSERT OR IGNORE INTO closed_period (period) VALUES (?)', close);
  if (open) office.store.run('DELETE FROM closed_period WHERE period = ?', open);
  return { closed: office.store.all<{ period: string }>('SELECT period FROM closed_period ORDER BY period').map(row => row.period) };
}

export function validateDate(office: Office, body: Body): { classification: string; message: string } {
  if (!body['date']) throw nullField('date');
  const problem = problemOf(office, dayField(body, 'date', todayOf(office)));
  return problem ? { classification: 'NotAllowed', message: problem } : { classification: 'Normal', message: '' };
}

const YEARS = [2025, 2026, 2027];
const DAYS = ['31', '28', '31', '30', '31', '30', '31', '31', '30', '31', '30', '31'];

/** The financial years are calendar years. */
export function periodRows(): Record<string, unknown>[] {
  return YEARS.flatMap((year, yearIndex) =>
    DAYS.map((lastDay, index) => {
      const month = String(index + 1).padStart(2, '0');
      return {
        id: yearIndex * 12 + index + 1, financial_year_id: yearIndex + 1, financial_year_start_date: `${year}-01-01T00:00:00Z`, financial_year_end_date: `${year}-12-31T00:00:00Z`,
        year_relative_to_current_year: year - 2026, number_of_periods_in_year: 12, accounting_period_id: yearIndex * 12 + index + 1, period_number: index + 1,
        period_start_date: `${year}-${month}-01T00:00:00Z`, period_end_date: `${year}-${month}-${lastDay}T00:00:00Z`,
      };
    }),
  );
}
