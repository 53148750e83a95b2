import type { Page, PageRequest } from '../../shared/contract/page.ts';
import type { Column } from './columns.tsx';

const BLOCK_ROWS = 500;
const MAX_EXPORTED_ROWS = 200_000;

/** Rows as a table that a spreadsheet takes from the clipboard. */
export function asClipboardTable<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const clean = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ');
  const head = columns.map(column => clean(column.headerName)).join('\t');
  return [head, ...rows.map(row => columns.map(column => clean(column.context.text(row))).join('\t'))].join('\n');
}

export function asCsv<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const line = (cells: string[]) => cells.map(quote).join(',');
  return [line(columns.map(column => column.headerName)), ...rows.map(row => line(columns.map(column => column.context.text(row))))].join('\r\n');
}

/** A spreadsheet runs a cell that begins with = + - @ as a formula, unless it is a number. */
function quote(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Every row under the grid's sort and filters, block by block. */
export async function everyRow<T>(loadPage: (request: PageRequest) => Promise<Page<T>>, request: Pick<PageRequest, 'sort' | 'filter'>): Promise<T[]> {
  const rows: T[] = [];
  for (let start = 0; start < MAX_EXPORTED_ROWS; start += BLOCK_ROWS) {
    const page = await loadPage({ ...request, start, end: start + BLOCK_ROWS });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) break;
  }
  return rows;
}

export function saveFile(fileName: string, content: BlobPart, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
