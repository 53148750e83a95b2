import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { formatMicro, parseMicro } from '../../../shared/values/micro.ts';

test('millionths are read and written by their digits', () => {
  assert.deepEqual([0, 4_500, 2_500_000, 1, 10_000_000].map(formatMicro), ['0.00', '0.0045', '2.50', '0.000001', '10.00']);
  assert.deepEqual(['2.5', ' 0.0045 ', '10', '1.', '0.0000001', '-1', '1,5', '', 'x'].map(parseMicro), [2_500_000, 4_500, 10_000_000, 1_000_000, undefined, undefined, undefined, undefined, undefined]);
});

test('what is written is read back as it was', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), micro => assert.equal(parseMicro(formatMicro(micro)), micro)));
});
