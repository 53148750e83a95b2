import { compareDecimals } from './decimal-text.ts';

/** What a text or a number can be compared by. */
export const COMPARISONS = ['equals', 'is not', 'contains', 'starts with', 'ends with', 'is one of', 'is empty', 'is filled', 'more than', 'at least', 'less than', 'at most'] as const;
type Comparison = (typeof COMPARISONS)[number];

/** null: one of the two is no number, and numbers are compared. */
export type Compare = (text: string) => boolean | null;

const fold = (text: string): string => text.trim().toLowerCase();

const number = (wanted: string, holds: (order: number) => boolean): Compare => text => {
  const order = compareDecimals(text.trim(), wanted);
  return order === null ? null : holds(order);
};

const MAKERS: Readonly<Record<Comparison, (wanted: string) => Compare>> = {
  equals: wanted => text => fold(text) === wanted,
  'is not': wanted => text => fold(text) !== wanted,
  contains: wanted => text => fold(text).includes(wanted),
  'starts with': wanted => text => fold(text).startsWith(wanted),
  'ends with': wanted => text => fold(text).endsWith(wanted),
  'is one of': wanted => {
    const words = new Set(wanted.split(',').map(word => word.trim()));
    return text => words.has(fold(text));
  },
  'is empty': () => text => text.trim() === '',
  'is filled': () => text => text.trim() !== '',
  'more than': wanted => number(wanted, order => order > 0),
  'at least': wanted => number(wanted, order => order >= 0),
  'less than': wanted => number(wanted, order => order < 0),
  'at most': wanted => number(wanted, order => order <= 0),
};

/** Texts are compared without regard to capitals and outer spaces, numbers by their digits. An unknown word compares as equal. */
export const compareBy = (how: string, wanted: string): Compare => MAKERS[COMPARISONS.find(one => one === how) ?? 'equals'](fold(wanted));

type Branch = { readonly holds: Compare; readonly gives: string };
export type Branches = { readonly branches: readonly Branch[]; readonly otherwise: string | null };

/** Rows are separated by semicolons or line breaks, the two sides of a row by its first equals sign. */
export const rowsOf = (text: string): { left: string; right: string }[] => text.split(/[;\n]/).flatMap(row => {
  const at = row.indexOf('=');
  return at < 0 ? [] : [{ left: row.slice(0, at).trim(), right: row.slice(at + 1).trim() }];
});

/** 'contains ebay = EBY; more than 100 = large; otherwise = small': the first row that holds decides. */
export function branchesOf(text: string): Branches {
  const rows = rowsOf(text);
  const otherwise = rows.find(({ left }) => fold(left) === 'otherwise')?.right ?? null;
  const branches = rows.filter(({ left }) => fold(left) !== 'otherwise').map(({ left, right }): Branch => {
    const how = COMPARISONS.find(word => fold(left) === word || fold(left).startsWith(`${word} `));
    return { holds: how === undefined ? compareBy('equals', left) : compareBy(how, left.slice(how.length)), gives: right };
  });
  return { branches, otherwise };
}

/** A row that could never be read, for whoever types it; null when all will do. */
export function wrongRow(text: string): string | null {
  const bad = text.split(/[;\n]/).map(row => row.trim()).find(row => row !== '' && !row.includes('='));
  return bad === undefined ? null : `"${bad}" has no equals sign. Write a row as: word = value.`;
}
