import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { ConnectionId, RunId } from '../values/id.ts';
import { anyone, query, task } from './method.ts';

/** A change that a system told us of; what it said stays in the workspace. */
export const WebhookDelivery = z.object({
  id: z.string(),
  /** The system's own name of the event, e.g. `order.created`; '' when it gave none. */
  type: z.string(),
  receivedAt: Instant,
  bytes: z.int(),
  /** The run that read what it told of; null: it waits for one. */
  runId: RunId.nullable(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const webhooks = {
  /** The last hundred of a connection, newest first. */
  deliveries: query({ may: anyone, input: z.object({ connectionId: ConnectionId }), output: z.array(WebhookDelivery) }),
  /** Asks the system to tell our address of changes, and keeps the secret that it answers. Done again, the earlier registration ends. */
  register: task({ may: ['admin'], input: z.object({ connectionId: ConnectionId }), output: z.object({ address: z.url() }) }),
};
