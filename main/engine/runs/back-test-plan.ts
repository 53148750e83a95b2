import type { Erp } from '../connectors/connector.ts';
import type { Posts } from '../mapping/document-entries.ts';
import { mappedFields } from '../mapping/mapping-content.ts';
import type { StoredField } from '../mapping/mapping-content.ts';
import type { BackTestPlan, Step } from './back-test.ts';
import { ORDER_DATE_FIELD } from './prepare-orders.ts';
import { RECEIPT_DATE_FIELD } from './receipt-document.ts';

/** The documents that mappings shape. */
const STEPS: readonly Step[] = ['salesOrder', 'customer', 'receipt'];

const fieldFor = (fields: readonly StoredField[], concept: string): string | null => fields.find(({ target }) => target.concept === concept)?.target.path ?? null;

function postsOf(step: Step, fields: readonly StoredField[]): Posts {
  if (step === 'customer') return { kind: 'none' };
  return step === 'salesOrder' ? { kind: 'order' } : { kind: 'receipt', amount: fieldFor(fields, 'order.total.gross'), bank: fieldFor(fields, 'order.paymentMethod') };
}

/** What a thread is told to make documents by these fields; null where runs make no documents of the entity. */
export function backTestPlan({ sourceEntity, targetEntity }: { sourceEntity: string; targetEntity: string }, fields: readonly StoredField[], { targets }: Pick<Erp, 'targets'>): BackTestPlan | null {
  const step = sourceEntity === 'Order' ? STEPS.find(one => targets[one]?.entity === targetEntity) : undefined;
  const target = step && targets[step];
  if (!step || !target) return null;
  return {
    step, posts: postsOf(step, fields), fields: mappedFields(fields), labels: fields.map(({ target: { path, label } }) => [path, label]), customerFields: step === 'customer' ? [] : [target.customerField ?? 'customer_id'].flat(),
    dateField: target.dateField || (step === 'receipt' ? RECEIPT_DATE_FIELD : ORDER_DATE_FIELD), customerReferenceField: targets.customer?.referenceField ?? null,
  };
}
