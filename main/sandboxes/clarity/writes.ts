import { z } from 'zod';
import { Currency, formatMinor, parseMoney } from '../../../shared/values/money.ts';
import type { SaleOrder, World } from '../world/world-types.ts';
import { checked, notFound, Refused } from './refusals.ts';
import { isOfShop, orderIdOf, orderView } from './order-view.ts';
import { LOCATION, shopOf } from './seed.ts';
import { CustomFields, LineItem, Order, OrderStatus, type Kinds, type Shipment } from './shapes.ts';
import type { Store } from './store.ts';
import type { Event } from './webhooks.ts';

/** What a write works with: one transaction, and who is told of it. */
export type Books = { store: Store; announce(event: Event, about: Readonly<Record<string, string>>): void };
type Written = { status: 200 | 201; record: Kinds[keyof Kinds] };

const FIRST_ORDER = 900_001;
const FIRST_SHIPMENT = 900_001;
const FINISHED: ReadonlySet<string> = new Set(['Shipped', 'Shipped from Vendor', 'Completed', 'Void']);
const SHIPPED: ReadonlySet<string> = new Set(['Shipped', 'Shipped from Vendor', 'Completed']);

const aboutOrder = ({ orderId, status }: Order): Record<string, string> => ({ orderId, status });

const NewOrder = Order.omit({ orderId: true, shippedAt: true, cancelledAt: true, createdAt: true, updatedAt: true }).extend({
  status: z.enum(['Pending', 'On Hold', 'Confirmed', 'Full Payment Received', 'Processing']), referenceNumber: z.string().max(60).default(''), store: z.string().max(60).default('Northwind Home UK'), poNumber: z.string().max(60).default(''),
  exchangeRate: Order.shape.exchangeRate.default('1'), discountAmount: LineItem.shape.discountAmount, customFields: CustomFields.default({}),
});

/** A checkout. The shop adds up for itself and refuses an order whose total is another. */
export function placeOrder({ store, announce }: Books, body: unknown): Written {
  const asked = checked(NewOrder, body);
  const currency = Currency.safeParse(asked.currency);
  if (!currency.success) throw new Refused(422, 'validation_failed', `currency ${asked.currency} is not sold in.`, 'currency');
  if (!store.get('customers', asked.customerId)) throw new Refused(422, 'unknown_customer', `There is no customer ${asked.customerId}.`, 'customerId');
  for (const [index, { sku }] of asked.lineItems.entries()) if (!store.get('products', sku)) throw new Refused(422, 'unknown_product', `There is no product ${sku}.`, `lineItems[${index}].sku`);
  const minor = (text: string): number => parseMoney(text, currency.data)?.minor ?? NaN;
  const total = asked.lineItems.reduce((sum, line) => sum + minor(line.total), 0) + minor(asked.shippingAmount) + minor(asked.taxAmount) - minor(asked.discountAmount);
  if (total !== minor(asked.totalAmount)) throw new Refused(422, 'total_mismatch', `totalAmount ${asked.totalAmount} is not the sum of the lines, shipping and tax less the discount${Number.isNaN(total) ? '' : ` (${formatMinor(total, currency.data)})`}.`, 'totalAmount');
  const orderId = orderIdOf(store.next('order', FIRST_ORDER));
  const order = store.put('orders', { ...asked, orderId, referenceNumber: asked.referenceNumber || `#${orderId}`, shippedAt: null, cancelledAt: null, createdAt: store.now(), updatedAt: '' });
  for (const { sku, quantity } of order.lineItems) changeStock({ store, announce }, sku, { allocated: quantity });
  announce('order.created', aboutOrder(order));
  return { status: 201, record: order };
}

const OrderChange = z.strictObject({ status: OrderStatus.optional(), poNumber: z.string().max(60).optional(), customFields: CustomFields.optional() });

