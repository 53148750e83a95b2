import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { changesOfCsv, csvOf } from '../../../main/engine/lookups/lookup-csv.ts';

const columns = { keyColumn: 'Shop method', valueColumns: ['Account', 'Short name'] };
const problemOf = (content: string): string => { const read = changesOfCsv(content, columns, 100); return 'problem' in read ? read.problem : 'none'; };

test('a table is one row a line, sorted, quoted only where needed, whatever order it was typed in', () => {
  const rows = [{ key: 'paypal', values: ['1251', 'PP'] }, { key: 'Amazon, UK', values: ['1250', 'A "Z"'] }, { key: '=1+1', values: ['-5', ''] }];
  const file = csvOf(columns, rows);
  assert.equal(file, 'Shop method,Account,Short name\n\'=1+1,-5,\n"Amazon, UK",1250,"A ""Z"""\npaypal,1251,PP\n');
  assert.equal(csvOf(columns, rows.toReversed()), file);
});

test('what is written is read back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'B', '"', ',', ';', "'", '=', '-', '@', ' ', '5', 'é', '\t'), maxLength: 8 }).map(text => text.trim());
  const rows = fc.uniqueArray(fc.record({ key: cell.filter(text => text !== ''), values: fc.tuple(cell, cell) }), { selector: ({ key }) => key.toLowerCase(), maxLength: 12 });
  fc.assert(fc.property(rows, given => {
    const read = changesOfCsv(csvOf(columns, given), columns, 100);
    assert.ok('changes' in read, 'problem' in read ? read.problem : '');
    const sorted = (list: readonly { key: string; values: readonly string[] | null }[]) => list.map(({ key, values }) => JSON.stringify([key, values])).sort();
    assert.deepEqual(sorted(read.changes), sorted(given));
  }), { numRuns: 500 });
});

test('columns are found by their headings, in any order and with any delimiter', () => {
  const read = changesOfCsv('\uFEFFshort name;SHOP METHOD;Account;Note\r\nPP;PayPal;1251;x\r\n', columns, 100);
  assert.deepEqual(read, { changes: [{ key: 'PayPal', values: ['1251', 'PP'] }] });
});

test('a file that cannot be the table is refused with the line and the remedy', () => {
  assert.match(problemOf(''), /file is empty/);
  assert.match(problemOf('Shop method,Account\nPayPal,1251\n'), /no column "Short name"/);
  assert.match(problemOf('Shop method,Account,Short name\nPayPal,1,P\npaypal,2,P\n'), /Line 3 has "paypal" a second time/);
  assert.match(problemOf('Shop method,Account,Short name\n,1251,PP\n'), /Line 2 has nothing under "Shop method"/);
  assert.match(problemOf(`Shop method,Account,Short name\nPayPal,${'9'.repeat(201)},PP\n`), /longer than 200/);
  assert.match(problemOf('Shop method,Account,Short name\n"PayPal,1251,PP\n'), /ends inside a quoted text/);
  assert.match(problemOf(`Shop method,Account,Short name\n${Array.from({ length: 101 }, (_, n) => `k${n},1,2`).join('\n')}\n`), /more than 100 rows/);
});
