import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'vitest';
import { readStatementCommand } from '../../../main/hosts/cli/read-statement.ts';

const fixture = (name: string): string => path.join(import.meta.dirname, '../../fixtures/statements', name);
type Output = { file: string; format: string; ok: boolean; statements: unknown[]; issues: { code: string }[] }[];

test('files are read without a workspace; a clean reading exits 0', async () => {
  const { output, exitCode } = await readStatementCommand([fixture('amazon-v2.txt'), fixture('ebay.csv')]);
  assert.equal(exitCode, 0);
  assert.deepEqual((output as Output).map(({ format, ok }) => [format, ok]), [['amazon-settlement', true], ['ebay-transactions', true]]);
});

test('findings exit 1, and a file that is not there is a finding', async () => {
  const { output, exitCode } = await readStatementCommand([fixture('camt053-two-statements.xml'), fixture('nowhere.csv')]);
  assert.equal(exitCode, 1);
  assert.deepEqual((output as Output).map(({ ok, issues }) => [ok, issues.at(-1)?.code]), [[true, 'statement.unbalanced'], [false, 'statement.file']]);
});

test('no file at all is refused', async () => assert.equal((await readStatementCommand([])).exitCode, 2));
