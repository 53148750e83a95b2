import { instant } from '../../../../shared/values/date.ts';
import type { Erp, Json, Session, Shipped } from '../connector.ts';
import { pagesOf } from '../gateway/pages.ts';
import { listAt, textAt } from '../json-value.ts';
import { dayAt, numberAt } from './gateway.ts';

const NOON_MS = 12 * 3_600_000;

/** Shipping an order is what invoices it: a shipment is an invoice of an order, with the number of its parcel. */
export async function* shipments(session: Session, { from, to, signal }: Parameters<NonNullable<Erp['shipments']>>[1]): AsyncGenerator<Shipped[]> {
  for await (const rows of pagesOf(session, '/invoices', { query: { from, to, type: '' }, signal })) yield rows.flatMap(shipped);
}

function shipped(row: Json): Shipped[] {
  const on = dayAt(row, 'InvoiceDate');
  const [trackingNumber, orderReference] = [numberAt(row, 'TrackingNo'), numberAt(row, 'PONumber')];
  if (on === null || trackingNumber === '' || orderReference === '' || textAt(row, 'Status') === 'V') return [];
  return [{
    externalId: numberAt(row, 'InvoiceNo'), orderReference, at: instant(Date.parse(on) + NOON_MS), carrier: '', service: '', trackingNumber,
    lines: listAt(row, 'LineItems').flatMap(line => {
      // '2.000' is 2; a shop takes no part of a piece.
      const quantity = Number(/^(\d{1,9})(?:\.0*)?$/.exec(textAt(line, 'Quantity'))?.[1] ?? 0);
      return quantity > 0 ? [{ itemCode: numberAt(line, 'ItemCode'), quantity }] : [];
    }),
  }];
}
