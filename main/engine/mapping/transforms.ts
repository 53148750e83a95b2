import { choiceTransforms } from './choice-transforms.ts';
import { dateTransforms } from './date-transforms.ts';
import { lineTransforms } from './line-transforms.ts';
import { numberTransforms } from './number-transforms.ts';
import { orderTransforms } from './order-transforms.ts';
import { textTransforms } from './text-transforms.ts';
import type { Transform } from './transform.ts';

/** Every step that a mapping may use, by the name that mappings store. A name once released is never given to another step. */
const TRANSFORMS: Readonly<Record<string, Transform>> = { ...orderTransforms, ...lineTransforms, ...choiceTransforms, ...textTransforms, ...dateTransforms, ...numberTransforms };

/** By name, safe for names from outside. */
export const transformsByName: ReadonlyMap<string, Transform> = new Map(Object.entries(TRANSFORMS));

/** Steps that look at the record's context alone: a field with one of them first needs no source. */
export const SELF_SUFFICIENT: ReadonlySet<string> = new Set([
  'constant', 'customerId', 'bankId', 'exchangeRate', 'amountPaid', 'paidDay', 'orderDay', 'buyerName', 'channelPart', 'nominal', 'currencyId',
  'itemId', 'itemCode', 'lineQuantity', 'lineDescription', 'unitPrice', 'taxCodeId', 'chargePrice', 'chargeTaxCode', 'warehouseId', 'when', 'orElse', 'join', 'defaultTo',
]);
