import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { digitsOf, parseAmount } from '../../engine/statements/amount-text.ts';
import { columnName, newTableEnd, rowsOf } from '../../engine/statements/csv-table.ts';
import type { ReadStatement } from '../../engine/statements/statement.ts';

/** What somebody else counted in a file: each figure as the manifest writes it, '' where it states none. */
export type Expected = { transactions: string; sum: string; opening: string; closing: string };
export type Difference = { file: string; figure: string; expected: string; found: string };

/** `manifest.csv` beside the files, by the files' names; empty when there is none. */
export function manifestOf(folder: string): ReadonlyMap<string, Expected> {
  const file = path.join(folder, 'manifest.csv');
  const expected = new Map<string, Expected>();
  if (!existsSync(file)) return expected;
  const [header, ...rows] = [...rowsOf([readFileSync(file, 'utf8')], ',', newTableEnd())];
  const names = (header?.cells ?? []).map(columnName);
  for (const { cells } of rows) {
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    if (cell('file') !== '') expected.set(cell('file'), { transactions: cell('n transactions'), sum: cell('sum'), opening: cell('opening'), closing: cell('closing') });
  }
  return expected;
}

/** Amounts compare in ten-thousandths, so that currencies of any minor unit can stand in one sum. */
const SCALE = 4;
const scaled = (minor: number, currency: string): number => minor * 10 ** (SCALE - digitsOf(currency));
const scaledText = (text: string): number => parseAmount(text, '.', SCALE) ?? Number.NaN;
const list = (figures: readonly (number | null)[]): string => figures.filter(figure => figure !== null).join(';');

type Entries = ReadStatement['statements'][number]['entries'];
const sumOf = (entries: Entries): number => entries.reduce((sum, { amountMinor, currency }) => sum + scaled(amountMinor, currency), 0);

/** The ways in which a sum may be meant: everything that moved, without what was paid out, or without fees as well. */
function sumFits(entries: Entries, expected: string): boolean {
  const withoutPayouts = entries.filter(({ kind }) => kind !== 'payout');
  const gross = entries.filter(({ id }) => !id.endsWith('-fee'));
  const parts = /minor units/.test(expected) ? expected.split(';') : [];
  if (parts.length > 0) {
    return parts.every(part => {
      const [, currency = '', minor = ''] = /^\s*([A-Z]{3}) (-?\d+)/.exec(part) ?? [];
      return gross.filter(entry => entry.currency === currency).reduce((sum, { amountMinor }) => sum + amountMinor, 0) === Number(minor);
    });
  }
  const wanted = scaledText(/net=(\S+)/.exec(expected)?.[1] ?? /amount=(\S+)/.exec(expected)?.[1] ?? expected);
  return sumOf(entries) === wanted || sumOf(withoutPayouts) === wanted;
}

/** A settlement's row may be two entries (the sale and its fee), and the row with its total one, or none. */
function countFits({ statements }: ReadStatement, entries: Entries, expected: number): boolean {
  const pending = statements.reduce((sum, head) => sum + head.pending, 0);
  const rows = (given: Entries): number => new Set(given.map(({ line }) => line)).size;
  return [entries.length, entries.length + pending, rows(entries), rows(entries.filter(({ kind }) => kind !== 'payout'))].includes(expected);
}

/** Where a reading differs from what the manifest states; nothing when each stated figure is the same. */
export function differences(file: string, reading: ReadStatement, { transactions, sum, opening, closing }: Expected): Difference[] {
  const entries = reading.statements.flatMap(statement => statement.entries);
  const found: Difference[] = [];
  const differs = (figure: string, expected: string, actual: string | number): void => void found.push({ file, figure, expected, found: String(actual) });
  if (transactions !== '' && !countFits(reading, entries, Number(transactions))) differs('transactions', transactions, entries.length);
  if (sum !== '' && !sumFits(entries, sum)) differs('sum', sum, sumOf(entries) / 10 ** SCALE);
  const ends = (pick: (statement: ReadStatement['statements'][number]) => number | null): (number | null)[] => reading.statements.map(statement => { const minor = pick(statement); return minor === null ? null : scaled(minor, statement.currency); });
  const wanted = (text: string): string => list(text.split(';').map(scaledText));
  if (opening !== '' && wanted(opening) !== list(ends(({ openingMinor }) => openingMinor))) differs('opening', opening, list(ends(({ openingMinor }) => openingMinor)));
  if (closing !== '' && wanted(closing) !== list(ends(({ closingMinor, payoutMinor }) => closingMinor ?? payoutMinor))) differs('closing', closing, list(ends(({ closingMinor, payoutMinor }) => closingMinor ?? payoutMinor)));
  return found;
}
