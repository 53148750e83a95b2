import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { amountText, decimalMarkOf, parseAmount } from '../../../main/engine/statements/amount-text.ts';
import { dateFormatOf, parseDay } from '../../../main/engine/statements/date-text.ts';
import type { DateFormat, DecimalMark } from '../../../main/engine/statements/statement.ts';

const AMOUNTS: readonly [string, DecimalMark, number, number | undefined][] = [
  ['1,234.56', '.', 2, 123456], ['1.234,56', ',', 2, 123456], ['1 234,56', ',', 2, 123456], ['1\u202f234,56', ',', 2, 123456], ["1'234.56", '.', 2, 123456],
  ['12,34,567.00', '.', 2, 123456700], ['(12.00)', '.', 2, -1200], ['12.00-', '.', 2, -1200], ['\u221212.00', '.', 2, -1200], ['12.00 DR', '.', 2, -1200], ['12.00CR', '.', 2, 1200],
  ['£1,000.00', '.', 2, 100000], ['-£5', '.', 2, -500], ['GBP 5.1', '.', 2, 510], ['5,1 EUR', ',', 2, 510], ['US$7', '.', 2, 700], ['+0.50', '.', 2, 50], ['.5', '.', 2, 50], ['500,', ',', 2, 50000],
  ['8.850', '.', 2, 885], ['8.855', '.', 2, undefined], ['1500', '.', 0, 1500], ['1500.5', '.', 0, undefined], ['1.234', '.', 3, 1234], ['-0', '.', 2, 0],
  ['12..34', '.', 2, undefined], ['1,23', '.', 2, undefined], ['1,2345', '.', 2, undefined], ['-(5)', '.', 2, undefined], ['', '.', 2, undefined], ['.', '.', 2, undefined],
  ['1e5', '.', 2, undefined], ['abc', '.', 2, undefined], ['90071992547409.93', '.', 2, undefined], ['1.234,56', '.', 2, undefined],
];
for (const [text, decimal, digits, expected] of AMOUNTS)
  test(`'${text}' with '${decimal}' and ${digits} digits gives ${expected}`, () => assert.equal(parseAmount(text, decimal, digits), expected));

test('an amount written and read back is the same amount', () => {
  fc.assert(fc.property(fc.maxSafeInteger(), fc.constantFrom('GBP', 'JPY', 'KWD'), (minor, currency) => {
    const digits = { GBP: 2, JPY: 0, KWD: 3 }[currency] ?? 2;
    assert.equal(parseAmount(amountText(minor, ''), '.', 2), minor);
    assert.equal(parseAmount(amountText(minor, currency), '.', digits), minor);
  }));
});

const MARKS: readonly [string[], DecimalMark, boolean][] = [
  [['1.234,56', '4'], ',', true], [['1,234.56'], '.', true], [['4,5', '12,50'], ',', true], [['1,234'], '.', false], [['1,234', '9.99'], '.', true], [['1.234.567'], ',', true], [['12', '7'], '.', true], [['1,50', '1.50'], '.', false],
];
for (const [column, decimal, certain] of MARKS)
  test(`the column ${column.join(' | ')} has the decimal mark ${decimal}${certain ? '' : ', perhaps'}`, () => assert.deepEqual(decimalMarkOf(column), { decimal, certain }));

const DAYS: readonly [string, DateFormat, string | undefined][] = [
  ['2026-10-31', 'DMY', '2026-10-31'], ['2026/10/31 09:00', 'MDY', '2026-10-31'], ['20261031', 'DMY', '2026-10-31'], ['20261031120000.000[-5:EST]', 'DMY', '2026-10-31'], ['31/10/2026', 'DMY', '2026-10-31'], ['10/31/2026', 'MDY', '2026-10-31'],
  ['31.10.26', 'DMY', '2026-10-31'], ['26-10-31', 'YMD', '2026-10-31'], ['31 Oct 2026', 'DMY', '2026-10-31'], ['31-OCT-26', 'DMY', '2026-10-31'], ['Oct 31, 2026', 'DMY', '2026-10-31'], ['1. März 2026', 'DMY', '2026-03-01'], ['1 févr. 2026', 'DMY', '2026-02-01'],
  ['2026-10-31T23:30:00.000Z', 'DMY', '2026-10-31'], ["12/ 8'13", 'DMY', '2013-08-12'], ['30/02/2026', 'DMY', undefined], ['31/10/2026', 'MDY', undefined], ['soon', 'DMY', undefined], ['', 'DMY', undefined], ['2026-13-01', 'DMY', undefined],
];
for (const [text, format, expected] of DAYS) test(`'${text}' as ${format} gives ${expected}`, () => assert.equal(parseDay(text, format), expected));

test('the order of day and month comes from the whole column', () => {
  assert.deepEqual(dateFormatOf(['01/02/2026', '13/02/2026']), { format: 'DMY', certain: true, contradictory: false });
  assert.deepEqual(dateFormatOf(['01/02/2026', '02/13/2026']), { format: 'MDY', certain: true, contradictory: false });
  assert.deepEqual(dateFormatOf(['01/02/2026', '02/03/2026']), { format: 'DMY', certain: false, contradictory: false });
  assert.equal(dateFormatOf(['13/02/2026', '02/13/2026']).contradictory, true);
  assert.deepEqual(dateFormatOf(['2026-02-01']), { format: 'DMY', certain: true, contradictory: false });
  assert.equal(dateFormatOf(['01.02.2026']).certain, true);
});
