import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { PairName } from '../../main/hosts/pairs/pair.ts';

const CLI = path.join(import.meta.dirname, '..', '..', 'main', 'hosts', 'cli.ts');
const MAX_REPORT = 16 * 1024 * 1024;

const Report = z.object({
  orders: z.object({ read: z.int(), posted: z.int(), held: z.int(), failed: z.int(), skipped: z.int(), inDoubt: z.int(), resubmitted: z.int() }),
  books: z.object({ expected: z.int(), found: z.int(), duplicates: z.int(), missing: z.int(), grossDifferences: z.int(), invoicesMissing: z.int(), trialBalanceMinor: z.int() }),
  shipments: z.object({ expected: z.int(), found: z.int(), twice: z.int() }).nullable(),
  mapping: z.object({ fields: z.int(), suggested: z.int(), correctTop1: z.int(), correctTop3: z.int(), requiredUnmapped: z.int() }),
  reconciliation: z.array(z.object({ kind: z.enum(['payments', 'invoices', 'returns']), label: z.string(), left: z.int(), right: z.int(), open: z.int(), unexplainedMinor: z.int() })),
  period: z.object({ locked: z.boolean(), preparedBy: z.string(), reviewedBy: z.string() }),
  audit: z.object({ entries: z.int(), verified: z.boolean() }),
});
export type DemoReport = z.infer<typeof Report>;

/** The demo as a person runs it: its own process, its own folder, which the caller removes. */
export async function runDemo({ pair, orders }: { pair: PairName; orders: number }): Promise<{ dir: string; report: DemoReport; /** What it said along the way. */ said: string; remove(): void }> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-demo-'));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, 'demo', '--json', '--pair', pair, '--orders', String(orders), '--dir', dir], { maxBuffer: MAX_REPORT });
  return { dir, said: stderr, report: Report.parse(JSON.parse(stdout)), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** What holds at the end of a month, whatever the systems: each a sentence of its own, so that a failing one says what is wrong. */
export const PROMISES: Readonly<Record<string, (report: DemoReport) => void>> = {
  'every order is accounted for, and none is in doubt'({ orders: { read, posted, held, failed, skipped, inDoubt, resubmitted } }) {
    assert.ok(read > 0);
    assert.equal(read, posted + held + failed + skipped);
    assert.equal(inDoubt, 0);
    assert.ok(resubmitted > 0, 'some orders failed for real reasons and were sent again');
  },
  'the ERP’s own books hold every sold order once, at what the buyer paid, and balance'({ books }) {
    assert.ok(books.expected > 0);
    assert.deepEqual({ ...books, expected: 0, found: 0 }, { expected: 0, found: 0, duplicates: 0, missing: 0, grossDifferences: 0, invoicesMissing: 0, trialBalanceMinor: 0 });
    assert.equal(books.found, books.expected);
  },
  'payments, invoices and returns end at 0.00 unexplained with nothing open'({ reconciliation }) {
    assert.deepEqual(new Set(reconciliation.map(({ kind }) => kind)), new Set(['payments', 'invoices', 'returns']));
    for (const { label, kind, unexplainedMinor, open } of reconciliation) assert.deepEqual({ unexplainedMinor, open }, { unexplainedMinor: 0, open: 0 }, `${kind} ${label}`);
  },
  'the period is locked by two people, and the audit trail verifies'({ period, audit }) {
    assert.equal(period.locked, true);
    assert.notEqual(period.preparedBy, period.reviewedBy);
    assert.equal(audit.verified, true);
    assert.ok(audit.entries > 0);
  },
};
