import { inflateRawSync } from 'node:zlib';
import { dayText } from './date-text.ts';
import type { Bytes } from './text-encoding.ts';
import { find, findAll, readXml, textBelow, type XmlElement } from './xml-elements.ts';

/** Excel workbooks (.xlsx): the first sheet that holds anything, as a table in CSV, so that every reader of tables reads it. */

/** A workbook is compressed and comes as a whole; these bound what a hostile one can unfold to. */
const MAX_WORKBOOK_BYTES = 64 * 1024 * 1024;
const MAX_PART_BYTES = 256 * 1024 * 1024;
const MAX_PARTS = 10_000;
const MAX_COLUMNS = 500;

export type Sheet = { csv: string; problem: null } | { csv: null; problem: string };
type Parts = Map<string, () => string>;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/** The ZIP's directory: each part by its name, unfolded when it is asked for. Undefined when the archive is damaged. */
function partsOf(bytes: Uint8Array): Parts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) return undefined;
  const parts: Parts = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = Math.min(view.getUint16(end + 10, true), MAX_PARTS); left > 0; left -= 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) return undefined;
    const [method, size, nameLength, extra, comment, local] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    parts.set(name.replace(/^\//, ''), () => {
      const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const folded = bytes.subarray(from, from + size);
      return new TextDecoder().decode(method === 0 ? folded : inflateRawSync(folded, { maxOutputLength: MAX_PART_BYTES }));
    });
    at += 46 + nameLength + extra + comment;
  }
  return parts;
}

function xmlOf(parts: Parts, name: string): XmlElement | undefined {
  const { root, problem } = readXml([parts.get(name)?.() ?? ''], new Set(), () => {});
  return problem ? undefined : (root ?? undefined);
}

/** The sheets in the order of their tabs, hidden ones left out. */
function sheetFiles(parts: Parts): { files: string[]; from1904: boolean } {
  const workbook = xmlOf(parts, 'xl/workbook.xml');
  const targets = new Map(findAll(xmlOf(parts, 'xl/_rels/workbook.xml.rels'), 'Relationship').map(({ attributes }) => [attributes['Id'] ?? '', attributes['Target'] ?? '']));
  const sheets = findAll(find(workbook, 'sheets'), 'sheet').filter(({ attributes }) => !/hidden/i.test(attributes['state'] ?? ''));
  const files = sheets.map(({ attributes }) => (targets.get(attributes['id'] ?? '') ?? '').replace(/^\/?(?:xl\/)?/, 'xl/')).filter(file => parts.has(file));
  return { files: files.length > 0 ? files : [...parts.keys()].filter(name => /^xl\/worksheets\/[^/]+\.xml$/.test(name)), from1904: /^(?:1|true)$/.test(find(workbook, 'workbookPr')?.attributes['date1904'] ?? '') };
}

/** Which cell styles show a number as a day: Excel's own date formats, and any that spells days or years. */
function dayStyles(parts: Parts): Set<number> {
  const styles = xmlOf(parts, 'xl/styles.xml');
  const own = new Set(findAll(find(styles, 'numFmts'), 'numFmt').filter(({ attributes }) => /[dy]/i.test((attributes['formatCode'] ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))).map(({ attributes }) => Number(attributes['numFmtId'])));
  const isDay = (format: number): boolean => (format >= 14 && format <= 17) || format === 22 || own.has(format);
  return new Set(findAll(find(styles, 'cellXfs'), 'xf').flatMap(({ attributes }, index) => (isDay(Number(attributes['numFmtId'] ?? 0)) ? [index] : [])));
}

const DAY_MS = 86_400_000;

/** Days since the end of 1899 (or of 1903 in files of old Macs) → 2026-10-31. */
function dayOf(serial: number, from1904: boolean): string {
  const date = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial + (from1904 ? 1462 : 0)) * DAY_MS);
  return dayText(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) ?? String(serial);
}

/** Fifteen digits are what Excel itself keeps; what comes after them is the noise of binary fractions. */
const numberText = (text: string): string => {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? text : String(Number(value.toPrecision(15)));
};

const columnOf = (reference: string): number => Array.from(/^[A-Z]+/.exec(reference)?.[0] ?? '').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

type Reader = { strings: readonly string[]; days: ReadonlySet<number>; from1904: boolean };

function cellText(cell: XmlElement, { strings, days, from1904 }: Reader): string {
  const { t: type = 'n', s: style = '-1' } = cell.attributes;
  const value = find(cell, 'v')?.text ?? '';
  if (type === 's') return strings[Number(value)] ?? '';
  if (type === 'inlineStr') return textBelow(find(cell, 'is'));
  if (type !== 'n') return value;
  return value !== '' && days.has(Number(style)) ? dayOf(Number(value), from1904) : numberText(value);
}

const quoted = (text: string): string => (/[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows keep their numbers: an empty one is an empty line, so that a message names the row that Excel shows. */
function sheetCsv(xml: string, reader: Reader): string | undefined {
  const lines: string[] = [];
  let hasCells = false;
  const { problem } = readXml([xml], new Set(['row']), row => {
    const cells: string[] = [];
    for (const [index, cell] of findAll(row, 'c').entries()) {
      const place = cell.attributes['r'] === undefined ? index : columnOf(cell.attributes['r']);
      if (place >= 0 && place < MAX_COLUMNS) cells[place] = cellText(cell, reader).replace(/\s*[\r\n]+\s*/g, ' ');
    }
    hasCells ||= cells.some(cell => cell !== undefined && cell !== '');
    const number = Math.max(lines.length + 1, Number(row.attributes['r'] ?? lines.length + 1));
    while (lines.length < number - 1 && number - lines.length < MAX_PARTS) lines.push('');
    lines.push(Array.from(cells, cell => quoted(cell ?? '')).join(','));
  });
  return problem || !hasCells ? undefined : `${lines.join('\n')}\n`;
}

export function sheetOf(bytes: Bytes): Sheet {
  if (bytes.size > MAX_WORKBOOK_BYTES) return { csv: null, problem: `The workbook is larger than ${MAX_WORKBOOK_BYTES / 1024 / 1024} MB. Save the sheet as CSV and import that.` };
  const whole = new Uint8Array(bytes.size);
  let filled = 0;
  for (const chunk of bytes.chunks()) { whole.set(chunk, filled); filled += chunk.length; }
  try {
    const parts = partsOf(whole);
    if (!parts) return { csv: null, problem: 'The Excel workbook is not complete: its directory is missing at the end. Download it again.' };
    const strings = findAll(xmlOf(parts, 'xl/sharedStrings.xml'), 'si').map(textBelow);
    const { files, from1904 } = sheetFiles(parts);
    const reader: Reader = { strings, days: dayStyles(parts), from1904 };
    for (const file of files) {
      const csv = sheetCsv(parts.get(file)?.() ?? '', reader);
      if (csv !== undefined) return { csv, problem: null };
    }
    return { csv: null, problem: 'The Excel workbook has no sheet with a table. Save the sheet as CSV and import that.' };
  } catch (error) {
    // zlib and DataView throw on damaged archives; anything else is our own mistake and must be seen.
    if (!(error instanceof RangeError) && (error as { code?: string }).code === undefined) throw error;
    return { csv: null, problem: 'The Excel workbook is damaged. Download it again, or save the sheet as CSV and import that.' };
  }
}
