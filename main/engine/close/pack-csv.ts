import { digitsOf } from './say-money.ts';
import { asPlainText, type Pack, type PackColumn, type PackRow } from './pack.ts';

/** Excel takes a CSV for UTF-8 only when it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function cellText(row: PackRow, { type }: PackColumn, at: number): string {
  const cell = row.cells[at] ?? null;
  if (cell === null) return '';
  if (typeof cell === 'string') return quoted(asPlainText(cell));
  return type === 'amount' ? digitsOf(cell, row.currency ?? '') : String(cell);
}

/** All sections below each other, each with its title and the names of its columns, an empty line between. */
export function packCsv({ title, company, sections }: Pack): Buffer {
  const lines = [quoted(asPlainText(title)), quoted(asPlainText(company))];
  for (const section of sections) {
    lines.push('', quoted(section.title), section.columns.map(column => quoted(column.title)).join(','));
    for (const row of section.rows) lines.push(section.columns.map((column, at) => cellText(row, column, at)).join(','));
  }
  return Buffer.from(`${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`);
}
