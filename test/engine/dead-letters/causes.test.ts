import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { causesOf, suggestFix } from '../../../main/engine/dead-letters/causes.ts';
import type { CauseRow } from '../../../main/engine/dead-letters/dead-letter-store.ts';
import { DEFAULT_SETTINGS } from '../../../main/engine/settings/default-settings.ts';
import { instant } from '../../../shared/values/date.ts';
import { textTable } from '../../support/text-table.ts';

const FACTS = { itemCodes: ['MUG-BLU', 'MUG-WHT', 'TRAY-ACA-L', 'BOARD-OAK', 'LAMP-DSK'], taxCodes: [{ code: '1', name: 'Standard 20 %' }, { code: '9', name: 'Outside scope' }], settings: DEFAULT_SETTINGS };

/** What went wrong, about what; how it reads; what is suggested. */
const FIXES = `
| code                 | about                 | title                                  | kind    | value      |
| product.unknown      | MUG-BLU2              | Unknown SKU MUG-BLU2                   | alias   | MUG-BLU    |
| product.unknown      | TRAY-ACA/L            | Unknown SKU TRAY-ACA/L                 | alias   | TRAY-ACA-L |
| product.unknown      | ZZZ9999999            | Unknown SKU ZZZ9999999                 | alias   |            |
| taxCode.missing      | 25 % Norway           | No tax code for 25 % Norway            | taxCode |            |
| taxCode.unproved     | 20.1 % United Kingdom | 20.1 % United Kingdom is no rate the tax proves | taxCode | |
| field.tooLong        | delivery_address.name | Text too long for delivery_address.name | shorten |           |
| period.closed        | 2026-09-28            | 2026-09-28 is in a closed period       | date    | 2026-10-01 |
| customer.onHold      | PENNIN01              | Customer PENNIN01 is on hold           | release |            |
| customer.creditLimit | PENNIN01              | Customer PENNIN01 is over its credit limit | release |        |
| customer.unclear     | Wholesale             | No single customer for Wholesale       | retry   |            |
| totals.differ        | R-1                   | Order R-1 does not add up              | retry   |            |
| http.500             |                       | Sage is out of order                   | retry   |            |
`;

const rowOf = (code: string, about: string, more: Partial<CauseRow> = {}): CauseRow => ({ code, about, recovery: 'fixRecord', count: 1, currency: 'GBP', minor: 100, oldestAt: instant(0), field: null, sample: 'Sage is out of order', ...more });

describe('what is suggested for a failure', () => {
  for (const row of textTable(FIXES)) {
    test(`${row['code']} ${row['about']}: ${row['kind']} ${row['value']}`, () => {
      const [cause] = causesOf([rowOf(row['code'] ?? '', row['about'] ?? '')], FACTS);
      assert.deepEqual([cause?.title, cause?.fix?.kind, cause?.fix?.value], [row['title'], row['kind'], row['value']]);
    });
  }

  test('a suggested item says how sure it is and what else it could be', () => {
    const fix = suggestFix({ code: 'product.unknown', about: 'MUG-BLU2' }, FACTS);
    assert.ok(fix?.confidence && fix.confidence > 0.8 && fix.confidence <= 1);
    assert.deepEqual(fix.choices[0]?.value, 'MUG-BLU');
  });

  test('for a tax code the ERP’s own are the choices', () => {
    assert.deepEqual(suggestFix({ code: 'taxCode.missing', about: '25 % Norway' }, FACTS)?.choices.map(({ label }) => label), ['1 Standard 20 %', '9 Outside scope']);
  });
});

describe('causes', () => {
  test('one cause however many currencies; its money by currency, its age that of the oldest', () => {
    const [cause, second] = causesOf([rowOf('product.unknown', 'X', { count: 3, minor: 900, oldestAt: instant(2000) }), rowOf('product.unknown', 'X', { count: 1, currency: 'EUR', minor: 50, oldestAt: instant(1000) })], FACTS);
    assert.equal(second, undefined);
    assert.deepEqual([cause?.key, cause?.count, cause?.amounts, cause?.oldestAt], ['product.unknown X', 4, [{ currency: 'GBP', minor: 900 }, { currency: 'EUR', minor: 50 }], instant(1000)]);
  });

  test('the cause with the most records comes first', () => {
    assert.deepEqual(causesOf([rowOf('a.b', 'one'), rowOf('a.b', 'many', { count: 9 })], FACTS).map(({ key }) => key), ['a.b many', 'a.b one']);
  });

  test('a long message of a system is cut for the title', () => {
    const [cause] = causesOf([rowOf('http.400', '', { sample: 'x'.repeat(300) })], FACTS);
    assert.equal(cause?.title.length, 90);
  });
});
