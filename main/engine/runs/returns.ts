import type { Order } from '../../../shared/canonical/order.ts';
import { Return } from '../../../shared/canonical/return.ts';
import { dayIn } from '../../../shared/values/date.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import type { Json } from '../connectors/connector.ts';
import { letterOf, sentWithout } from '../outbox/outbox-store.ts';
import type { Letter } from '../outbox/outbox-store.ts';
import { priceOrder } from '../pricing/price-order.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import { taxIn } from '../pricing/tax-code.ts';
import { postingByUrn, postingsByReference } from '../records/ledger-store.ts';
import { postedOrder, recordByExternalId, recordById, recordsWithoutLetter, setRecordState } from '../records/record-store.ts';
import type { After, StoredRecord } from '../records/record-store.ts';
import { DIFFERENCE_CREDIT } from './accepted-changes.ts';
import { customerIdOf, invoiceOf } from './after-order.ts';
import { planLetters } from './post-letters.ts';
import type { Planned } from './post-letters.ts';
import { makeTools } from './prepare-orders.ts';
import type { Tools } from './prepare-order.ts';
import { postingDay } from './prepare-order.ts';
import type { Work } from './work.ts';

const CHUNK = 500;
const MAX_REFERENCE = 20;

const RETURN_CREDIT = 'RF-';
/** Our marks in the ERP's second reference; prefixed, so that they never clash with an order's. */
const creditMark = (record: Return): string => `${RETURN_CREDIT}${record.externalId}`.slice(0, MAX_REFERENCE);
const refundMark = (record: Return): string => `RP-${record.externalId}`.slice(0, MAX_REFERENCE);

type Sale = { order: Order; record: StoredRecord; document: Letter; priced: PricedOrder; customerId: string };
type Verdict = { kind: 'skip'; reason: string } | { kind: 'wait'; reason: string } | { kind: 'sale'; sale: Sale; creditedByHand: boolean };

/** What a return may be credited against: its order, posted and invoiced, at the prices and VAT of then. */
function saleOf(work: Work, returned: Return, tools: Tools): Verdict {
  const { db } = work.deps;
  if (returned.status !== 'refunded') return { kind: 'skip', reason: returned.status === 'cancellation' ? 'A cancellation before despatch; nothing was invoiced.' : 'Not refunded yet.' };
  const record = recordByExternalId(db, 'order', returned.orderExternalId);
  const document = record && (letterOf(db, record.id, 'invoice') ?? letterOf(db, record.id, 'salesOrder'));
  if (!record || !document) return { kind: 'wait', reason: `Order ${returned.orderReference} is not posted.` };
  if (document.targetId === null) return { kind: 'wait', reason: `Order ${returned.orderReference} waits itself.` };
  if (!invoiceOf(work, document)) return { kind: 'wait', reason: `Order ${returned.orderReference} is not invoiced yet.` };
  const order = postedOrder(db, record);
  const pricing = priceOrder(order, tools.lookups);
  if (!pricing.ok) return { kind: 'wait', reason: pricing.issues[0]?.message ?? 'The order can no longer be priced.' };
  const byHand = postingsByReference(db, 'creditNote', order.reference.slice(0, MAX_REFERENCE)).some(posting => ![RETURN_CREDIT, DIFFERENCE_CREDIT].some(mark => posting.secondReference.startsWith(mark)));
  return { kind: 'sale', creditedByHand: byHand, sale: { order, record, document, priced: pricing.priced, customerId: customerIdOf(work, document) } };
}

const isLineOf = (returned: Return) => (line: PricedOrder['lines'][number]): boolean => line.sku.toUpperCase() === returned.sku.toUpperCase();

/** One gross figure split by the VAT of the line that came back (money without goods: of the dearest line). */
function creditNote(work: Work, returned: Return, { order, priced, customerId }: Sale, on: LocalDate, tools: Tools): Json | null {
  const make = work.target.erp.documents.creditNote;
  if (!make) return null;
  const line = priced.lines.find(isLineOf(returned)) ?? [...priced.lines].sort((a, b) => b.grossMinor - a.grossMinor)[0];
  const channel = tools.channels.get(order.channel);
  const tax = priced.taxes.find(one => one.taxCodeId === line?.taxCodeId);
  const taxMinor = tax ? taxIn(returned.grossMinor, { hundredths: Math.round(Number(tax.rate) * 100) }) : 0;
  const netMinor = returned.grossMinor - taxMinor;
  return make({
    customerId, on, currency: order.currency, exchangeRate: order.exchangeRate, reference: order.reference.slice(0, MAX_REFERENCE), secondReference: creditMark(returned),
    netMinor, taxMinor, tax: [{ taxCodeId: line?.taxCodeId ?? '', netMinor, taxMinor, rate: tax?.rate ?? '0' }],
    nominal: [{ code: channel?.salesNominal ?? '', costCentre: channel?.costCentre ?? '', department: channel?.department ?? '', narrative: `Return ${order.number}`, netMinor }],
  });
}

