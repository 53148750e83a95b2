import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { sheetOf } from '../../../main/engine/statements/workbook.ts';
import { bytesOf } from '../../../main/engine/statements/text-encoding.ts';
import type { PackFormat } from '../../../shared/contract/close.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { localDate } from '../../../shared/values/date.ts';
import { AMAZON, OCTOBER, openMonth, sam, type Month } from '../reconciliation/fake-month.ts';

/** A reference that a spreadsheet would run. */
const FORMULA = '=HYPERLINK("http://evil.example";"pay")';

let month: Month;
beforeAll(async () => {
  month = openMonth([AMAZON]);
  month.orders(AMAZON.key, 'reference | number | despatched | amount\n203-1-1 | 109390 | 2026-10-05 | 31.59\n203-1-2 | 109391 | 2026-08-20 | 12.00');
  month.settlement('1250', { payout: '7782001', from: '2026-10-01', to: '2026-10-31', lines: `on | kind | order | amount\n2026-10-05 | sale | 203-1-1 | 31.59\n2026-10-06 | sale | ${FORMULA} | 1234.05` });
  month.post('cash', '1250', 'on | kind | amount | reference | second\n2026-10-05 | receipt | 31.59 | 109390 | 203-1-1');
  month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second | vat\n2026-10-05 | invoice | 31.59 | 109390 | 203-1-1 | 5.27');
  month.bankStatement('1200', { opening: '0.07', from: '2026-10-01', to: '2026-10-31', lines: 'on | amount | reference | text\n2026-10-29 | -0.07 | | BACS SUBMISSION FEES' });
  month.post('cash', '1200', 'on | kind | amount | reference | second\n2026-09-30 | opening | 0.07 | OPENING |');
  await month.refresh();
  for (const side of ['left', 'right'] as const) for (const kind of ['payments', 'invoices'] as const) for (const account of kind === 'payments' ? ['1250', '1200'] : [AMAZON.key]) {
    for (const { id } of month.entries(kind, account, side).filter(({ state }) => state === 'open')) month.write(context => month.reconciliation.explain(context, { entryIds: [id], reason: 'manual', note: '+44 was called about it.' }));
  }
  month.write(context => month.close.prepare(context, { period: OCTOBER, note: '' }));
  month.write(context => month.close.review(context, { period: OCTOBER, note: '' }), sam);
});
afterAll(() => month.end());

const pack = (format: PackFormat, more: { accounts?: string[] } = {}) => month.close.pack(month.task(), { period: OCTOBER, format, ...more });
const bytes = async (format: PackFormat, more: { accounts?: string[] } = {}): Promise<Buffer> => Buffer.from((await pack(format, more)).base64, 'base64');

/** The parts of a ZIP by their names, and the times that it keeps for them. */
function partsOf(zip: Buffer): { name: string; time: number; text: string }[] {
  const parts: { name: string; time: number; text: string }[] = [];
  let at = zip.readUInt32LE(zip.length - 22 + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [size, nameLength, local] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)];
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    parts.push({ name: zip.subarray(at + 46, at + 46 + nameLength).toString(), time: zip.readUInt32LE(at + 12), text: inflateRawSync(zip.subarray(from, from + size)).toString() });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}

