import type { DateFormat } from './statement.ts';

const MONTHS: Record<string, number> = {
  jan: 1, january: 1, januar: 1, janv: 1, janvier: 1, ene: 1, enero: 1, januari: 1,
  feb: 2, february: 2, februar: 2, fevr: 2, fev: 2, fevrier: 2, febrero: 2, februari: 2,
  mar: 3, march: 3, marz: 3, mrz: 3, mars: 3, marzo: 3, mrt: 3, maart: 3,
  apr: 4, april: 4, avr: 4, avril: 4, abr: 4, abril: 4,
  may: 5, mai: 5, mayo: 5, mei: 5,
  jun: 6, june: 6, juni: 6, juin: 6, junio: 6,
  jul: 7, july: 7, juli: 7, juil: 7, juillet: 7, julio: 7,
  aug: 8, august: 8, aout: 8, ago: 8, agosto: 8, augustus: 8,
  sep: 9, sept: 9, september: 9, septembre: 9, septiembre: 9,
  oct: 10, october: 10, okt: 10, oktober: 10, octobre: 10, octubre: 10,
  nov: 11, november: 11, novembre: 11, noviembre: 11,
  dec: 12, december: 12, dez: 12, dezember: 12, decembre: 12, dic: 12, diciembre: 12,
};

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const lastDayOfMonth = (year: number, month: number): number => (month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);

export function dayText(year: number, month: number, day: number): string | undefined {
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > lastDayOfMonth(year, month)) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Two-digit years: a statement is of this century, except what looks back from the last one. */
export const fullYear = (year: number): number => (year >= 100 ? year : year >= 70 ? 1900 + year : 2000 + year);

/** Some banks write 30 February for the end of the month; the nearest real day, and whether it had to be moved. */
export function nearestDay(year: number, month: number, day: number): { on: string; moved: boolean } | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const on = dayText(year, month, Math.min(day, lastDayOfMonth(year, month)));
  return on === undefined ? undefined : { on, moved: day > lastDayOfMonth(year, month) };
}

type Parts = { first: number; second: number; third: number; separator: string };

/** Three numbers with a separator between them, whatever time follows. */
function numericParts(text: string): Parts | undefined {
  const match = /^\s*(\d{1,4})\s*([/.\-])\s*(\d{1,2})\s*\2\s*'?(\d{1,4})(?:$|[^\d])/.exec(text) ?? /^\s*(\d{1,2})()\/\s*(\d{1,2})'\s*(\d{1,4})(?:$|[^\d])/.exec(text);
  if (!match) return undefined;
  return { first: Number(match[1]), second: Number(match[3]), third: Number(match[4]), separator: match[2] ?? '' };
}

const monthOf = (word: string): number | undefined => MONTHS[word.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase()];

function namedDay(text: string): string | undefined {
  const dayFirst = /^\s*(\d{1,2})[\s.\-/]+(\p{L}{3,12})\.?[\s.,\-/]+(\d{2,4})(?!\d)/u.exec(text);
  if (dayFirst) {
    const month = monthOf(dayFirst[2] ?? '');
    return month === undefined ? undefined : dayText(fullYear(Number(dayFirst[3])), month, Number(dayFirst[1]));
  }
  const monthFirst = /^\s*(\p{L}{3,12})\.?\s+(\d{1,2}),?\s+(\d{4})/u.exec(text);
  if (!monthFirst) return undefined;
  const month = monthOf(monthFirst[1] ?? '');
  return month === undefined ? undefined : dayText(Number(monthFirst[3]), month, Number(monthFirst[2]));
}

/** The day that a text names, as it is written there; times and zones are not converted. */
export function parseDay(text: string, format: DateFormat): string | undefined {
  const compact = /^\s*(\d{4})(\d{2})(\d{2})(?!\d{7,})/.exec(text);
  if (compact && /^\s*\d{8}(?:$|[^\d]|\d{4,6}(?:$|\D))/.test(text)) return dayText(Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const parts = numericParts(text);
  if (!parts) return namedDay(text);
  const { first, second, third } = parts;
  if (first >= 1000) return dayText(first, second, third);
  if (format === 'YMD') return dayText(fullYear(first), second, third);
  return format === 'MDY' ? dayText(fullYear(third), first, second) : dayText(fullYear(third), second, first);
}

/** Files are in the order of their days: what the row before said is often said again. */
export function dayReader(format: DateFormat): (text: string) => string | undefined {
  let before = '';
  let day: string | undefined;
  return text => {
    if (text !== before) {
      day = parseDay(text, format);
      before = text;
    }
    return text === '' ? undefined : day;
  };
}

export type DateFinding = { format: DateFormat; certain: boolean; contradictory: boolean };

/** Decides day-first or month-first from a whole column. When every date fits both, Britain's day-first is taken and `certain` is false. */
export function dateVotes(): { see(text: string): void; finding(): DateFinding } {
  const votes = { dayFirst: 0, monthFirst: 0, numeric: 0, yearFirst: 0 };
  return {
    see(text) {
      const parts = numericParts(text);
      if (!parts) return;
      if (parts.first >= 1000) { votes.yearFirst += 1; return; }
      votes.numeric += 1;
      if (parts.first > 31) votes.yearFirst += 1;
      else if (parts.first > 12) votes.dayFirst += 1;
      else if (parts.second > 12) votes.monthFirst += 1;
      // Nobody writes the month first with points.
      else if (parts.separator === '.') votes.dayFirst += 1;
    },
    finding() {
      const { dayFirst, monthFirst, numeric, yearFirst } = votes;
      if (numeric === 0) return { format: 'DMY', certain: true, contradictory: false };
      if (yearFirst > 0 && yearFirst >= dayFirst && monthFirst === 0) return { format: 'YMD', certain: true, contradictory: false };
      return { format: monthFirst > dayFirst ? 'MDY' : 'DMY', certain: dayFirst > 0 || monthFirst > 0, contradictory: dayFirst > 0 && monthFirst > 0 };
    },
  };
}

export function dateFormatOf(texts: Iterable<string>): DateFinding {
  const votes = dateVotes();
  for (const text of texts) votes.see(text);
  return votes.finding();
}
