import type { Address, Order } from '../../../shared/canonical/order.ts';
import { parseInstant } from '../../../shared/values/date.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { parseMoney } from '../../../shared/values/money.ts';
import type { Connector, Documents, Erp, ErpReferences, Json } from '../../engine/connectors/connector.ts';
import { listAt, objectAt, textAt, wholeAt } from '../../engine/connectors/json-value.ts';
import { sage200 } from '../../engine/connectors/sage200/sage200.ts';
import type { Wire } from '../../engine/connectors/wire.ts';
import { skus } from './sync-orders.ts';

/** Requests on the way at once, here and in the bare loop. */
export const CONCURRENCY = 8;
export const ENTITY = 'orders';

/** Spoken to as any other system; only signing in is left out, since it happens once an hour. */
const wire: Wire = {
  timeoutMs: 30_000,
  connections: CONCURRENCY,
  limitOf: () => ({ endpoint: 'any', perMinute: null }),
  isThrottled: status => status === 429,
  signIn: ({ settings }) => {
    const signed = { origin: settings['url'] ?? '', basePath: '', headers: { 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer measured' }, stamp: '1' };
    return { sign: () => signed, renew: async () => {}, expiresAt: () => null };
  },
};

const shape = {
  auth: 'token', wire, checks: [], refusal: () => null, discover: async () => [], sites: async () => [],
  fields: [{ name: 'url', label: 'Address', help: '', kind: 'url', required: true, choices: [], initial: '', advanced: false }],
} as const satisfies Partial<Connector>;

const minor = (value: Json, name: string): number => parseMoney(textAt(value, name), 'GBP')?.minor ?? 0;
const moment = (value: Json, name: string): Instant => parseInstant(textAt(value, name)) ?? ('' as Instant);

function addressOf(buyer: Json): Address {
  return {
    name: textAt(buyer, 'Name'), company: textAt(buyer, 'Company'), address1: textAt(buyer, 'Address1'), address2: textAt(buyer, 'Address2'), town: textAt(buyer, 'Town'), region: textAt(buyer, 'Region'),
    postcode: textAt(buyer, 'PostCode'), country: textAt(buyer, 'Country'), email: textAt(buyer, 'Email'), phone: textAt(buyer, 'Phone'),
  };
}

export function orderOf(raw: Json): Order {
  const buyer = addressOf(objectAt(raw, 'Buyer'));
  return {
    kind: 'order', externalId: textAt(raw, 'OrderId'), number: textAt(raw, 'Number'), reference: textAt(raw, 'Reference'), channel: `${textAt(raw, 'Source')}/${textAt(raw, 'SubSource')}`, currency: 'GBP',
    receivedAt: moment(raw, 'Received'), paidAt: moment(raw, 'Paid'), despatchedAt: null, cancelledAt: null, changedAt: moment(raw, 'Changed'), status: 'open', paymentMethod: textAt(raw, 'Payment'),
    buyer, delivery: buyer,
    lines: listAt(raw, 'Items').map(item => ({ sku: textAt(item, 'SKU'), title: textAt(item, 'Title'), quantity: wholeAt(item, 'Quantity'), grossMinor: minor(item, 'Gross'), taxRate: textAt(item, 'TaxRate'), taxMinor: minor(item, 'Tax'), parts: [] })),
    carriageMinor: 0, carriageTaxMinor: 0, discountMinor: 0, grossMinor: minor(raw, 'Total'), exchangeRate: textAt(raw, 'Rate'),
  };
}

/** The source: a page of orders a request, the cursor is the number of the next page. */
export const shop: Connector = {
  ...shape, key: 'linnworks', label: 'Shop', side: 'commerce',
  commerce: {
    async *orders(session, { cursor, signal }) {
      for (let page = Number(cursor ?? 0); ; page += 1) {
        const answer = await session.request({ method: 'GET', path: '/orders', query: { page: String(page) }, signal });
        const rows = Array.isArray(answer) ? answer : [];
        if (rows.length === 0) return;
        yield { records: rows.map(raw => ({ raw, record: orderOf(raw), issue: null })), cursor: String(page + 1), total: null };
      }
    },
    // oxlint-disable-next-line require-yield -- nothing comes back in this measurement.
    async *returns() {},
  },
};

export const references: ErpReferences = {
  customers: [{ id: '1', reference: 'WEB', name: 'Web sales', email: '', postcode: '', currency: 'GBP', onHold: false, active: true }],
  products: skus().map((code, index) => ({ id: String(5_000 + index), code, name: code })),
  taxCodes: [{ id: '1', code: '1', name: 'Standard', rate: '20' }, { id: '2', code: '0', name: 'Zero', rate: '0' }],
  banks: [{ id: '9', code: '1250', name: 'Clearing', currency: 'GBP' }], currencies: [{ id: '1', code: 'GBP', isBase: true }], warehouses: [{ id: '12', name: 'Home' }], nominals: [], pricesIncludeTax: true,
};

/** No other document than orders is made here; their shapes and targets are those of an ERP that has them, which a workflow asks for before it begins. */
const { documents, targets } = sage200.erp as Erp & { documents: Documents };

const erp: Erp = {
  documents,
  references: async () => references,
  periodOpen: async () => ({ open: true, message: '' }),
  // oxlint-disable-next-line require-yield -- this ERP shows no ledger.
  async *ledger() {},
  bankBalance: async () => 0,
  salesTotal: async () => ({ count: 0, amountMinor: 0 }),
  targets: {
    ...targets,
    salesOrder: {
      step: 'salesOrder', entity: ENTITY, dateField: 'document_date', customerField: 'customer_id',
      async send(session, body, signal) {
        const answer = await session.request({ method: 'POST', path: '/orders', body, write: true, signal });
        return { id: textAt(answer, 'id'), number: textAt(answer, 'document_no'), answer };
      },
      find: async () => null,
    },
  },
};

/** The target: one request a document, an id and a number in return. */
export const ledgerSystem: Connector = { ...shape, key: 'sage200', label: 'ERP', side: 'erp', erp };
