import writeWorkbook from 'write-excel-file/node';
import type { CellObject, Sheet } from 'write-excel-file/node';
import type { Instant } from '../../../shared/values/date.ts';
import { Currency, minorDigits } from '../../../shared/values/money.ts';
import { asPlainText, type Pack, type PackColumn, type PackRow, type PackSection } from './pack.ts';
import { digitsOf } from './say-money.ts';

const HEAD: Partial<CellObject> = { fontWeight: 'bold', backgroundColor: '#E8EDF3' };
/** Excel's own bound of a sheet's name, and of its rows. */
const MAX_SHEET_NAME = 31;
const MAX_ROWS = 1_000_000;

/** #,##0.00, with as many decimals as the currency has. */
function amountFormat(currency: string): string {
  const known = Currency.safeParse(currency);
  const digits = known.success ? minorDigits(known.data) : 0;
  return `#,##0${digits === 0 ? '' : `.${'0'.repeat(digits)}`}`;
}

function cellOf(row: PackRow, { type }: PackColumn, at: number): CellObject | null {
  const cell = row.cells[at] ?? null;
  if (cell === null || cell === '') return null;
  const look: Partial<CellObject> = row.strong ? { fontWeight: 'bold' } : {};
  // The number nearest to the exact digits: Excel shows and adds it to the penny.
  if (type === 'amount' && typeof cell === 'number') return { ...look, type: Number, value: Number(digitsOf(cell, row.currency ?? '')), format: amountFormat(row.currency ?? ''), align: 'right' };
  if (typeof cell === 'number') return { ...look, type: Number, value: cell, format: '0', align: 'right' };
  if (type === 'day') return { ...look, type: Date, value: new Date(`${cell}T00:00:00.000Z`), format: 'yyyy-mm-dd' };
  return { ...look, type: String, value: asPlainText(cell) };
}

const sheetOf = ({ title, note, columns, rows }: PackSection): Sheet<Buffer> => ({
  sheet: title.slice(0, MAX_SHEET_NAME), columns: columns.map(({ width }) => ({ width })), stickyRowsCount: note === undefined ? 1 : 2, orientation: 'landscape',
  data: [
    ...(note === undefined ? [] : [[{ type: String, value: note, fontStyle: 'italic' } satisfies CellObject]]),
    columns.map((column): CellObject => ({ ...HEAD, type: String, value: column.title, align: column.type === 'amount' || column.type === 'count' ? 'right' : 'left' })),
    ...rows.slice(0, MAX_ROWS).map(row => columns.map((column, at) => cellOf(row, column, at))),
  ],
});

const LOCAL_FILE = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;

/** A ZIP keeps the time of each of its files; all get the same one, so that the archive says nothing of when it was packed. */
function withMoment(archive: Buffer, moment: Instant): Buffer {
  const at = new Date(moment);
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const day = (Math.max(0, at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const stamped = Buffer.from(archive);
  let end = stamped.length - 22;
  while (end >= 0 && stamped.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  let entry = stamped.readUInt32LE(end + 16);
  for (let left = stamped.readUInt16LE(end + 10); left > 0 && stamped.readUInt32LE(entry) === DIRECTORY_ENTRY; left -= 1) {
    const local = stamped.readUInt32LE(entry + 42);
    for (const place of [entry + 12, ...(stamped.readUInt32LE(local) === LOCAL_FILE ? [local + 10] : [])]) {
      stamped.writeUInt16LE(time, place);
      stamped.writeUInt16LE(day, place + 2);
    }
    entry += 46 + stamped.readUInt16LE(entry + 28) + stamped.readUInt16LE(entry + 30) + stamped.readUInt16LE(entry + 32);
  }
  return stamped;
}

/** An Excel workbook, a sheet per section; amounts are true numbers. */
export async function packWorkbook({ sections, moment }: Pack): Promise<Buffer> {
  return withMoment(await writeWorkbook(sections.map(sheetOf), { fontFamily: 'Calibri', fontSize: 11 }).toBuffer(), moment);
}
