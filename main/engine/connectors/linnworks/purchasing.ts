import { AppError } from '../../../../shared/contract/errors.ts';
import type { PurchaseOrder, Supplier } from '../../../../shared/canonical/purchase-order.ts';
import { addDays, firstDayOf, lastDayOf, dayIn, parseInstant, periodOf } from '../../../../shared/values/date.ts';
import type { Commerce, Json, Session, StreamPage } from '../connector.ts';
import { flagAt, isObject, listAt, objectAt, textAt, wholeAt } from '../json-value.ts';
import { advance, byChange, inBatches, isAfter, readCursor, sortableMoment, writeCursor } from '../paging.ts';
import { toPurchaseOrder, toSupplier } from './purchase-order.ts';
import { conversionRateOf } from './reading.ts';

const SEARCH_PAGE = 200;
const MAX_PAGES = 2_000;
const DETAILS_BATCH = 50;

/** Everyone whom the account buys from. */
export async function suppliers(session: Session, signal: AbortSignal): Promise<Supplier[]> {
  const answer = await session.request({ method: 'GET', path: '/Inventory/GetSuppliers', signal });
  if (!Array.isArray(answer)) throw new AppError('linnworks.suppliers', 'retry', 'Linnworks answered the question for its suppliers without a list.');
  return answer.map(toSupplier);
}

/**
 * The month's purchase orders. Linnworks notes no moment of a change on them, so the order of purchase is the order of reading: a cursor lets a
 * reading that was cut short go on, and one that came to its end begins anew, since any of them may have been changed meanwhile.
 */
export async function* purchaseOrders(session: Session, ask: Parameters<NonNullable<Commerce['purchaseOrders']>>[1]): AsyncIterable<StreamPage<PurchaseOrder>> {
  const { period, timeZone, signal } = ask;
  let cursor = readCursor(ask.cursor, period);
  const known = new Map((await suppliers(session, signal)).map(supplier => [supplier.externalId, supplier]));
  const listed = (await headers(session, ask)).flatMap(header => {
    const moment = parseInstant(textAt(header, 'DateOfPurchase'));
    // One without a readable day is read as well: its record says what is wrong with it.
    return moment === undefined || periodOf(dayIn(timeZone, moment)) === period ? [{ id: textAt(header, 'pkPurchaseID').toLowerCase(), changed: sortableMoment(textAt(header, 'DateOfPurchase')), header }] : [];
  }).sort(byChange);
  const waiting = listed.filter(one => isAfter(one, cursor));
  const batches = [...inBatches(waiting, DETAILS_BATCH)];
  for (const [index, batch] of batches.entries()) {
    const records: StreamPage<PurchaseOrder>['records'] = [];
    for (const { id, header } of batch) {
      const raw = withoutDeleted(await session.request({ method: 'POST', path: '/PurchaseOrder/Get_PurchaseOrder', body: { pkPurchaseId: id }, signal }));
      const found = isObject(objectAt(raw, 'PurchaseOrderHeader')) && textAt(objectAt(raw, 'PurchaseOrderHeader'), 'pkPurchaseID').toLowerCase() === id;
      records.push(found ? { raw, ...toPurchaseOrder(raw, { suppliers: known, conversionRate: conversionRateOf(session) }) }
        : { raw: { PurchaseOrderHeader: header }, record: null, issue: `Purchase order ${textAt(header, 'ExternalInvoiceNumber')}: Linnworks lists it but does not give its record. Open it in Linnworks; it may have been deleted.` });
    }
    cursor = advance(period, cursor, batch);
    yield { records, cursor: index === batches.length - 1 ? '' : writeCursor(cursor), total: waiting.length };
  }
}

/** Deleted lines stay on Linnworks' answer; lines are known by their place from here on. */
const withoutDeleted = (raw: Json): Json => (isObject(raw) ? { ...raw, PurchaseOrderItem: listAt(raw, 'PurchaseOrderItem').filter(item => !flagAt(item, 'IsDeleted')) } : raw);

async function headers(session: Session, { period, signal }: { period: Parameters<typeof firstDayOf>[0]; signal: AbortSignal }): Promise<Json[]> {
  const rows: Json[] = [];
  const body = { DateFrom: `${addDays(firstDayOf(period), -1)}T00:00:00Z`, DateTo: `${addDays(lastDayOf(period), 2)}T00:00:00Z`, EntriesPerPage: SEARCH_PAGE };
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await session.request({ method: 'POST', path: '/PurchaseOrder/Search_PurchaseOrders2', body: { ...body, PageNumber: page }, signal });
    const found = listAt(answer, 'Result');
    rows.push(...found);
    if (found.length === 0 || page >= wholeAt(answer, 'TotalPages')) return rows;
  }
  throw new AppError('linnworks.endless', 'report', 'Linnworks goes on listing purchase orders without an end. Reading was stopped; report this.');
}
