import { existsSync } from 'node:fs';
import path from 'node:path';
import { addDays, addMonths, dayIn, firstDayOf, instant, periodOf } from '../../../shared/values/date.ts';
import type { ConnectionId } from '../../../shared/values/id.ts';
import { commit } from '../../engine/commit.ts';
import { openEngine } from '../../engine/engine.ts';
import { insertConnection } from '../../engine/connections/connection-store.ts';
import type { Caller, Commit } from '../../engine/handler.ts';
import { buryNewLetter } from '../../engine/outbox/outbox-store.ts';
import { insertEntry } from '../../engine/reconciliation/entry-store.ts';
import { markPosted, saveRecord, setRecordState } from '../../engine/records/record-store.ts';
import { openStore } from '../../engine/store/open-store.ts';
import { callerOf } from '../caller.ts';
import { hostOptions } from '../host-options.ts';
import type { Place } from '../host-options.ts';
import { shopOrder } from './sync-orders.ts';

/** The month that the window opens on: the one before this. */
export const PERIOD = addMonths(periodOf(dayIn('Europe/London', instant(Date.now()))), -1);
/** Whoever signs in to look at it. */
export const ADMIN = { name: 'Measured', email: 'measured@example.com', password: 'measured-here' };
export const ACCOUNT = '1250';
const SHOP = 'con_shop' as ConnectionId;
const CHUNK = 5_000;
const CALLER: Caller = { personId: 'system', name: 'Tieout', role: 'system', session: null };
const DAYS = 28;
const CHANNELS = ['AMAZON/Amazon UK', 'EBAY/northwind_home', 'SHOPIFY/Northwind Home UK', 'DIRECT/Wholesale'];

/** One in a hundred failed, one in fifty held or skipped: what a month looks like. */
const stateOf = (n: number) => (n % 100 === 7 ? 'failed' : n % 100 === 13 ? 'held' : n % 100 === 29 ? 'skipped' : null);

const referenceOf = (n: number): string => `203-${1_000_000 + n}-${7_000_000 - n}`;
/** Spread over the range without order, so that sorting has something to do. */
const amountOf = (n: number): number => 499 + ((n * 7_919) % 90_000);

function addRow({ db, now, newId }: Commit, n: number, rows: number): void {
  const body = JSON.stringify(shopOrder(n));
  const on = addDays(firstDayOf(PERIOD), Math.floor((n * DAYS) / rows));
  const id = newId('rec');
  const reference = referenceOf(n);
  const channel = CHANNELS[n % CHANNELS.length] ?? '';
  const common = { reference, channel, amountMinor: amountOf(n), currency: 'GBP' };
  saveRecord(db, { ...common, id, connectionId: SHOP, kind: 'order', externalId: String(n), number: String(100_000 + n), period: PERIOD, occurredOn: on, despatchedOn: on, status: 'despatched', party: `Alex Example ${n}`, body, canonical: body, bodyHash: String(n), changedAt: instant(0) }, now);
  const state = stateOf(n);
  if (state) setRecordState(db, id, state, 'Measured.');
  else {
    setRecordState(db, id, 'posted', '');
    markPosted(db, id, `SO${n}`);
  }
  buryNewLetter(db, { ...common, id: newId('let'), key: `salesOrder ${n}`, runId: null, recordId: id, connectionId: SHOP, step: 'salesOrder', body: '{}', mappingVersion: 1 },
    { code: 'product.unknown', about: `MUG-${n % 40}`, field: 'Items.SKU', recovery: 'fixRecord', message: `The ERP has no item MUG-${n % 40} (order ${reference}).` }, now);
  insertEntry(db, { kind: 'payments', account: ACCOUNT, period: PERIOD }, newId('ent'),
    { side: 'left', source: `line ${n}`, kind: 'sale', on, amountMinor: amountOf(n), currency: 'GBP', reference, orderReference: reference, payout: '', party: `Alex Example ${n}`, text: 'Order' });
}

function fill(place: Place, rows: number): void {
  const options = hostOptions(place);
  const store = openStore({ file: options.file, migrations: path.join(options.resources, 'migrations') });
  try {
    commit({ store, ...options }, CALLER, ({ db, audit }) => {
      insertConnection(db, { id: SHOP, system: 'linnworks', label: 'Shop', environment: 'Sandbox', settings: {}, stateText: '' });
      audit('connections.save', { connection: SHOP });
    });
    for (let start = 0; start < rows; start += CHUNK) {
      commit({ store, ...options }, CALLER, context => {
        for (let n = start; n < Math.min(rows, start + CHUNK); n += 1) {
          addRow(context, n, rows);
          context.audit(n % 10 === 0 ? 'runs.page' : 'outbox.answered', { letters: [[`salesOrder ${n}`, `posted SO${n}`]] });
        }
      });
    }
  } finally {
    store.close();
  }
}

/** A workspace with so many orders, as many failed records, as many lines of one reconciliation and as many audit entries; one that is there is kept. */
export async function makeFullWorkspace(place: Place, rows: number): Promise<void> {
  if (existsSync(path.join(place.workspace, 'tieout.sqlite'))) return;
  fill(place, rows);
  const engine = await openEngine(hostOptions(place));
  await callerOf(engine, null).people.createFirstAdmin(ADMIN);
  await engine.close();
}
