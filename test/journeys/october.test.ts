import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, test } from 'vitest';
import { z } from 'zod';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { MishapName } from '../../main/sandboxes/world/world-types.ts';

const ORDERS = 300;
const CLI = path.join(import.meta.dirname, '..', '..', 'main', 'hosts', 'cli.ts');

const Report = z.object({
  orders: z.object({ read: z.int(), posted: z.int(), held: z.int(), failed: z.int(), skipped: z.int(), inDoubt: z.int(), resubmitted: z.int() }),
  books: z.object({ expected: z.int(), found: z.int(), duplicates: z.int(), missing: z.int(), grossDifferences: z.int(), invoicesMissing: z.int(), trialBalanceMinor: z.int() }),
  mapping: z.object({ fields: z.int(), suggested: z.int(), correctTop1: z.int(), correctTop3: z.int(), requiredUnmapped: z.int() }),
  reconciliation: z.array(z.object({ kind: z.enum(['payments', 'invoices', 'returns']), label: z.string(), left: z.int(), right: z.int(), open: z.int(), unexplainedMinor: z.int() })),
  period: z.object({ locked: z.boolean(), preparedBy: z.string(), reviewedBy: z.string() }),
  audit: z.object({ entries: z.int(), verified: z.boolean() }),
});

let dir = '';
let report: z.infer<typeof Report>;
let workspace: SQLite.Database;

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-october-'));
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'demo', '--json', '--orders', String(ORDERS), '--dir', dir], { maxBuffer: 16 * 1024 * 1024 });
  report = Report.parse(JSON.parse(stdout));
  workspace = new SQLite(path.join(dir, 'tieout.sqlite'), { readonly: true });
}, 180_000);

afterAll(() => {
  workspace?.close();
  rmSync(dir, { recursive: true, force: true });
});

test('every order is accounted for, and none is in doubt', () => {
  const { read, posted, held, failed, skipped, inDoubt } = report.orders;
  assert.equal(read, ORDERS);
  assert.equal(read, posted + held + failed + skipped);
  assert.equal(inDoubt, 0);
  assert.ok(report.orders.resubmitted > 0, 'some orders failed for real reasons and were sent again');
});

test('Sage’s own books hold every sold order once, at what the buyer paid, and balance', () => {
  assert.deepEqual({ ...report.books, expected: 0, found: 0 }, { expected: 0, found: 0, duplicates: 0, missing: 0, grossDifferences: 0, invoicesMissing: 0, trialBalanceMinor: 0 });
  assert.equal(report.books.found, report.books.expected);
});

test('payments, invoices and returns end at 0.00 unexplained with nothing open', () => {
  assert.deepEqual(new Set(report.reconciliation.map(({ kind }) => kind)), new Set(['payments', 'invoices', 'returns']));
  for (const { label, kind, unexplainedMinor, open } of report.reconciliation) assert.deepEqual({ unexplainedMinor, open }, { unexplainedMinor: 0, open: 0 }, `${kind} ${label}`);
});

test('the period is locked by two people, and the audit trail verifies', () => {
  assert.equal(report.period.locked, true);
  assert.notEqual(report.period.preparedBy, report.period.reviewedBy);
  assert.equal(report.audit.verified, true);
});

/** Where the app names each mishap: an entry's or a match's reason, the cause of a failed record, or the rule that matched it all the same. */
const NAMED: Record<MishapName, { reason: string } | { cause: string } | { matched: true } | { posted: true }> = {
  'order-posted-twice': { reason: 'postedTwice' },
  'invoice-in-november': { reason: 'invoicedLater' },
  'credit-note-at-todays-price': { reason: 'creditAtOtherPrice' },
  'refund-without-credit-note': { reason: 'refundWithoutCreditNote' },
  'credit-note-without-refund': { reason: 'creditNoteWithoutRefund' },
  'payout-with-cancelled-order': { reason: 'paidOutOrderCancelled' },
  'fee-above-contract': { reason: 'feeAboveContract' },
  'payout-missing-line': { reason: 'missingFromPayout' },
  'same-amount-day-customer': { reason: 'sameAmountSameDay' },
  'reserve-held-and-released': { reason: 'reserveHeld' },
  'chargeback-won': { reason: 'chargebackWon' },
  'order-edited-after-posting': { reason: 'orderEditedAfterPosting' },
  'sku-renamed': { cause: 'product.unknown' },
  'country-without-tax-code': { cause: 'taxCode.missing' },
  'bank-reference-cut': { matched: true },
  'two-invoices-paid-at-once': { reason: 'paidTogether' },
  'half-an-invoice-paid': { reason: 'partPaid' },
  'vat-at-20.1': { posted: true },
};

const reasonsGiven = (): Set<string> => new Set(workspace.prepare('SELECT reason FROM entry WHERE reason IS NOT NULL UNION SELECT difference_reason FROM match WHERE difference_reason IS NOT NULL').pluck().all() as string[]);
const causesMended = (): string[] => workspace.prepare("SELECT d.detail FROM audit_entry e JOIN audit_detail d ON d.seq = e.seq WHERE e.action = 'deadLetters.applyFix'").pluck().all() as string[];

for (const { name, references } of makeWorld({ seed: 1, orders: ORDERS }).mishaps) {
  test(`the mishap “${name}” is found by name`, () => {
    const named = NAMED[name];
    if ('reason' in named) assert.ok(reasonsGiven().has(named.reason), named.reason);
    else if ('cause' in named) assert.ok(causesMended().some(detail => detail.includes(named.cause)), named.cause);
    else if ('matched' in named) assert.equal(workspace.prepare("SELECT count(*) FROM entry WHERE kind = 'payments' AND account = '1200' AND state = 'open'").pluck().get(), 0);
    else for (const reference of references) assert.equal(workspace.prepare("SELECT state FROM record WHERE kind = 'order' AND reference = ?").pluck().get(reference), 'posted', reference);
  });
}
