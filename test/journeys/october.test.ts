import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, test } from 'vitest';
import { z } from 'zod';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import { PROMISES, runDemo } from '../support/demo-report.ts';
import type { DemoReport } from '../support/demo-report.ts';
import { afterwards, alone, MISHAPS, sentenceOf } from './mishap-table.ts';

const ORDERS = 300;
const TABLE = path.join(import.meta.dirname, '..', '..', 'docs', 'mishaps.md');

let report: DemoReport;
let dir = '';
let said = '';
let remove = (): void => {};
let workspace: SQLite.Database;

beforeAll(async () => {
  ({ report, dir, said, remove } = await runDemo({ pair: 'linnworks-sage200', orders: ORDERS }));
  workspace = new SQLite(path.join(dir, 'tieout.sqlite'), { readonly: true });
}, 180_000);

afterAll(() => {
  workspace?.close();
  remove();
});

for (const [promise, holds] of Object.entries(PROMISES)) test(promise, () => holds(report));

const world = makeWorld({ seed: 1, orders: ORDERS });
const referencesOf = (name: string): readonly string[] => world.mishaps.find(mishap => mishap.name === name)?.references ?? assert.fail(`${name} is not planted`);

for (const { mishap, planted, named } of MISHAPS) {
  test(`the mishap “${mishap}” is found by name`, () => {
    assert.ok(sentenceOf(named, referencesOf(planted), { workspace, said }).length > 20);
    if ('rule' in named) assert.equal(workspace.prepare("SELECT count(*) FROM entry WHERE kind = 'payments' AND account = '1200' AND state = 'open'").pluck().get(), 0);
  });
}

test('no other posting of the month is said to be on a wrong invoice, or at another day’s rate', () => {
  const named = workspace.prepare("SELECT reason, count(*) AS lines FROM entry WHERE reason IN ('allocatedElsewhere', 'rateNotOfTheDay') GROUP BY reason ORDER BY reason").all();
  assert.deepEqual(named, [{ reason: 'allocatedElsewhere', lines: 1 }, { reason: 'rateNotOfTheDay', lines: 1 }]);
  const foreign = z.int().parse(workspace.prepare("SELECT count(*) FROM ledger_posting WHERE base_currency <> currency AND kind = 'invoice'").pluck().get());
  assert.ok(foreign >= world.orders.filter(({ currency, status }) => currency === 'EUR' && status === 'despatched').length, 'not every euro invoice was looked at');
});

test('every mishap of the sandbox’s world stands in the table', () => {
  assert.deepEqual(MISHAPS.map(({ planted }) => planted).sort(), world.mishaps.map(({ name }) => name).sort());
});

/** The table of docs/mishaps.md; `TIEOUT_WRITE_DOCS=1` writes it anew. */
test('the table of mishaps says what Tieout says', async () => {
  const [{ twice, changed }, { batch, gap }] = [await afterwards(dir), await alone()];
  assert.match(changed, /changed sales posting .* after 2026-10 was signed: amount /);
  const rows = [
    ...MISHAPS.map(({ mishap, planted, named }) => [mishap, sentenceOf(named, referencesOf(planted), { workspace, said })]),
    ['batch journal that bypassed stock', batch], ['a statement imported twice', twice], ['a gap between two statements', gap], ['a record changed in Sage after sign-off', changed],
  ];
  const text = [
    '# What goes wrong in real months, and what Tieout says', '',
    'Each mishap is planted in a sandbox month and found by name; this page is written by `test/journeys/october.test.ts` (`TIEOUT_WRITE_DOCS=1`), which fails when a sentence changes.', '',
    '| Mishap | What Tieout says |', '|---|---|', ...rows.map(([mishap, sentence]) => `| ${mishap} | ${sentence?.replaceAll('|', '\\|')} |`), '',
  ].join('\n');
  if (process.env['TIEOUT_WRITE_DOCS'] === '1') writeFileSync(TABLE, text);
  // Which number a document gets hangs on which of two requests the ERP takes first.
  const withoutNumbers = (page: string): string => page.replaceAll(/\b\d{5,}\b/g, '#');
  assert.equal(withoutNumbers(readFileSync(TABLE, 'utf8')), withoutNumbers(text));
}, 60_000);
