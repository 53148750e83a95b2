import type { Order } from '../../../shared/canonical/order.ts';
import type { PurchaseOrder } from '../../../shared/canonical/purchase-order.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { ErpReferences, Json, SupplierAccount } from '../connectors/connector.ts';
import { lookupReader } from '../lookups/lookup-store.ts';
import { compileMapping } from '../mapping/apply-mapping.ts';
import type { CompiledMapping } from '../mapping/apply-mapping.ts';
import { publishedMapping } from '../mapping/mapping-store.ts';
import type { RecordContext } from '../mapping/record-context.ts';
import { buryAgain, buryNewLetter, enqueueLetter, requeuedLetters, requeueWith, returnWithoutRecord } from '../outbox/outbox-store.ts';
import type { Failure, Letter, NewLetter } from '../outbox/outbox-store.ts';
import { pricePurchase } from '../pricing/price-purchase.ts';
import type { PricingLookups } from '../pricing/price-order.ts';
import { pricingLookups } from '../pricing/pricing-lookups.ts';
import { changedPurchases, recordById, recordsWithoutLetter, setRecordState } from '../records/record-store.ts';
import type { After, StoredRecord } from '../records/record-store.ts';
import { saveReferences } from '../records/reference-store.ts';
import { readSettings } from '../settings/settings-store.ts';
import { compileValidation } from '../validation/validate.ts';
import { postLetters } from './post-letters.ts';
import { withOverrides } from './prepare-order.ts';
import { shortening } from './prepare-orders.ts';
import type { Work } from './work.ts';

const STEP = 'purchaseOrder';
/** Purchase orders prepared in one commit. */
const CHUNK = 500;
const MAX_REQUEUED = 5_000;
const MAX_NAMED = 10;

const NOWHERE: Order['delivery'] = { name: '', company: '', address1: '', address2: '', town: '', region: '', postcode: '', country: '', email: '', phone: '' };

/** A purchase order as the steps of a mapping see a record: what is bought, from whom, at which rate. Nobody has paid for it. */
const asOrder = (purchase: PurchaseOrder): Order => ({
  kind: 'order', externalId: purchase.externalId, number: purchase.reference, reference: purchase.reference, channel: '', currency: purchase.currency, receivedAt: purchase.orderedAt, paidAt: null, despatchedAt: null, cancelledAt: null,
  changedAt: purchase.orderedAt, status: 'open', paymentMethod: '', buyer: { ...NOWHERE, name: purchase.supplier.name, company: purchase.supplier.name, email: purchase.supplier.email }, delivery: NOWHERE,
  lines: purchase.lines.map(({ supplierCode: _code, ...line }) => ({ ...line, parts: [] })), carriageMinor: 0, carriageTaxMinor: 0, discountMinor: 0, grossMinor: purchase.grossMinor, exchangeRate: purchase.exchangeRate,
});

export type PurchaseTools = { settings: Settings; references: ErpReferences; lookups: PricingLookups; suppliers: readonly SupplierAccount[]; table: RecordContext['table'] };

/** The supplier's account by its name and currency; more than one of a name is for a person to sort out. */
export function findSupplier({ supplier: { name }, currency, reference }: PurchaseOrder, accounts: readonly SupplierAccount[]): SupplierAccount | Failure {
  const same = accounts.filter(account => account.active && account.name.trim().toLowerCase() === name.toLowerCase());
  const fitting = same.filter(account => account.currency === currency);
  const [account, second] = fitting;
  const fail = (code: string, message: string): Failure => ({ code, about: name, field: 'supplier_id', recovery: 'fixRecord', message });
  if (!account) return fail('supplier.unknown', same.length > 0 ? `${reference} is in ${currency}, and the ERP's account of ${name} is kept in ${same[0]?.currency ?? ''}. Make an account in ${currency} there, then send it again.`
    : `The ERP has no active supplier named ${name}. Make the account there under this name, or rename the supplier in the shop, then send ${reference} again.`);
  if (second) return fail('supplier.unclear', `The ERP has ${fitting.length} accounts named ${name} in ${currency} (${fitting.map(one => one.reference).join(', ')}). Give them different names, then send ${reference} again.`);
  return account.onHold ? fail('supplier.onHold', `Supplier ${account.reference} (${name}) is on hold in the ERP. Release the account there, then send ${reference} again.`) : account;
}

