import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { benchStatements } from '../../../main/hosts/bench/statements.ts';

const fixtures = path.join(import.meta.dirname, '../../fixtures/statements');

test('a folder is counted, and compared with what its manifest states', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tieout-folder-'));
  try {
    cpSync(fixtures, folder, { recursive: true });
    writeFileSync(path.join(folder, 'photo.sta'), '\u0089PNG');
    writeFileSync(path.join(folder, 'manifest.csv'), 'file,n_transactions,sum,opening,closing\ncoda.txt,2,118.66,1000.00,1118.66\nnorma43.txt,3,118.95,1000.00,1118.95\namazon-v2.txt,8,77.77,,77.77\nphoto.sta,1,,,\n');
    const { folder: counts, figures } = await benchStatements({ runs: 1, megabytes: 0, folder });
    assert.ok(counts);
    assert.equal(counts.read, readdirSync(fixtures).length);
    assert.deepEqual(counts.refusals.map(({ file }) => file), ['manifest.csv', 'photo.sta']);
    assert.deepEqual({ ...counts.manifest, differences: counts.manifest?.differences }, {
      listed: 4, read: 3, refused: 1, equal: 2, differences: [{ file: 'norma43.txt', figure: 'transactions', expected: '3', found: '2' }],
    });
    assert.equal(figures['folder.read']?.median, counts.read);
    const { readAndBalanced, readWithoutBalances, refusedAsUnbalanced, refusedOtherwise } = counts;
    assert.deepEqual([readAndBalanced + readWithoutBalances + refusedAsUnbalanced + refusedOtherwise, refusedOtherwise], [counts.files, counts.refused]);
    assert.ok(readAndBalanced > 0 && readWithoutBalances > 0);
    assert.deepEqual(counts.unbalancedStatements.map(({ file, line }) => [file, line]), [['camt053-two-statements.xml', 33]]);
    assert.deepEqual(['readAndBalanced', 'readWithoutBalances', 'refusedAsUnbalanced', 'refusedOtherwise'].map(name => figures[`folder.${name}`]?.median), [readAndBalanced, readWithoutBalances, 1, 2]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('generated files are read whole and balance', async () => {
  const { figures, ratios } = await benchStatements({ runs: 1, megabytes: 1 });
  for (const shape of ['camt', 'csv', 'mt940']) {
    assert.ok((figures[`${shape}.entries`]?.median ?? 0) > 1_000, shape);
    assert.ok((figures[`${shape}.peak`]?.median ?? 0) > 0);
    assert.ok(ratios[`${shape}/bare-lines`]);
  }
});
