import type { Order } from '../../../../shared/canonical/order.ts';
import type { Return } from '../../../../shared/canonical/return.ts';
import { addDays, dayIn, firstDayOf, lastDayOf, parseInstant, periodOf } from '../../../../shared/values/date.ts';
import type { Period } from '../../../../shared/values/date.ts';
import { AppError } from '../../../../shared/contract/errors.ts';
import type { Commerce, Json, Session, StreamPage } from '../connector.ts';
import { flagAt, isObject, listAt, objectAt, textAt, valueAt, wholeAt } from '../json-value.ts';
import { advance, byChange, inBatches, isAfter, readCursor, sortableMoment, writeCursor } from '../paging.ts';
import type { Change } from '../paging.ts';
import { CANCELLED_ON, LAST_UPDATED, toOrder } from './order.ts';
import type { ConversionRate } from './order.ts';
import { HISTORY_TYPE, returnIdOf, toReturn } from './return.ts';

const FEED_PAGE = 200;
const DETAILS_BATCH = 100;
const SEARCH_PAGE = 500;
const RETURNS_PAGE = 200;
/** A million orders changed since the first day of the month: more is a mistake in the cursor, not a busy month. */
const MAX_FEED_PAGES = 20_000;
const MAX_SEARCH_PAGES = 2_000;
/** A cancellation is looked for up to two months after the period; a later one keeps the moment of its last change. */
const CANCELLED_LATER_DAYS = 60;

type StreamAsk = Parameters<Commerce['orders']>[1];
type Listed = Change & { number: string; lastUpdated: string; cancelledOn: string; isCancelled: boolean };

export const conversionRateOf = (session: Session): ConversionRate => (session.settings['conversionRate'] === 'base per foreign' ? 'base per foreign' : 'foreign per base');

/** Whether one of an order's days (received, despatched, cancelled, last changed: what came late is posted late) falls into the period in the company's time zone. */
function concerns(moments: readonly string[], { period, timeZone }: { period: Period; timeZone: string }): boolean {
  return moments.some(text => {
    const moment = parseInstant(text);
    return moment !== undefined && periodOf(dayIn(timeZone, moment)) === period;
  });
}

/** A day earlier than the period begins anywhere on earth. */
const startOf = (period: Period): string => `${addDays(firstDayOf(period), -1)}T00:00:00Z`;
const endOf = (period: Period): string => `${addDays(lastDayOf(period), 2)}T00:00:00Z`;
/** A refund counts on the day it was paid, which may be weeks after it was entered; the search takes three months at most. */
const ENTERED_EARLIER_DAYS = 45;

/**
 * The feed of changed orders names what there is to read, the full records come in batches: a month of two thousand orders takes
 * some thirty calls. Cancellations have their day only in the processed orders.
 */
export async function* orders(session: Session, ask: StreamAsk): AsyncIterable<StreamPage<Order>> {
  const { period, signal } = ask;
  let cursor = readCursor(ask.cursor, period);
  const listed = await listChanged(session, ask, cursor?.changed ?? null);
  await addCancelled(session, ask, listed);
  const waiting = [...listed.values()].filter(change => isAfter(change, cursor)).sort(byChange);
  for (const batch of inBatches(waiting, DETAILS_BATCH)) {
    const details = await session.request({ method: 'POST', path: '/Orders/GetOrdersById', body: { pkOrderIds: batch.map(({ id }) => id) }, signal });
    const byId = new Map((Array.isArray(details) ? details : []).map(raw => [textAt(raw, 'OrderId').toLowerCase(), raw]));
    cursor = advance(period, cursor, batch);
    yield { records: batch.map(one => orderRecord(one, byId.get(one.id), conversionRateOf(session))), cursor: writeCursor(cursor), total: waiting.length };
  }
}

function orderRecord(listed: Listed, details: Json | undefined, conversionRate: ConversionRate): StreamPage<Order>['records'][number] {
  if (!isObject(details)) {
    const raw = { OrderId: listed.id, NumOrderId: listed.number };
    return { raw, record: null, issue: `Order ${listed.number}: Linnworks lists it but does not give its record. Open it in Linnworks; it may have been merged or deleted.` };
  }
  const raw = { ...details, [LAST_UPDATED]: listed.lastUpdated, ...(listed.isCancelled && { [CANCELLED_ON]: listed.cancelledOn || listed.lastUpdated }) };
  return { raw, ...toOrder(raw, { conversionRate }) };
}

async function listChanged(session: Session, ask: StreamAsk, since: string | null): Promise<Map<string, Listed>> {
  const listed = new Map<string, Listed>();
  const query = { fromDate: since || startOf(ask.period), entriesPerPage: String(FEED_PAGE), includeProcessed: 'true' };
  let token = '';
  for (let page = 0; page < MAX_FEED_PAGES; page += 1) {
    const answer = await session.request({ method: 'GET', path: '/v2/orders', query: token ? { ...query, searchToken: token } : query, signal: ask.signal });
    const rows = [...listAt(answer, 'OpenOrders'), ...listAt(answer, 'ProcessedOrders')];
    for (const row of rows) {
      const general = objectAt(row, 'GeneralInfo');
      const isCancelled = flagAt(general, 'IsCancelled');
      const moments = [textAt(general, 'ReceivedDate'), textAt(row, 'ProcessedOn')];
      const id = textAt(row, 'OrderId').toLowerCase();
      const lastUpdated = textAt(row, 'LastUpdated') || moments.filter(Boolean).at(-1) || '';
      if (concerns([...moments, lastUpdated], ask)) listed.set(id, { id, changed: sortableMoment(lastUpdated), number: textAt(row, 'NumOrderId'), lastUpdated, cancelledOn: '', isCancelled });
    }
    const next = textAt(answer, 'NextSearchToken');
    if (!next || rows.length === 0 || next === token) return listed;
    token = next;
  }
  throw endless('orders');
}

