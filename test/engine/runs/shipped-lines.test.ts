import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { shippedLines } from '../../../main/engine/runs/shipments.ts';

/** Of each line of an order: how much was ordered, and of what a kit consists. */
const ORDER = { canonical: JSON.stringify({ lines: [
  { sku: 'MUG', quantity: 4, parts: [] },
  { sku: 'PLATE-OLD', quantity: 1, parts: [] },
  { sku: 'SET', quantity: 2, parts: [{ sku: 'CUP', title: '', quantity: 4 }, { sku: 'TRAY', title: '', quantity: 2 }] },
] }) };
/** The ERP calls the plate by another code, and knows no set. */
const itemOf = (sku: string): string | undefined => (sku === 'PLATE-OLD' ? 'PLATE-2' : sku === 'SET' ? undefined : sku);

const EVERYTHING = { MUG: 4, 'PLATE-2': 1, CUP: 4, TRAY: 2 };

const CASES: readonly [what: string, parcel: Record<string, number>, lines: [number, number][] | null][] = [
  ['everything left', EVERYTHING, null],
  ['everything left, and more of one than was ordered', { ...EVERYTHING, MUG: 6 }, null],
  ['a part of one line left', { MUG: 3 }, [[0, 3]]],
  ['what has another code in the ERP left', { 'PLATE-2': 1 }, [[1, 1]]],
  ['all parts of the kit left', { CUP: 4, TRAY: 2 }, [[2, 2]]],
  ['a part of the kit is missing', { MUG: 4, CUP: 4 }, [[0, 4]]],
  ['capitals do not count', { mug: 4 }, [[0, 4]]],
  ['nothing of the order can be told from the parcel', { 'GIFT-WRAP': 1 }, null],
];

describe('of a parcel, the shop is told which lines left', () => {
  for (const [what, parcel, expected] of CASES) {
    test(what, () => {
      const lines = shippedLines(ORDER, { lines: Object.entries(parcel).map(([itemCode, quantity]) => ({ itemCode, quantity })) }, itemOf);
      assert.deepEqual(lines === null ? null : [...lines], expected);
    });
  }
});
