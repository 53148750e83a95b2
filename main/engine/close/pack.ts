import type { Instant, Period } from '../../../shared/values/date.ts';

/** What a column of the pack holds: an amount is whole minor units in the currency of its row. */
export type ColumnType = 'text' | 'amount' | 'count' | 'day';
/** `width` in characters, for the sheet and, in proportion, for the page. */
export type PackColumn = { title: string; type: ColumnType; width: number };
export type PackCell = string | number | null;
export type PackRow = { cells: readonly PackCell[]; currency?: string; strong?: true };
export type PackSection = { title: string; note?: string; columns: readonly PackColumn[]; rows: readonly PackRow[] };

/** The month-end pack, before it becomes a file. `moment` stands in the file's own dates, so that the same month always gives the same bytes. */
export type Pack = { title: string; company: string; period: Period; moment: Instant; fileStem: string; sections: readonly PackSection[] };

/** A spreadsheet runs a text that begins with one of these as a formula; an apostrophe before it keeps it text. */
export const asPlainText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
