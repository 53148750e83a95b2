import type { Order } from '../../../shared/canonical/order.ts';
import { addDays, dayIn, firstDayOf, lastDayOf } from '../../../shared/values/date.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import type { Json } from '../connectors/connector.ts';
import { letterOf, sentWithout } from '../outbox/outbox-store.ts';
import type { Letter } from '../outbox/outbox-store.ts';
import { savePostings } from '../reconciliation/ledger-store.ts';
import { postingByUrn, postingsByReference } from '../records/ledger-store.ts';
import type { StoredPosting } from '../records/ledger-store.ts';
import { readCursor, recordById, saveCursor, storedOrder } from '../records/record-store.ts';
import type { StoredRecord } from '../records/record-store.ts';
import { planLetters } from './post-letters.ts';
import type { Planned } from './post-letters.ts';
import { makeTools } from './prepare-orders.ts';
import { postingDay } from './prepare-order.ts';
import type { Work } from './work.ts';

const CHUNK = 250;
/** How far the sales ledger is read past the period: Sage's staff invoice an October despatch in November. */
const LEDGER_DAYS_AFTER = 31;
/** Days before the period from which postings matter (what was sold earlier and paid or credited now). */
const LEDGER_DAYS_BEFORE = 92;

/** Sent letters of a step whose record (in this status, where one is named) has no letter of the next step, chunk by chunk, each with its record. */
function* chainEnds(work: Work, step: Letter['step'], next: Letter['step'], status?: string): Generator<{ letter: Letter; record: StoredRecord }[]> {
  for (let afterRowid = 0; ; ) {
    const letters = sentWithout(work.deps.db, { step, next, status, afterRowid, limit: CHUNK });
    const last = letters[letters.length - 1];
    if (!last) return;
    afterRowid = last.rowid;
    yield letters.flatMap(letter => {
      const record = letter.recordId === null ? undefined : recordById(work.deps.db, letter.recordId);
      return record ? [{ letter, record }] : [];
    });
  }
}



export function letterFields(letter: Letter, record: StoredRecord, step: Letter['step'], body: Json): Planned['letter'] {
  return { key: `${step} ${letter.connectionId} ${record.number}`, recordId: record.id, step, reference: record.reference, channel: record.channel, amountMinor: letter.amountMinor, currency: record.currency, body: JSON.stringify(body), mappingVersion: null };
}

/** Despatched in the shop, ordered in the ERP: confirms the despatch there, so that the ERP's staff can invoice it. */
export async function planDespatches(work: Work): Promise<void> {
  const { despatch } = work.target.erp.documents;
  if (!despatch) return;
  for (const ends of chainEnds(work, 'salesOrder', 'despatch', 'despatched')) {
    const planned = ends.flatMap(({ letter, record }): Planned[] => {
      if (record.despatchedOn === null) return [];
      const on = postingDay(record.despatchedOn, record.postOn);
      const body = despatch({ salesOrder: JSON.parse(letter.answer ?? 'null') as Json, on });
      return [{ letter: letterFields(letter, record, 'despatch', body), on, ledger: 'orders' }];
    });
    await planLetters(work, planned);
  }
}

/** Reads what moved in the ERP's sales ledger since the last time. */
export async function readSalesLedger(work: Work): Promise<number> {
  const { target, period, deps, signal } = work;
  const stream = 'sales ledger';
  const changedSince = readCursor(deps.db, target.connectionId, stream);
  const startedAt = deps.now();
  const ask = { ledger: 'sales' as const, from: addDays(firstDayOf(period), -LEDGER_DAYS_BEFORE), to: addDays(lastDayOf(period), LEDGER_DAYS_AFTER), changedSince, signal };
  let postings = 0;
  for await (const page of target.erp.ledger(target.session, ask)) {
    if (page.length === 0) continue;
    postings += page.length;
    work.commit(({ db, audit, now }) => {
      const changed = savePostings(db, target.connectionId, page, now);
      audit('runs.ledger', { run: work.run.id, ledger: 'sales', postings: page.length, changed });
    });
  }
  // Clocks differ: the next reading begins a little before this one did.
  const next = new Date(Date.parse(startedAt) - LEDGER_OVERLAP_MS).toISOString();
  work.commit(({ db, audit, now }) => {
    saveCursor(db, target.connectionId, stream, next, now);
    audit('runs.ledgerRead', { run: work.run.id, since: changedSince, postings });
  });
  return postings;
}

const LEDGER_OVERLAP_MS = 5 * 60_000;
/** Polls without a new invoice before the run stops waiting for the ERP's staff; the next run goes on. */
const PATIENCE = 4;
const POLL_MS = 250;

