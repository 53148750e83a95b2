import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { Currency, Minor } from '../values/money.ts';

export const Address = z.object({
  name: z.string(), company: z.string(), address1: z.string(), address2: z.string(), town: z.string(), region: z.string(),
  postcode: z.string(), country: z.string(), email: z.string(), phone: z.string(),
});
export type Address = z.infer<typeof Address>;

/** One line as it was sold. Money of a composite is on the parent; its parts carry quantities only (already multiplied out). */
export const OrderLine = z.object({
  sku: z.string(), title: z.string(), quantity: z.int(),
  /** What the buyer paid for the line, VAT included, after the line's own discount. */
  grossMinor: Minor,
  /** Per cent as the system wrote it, digits only: '20', '20.1'. */
  taxRate: z.string(),
  /** The tax the system states for the line, rounded half up to minor units: the proof for an odd rate. */
  taxMinor: Minor,
  parts: z.array(z.object({ sku: z.string(), title: z.string(), quantity: z.int() })),
});
export type OrderLine = z.infer<typeof OrderLine>;

/** A sale on a commerce platform, whatever the platform. grossMinor is what the buyer paid: Σ lines + carriage − discount. */
export const Order = z.object({
  kind: z.literal('order'),
  externalId: z.string(), number: z.string(), reference: z.string(),
  /** 'SOURCE/SubSource': the key of its channel settings. */
  channel: z.string(),
  currency: Currency,
  receivedAt: Instant, paidAt: Instant.nullable(), despatchedAt: Instant.nullable(), cancelledAt: Instant.nullable(), changedAt: Instant,
  status: z.enum(['open', 'despatched', 'cancelled', 'unpaid']),
  paymentMethod: z.string(),
  buyer: Address, delivery: Address,
  lines: z.array(OrderLine),
  /** What has been paid so far, where the system says that it is not all. */
  paidMinor: Minor.optional(),
  carriageMinor: Minor, carriageTaxMinor: Minor, discountMinor: Minor, grossMinor: Minor,
  /** Foreign units per unit of the base currency, digits: '1.15'; '1' in the base currency. */
  exchangeRate: z.string(),
});
export type Order = z.infer<typeof Order>;
