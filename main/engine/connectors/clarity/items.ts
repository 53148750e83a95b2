import type { ItemLists, Json, ListedProduct, Session, StockLevel } from '../connector.ts';
import { decimalText, jsonNumber } from '../decimal.ts';
import { priceTarget, stockLevelTarget } from '../item-target.ts';
import { textAt, valueAt } from '../json-value.ts';
import { pagesOf } from './reading.ts';

/** Every change since; the lists have no other order than that of the last change. */
const FROM_THE_BEGINNING = '1970-01-01T00:00:00.000Z';

const levelOf = (row: Json): StockLevel => ({ code: textAt(row, 'sku'), warehouseId: textAt(row, 'locationId'), quantity: decimalText(valueAt(row, 'quantityOnHand')) || '0' });

/** The shop's prices are without tax. */
const productOf = (row: Json): ListedProduct =>
  ({ code: textAt(row, 'sku'), name: textAt(row, 'name'), price: decimalText(valueAt(row, 'price')), currency: textAt(row, 'currency'), includesTax: false, taxRate: decimalText(valueAt(row, 'taxRate')) });

const isSold = (row: Json): boolean => textAt(row, 'sku') !== '' && textAt(row, 'status') !== 'Archived';

async function* listed<T>(session: Session, signal: AbortSignal, path: string, itemOf: (row: Json) => T): AsyncIterable<T[]> {
  for await (const rows of pagesOf(session, { signal }, { path, updatedSince: FROM_THE_BEGINNING })) yield rows.filter(isSold).map(itemOf);
}

export const items = {
  /** Clarity counts whole pieces, and none below nothing. */
  stock: { pages: (session, signal) => listed(session, signal, '/inventory', levelOf), decimals: 0, belowZero: false },
  products: { pages: (session, signal) => listed(session, signal, '/products', productOf), priceDecimals: 4 },
} satisfies ItemLists;

const address = (list: 'inventory' | 'products', sku: string): string => `/${list}/${encodeURIComponent(sku)}`;

export const itemTargets = {
  stockLevel: stockLevelTarget({
    system: 'Clarity', codeField: 'sku',
    read: async ({ session, item: { code }, signal }) => levelOf(await session.request({ method: 'GET', path: address('inventory', code), signal })).quantity,
    write: ({ session, item: { code, warehouseId, quantity }, signal }) =>
      session.request({ method: 'PUT', path: address('inventory', code), body: { quantityOnHand: jsonNumber(quantity), ...(warehouseId && { locationId: warehouseId }) }, write: true, signal }),
  }),
  price: priceTarget({
    system: 'Clarity', codeField: 'sku',
    read: async ({ session, item: { code }, signal }) => productOf(await session.request({ method: 'GET', path: address('products', code), signal })).price,
    write: ({ session, item: { code, price }, signal }) => session.request({ method: 'PUT', path: address('products', code), body: { price }, write: true, signal }),
  }),
};
