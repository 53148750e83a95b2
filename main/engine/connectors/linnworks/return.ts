import type { Return } from '../../../../shared/canonical/return.ts';
import { Currency } from '../../../../shared/values/money.ts';
import type { Json } from '../connector.ts';
import { exact, toMinor } from '../decimal.ts';
import { textAt, valueAt, wholeAt } from '../json-value.ts';
import { momentAt } from './order.ts';
import type { Converted } from './order.ts';

/** Which of Linnworks' three lists a row comes from; the connector writes it into the row. */
export const HISTORY_TYPE = 'HistoryType';
const PAID_BACK = new Set(['PROCESSED', 'ERROR_ACKED']);

/** What names a row for good: a return keeps its id when it is refunded; a cancellation is of an order. */
export function returnIdOf(row: Json): string {
  if (textAt(row, HISTORY_TYPE) === 'CANCELLATIONS') return `cancellation ${textAt(row, 'pkOrderID')}`;
  const returnId = wholeAt(row, 'pkReturnId');
  return returnId > 0 ? String(returnId) : textAt(row, 'pkRefundRowId') || textAt(row, 'RefundReference') || textAt(row, 'ReturnReference');
}

/** A row of the returns and refunds search as a return of the shared model. The amount is gross, one number. */
export function toReturn(row: Json): Converted<Return> {
  const number = textAt(row, 'nOrderId');
  const refuse = (why: string): Converted<Return> => ({ record: null, issue: `Return ${returnIdOf(row) || '?'} of order ${number || '?'}: ${why}` });
  const currency = Currency.safeParse(textAt(row, 'cCurrency').toUpperCase());
  if (!currency.success) return refuse('its currency is missing or none that the books are kept in. Set it on the order in Linnworks.');
  const isCancellation = textAt(row, HISTORY_TYPE) === 'CANCELLATIONS';
  const status = isCancellation ? 'cancellation' : PAID_BACK.has(textAt(row, 'RefundStatus')) ? 'refunded' : 'open';
  const pending = exact(valueAt(row, 'PendingRefundAmount')) ?? 0n;
  const amount = exact(valueAt(row, 'Amount')) ?? 0n;
  const grossMinor = toMinor(status === 'open' && amount === 0n ? pending : amount, currency.data);
  const created = momentAt(row, 'CreateDate') ?? momentAt(row, 'ReturnDate');
  const acted = momentAt(row, 'ActionDate');
  const at = (status === 'open' ? created : acted) ?? acted ?? created;
  if (!at) return refuse('it has no date.');
  if (grossMinor === undefined) return refuse('its amount is too large.');
  const externalId = returnIdOf(row);
  if (!externalId) return refuse('it has no id.');
  const changes = [momentAt(row, 'LastDate'), acted, created].filter(moment => moment !== null).sort();
  return {
    issue: null,
    record: {
      kind: 'return', externalId, orderExternalId: textAt(row, 'pkOrderID'), orderNumber: number, orderReference: textAt(row, 'ReferenceNum') || number,
      channel: `${textAt(row, 'Source')}/${textAt(row, 'SubSource')}`, currency: currency.data, sku: textAt(row, 'ItemNumber') || textAt(row, 'cItemNumber'),
      quantity: wholeAt(row, isCancellation ? 'CancellationQuantity' : 'ReturnQty'), grossMinor, reason: textAt(row, 'Reason') || textAt(row, 'ChannelReason') || textAt(row, 'Category'),
      status, at, changedAt: changes.at(-1) ?? at,
    },
  };
}
