import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type SQLite from 'better-sqlite3';
import { z } from 'zod';
import { callerOf } from '../../main/hosts/caller.ts';
import { PERIOD } from '../../main/hosts/cli/demo-steps.ts';
import { openHostVault } from '../../main/hosts/file-vault.ts';
import { GUESTS } from '../../main/hosts/sandbox-workspace.ts';
import { openWorkspace } from '../../main/hosts/workspace.ts';
import type { MishapName } from '../../main/sandboxes/world/world-types.ts';
import { AMAZON, openMonth } from '../engine/reconciliation/fake-month.ts';
import { refusalOf } from '../support/new-engine.ts';

/** Where the app names each mishap of the sandbox's world: an entry's or a match's reason, the cause of a failed record, the rule that matched it all the same, or the document that was posted. */
export type Named = { reason: string } | { cause: RegExp } | { rule: string } | { posted: string };

/** In the order and the words of "What goes wrong in real months" of the accounting notes. */
export const MISHAPS: readonly { mishap: string; planted: MishapName; named: Named }[] = [
  { mishap: 'order posted twice', planted: 'order-posted-twice', named: { reason: 'postedTwice' } },
  { mishap: 'invoice in November for an October despatch', planted: 'invoice-in-november', named: { reason: 'invoicedLater' } },
  { mishap: 'credit note at today’s price', planted: 'credit-note-at-todays-price', named: { reason: 'creditAtOtherPrice' } },
  { mishap: 'refund without a credit note', planted: 'refund-without-credit-note', named: { reason: 'refundWithoutCreditNote' } },
  { mishap: 'credit note without a refund', planted: 'credit-note-without-refund', named: { reason: 'creditNoteWithoutRefund' } },
  { mishap: 'payout with an order that was cancelled later', planted: 'payout-with-cancelled-order', named: { reason: 'paidOutOrderCancelled' } },
  { mishap: 'fee above the contract', planted: 'fee-above-contract', named: { reason: 'feeAboveContract' } },
  { mishap: 'payout missing a line', planted: 'payout-missing-line', named: { reason: 'missingFromPayout' } },
  { mishap: 'two orders of the same amount, day and customer', planted: 'same-amount-day-customer', named: { reason: 'sameAmountSameDay' } },
  { mishap: 'a customer who paid two invoices at once', planted: 'two-invoices-paid-at-once', named: { reason: 'paidTogether' } },
  { mishap: 'a customer who paid half of an invoice', planted: 'half-an-invoice-paid', named: { reason: 'partPaid' } },
  { mishap: 'a receipt allocated to the wrong invoice', planted: 'receipt-allocated-elsewhere', named: { reason: 'allocatedElsewhere' } },
  { mishap: 'reserve held back and released next month', planted: 'reserve-held-and-released', named: { reason: 'reserveHeld' } },
  { mishap: 'chargeback won', planted: 'chargeback-won', named: { reason: 'chargebackWon' } },
  { mishap: 'order edited after posting', planted: 'order-edited-after-posting', named: { reason: 'orderEditedAfterPosting' } },
  { mishap: 'exchange rate of the wrong day', planted: 'rate-of-another-day', named: { reason: 'rateNotOfTheDay' } },
  { mishap: 'bank line with the reference cut at 18 characters', planted: 'bank-reference-cut', named: { rule: 'cutReference' } },
  { mishap: 'a SKU renamed in mid-month', planted: 'sku-renamed', named: { cause: /Unknown SKU .*/ } },
  { mishap: 'VAT at 20.1 %', planted: 'vat-at-20.1', named: { posted: 'at 20 %: the tax it states proves the rate within a penny a line' } },
  { mishap: 'an order from a country without a tax code', planted: 'country-without-tax-code', named: { cause: /No tax code for .*/ } },
];

