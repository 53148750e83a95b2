import { addDays, dayIn, firstDayOf, lastDayOf } from '../../../shared/values/date.ts';
import type { Json, Shipped } from '../connectors/connector.ts';
import { letterByKey, letterOf } from '../outbox/outbox-store.ts';
import { pricingLookups } from '../pricing/pricing-lookups.ts';
import { recordByReference, storedOrder } from '../records/record-store.ts';
import type { StoredRecord } from '../records/record-store.ts';
import { readSalesLedger } from './after-order.ts';
import { planLetters, postLetters } from './post-letters.ts';
import type { Planned } from './post-letters.ts';
import { readRecords } from './read-records.ts';
import type { Work } from './work.ts';

/** Goods of the month's last orders leave in the weeks after it; what left before it and was never told is told now. */
const DAYS_AFTER = 31;
const DAYS_BEFORE = 31;
/** Looks without a new shipment before the run stops waiting for the ERP's people; the next run goes on. */
const PATIENCE = 2;
const POLL_MS = 250;

/** Which lines of the order left: null when all of them did, and when none of the parcel's items is one of the order's. A kit that went out in parts left when every part did. */
export function shippedLines(record: Pick<StoredRecord, 'canonical'>, { lines }: Pick<Shipped, 'lines'>, itemOf: (sku: string) => string | undefined): ReadonlyMap<number, number> | null {
  const byItem = Map.groupBy(lines, ({ itemCode }) => itemCode.toUpperCase());
  const leftOf = (sku: string): number => (byItem.get((itemOf(sku) ?? sku).toUpperCase()) ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
  const quantities = new Map<number, number>();
  let isWhole = true;
  for (const [index, { sku, quantity, parts }] of storedOrder(record).lines.entries()) {
    const inParts = parts.length > 0 && leftOf(sku) === 0;
    const shipped = inParts ? (parts.every(part => leftOf(part.sku) >= part.quantity) ? quantity : 0) : Math.min(quantity, leftOf(sku));
    if (shipped < quantity) isWhole = false;
    if (shipped > 0) quantities.set(index, shipped);
  }
  return isWhole || quantities.size === 0 ? null : quantities;
}

/** Parcels that the ERP knows and the shop does not: each is told once, with its tracking number. Answers how many are new. */
async function planShipments(work: Work): Promise<number> {
  const { deps: { db }, source: { connectionId, commerce: { documents } }, target: { erp, session }, period, settings, references, signal } = work;
  if (!erp.shipments || !documents) return 0;
  const lookups = pricingLookups(settings, references);
  let added = 0;
  for await (const page of erp.shipments(session, { from: addDays(firstDayOf(period), -DAYS_BEFORE), to: addDays(lastDayOf(period), DAYS_AFTER), signal })) {
    const planned = page.flatMap((parcel): Planned[] => {
      const record = recordByReference(db, 'order', parcel.orderReference);
      const order = record && letterOf(db, record.id, 'salesOrder');
      // What the shop calls despatched already left by another hand.
      if (!record || order?.state !== 'sent' || record.status === 'despatched') return [];
      const key = `shipment ${connectionId} ${record.number} ${parcel.externalId}`;
      if (letterByKey(db, key)) return [];
      const body = documents.shipment({ order: JSON.parse(record.body) as Json, ...parcel, lines: shippedLines(record, parcel, sku => lookups.item(sku)?.code) });
      return [{
        letter: { key, recordId: record.id, step: 'shipment', reference: record.reference, channel: record.channel, amountMinor: record.amountMinor, currency: record.currency, body: JSON.stringify(body), mappingVersion: null },
        on: dayIn(settings.timeZone, parcel.at), ledger: null,
      }];
    });
    added += await planLetters(work, planned);
  }
  return added;
}

/** Where goods leave the ERP's own warehouse: waits as long as parcels keep leaving, tells the shop of each, and reads what the shop makes of it. */
export async function tellShopOfShipments(work: Work): Promise<void> {
  if (!work.target.erp.shipments || !work.source.commerce.targets?.shipment) return;
  let told = 0;
  for (let quiet = 0; quiet < PATIENCE && !work.stopped(); ) {
    const added = await planShipments(work);
    told += added;
    quiet = added > 0 ? 0 : quiet + 1;
    await postLetters(work, ['shipment']);
    work.tally();
    if (quiet < PATIENCE) await work.deps.wait(POLL_MS * 2 ** quiet, work.signal);
  }
  if (told > 0 && !work.stopped()) await readRecords(work, 'order');
  if (!work.stopped()) await readSalesLedger(work);
}
