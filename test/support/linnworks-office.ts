import assert from 'node:assert/strict';
import { z } from 'zod';
import type { LinnworksSandbox } from '../../main/sandboxes/linnworks/linnworks-sandbox.ts';

const Session = z.object({ Token: z.string() });

/** What the seller's people do in Linnworks while nobody looks: they edit and cancel orders. */
export function linnworksOffice({ url, credentials }: LinnworksSandbox) {
  async function post(path: string, body: unknown, token = ''): Promise<unknown> {
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: token }, body: JSON.stringify(body) });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text);
  }
  return {
    /** Edits that the month holds become visible up to this moment. */
    advance: (to: string) => post('/sandbox/advance', { to }),
    async cancel(orderId: string): Promise<void> {
      const { Token } = Session.parse(await post('/api/Auth/AuthorizeByApplication', { ApplicationID: credentials.applicationId, ApplicationSecret: credentials.applicationSecret, Token: credentials.token }));
      await post('/api/Orders/CancelOrder', { orderId, fulfilmentCenter: '00000000-0000-0000-0000-000000000000', refund: 0, note: 'The buyer changed their mind' }, Token);
    },
  };
}
