import type { Address, Order, OrderLine } from '../../../../shared/canonical/order.ts';
import { parseInstant } from '../../../../shared/values/date.ts';
import type { Instant } from '../../../../shared/values/date.ts';
import { Currency, splitMinor } from '../../../../shared/values/money.ts';
import type { Json } from '../connector.ts';
import { decimalText, exact, exactText, over, times, toMinor, whole } from '../decimal.ts';
import type { Exact } from '../decimal.ts';
import { listAt, objectAt, textAt, valueAt, wholeAt } from '../json-value.ts';
import { STATUS_SETTINGS } from './settings.ts';

export type Converted<T> = { record: T; issue: null } | { record: null; issue: string };

/** What the settings of a connection say about reading its orders. */
export type OrderReading = { statuses: ReadonlyMap<string, Order['status']>; baseCurrency: string };

const MAX_LINES = 5_000;

class Unusable extends Error {}

const unusable = (message: string): Unusable => new Unusable(message);

export function orderReading(settings: Readonly<Record<string, string>>): OrderReading {
  const meanings = [[STATUS_SETTINGS.waiting, 'unpaid'], [STATUS_SETTINGS.open, 'open'], [STATUS_SETTINGS.despatched, 'despatched'], [STATUS_SETTINGS.cancelled, 'cancelled']] as const;
  const names = meanings.flatMap(([setting, status]) => (settings[setting] ?? '').split(',').map((name): [string, Order['status']] => [name.trim().toLowerCase(), status]));
  return { statuses: new Map(names.filter(([name]) => name !== '')), baseCurrency: settings['baseCurrency'] ?? '' };
}

/** An order of Clarity as an order of the shared model, or the sentence that says what is wrong with it. */
export function toOrder(raw: Json, reading: OrderReading): Converted<Order> {
  try {
    return { record: readOrder(raw, reading), issue: null };
  } catch (error) {
    if (error instanceof Unusable) return { record: null, issue: `Order ${textAt(raw, 'orderId') || 'without a number'}: ${error.message}` };
    throw error;
  }
}

function readOrder(raw: Json, reading: OrderReading): Order {
  const orderId = textAt(raw, 'orderId');
  const receivedAt = momentAt(raw, 'orderDate');
  if (!orderId) throw unusable('it has no id.');
  if (!receivedAt) throw unusable('its date (orderDate) is missing or cannot be read. Correct it in Clarity.');
  const currency = Currency.safeParse(textAt(raw, 'currency').trim().toUpperCase());
  if (!currency.success) throw unusable(`its currency "${textAt(raw, 'currency').slice(0, 10)}" is none that books are kept in. Correct it in Clarity.`);
  const status = statusOf(textAt(raw, 'status'), reading);
  const changedAt = momentAt(raw, 'updatedAt') ?? receivedAt;
  const payment = objectAt(raw, 'paymentInfo');
  const money = moneyOf(raw, currency.data);
  const partPaid = partPaidOf(payment, money.grossMinor, currency.data);
  const buyer = addressOf(objectAt(raw, 'billingAddress'));
  const delivery = addressOf(objectAt(raw, 'shippingAddress'));
  return {
    kind: 'order', externalId: orderId, number: orderId, reference: textAt(raw, 'referenceNumber') || orderId, channel: `CLARITY/${textAt(raw, 'store') || 'Store'}`, currency: currency.data,
    receivedAt, paidAt: partPaid === null ? paidAt(payment, receivedAt) : null, ...(partPaid !== null && { paidMinor: partPaid }), despatchedAt: status === 'despatched' ? (momentAt(raw, 'shippedAt') ?? changedAt) : null, cancelledAt: status === 'cancelled' ? (momentAt(raw, 'cancelledAt') ?? changedAt) : null, changedAt, status,
    paymentMethod: textAt(payment, 'provider') || textAt(payment, 'method'), buyer: buyer.name || buyer.address1 ? buyer : delivery, delivery: delivery.name || delivery.address1 ? delivery : buyer,
    ...money, exchangeRate: rateOf(raw, currency.data, reading.baseCurrency),
  };
}

export const momentAt = (value: Json, name: string): Instant | null => parseInstant(textAt(value, name)) ?? null;

function statusOf(status: string, { statuses }: OrderReading): Order['status'] {
  const meaning = statuses.get(status.trim().toLowerCase());
  if (meaning) return meaning;
  throw unusable(`its status "${status.slice(0, 40)}" is in none of the lists of the connection. Add it to one of them under Advanced.`);
}

const paidAt = (payment: Json, receivedAt: Instant): Instant | null => (/^(captured|paid|settled)$/i.test(textAt(payment, 'status')) ? (momentAt(payment, 'capturedAt') ?? receivedAt) : null);

/** What was captured when it is less than the order; null when it is all of it, or nothing is said. Paid is what is paid whole. */
function partPaidOf(payment: Json, grossMinor: number, currency: Currency): number | null {
  const captured = exact(valueAt(payment, 'amount'));
  if (captured === undefined || !/^(captured|paid|settled)$/i.test(textAt(payment, 'status'))) return null;
  const minor = minorOf(captured, 'paymentInfo.amount', currency);
  return minor > 0 && minor < grossMinor ? minor : null;
}

function rateOf(raw: Json, currency: Currency, baseCurrency: string): string {
  if (currency === baseCurrency) return '1';
  const rate = exact(valueAt(raw, 'exchangeRate'));
  if (rate === undefined || rate <= 0n) throw unusable(`it is in ${currency} and states no exchange rate. Enter one in Clarity, or correct the currency of the books in the connection.`);
  return exactText(rate);
}

