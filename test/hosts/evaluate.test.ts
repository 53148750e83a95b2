import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { parseArguments } from '../../main/hosts/cli/arguments.ts';
import { calibrationError, meanOf, score } from '../../main/hosts/cli/evaluate-score.ts';
import type { Gold, Said } from '../../main/hosts/cli/evaluate-score.ts';
import { evaluate } from '../../main/hosts/cli/evaluate.ts';
import { suggest } from '../../main/hosts/cli/suggest.ts';

const offered = (target: string, ...candidates: readonly (readonly [source: string, confidence: number])[]) =>
  ({ target, none: candidates.length === 0, candidates: candidates.map(([source, confidence]) => ({ source, confidence, accepted: confidence >= 0.5 })) });
const said: Said = {
  offered: [offered('A', ['a', 0.9], ['b', 0.6]), offered('B', ['a', 0.7], ['b', 0.4]), offered('C', ['c', 0.2]), offered('D')],
  targetsOf: new Map([['a', ['A', 'B']], ['b', ['A', 'B']], ['c', ['C']]]),
};
const pairs = [{ source: 'a', target: 'A' }, { source: 'b', target: 'B' }] as const;
const close = (given: number, wanted: number): void => assert.ok(Math.abs(given - wanted) < 1e-9, `${given} is not ${wanted}`);

describe('figures of a task', () => {
  const complete = score({ complete: true, pairs }, said);

  test('hits count fields with gold, from either side', () => {
    close(complete.hit1, 0.5);
    close(complete.hit3, 1);
    close(complete.mrr, 0.75);
    close(complete.hit1Target, 0.5);
    close(complete.hit5Target, 1);
  });

  test('precision, recall and overall count what would be accepted', () => {
    close(complete.precision, 1 / 3);
    close(complete.recall, 0.5);
    close(complete.f1, 0.4);
    close(complete.overall, 0.5 * (2 - 3));
  });

  test('where gold is complete, a field without a source counts, and calling it so is counted', () => {
    close(complete.ece, calibrationError([[0.9, true], [0.6, false], [0.7, false], [0.4, true], [0.2, false]].map(([confidence, right]) => ({ confidence: Number(confidence), right: right === true, accepted: false }))));
    assert.equal(complete.abstained, 0.5);
    assert.equal(complete.abstainedWrongly, 0);
  });

  test('where gold is not complete, a field without gold is not scored', () => {
    const partial = score({ complete: false, pairs }, said);
    assert.equal(partial.abstained, null);
    close(partial.ece, calibrationError([[0.9, true], [0.6, false], [0.7, false], [0.4, true]].map(([confidence, right]) => ({ confidence: Number(confidence), right: right === true, accepted: false }))));
  });

  test('coverage is the share of fields that stay 98 in 100 right, the most confident first', () => {
    close(complete.coverageAt98, 0.25);
    close(score({ complete: false, pairs }, said).coverageAt98, 0.5);
  });

  test('every right pair of an n:m gold counts', () => {
    const gold: Gold = { complete: false, pairs: [...pairs, { source: 'b', target: 'A' }, { source: 'a', target: 'B' }] };
    close(score(gold, said).hit1Target, 1);
    close(score(gold, said).precision, 1);
    close(score(gold, said).recall, 0.75);
  });
});

test('confidence that is always right about itself has no calibration error', () => {
  close(calibrationError(Array.from({ length: 10 }, (_, at) => ({ confidence: 0.7, right: at < 7, accepted: true }))), 0);
  close(calibrationError([{ confidence: 1, right: false, accepted: true }]), 1);
});

test('the mean leaves out what a task does not have', () => {
  assert.deepEqual(meanOf([{ a: 1, b: null }, { a: 2, b: 3 }]), { a: 1.5, b: 3 });
});

describe('on the command line', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-evaluate-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const write = (folder: string, name: string, value: unknown): string => {
    mkdirSync(path.join(dir, folder), { recursive: true });
    const file = path.join(dir, folder, name);
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return file;
  };
  const source = write('tasks/shop--erp', 'source.json', { name: 'shop', fields: [{ path: 'order.zip', type: 'string' }, { path: 'order.total', type: 'number', description: 'What was paid.' }, { path: 'order.shop_key' }] });
  const target = write('tasks/shop--erp', 'target.json', { name: 'erp', fields: [{ path: 'doc.postcode' }, { path: 'doc.gross_total', type: 'decimal(18,2)' }, { path: 'doc.own_key' }] });
  write('tasks/shop--erp', 'gold.json', { complete: false, pairs: [{ source: 'order.zip', target: 'doc.postcode', kind: 'direct' }, { source: 'order.shop_key', target: 'doc.own_key', kind: 'direct', standard: false }] });
  const asked = (words: string[]) => parseArguments(words, { source: 'value', target: 'value', gold: 'value' });

  test('suggest prints each target with its candidates, how and why', () => {
    const answer = suggest(asked(['--source', source, '--target', target]));
    assert.deepEqual(answer.map(one => one.target), ['doc.postcode', 'doc.gross_total', 'doc.own_key']);
    const [first] = answer[0]?.candidates ?? [];
    assert.equal(first?.source, 'order.zip');
    assert.equal(first.how, 'copy');
    assert.match(first.reason, /^[A-Z].*\.$/);
  });

  test('evaluate scores every task below, with and without the fields that the connector added itself', () => {
    const { tasks, mean } = evaluate(asked(['--gold', dir]));
    assert.deepEqual(tasks.map(({ task }) => task), [path.join('tasks', 'shop--erp')]);
    assert.equal(tasks[0]?.standard?.hit1, 1);
    assert.equal(mean.standard.hit1, 1);
    for (const name of ['hit1', 'hit3', 'hit5', 'mrr', 'hit1Target', 'hit5Target', 'precision', 'recall', 'f1', 'overall', 'ece', 'coverageAt98', 'seconds']) assert.ok(name in (tasks[0] ?? {}), name);
  });

  test('a file that is no schema is refused in one line', () => {
    const broken = write('broken', 'x.json', '{');
    const strange = write('broken', 'y.json', { name: 'x', fields: [{ path: '' }] });
    for (const file of [broken, strange, path.join(dir, 'missing.json')]) assert.throws(() => suggest(asked(['--source', file, '--target', target])), (error: Error) => error instanceof RangeError && !error.message.includes('\n'));
    assert.throws(() => evaluate(asked(['--gold', path.join(dir, 'broken')])), /holds no task/);
  });
});
