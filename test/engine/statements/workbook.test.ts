import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'vitest';
import { readStatement } from '../../../main/engine/statements/read-statement.ts';
import type { ReadStatement } from '../../../main/engine/statements/statement.ts';

/** A ZIP as Excel writes it: folded parts, then their directory. Checksums are left out; nobody reads them here. */
function zip(parts: Readonly<Record<string, string>>): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const [path, folded] = [Buffer.from(name), deflateRawSync(Buffer.from(text))];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(path.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(folded.length, 20);
    entry.writeUInt16LE(path.length, 28);
    entry.writeUInt32LE(offset, 42);
    files.push(local, path, folded);
    directory.push(entry, path);
    offset += 30 + path.length + folded.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}

const ROWS = `
<row r="1"><c r="A1" t="inlineStr"><is><t>Northwind current account</t></is></c></row>
<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="s"><v>2</v></c></row>
<row r="4"><c r="A4" s="1"><v>46308</v></c><c r="B4" t="s"><v>3</v></c><c r="D4"><v>1200.5</v></c></row>
<row r="5"><c r="A5" s="1"><v>46309.75</v></c><c r="B5" t="inlineStr"><is><t>Fees, "monthly"</t></is></c><c r="D5"><v>-40.299999999999997</v></c></row>`;

const workbook = (rows = ROWS, workbookPr = ''): Record<string, string> => ({
  '[Content_Types].xml': '<Types/>',
  'xl/workbook.xml': `<workbook xmlns:r="x">${workbookPr}<sheets><sheet name="Notes" state="hidden" r:id="r1"/><sheet name="Empty" r:id="r2"/><sheet name="Lines" r:id="r3"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Target="/xl/worksheets/sheet3.xml"/></Relationships>',
  'xl/sharedStrings.xml': '<sst><si><t>Date</t></si><si><t>Description</t></si><si><r><t>Amount</t></r><r><t> (GBP)</t></r></si><si><t>Amazon</t></si></sst>',
  'xl/styles.xml': '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
  'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row><c t="inlineStr"><is><t>hidden</t></is></c></row></sheetData></worksheet>',
  'xl/worksheets/sheet2.xml': '<worksheet><sheetData/></worksheet>',
  'xl/worksheets/sheet3.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
});

const read = (parts: Record<string, string>): ReadStatement => readStatement(zip(parts), { fileName: 'a.xlsx' });
const linesOf = ({ statements }: ReadStatement): string[] => statements.flatMap(({ entries }) => entries).map(({ line, bookedOn, amountMinor, currency, text }) => `${line} ${bookedOn} ${amountMinor} ${currency} ${text}`);

test('the first visible sheet that holds anything is read as a table: shared and own texts, days, and numbers without binary noise', () => {
  const reading = read(workbook());
  assert.deepEqual(linesOf(reading), ['4 2026-10-13 120050 GBP Amazon', '5 2026-10-14 -4030 GBP Fees, "monthly"']);
  assert.deepEqual([reading.format, reading.ok, reading.issues], ['bank-csv', true, []]);
});

test('workbooks of old Macs count their days from 1904', () =>
  assert.deepEqual(linesOf(read(workbook(ROWS.replace('46308', '44846').replace('46309.75', '44847'), '<workbookPr date1904="1"/>'))).map(line => line.slice(2, 12)), ['2026-10-13', '2026-10-14']));

test('an amount that cannot be read is named by the row that Excel shows', () => {
  const { ok, refusedFor } = read(workbook(ROWS.replace('<v>-40.299999999999997</v>', '<v>x</v>')));
  assert.equal(ok, false);
  assert.match(refusedFor?.message ?? '', /'Amount \(GBP\)' at line 5/);
});

test('a sheet with a document type is refused', () => {
  const typed = { ...workbook(), 'xl/worksheets/sheet3.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>' };
  assert.match(read(typed).issues[0]?.message ?? '', /no sheet with a table/);
});

test('a damaged workbook is refused with a sentence, wherever it is damaged', () => {
  const whole = zip(workbook());
  fc.assert(fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, value, isCut) => {
    const damaged = isCut ? whole.slice(0, at) : Uint8Array.from(whole, (byte, index) => (index === at ? value : byte));
    const { ok, issues } = readStatement(damaged, { fileName: 'a.xlsx' });
    assert.ok(ok || issues.length > 0);
  }), { numRuns: 300 });
});