type Money = Pick<Order, 'lines' | 'carriageMinor' | 'carriageTaxMinor' | 'discountMinor' | 'grossMinor'>;
type Line = OrderLine & { netMinor: number; statesTax: boolean };

/** Clarity states net lines and shipping with the tax beside them; what the buyer paid is totalAmount, and everything has to add up to it. */
function moneyOf(raw: Json, currency: Currency): Money {
  const amount = (value: Json, name: string): number => minorOf(exact(valueAt(value, name)) ?? 0n, name, currency);
  const charged = exact(valueAt(raw, 'totalAmount'));
  if (charged === undefined) throw unusable('what the buyer paid (totalAmount) is missing.');
  const grossMinor = minorOf(charged, 'totalAmount', currency);
  const read = listAt(raw, 'lineItems').slice(0, MAX_LINES).map(item => lineOf(item, currency));
  const shippingMinor = amount(raw, 'shippingAmount');
  const lineTax = read.reduce((sum, line) => sum + line.taxMinor, 0);
  const taxMinor = valueAt(raw, 'taxAmount') === null ? lineTax : amount(raw, 'taxAmount');
  // Some shops state the tax of the whole order only; it is then spread over its lines by their amounts.
  const lines = taxMinor !== 0 && read.length > 0 && !read.some(({ statesTax }) => statesTax) ? withSharedTax(read, taxMinor) : read;
  const carriageTaxMinor = lines === read ? taxMinor - lineTax : 0;
  const discountMinor = amount(raw, 'discountAmount');
  const carriageMinor = shippingMinor + carriageTaxMinor;
  const residual = grossMinor - (lines.reduce((sum, line) => sum + line.grossMinor, 0) + carriageMinor - discountMinor);
  if (Math.abs(residual) > lines.length) {
    throw unusable(`its figures do not add up: lines with tax, shipping and its tax less the discount make ${grossMinor - residual}, totalAmount says ${grossMinor} (in pence or cents). Recalculate it in Clarity.`);
  }
  return { lines: settled(lines, residual), carriageMinor, carriageTaxMinor, discountMinor, grossMinor };
}

function minorOf(value: Exact, name: string, currency: Currency): number {
  const minor = toMinor(value, currency);
  if (minor === undefined) throw unusable(`${name} is too large an amount.`);
  return minor;
}

function lineOf(item: Json, currency: Currency): Line {
  const sku = textAt(item, 'sku');
  const name = `line ${sku || textAt(item, 'lineId') || '?'}`;
  const quantity = wholeAt(item, 'quantity');
  if (quantity === 0) throw unusable(`${name} has no whole quantity.`);
  const net = exact(valueAt(item, 'total')) ?? netOf(item, quantity);
  if (net === undefined) throw unusable(`${name} has no price.`);
  const rate = exact(valueAt(item, 'taxRate'));
  const tax = exact(valueAt(item, 'taxAmount')) ?? (rate === undefined ? undefined : over(times(net, rate), whole(100)));
  const netMinor = minorOf(net, name, currency);
  const taxMinor = minorOf(tax ?? 0n, name, currency);
  return {
    sku, title: textAt(item, 'name'), quantity, grossMinor: netMinor + taxMinor, taxRate: decimalText(valueAt(item, 'taxRate')) || rateWithin(netMinor, taxMinor), taxMinor, netMinor, statesTax: tax !== undefined,
    parts: listAt(item, 'components').slice(0, MAX_LINES).map(part => ({ sku: textAt(part, 'sku'), title: textAt(part, 'name'), quantity: wholeAt(part, 'quantity') })),
  };
}

function netOf(item: Json, quantity: number): Exact | undefined {
  const price = exact(valueAt(item, 'unitPrice'));
  return price === undefined ? undefined : price * BigInt(quantity) - (exact(valueAt(item, 'discountAmount')) ?? 0n);
}

/** The rate that a tax makes of a net amount, to two decimals: 14.85 of 179.98 is 8.25. */
const rateWithin = (netMinor: number, taxMinor: number): string =>
  netMinor > 0 && taxMinor >= 0 ? exactText(over(whole(Number((BigInt(taxMinor) * 20_000n + BigInt(netMinor)) / (2n * BigInt(netMinor)))), whole(100))) : '0';

function withSharedTax(lines: readonly Line[], taxMinor: number): Line[] {
  const shares = splitMinor(taxMinor, lines.map(line => Math.max(0, line.netMinor)));
  return lines.map((line, index) => {
    const share = shares[index] ?? 0;
    return { ...line, taxMinor: share, grossMinor: line.netMinor + share, taxRate: rateWithin(line.netMinor, share) };
  });
}

/** What rounding left over, up to one minor unit a line, goes to the largest line. */
function settled(lines: readonly Line[], residual: number): OrderLine[] {
  const largest = lines.reduce((best, line, index) => (Math.abs(line.grossMinor) > Math.abs(lines[best]?.grossMinor ?? 0) ? index : best), 0);
  return lines.map(({ netMinor: _net, statesTax: _states, ...line }, index) => (index === largest ? { ...line, grossMinor: line.grossMinor + residual } : line));
}

const countries = new Intl.DisplayNames(['en'], { type: 'region' });

/** Clarity has codes where the shared model has English names: 'GB' is United Kingdom; a name stays as it is. */
function countryOf(text: string): string {
  const code = text.trim().toUpperCase();
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : text.trim();
}

function addressOf(value: Json): Address {
  const at = (name: string): string => textAt(value, name).trim();
  return {
    name: at('name'), company: at('company'), address1: at('line1'), address2: at('line2'), town: at('city'), region: at('state'), postcode: at('postalCode'), country: countryOf(at('country')), email: at('email'), phone: at('phone'),
  };
}