/** A new status, a number of the ERP in a custom field. What has left cannot be voided, what is void stays so. */
export function changeOrder(books: Books, id: string, body: unknown): Written {
  const { store, announce } = books;
  const change = checked(OrderChange, body);
  const before = store.get('orders', id) ?? missing('order', id);
  const status = change.status ?? before.status;
  if (status !== before.status && before.status === 'Void') throw new Refused(409, 'order_void', `Order ${id} is void.`, 'status');
  if (status === 'Void' && SHIPPED.has(before.status)) throw new Refused(409, 'order_shipped', `Order ${id} has left already.`, 'status');
  if (SHIPPED.has(before.status) && !SHIPPED.has(status)) throw new Refused(409, 'order_shipped', `Order ${id} has left already.`, 'status');
  const isVoided = status === 'Void' && before.status !== 'Void';
  const isShipped = SHIPPED.has(status) && !SHIPPED.has(before.status);
  const order = store.put('orders', {
    ...before, status, poNumber: change.poNumber ?? before.poNumber, customFields: { ...before.customFields, ...change.customFields },
    cancelledAt: isVoided ? store.now() : before.cancelledAt, shippedAt: isShipped ? store.now() : before.shippedAt,
  });
  const earlier = isVoided || isShipped ? shipmentsOf(store, id) : [];
  if (isVoided || isShipped) {
    for (const { lineId, sku, quantity } of order.lineItems) {
      const rest = quantity - sent(earlier, lineId);
      changeStock(books, sku, { allocated: -rest, onHand: isShipped ? -rest : 0 });
    }
  }
  announce(isVoided ? 'order.cancelled' : 'order.updated', aboutOrder(order));
  return { status: 200, record: order };
}

const NewShipment = z.strictObject({
  orderId: z.string().max(40), carrier: z.string().min(1).max(60), service: z.string().max(60).default(''), trackingNumber: z.string().min(1).max(60), shippedAt: z.iso.datetime(),
  lineItems: z.array(z.strictObject({ lineId: z.string().max(40), quantity: z.int().min(1) })).min(1).max(500), customFields: CustomFields.default({}),
});

/** A parcel of an order. The same tracking number is taken once per order; the last parcel makes the order shipped. */
export function addShipment(books: Books, body: unknown): Written {
  const { store, announce } = books;
  const asked = checked(NewShipment, body);
  const order = store.get('orders', asked.orderId) ?? missing('order', asked.orderId);
  const earlier = shipmentsOf(store, order.orderId);
  const same = earlier.find(({ trackingNumber }) => trackingNumber === asked.trackingNumber);
  if (same) throw new Refused(409, 'duplicate_shipment', `Order ${order.orderId} has shipment ${same.shipmentId} with tracking number ${asked.trackingNumber} already.`, 'trackingNumber');
  if (FINISHED.has(order.status)) throw new Refused(409, order.status === 'Void' ? 'order_void' : 'order_shipped', `Order ${order.orderId} is ${order.status}: nothing of it can be shipped.`, 'orderId');
  const left = new Map(order.lineItems.map(({ lineId, quantity }) => [lineId, quantity - sent(earlier, lineId)]));
  for (const [index, { lineId, quantity }] of asked.lineItems.entries()) {
    const rest = left.get(lineId);
    if (rest === undefined) throw new Refused(422, 'unknown_line', `Order ${order.orderId} has no line ${lineId}.`, `lineItems[${index}].lineId`);
    if (quantity > rest) throw new Refused(422, 'quantity_exceeded', `Of line ${lineId} of order ${order.orderId} only ${rest} are left to ship.`, `lineItems[${index}].quantity`);
    left.set(lineId, rest - quantity);
  }
  const lineItems = asked.lineItems.map(line => ({ ...line, sku: order.lineItems.find(({ lineId }) => lineId === line.lineId)?.sku ?? '' }));
  const shipment = store.put('shipments', { ...asked, shipmentId: `SHP-${store.next('shipment', FIRST_SHIPMENT)}`, referenceNumber: order.referenceNumber, status: 'Shipped', lineItems, createdAt: store.now(), updatedAt: '' });
  for (const { sku, quantity } of lineItems) changeStock(books, sku, { allocated: -quantity, onHand: -quantity });
  const isComplete = [...left.values()].every(rest => rest === 0);
  const after = store.put('orders', { ...order, status: isComplete ? 'Shipped' : 'Processing', shippedAt: isComplete ? asked.shippedAt : null });
  announce('shipment.created', { shipmentId: shipment.shipmentId, orderId: order.orderId });
  announce('order.updated', aboutOrder(after));
  return { status: 201, record: shipment };
}

