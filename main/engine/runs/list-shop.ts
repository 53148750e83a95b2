import type { Order } from '../../../shared/canonical/order.ts';
import type { Return } from '../../../shared/canonical/return.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { ShopListing } from '../close/check-store.ts';
import { rowsOf } from './read-records.ts';
import type { CommerceSide } from './work.ts';

/** Everything that a shop lists for a month, orders before returns, as it would be kept. Nothing is saved: no cursor moves. */
export async function* listShop({ connectionId, session, commerce }: CommerceSide, { period, timeZone, signal }: { period: Period; timeZone: string; signal: AbortSignal }): AsyncIterable<ShopListing[]> {
  const ask = { period, cursor: null, timeZone, signal };
  const place = { connectionId, period, timeZone, newId: () => '' };
  const kept = ({ kind, externalId, reference, occurredOn, despatchedOn, canonical, amountMinor, currency, status }: ReturnType<typeof rowsOf<Order | Return>>[number]): ShopListing =>
    ({ connectionId, kind, externalId, reference, occurredOn, despatchedOn, canonical, amountMinor, currency, status });
  for await (const page of commerce.orders(session, ask)) yield rowsOf(page, place).map(kept);
  for await (const page of commerce.returns(session, ask)) yield rowsOf(page, place).map(kept);
}
