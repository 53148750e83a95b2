import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'vitest';
import { AppError } from '../../shared/contract/errors.ts';
import { mistakeLine, mistakeLog } from '../../main/hosts/mistake-log.ts';

const AT = '2026-11-02T09:00:00.000Z';

test('a mistake is logged with its place, and without what the record held', () => {
  const error = (() => { try { return JSON.parse('{"name":"Ada Lovelace", oops'); } catch (caught) { return caught as Error; } })() as Error;
  const line = mistakeLine(AT, 'runs.start', error);
  const logged = JSON.parse(line) as { where: string; kind: string; frames: string[] };
  assert.equal(logged.where, 'runs.start');
  assert.equal(logged.kind, 'SyntaxError');
  assert.ok(logged.frames.some(frame => frame.includes('mistake-log.test')));
  assert.doesNotMatch(line, /Ada|Lovelace/);
});

test('a sentence of our own is logged as it is', () => {
  assert.match(mistakeLine(AT, 'x', new AppError('store.full', 'askAdmin', 'The disk is full.')), /"code":"store.full","message":"The disk is full."/);
});

test('the log does not grow without end, and a log that cannot be written stops nothing', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'tieout-log-')), 'tieout.log');
  writeFileSync(file, 'x'.repeat(1024 * 1024 + 1));
  mistakeLog(file)('here', new Error('again'));
  assert.ok(existsSync(`${file}.1`));
  assert.ok(readFileSync(file, 'utf8').length < 5000);
  mistakeLog(path.join(file, 'not-a-folder', 'x.log'))('here', 'no error at all');
});
