import type { Return } from '../../../../shared/canonical/return.ts';
import { Currency } from '../../../../shared/values/money.ts';
import type { Json } from '../connector.ts';
import { exact, toMinor } from '../decimal.ts';
import { listAt, textAt, valueAt, wholeAt } from '../json-value.ts';
import { momentAt } from './order.ts';
import type { Converted } from './order.ts';

const REFUNDED = 'refunded';
const MAX_LINES = 500;

/**
 * A return of Clarity as returns of the shared model, one per line that came back; what was paid back beyond the lines (shipping,
 * goodwill) is one without goods. With a single part the id is the return's own, with several each has the line behind it.
 */
export function toReturns(raw: Json): Converted<Return>[] {
  const returnId = textAt(raw, 'returnId');
  const orderId = textAt(raw, 'orderId');
  const refuse = (why: string): Converted<Return>[] => [{ record: null, issue: `Return ${returnId || '?'} of order ${orderId || '?'}: ${why}` }];
  const currency = Currency.safeParse(textAt(raw, 'currency').trim().toUpperCase());
  if (!returnId) return refuse('it has no id.');
  if (!orderId) return refuse('it names no order. Correct it in Clarity.');
  if (!currency.success) return refuse('its currency is missing or none that books are kept in. Correct it in Clarity.');
  const refundedAt = momentAt(raw, 'refundedAt');
  const isRefunded = textAt(raw, 'status').trim().toLowerCase() === REFUNDED || refundedAt !== null;
  const created = momentAt(raw, 'createdAt');
  const changed = momentAt(raw, 'updatedAt');
  const at = isRefunded ? (refundedAt ?? changed ?? created) : (created ?? changed);
  if (!at) return refuse('it has no date.');
  const minor = (value: Json): number | undefined => toMinor(exact(valueAt(value, 'refundAmount')) ?? 0n, currency.data);
  const totalMinor = minor(raw);
  const parts = listAt(raw, 'lineItems').slice(0, MAX_LINES).map((line, index) => ({ lineId: textAt(line, 'lineId') || String(index + 1), sku: textAt(line, 'sku'), quantity: wholeAt(line, 'quantity'), grossMinor: minor(line) }));
  const goodsMinor = parts.reduce((sum, part) => sum + (part.grossMinor ?? NaN), 0);
  if (totalMinor === undefined || Number.isNaN(goodsMinor)) return refuse('its amount is too large.');
  if (goodsMinor > totalMinor && isRefunded) return refuse('its lines come to more than what was paid back (refundAmount). Correct it in Clarity.');
  if (totalMinor > goodsMinor || parts.length === 0) parts.push({ lineId: 'money', sku: '', quantity: 0, grossMinor: totalMinor - goodsMinor });
  const common = {
    kind: 'return' as const, orderExternalId: orderId, orderNumber: orderId, orderReference: textAt(raw, 'referenceNumber') || orderId, channel: `CLARITY/${textAt(raw, 'store') || 'Store'}`, currency: currency.data, reason: textAt(raw, 'reason'),
    status: isRefunded ? ('refunded' as const) : ('open' as const), at, changedAt: changed ?? at,
  };
  return parts.map(({ lineId, sku, quantity, grossMinor }): Converted<Return> => ({ issue: null, record: { ...common, externalId: parts.length === 1 ? returnId : `${returnId}/${lineId}`, sku, quantity, grossMinor: grossMinor ?? 0 } }));
}
