import { csvHead, type TableRow } from './csv-table.ts';
import { refusal } from './issues.ts';
import { MAX_FILE_BYTES, type Reading } from './statement.ts';
import { sheetOf } from './workbook.ts';
import { encodingOf, headBytes, textOf, type Bytes, type TextEncoding } from './text-encoding.ts';

/** A file as text: its opening and the first rows as a table tell a reader "this is mine"; `chunks` is the whole, from the start each time. */
export type Source = TextEncoding & { opening: string; head: TableRow[]; delimiter: string; chunks(): Iterable<string> };

const FORMS = 'a statement as camt.053, MT940, OFX, BAI2, QIF or CSV, or a settlement report as the gateway offers it';

/** Files that people take by mistake, by their first bytes. */
const CONTAINERS: readonly [RegExp, string, string][] = [
  [/^%PDF-/, 'a PDF', `Download ${FORMS}; a PDF is for reading only.`],
  [/^PK\x03\x04/, 'a ZIP archive', 'Unpack it and import the file inside.'],
  [/^\x1f\x8b/, 'a compressed (gzip) file', 'Unpack it and import the file inside.'],
  [/^\xd0\xcf\x11\xe0/, 'an old Excel or Word file', 'Open it and save the sheet as CSV, then import that.'],
  [/^(?:\x89PNG|\xff\xd8\xff|GIF8|BM[^]{4}\0\0\0\0)/, 'a picture', `Download ${FORMS}.`],
  [/^\{\\rtf/, 'a text document (RTF)', `Download ${FORMS}.`],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|table|script)\b/i, 'a web page (HTML)', `The download was probably refused or timed out at the bank's site. Download ${FORMS} again.`],
];

/** A ZIP whose parts are a workbook's. */
const WORKBOOK = /^PK\x03\x04[^]*(?:xl\/|\[Content_Types\]|workbook|docProps)/;

const HEAD_BYTES = 4_096;
const OPENING_CHARACTERS = 256 * 1024;

/** Bytes → text that a reader can look at, or the reason why nobody can. */
export function sniff(bytes: Bytes): Source | Reading {
  if (bytes.size > MAX_FILE_BYTES)
    return refusal('unknown', 1, 'statement.tooLarge', `The file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB. Download it in shorter periods.`);
  const start = String.fromCharCode(...headBytes(bytes, HEAD_BYTES));
  if (/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*$/.test(start) && bytes.size <= HEAD_BYTES)
    return refusal('unknown', 1, 'statement.empty', 'The file is empty. Download it again.');
  if (WORKBOOK.test(start)) return workbookSource(bytes);
  const container = CONTAINERS.find(([pattern]) => pattern.test(start));
  if (container) return refusal('unknown', 1, 'statement.format', `This is ${container[1]}, not a statement. ${container[2]}`);
  const found = encodingOf(bytes);
  const opening = found ? openingOf(textOf(bytes, found.encoding)) : '';
  if (!found || hasControlCharacters(opening))
    return refusal('unknown', 1, 'statement.encoding', `The file is not text: it may be damaged or of another kind. Download ${FORMS}.`);
  return { ...found, opening, ...csvHead(opening, opening.length < OPENING_CHARACTERS), chunks: () => textOf(bytes, found.encoding) };
}

/** A workbook is read as the table on its first sheet. */
function workbookSource(bytes: Bytes): Source | Reading {
  const { csv, problem } = sheetOf(bytes);
  if (csv === null) return refusal('xlsx', 1, 'statement.format', problem);
  return { encoding: 'xlsx', surprise: null, opening: csv.slice(0, OPENING_CHARACTERS), ...csvHead(csv.slice(0, OPENING_CHARACTERS), csv.length <= OPENING_CHARACTERS, ','), chunks: () => [csv] };
}

function openingOf(chunks: Iterable<string>): string {
  let opening = '';
  for (const chunk of chunks) {
    opening += chunk;
    if (opening.length >= OPENING_CHARACTERS) break;
  }
  return opening.slice(0, OPENING_CHARACTERS);
}

export const isRefusal = (found: Source | Reading): found is Reading => 'ok' in found;

/** Text has no control characters except tabs, line ends and the transmission marks around MT940. */
const hasControlCharacters = (text: string): boolean => /[\0\x04-\x08\x0e-\x19]/.test(text.slice(0, HEAD_BYTES * 4));
