import { AppError } from '../../../../shared/contract/errors.ts';
import type { CommerceDocuments, Json, Sent, Session, Target } from '../connector.ts';
import { listAt, textAt, wholeAt } from '../json-value.ts';
import { sentAs } from '../sent.ts';
import { rowsOf } from './reading.ts';

/** A parcel of an order, line by line as Clarity names its lines. Clarity takes none without a carrier and a number. */
export const documents: CommerceDocuments = {
  shipment({ order, at, carrier, service, trackingNumber, lines }) {
    return {
      orderId: textAt(order, 'orderId'), carrier: carrier || 'Carrier', service, trackingNumber, shippedAt: at,
      lineItems: listAt(order, 'lineItems').flatMap((line, index): Json[] => {
        const quantity = lines === null ? wholeAt(line, 'quantity') : (lines.get(index) ?? 0);
        return quantity > 0 ? [{ lineId: textAt(line, 'lineId'), quantity }] : [];
      }),
    };
  },
};

const sent = (answer: Json): Sent => sentAs('Clarity', { id: textAt(answer, 'shipmentId'), number: textAt(answer, 'trackingNumber'), answer });

function needed(body: Json, field: string): string {
  const text = textAt(body, field);
  if (text) return text;
  throw new AppError('field.required', 'fixRecord', `The shipment has no ${field}. Enter it in the ERP, or discard the shipment.`, { field });
}

/** An order has a handful of parcels. */
const MAX_PARCELS = '100';

export const shipmentTarget: Target = {
  step: 'shipment', entity: 'Shipment', dateField: '',
  send: async (session: Session, body: Json, signal?: AbortSignal) => sent(await session.request({ method: 'POST', path: '/shipments', body, write: true, idempotencyKey: `${needed(body, 'orderId')} ${needed(body, 'trackingNumber')}`, signal })),
  /** Clarity takes a tracking number once an order. */
  async find(session, body, signal) {
    const page = await session.request({ method: 'GET', path: '/shipments', query: { orderId: needed(body, 'orderId'), limit: MAX_PARCELS }, signal });
    const row = rowsOf(page, '/shipments').find(one => textAt(one, 'trackingNumber') === needed(body, 'trackingNumber'));
    return row === undefined ? null : sent(row);
  },
};
