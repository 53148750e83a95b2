import PDFDocument from 'pdfkit';
import { digitsOf } from './say-money.ts';
import type { Pack, PackColumn, PackRow, PackSection } from './pack.ts';

/** A4 across, in points. */
const PAGE = { width: 841.89, height: 595.28, margin: 34 };
const WIDTH = PAGE.width - 2 * PAGE.margin;
const BOTTOM = PAGE.height - PAGE.margin - 14;
const TEXT_SIZE = 7.5;
const PADDING = 3;
const HEAD_FILL = '#E8EDF3';
const LINE = '#C9D1DB';
const INK = '#1B2530';
const QUIET = '#5B6875';
/** What a person reads on paper; the workbook holds every line. */
const MAX_ROWS = 2_000;
const MAX_CELL_LINES = 6;

type Document = InstanceType<typeof PDFDocument>;

/** What the fonts of every PDF reader have no letter for, in the nearest that they have. */
const NEAREST: Readonly<Record<string, string>> = { '−': '-', '→': '>', 'ł': 'l', 'Ł': 'L', 'đ': 'd', 'Đ': 'D', 'ı': 'i', '✓': 'yes' };
/** The letters of Windows-1252 beyond Latin-1. */
const KNOWN = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

function printable(text: string): string {
  return Array.from(text, letter => {
    if (letter < '\u0100' || KNOWN.includes(letter)) return /\p{Cc}/u.test(letter) ? ' ' : letter;
    const plain = NEAREST[letter] ?? letter.normalize('NFD').replaceAll(/\p{M}/gu, '');
    return Array.from(plain).every(part => part < '\u0100') ? plain : '?';
  }).join('');
}

function grouped(digits: string): string {
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(.*)$/.exec(digits) ?? [];
  return `${sign}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${rest}`;
}

function cellText(row: PackRow, { type }: PackColumn, at: number): string {
  const cell = row.cells[at] ?? null;
  if (cell === null) return '';
  if (typeof cell === 'string') return printable(cell);
  return type === 'amount' ? grouped(digitsOf(cell, row.currency ?? '')) : String(cell);
}

const isNumber = ({ type }: PackColumn): boolean => type === 'amount' || type === 'count';

const EMPTY: PackColumn = { title: '', type: 'text', width: 0 };
const NARROW = 10;

/** Numbers keep the room they need; texts share what is left, and fold. */
function widthsOf(columns: readonly PackColumn[]): number[] {
  // A currency or an age folds badly.
  const isFixed = ({ type, width }: PackColumn): boolean => type !== 'text' || width <= NARROW;
  const asked = columns.map(column => (column.type === 'text' ? Math.min(column.width, 48) : column.width) * 4.6);
  const total = asked.reduce((sum, width) => sum + width, 0);
  if (total <= WIDTH) return asked.map(width => width * (columns.some(({ type }) => type === 'text') ? WIDTH / total : 1));
  const fixed = asked.reduce((sum, width, at) => sum + (isFixed(columns[at] ?? EMPTY) ? width : 0), 0);
  const share = (WIDTH - fixed) / (total - fixed);
  return asked.map((width, at) => (isFixed(columns[at] ?? EMPTY) ? width : width * share));
}

type Table = { document: Document; widths: readonly number[]; columns: readonly PackColumn[] };

