import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { afterApproval, afterChange, afterDiscard, saysThen } from '../../../main/engine/lookups/changes.ts';
import type { StoredRow } from '../../../main/engine/lookups/changes.ts';

type Rows = ReadonlyMap<string, StoredRow>;
const cell = fc.constantFrom('1', '2', '3');
const changes = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), values: fc.option(fc.tuple(cell), { nil: null }) }), { maxLength: 12 });

function made(rows: Rows, list: readonly { key: string; values: string[] | null }[], waits: boolean): Rows {
  const after = new Map(rows);
  for (const change of list) {
    const outcome = afterChange(after.get(change.key), change, { waits });
    if (outcome?.row) after.set(change.key, outcome.row);
    else if (outcome) after.delete(change.key);
  }
  return after;
}

const settled = (rows: Rows, settle: typeof afterApproval): Rows => new Map([...rows].flatMap(([key, row]) => {
  const outcome = settle(row);
  const kept = outcome ? outcome.row : row;
  return kept ? [[key, kept] as const] : [];
}));

const inForce = (rows: Rows) => Object.fromEntries([...rows].flatMap(([key, row]) => (row.inForce ? [[key, row.inForce]] : [])).sort());
const said = (rows: Rows) => Object.fromEntries([...rows].flatMap(([key, row]) => { const values = saysThen(row); return values ? [[key, values]] : []; }).sort());

test('until it is approved nothing changes for runs; approved, it is as if it had been changed at once; discarded, as if never', () => {
  fc.assert(fc.property(changes, changes, (first, second) => {
    const before = made(new Map(), first.map(change => ({ ...change })), false);
    const waiting = made(before, second, true);
    const atOnce = made(before, second, false);
    assert.deepEqual(inForce(waiting), inForce(before));
    assert.deepEqual(said(waiting), inForce(atOnce));
    assert.deepEqual(inForce(settled(waiting, afterApproval)), inForce(atOnce));
    assert.deepEqual(inForce(settled(waiting, afterDiscard)), inForce(before));
    assert.ok([...settled(waiting, afterApproval).values(), ...settled(waiting, afterDiscard).values()].every(row => row.proposed === undefined && row.inForce !== null));
  }), { numRuns: 500 });
});

test('a change back to what is in force leaves nothing to approve', () => {
  const row: StoredRow = { key: 'a', inForce: ['1'], proposed: undefined };
  const changed = afterChange(row, { key: 'a', values: ['2'] }, { waits: true });
  assert.deepEqual(afterChange(changed?.row ?? undefined, { key: 'a', values: ['1'] }, { waits: true })?.row, row);
  assert.equal(afterChange(row, { key: 'a', values: ['1'] }, { waits: true }), null);
});
