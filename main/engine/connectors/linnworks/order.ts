import type { Address, Order, OrderLine } from '../../../../shared/canonical/order.ts';
import { Currency } from '../../../../shared/values/money.ts';
import { parseInstant } from '../../../../shared/values/date.ts';
import type { Instant } from '../../../../shared/values/date.ts';
import type { Json } from '../connector.ts';
import { decimalText, exact, exactText, over, times, toMinor, whole } from '../decimal.ts';
import type { Exact } from '../decimal.ts';
import { flagAt, listAt, objectAt, textAt, valueAt, wholeAt } from '../json-value.ts';

export type ConversionRate = 'foreign per base' | 'base per foreign';
export type Converted<T> = { record: T; issue: null } | { record: null; issue: string };

/** GeneralInfo.Status of an order that nobody has paid yet: unpaid, pending. */
const UNPAID_STATUSES = new Set([0, 3]);
const MAX_LINES = 5_000;

/** What the connector adds to an OrderDetails from the v2 feed and from the processed orders: moments that OrderDetails lacks. */
export const LAST_UPDATED = 'LastUpdated';
export const CANCELLED_ON = 'CancelledOn';

class Unusable extends Error {}

const unusable = (message: string): Unusable => new Unusable(message);

/** An OrderDetails as an order of the shared model, or the sentence that says what is wrong with it. */
export function toOrder(raw: Json, { conversionRate }: { conversionRate: ConversionRate }): Converted<Order> {
  try {
    return { record: readOrder(raw, conversionRate), issue: null };
  } catch (error) {
    if (error instanceof Unusable) return { record: null, issue: `Order ${textAt(raw, 'NumOrderId') || textAt(raw, 'OrderId') || 'without a number'}: ${error.message}` };
    throw error;
  }
}

function readOrder(raw: Json, conversionRate: ConversionRate): Order {
  const general = objectAt(raw, 'GeneralInfo');
  const totals = objectAt(raw, 'TotalsInfo');
  const customer = objectAt(raw, 'CustomerInfo');
  const externalId = textAt(raw, 'OrderId');
  const receivedAt = momentAt(general, 'ReceivedDate');
  if (!externalId) throw unusable('it has no id. Open it in Linnworks and save it again.');
  if (!receivedAt) throw unusable('the day it was received is missing. Set it in Linnworks.');
  const currency = currencyOf(textAt(totals, 'Currency'));
  const money = moneyOf(raw, currency);
  const isCancelled = (flagAt(raw, 'Processed') && flagAt(general, 'HoldOrCancel')) || flagAt(general, 'IsCancelled') || momentAt(raw, CANCELLED_ON) !== null;
  const processedAt = momentAt(raw, 'ProcessedDateTime');
  const changedAt = momentAt(raw, LAST_UPDATED) ?? processedAt ?? receivedAt;
  const delivery = addressOf(objectAt(customer, 'Address'), textAt(customer, 'ChannelBuyerName'));
  const billing = addressOf(objectAt(customer, 'BillingAddress'), textAt(customer, 'ChannelBuyerName'));
  return {
    kind: 'order', externalId, number: textAt(raw, 'NumOrderId'), reference: textAt(general, 'ReferenceNum') || textAt(raw, 'NumOrderId'),
    channel: `${textAt(general, 'Source')}/${textAt(general, 'SubSource')}`, currency,
    receivedAt, paidAt: momentAt(raw, 'PaidDateTime'), despatchedAt: isCancelled ? null : flagAt(raw, 'Processed') ? (processedAt ?? changedAt) : null,
    cancelledAt: isCancelled ? (momentAt(raw, CANCELLED_ON) ?? processedAt ?? changedAt) : null, changedAt,
    status: isCancelled ? 'cancelled' : flagAt(raw, 'Processed') ? 'despatched' : UNPAID_STATUSES.has(wholeOr(general, 'Status', 1)) ? 'unpaid' : 'open',
    paymentMethod: textAt(totals, 'PaymentMethod'), buyer: billing.name || billing.address1 ? billing : delivery, delivery, ...money,
    exchangeRate: rateText(valueAt(totals, 'ConversionRate'), conversionRate),
  };
}

const wholeOr = (value: Json, name: string, otherwise: number): number => (valueAt(value, name) === null ? otherwise : wholeAt(value, name));

export const momentAt = (value: Json, name: string): Instant | null => parseInstant(textAt(value, name)) ?? null;

export function currencyOf(text: string): Currency {
  const currency = Currency.safeParse(text.trim().toUpperCase());
  if (currency.success) return currency.data;
  throw unusable(text === '' || text === 'UNK' ? 'Linnworks does not know its currency. Set it on the order.' : `its currency ${text.slice(0, 10)} is none that the books are kept in. Set it on the order.`);
}

export function rateText(value: Json, conversionRate: ConversionRate): string {
  const rate = exact(value);
  if (rate === undefined || rate <= 0n) return '1';
  return exactText(conversionRate === 'foreign per base' ? rate : over(whole(1), rate));
}

type Money = Pick<Order, 'lines' | 'carriageMinor' | 'carriageTaxMinor' | 'discountMinor' | 'grossMinor'>;

