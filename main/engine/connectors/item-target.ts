import { AppError } from '../../../shared/contract/errors.ts';
import type { ItemStep, Json, ListedProduct, Sent, Session, StockLevel, Target } from './connector.ts';
import { decimalText } from './decimal.ts';
import { textAt, valueAt } from './json-value.ts';
import { sentAs } from './sent.ts';

type Asked<Item> = { session: Session; item: Item; signal: AbortSignal | undefined };

/** How one system is told a value of an item, and asked for it. `write` answers the system's own record of the item, whose code is in `codeField`. */
type Telling<Item> = { system: string; codeField: string; read(asked: Asked<Item>): Promise<string | null>; write(asked: Asked<Item>): Promise<Json> };

/** A value that is set, not added to: whether it was taken is seen by looking at it. */
const itemTarget = <Item>(step: ItemStep, itemOf: (body: Json) => Item, show: (item: Item) => { id: string; value: string }, { system, codeField, read, write }: Telling<Item>): Target => ({
  // No mapping shapes it: it is one value.
  step, entity: '', dateField: '',
  async send(session, body, signal): Promise<Sent> {
    const item = itemOf(body);
    const answer = await write({ session, item, signal });
    const { id, value } = show(item);
    return sentAs(system, { id: textAt(answer, codeField).trim() && id, number: value, answer });
  },
  async find(session, body, signal) {
    const item = itemOf(body);
    const { id, value } = show(item);
    const now = await read({ session, item, signal });
    return now === null || now !== value ? null : { id, number: value, answer: body };
  },
});

function digitsAt(body: Json, field: string): string {
  const digits = decimalText(valueAt(body, field));
  if (digits) return digits;
  throw new AppError('field.required', 'fixRecord', `${textAt(body, 'code') || 'This item'} has no ${field} in digits. Enter one, or discard it: the next run reads the value anew.`, { field });
}

const codeAt = (body: Json): string => {
  const code = textAt(body, 'code');
  if (code) return code;
  throw new AppError('field.required', 'fixRecord', 'This has no item code. Discard it: the next run reads the items anew.', { field: 'code' });
};

export const stockLevelTarget = (telling: Telling<StockLevel>): Target =>
  itemTarget('stockLevel', body => ({ code: codeAt(body), warehouseId: textAt(body, 'warehouseId'), quantity: digitsAt(body, 'quantity') }), ({ code, warehouseId, quantity }) => ({ id: [code, warehouseId].filter(Boolean).join(' '), value: quantity }), telling);

export type NewPrice = Pick<ListedProduct, 'code' | 'price'>;

export const priceTarget = (telling: Telling<NewPrice>): Target =>
  itemTarget('price', body => ({ code: codeAt(body), price: digitsAt(body, 'price') }), ({ code, price }) => ({ id: code, value: price }), telling);
