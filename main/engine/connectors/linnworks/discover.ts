import type { Entity, SchemaField } from '../../../../shared/contract/connections.ts';
import { addDays, dayIn, parseInstant } from '../../../../shared/values/date.ts';
import type { Json, Session } from '../connector.ts';
import { withoutMarks } from '../field-table.ts';
import type { TableField } from '../field-table.ts';
import { listAt, objectAt, textAt } from '../json-value.ts';
import { samplesOf, valuesAt } from '../samples.ts';
import { orderFields, purchaseOrderFields, returnFields, stockItemFields, supplierFields } from './schema-table.ts';

const SAMPLE_ORDERS = 40;
const SAMPLE_ROWS = 20;
const SAMPLE_PURCHASES = 5;
const MAX_CUSTOM_FIELDS = 300;
const RETURNS_WINDOW_DAYS = 40;

/** Linnworks has no list of its fields: its published ones, with samples and the custom fields that this account really uses. */
export async function discover(session: Session, signal: AbortSignal): Promise<Entity[]> {
  const orders = await sampleOrders(session, signal);
  const items = await session.request({ method: 'GET', path: '/Stock/GetStockItems', query: { keyWord: '', entriesPerPage: String(SAMPLE_ROWS), pageNumber: '1' }, signal });
  const returns = await sampleReturns(session, orders, signal);
  const suppliers = await session.request({ method: 'GET', path: '/Inventory/GetSuppliers', signal });
  const names = await session.request({ method: 'GET', path: '/Orders/GetExtendedPropertyNames', signal });
  const custom = customFields(orders, Array.isArray(names) ? names.filter(name => typeof name === 'string') : []);
  return [
    entity('Order', 'Order', [...withSamples(orderFields, orders), ...custom]),
    entity('StockItem', 'Stock item', withSamples(stockItemFields, listAt(items, 'Data'))),
    entity('Return', 'Return or refund', withSamples(returnFields, returns)),
    entity('PurchaseOrder', 'Purchase order', withSamples(purchaseOrderFields, await samplePurchases(session, signal))),
    entity('Supplier', 'Supplier', withSamples(supplierFields, Array.isArray(suppliers) ? suppliers.slice(0, SAMPLE_ROWS) : [])),
  ];
}

const entity = (name: string, label: string, fields: SchemaField[]): Entity => ({ name, label, canRead: true, canWrite: false, fields });

const withSamples = (fields: readonly TableField[], records: readonly Json[]): SchemaField[] =>
  fields.map(field => ({ ...withoutMarks(field), samples: samplesOf(records, field.path, { personal: field.personal }) }));

async function sampleOrders(session: Session, signal: AbortSignal): Promise<Json[]> {
  const page = await session.request({ method: 'GET', path: '/v2/orders', query: { entriesPerPage: String(SAMPLE_ORDERS), includeProcessed: 'true' }, signal });
  const listed = [...listAt(page, 'OpenOrders'), ...listAt(page, 'ProcessedOrders')].slice(0, SAMPLE_ORDERS);
  if (listed.length === 0) return [];
  const details = await session.request({ method: 'POST', path: '/Orders/GetOrdersById', body: { pkOrderIds: listed.map(row => textAt(row, 'OrderId')) }, signal });
  const changed = new Map(listed.map(row => [textAt(row, 'OrderId'), textAt(row, 'LastUpdated')]));
  return (Array.isArray(details) ? details : []).map(raw => (raw !== null && typeof raw === 'object' && !Array.isArray(raw) ? { ...raw, LastUpdated: changed.get(textAt(raw, 'OrderId')) ?? null } : raw));
}

/** The search wants days, so those around the newest order seen are taken. */
async function sampleReturns(session: Session, orders: readonly Json[], signal: AbortSignal): Promise<Json[]> {
  const newest = orders.map(order => parseInstant(textAt(objectAt(order, 'GeneralInfo'), 'ReceivedDate')) ?? '').sort().at(-1);
  const moment = newest ? parseInstant(newest) : undefined;
  if (!moment) return [];
  const day = dayIn('UTC', moment);
  const query = {
    from: `${addDays(day, -RETURNS_WINDOW_DAYS)}T00:00:00Z`, to: `${addDays(day, RETURNS_WINDOW_DAYS)}T00:00:00Z`, dateType: 'ALLDATES', searchField: '', exactMatch: 'false', searchTerm: '',
    pageNum: '1', numEntriesPerPage: String(SAMPLE_ROWS), historyType: 'REFUNDS',
  };
  return listAt(await session.request({ method: 'GET', path: '/ReturnsRefunds/SearchReturnsRefundsPaged', query, signal }), 'Data');
}

async function samplePurchases(session: Session, signal: AbortSignal): Promise<Json[]> {
  const listed = listAt(await session.request({ method: 'POST', path: '/PurchaseOrder/Search_PurchaseOrders2', body: { EntriesPerPage: SAMPLE_PURCHASES, PageNumber: 1 }, signal }), 'Result').slice(0, SAMPLE_PURCHASES);
  const read: Json[] = [];
  for (const header of listed) read.push(await session.request({ method: 'POST', path: '/PurchaseOrder/Get_PurchaseOrder', body: { pkPurchaseId: textAt(header, 'pkPurchaseID') }, signal }));
  return read;
}

/** Extended properties are Linnworks' custom fields; each name becomes a field of its own. */
function customFields(orders: readonly Json[], known: readonly string[]): SchemaField[] {
  const seen = orders.flatMap(order => listAt(order, 'ExtendedProperties').map(property => textAt(property, 'Name')));
  const names = [...new Set([...seen, ...known])].filter(name => name !== '' && !/[[\].]/.test(name)).sort().slice(0, MAX_CUSTOM_FIELDS);
  return names.map((name): SchemaField => ({
    path: `ExtendedProperties[${name}]`, label: name, type: 'text', maxLength: null, required: false, readOnly: false, custom: true, choices: [],
    description: 'An extended property that this account keeps on its orders.', concept: null, samples: samplesOf(orders, `ExtendedProperties[${name}]`, { personal: isFreeText(orders, name) }),
  }));
}

/** A code ('WEB', 'PO-40123') helps whoever maps; what people wrote to each other is nobody's business here. */
const isFreeText = (orders: readonly Json[], name: string): boolean => valuesAt({ orders: [...orders] }, `orders[].ExtendedProperties[${name}]`).some(value => /[\s@]/.test(String(value)));