/** Linnworks does not round; what the buyer paid is TotalCharge, and the lines are made to add up to it to the penny. */
function moneyOf(raw: Json, currency: Currency): Money {
  const totals = objectAt(raw, 'TotalsInfo');
  const shipping = objectAt(raw, 'ShippingInfo');
  const amount = (value: Json, name: string): Exact => exact(valueAt(value, name)) ?? 0n;
  const minor = (value: Exact, name: string): number => {
    const read = toMinor(value, currency);
    if (read === undefined) throw unusable(`${name} is too large an amount.`);
    return read;
  };
  const charged = exact(valueAt(totals, 'TotalCharge'));
  if (charged === undefined) throw unusable('what the buyer paid (TotalCharge) is missing.');
  const postage = valueAt(totals, 'PostageCost') === null ? shipping : totals;
  const carriage = amount(postage, 'PostageCost');
  const carriageExTax = exact(valueAt(postage, 'PostageCostExTax')) ?? carriage;
  const lines = listAt(raw, 'Items').slice(0, MAX_LINES).map(item => lineOf(item, currency, minor));
  const grossMinor = minor(charged, 'TotalCharge');
  const carriageMinor = minor(carriage, 'PostageCost');
  const stated = minor(amount(totals, 'TotalDiscount'), 'TotalDiscount');
  // Some channels state as TotalDiscount what is already off the lines, so both readings are tried.
  for (const discountMinor of stated === 0 ? [0] : [stated, 0]) {
    const settled = settle(lines, grossMinor - carriageMinor + discountMinor);
    if (settled) return { lines: settled, carriageMinor, carriageTaxMinor: minor(carriage - carriageExTax, 'PostageCost'), discountMinor, grossMinor };
  }
  throw unusable(`its figures do not add up: lines ${sum(lines)} + carriage ${carriageMinor} − discount ${stated} is not the total ${grossMinor} (in pence or cents). Recalculate it in Linnworks.`);
}

const sum = (lines: readonly OrderLine[]): number => lines.reduce((total, line) => total + line.grossMinor, 0);

/** Rounding may leave up to one minor unit a line; the largest lines take it first. Null when more than that is missing. */
function settle(lines: readonly OrderLine[], target: number): OrderLine[] | null {
  const residual = target - sum(lines);
  if (Math.abs(residual) > lines.length) return null;
  const largest = new Set(lines.map((line, index) => ({ index, size: Math.abs(line.grossMinor) })).sort((a, b) => b.size - a.size || a.index - b.index).slice(0, Math.abs(residual)).map(({ index }) => index));
  return lines.map((line, index) => (largest.has(index) ? { ...line, grossMinor: line.grossMinor + Math.sign(residual) } : line));
}

function lineOf(item: Json, currency: Currency, minor: (value: Exact, name: string) => number): OrderLine {
  const sku = textAt(item, 'SKU') || textAt(item, 'ChannelSKU') || textAt(item, 'ItemNumber');
  const gross = exact(valueAt(item, 'CostIncTax')) ?? grossOf(item);
  if (gross === undefined) throw unusable(`line ${sku || '?'} has no price.`);
  const net = exact(valueAt(item, 'Cost'));
  const tax = exact(valueAt(item, 'Tax')) ?? (net === undefined ? taxWithin(gross, exact(valueAt(item, 'TaxRate')) ?? 0n) : gross - net);
  return {
    sku, title: textAt(item, 'Title') || textAt(item, 'ChannelTitle'), quantity: wholeAt(item, 'Quantity'),
    grossMinor: minor(gross, `line ${sku}`), taxRate: decimalText(valueAt(item, 'TaxRate')) || '0', taxMinor: minor(tax, `line ${sku}`),
    parts: listAt(item, 'CompositeSubItems').slice(0, MAX_LINES).map(part => ({ sku: textAt(part, 'SKU'), title: textAt(part, 'Title'), quantity: wholeAt(part, 'Quantity') })),
  };
}

const HUNDRED = whole(100);

const taxWithin = (gross: Exact, rate: Exact): Exact => gross - over(times(gross, HUNDRED), HUNDRED + rate);

/** price × quantity, less the line's percentage, with tax on top when the price is net. */
function grossOf(item: Json): Exact | undefined {
  const price = exact(valueAt(item, 'PricePerUnit'));
  if (price === undefined) return undefined;
  const discount = exact(valueAt(item, 'Discount')) ?? 0n;
  const afterDiscount = over(times(price * BigInt(wholeAt(item, 'Quantity')), HUNDRED - discount), HUNDRED);
  const rate = exact(valueAt(item, 'TaxRate')) ?? 0n;
  return flagAt(item, 'TaxCostInclusive') ? afterDiscount : over(times(afterDiscount, HUNDRED + (rate > 0n ? rate : 0n)), HUNDRED);
}

/** Thirty days after despatch Linnworks shows "Redacted" instead of a buyer; that is no name to post under. */
const personal = (value: Json, name: string): string => {
  const text = textAt(value, name).trim();
  return /^(redacted|\*+)$/i.test(text) ? '' : text;
};

export function addressOf(value: Json, buyerName: string): Address {
  const email = personal(value, 'EmailAddress');
  return {
    name: personal(value, 'FullName'), company: personal(value, 'Company'), address1: personal(value, 'Address1'),
    address2: [personal(value, 'Address2'), personal(value, 'Address3')].filter(Boolean).join(', '), town: personal(value, 'Town'), region: personal(value, 'Region'),
    postcode: personal(value, 'PostCode'), country: personal(value, 'Country'), email: email || (buyerName.includes('@') ? buyerName.trim() : ''), phone: personal(value, 'PhoneNumber'),
  };
}