/** The invoice of an order in the sales ledger: the ERP's staff put the order's number or the shop's reference on it. */
export function invoiceOf(work: Pick<Work, 'deps'>, letter: Letter): StoredPosting | undefined {
  const { db } = work.deps;
  if (letter.step === 'invoice') return letter.targetId === null ? undefined : postingByUrn(db, letter.targetId);
  return postingsByReference(db, 'invoice', letter.targetNumber ?? '')[0] ?? postingsByReference(db, 'invoice', letter.reference.slice(0, 20))[0];
}

/** SOP mode: the API can't invoice, the ERP's own staff do. Waits as long as invoices keep appearing. */
export async function awaitInvoices(work: Work): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  for (let quiet = 0; quiet < PATIENCE && !work.stopped(); ) {
    await readSalesLedger(work);
    const missing = uninvoiced(work);
    work.tally();
    if (missing === 0) return;
    quiet = missing < before ? 0 : quiet + 1;
    before = Math.min(before, missing);
    await work.deps.wait(POLL_MS * 2 ** quiet, work.signal);
  }
}

function uninvoiced(work: Work): number {
  let missing = 0;
  for (const ends of chainEnds(work, 'despatch', 'allocation')) {
    for (const { record } of ends) {
      const order = letterOf(work.deps.db, record.id, 'salesOrder');
      if (order && !invoiceOf(work, order)) missing += 1;
    }
  }
  return missing;
}

/** The buyer paid the channel: a receipt into the channel's clearing account. Trade customers pay the bank; their receipts come from its statement. */
export async function planReceipts(work: Work): Promise<void> {
  const { tools, version } = makeTools(work);
  const { receiptMapping } = tools;
  if (!receiptMapping) return;
  for (const ends of chainEnds(work, work.documentStep, 'receipt')) {
    const planned = ends.flatMap(({ letter, record }): Planned[] => {
      const order = storedOrder(record);
      const channel = tools.channels.get(order.channel);
      const bankId = channel && tools.banks.get(channel.clearingBank);
      const customer = channel && tools.customers.byReference.get(channel.customerReference.toUpperCase());
      if (order.paidAt === null || !channel || bankId === undefined || !customer) return [];
      const context = { order, priced: null, references: tools.references, settings: tools.settings, channel, customerId: customer.id, bankId, timeZone: tools.settings.timeZone, table: tools.table };
      const { body, issues } = receiptMapping(JSON.parse(record.body) as Json, context);
      const on = postingDay(dayIn(tools.settings.timeZone, order.paidAt), record.postOn);
      const dated = { ...(body as { [name: string]: Json }), [work.target.erp.targets.receipt?.dateField ?? 'transaction_date']: `${on}T00:00:00Z` };
      return issues.length > 0 ? [] : [{ letter: { ...letterFields(letter, record, 'receipt', dated), mappingVersion: version }, on, ledger: 'cash' }];
    });
    await planLetters(work, planned);
  }
}

const laterOf = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);

/** Ties each receipt to its invoice, as far as both are open. */
export async function planAllocations(work: Work): Promise<void> {
  const { db } = work.deps;
  const { allocation } = work.target.erp.documents;
  if (!allocation) return;
  for (const ends of chainEnds(work, 'receipt', 'allocation')) {
    const planned = ends.flatMap(({ letter, record }): Planned[] => {
      const document = letterOf(db, record.id, work.documentStep);
      const invoice = document && invoiceOf(work, document);
      const receipt = letter.targetId === null ? undefined : postingByUrn(db, letter.targetId);
      if (!invoice || !receipt) return [];
      const amountMinor = Math.min(Math.abs(invoice.openMinor), Math.abs(receipt.openMinor));
      if (amountMinor === 0) return [];
      const on = laterOf(invoice.on, receipt.on);
      const customerId = customerIdOf(work, letter);
      const body = allocation({ customerId, on, currency: record.currency as Order['currency'], transactions: [{ id: receipt.externalId, amountMinor }, { id: invoice.externalId, amountMinor }] });
      return [{ letter: letterFields(letter, record, 'allocation', body), on, ledger: 'sales' }];
    });
    await planLetters(work, planned);
  }
}

/** The customer that a posted document names. */
export function customerIdOf(work: Work, letter: Letter): string {
  const body = JSON.parse(letter.body) as { [name: string]: Json };
  return [work.target.erp.targets[letter.step]?.customerField ?? 'customer_id'].flat().map(name => String(body[name] ?? '')).join('-');
}
