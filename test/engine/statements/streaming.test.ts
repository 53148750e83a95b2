import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { test } from 'vitest';
import { entryIn } from '../../../main/engine/statements/drafts.ts';
import { entriesInSpool, temporaryFolder, type ParsedFile } from '../../../main/engine/statements/statement-file.ts';
import { linesOf } from '../../../main/engine/statements/lines.ts';
import { newTableEnd, rowsOf } from '../../../main/engine/statements/csv-table.ts';
import { ofxTokens } from '../../../main/engine/statements/ofx-tokens.ts';
import { readEntries, readStatement } from '../../../main/engine/statements/read-statement.ts';
import { spooledEntries, spoolEntries } from '../../../main/engine/statements/entry-spool.ts';
import { entry, type ReadStatement, type StatementEntry } from '../../../main/engine/statements/statement.ts';
import { bytesOf } from '../../../main/engine/statements/text-encoding.ts';
import { fixtureBytes } from './read-fixture.ts';

const names = readdirSync(path.join(import.meta.dirname, '../../fixtures/statements')).sort();
const read = (bytes: Uint8Array, chunkBytes?: number): ReadStatement => readStatement(bytesOf(bytes, chunkBytes), { fileName: 'file' });
const pieces = (text: string, cuts: readonly number[]): string[] => {
  const places = [...new Set(cuts.map(cut => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [...places, text.length].map((to, index) => text.slice(index === 0 ? 0 : places[index - 1], to));
};

for (const name of names) {
  test(`${name} reads the same in pieces of any size`, () => {
    const bytes = fixtureBytes(name);
    const whole = read(bytes);
    for (const size of [1, 2, 3, 7, 64, 501]) assert.deepEqual(read(bytes, size), whole, `in pieces of ${size}`);
  });
}

const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '<', '>', '/', ';', 'é'), maxLength: 60 });

test('lines, rows and tags do not depend on where a text is cut', () => {
  fc.assert(fc.property(text, fc.array(fc.nat(80), { maxLength: 6 }), (whole, cuts) => {
    const parts = pieces(whole, cuts);
    assert.deepEqual([...linesOf(parts)], [...linesOf([whole])]);
    assert.deepEqual([...ofxTokens(parts)], [...ofxTokens([whole])]);
    const [end, wholeEnd] = [newTableEnd(), newTableEnd()];
    assert.deepEqual([...rowsOf(parts, ',', end)], [...rowsOf([whole], ',', wholeEnd)]);
    assert.deepEqual(end.problem, wholeEnd.problem);
  }));
});

test('rows written as a table are read back, cell by cell', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '£', ' ', '1'), maxLength: 8 }).map(value => value.trim());
  fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 }), rows => {
    const written = rows.map(cells => cells.map(value => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');
    assert.deepEqual([...rowsOf([written], ',', newTableEnd())].map(({ cells }) => cells), rows);
  }));
});

/** What ends in a mark of its own, so that no cut can go unnoticed. */
const ENDS_IN_A_MARK = new Set(['bai2.txt', 'camt052-no-namespace.xml', 'camt053-two-statements.xml', 'cfonb120.txt', 'coda.txt', 'norma43.txt', 'ofx1.qfx', 'ofx2.ofx', 'klarna.csv']);

type Mark = Pick<StatementEntry, 'line' | 'kind' | 'bookedOn' | 'amountMinor' | 'currency'>;
const marksOf = ({ statements }: ReadStatement): Set<string> => new Set(statements.flatMap(({ entries }) => entries).filter(({ kind }) => kind !== 'payout')
  .map(({ line, kind, bookedOn, amountMinor, currency }): Mark => ({ line, kind, bookedOn, amountMinor, currency })).map(mark => JSON.stringify(mark)));

for (const name of names) {
  test(`${name} cut anywhere never gives a figure that is not in it, nor loses one without a word${ENDS_IN_A_MARK.has(name) ? '' : ' but whole last rows'}`, () => {
    const bytes = fixtureBytes(name);
    const whole = read(bytes);
    const all = marksOf(whole);
    const trimmed = Buffer.from(bytes).toString('latin1').trimEnd().length;
    for (let length = 1; length < trimmed; length += 5) {
      const cut = read(bytes.subarray(0, length));
      if (!cut.ok || cut.issues.length > whole.issues.length || cut.issues.some(({ code }) => code === 'statement.lineEnd' || code === 'statement.truncated')) continue;
      const marks = marksOf(cut);
      for (const mark of marks) assert.ok(all.has(mark), `cut at ${length}: ${mark}`);
      if (ENDS_IN_A_MARK.has(name)) assert.equal(marks.size, all.size, `cut at ${length}`);
    }
  });
}

test('entries that wait on disk come back as they went, by statement', () => {
  const parts = fc.array(fc.record({ part: fc.nat(3), text: fc.string({ maxLength: 30 }) }), { maxLength: 40 });
  fc.assert(fc.property(parts, given => {
    let bytes = new Uint8Array();
    const file = { append: (more: Uint8Array) => { bytes = new Uint8Array([...bytes, ...more]); }, read: (offset: number, length: number) => bytes.slice(offset, offset + length) };
    const spool = spoolEntries(file);
    const entries = given.map(({ part, text: words }, line) => ({ part, entry: entry({ id: String(line), line, kind: 'bank', bookedOn: '2026-10-01', amountMinor: line, currency: 'GBP', text: words }) }));
    for (const each of entries) spool.keep(each.part, each.entry);
    const blocks = spool.close();
    for (const part of [0, 1, 2, 3]) assert.deepEqual([...spooledEntries(file, blocks, [part])], entries.filter(each => each.part === part).map(each => each.entry));
  }));
});

test('a thread reads a file and leaves its entries on disk', async () => {
  const folder = temporaryFolder();
  try {
    const job = { file: path.join(import.meta.dirname, '../../fixtures/statements/stripe-report.csv'), spool: folder.file('entries'), options: { fileName: 'file' } };
    const worker = new Worker(new URL('../../../main/engine/statements/parse-worker.ts', import.meta.url), { workerData: job });
    const { reading, blocks } = await new Promise<ParsedFile>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    const whole = read(fixtureBytes('stripe-report.csv'));
    for (const [at, head] of reading.statements.entries()) assert.deepEqual([...entriesInSpool(job.spool, blocks, head.parts)].map(each => entryIn(head, each)), whole.statements[at]?.entries);
  } finally {
    folder.remove();
  }
});

test('an entry is handed over before the file is read to its end', () => {
  const rows = Array.from({ length: 5_000 }, (_, at) => `<Ntry><Amt Ccy="GBP">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-10-01</Dt></BookgDt><AcctSvcrRef>${at}</AcctSvcrRef></Ntry>`);
  const file = new TextEncoder().encode(`<Document><BkToCstmrStmt><Stmt>${rows.join('\n')}</Stmt></BkToCstmrStmt></Document>`);
  let taken = 0;
  let handedOver = 0;
  let before = 0;
  const bytes = { size: file.length, * chunks() { for (const chunk of bytesOf(file, 10_000).chunks()) { taken += 1; yield chunk; } } };
  const reading = readEntries(bytes, { fileName: 'file' }, () => { handedOver += 1; if (handedOver === 1) before = taken; });
  assert.equal(handedOver, 5_000);
  assert.equal(reading.statements[0]?.entryCount, 5_000);
  assert.ok(before < taken - 20, `the first entry came after ${before} of ${taken} pieces`);
});