/** What a mapping of purchase orders works with, and what stands in its way. */
export function purchaseContext(purchase: PurchaseOrder, { settings, references, lookups, suppliers, table }: PurchaseTools): { context: RecordContext; failures: readonly Failure[] } {
  const pricing = pricePurchase(purchase, lookups);
  const account = findSupplier(purchase, suppliers);
  const unpriced = pricing.ok ? [] : pricing.issues.map((issue): Failure => ({ ...issue, recovery: 'fixRecord' }));
  return {
    context: {
      order: asOrder(purchase), priced: pricing.ok ? pricing.priced : null, references, settings, channel: null, customerId: null, supplierId: 'id' in account ? account.id : null, bankId: null, timeZone: settings.timeZone, table,
    },
    failures: 'id' in account ? unpriced : [account, ...unpriced],
  };
}

type Prepared = { kind: 'skip'; reason: string } | { kind: 'fail'; failure: Failure } | { kind: 'ready'; text: string };
type Ready = { record: StoredRecord; letter: Letter | null; prepared: Prepared };
type Tools = PurchaseTools & { mapping: CompiledMapping; shorteningMapping: CompiledMapping; validate(body: Json, context: RecordContext): readonly Failure[] };

/** What becomes of one purchase order in the ERP. Pure. */
function prepare(record: StoredRecord, letter: Letter | null, tools: Tools): Prepared {
  // It was checked when it was read, and only we write here.
  const purchase = JSON.parse(record.canonical) as PurchaseOrder;
  if (purchase.status === 'pending') return { kind: 'skip', reason: 'Not placed with the supplier yet; it is posted when the shop opens it.' };
  const { context, failures } = purchaseContext(purchase, tools);
  const [failure] = failures;
  if (failure) return { kind: 'fail', failure };
  const raw = JSON.parse(record.body) as Json;
  const overrides = letter ? (JSON.parse(letter.overrides) as Record<string, string>) : {};
  const { body, issues } = tools.mapping(raw, context);
  const final = withOverrides(body, overrides, () => tools.shorteningMapping(raw, context).body);
  const open = issues.filter(issue => !Object.hasOwn(overrides, issue.field));
  const [first] = [...open.map(({ code, about, field, message }): Failure => ({ code, about, field, recovery: 'fixRecord', message })), ...tools.validate(final, context)];
  return first ? { kind: 'fail', failure: first } : { kind: 'ready', text: JSON.stringify(final) };
}

async function toolsOf(work: Work): Promise<{ tools: Tools; version: number }> {
  const { deps: { db }, references, target: { erp, session }, signal } = work;
  const target = erp.targets[STEP];
  assert(target && erp.suppliers, 'an ERP that takes no purchase orders or shows no suppliers passed the check of the workflow');
  const mapping = publishedMapping(db, { sourceEntity: 'PurchaseOrder', targetEntity: target.entity });
  if (!mapping) throw new AppError('mapping.missing', 'askAdmin', 'No mapping from purchase orders of the shop to those of the ERP is published. Review it under Mappings, have it approved and publish it, then start the run again.');
  const suppliers = await erp.suppliers(session, signal);
  // Kept for whoever looks at the mapping between runs.
  work.commit(({ db: write, audit, now }) => {
    saveReferences(write, work.target.connectionId, { ...references, suppliers }, now);
    audit('runs.suppliers', { run: work.run.id, suppliers: suppliers.length });
  });
  // Read anew, as for sales orders: an alias given since the run began counts for what was sent again with it.
  const { settings } = readSettings(db);
  const validate = compileValidation(mapping.fields.map(field => field.target));
  return {
    version: mapping.version,
    tools: {
      settings, references, lookups: pricingLookups(settings, references), suppliers, table: lookupReader(db), mapping: compileMapping(mapping.fields), shorteningMapping: compileMapping(shortening(mapping.fields)),
      validate: (body, { priced }) => validate(body, priced).map(({ code, about, field, message }): Failure => ({ code, about, field, recovery: 'fixRecord', message })),
    },
  };
}

