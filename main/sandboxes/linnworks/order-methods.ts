import type { LiveOrder, Property } from './account.ts';
import { BadCall, inputOf, type Input } from './call-input.ts';
import { entriesPerPage, ok, orderOf, type Call, type Method } from './method.ts';
import { DEFAULT_ID, idOf, orderDetails, sourceOf, statusOf } from './order-views.ts';
import { paged } from './search-views.ts';

/** More ids than this in one call are refused. */
const MAX_ORDER_IDS = 200;
const MAX_BY_REFERENCE = 50;

const details = (live: LiveOrder, { account, redact }: Call): Record<string, unknown> => orderDetails(live, account, { redact });

export const orderMethods: Record<string, Method> = {
  'Orders/GetOrdersById': {
    perMinute: 250,
    run(call) {
      if (!call.input.has('pkOrderIds')) throw new BadCall('Invalid parameter pkOrderIds');
      const ids = call.input.guids('pkOrderIds');
      if (ids.length > MAX_ORDER_IDS) throw new BadCall(`The maximum items count for this call is ${MAX_ORDER_IDS}`);
      return ok(ids.flatMap(id => call.account.byId(id) ?? []).map(live => details(live, call)));
    },
  },
  'Orders/GetOrderById': { perMinute: 150, run: call => ok(details(orderOf(call, 'pkOrderId'), call)) },
  'Orders/GetOrderDetailsByNumOrderId': {
    perMinute: 250,
    run(call) {
      const live = call.account.byNumber(call.input.integer('OrderId', 0));
      return live ? ok(details(live, call)) : ok();
    },
  },
  'Orders/GetOrderDetailsByReferenceId': { perMinute: 250, run: call => ok(call.account.byReference(call.input.text('ReferenceId')).slice(0, MAX_BY_REFERENCE).map(live => details(live, call))) },
  'Orders/GetOpenOrders': { perMinute: 250, run: openOrders },
  'Orders/GetAllOpenOrders': { perMinute: 250, run: call => ok(findOpen(call).map(live => live.order.id)) },
  'Orders/GetPaymentMethods': { perMinute: 150, run: ({ account }) => ok([...account.world.channels.map(channel => channel.paymentMethod), 'Default'].map(name => ({ Name: name, CanDelete: name !== 'Default', PaymentMethodId: idOf('payment method', name) }))) },
  'Orders/GetCountries': { perMinute: 150, run: ({ account }) => ok([...new Map(account.world.orders.map(({ buyer }) => [buyer.countryCode, buyer.country])).entries()].map(([code, name]) => ({ CountryId: idOf('country', name), CountryName: name, CountryCode: code, Continent: 'Europe' }))) },
  'Orders/GetExtendedProperties': { perMinute: 250, run: call => ok(orderOf(call, 'orderId').properties.map(shownProperty)) },
  'Orders/GetExtendedPropertyNames': { perMinute: 150, run: ({ account }) => ok([...new Set(account.byLastUpdate().flatMap(live => live.properties.map(each => each.name)))].sort()) },
  'Orders/AddExtendedProperties': {
    perMinute: 150, wrapped: true, writes: true,
    run(call) {
      const { order } = orderOf(call, 'OrderId');
      const added = propertiesIn(call.input, 'ExtendedProperties');
      return ok({ ExtendedPropertiesInserted: call.account.addProperties(order.id, added), Errors: [] });
    },
  },
  'Orders/SetExtendedProperties': {
    perMinute: 250, writes: true,
    run(call) {
      const { order } = orderOf(call, 'orderId');
      call.account.replaceProperties(order.id, propertiesIn(call.input, 'extendedProperties'));
      return ok((call.account.byId(order.id)?.properties ?? []).map(shownProperty));
    },
  },
  'Orders/ProcessOrder': { perMinute: 250, writes: true, run: call => ok(processOrder(call)) },
  'Orders/CancelOrder': {
    perMinute: 150, writes: true,
    run(call) {
      const live = orderOf(call, 'orderId');
      if (!call.input.has('refund')) throw new BadCall('Invalid parameter refund');
      if (live.state !== 'open') throw new BadCall('Order is not an open order and can not be cancelled');
      call.account.cancel(live.order.id);
      return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify('Order cancelled') };
    },
  },
};

