import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { CustomerLinkId } from '../values/id.ts';
import { anyone, command, query } from './method.ts';
import { PageRequest, pageOf } from './page.ts';

export const CustomerSide = z.enum(['erp', 'shop']);
export type CustomerSide = z.infer<typeof CustomerSide>;

/** Whose word counts, field by field. */
export const CustomerMasters = z.object({
  creditLimit: CustomerSide, onHold: CustomerSide, name: CustomerSide, email: CustomerSide, phone: CustomerSide, postcode: CustomerSide,
});
export type CustomerMasters = z.infer<typeof CustomerMasters>;
export type CustomerField = keyof CustomerMasters;

/** The ERP knows what a customer may owe; the shop knows what the customer typed last. */
export const DEFAULT_MASTERS: CustomerMasters = { creditLimit: 'erp', onHold: 'erp', name: 'shop', email: 'shop', phone: 'shop', postcode: 'shop' };

const Known = z.object({ id: z.string(), name: z.string(), email: z.string(), postcode: z.string() });

/** A customer of the shop and an account of the ERP that may be the same, with what speaks for it. Only a person links the two; nothing is merged. */
export const CustomerLink = z.object({
  id: CustomerLinkId,
  state: z.enum(['proposed', 'linked', 'refused']),
  shop: Known,
  /** null: the account is gone from the ERP since. */
  erp: Known.nullable(),
  evidence: z.array(z.string()),
  /** What the side that follows should say, once they are linked. */
  differences: z.array(z.object({ field: z.string(), shop: z.string(), erp: z.string(), master: CustomerSide, instruction: z.string() })),
  foundAt: Instant,
  decidedBy: z.string(), decidedAt: Instant.nullable(), reason: z.string(),
});
export type CustomerLink = z.infer<typeof CustomerLink>;

export const customers = {
  list: query({ may: anyone, input: z.object({ page: PageRequest }), output: pageOf(CustomerLink) }),
  /** A customer of the shop has one account: linking one refuses the others that were proposed. */
  decide: command({ may: ['admin', 'accountant'], input: z.object({ id: CustomerLinkId, decision: z.enum(['link', 'refuse']), reason: z.string().trim().max(300).default('') }), output: CustomerLink }),
};
