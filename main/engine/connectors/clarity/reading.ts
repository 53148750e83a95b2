import type { Customer } from '../../../../shared/canonical/customer.ts';
import type { Order } from '../../../../shared/canonical/order.ts';
import type { Return } from '../../../../shared/canonical/return.ts';
import { AppError } from '../../../../shared/contract/errors.ts';
import { addDays, dayIn, firstDayOf, parseInstant, Period, periodOf } from '../../../../shared/values/date.ts';
import type { Commerce, Json, Session, StreamPage } from '../connector.ts';
import { isObject, textAt, valueAt } from '../json-value.ts';
import { advance, byChange, isAfter, readCursor, sortableMoment, writeCursor } from '../paging.ts';
import type { Change } from '../paging.ts';
import { toCustomer } from './customer.ts';
import { orderReading, toOrder } from './order.ts';
import { toReturns } from './return.ts';

const PAGE = '100';
/** A million records changed since the first day of the month: more is a mistake in the cursor, not a busy month. */
const MAX_PAGES = 10_000;

type StreamAsk = Parameters<Commerce['orders']>[1];
type Listed = Change & { raw: Json };

/** Which list, what its records are called in it, and the moments that put one into a month. */
type Source<T> = { path: string; id: string; moments: readonly string[]; convert(raw: Json): StreamPage<T>['records'] };

export const orders = (session: Session, ask: StreamAsk): AsyncIterable<StreamPage<Order>> => {
  const reading = orderReading(session.settings);
  return read(session, ask, { path: '/orders', id: 'orderId', moments: ['orderDate', 'shippedAt', 'cancelledAt', 'updatedAt'], convert: raw => [{ raw, ...toOrder(raw, reading) }] });
};

/** A refund counts on the day it was paid; a return that waits for its refund on the day it was asked for. */
export const returns = (session: Session, ask: StreamAsk): AsyncIterable<StreamPage<Return>> =>
  read(session, ask, { path: '/returns', id: 'returnId', moments: ['refundedAt', 'createdAt'], convert: raw => toReturns(raw).map(one => ({ raw, ...one })) });

/** All customers there ever were, then those that changed: they belong to no month. */
const EVER = Period.parse('2000-01');

export const customers = (session: Session, { cursor, signal }: { cursor: string | null; signal: AbortSignal }): AsyncIterable<StreamPage<Customer>> =>
  read(session, { cursor, signal, period: EVER, timeZone: 'UTC' }, { path: '/customers', id: 'customerId', moments: [], convert: raw => [{ raw, ...toCustomer(raw) }] });

/** Page after page in the order of the last change, from the cursor on, or from the day before the month begins anywhere on earth. */
async function* read<T>(session: Session, ask: StreamAsk, source: Source<T>): AsyncIterable<StreamPage<T>> {
  let cursor = readCursor(ask.cursor, ask.period);
  const updatedSince = cursor?.changed ? `${cursor.changed.slice(0, 23)}Z` : `${addDays(firstDayOf(ask.period), -1)}T00:00:00.000Z`;
  let reached = '';
  for await (const rows of pagesOf(session, ask, { path: source.path, updatedSince })) {
    const listed = rows.map((raw): Listed => ({ raw, id: textAt(raw, source.id), changed: sortableMoment(textAt(raw, 'updatedAt')) })).sort(byChange);
    const [first] = listed;
    // A list in another order would make the cursor jump over what comes later.
    if (first && first.changed < reached) throw new AppError('clarity.order', 'report', `Clarity does not list ${source.path.slice(1)} by the moment of their last change, as it was asked to. Reading was stopped so that none is missed; report this.`);
    reached = listed.at(-1)?.changed ?? reached;
    const fresh = listed.filter(change => isAfter(change, cursor));
    if (fresh.length === 0) continue;
    cursor = advance(ask.period, cursor, fresh);
    const records = fresh.filter(({ raw }) => concerns(raw, source.moments, ask)).flatMap(({ raw }) => source.convert(raw));
    if (records.length > 0) yield { records, cursor: writeCursor(cursor), total: null };
  }
}

/** Whether a record belongs to the month in the company's time zone; one without any readable moment does, so that it is complained of. */
function concerns(raw: Json, names: readonly string[], { period, timeZone }: StreamAsk): boolean {
  const moments = names.flatMap(name => parseInstant(textAt(raw, name)) ?? []);
  return moments.length === 0 || moments.some(moment => periodOf(dayIn(timeZone, moment)) === period);
}

export async function* pagesOf(session: Session, { signal }: Pick<StreamAsk, 'signal'>, { path, updatedSince }: { path: string; updatedSince: string }): AsyncIterable<Json[]> {
  const query = { updatedSince, sort: 'updatedAt', limit: PAGE };
  let next = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await session.request({ method: 'GET', path, query: next ? { ...query, cursor: next } : query, signal });
    yield rowsOf(answer, path);
    const following = textAt(answer, 'nextCursor');
    if (!following) return;
    if (following === next) break;
    next = following;
  }
  throw new AppError('clarity.endless', 'report', `Clarity goes on listing ${path.slice(1)} without an end. Reading was stopped; report this.`);
}

/** The records of a page; an answer without a list is no empty list. */
export function rowsOf(answer: Json, path: string): Json[] {
  const rows = valueAt(answer, 'data');
  if (Array.isArray(rows) && rows.every(row => isObject(row))) return rows;
  throw new AppError('clarity.shape', 'report', `Clarity’s answer at ${path} is no list of records. Check the address of the API; if it is right, report this.`);
}
