import { formatMinor, multiplyHalfUp } from '../../../shared/values/money.ts';
import type { Address as WorldAddress, OrderLine, Product, SaleOrder, World } from '../world/world-types.ts';
import type { Address, LineItem, Order, OrderStatus } from './shapes.ts';

/** Where the shop's stores are in the world: its two web stores and its trade portal are Clarity's, the marketplaces are not. */
export const STORES: Readonly<Partial<Record<SaleOrder['channel'], string>>> = { 'shopify-uk': 'Northwind Home UK', 'shopify-eu': 'Northwind Home EU', wholesale: 'Trade portal' };

export const isOfShop = ({ channel }: Pick<SaleOrder, 'channel'>): boolean => STORES[channel] !== undefined;
export const orderIdOf = (number: number): string => `WEB-${number}`;

/** What left before this day has been received by its buyer, too. */
const COMPLETED_BEFORE = '2026-10-20';

export type Shop = { world: World; products: ReadonlyMap<string, Product>; customerIds: ReadonlyMap<string, string> };

export const buyerKey = (buyer: WorldAddress): string => `${buyer.email} ${buyer.company} ${buyer.fullName}`;

/** An order of the world in the shop's shape. */
export function orderView(order: SaleOrder, shop: Shop): Order {
  const { currency } = order;
  const lines = order.lines.map((line, index) => lineView(order, line, shop, index));
  const carriageTax = taxWithin(order.carriageGrossMinor, order.carriageTaxRate);
  const tax = lines.reduce((sum, line) => sum + line.taxMinor, carriageTax);
  const address = addressView(order.buyer);
  const isTrade = order.channel === 'wholesale';
  return {
    orderId: orderIdOf(order.number), referenceNumber: order.reference, store: STORES[order.channel] ?? '', customerId: shop.customerIds.get(buyerKey(order.buyer)) ?? '', poNumber: isTrade ? `PO-${40_000 + (order.number % 9_000)}` : '',
    orderDate: order.receivedAt, status: statusOf(order), currency, exchangeRate: String(order.exchangeRate), totalAmount: formatMinor(order.grossMinor, currency), shippingAmount: formatMinor(order.carriageGrossMinor - carriageTax, currency),
    taxAmount: formatMinor(tax, currency), discountAmount: formatMinor(order.discountGrossMinor, currency), shippingAddress: address, billingAddress: address, lineItems: lines.map(({ view }) => view),
    paymentInfo: {
      method: isTrade ? 'bank transfer' : 'card', provider: isTrade ? '' : (shop.world.channels.find(({ key }) => key === order.channel)?.paymentMethod ?? ''), transactionId: order.paidAt === null ? '' : transactionOf(order),
      status: isTrade ? 'on account' : order.paidAt === null ? 'pending' : 'captured', amount: formatMinor(order.grossMinor, currency), capturedAt: order.paidAt,
    },
    shippedAt: order.despatchedAt, cancelledAt: order.cancelledAt, customFields: customFields(order), createdAt: order.receivedAt, updatedAt: order.lastUpdatedAt,
  };
}

export const transactionOf = ({ id }: SaleOrder): string => `pi_${id.replaceAll('-', '').slice(0, 20)}`;

function statusOf({ status, channel, despatchedAt }: SaleOrder): OrderStatus {
  if (status === 'cancelled') return 'Void';
  if (status === 'unpaid') return 'Pending';
  if (status === 'despatched') return (despatchedAt ?? '') < COMPLETED_BEFORE ? 'Completed' : 'Shipped';
  return channel === 'wholesale' ? 'Confirmed' : 'Processing';
}

export const addressView = (buyer: WorldAddress): Address => ({
  name: buyer.fullName, company: buyer.company, line1: buyer.address1, line2: buyer.address2, city: buyer.town, state: buyer.region, postalCode: buyer.postcode, country: buyer.countryCode, email: buyer.email, phone: buyer.phone,
});

/** The tax inside a gross amount; rates such as 20.1 and 8.1 have up to two decimals. */
const taxWithin = (grossMinor: number, rate: number): number => {
  const hundredths = Math.round(rate * 100);
  return multiplyHalfUp(grossMinor, hundredths, 10_000 + hundredths);
};

/** Some stores compute a rate backwards from a tax in whole pennies; the tax is right, the rate looks odd (20.1, 19.95). */
const trueRate = (line: OrderLine, product: Product | undefined): number => (product !== undefined && Math.abs(line.taxRate - product.vatRate) < 0.5 ? product.vatRate : line.taxRate);

function lineView({ currency }: SaleOrder, line: OrderLine, { products }: Shop, index: number): { view: LineItem; taxMinor: number } {
  const product = products.get(line.sku);
  const rate = trueRate(line, product);
  const taxMinor = taxWithin(line.grossMinor, rate);
  const netMinor = line.grossMinor - taxMinor;
  const listGross = line.unitGrossMinor * line.quantity;
  const listNet = line.discountPercent === 0 ? netMinor : listGross - taxWithin(listGross, rate);
  return {
    taxMinor,
    view: {
      lineId: String(index + 1), sku: line.sku, name: line.title, quantity: line.quantity, unitPrice: fourPlaces(listNet, line.quantity), discountAmount: formatMinor(listNet - netMinor, currency), taxRate: String(line.taxRate),
      taxAmount: formatMinor(taxMinor, currency), total: formatMinor(netMinor, currency), components: (product?.parts ?? []).map(part => ({ sku: part.sku, name: products.get(part.sku)?.title ?? '', quantity: part.quantity * line.quantity })),
    },
  };
}

/** The price of one, in minor units of two places, with four places: 2499 for 2 is '12.4950'. */
export function fourPlaces(minor: number, quantity: number): string {
  const text = String(multiplyHalfUp(minor, 100, quantity)).padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)}`;
}

function customFields(order: SaleOrder): Record<string, string> {
  const isTrade = order.channel === 'wholesale';
  return { CostCentre: isTrade ? 'TRD' : 'WEB', ...(order.number % 11 === 0 && !isTrade ? { GiftMessage: 'Happy birthday!' } : {}) };
}
