import type { Instant, LocalDate } from '../../../shared/values/date.ts';
import { dayIn } from '../../../shared/values/date.ts';
import type { Json } from '../connectors/connector.ts';
import type { CompiledMapping } from '../mapping/apply-mapping.ts';
import type { RecordContext, RecordIssue } from '../mapping/record-context.ts';
import { postingDay } from './prepare-order.ts';

/** The field of a receipt's body that holds its day, where the connector names none. */
export const RECEIPT_DATE_FIELD = 'transaction_date';

type Paid = RecordContext & { readonly order: { readonly paidAt: Instant } };

/** The receipt of a paid order: mapped, and dated on the day it was paid, or on the later day that a person moved it to. */
export function receiptDocument(raw: Json, context: Paid, postOn: LocalDate | null, { receiptMapping, receiptDateField }: { receiptMapping: CompiledMapping; receiptDateField: string }): { body: Json; issues: readonly RecordIssue[]; on: LocalDate } {
  const { body, issues } = receiptMapping(raw, context);
  const on = postingDay(dayIn(context.timeZone, context.order.paidAt), postOn);
  // A mapping makes an object.
  return { body: { ...(body as { [name: string]: Json }), [receiptDateField]: `${on}T00:00:00Z` }, issues, on };
}
