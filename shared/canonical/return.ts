import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { Currency, Minor } from '../values/money.ts';

/** Goods that came back or money given back for a sale; one gross figure, as commerce systems state it. */
export const Return = z.object({
  kind: z.literal('return'),
  externalId: z.string(),
  orderExternalId: z.string(), orderNumber: z.string(), orderReference: z.string(),
  channel: z.string(), currency: Currency,
  sku: z.string(), quantity: z.int(), grossMinor: Minor,
  reason: z.string(),
  status: z.enum(['open', 'refunded', 'cancellation']),
  at: Instant, changedAt: Instant,
});
export type Return = z.infer<typeof Return>;
