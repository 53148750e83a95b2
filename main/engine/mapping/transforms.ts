import { addressTransforms } from './address-transforms.ts';
import { choiceTransforms } from './choice-transforms.ts';
import { dateTransforms } from './date-transforms.ts';
import { expressionTransforms } from './expression-transform.ts';
import { formatTransforms } from './format-transforms.ts';
import { lineTransforms } from './line-transforms.ts';
import { listTransforms } from './list-transforms.ts';
import { numberTransforms } from './number-transforms.ts';
import { orderTransforms } from './order-transforms.ts';
import { paymentTransforms } from './payment-transforms.ts';
import { taxTransforms } from './tax-transforms.ts';
import { textTransforms } from './text-transforms.ts';
import type { Transform } from './transform.ts';

/** Every step that a mapping may use, by the name that mappings store. A name once released is never given to another step. */
const TRANSFORMS: Readonly<Record<string, Transform>> = {
  ...orderTransforms, ...lineTransforms, ...taxTransforms, ...paymentTransforms, ...choiceTransforms, ...textTransforms, ...addressTransforms, ...dateTransforms, ...numberTransforms, ...formatTransforms, ...listTransforms, ...expressionTransforms,
};

/** By name, safe for names from outside. */
export const transformsByName: ReadonlyMap<string, Transform> = new Map(Object.entries(TRANSFORMS));

/** Groups whose steps look at the whole record. */
const RECORD_GROUPS: ReadonlySet<string> = new Set(['Order', 'Order line', 'Carriage', 'Expression']);

/** The step works on no value alone: without a record's money, lists and settings it can do nothing. */
export const needsRecord = ({ group, needsRecord: needs }: Transform): boolean => needs === true || RECORD_GROUPS.has(group);

/** Steps that look at the record's context alone: a field with one of them first needs no source. */
export const SELF_SUFFICIENT: ReadonlySet<string> = new Set([
  'constant', 'customerId', 'bankId', 'exchangeRate', 'amountPaid', 'paidDay', 'orderDay', 'buyerName', 'channelPart', 'nominal', 'currencyId',
  'itemId', 'itemCode', 'lineQuantity', 'lineDescription', 'unitPrice', 'taxCodeId', 'chargePrice', 'chargeTaxCode', 'warehouseId', 'orderFigure', 'lineFigure', 'expression', 'when', 'cases', 'orElse', 'join', 'defaultTo',
]);
