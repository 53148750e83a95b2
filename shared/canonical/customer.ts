import { z } from 'zod';

/** Somebody who buys, as one system knows them. What a system does not keep is null; '' is kept and empty. */
export const Customer = z.object({
  kind: z.literal('customer'),
  externalId: z.string(),
  /** Their account number in the ERP, where the shop keeps it. */
  account: z.string(),
  name: z.string(), company: z.string(),
  email: z.string().nullable(), phone: z.string().nullable(), postcode: z.string().nullable(),
  currency: z.string(),
  onHold: z.boolean().nullable(),
  /** In the customer's currency, digits: '1500.00'. */
  creditLimit: z.string().nullable(),
});
export type Customer = z.infer<typeof Customer>;
