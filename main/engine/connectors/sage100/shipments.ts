import { instant } from '../../../../shared/values/date.ts';
import type { Erp, Json, Session, Shipped } from '../connector.ts';
import { pagesOf } from '../gateway/pages.ts';
import { listAt, textAt } from '../json-value.ts';
import { dayAt, sageDay } from './gateway.ts';

const NOON_MS = 12 * 3_600_000;

/** Sage has no file of shipments: what left is on invoices, entered or posted. One that has no package number yet is told of later. */
export async function* shipments(session: Session, { from, to, signal }: Parameters<NonNullable<Erp['shipments']>>[1]): AsyncGenerator<Shipped[]> {
  for await (const rows of pagesOf(session, '/SO/Shipment', { query: { from: sageDay(from), to: sageDay(to) }, signal })) yield rows.flatMap(shipped);
}

function shipped(row: Json): Shipped[] {
  const on = dayAt(row, 'ShipDate');
  const trackingNumber = listAt(row, 'Tracking').map(tracking => textAt(tracking, 'TrackingID').trim()).find(text => text !== '');
  const orderReference = textAt(row, 'CustomerPONo').trim();
  if (on === null || trackingNumber === undefined || orderReference === '') return [];
  const service = textAt(row, 'ShipVia').trim();
  return [{
    externalId: textAt(row, 'InvoiceNo'), orderReference, at: instant(Date.parse(on) + NOON_MS), carrier: service, service, trackingNumber,
    lines: listAt(row, 'Lines').flatMap(line => {
      const quantity = wholeOf(line);
      return quantity > 0 ? [{ itemCode: textAt(line, 'ItemCode').trimEnd(), quantity }] : [];
    }),
  }];
}

/** '2.000000' is 2; charges and comments ship no pieces, nor does a shop take a part of one. */
const wholeOf = (line: Json): number => (textAt(line, 'ItemType') === '1' ? Number(/^(\d{1,9})(?:\.0*)?$/.exec(textAt(line, 'QuantityShipped'))?.[1] ?? 0) : 0);