function drawRow({ document, widths, columns }: Table, texts: readonly string[], look: { bold: boolean; fill: string | null }): void {
  document.font(look.bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(TEXT_SIZE);
  const lineHeight = document.currentLineHeight(true);
  const heights = texts.map((text, at) => document.heightOfString(text || ' ', { width: (widths[at] ?? 0) - 2 * PADDING }));
  const height = Math.min(Math.max(...heights, lineHeight), MAX_CELL_LINES * lineHeight) + 2 * PADDING - 1;
  const top = document.y;
  if (look.fill !== null) document.rect(PAGE.margin, top, WIDTH, height).fill(look.fill);
  let left = PAGE.margin;
  for (const [at, text] of texts.entries()) {
    const width = (widths[at] ?? 0) - 2 * PADDING;
    document.fillColor(INK).text(text, left + PADDING, top + PADDING, { width, height: height - PADDING, align: isNumber(columns[at] ?? EMPTY) ? 'right' : 'left', ellipsis: true });
    left += widths[at] ?? 0;
  }
  document.moveTo(PAGE.margin, top + height).lineTo(PAGE.margin + WIDTH, top + height).lineWidth(0.4).strokeColor(LINE).stroke();
  document.y = top + height;
}

function heightOf({ document, widths }: Table, texts: readonly string[]): number {
  document.font('Helvetica-Bold').fontSize(TEXT_SIZE);
  return Math.max(...texts.map((text, at) => document.heightOfString(text || ' ', { width: (widths[at] ?? 0) - 2 * PADDING }))) + 2 * PADDING;
}

function drawSection(document: Document, section: PackSection): void {
  const { columns, rows, note, title } = section;
  const table: Table = { document, columns, widths: widthsOf(columns) };
  const heads = columns.map(column => printable(column.title));
  const headed = (): void => drawRow(table, heads, { bold: true, fill: HEAD_FILL });
  if (document.y + 70 > BOTTOM) document.addPage();
  document.y += 14;
  document.font('Helvetica-Bold').fontSize(11).fillColor(INK).text(printable(title), PAGE.margin, document.y);
  if (note !== undefined) document.font('Helvetica').fontSize(TEXT_SIZE).fillColor(QUIET).text(printable(note), PAGE.margin, document.y);
  document.y += 4;
  if (rows.length === 0) {
    document.font('Helvetica').fontSize(TEXT_SIZE).fillColor(QUIET).text('None.', PAGE.margin, document.y);
    return;
  }
  headed();
  for (const row of rows.slice(0, MAX_ROWS)) {
    const texts = columns.map((column, at) => cellText(row, column, at));
    if (document.y + Math.min(heightOf(table, texts), 60) > BOTTOM) {
      document.addPage();
      headed();
    }
    drawRow(table, texts, { bold: row.strong === true, fill: null });
  }
  if (rows.length > MAX_ROWS) document.font('Helvetica').fontSize(TEXT_SIZE).fillColor(QUIET).text(`and ${rows.length - MAX_ROWS} more lines; the Excel pack holds all of them.`, PAGE.margin, document.y + 3);
}

/** The number of each page stands below it, which is known only at the end. */
function numberPages(document: Document, text: string): void {
  const { start, count } = document.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    document.switchToPage(page);
    // Below the margin nothing may be written without making a new page.
    document.page.margins.bottom = 0;
    document.font('Helvetica').fontSize(7).fillColor(QUIET).text(text, PAGE.margin, PAGE.height - PAGE.margin, { width: WIDTH / 2, lineBreak: false });
    document.text(`Page ${page - start + 1} of ${count}`, PAGE.margin + WIDTH / 2, PAGE.height - PAGE.margin, { width: WIDTH / 2, align: 'right', lineBreak: false });
  }
}

/** Pages to print and sign. Not compressed and with the pack's own moment, so that the same pack always gives the same bytes. */
export function packPdf(pack: Pack): Promise<Buffer> {
  const moment = new Date(pack.moment);
  const document = new PDFDocument({
    size: [PAGE.width, PAGE.height], margin: PAGE.margin, bufferPages: true, compress: false, lang: 'en-GB', displayTitle: true,
    info: { Title: printable(pack.title), Author: printable(pack.company), Creator: 'Tieout', Producer: 'Tieout', CreationDate: moment, ModDate: moment },
  });
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    document.font('Helvetica-Bold').fontSize(16).fillColor(INK).text(printable(pack.title), PAGE.margin, PAGE.margin);
    document.font('Helvetica').fontSize(10).fillColor(QUIET).text(printable(pack.company));
    for (const section of pack.sections) drawSection(document, section);
    numberPages(document, printable(`${pack.company} · ${pack.title}`));
    document.end();
  });
}
