import { z } from 'zod';

/** Amounts are decimal text without a sign, prices with up to four places: '207.33', '12.4917'. */
const Decimal = z.string().regex(/^\d{1,10}(\.\d{1,4})?$/, 'is not an amount such as "12.50"');
const Short = z.string().max(60);
const Code = z.string().min(1).max(40);
const Moment = z.iso.datetime();

/** Fields that a shop adds to its records; each has a name and a text. */
export const CustomFields = z.record(z.string().max(60), z.string().max(200));

export const Address = z.object({
  name: z.string().min(1).max(120), company: z.string().max(120).default(''), line1: z.string().max(120), line2: z.string().max(120).default(''), city: Short, state: Short.default(''),
  postalCode: z.string().max(16), country: z.string().regex(/^[A-Z]{2}$/, 'is not a country code of two letters'), email: z.string().max(254).default(''), phone: z.string().max(40).default(''),
});
export type Address = z.infer<typeof Address>;

/** Prices are net: total = unitPrice × quantity − discountAmount, with taxAmount on top. Components carry no money. */
export const LineItem = z.object({
  lineId: Code, sku: Code, name: z.string().max(200), quantity: z.int().min(1).max(100_000), unitPrice: Decimal, discountAmount: Decimal.default('0.00'), taxRate: Decimal, taxAmount: Decimal, total: Decimal,
  components: z.array(z.object({ sku: Code, name: z.string().max(200), quantity: z.int().min(1) })).max(50).default([]),
});
export type LineItem = z.infer<typeof LineItem>;

export const PaymentInfo = z.object({
  method: Short, provider: Short, transactionId: z.string().max(80), status: z.enum(['pending', 'captured', 'on account']), amount: Decimal, capturedAt: Moment.nullable().default(null),
});

export const STATUSES = ['Pending', 'On Hold', 'Confirmed', 'Full Payment Received', 'Partial Payment Received', 'Processing', 'Backordered', 'Ready For Pickup', 'Shipped', 'Shipped from Vendor', 'Completed', 'Void'] as const;
export const OrderStatus = z.enum(STATUSES);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** totalAmount = Σ line totals + shippingAmount + taxAmount − discountAmount; taxAmount is that of the lines and of the shipping. */
export const Order = z.object({
  orderId: Code, referenceNumber: Short, store: Short, customerId: Code, poNumber: Short, orderDate: Moment, status: OrderStatus, currency: z.string().regex(/^[A-Z]{3}$/), exchangeRate: Decimal,
  totalAmount: Decimal, shippingAmount: Decimal, taxAmount: Decimal, discountAmount: Decimal, shippingAddress: Address, billingAddress: Address, lineItems: z.array(LineItem).min(1).max(500), paymentInfo: PaymentInfo,
  shippedAt: Moment.nullable(), cancelledAt: Moment.nullable(), customFields: CustomFields, createdAt: Moment, updatedAt: Moment,
});
export type Order = z.infer<typeof Order>;

export type Customer = {
  customerId: string; type: 'business' | 'consumer'; name: string; companyName: string; email: string; phone: string; billingAddress: Address; shippingAddress: Address; onHold: boolean; creditLimit: string; currency: string;
  customFields: Record<string, string>; createdAt: string; updatedAt: string;
};

export type Product = {
  productId: string; sku: string; name: string; description: string; price: string; currency: string; taxRate: string; barcode: string; status: 'Active' | 'Archived'; components: { sku: string; quantity: number }[];
  customFields: Record<string, string>; createdAt: string; updatedAt: string;
};

export type Inventory = { sku: string; productId: string; locationId: string; quantityOnHand: number; quantityAllocated: number; quantityAvailable: number; customFields: Record<string, string>; updatedAt: string };

export type Payment = {
  paymentId: string; orderId: string; referenceNumber: string; type: 'capture' | 'refund'; method: string; provider: string; transactionId: string; status: 'succeeded'; amount: string; currency: string; customFields: Record<string, string>; createdAt: string; updatedAt: string;
};

export type Return = {
  returnId: string; orderId: string; referenceNumber: string; customerId: string; store: string; status: 'Requested' | 'Approved' | 'Received' | 'Refunded' | 'Denied'; reason: string; currency: string; refundAmount: string;
  lineItems: { lineId: string; sku: string; name: string; quantity: number; refundAmount: string }[]; customFields: Record<string, string>; createdAt: string; refundedAt: string | null; updatedAt: string;
};

export type Shipment = {
  shipmentId: string; orderId: string; referenceNumber: string; carrier: string; service: string; trackingNumber: string; status: 'Shipped'; shippedAt: string; lineItems: { lineId: string; sku: string; quantity: number }[];
  customFields: Record<string, string>; createdAt: string; updatedAt: string;
};

/** Everything that is kept and listed, by the name of its address, with the field that names one. */
export type Kinds = { orders: Order; customers: Customer; products: Product; inventory: Inventory; payments: Payment; returns: Return; shipments: Shipment };
export type Kind = keyof Kinds;
export const ID_FIELDS = { orders: 'orderId', customers: 'customerId', products: 'sku', inventory: 'sku', payments: 'paymentId', returns: 'returnId', shipments: 'shipmentId' } as const satisfies Record<Kind, string>;
export const isKind = (text: string): text is Kind => Object.hasOwn(ID_FIELDS, text);
