import { formatMinor } from '../../../shared/values/money.ts';
import { later } from '../world/make-orders.ts';
import type { SaleOrder, World } from '../world/world-types.ts';
import { addressView, buyerKey, fourPlaces, isOfShop, orderIdOf, orderView, STORES, transactionOf, type Shop } from './order-view.ts';
import type { Customer, Order, Product, Return } from './shapes.ts';
import type { Store } from './store.ts';

const OPENED_AT = '2026-09-01T06:00:00.000Z';
export const LOCATION = 'MAIN';
const FIRST_CUSTOMER = 5_001;

export const shopOf = (world: World): Shop => ({ world, products: new Map(world.products.map(product => [product.sku, product])), customerIds: customerIdsOf(world) });

/** Trade customers have had their account for long; the others get one with their first order. */
function customerIdsOf(world: World): ReadonlyMap<string, string> {
  const keys = new Set([...world.tradeCustomers.map(({ buyer }) => buyerKey(buyer)), ...world.orders.filter(isOfShop).map(({ buyer }) => buyerKey(buyer))]);
  return new Map([...keys].map((key, index) => [key, `C-${FIRST_CUSTOMER + index}`]));
}

/** Writes the shop's part of the world: what its stores sold in October, to whom, what was paid, sent and given back. */
export function seedShop(store: Store, world: World): void {
  const shop = shopOf(world);
  const orders = world.orders.filter(isOfShop);
  for (const customer of customersOf(shop, orders)) store.seed('customers', customer);
  for (const product of productsOf(shop)) store.seed('products', product);
  for (const order of orders) {
    const view = orderView(order, shop);
    store.seed('orders', view);
    if (order.paidAt !== null) store.seed('payments', paymentOf(order, view));
    if (order.despatchedAt !== null) store.seed('shipments', shipmentOf(order, view));
  }
  seedInventory(store, shop, orders);
  seedReturns(store, shop, orders);
}

function customersOf({ world, customerIds }: Shop, orders: readonly SaleOrder[]): Customer[] {
  const trade = new Map(world.tradeCustomers.map(customer => [buyerKey(customer.buyer), customer]));
  const firstOrders = new Map([...orders].reverse().map(order => [buyerKey(order.buyer), order]));
  return [...customerIds].flatMap(([key, customerId]): Customer[] => {
    const account = trade.get(key);
    const order = firstOrders.get(key);
    const buyer = account?.buyer ?? order?.buyer;
    if (!buyer) return [];
    const at = account ? OPENED_AT : (order?.receivedAt ?? OPENED_AT);
    const address = addressView(buyer);
    return [{
      customerId, type: buyer.company === '' ? 'consumer' : 'business', name: buyer.fullName, companyName: buyer.company, email: buyer.email, phone: buyer.phone, billingAddress: address, shippingAddress: address,
      onHold: false, creditLimit: formatMinor(account?.creditLimitMinor ?? 0, 'GBP'), currency: order?.currency ?? 'GBP', customFields: { PriceGroup: account ? 'Trade' : 'Web' }, createdAt: at, updatedAt: at,
    }];
  });
}

const productsOf = ({ world }: Shop): Product[] => world.products.map((product, index): Product => ({
  productId: `P-${1_001 + index}`, sku: product.sku, name: product.title, description: product.title, price: fourPlaces(product.grossMinor * 100, 100 + product.vatRate), currency: 'GBP', taxRate: String(product.vatRate), barcode: product.barcode,
  status: product.archived ? 'Archived' : 'Active', components: product.parts.map(({ sku, quantity }) => ({ sku, quantity })), customFields: { PriceGroup: product.parts.length > 0 ? 'Sets' : 'Single' }, createdAt: OPENED_AT, updatedAt: OPENED_AT,
}));

const paymentOf = (order: SaleOrder, { orderId, paymentInfo, totalAmount, currency }: Order) => {
  const at = order.paidAt ?? order.receivedAt;
  return {
    paymentId: `PAY-${order.number}`, orderId, referenceNumber: order.reference, type: 'capture' as const, method: paymentInfo.method, provider: paymentInfo.provider, transactionId: paymentInfo.transactionId, status: 'succeeded' as const,
    amount: totalAmount, currency, customFields: {}, createdAt: at, updatedAt: at,
  };
};

const shipmentOf = (order: SaleOrder, { orderId, lineItems, shippingAddress }: Order) => {
  const at = order.despatchedAt ?? order.receivedAt;
  return {
    shipmentId: `SHP-${order.number}`, orderId, referenceNumber: order.reference, carrier: shippingAddress.country === 'GB' ? 'Royal Mail' : 'DHL', service: shippingAddress.country === 'GB' ? 'Tracked 48' : 'Parcel Connect',
    trackingNumber: `NW${order.number}${order.number % 97}${shippingAddress.country}`, status: 'Shipped' as const, shippedAt: at, lineItems: lineItems.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })), customFields: {}, createdAt: at, updatedAt: at,
  };
};

function seedInventory(store: Store, { world }: Shop, orders: readonly SaleOrder[]): void {
  const allocated = new Map<string, number>();
  for (const line of orders.filter(order => order.status === 'open').flatMap(order => order.lines)) allocated.set(line.sku, (allocated.get(line.sku) ?? 0) + line.quantity);
  for (const [index, product] of world.products.entries()) {
    const quantityAllocated = allocated.get(product.sku) ?? 0;
    store.seed('inventory', { sku: product.sku, productId: `P-${1_001 + index}`, locationId: LOCATION, quantityOnHand: product.stock, quantityAllocated, quantityAvailable: product.stock - quantityAllocated, customFields: {}, updatedAt: OPENED_AT });
  }
}

/** Refunds that the shop knows of; what the gateway paid back on its own is in none of its lists. */
function seedReturns(store: Store, shop: Shop, orders: readonly SaleOrder[]): void {
  const byNumber = new Map(orders.map(order => [order.number, order]));
  for (const refund of shop.world.refunds) {
    const order = byNumber.get(refund.orderNumber);
    if (!order || !refund.inLinnworks) continue;
    const orderId = orderIdOf(order.number);
    const refundAmount = formatMinor(refund.grossMinor, refund.currency);
    const index = order.lines.findIndex(line => line.sku === refund.sku);
    const lineItems: Return['lineItems'] = refund.quantity === 0 ? [] : [{ lineId: String(index + 1), sku: refund.sku, name: order.lines[index]?.title ?? '', quantity: refund.quantity, refundAmount }];
    store.seed('returns', {
      returnId: `RET-${refund.id}`, orderId, referenceNumber: order.reference, customerId: shop.customerIds.get(buyerKey(order.buyer)) ?? '', store: STORES[order.channel] ?? '', status: 'Refunded', reason: refund.reason, currency: refund.currency,
      refundAmount, lineItems, customFields: {}, createdAt: refund.createdAt, refundedAt: refund.actionedAt, updatedAt: later(refund.actionedAt, 7),
    });
    store.seed('payments', {
      paymentId: `PAY-R${refund.id}`, orderId, referenceNumber: order.reference, type: 'refund', method: 'card', provider: shop.world.channels.find(({ key }) => key === order.channel)?.paymentMethod ?? '', transactionId: `re_${transactionOf(order).slice(3)}`,
      status: 'succeeded', amount: refundAmount, currency: refund.currency, customFields: {}, createdAt: refund.actionedAt, updatedAt: refund.actionedAt,
    });
  }
}
