import type { Order } from '../../../shared/canonical/order.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import type { Json } from '../connectors/connector.ts';
import type { Commit } from '../handler.ts';
import { compileMapping } from '../mapping/apply-mapping.ts';
import type { MappedField } from '../mapping/apply-mapping.ts';
import { lookupReader } from '../lookups/lookup-store.ts';
import { publishedMapping } from '../mapping/mapping-store.ts';
import { buryAgain, buryNewLetter, customerReferences, enqueueLetter, holdAgain, holdNewLetter, letterByKey, requeuedLetters, requeueWith, returnWithoutRecord } from '../outbox/outbox-store.ts';
import type { Failure, Letter, NewLetter } from '../outbox/outbox-store.ts';
import { pricingLookups } from '../pricing/pricing-lookups.ts';
import { forgetPostedVersion, recordById, recordsWithoutLetter, setRecordState, storedOrder } from '../records/record-store.ts';
import type { After, StoredRecord } from '../records/record-store.ts';
import { readSettings } from '../settings/settings-store.ts';
import { compileValidation } from '../validation/validate.ts';
import { indexCustomers } from './find-customer.ts';
import { prepareOrder } from './prepare-order.ts';
import type { Prepared, Tools } from './prepare-order.ts';
import type { Work } from './work.ts';

/** Records prepared in one commit. */
const CHUNK = 1_000;
const MAX_REQUEUED = 5_000;

const SHIPPED_ENTITY = { order: 'Order' } as const;

/** The same fields with every text cut to what the target takes. */
export function shortening(fields: readonly MappedField[]): MappedField[] {
  return fields.map(field => (field.target.maxLength === null || field.target.type !== 'text' ? field : { ...field, steps: [...field.steps, { transform: 'cut', parameters: { length: String(field.target.maxLength) } }] }));
}

/** `versions`: of the mapping that makes each document; null where none is published. */
export type MappingTools = { tools: Tools; versions: Versions };
type Versions = { readonly salesOrder: number | null; readonly customer: number | null; readonly receipt: number | null };

type Given = Pick<Tools, 'table' | 'settings' | 'rules' | 'documentStep' | 'references' | 'documents' | 'orderDateField' | 'customerReferenceField' | 'referenceTaken'>;
type Fields = readonly MappedField[];

/** Compiles mappings and indexes the lists, once for many orders. */
export function toolsOf(given: Given, { order, customer, receipt }: { order: Fields; customer: Fields | null; receipt: Fields | null }): Tools {
  const { settings, references } = given;
  const validate = compileValidation(order.map(field => field.target));
  return {
    ...given,
    channels: new Map(settings.channels.map(channel => [channel.key, channel])),
    customers: indexCustomers(references.customers),
    lookups: pricingLookups(settings, references),
    banks: new Map(references.banks.map(bank => [bank.code, bank.id])),
    orderMapping: compileMapping(order), shorteningMapping: compileMapping(shortening(order)),
    customerMapping: customer && compileMapping(customer),
    receiptMapping: receipt && compileMapping(receipt),
    validateOrder: (body, context) => validate(body, context.priced, { context, closed: null }).filter(({ severity }) => severity === 'stops')
      .map(({ code, about, field, message }): Failure => ({ code, about, field, recovery: 'fixRecord', message })),
  };
}

/** The field of an order's body that holds its day, where the connector names none. */
export const ORDER_DATE_FIELD = 'document_date';

/** Looks everything up that preparing needs. Fails with the remedy when no mapping is published. */
export function makeTools(work: Work): MappingTools {
  const { deps: { db }, references, target } = work;
  // Read anew: a person may have given an alias since the run began, and sent the orders again that need it.
  const { settings } = readSettings(db);
  const mappingTo = (step: 'salesOrder' | 'customer' | 'receipt') => {
    const entity = target.erp.targets[step]?.entity;
    return entity === undefined ? null : publishedMapping(db, { sourceEntity: SHIPPED_ENTITY.order, targetEntity: entity });
  };
  const orders = mappingTo('salesOrder');
  if (!orders && work.documentStep === 'salesOrder') throw new AppError('mapping.missing', 'askAdmin', 'No mapping from orders to sales orders is published. Review it under Mappings, have it approved and publish it, then start the run again.');
  if (work.documentStep === 'invoice' && !target.erp.documents.invoice) throw new AppError('erp.noInvoices', 'askAdmin', 'This ERP takes no invoices from outside: its own staff make them from orders. Change the invoice mode to sales orders in the settings.');
  const [customers, receipts] = [mappingTo('customer'), mappingTo('receipt')];
  // Codes that were given to customers who are still on their way.
  const referenceField = target.erp.targets.customer?.referenceField ?? null;
  const taken = new Set(referenceField === null ? [] : customerReferences(db, referenceField));
  const tools = toolsOf({
    settings, rules: work.rules, documentStep: work.documentStep, references, documents: target.erp.documents,
    table: lookupReader(db), orderDateField: target.erp.targets.salesOrder?.dateField ?? ORDER_DATE_FIELD, customerReferenceField: referenceField,
    referenceTaken: reference => taken.has(reference) || (taken.add(reference), false),
  }, { order: orders?.fields ?? [], customer: customers?.fields ?? null, receipt: receipts?.fields ?? null });
  return { tools, versions: { salesOrder: orders?.version ?? null, customer: customers?.version ?? null, receipt: receipts?.version ?? null } };
}