/** A shop's order has a handful of parcels; more than these would be a mistake in it. */
const MAX_PARCELS = 500;
const shipmentsOf = (store: Store, orderId: string): Shipment[] => store.list('shipments', { since: '', after: null, filters: { orderId }, limit: MAX_PARCELS });
const sent = (shipments: readonly Shipment[], lineId: string): number => shipments.flatMap(({ lineItems }) => lineItems).filter(line => line.lineId === lineId).reduce((sum, line) => sum + line.quantity, 0);

const ShipmentChange = z.strictObject({ carrier: z.string().min(1).max(60).optional(), service: z.string().max(60).optional(), trackingNumber: z.string().min(1).max(60).optional(), customFields: CustomFields.optional() });

export function changeShipment({ store, announce }: Books, id: string, body: unknown): Written {
  const change = checked(ShipmentChange, body);
  const before = store.get('shipments', id) ?? missing('shipment', id);
  const { carrier = before.carrier, service = before.service, trackingNumber = before.trackingNumber } = change;
  const shipment = store.put('shipments', { ...before, carrier, service, trackingNumber, customFields: { ...before.customFields, ...change.customFields } });
  announce('shipment.updated', { shipmentId: id, orderId: shipment.orderId });
  return { status: 200, record: shipment };
}

const StockChange = z.strictObject({ quantityOnHand: z.int().min(0).max(10_000_000), locationId: z.literal(LOCATION).default(LOCATION) });

/** The stock counted elsewhere; what orders have taken of it stays taken. */
export function changeInventory(books: Books, sku: string, body: unknown): Written {
  const { quantityOnHand } = checked(StockChange, body);
  const before = books.store.get('inventory', sku) ?? missing('stock of', sku);
  changeStock(books, sku, { onHand: quantityOnHand - before.quantityOnHand });
  return { status: 200, record: books.store.get('inventory', sku) ?? before };
}

function changeStock({ store, announce }: Books, sku: string, { onHand = 0, allocated = 0 }: { onHand?: number; allocated?: number }): void {
  const before = store.get('inventory', sku);
  if (!before) return;
  const quantityOnHand = before.quantityOnHand + onHand;
  const quantityAllocated = Math.max(0, before.quantityAllocated + allocated);
  store.put('inventory', { ...before, quantityOnHand, quantityAllocated, quantityAvailable: quantityOnHand - quantityAllocated });
  announce('inventory.updated', { sku, locationId: before.locationId });
}

const ProductChange = z.strictObject({ name: z.string().min(1).max(200).optional(), price: LineItem.shape.unitPrice.optional(), status: z.enum(['Active', 'Archived']).optional(), customFields: CustomFields.optional() });

export function changeProduct({ store, announce }: Books, sku: string, body: unknown): Written {
  const change = checked(ProductChange, body);
  const before = store.get('products', sku) ?? missing('product', sku);
  const { name = before.name, price = before.price, status = before.status } = change;
  const product = store.put('products', { ...before, name, price, status, customFields: { ...before.customFields, ...change.customFields } });
  announce('product.updated', { sku, productId: product.productId });
  return { status: 200, record: product };
}

/** Lets time pass: orders of the world that their buyers changed up to then show it. */
export function editOrders({ store, announce }: Books, world: World, { from, to }: { from: string; to: string }): void {
  const shop = shopOf(world);
  for (const order of world.orders) {
    const { edited } = order;
    const id = orderIdOf(order.number);
    const before = isOfShop(order) ? store.get('orders', id) : undefined;
    if (!edited || !before || edited.at <= from || edited.at > to) continue;
    const changed: SaleOrder = { ...order, lines: edited.lines, grossMinor: edited.grossMinor };
    const { lineItems, totalAmount, taxAmount, paymentInfo } = orderView(changed, shop);
    announce('order.updated', aboutOrder(store.put('orders', { ...before, lineItems, totalAmount, taxAmount, paymentInfo })));
  }
}

function missing(what: string, id: string): never {
  throw notFound(what, id);
}
