import { instant } from '../../../../shared/values/date.ts';
import type { Erp, Json, Session, Shipped } from '../connector.ts';
import { pagesOf } from '../gateway/pages.ts';
import { listAt, textAt } from '../json-value.ts';
import { dayAt, numberAt } from './gateway.ts';

const NOON_MS = 12 * 3_600_000;

/** Shipping an order invoices it: what left is on the invoices of orders that carry a tracking number. */
export async function* shipments(session: Session, { from, to, signal }: Parameters<NonNullable<Erp['shipments']>>[1]): AsyncGenerator<Shipped[]> {
  for await (const rows of pagesOf(session, '/invoices', { query: { type: '', from, to }, signal })) yield rows.flatMap(shipped);
}

function shipped(row: Json): Shipped[] {
  const on = dayAt(row, 'InvoiceDate');
  const [trackingNumber, orderReference] = [numberAt(row, 'TrackingNo'), numberAt(row, 'PONumber')];
  if (on === null || !trackingNumber || !orderReference || !numberAt(row, 'SalesOrderNo') || textAt(row, 'Status') === 'V') return [];
  const service = numberAt(row, 'ShipVia');
  return [{
    externalId: numberAt(row, 'InvoiceNo'), orderReference, at: instant(Date.parse(on) + NOON_MS), carrier: service, service, trackingNumber,
    lines: listAt(row, 'LineItems').flatMap(line => {
      const quantity = wholeOf(line);
      return quantity > 0 ? [{ itemCode: numberAt(line, 'ItemCode'), quantity }] : [];
    }),
  }];
}

/** '2.000' is 2; lines without a location (freight, tax) ship no pieces, nor does a shop take a part of one. */
const wholeOf = (line: Json): number => (numberAt(line, 'LocationId') ? Number(/^(\d{1,9})(?:\.0*)?$/.exec(textAt(line, 'Quantity'))?.[1] ?? 0) : 0);
