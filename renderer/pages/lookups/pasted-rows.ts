import { MAX_LOOKUP_CHANGES, type LookupChange, type LookupTable } from '../../../shared/contract/lookups.ts';

export type Pasted = { rows: LookupChange[]; problem: string | null };

const LONGEST = 200;

/** Rows of a spreadsheet (cells apart by tabs), or of a text (by = or ;): one row a line, the value to look up first. A first line that is the table's own heading is left out. */
export function pastedRows(text: string, { keyColumn, valueColumns }: Pick<LookupTable, 'keyColumn' | 'valueColumns'>): Pasted {
  const lines = text.split(/\r\n|\r|\n/).filter(line => line.trim() !== '');
  const separator = lines.some(line => line.includes('\t')) ? '\t' : lines.every(line => line.includes('=')) ? '=' : lines.every(line => line.includes(';')) ? ';' : '\t';
  const rows = new Map<string, LookupChange>();
  for (const [index, line] of lines.entries()) {
    const [key = '', ...cells] = line.split(separator).map(cell => cell.trim());
    if (index === 0 && key.toLowerCase() === keyColumn.toLowerCase()) continue;
    if (key === '') return { rows: [], problem: `Line ${index + 1} begins with nothing to look up.` };
    if ([key, ...cells].some(cell => cell.length > LONGEST)) return { rows: [], problem: `Line ${index + 1} has a cell of more than ${LONGEST} characters.` };
    rows.set(key.toLowerCase(), { key, values: valueColumns.map((_, at) => cells[at] ?? '') });
  }
  if (rows.size > MAX_LOOKUP_CHANGES) return { rows: [], problem: `${rows.size} rows are more than can be pasted at once (${MAX_LOOKUP_CHANGES}). Import a file instead.` };
  return { rows: [...rows.values()], problem: rows.size === 0 ? 'There is no row in what was pasted.' : null };
}