/** Fills in when orders were cancelled, and adds those that the feed leaves out. */
async function addCancelled(session: Session, ask: StreamAsk, listed: Map<string, Listed>): Promise<void> {
  const request = { DateField: 'cancelled', FromDate: startOf(ask.period), ToDate: `${addDays(lastDayOf(ask.period), CANCELLED_LATER_DAYS)}T00:00:00Z`, ResultsPerPage: SEARCH_PAGE };
  for (let page = 1; page <= MAX_SEARCH_PAGES; page += 1) {
    const answer = await session.request({ method: 'POST', path: '/ProcessedOrders/SearchProcessedOrders', body: { request: { ...request, PageNumber: page } }, signal: ask.signal });
    const found = objectAt(answer, 'ProcessedOrders');
    const rows = listAt(found, 'Data');
    for (const row of rows) {
      const cancelledOn = textAt(row, 'dCancelledOn');
      if (parseInstant(cancelledOn) === undefined) continue;
      const id = textAt(row, 'pkOrderID').toLowerCase();
      const known = listed.get(id);
      if (known) listed.set(id, { ...known, cancelledOn, isCancelled: true });
      else if (concerns([textAt(row, 'dReceivedDate'), cancelledOn], ask)) {
        // To the second, so that it never lies behind the change that the feed would have named.
        listed.set(id, { id, changed: sortableMoment(cancelledOn.slice(0, 19)), number: textAt(row, 'nOrderId'), lastUpdated: cancelledOn, cancelledOn, isCancelled: true });
      }
    }
    if (rows.length === 0 || page >= wholeAt(found, 'TotalPages')) return;
  }
  throw endless('cancelled orders');
}

const HISTORY_TYPES = ['REFUNDS', 'RETURNS', 'CANCELLATIONS'] as const;

/** Returns, refunds and cancellations of the period from Linnworks' three lists; what stands in two of them comes once. */
export async function* returns(session: Session, ask: StreamAsk): AsyncIterable<StreamPage<Return>> {
  let cursor = readCursor(ask.cursor, ask.period);
  const rows = new Map<string, { id: string; changed: string; row: Json }>();
  for (const historyType of HISTORY_TYPES) {
    for await (const found of searchReturns(session, ask, historyType)) {
      if (!isObject(found)) continue;
      const row = { ...found, [HISTORY_TYPE]: historyType };
      const id = uniqueId(row, rows);
      if (id === null || !concernsReturn(row, ask)) continue;
      rows.set(id, { id, row, changed: latestOf(row) });
    }
  }
  const waiting = [...rows.values()].filter(change => isAfter(change, cursor)).sort(byChange);
  for (const batch of inBatches(waiting, RETURNS_PAGE)) {
    cursor = advance(ask.period, cursor, batch);
    yield { records: batch.map(({ row }) => ({ raw: row, ...toReturn(row) })), cursor: writeCursor(cursor), total: waiting.length };
  }
}

/** Null for a row that stands in another list already; a second refund of the same return is a row of its own. */
function uniqueId(row: { [name: string]: Json }, rows: ReadonlyMap<string, { row: Json }>): string | null {
  const id = returnIdOf(row);
  const same = rows.get(id);
  if (!same) return id;
  if (row[HISTORY_TYPE] !== 'REFUNDS') return null;
  const refundId = textAt(row, 'pkRefundRowId');
  if (!refundId || refundId === textAt(same.row, 'pkRefundRowId')) return null;
  row['pkReturnId'] = 0;
  return rows.has(refundId) ? null : refundId;
}

function concernsReturn(row: Json, ask: StreamAsk): boolean {
  const { record } = toReturn(row);
  return record === null || concerns([record.at], ask);
}

const latestOf = (row: Json): string => ['LastDate', 'ActionDate', 'CreateDate', 'ReturnDate'].map(name => sortableMoment(textAt(row, name))).sort().at(-1) ?? '';

async function* searchReturns(session: Session, ask: StreamAsk, historyType: string): AsyncIterable<Json> {
  const query = { from: `${addDays(firstDayOf(ask.period), -ENTERED_EARLIER_DAYS)}T00:00:00Z`, to: endOf(ask.period), dateType: 'ALLDATES', searchField: '', exactMatch: 'false', searchTerm: '', numEntriesPerPage: String(RETURNS_PAGE), historyType };
  for (let page = 1; page <= MAX_SEARCH_PAGES; page += 1) {
    const answer = await session.request({ method: 'GET', path: '/ReturnsRefunds/SearchReturnsRefundsPaged', query: { ...query, pageNum: String(page) }, signal: ask.signal });
    const rows = listAt(answer, 'Data');
    yield* rows;
    const pages = valueAt(answer, 'TotalPages') === null ? 0 : wholeAt(answer, 'TotalPages');
    if (rows.length === 0 || page >= pages) return;
  }
  throw endless('returns');
}

const endless = (what: string): AppError => new AppError('linnworks.endless', 'report', `Linnworks goes on listing ${what} without an end. Reading was stopped; report this.`);
