import type { ItemLists, Json, ListedProduct, Session, StockLevel } from '../connector.ts';
import { decimalText } from '../decimal.ts';
import { pagesOf } from '../gateway/pages.ts';
import { textAt, valueAt } from '../json-value.ts';
import { companyOf } from './gateway.ts';

const codeOf = (row: Json): string => textAt(row, 'ItemCode').trimEnd();

/** Inactive items, charges and comments are no goods. */
export const isGoods = (row: Json): boolean => textAt(row, 'InactiveItem') !== 'Y' && textAt(row, 'ItemType') === '1';

async function* stock(session: Session, signal: AbortSignal): AsyncIterable<StockLevel[]> {
  for await (const rows of pagesOf(session, '/IM/ItemWarehouse', { signal })) {
    yield rows.map(row => ({ code: codeOf(row), warehouseId: textAt(row, 'WarehouseCode').trim(), quantity: decimalText(valueAt(row, 'QuantityOnHand')) || '0' }));
  }
}

/** The standard price, which is without tax; the rate depends on the buyer's tax schedule, so the item states none. */
async function* products(session: Session, signal: AbortSignal): AsyncIterable<ListedProduct[]> {
  const { currency } = await companyOf(session, signal);
  for await (const rows of pagesOf(session, '/CI/Item', { signal })) {
    yield rows.filter(isGoods).map(row => ({ code: codeOf(row), name: textAt(row, 'ItemCodeDesc').trim(), price: decimalText(valueAt(row, 'StandardUnitPrice')), currency, includesTax: false, taxRate: '' }));
  }
}

export const items = { stock: { pages: stock, decimals: 6, belowZero: true }, products: { pages: products, priceDecimals: 6 } } satisfies ItemLists;
