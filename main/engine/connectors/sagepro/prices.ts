import { AppError } from '../../../../shared/contract/errors.ts';
import type { Json } from '../connector.ts';
import { divideHalfUp, exact, exactText, times } from '../decimal.ts';
import type { Exact } from '../decimal.ts';
import { isObject, textAt, valueAt } from '../json-value.ts';
import type { JsonObject } from '../json-value.ts';

/** Of Exact's ten places: those beyond the third of a price, and beyond the second of an amount. */
const MILLS = 10n ** 7n;
const CENTS = 10n ** 8n;

const rounded = (value: Exact, unit: bigint): Exact => divideHalfUp(value, unit) * unit;

/** Sage Pro keeps three places of a price. They are enough as long as the line's amount stays the same to the cent; a line where it would not is refused here, not posted wrongly. */
export function withThreePlaces(body: JsonObject, list: string): Json {
  const lines = body[list];
  if (!Array.isArray(lines)) return body;
  return { ...body, [list]: lines.map((line, index) => lineWithThreePlaces(line, `${list}[${index}].UnitPrice`)) };
}

function lineWithThreePlaces(line: Json, field: string): Json {
  const price = exact(valueAt(line, 'UnitPrice'));
  if (!isObject(line) || price === undefined) return line;
  const kept = rounded(price, MILLS);
  if (kept === price) return line;
  const quantity = exact(valueAt(line, 'Quantity')) ?? exact('1') ?? 0n;
  if (rounded(times(quantity, price), CENTS) !== rounded(times(quantity, kept), CENTS)) {
    throw new AppError('price.decimals', 'fixRecord', `Sage Pro keeps three decimals of a price, and with those ${exactText(quantity)} of ${textAt(line, 'ItemCode') || 'this item'} at ${exactText(price)} would come to another amount. Split the line, or write it as one piece with its whole price.`, { field });
  }
  return { ...line, UnitPrice: exactText(kept) };
}
