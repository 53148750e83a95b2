import type { ItemLists, Json, ListedProduct, Session, StockLevel } from '../connector.ts';
import { decimalText } from '../decimal.ts';
import { firstRow, pagesOf } from '../gateway/pages.ts';
import { priceTarget, stockLevelTarget } from '../item-target.ts';
import { textAt, valueAt } from '../json-value.ts';
import { companyOf } from './gateway.ts';

const codeOf = (row: Json): string => textAt(row, 'ItemCode').trim();
const levelOf = (row: Json): StockLevel => ({ code: codeOf(row), warehouseId: textAt(row, 'LocationId').trim(), quantity: decimalText(valueAt(row, 'OnHand')) || '0' });

/** What the web shop asks; where Sage Pro has no such price, the price of everybody. Both are without tax. */
const priceOf = (row: Json): string => {
  const web = decimalText(valueAt(row, 'WebPrice'));
  return web === '' || web === '0' ? decimalText(valueAt(row, 'Price')) : web;
};

async function* stock(session: Session, signal: AbortSignal): AsyncIterable<StockLevel[]> {
  for await (const rows of pagesOf(session, '/inventory', { signal })) yield rows.map(levelOf);
}

/** Items without stock stand for freight, discounts and tax, not for goods. */
async function* products(session: Session, signal: AbortSignal): AsyncIterable<ListedProduct[]> {
  const { currency } = await companyOf(session, signal);
  for await (const rows of pagesOf(session, '/products', { query: { stockCode: 'Y' }, signal })) {
    yield rows.map(row => ({ code: codeOf(row), name: textAt(row, 'Description').trim(), price: priceOf(row), currency, includesTax: false, taxRate: '' }));
  }
}

/** Three decimals of both, as its tables have them. */
export const items = { stock: { pages: stock, decimals: 3, belowZero: true }, products: { pages: products, priceDecimals: 3 } } satisfies ItemLists;

export const itemTargets = {
  stockLevel: stockLevelTarget({
    system: 'Sage Pro', codeField: 'ItemCode',
    async read({ session, item: { code, warehouseId }, signal }) {
      const row = await firstRow(session, '/inventory', { query: { itemCode: code, location: warehouseId }, signal });
      return row === undefined ? null : levelOf(row).quantity;
    },
    write: ({ session, item: { code, warehouseId, quantity }, signal }) =>
      session.request({ method: 'PUT', path: `/inventory/${encodeURIComponent(code)}/${encodeURIComponent(warehouseId)}`, body: { OnHand: quantity }, write: true, signal }),
  }),
  price: priceTarget({
    system: 'Sage Pro', codeField: 'ItemCode',
    async read({ session, item: { code }, signal }) {
      const row = await firstRow(session, '/products', { query: { itemCode: code }, signal });
      return row === undefined ? null : priceOf(row);
    },
    write: ({ session, item: { code, price }, signal }) => session.request({ method: 'PUT', path: `/products/${encodeURIComponent(code)}`, body: { WebPrice: price }, write: true, signal }),
  }),
};