/** What preparing an order leaves: its document as text, so that a thousand of them do not keep a thousand trees of objects. */
type Ready = {
  record: Pick<StoredRecord, 'id' | 'number'>;
  order: Pick<Order, 'reference' | 'channel' | 'grossMinor' | 'currency'>;
  prepared: Exclude<Prepared, { body: Json }> | { kind: 'ready'; step: 'salesOrder' | 'invoice'; text: string; on: LocalDate } | { kind: 'customer'; key: string; text: string };
  letter: Letter | null;
};

/** A document that is not made yet. */
const NO_DOCUMENT = '{}';

function prepare({ id, number, body, canonical, postOn }: StoredRecord, letter: Letter | null, tools: Tools): Ready {
  const order = storedOrder({ canonical });
  const overrides = letter ? (JSON.parse(letter.overrides) as Record<string, string>) : {};
  const released = letter?.released === 1;
  const prepared = prepareOrder({ order, raw: JSON.parse(body) as Json, postOn, released, overrides }, tools);
  const { reference, channel, grossMinor, currency } = order;
  return { record: { id, number }, order: { reference, channel, grossMinor, currency }, letter, prepared: textOf(prepared) };
}

function textOf(prepared: Prepared): Ready['prepared'] {
  if (prepared.kind === 'ready') return { kind: 'ready', step: prepared.step, on: prepared.on, text: JSON.stringify(prepared.body) };
  if (prepared.kind === 'customer') return { kind: 'customer', key: prepared.key, text: JSON.stringify(prepared.body) };
  return prepared;
}

/** A day that the ERP or we have closed turns a ready document into a failed one, before anything is sent. */
async function refuseClosedDays(work: Work, ready: Ready[]): Promise<void> {
  for (const one of ready) {
    if (one.prepared.kind !== 'ready') continue;
    const closed = await work.closedOn(one.prepared.on, one.prepared.step === 'invoice' ? 'sales' : 'orders');
    if (closed) one.prepared = { kind: 'fail', failure: { code: 'period.closed', about: one.prepared.on, field: null, recovery: 'fixRecord', message: `Order ${one.order.reference} is dated ${one.prepared.on}: ${closed} Post it on an open day.` } };
  }
}

function letterFor(work: Work, { record, order }: Ready, step: NewLetter['step'], body: string, { version, id }: { version: number | null; id: string }): NewLetter {
  return {
    id, key: `${step} ${work.target.connectionId} ${record.number}`, runId: work.run.id, recordId: record.id, connectionId: work.target.connectionId, step, reference: order.reference,
    channel: order.channel, amountMinor: order.grossMinor, currency: order.currency, body, mappingVersion: version,
  };
}

type SentAgain = { letter: Letter; record: StoredRecord | null };

/** Documents that a person sent again, with their records; what could not even be read has none. */
function sentAgain(work: Work): SentAgain[] {
  const { db } = work.deps;
  return requeuedLetters(db, [work.documentStep], MAX_REQUEUED).map(letter => ({ letter, record: (letter.recordId === null ? undefined : recordById(db, letter.recordId)) ?? null }));
}

const hasRecord = (one: SentAgain): one is SentAgain & { record: StoredRecord } => one.record !== null;

type Tally = { queued: number; customers: number; held: number; failed: number; skipped: number; keys: string[] };

