import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { AssertionError } from '../../../shared/values/assert.ts';
import { addMoney, Currency, formatMinor, minorDigits, multiplyHalfUp, parseMoney, splitMinor } from '../../../shared/values/money.ts';

/** text, currency → minor units; '-' where the text is refused. */
const READ = `
12.5          GBP   1250
12.50         GBP   1250
12.500        GBP   1250
12.505        GBP   -
0             GBP   0
-0.00         GBP   0
-12.34        GBP   -1234
+5            GBP   -
1,234.00      GBP   -
1234          JPY   1234
1234.5        JPY   -
1.234         KWD   1234
1.2345        KWD   -
1e3           GBP   -
12.           GBP   -
.5            GBP   -
90071992547409.91  GBP  9007199254740991
90071992547409.92  GBP  -
`;

const rows = (table: string): string[][] => table.trim().split('\n').map(line => line.trim().split(/\s+/));
const currency = fc.constantFrom(...Currency.options);
const minor = fc.maxSafeInteger();

describe('reading money', () => {
  for (const [text = '', code = '', expected = ''] of rows(READ)) {
    test(`${text} ${code} is ${expected === '-' ? 'refused' : expected}`, () => assert.equal(parseMoney(text, Currency.parse(code))?.minor, expected === '-' ? undefined : Number(expected)));
  }

  test('what is written is read back as the same amount, in every currency', () => {
    fc.assert(fc.property(minor, currency, (amount, code) => assert.deepEqual(parseMoney(formatMinor(amount, code), code), { minor: amount, currency: code })));
  });

  test('a written amount has exactly the digits of its currency', () => {
    fc.assert(fc.property(minor, currency, (amount, code) => assert.match(formatMinor(amount, code), minorDigits(code) === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${minorDigits(code)}}$`))));
  });

  test('spaces around an amount do not matter', () => assert.equal(parseMoney('  3.00 ', 'GBP')?.minor, 300));
});

describe('adding', () => {
  test('pounds and euros can’t be added: that is a mistake of ours', () => assert.throws(() => addMoney({ minor: 1, currency: 'GBP' }, { minor: 1, currency: 'EUR' }), AssertionError));
  test('half a penny is no amount', () => assert.throws(() => formatMinor(0.5, 'GBP'), AssertionError));
});

/** amount × numerator / denominator → half up, as a bookkeeper says it (half away from nil). */
const PRODUCTS = `
2799   2000  12000   467
3159   2000  12000   527
5      1     10      1
-5     1     10      -1
4      1     10      0
15     1     10      2
25     1     10      3
1      1     3       0
2      1     3       1
`;

describe('multiplying by a rate', () => {
  for (const [amount, numerator, denominator, expected] of rows(PRODUCTS).map(row => row.map(Number) as [number, number, number, number])) {
    test(`${amount} × ${numerator}/${denominator} is ${expected}`, () => assert.equal(multiplyHalfUp(amount, numerator, denominator), expected));
  }

  test('the result is never further than half a unit from the exact one, and the sign does not change the size', () => {
    fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), (amount, numerator, denominator) => {
      const result = multiplyHalfUp(amount, numerator, denominator);
      const off = 2n * (BigInt(result) * BigInt(denominator) - BigInt(amount) * BigInt(numerator));
      assert.ok((off < 0n ? -off : off) <= BigInt(denominator));
      assert.equal(Math.abs(multiplyHalfUp(-amount, numerator, denominator)), Math.abs(result));
    }));
  });
});

describe('splitting', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 });

  test('the parts always sum to the whole', () => {
    fc.assert(fc.property(minor, weights, (amount, parts) => assert.equal(splitMinor(amount, parts).reduce((sum, part) => sum + BigInt(part), 0n), BigInt(amount))));
  });

  test('no part is further than one unit from its exact share, and none has the other sign', () => {
    fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), weights, (amount, parts) => {
      const total = BigInt(parts.reduce((sum, part) => sum + part, 0)) || BigInt(parts.length);
      const even = parts.every(part => part === 0);
      splitMinor(amount, parts).forEach((part, index) => {
        const off = BigInt(part) * total - BigInt(amount) * BigInt(even ? 1 : parts[index] ?? 0);
        assert.ok((off < 0n ? -off : off) <= total);
        assert.ok(part === 0 || Math.sign(part) === Math.sign(amount));
      });
    }));
  });

  test('10.00 over three equal parts: the first gets the penny', () => assert.deepEqual(splitMinor(1000, [1, 1, 1]), [334, 333, 333]));
  test('weights that are all nil split evenly', () => assert.deepEqual(splitMinor(5, [0, 0]), [3, 2]));
  test('a share of nil gets nothing', () => assert.deepEqual(splitMinor(7, [0, 2]), [0, 7]));
});
