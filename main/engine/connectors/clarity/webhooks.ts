import { AppError } from '../../../../shared/contract/errors.ts';
import type { Json, Webhooks } from '../connector.ts';
import { textAt } from '../json-value.ts';
import { rowsOf } from './reading.ts';

/** What a run reads: an order in any of its stages. The first is described, the others follow its pattern. */
const EVENTS = ['order.created', 'order.updated', 'order.cancelled'];
/** A shop has a handful of addresses; more than this are not ours. */
const MAX_ENDED = 20;

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : '');

export const webhooks: Webhooks = {
  async register(session, { address, keep, signal }) {
    const before = rowsOf(await session.request({ method: 'GET', path: '/webhooks', signal }), '/webhooks');
    const made: Json = await session.request({ method: 'POST', path: '/webhooks', body: { url: address, events: EVENTS }, write: true, signal });
    const secret = textAt(made, 'secret');
    if (secret === '') throw new AppError('clarity.webhook', 'fixConnection', 'Clarity took the address but showed no secret. Copy the secret from Clarity’s administration into this connection.', { field: 'webhookSecret' });
    await keep(secret);
    // The path ends in the connection's own id; host and port may have moved since.
    const ours = before.filter(row => pathOf(textAt(row, 'url')) === pathOf(address)).slice(0, MAX_ENDED);
    for (const row of ours) await session.request({ method: 'DELETE', path: `/webhooks/${encodeURIComponent(textAt(row, 'id'))}`, write: true, signal });
  },
};