describe('the month-end pack', () => {
  for (const format of ['xlsx', 'pdf', 'csv'] as const) {
    test(`${format}: the same month gives the same bytes, and the trail keeps their hash`, async () => {
      const [first, second] = [await pack(format), await pack(format)];
      assert.equal(first.sha256, second.sha256);
      assert.equal(first.fileName, `month-end-2026-10.${format}`);
      const detail = month.store.read.get<{ detail: string }>({ text: "SELECT d.detail FROM audit_entry e JOIN audit_detail d ON d.seq = e.seq WHERE e.action = 'close.pack' ORDER BY e.seq DESC LIMIT 1", values: [] })?.detail;
      assert.equal(JSON.parse(detail ?? '{}').sha256, first.sha256);
    });
  }

  test('nothing in the workbook says when it was packed: every part has the moment of the second signature', async () => {
    const parts = partsOf(await bytes('xlsx'));
    assert.ok(parts.length >= 12);
    // 3 November 2026, 09:00 UTC, as ZIP writes it.
    assert.deepEqual(new Set(parts.map(({ time }) => time)), new Set([((46 << 9 | 11 << 5 | 3) << 16 | 9 << 11) >>> 0]));
    assert.ok(parts.every(({ text }) => !text.includes('dcterms:created')));
  });

  test('the first sheet, read back, names company, period, signatures, versions and the audit entry', async () => {
    const { csv } = sheetOf(bytesOf(await bytes('xlsx')));
    for (const line of ['Company,Northwind Home Ltd', 'Period,2026-10', 'As of,2026-10-31', 'Prepared,"Priya, 2026-11-03T09:00:00.000Z"', 'Reviewed,"Sam, 2026-11-03T09:00:00.000Z"', 'State,locked', 'Tieout,1.0.0']) assert.ok(csv?.includes(line), `${line}\n${csv}`);
    const head = month.store.read.get<{ seq: number; hash: string }>({ text: "SELECT seq, hash FROM audit_entry WHERE action = 'close.review'", values: [] });
    assert.ok(csv?.includes(`Audit entry,${head?.seq}`) && csv.includes(`Audit seal,${head?.hash}`));
  });

  test('amounts are true numbers with two decimals in the sheet', async () => {
    const parts = partsOf(await bytes('xlsx'));
    const text = parts.map(part => part.text).join('');
    assert.ok(text.includes('<v>1234.05</v>') && text.includes('<v>-0.07</v>'));
    assert.ok(text.includes('formatCode="#,##0.00"'));
  });

  test('what a buyer wrote is never run as a formula', async () => {
    const csv = (await bytes('csv')).toString();
    assert.ok(csv.includes(`"'=HYPERLINK(""http://evil.example"";""pay"")"`));
    assert.ok(csv.includes("'+44 was called about it."));
    for (const line of csv.split('\r\n')) for (const cell of line.split(',')) assert.ok(!/^"?[=+@]/.test(cell), line);
    const parts = partsOf(await bytes('xlsx'));
    assert.ok(parts.every(({ text }) => !text.includes('<f>')));
    assert.ok(parts.find(({ name }) => name.includes('sharedStrings'))?.text.includes("'=HYPERLINK"));
  });

  test('its totals tie to the figures on the screen', async () => {
    const csv = (await bytes('csv')).toString();
    for (const figures of month.reconciliation.board(month.query, { period: OCTOBER })) {
      const pounds = (minor: number): string => (minor / 100).toFixed(2);
      const line = csv.split('\r\n').find(text => text.startsWith(`${{ payments: 'Payments', invoices: 'Invoices', returns: 'Returns' }[figures.key.kind]} ${figures.label},GBP,`));
      assert.ok(line?.endsWith(`,${pounds(figures.closingMinor)},${pounds(figures.explainedMinor)},${pounds(figures.unexplainedMinor)}`), line);
    }
    assert.match(csv, /Payments, all of GBP",GBP,|"Payments, all of GBP",GBP,/);
  });

  test('open items stand with their age and bucket', async () => {
    const csv = (await bytes('csv')).toString();
    const old = csv.split('\r\n').find(line => line.includes('109391') && line.includes('61–90'));
    assert.match(old ?? '', /^Invoices AMAZON\/Amazon UK,outside,2026-08-20,72,61–90,order,109391,203-1-2,,GBP,12\.00,/);
  });

  test('the PDF has pages, a title and the signing moment as its date', async () => {
    const text = (await bytes('pdf')).toString('latin1');
    assert.ok(text.startsWith('%PDF-'));
  
    assert.ok(text.includes('20261103090000Z') && text.split('/Type /Page\n').length > 3);
  });

  test('chosen accounts alone stand in it; one that is not there is named', async () => {
    const csv = (await bytes('csv', { accounts: ['payments 1250'] })).toString();
    assert.ok(csv.includes('Accounts,Payments 1250') && !csv.includes('Invoices Amazon UK'));
    await assert.rejects(pack('csv', { accounts: ['payments 9999'] }), error => error instanceof AppError && error.code === 'close.account');
  });

  test('ages are counted to the day that is asked for', async () => {
    const { base64 } = await month.close.pack(month.task(), { period: OCTOBER, format: 'csv', asOf: localDate('2026-12-31') });
    assert.match(Buffer.from(base64, 'base64').toString(), /2026-08-20,133,over 90/);
  });
});