/** The sentence that a person reads about a mishap, from the workspace of the closed month. */
export function sentenceOf(named: Named, references: readonly string[], { workspace, said }: { workspace: SQLite.Database; said: string }): string {
  const one = (sql: string, ...values: string[]): string | undefined => z.string().optional().parse(workspace.prepare(sql).pluck().get(...values));
  if ('reason' in named) {
    const marks = references.map(() => '?').join(', ');
    const own = one(`SELECT reason_text FROM entry WHERE reason = ? AND order_reference IN (${marks}) ORDER BY kind, id LIMIT 1`, named.reason, ...references);
    return own ?? one('SELECT reason_text FROM entry WHERE reason = ? ORDER BY reason_text LIMIT 1', named.reason) ?? one('SELECT why FROM match WHERE difference_reason = ? ORDER BY why LIMIT 1', named.reason) ?? assert.fail(named.reason);
  }
  if ('rule' in named) return one('SELECT why FROM match WHERE rule = ? ORDER BY why LIMIT 1', named.rule) ?? assert.fail(named.rule);
  if ('cause' in named) return named.cause.exec(said)?.[0].replace(/ \(\d+\): /, '. ') ?? assert.fail(String(named.cause));
  const [reference = ''] = references;
  for (const each of references) assert.equal(one("SELECT state FROM record WHERE kind = 'order' AND reference = ?", each), 'posted', each);
  return `Order ${reference} is posted ${named.posted}.`;
}

/** A statement that comes twice, and a record that is changed in Sage after both signatures: in the workspace of the closed month, its systems running. */
export async function afterwards(dir: string): Promise<{ twice: string; changed: string }> {
  const workspace = await openWorkspace({ dir, vault: await openHostVault(dir), version: '0.0.0' });
  try {
    const { email, password } = GUESTS.find(({ role }) => role === 'accountant') ?? assert.fail();
    const accountant = callerOf(workspace.engine, (await callerOf(workspace.engine, null).people.signIn({ email, password })).session);
    const folder = path.join(dir, 'month-end files');
    const fileName = readdirSync(folder).sort().find(name => name.startsWith('bank-1200')) ?? assert.fail();
    const twice = await refusalOf(accountant.statements.import({ fileName, base64: readFileSync(path.join(folder, fileName)).toString('base64'), account: '1200' }));
    const { rows } = await accountant.reconciliation.chains({ period: PERIOD, page: { start: 0, end: 1, filter: { gap: 'none', status: 'despatched' } } });
    const invoice = rows[0]?.invoice ?? assert.fail('no invoice');
    const transaction = z.array(z.object({ urn: z.coerce.number() })).length(1).parse(await invoicesNamed(dir, invoice.reference));
    const answer = await fetch(`${workspace.sandboxes?.erpUrl}/sandbox/staff`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ action: 'edit-transaction', urn: transaction[0]?.urn, grossMinor: invoice.minor + 1_000 }) });
    assert.deepEqual(await answer.json(), { done: 1 });
    await accountant.close.check({ period: PERIOD });
    const [alarm, ...others] = await accountant.close.alarms({});
    assert.equal(others.length, 0);
    return { twice: twice.message.replace(/ on \d{4}-\d\d-\d\d/, ''), changed: alarm?.text ?? '' };
  } finally {
    await workspace.close();
  }
}

async function invoicesNamed(dir: string, reference: string): Promise<unknown> {
  const { default: Database } = await import('better-sqlite3');
  const file = new Database(path.join(dir, 'tieout.sqlite'), { readonly: true });
  const found = file.prepare("SELECT urn FROM ledger_posting WHERE ledger = 'sales' AND kind = 'invoice' AND reference = ?").all(reference);
  file.close();
  return found;
}

/** An invoice typed into the ledger past the orders, and two statements that do not follow each other: each in a month of its own. */
export async function alone(): Promise<{ batch: string; gap: string }> {
  const month = openMonth([AMAZON]);
  try {
    month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second\n2026-10-05 | invoice | 31.59 | BATCH-7 | ');
    month.orders(AMAZON.key, 'reference | number | despatched | amount\n203-1-1 | 109390 | 2026-10-05 | 12.00');
    month.post('sales', 'AMZGBP', 'on | kind | amount | reference | second\n2026-10-05 | invoice | 12.00 | 109390 | 203-1-1');
    month.bankStatement('1200', { opening: '100.00', from: '2026-10-01', to: '2026-10-10', fileName: 'first.xml', lines: 'on | amount | reference\n2026-10-10 | 5.00 | X' });
    month.bankStatement('1200', { opening: '130.00', from: '2026-10-20', to: '2026-10-31', fileName: 'second.xml', lines: 'on | amount | reference\n2026-10-31 | 1.00 | Y' });
    await month.refresh();
    const batch = month.entries('invoices', AMAZON.key, 'right').find(({ reference }) => reference === 'BATCH-7');
    assert.equal(batch?.state, 'open', 'only a person can explain it');
    return { batch: batch.reasonText, gap: month.close.state(month.query, { period: PERIOD }).blockers.find(line => line.includes('do not follow')) ?? '' };
  } finally {
    month.end();
  }
}