function refund(work: Work, returned: Return, { order, customerId }: Sale, on: LocalDate, tools: Tools): Json | null {
  const bankId = tools.banks.get(tools.channels.get(order.channel)?.clearingBank ?? '');
  const make = work.target.erp.documents.refund;
  if (bankId === undefined || !make) return null;
  return make({ customerId, bankId, amountMinor: returned.grossMinor, currency: order.currency, on, reference: order.reference.slice(0, MAX_REFERENCE), secondReference: refundMark(returned) });
}

/** Returns become credit notes at the original invoice's price and VAT, and the money given back leaves the clearing account. */
export async function planReturns(work: Work): Promise<void> {
  const { tools } = makeTools(work);
  for (let after: After | undefined; !work.stopped(); ) {
    const records = recordsWithoutLetter(work.deps.db, { kind: 'return', period: work.period, step: 'refund', state: 'waiting', after, limit: CHUNK });
    after = records.at(-1);
    if (!after) return;
    const verdicts = records.map(record => ({ record, returned: Return.parse(JSON.parse(record.canonical)) })).map(one => ({ ...one, verdict: saleOf(work, one.returned, tools) }));
    work.commit(({ db, audit }) => {
      for (const { record, verdict } of verdicts) if (verdict.kind !== 'sale') setRecordState(db, record.id, verdict.kind === 'skip' ? 'skipped' : 'waiting', verdict.reason);
      audit('runs.returns', { run: work.run.id, looked: records.length, credited: verdicts.filter(one => one.verdict.kind === 'sale').length });
    });
    await planLetters(work, verdicts.flatMap(({ record, returned, verdict }) => (verdict.kind === 'sale' ? documentsOf(work, record, returned, verdict, tools) : [])));
  }
}

function documentsOf(work: Work, record: StoredRecord, returned: Return, { sale, creditedByHand }: { sale: Sale; creditedByHand: boolean }, tools: Tools): Planned[] {
  const on = postingDay(dayIn(tools.settings.timeZone, returned.at), sale.record.postOn);
  const letter = (step: 'creditNote' | 'refund', body: Json): Planned['letter'] => ({ key: `${step} ${work.target.connectionId} ${returned.externalId}`, recordId: record.id, step, reference: returned.orderReference, channel: returned.channel, amountMinor: returned.grossMinor, currency: returned.currency, body: JSON.stringify(body), mappingVersion: null });
  const money = refund(work, returned, sale, on, tools);
  const credit = creditedByHand ? null : creditNote(work, returned, sale, on, tools);
  return [
    // Credited by hand already: a second credit note would be wrong money; the reconciliation shows any difference.
    ...(credit === null ? [] : [{ letter: letter('creditNote', credit), on, ledger: 'sales' as const }]),
    ...(money === null ? [] : [{ letter: letter('refund', money), on, ledger: 'cash' as const }]),
  ];
}

/** Ties each refund to its credit note. */
export async function planRefundAllocations(work: Work): Promise<void> {
  const { db } = work.deps;
  const { allocation } = work.target.erp.documents;
  if (!allocation) return;
  for (let afterRowid = 0; ; ) {
    const letters = sentWithout(db, { step: 'refund', next: 'refundAllocation', afterRowid, limit: CHUNK });
    const last = letters[letters.length - 1];
    if (!last) return;
    afterRowid = last.rowid;
    await planLetters(work, letters.flatMap((letter): Planned[] => {
      const record = letter.recordId === null ? undefined : recordById(db, letter.recordId);
      const credit = record && letterOf(db, record.id, 'creditNote');
      const [creditPosting, refundPosting] = [credit?.targetId, letter.targetId].map(urn => (urn ? postingByUrn(db, urn) : undefined));
      if (!record || !creditPosting || !refundPosting) return [];
      const amountMinor = Math.min(Math.abs(creditPosting.openMinor), Math.abs(refundPosting.openMinor));
      if (amountMinor === 0) return [];
      const on = creditPosting.on > refundPosting.on ? creditPosting.on : refundPosting.on;
      const body = allocation({ customerId: customerIdOf(work, letter), on, currency: record.currency as Order['currency'], transactions: [{ id: creditPosting.externalId, amountMinor }, { id: refundPosting.externalId, amountMinor }] });
      return [{ letter: { key: `refundAllocation ${letter.connectionId} ${record.number}`, recordId: record.id, step: 'refundAllocation', reference: record.reference, channel: record.channel, amountMinor: letter.amountMinor, currency: record.currency, body: JSON.stringify(body), mappingVersion: null }, on, ledger: 'sales' }];
    }));
  }
}
