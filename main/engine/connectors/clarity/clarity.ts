import { AppError } from '../../../../shared/contract/errors.ts';
import type { Connector, Refusal } from '../connector.ts';
import { errorText } from '../error-text.ts';
import { textAt, valueAt, wholeAt } from '../json-value.ts';
import type { Wire } from '../wire.ts';
import { discover } from './discover.ts';
import { items, itemTargets } from './items.ts';
import { orderReading, toOrder } from './order.ts';
import { customers, orders, returns, rowsOf } from './reading.ts';
import { claritySettings } from './settings.ts';
import { documents, shipmentTarget } from './shipment.ts';
import { claritySignIn } from './sign-in.ts';
import { webhooks } from './webhooks.ts';

// No limit is published; a 429 is waited out as it says.
const LIMIT = { endpoint: 'clarity', perMinute: null } as const;

const wire: Wire = { timeoutMs: 60_000, connections: 4, limitOf: () => LIMIT, isThrottled: status => status === 429, signIn: claritySignIn };

const listCheck = (path: string, noun: string): Connector['checks'][number] => ({
  label: `Read ${noun}`,
  async run(session, signal) {
    const page = await session.request({ method: 'GET', path, query: { limit: '1' }, signal });
    const rows = rowsOf(page, path);
    return rows.length === 0 ? `There are no ${noun} yet.` : valueAt(page, 'totalCount') === null ? `Some ${noun} were read.` : `${wholeAt(page, 'totalCount')} ${noun}.`;
  },
});

const checks: Connector['checks'] = [
  {
    label: 'Sign in and read orders',
    async run(session, signal) {
      const page = await session.request({ method: 'GET', path: '/orders', query: { limit: '1' }, signal });
      const [first] = rowsOf(page, '/orders');
      if (first === undefined) return 'Signed in; there are no orders yet.';
      if (textAt(first, 'orderId') === '') throw new AppError('clarity.shape', 'fixConnection', 'What Clarity lists as orders has no orderId. Check the address of the API and its version.');
      const { issue } = toOrder(first, orderReading(session.settings));
      return `Signed in; ${wholeAt(page, 'totalCount') || 'some'} orders. ${issue ?? `Order ${textAt(first, 'orderId')} was read in full.`}`;
    },
  },
  listCheck('/returns', 'returns'),
  listCheck('/products', 'products'),
];

/** What refusals of a write mean beyond their status; Clarity names them by a code. */
const REFUSALS: Readonly<Record<string, { code: string; remedy: string }>> = {
  order_void: { code: 'order.void', remedy: 'Nothing can be done with it any more' },
  order_shipped: { code: 'order.shipped', remedy: 'Look at its shipments in Clarity' },
  duplicate_shipment: { code: 'shipment.duplicate', remedy: 'Compare it with the one in Clarity' },
  quantity_exceeded: { code: 'shipment.quantity', remedy: 'Correct the quantity' },
};

function refusal(status: number, body: Parameters<Connector['refusal']>[1]): Refusal | null {
  const error = valueAt(body, 'error');
  const known = REFUSALS[textAt(error, 'code')];
  if (!known) return null;
  return { code: known.code, about: '', field: textAt(error, 'field') || null, recovery: 'fixRecord', message: `Clarity refused this (${status}): ${errorText(JSON.stringify(body)).replace(/[.\s]+$/, '')}. ${known.remedy}.` };
}

export const clarity: Connector = {
  key: 'clarity', label: 'Clarity', side: 'commerce', auth: 'token', fields: claritySettings, wire, discover, checks, refusal,
  // The address is that of one shop; its stores are channels.
  sites: async () => [{ siteId: 'clarity', siteName: 'Clarity', companyId: 'shop', companyName: 'The shop at this address' }],
  commerce: { orders, returns, customers, ...items, targets: { shipment: shipmentTarget, ...itemTargets }, documents },
  webhooks,
};
