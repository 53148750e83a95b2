import path from 'node:path';
import type { Settings, ChannelSettings } from '../../../shared/contract/settings.ts';
import { instant, localDate, periodOf } from '../../../shared/values/date.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { ConnectionId, MappingId } from '../../../shared/values/id.ts';
import { commit } from '../../engine/commit.ts';
import { insertConnection, setConnectionState } from '../../engine/connections/connection-store.ts';
import { openEngine } from '../../engine/engine.ts';
import type { Caller, Commit } from '../../engine/handler.ts';
import { compileMapping } from '../../engine/mapping/apply-mapping.ts';
import type { CompiledMapping } from '../../engine/mapping/apply-mapping.ts';
import { mappedFields } from '../../engine/mapping/mapping-content.ts';
import type { StoredField } from '../../engine/mapping/mapping-content.ts';
import { insertMapping, saveVersion } from '../../engine/mapping/mapping-store.ts';
import { enqueueLetter, settleLetter } from '../../engine/outbox/outbox-store.ts';
import { priceOrder } from '../../engine/pricing/price-order.ts';
import { pricingLookups } from '../../engine/pricing/pricing-lookups.ts';
import { saveRecord } from '../../engine/records/record-store.ts';
import { saveReferences } from '../../engine/records/reference-store.ts';
import { DEFAULT_SETTINGS } from '../../engine/settings/default-settings.ts';
import { writeSettings } from '../../engine/settings/settings-store.ts';
import { openStore } from '../../engine/store/open-store.ts';
import { callerOf } from '../caller.ts';
import { hostOptions } from '../host-options.ts';
import type { Place } from '../host-options.ts';
import { ADMIN } from './full-workspace.ts';
import { fortyFields } from './sync-mapping.ts';
import { shopOrder } from './sync-orders.ts';
import { orderOf, references } from './sync-systems.ts';

const SHOP = 'con_shop' as ConnectionId;
const ERP = 'con_erp' as ConnectionId;
export const MAPPING = 'map_orders' as MappingId;
export const PERIOD = periodOf(localDate('2026-10-01'));
const CALLER: Caller = { personId: 'per_1', name: 'Measured', role: 'system', session: null };
const CHUNK = 5_000;

const CHANNEL: ChannelSettings = {
  key: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', customerPolicy: 'webSales', customerReference: 'WEB', clearingBank: '1250', bank: '1250', feeNominal: '7901', salesNominal: '4000',
  costCentre: '', department: '', feeTiers: [],
};
const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS, channels: [CHANNEL], booksOpenFrom: localDate('2026-10-01'), taxCodes: [{ rate: '20', country: '*', code: '1' }, { rate: '0', country: '*', code: '0' }],
};

/** One town in eight is written otherwise: most of a month stays as it was posted, as in earnest. */
const changedFields = (): StoredField[] => fortyFields.map(field => (field.target.path === 'address.county'
  ? { ...field, steps: [{ transform: 'when', parameters: { path: 'Buyer.Town', equals: 'Leeds', then: 'West Yorkshire' } }] } : field));

function prepare({ db, audit, now }: Commit): void {
  insertConnection(db, { id: SHOP, system: 'linnworks', label: 'Shop', environment: 'Sandbox', settings: {}, stateText: '' });
  insertConnection(db, { id: ERP, system: 'sage200', label: 'ERP', environment: 'Sandbox', settings: {}, stateText: '' });
  for (const id of [SHOP, ERP]) setConnectionState(db, id, 'ready', 'Connected.');
  writeSettings(db, SETTINGS, 1);
  saveReferences(db, ERP, references, now);
  insertMapping(db, { id: MAPPING, name: 'Orders', sourceConnection: SHOP, sourceEntity: 'Order', targetConnection: ERP, targetEntity: 'sop_orders' }, now);
  const common = { mappingId: MAPPING, rev: 1, authors: ['per_1'], note: '', history: [], approvedSchema: null, changedAt: now };
  saveVersion(db, { ...common, version: 1, state: 'published', approvedBy: 'per_2', fields: [...fortyFields] });
  saveVersion(db, { ...common, version: 2, state: 'draft', approvedBy: null, fields: changedFields() });
  audit('mappings.create', { mapping: MAPPING });
}

type Making = { readonly mapping: CompiledMapping; readonly lookups: ReturnType<typeof pricingLookups> };

function addOrder({ db, now, newId }: Commit, n: number, { mapping, lookups }: Making): void {
  const raw = shopOrder(n);
  const order = orderOf(raw);
  const pricing = priceOrder(order, lookups);
  if (!pricing.ok) throw new Error('an order of this measurement has its price');
  const { body } = mapping(raw, { order, priced: pricing.priced, references, settings: SETTINGS, channel: CHANNEL, customerId: '1', bankId: '9', timeZone: SETTINGS.timeZone, table: () => null });
  const id = newId('rec');
  const on = localDate(order.receivedAt.slice(0, 10));
  const text = JSON.stringify(raw);
  const common = { reference: order.reference, channel: order.channel, amountMinor: order.grossMinor, currency: order.currency };
  saveRecord(db, { ...common, id, connectionId: SHOP, kind: 'order', externalId: order.externalId, number: order.number, period: PERIOD, occurredOn: on, despatchedOn: null, status: 'open', party: order.buyer.name, body: text, canonical: JSON.stringify(order), bodyHash: String(n), changedAt: order.changedAt }, now);
  const letter = { ...common, id: newId('let'), key: `salesOrder ${n}`, runId: null, recordId: id, connectionId: ERP, step: 'salesOrder' as const, body: JSON.stringify(body), mappingVersion: 1 };
  enqueueLetter(db, letter, now);
  settleLetter(db, { ...letter, state: 'sending', targetId: null, targetNumber: null, answer: null, attempts: 0, overrides: '{}', released: 0 }, { kind: 'sent', id: String(n), number: `SO${n}`, answer: '{}', wasThere: false }, now);
}

/** A workspace whose month was posted: so many orders with their documents, and a draft that would make some of them otherwise. */
export async function makePostedMonth(place: Place, orders: number): Promise<void> {
  const options = hostOptions(place);
  const store = openStore({ file: options.file, migrations: path.join(options.resources, 'migrations') });
  const at = (): Instant => instant(Date.parse('2026-11-02T09:00:00.000Z'));
  try {
    commit({ store, newId: options.newId, now: at }, CALLER, prepare);
    const making = { mapping: compileMapping(mappedFields(fortyFields)), lookups: pricingLookups(SETTINGS, references) };
    for (let start = 0; start < orders; start += CHUNK) {
      commit({ store, newId: options.newId, now: at }, CALLER, context => {
        for (let n = start; n < Math.min(orders, start + CHUNK); n += 1) addOrder(context, n, making);
        context.audit('runs.page', { records: CHUNK });
      });
    }
  } finally {
    store.close();
  }
  const engine = await openEngine(options);
  await callerOf(engine, null).people.createFirstAdmin(ADMIN);
  await engine.close();
}
