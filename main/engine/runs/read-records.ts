import { hash } from 'node:crypto';
import type { Order } from '../../../shared/canonical/order.ts';
import type { PurchaseOrder } from '../../../shared/canonical/purchase-order.ts';
import type { Return } from '../../../shared/canonical/return.ts';
import { assert, assertNever } from '../../../shared/values/assert.ts';
import { dayIn, periodOf } from '../../../shared/values/date.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import type { NewId } from '../../../shared/values/id.ts';
import type { StreamPage } from '../connectors/connector.ts';
import type { Commit } from '../handler.ts';
import type { WriteDb } from '../store/sql.ts';
import { buryNewLetter } from '../outbox/outbox-store.ts';
import { readCursor, saveCursor, saveRecord } from '../records/record-store.ts';
import type { NewRecord } from '../records/record-store.ts';
import type { Work } from './work.ts';

const hashOf = (text: string): string => hash('sha256', text, 'hex');

type Common = Pick<NewRecord, 'connectionId' | 'period' | 'body' | 'bodyHash' | 'canonical'>;

function orderRow(order: Order, id: string, common: Common, timeZone: string): NewRecord {
  return {
    ...common, id, kind: 'order', externalId: order.externalId, reference: order.reference, number: order.number, channel: order.channel,
    occurredOn: dayIn(timeZone, order.receivedAt), despatchedOn: order.despatchedAt && dayIn(timeZone, order.despatchedAt),
    amountMinor: order.grossMinor, currency: order.currency, status: order.status, party: order.buyer.company || order.buyer.name, changedAt: order.changedAt,
  };
}

function returnRow(record: Return, id: string, common: Common, timeZone: string): NewRecord {
  return {
    ...common, id, kind: 'return', externalId: record.externalId, reference: record.orderReference, number: record.externalId, channel: record.channel,
    occurredOn: dayIn(timeZone, record.at), despatchedOn: null, amountMinor: record.grossMinor, currency: record.currency, status: record.status, party: '', changedAt: record.changedAt,
  };
}

function purchaseRow(record: PurchaseOrder, id: string, common: Common, timeZone: string): NewRecord {
  return {
    ...common, id, kind: 'purchaseOrder', externalId: record.externalId, reference: record.reference, number: record.externalId, channel: '', occurredOn: dayIn(timeZone, record.orderedAt), despatchedOn: null,
    amountMinor: record.grossMinor, currency: record.currency, status: record.status, party: record.supplier.name, changedAt: record.orderedAt,
  };
}

function rowOf(record: AnyRecord, id: string, common: Common, timeZone: string): NewRecord {
  switch (record.kind) {
    case 'order': return orderRow(record, id, common, timeZone);
    case 'return': return returnRow(record, id, common, timeZone);
    case 'purchaseOrder': return purchaseRow(record, id, common, timeZone);
    default: return assertNever(record);
  }
}

type AnyRecord = Order | Return | PurchaseOrder;
type Kind = AnyRecord['kind'];
type Place = { connectionId: string; period: Period; timeZone: string; now: Instant; newId: NewId };

/** The readable records of a page as they are kept. An order of a later month belongs to that month; an earlier one that came late is posted now. */
export function rowsOf<R extends AnyRecord>(page: StreamPage<R>, { connectionId, period, timeZone, newId }: Omit<Place, 'now'>): (NewRecord & Pick<R, 'kind'>)[] {
  return page.records.flatMap(({ raw, record }) => {
    if (record === null) return [];
    const body = JSON.stringify(raw);
    const common: Common = { connectionId, period, body, bodyHash: hashOf(body), canonical: JSON.stringify(record) };
    const row = rowOf(record, newId('rec'), common, timeZone);
    return periodOf(row.occurredOn) <= period ? [{ ...row, kind: record.kind }] : [];
  });
}

/** Saves the readable records of a page; answers how many are new or changed. */
export function saveOrders(db: WriteDb, page: StreamPage<AnyRecord>, place: Place): number {
  let changed = 0;
  for (const row of rowsOf(page, place)) if (saveRecord(db, row, place.now)) changed += 1;
  return changed;
}

function savePage(work: Work, kind: Kind, stream: string, page: StreamPage<AnyRecord>, commit: Commit): void {
  const { db, audit, now, newId } = commit;
  const changed = saveOrders(db, page, { connectionId: work.source.connectionId, period: work.period, timeZone: work.settings.timeZone, now, newId });
  const unreadable = page.records.filter(({ record }) => record === null);
  for (const { raw, issue } of unreadable) {
    const body = JSON.stringify(raw);
    buryUnreadable(work, commit, { kind, body, bodyHash: hashOf(body), message: issue ?? 'The record could not be read.' });
  }
  saveCursor(db, work.source.connectionId, stream, page.cursor, now);
  audit('runs.page', { run: work.run.id, stream, kind, records: page.records.length, changed, unreadable: unreadable.length, cursor: page.cursor });
}

/** A record that can't even be read waits among the failed ones, with its bytes: nothing is lost. */
function buryUnreadable(work: Work, { db, newId, now }: Commit, { kind, body, bodyHash, message }: { kind: Kind; body: string; bodyHash: string; message: string }): void {
  const letter = {
    id: newId('let'), key: `unreadable ${bodyHash}`, runId: work.run.id, recordId: null, connectionId: work.target.connectionId, step: kind === 'purchaseOrder' ? 'purchaseOrder' as const : 'salesOrder' as const,
    reference: bodyHash.slice(0, 12), channel: '', amountMinor: 0, currency: 'GBP', body, mappingVersion: null,
  };
  buryNewLetter(db, letter, { code: 'record.unreadable', about: message.slice(0, 100), field: null, recovery: 'fixRecord', message }, now);
}

/** The name that a stream's cursor is kept by. */
export const streamOf = (kind: Kind, period: Period): string => `${kind} ${period}`;

/** Pages that come quickly are saved together, up to so many records or so long: each commit writes every index anew. */
const SAVED_RECORDS = 1_000;
const SAVED_MS = 500;

/** Reads a stream from where the last page ended. A page and its cursor are saved in one transaction. */
export async function readRecords(work: Work, kind: Kind): Promise<void> {
  const { source, period, settings, signal, deps } = work;
  const stream = streamOf(kind, period);
  const ask = { period, cursor: readCursor(deps.db, source.connectionId, stream), timeZone: settings.timeZone, signal };
  const { commerce, session } = source;
  const read: Readonly<Record<Kind, () => AsyncIterable<StreamPage<AnyRecord>> | undefined>> = { order: () => commerce.orders(session, ask), return: () => commerce.returns(session, ask), purchaseOrder: () => commerce.purchaseOrders?.(session, ask) };
  const pages = read[kind]();
  assert(pages, 'a shop that buys nothing passed the check of the workflow');
  let unsaved: StreamPage<AnyRecord>[] = [];
  let savedMs = Date.parse(deps.now());
  const save = (): void => {
    if (unsaved.length > 0) work.commit(commit => { for (const page of unsaved) savePage(work, kind, stream, page, commit); });
    unsaved = [];
    savedMs = Date.parse(deps.now());
    work.tally();
  };
  try {
    for await (const page of pages) {
      unsaved.push(page);
      const isDue = unsaved.reduce((sum, { records }) => sum + records.length, 0) >= SAVED_RECORDS || Date.parse(deps.now()) - savedMs >= SAVED_MS;
      if (isDue || work.stopped()) save();
      if (work.stopped()) return;
    }
  } finally {
    // What came before a failure is kept as well.
    if (unsaved.length > 0) save();
  }
}
