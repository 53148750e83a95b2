import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { readStatementCommand } from '../../../main/hosts/cli/read-statement.ts';

const fixture = (name: string): string => path.join(import.meta.dirname, '../../fixtures/statements', name);
type Output = { file: string; format: string; ok: boolean; statements: { balances: boolean | null; entryCount: number; entries: { amountMinor: number }[] }[]; issues: { line: number; code: string; message: string }[] }[];

async function run(files: string[]): Promise<{ output: Output; exitCode: number }> {
  let text = '';
  const exitCode = await readStatementCommand(files, async part => { text += part; });
  return { output: JSON.parse(text) as Output, exitCode };
}

test('files are read without a workspace; a clean reading exits 0', async () => {
  const { output, exitCode } = await run([fixture('amazon-v2.txt'), fixture('ebay.csv')]);
  assert.equal(exitCode, 0);
  assert.deepEqual(output.map(({ format, ok, statements }) => [format, ok, statements.map(({ balances }) => balances)]), [['amazon-settlement', true, [true]], ['ebay-transactions', true, [true, null]]]);
});

test('findings exit 1, a statement that does not add up says so, and a file that is not there is a finding', async () => {
  const { output, exitCode } = await run([fixture('camt053-two-statements.xml'), fixture('nowhere.csv')]);
  assert.equal(exitCode, 1);
  assert.deepEqual(output.map(({ ok, issues }) => [ok, issues.at(-1)?.code]), [[true, 'statement.unbalanced'], [false, 'statement.file']]);
  assert.deepEqual(output[0]?.statements.map(({ balances }) => balances), [true, false]);
  const finding = output[0]?.issues.at(-1);
  assert.equal(finding?.line, 33, 'the line of the closing balance');
  assert.match(finding.message, /opening 0 JPY and entries of 450 JPY give 450 JPY, but the closing balance \(line 33\) is 500 JPY, a difference of 50 JPY\. Download it again, whole;/);
});

test('each of very many statements that do not add up has its finding', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-many-'));
  try {
    const file = path.join(folder, 'many.sta');
    writeFileSync(file, Array.from({ length: 450 }, (_, at) => `:20:${at}\r\n:25:GB29NWBK60161331926819\r\n:28C:${at}/1\r\n:60F:C261001GBP0,00\r\n:62F:C261031GBP1,00\r\n-\r\n`).join(''));
    const { output } = await run([file]);
    assert.deepEqual([output[0]?.ok, output[0]?.statements.filter(({ balances }) => balances === false).length, output[0]?.issues.filter(({ code }) => code === 'statement.unbalanced').length], [true, 450, 450]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('no file at all is refused', async () => assert.equal((await run([])).exitCode, 2));

test('a file larger than what is kept in memory is printed whole', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-large-'));
  try {
    const file = path.join(folder, 'large.csv');
    const rows = 120_000;
    writeFileSync(file, `Date,Description,Amount,Currency\n${Array.from({ length: rows }, (_, at) => `2026-10-${10 + (at % 20)},${'Payment '.repeat(16)},0.0${at % 10},${at % 2 === 0 ? 'GBP' : 'EUR'}\n`).join('')}`);
    const { output } = await run([file]);
    assert.deepEqual(output[0]?.statements.map(({ entries }) => entries.length), [rows / 2, rows / 2]);
    assert.deepEqual(output[0]?.statements.map(({ entries }) => entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0)), [rows * 2, rows * 2.5]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
