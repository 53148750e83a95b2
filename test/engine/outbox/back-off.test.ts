import assert from 'node:assert/strict';
import { test } from 'vitest';
import { backOffMs } from '../../../main/engine/outbox/back-off.ts';

/** attempt → seconds without jitter, and with all of it. */
const TABLE = `
1    2      2.5
2    4      5
3    8      10
4    16     20
5    32     40
6    60     75
20   60     75
`;

for (const [attempt, least, most] of TABLE.trim().split('\n').map(line => line.trim().split(/\s+/).map(Number) as [number, number, number])) {
  test(`after attempt ${attempt} the next one comes in ${least} to ${most} seconds`, () => assert.deepEqual([backOffMs(attempt, 0), backOffMs(attempt, 1)], [least * 1000, most * 1000]));
}