function settle(work: Work, ready: readonly Ready[], version: number): void {
  work.commit(({ db, audit, now, newId }) => {
    const tally = { queued: 0, failed: 0, skipped: 0, keys: [] as string[] };
    for (const { record, letter, prepared } of ready) {
      const fresh = (body: string): NewLetter => ({
        id: newId('let'), key: `${STEP} ${work.target.connectionId} ${record.number}`, runId: work.run.id, recordId: record.id, connectionId: work.target.connectionId, step: STEP, reference: record.reference, channel: '',
        amountMinor: record.amountMinor, currency: record.currency, body, mappingVersion: version,
      });
      if (prepared.kind === 'ready') {
        if (letter) requeueWith(db, letter.id, prepared.text, version, now);
        else enqueueLetter(db, fresh(prepared.text), now);
        tally.queued += 1;
        tally.keys.push(record.reference);
      } else if (prepared.kind === 'fail') {
        if (letter) buryAgain(db, letter.id, prepared.failure, now);
        else buryNewLetter(db, fresh('{}'), prepared.failure, now);
        tally.failed += 1;
      } else {
        setRecordState(db, record.id, 'skipped', prepared.reason);
        if (letter) buryAgain(db, letter.id, { code: 'purchase.skipped', about: prepared.reason, field: null, recovery: 'fixRecord', message: prepared.reason }, now);
        tally.skipped += 1;
      }
    }
    audit('runs.purchasesPrepared', { run: work.run.id, mappingVersion: version, ...tally });
  });
  work.tally();
}

/** Turns purchase orders that wait, and those a person sent again, into letters: queued, buried with the reason, or skipped. A missing supplier is never made. */
async function preparePurchases(work: Work): Promise<void> {
  const { deps: { db }, period } = work;
  const { tools, version } = await toolsOf(work);
  const again = requeuedLetters(db, [STEP], MAX_REQUEUED).map(letter => ({ letter, record: letter.recordId === null ? undefined : recordById(db, letter.recordId) }));
  if (again.some(({ record }) => !record)) work.commit(({ db: write, audit, now }) => audit('runs.withoutRecord', { run: work.run.id, letters: returnWithoutRecord(write, [STEP], now) }));
  const anew = again.flatMap(({ letter, record }): Ready[] => (record ? [{ record, letter, prepared: prepare(record, letter, tools) }] : []));
  if (anew.length > 0) settle(work, anew, version);
  for (let after: After | undefined; !work.stopped(); ) {
    const records = recordsWithoutLetter(db, { kind: STEP, period, step: STEP, state: 'waiting', after, limit: CHUNK });
    after = records.at(-1);
    if (!after) return;
    settle(work, records.map(record => ({ record, letter: null, prepared: prepare(record, null, tools) })), version);
  }
}

/** Posts what was ordered from suppliers, and names what the shop changed since: that is for a person, nothing is overwritten. */
export async function postPurchases(work: Work): Promise<void> {
  await preparePurchases(work);
  if (!work.stopped()) await postLetters(work, [STEP]);
  const changed = changedPurchases(work.deps.db, work.period);
  if (changed.length > 0) work.notice(`Changed in the shop after they were posted: ${changed.slice(0, MAX_NAMED).join(', ')}${changed.length > MAX_NAMED ? ` and ${changed.length - MAX_NAMED} more` : ''}. Change them in ${work.target.connector.label} as well.`);
}
