import { LookupText } from '../../../shared/contract/lookups.ts';
import type { LookupChange } from '../../../shared/contract/lookups.ts';
import { foldKey } from '../mapping/record-context.ts';
import { delimiterOf, newTableEnd, rowsOf } from '../statements/csv-table.ts';

type Columns = { readonly keyColumn: string; readonly valueColumns: readonly string[] };

/** A spreadsheet runs a cell that begins with = + - @ as a formula, unless it is a number; an apostrophe more keeps it a text, and is taken off again. */
function isFormula(text: string): boolean {
  const plain = text.replace(/^'+/, '');
  return /^[=+\-@\t]/.test(plain) && !/^-?[\d.,]+$/.test(plain);
}

function quoted(text: string): string {
  const safe = isFormula(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const unquoted = (text: string): string => (text.startsWith("'") && isFormula(text) ? text.slice(1) : text);

/** By the key's letters, whatever the computer's language: the same table is the same file everywhere. */
const byKey = (a: { folded: string }, b: { folded: string }): number => (a.folded < b.folded ? -1 : a.folded > b.folded ? 1 : 0);

/** One row a line, sorted by key, quoted only where needed, a line end at the end: a change of a row is a change of one line. */
export function csvOf({ keyColumn, valueColumns }: Columns, rows: readonly { key: string; values: readonly string[] }[]): string {
  const sorted = rows.map(row => ({ ...row, folded: foldKey(row.key) })).toSorted(byKey);
  return [[keyColumn, ...valueColumns], ...sorted.map(({ key, values }) => [key, ...values])].map(cells => `${cells.map(quoted).join(',')}\n`).join('');
}

/** The one that finds the headings; cells may hold the others as often as they like. */
function delimiterFor(text: string, wanted: readonly string[]): string {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const found = [',', ';', '\t', '|'].find(delimiter => {
    const [row] = rowsOf([head], delimiter, newTableEnd());
    const names = new Set(row?.cells.map(foldKey));
    return wanted.every(name => names.has(foldKey(name)));
  });
  return found ?? delimiterOf(text);
}

export type ReadCsv = { readonly changes: LookupChange[] } | { readonly problem: string };

/** Columns are found by their headings, in any order; the first row of a file must have them. */
export function changesOfCsv(content: string, { keyColumn, valueColumns }: Columns, maxRows: number): ReadCsv {
  const text = content.replace(/^\uFEFF/, '');
  const end = newTableEnd();
  const wanted = [keyColumn, ...valueColumns];
  let places: number[] | null = null;
  const changes = new Map<string, LookupChange>();
  for (const { line, cells } of rowsOf([text], delimiterFor(text, wanted), end)) {
    if (places === null) {
      places = wanted.map(name => cells.findIndex(cell => foldKey(cell) === foldKey(name)));
      const missing = wanted.filter((_, at) => places?.[at] === -1);
      if (missing.length > 0) return { problem: `The first line has no column ${missing.map(name => `"${name}"`).join(', ')}. Give it the headings ${wanted.join(', ')}.` };
      continue;
    }
    const [key = '', ...values] = places.map(at => unquoted(cells[at] ?? ''));
    if (key === '' && values.every(cell => cell === '')) continue;
    if (key === '') return { problem: `Line ${line} has nothing under "${keyColumn}". Fill it in, or take the line out.` };
    const long = [key, ...values].find(cell => !LookupText.safeParse(cell).success);
    if (long !== undefined) return { problem: `Line ${line}: "${long.slice(0, 40)}…" is longer than 200 characters or has a line break. Shorten it.` };
    const folded = foldKey(key);
    if (changes.has(folded)) return { problem: `Line ${line} has "${key}" a second time; capitals do not count. Keep one of the two.` };
    changes.set(folded, { key, values });
    if (changes.size > maxRows) return { problem: `The file has more than ${maxRows} rows. A table holds no more.` };
  }
  if (end.problem) return { problem: end.problem.message };
  return places === null ? { problem: 'The file is empty. Its first line has the headings, each further line a row.' } : { changes: [...changes.values()] };
}
