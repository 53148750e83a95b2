import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { z } from 'zod';
import { startSage200Sandbox } from '../../../main/sandboxes/sage200/server.ts';
import type { Books } from '../../../main/sandboxes/sage200/books.ts';
import { makeWorld } from '../../../main/sandboxes/world/make-world.ts';
import { numbersFrom } from '../../support/chance.ts';

const SEED = 7;
const ORDERS = 120;
const KILLS = 10;
/** On a busy machine a blow falls later than it was meant to, and the month may be over before the last of them. */
const LEAST_KILLS = 5;
/** A demo that is not disturbed writes about 330 entries; a restart alone about 12. So the blows fall all over the month. */
const ENTRIES_BEFORE_A_BLOW = { least: 8, most: 60 };
/** The first blows fall while letters are on the way: what Sage made of them is then unknown. */
const BLOWS_WHILE_SENDING = 5;
const MAX_LOOKS = 1_000;
const LONGEST_LIFE_MS = 240_000;

const Outcome = z.object({
  orders: z.object({ read: z.int(), posted: z.int(), held: z.int(), failed: z.int(), skipped: z.int(), inDoubt: z.int(), waiting: z.int() }),
  books: z.object({ duplicates: z.int(), missing: z.int(), grossDifferences: z.int(), invoicesMissing: z.int(), trialBalanceMinor: z.int() }),
  reconciliation: z.array(z.object({ kind: z.string(), account: z.string(), closingMinor: z.int(), unexplainedMinor: z.int(), open: z.int() })),
  period: z.object({ locked: z.boolean() }),
  audit: z.object({ verified: z.boolean(), reason: z.string() }),
});
type Outcome = z.infer<typeof Outcome>;

type Life = { killed: boolean; code: number | null; stdout: string; stderr: string };

const CLI = join(import.meta.dirname, '..', '..', '..', 'main', 'hosts', 'cli.ts');