const shownProperty = ({ rowId, name, value, type }: Property) => ({ RowId: rowId, Name: name, Value: value, Type: type });

function propertiesIn(input: Input, name: string): Omit<Property, 'rowId'>[] {
  const given = input.list(name);
  if (given.length === 0) throw new BadCall(`Invalid parameter ${name}`);
  return given.map(each => {
    if (typeof each !== 'object' || each === null) throw new BadCall(`Invalid parameter ${name}`);
    const property = inputOf(Object.fromEntries(Object.entries(each)));
    if (property.text('Name') === '') throw new BadCall(`Invalid parameter ${name}`);
    return { name: property.text('Name'), value: property.text('Value'), type: property.text('Type', 'Attribute') };
  });
}

/** 200 does not mean processed: the reason why not is inside. */
function processOrder(call: Call): Record<string, unknown> {
  const live = orderOf(call, 'orderId');
  const refused = (reason: string) => ({ OrderId: live.order.id, Processed: false, Error: reason });
  if (live.state === 'processed') return refused('Order is already processed');
  if (live.state === 'cancelled') return refused('Order is cancelled');
  if (statusOf(live) === 0) return refused('Order is parked');
  call.account.process(live.order.id);
  return { OrderId: live.order.id, Processed: true };
}

function openOrders(call: Call) {
  const page = { entriesPerPage: entriesPerPage(call.input, 'entriesPerPage', { most: 200, otherwise: 50 }), pageNumber: call.input.integer('pageNumber', 1) };
  return ok(paged(findOpen(call), page, live => {
    const { FulfilmentLocationId: _location, Processed: _processed, ExtendedProperties: _properties, Notes: _notes, PaidDateTime: _paid, TaxId: _tax, ...open } = details(live, call);
    return { ...open, TaxInfo: { TaxNumber: '' }, IsPostFilteredOut: false, CanFulfil: true, Fulfillment: { FulfillmentState: 'Sufficient_Stock', PurchaseOrderState: 'Sufficient_PO' }, HasItems: true, TotalItemsSum: live.order.lines.reduce((sum, line) => sum + line.quantity, 0) };
  }));
}

/** Open orders, newest number last; text filters on source, sub-source and reference, numeric on the status, as far as a connector needs them. */
function findOpen({ account, input }: Call): LiveOrder[] {
  const centre = input.text('fulfilmentCenter', DEFAULT_ID);
  if (centre !== DEFAULT_ID && centre !== '') return [];
  const filters = input.object('filters');
  const tests = [...(filters?.list('TextFields') ?? []), ...(filters?.list('NumericFields') ?? [])].map(filterOf);
  const open = account.byLastUpdate().filter(live => live.state === 'open' && tests.every(test => test(live)));
  return open.sort((a, b) => a.order.number - b.order.number);
}

const FIELDS: Record<string, (live: LiveOrder) => string> = {
  GENERAL_INFO_SOURCE: live => sourceOf(live).source,
  GENERAL_INFO_SUBSOURCE: live => sourceOf(live).subSource,
  GENERAL_INFO_REFERENCE_NUMBER: ({ order }) => order.reference,
  GENERAL_INFO_ORDER_ID: ({ order }) => String(order.number),
  GENERAL_INFO_STATUS: live => String(statusOf(live)),
};

function filterOf(given: unknown): (live: LiveOrder) => boolean {
  const filter = inputOf(typeof given === 'object' && given !== null ? Object.fromEntries(Object.entries(given)) : {});
  const field = FIELDS[filter.text('FieldCode')];
  if (!field) throw new BadCall(`Invalid parameter FieldCode`);
  const wanted = (filter.has('Text') ? filter.text('Text') : filter.text('Value')).toLowerCase();
  const kind = filter.text('Type', 'Equal');
  return live => {
    const value = field(live).toLowerCase();
    if (kind === 'Contains') return value.includes(wanted);
    if (kind === 'StartWith') return value.startsWith(wanted);
    if (kind === 'EndsWith') return value.endsWith(wanted);
    if (kind === 'Greater') return Number(value) > Number(wanted);
    return kind === 'Lower' ? Number(value) < Number(wanted) : value === wanted;
  };
}
