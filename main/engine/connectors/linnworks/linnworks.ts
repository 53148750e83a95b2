import { AppError } from '../../../../shared/contract/errors.ts';
import type { Connector, Refusal } from '../connector.ts';
import { errorText } from '../error-text.ts';
import { listAt, textAt, wholeAt } from '../json-value.ts';
import type { Wire } from '../wire.ts';
import { discover } from './discover.ts';
import { items, itemTargets } from './items.ts';
import { linnworksSettings } from './fields.ts';
import { purchaseOrders } from './purchasing.ts';
import { orders, returns } from './reading.ts';
import { linnworksSignIn } from './sign-in.ts';

const PER_MINUTE = 150;
/** Published limits that differ from 150 a minute, of the calls made here and of those that are next to come. */
const LIMITS: Readonly<Record<string, number>> = {
  'orders/getordersbyid': 250, 'orders/getopenorders': 250, 'orders/getallopenorders': 250, 'orders/getorderdetailsbynumorderid': 250, 'orders/getorderdetailsbyreferenceid': 250,
  'orders/getorderitems': 250, 'orders/getextendedproperties': 250, 'orders/setextendedproperties': 250, 'orders/setordergeneralinfo': 250, 'orders/setordershippinginfo': 250,
  'orders/processorder': 250, 'orders/processordersinbatch': 250, 'processedorders/getorderinfo': 250, 'processedorders/getreturnitemsinfo': 250,
  'stock/getstockitemsbykey': 250, 'stock/getstockitemsfullbyids': 250, 'stock/getstocklevel': 250, 'stock/getstocklevel_batch': 250, 'stock/getstocklevelbylocation': 250, 'stock/setstocklevel': 250,
  'stock/getitemchangeshistory': 250, 'stock/getstockconsumption': 250, 'stock/skuexists': 250, 'inventory/getinventoryitembyid': 250, 'inventory/getstockitemidsbysku': 250,
  'inventory/getinventoryitemscompositionbyids': 250, 'purchaseorder/search_purchaseorders': 250, 'purchaseorder/get_purchaseorder': 250, 'purchaseorder/add_purchaseorderitem': 250,
  'settings/getcurrencyconversionrates': 250, 'shippingservice/getintegrations': 1, 'shippingservice/getconsignmentsbymanifest': 10, 'shippingservice/getfiledmanifestsbyvendor': 10,
  'shippingservice/getshippingquote': 100,
};

const endpoints = new Map<string, { endpoint: string; perMinute: number }>();
const MAX_ENDPOINTS = 2_000;

function limitOf(path: string): { endpoint: string; perMinute: number } {
  let limit = endpoints.get(path);
  if (!limit) {
    const endpoint = path.split('?', 1)[0]?.replace(/^\//, '').toLowerCase() ?? '';
    limit = { endpoint, perMinute: LIMITS[endpoint] ?? PER_MINUTE };
    if (endpoints.size < MAX_ENDPOINTS) endpoints.set(path, limit);
  }
  return limit;
}

const wire: Wire = {
  timeoutMs: 60_000,
  connections: 4,
  limitOf,
  // The text of a 429 has been seen under other statuses; taken for "not found" it would hide what exists.
  isThrottled: (status, text) => status === 429 || (status >= 400 && /calls quota exceeded/i.test(text)),
  signIn: linnworksSignIn,
};

const SAMPLE = '20';

const checks: Connector['checks'] = [
  {
    label: 'Sign in and find the account open',
    async run(session, signal) {
      const locations = await session.request({ method: 'GET', path: '/Inventory/GetStockLocations', signal });
      if (!Array.isArray(locations) || locations.length === 0) throw new AppError('linnworks.empty', 'fixConnection', 'Linnworks names no location. Check that the application may read the inventory.');
      return `Signed in; ${locations.length === 1 ? 'one location' : `${locations.length} locations`}: ${locations.slice(0, 3).map(location => textAt(location, 'LocationName')).join(', ')}.`;
    },
  },
  {
    label: 'Read the feed of changed orders',
    async run(session, signal) {
      const page = await session.request({ method: 'GET', path: '/v2/orders', query: { entriesPerPage: SAMPLE, includeProcessed: 'true' }, signal });
      const [first] = [...listAt(page, 'OpenOrders'), ...listAt(page, 'ProcessedOrders')];
      if (first === undefined) return 'Nothing is there yet: Linnworks has no orders.';
      const details = await session.request({ method: 'POST', path: '/Orders/GetOrdersById', body: { pkOrderIds: [textAt(first, 'OrderId')] }, signal });
      if (!Array.isArray(details) || details.length === 0) throw new AppError('linnworks.details', 'fixConnection', 'Linnworks lists orders but does not give their records. Check what the application may read.');
      return `${wholeAt(page, 'TotalOrders')} orders; order ${textAt(first, 'NumOrderId')} was read in full.`;
    },
  },
  {
    label: 'Read stock items',
    async run(session, signal) {
      const page = await session.request({ method: 'GET', path: '/Stock/GetStockItems', query: { keyWord: '', entriesPerPage: SAMPLE, pageNumber: '1' }, signal });
      return `${wholeAt(page, 'TotalEntries')} stock items.`;
    },
  },
];

function refusal(status: number, body: Parameters<Connector['refusal']>[1]): Refusal | null {
  const words = errorText(typeof body === 'string' ? body : JSON.stringify(body));
  if (!/order .*(locked|parked)/i.test(words)) return null;
  return { code: 'order.locked', about: '', field: null, recovery: 'fixRecord', message: `Linnworks refused this (${status}): ${words.replace(/[.\s]+$/, '')}. Unlock the order in Linnworks.` };
}

export const linnworks: Connector = {
  key: 'linnworks', label: 'Linnworks', side: 'commerce', auth: 'token', fields: linnworksSettings, wire, discover, checks, refusal,
  // Linnworks knows no companies: the token is of one account.
  sites: async () => [{ siteId: 'linnworks', siteName: 'Linnworks', companyId: 'account', companyName: 'The account of this token' }],
  commerce: {
    orders, returns, purchaseOrders, ...items, targets: itemTargets,
    cannot: { price: 'Linnworks does not say whether a retail price holds tax: keep prices in Linnworks, or on its channels.' },
  },
};