function settle(work: Work, ready: Ready, versions: Versions, commit: Commit, tally: Tally): void {
  const { db, now, newId } = commit;
  const { record, prepared, letter } = ready;
  const documentStep = work.documentStep;
  const version = versions.salesOrder;
  switch (prepared.kind) {
    case 'skip':
    case 'wait':
      setRecordState(db, record.id, 'skipped', prepared.reason);
      if (letter) buryAgain(db, letter.id, { code: 'order.skipped', about: prepared.reason, field: null, recovery: 'fixRecord', message: prepared.reason }, now);
      tally.skipped += 1;
      return;
    case 'hold':
      if (letter) holdAgain(db, letter.id, prepared.reason, now);
      else holdNewLetter(db, letterFor(work, ready, documentStep, NO_DOCUMENT, { version, id: newId('let') }), prepared.reason, now);
      tally.held += 1;
      return;
    case 'fail':
      if (letter) buryAgain(db, letter.id, prepared.failure, now);
      else buryNewLetter(db, letterFor(work, ready, documentStep, NO_DOCUMENT, { version, id: newId('let') }), prepared.failure, now);
      tally.failed += 1;
      return;
    case 'customer': {
      const customer = { ...letterFor(work, ready, 'customer', prepared.text, { version: versions.customer, id: newId('let') }), key: `customer ${work.target.connectionId} ${prepared.key}`, recordId: null };
      enqueueLetter(db, customer, now);
      tally.customers += 1;
      return;
    }
    case 'ready':
      if (letter) {
        requeueWith(db, letter.id, prepared.text, version, now);
        forgetPostedVersion(db, record.id);
      }
      else enqueueLetter(db, letterFor(work, ready, prepared.step, prepared.text, { version, id: newId('let') }), now);
      tally.queued += 1;
      tally.keys.push(record.number);
  }
}

/**
 * Turns waiting orders (and those a person sent again) into letters: queued, held, buried with the reason, or skipped.
 * Answers how many orders wait for their customer to be created first.
 */
export async function prepareOrders(work: Work): Promise<{ customers: number }> {
  const { tools, versions } = makeTools(work);
  const { db } = work.deps;
  const step = work.documentStep;
  let customers = 0;
  const again = sentAgain(work);
  if (again.some(({ record }) => record === null)) {
    work.commit(({ db: write, audit, now }) => audit('runs.withoutRecord', { run: work.run.id, letters: returnWithoutRecord(write, [step], now) }));
  }
  const anew = again.filter(hasRecord);
  for (let start = 0; start < anew.length; start += CHUNK) {
    customers += await prepareChunk(work, anew.slice(start, start + CHUNK), tools, versions);
  }
  for (let after: After | undefined; !work.stopped(); ) {
    const records = recordsWithoutLetter(db, { kind: 'order', period: work.period, step, state: 'waiting', after, limit: CHUNK });
    after = records.at(-1);
    if (!after) break;
    customers += await prepareChunk(work, records.map(record => ({ record, letter: null })), tools, versions);
  }
  return { customers };
}

async function prepareChunk(work: Work, chunk: readonly { record: StoredRecord; letter: Letter | null }[], tools: Tools, versions: Versions): Promise<number> {
  const ready = chunk.map(({ record, letter }) => prepare(record, letter, tools));
  await refuseClosedDays(work, ready);
  const tally: Tally = { queued: 0, customers: 0, held: 0, failed: 0, skipped: 0, keys: [] };
  work.commit(commit => {
    for (const one of ready) settle(work, one, versions, commit, tally);
    commit.audit('runs.prepared', { run: work.run.id, mappingVersion: versions.salesOrder, ...tally });
  });
  work.tally();
  // The window gets its answers between two chunks.
  await new Promise(resolve => setImmediate(resolve));
  return tally.customers;
}

/** After the customers were made: an order whose customer could not be created is buried with that reason. */
export function buryOrdersWithoutCustomer(work: Work): void {
  const { db } = work.deps;
  const { tools, versions: { salesOrder: version } } = makeTools(work);
  const step = work.documentStep;
  const records = recordsWithoutLetter(db, { kind: 'order', period: work.period, step, state: 'waiting', limit: MAX_REQUEUED });
  const all = [...sentAgain(work).filter(hasRecord), ...records.map(record => ({ record, letter: null }))];
  const stuck = all.map(({ record, letter }) => prepare(record, letter, tools)).filter(one => one.prepared.kind === 'customer');
  if (stuck.length === 0) return;
  work.commit(commit => {
    for (const one of stuck) {
      const key = one.prepared.kind === 'customer' ? one.prepared.key : '';
      const failed = letterByKey(commit.db, `customer ${work.target.connectionId} ${key}`);
      const message = `The customer of order ${one.order.reference} could not be created${failed ? ': see the failed customer' : ''}.`;
      const failure: Failure = { code: 'customer.unknown', about: one.order.channel, field: 'customer_id', recovery: 'fixRecord', message };
      if (one.letter) buryAgain(commit.db, one.letter.id, failure, commit.now);
      else buryNewLetter(commit.db, letterFor(work, one, step, NO_DOCUMENT, { version, id: commit.newId('let') }), failure, commit.now);
    }
    commit.audit('runs.customerMissing', { run: work.run.id, orders: stuck.map(one => one.record.number) });
  });
}