/** One number asked of the workspace's file; 0 as long as it is not there or holds no tables yet. */
function ask(dir: string, query: string): number {
  const file = join(dir, 'tieout.sqlite');
  if (!existsSync(file)) return 0;
  try {
    const database = new SQLite(file, { readonly: true, fileMustExist: true });
    try {
      return (database.prepare(query).get() as { n: number }).n;
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}

const entriesIn = (dir: string): number => ask(dir, 'SELECT coalesce(max(seq), 0) AS n FROM audit_entry');
const onTheWay = (dir: string): number => ask(dir, "SELECT count(*) AS n FROM letter WHERE state = 'sending'");

/** When a life ends: after so many entries, perhaps only once letters are on the way, and a few milliseconds later. */
type Doom = { entries: number; whileSending: boolean; extraMs: number };

/** Systems that can stop a process in its tracks. */
const MAY_FREEZE = process.platform !== 'win32';

/** The blow can fall between two commits, within one, or while Sage is writing. Where it is to fall on letters, the process stands still while they are looked for: however late we look, they are still on the way when it ends. */
async function untilDoomed(child: ChildProcess, dir: string, doom: Doom): Promise<void> {
  const before = entriesIn(dir);
  while (child.exitCode === null && entriesIn(dir) - before < doom.entries) await delay(4);
  for (let looks = 0; doom.whileSending && child.exitCode === null && looks < MAX_LOOKS; looks += 1) {
    if (MAY_FREEZE) child.kill('SIGSTOP');
    if (onTheWay(dir) > 0) return;
    if (MAY_FREEZE) child.kill('SIGCONT');
    await delay(2);
  }
  await delay(doom.extraMs);
}

/** One life of the demo: to its end, or to the blow. */
async function live(dir: string, doom: Doom | null): Promise<Life> {
  const child = spawn(process.execPath, [CLI, 'demo', '--json', '--orders', String(ORDERS), '--seed', String(SEED), '--dir', dir], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TIEOUT_STACK: '1' } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
  const tooLong = setTimeout(() => child.kill('SIGKILL'), LONGEST_LIFE_MS);
  if (doom) await untilDoomed(child, dir, doom);
  const killed = doom !== null && child.exitCode === null && child.kill('SIGKILL');
  const code = await ended;
  clearTimeout(tooLong);
  return { killed, code, stdout, stderr };
}

/** Sage's own books, without what depends on the order of posting: numbers, and the marks made of random ids. */
async function booksIn(dir: string): Promise<Books> {
  const sandbox = await startSage200Sandbox({ world: makeWorld({ seed: SEED, orders: ORDERS }), dir: join(dir, 'sandbox'), staff: 'manual' });
  try {
    return sandbox.books();
  } finally {
    await sandbox.close();
  }
}

const lines = (rows: readonly (readonly unknown[])[]): string[] => rows.map(row => row.join(' | ')).sort();
const isRandomMark = (reference: string): boolean => /^(BK-|ADJ-)/.test(reference);
const mark = (reference: string): string => (isRandomMark(reference) ? reference.slice(0, 3) : reference);

const comparable = ({ orders, transactions, banks, nominal }: Books) => ({
  orders: lines(orders.map(order => [order.customerDocumentNo, order.customer, order.grossMinor, order.taxMinor, order.currency, order.status, order.despatched, order.invoiced, order.documentOn])),
  transactions: lines(transactions.map(one => [one.customer, one.type, mark(one.secondReference), one.grossMinor, one.taxMinor, one.outstandingMinor, one.currency, one.on])),
  banks: banks.map(bank => ({ code: bank.code, balanceMinor: bank.balanceMinor, transactions: lines(bank.transactions.map(one => [one.type, mark(one.secondReference), one.amountMinor, one.on])) })),
  nominal: lines(nominal.map(row => [row.reference, row.costCentre, row.department, row.debitMinor, row.creditMinor])),
});

describe('a month that is cut off again and again', () => {
  const dirs: string[] = [];
  const dirFor = (name: string): string => {
    const dir = mkdtempSync(join(tmpdir(), `tieout-${name}-`));
    dirs.push(dir);
    return dir;
  };
  let calm: { outcome: Outcome; books: Books };
  let stormy: { outcome: Outcome; books: Books };
  let kills = 0;
  let doubted = 0;

  beforeAll(async () => {
    const calmDir = dirFor('calm');
    const undisturbed = await live(calmDir, null);
    assert.equal(undisturbed.code, 0, `${undisturbed.stderr}\n${undisturbed.stdout}`);
    calm = { outcome: Outcome.parse(JSON.parse(undisturbed.stdout)), books: await booksIn(calmDir) };

    const dir = dirFor('stormy');
    const next = numbersFrom(Number(process.env['TIEOUT_CRASH_SEED'] ?? 20261031));
    const { least, most } = ENTRIES_BEFORE_A_BLOW;
    for (let blow = 0, isOver = false; blow < KILLS && !isOver; blow += 1) {
      const doom = { entries: least + Math.floor(next() * (most - least)), whileSending: blow < BLOWS_WHILE_SENDING, extraMs: Math.floor(next() * 25) };
      const life = await live(dir, doom);
      isOver = !life.killed;
      if (life.killed) kills += 1;
      else assert.equal(life.code, 0, `life ${blow + 1} ended by itself:\n${life.stderr}`);
    }
    const last = await live(dir, null);
    assert.equal(last.code, 0, `${last.stderr}\n${last.stdout}`);
    stormy = { outcome: Outcome.parse(JSON.parse(last.stdout)), books: await booksIn(dir) };
    doubted = ask(dir, "SELECT count(*) AS n FROM audit_entry e JOIN audit_detail d USING (seq) WHERE e.action = 'engine.recovered' AND json_extract(d.detail, '$.lettersInDoubt') > 0");
  }, 900_000);

  afterAll(() => {
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  });

  test(`the demo was killed at up to ${KILLS} moments and went on each time`, () => assert.ok(kills >= LEAST_KILLS, `only ${kills}`));

  test('several blows fell while letters were on the way, so that Sage had to be asked what became of them', () => assert.ok(doubted >= 3, `only ${doubted} of ${kills}`));

  test('nothing is posted twice, nothing is missing, nothing is in doubt', () => {
    const { orders, books } = stormy.outcome;
    assert.deepEqual({ ...books, inDoubt: orders.inDoubt, waiting: orders.waiting }, { duplicates: 0, missing: 0, grossDifferences: 0, invoicesMissing: 0, trialBalanceMinor: 0, inDoubt: 0, waiting: 0 });
    assert.equal(orders.read, orders.posted + orders.held + orders.failed + orders.skipped);
  });

  test('the counts are those of an undisturbed month', () => assert.deepEqual(stormy.outcome.orders, calm.outcome.orders));

  test('Sage’s own books are those of an undisturbed month, document by document', () => assert.deepEqual(comparable(stormy.books), comparable(calm.books)));

  test('every account is reconciled as in an undisturbed month', () => assert.deepEqual(stormy.outcome.reconciliation, calm.outcome.reconciliation));

  test('the period is locked and the audit trail holds', () => {
    assert.equal(stormy.outcome.period.locked, true);
    assert.deepEqual(stormy.outcome.audit, { verified: true, reason: '' });
  });
});
