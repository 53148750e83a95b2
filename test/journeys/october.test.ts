import assert from 'node:assert/strict';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, test } from 'vitest';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { MishapName } from '../../main/sandboxes/world/world-types.ts';
import { PROMISES, runDemo } from '../support/demo-report.ts';
import type { DemoReport } from '../support/demo-report.ts';

const ORDERS = 300;

let report: DemoReport;
let remove = (): void => {};
let workspace: SQLite.Database;

beforeAll(async () => {
  const done = await runDemo({ pair: 'linnworks-sage200', orders: ORDERS });
  ({ report, remove } = done);
  workspace = new SQLite(path.join(done.dir, 'tieout.sqlite'), { readonly: true });
}, 180_000);

afterAll(() => {
  workspace?.close();
  remove();
});

for (const [promise, holds] of Object.entries(PROMISES)) test(promise, () => holds(report));

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
