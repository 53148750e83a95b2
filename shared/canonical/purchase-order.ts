import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { Currency, Minor } from '../values/money.ts';

/** Whom the seller buys from, as one system knows it. */
export const Supplier = z.object({ externalId: z.string(), name: z.string(), currency: z.string(), email: z.string() });
export type Supplier = z.infer<typeof Supplier>;

export const PurchaseLine = z.object({
  sku: z.string(), title: z.string(), quantity: z.int(),
  grossMinor: Minor, taxMinor: Minor,
  /** Per cent, digits: '20'. */
  taxRate: z.string(),
  /** The supplier's own code of the item; '' when it is not known. */
  supplierCode: z.string(),
});
export type PurchaseLine = z.infer<typeof PurchaseLine>;

/** Goods ordered from a supplier, whatever the platform. grossMinor = Σ lines + Σ costs, taxMinor likewise; a record that does not give that is none. */
export const PurchaseOrder = z.object({
  kind: z.literal('purchaseOrder'),
  externalId: z.string(), reference: z.string(),
  /** The supplier's own number for it; '' until there is one. */
  supplierReference: z.string(),
  supplier: Supplier,
  currency: Currency,
  /** pending: not placed with the supplier yet. */
  status: z.enum(['pending', 'open', 'partial', 'delivered']),
  orderedAt: Instant, expectedAt: Instant.nullable(),
  lines: z.array(PurchaseLine),
  /** Carriage and the like, beside the goods. */
  costs: z.array(z.object({ description: z.string(), grossMinor: Minor, taxMinor: Minor, taxRate: z.string() })),
  taxMinor: Minor, grossMinor: Minor,
  /** Foreign units per unit of the base currency, digits; '1' in the base currency. */
  exchangeRate: z.string(),
});
export type PurchaseOrder = z.infer<typeof PurchaseOrder>;
