import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { PAIRS } from '../../main/hosts/pairs/pair.ts';
import { PROMISES, runDemo } from '../support/demo-report.ts';
import type { DemoReport } from '../support/demo-report.ts';

/** The first pair has a journey of its own, with every mishap of its October. */
const [, ...OTHERS] = PAIRS;

describe.each(OTHERS)('a month of %s', pair => {
  let report: DemoReport;
  let remove = (): void => {};
  beforeAll(async () => {
    ({ report, remove } = await runDemo({ pair, orders: 100 }));
  }, 180_000);
  afterAll(() => remove());

  for (const [promise, holds] of Object.entries(PROMISES)) test(promise, () => holds(report));

  test('the shop was told of every parcel that left the ERP’s warehouse, once', () => {
    assert.ok(report.shipments && report.shipments.expected > 0);
    assert.deepEqual({ found: report.shipments.found, twice: report.shipments.twice }, { found: report.shipments.expected, twice: 0 });
  });
});
