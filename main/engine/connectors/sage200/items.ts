import type { ItemLists, Session, StockLevel } from '../connector.ts';
import { decimalText } from '../decimal.ts';
import { textAt, valueAt } from '../json-value.ts';
import { allRows, pagesOf } from './query.ts';

/** What lies in each warehouse, by the products' codes. Sage knows quantities to five places. */
async function* stock(session: Session, signal: AbortSignal): AsyncIterable<StockLevel[]> {
  const products = await allRows(session, '/products', { select: 'id,code,product_status_type', signal });
  const codes = new Map(products.filter(row => !/inactive|hidden/i.test(textAt(row, 'product_status_type'))).map(row => [textAt(row, 'id'), textAt(row, 'code')]));
  for await (const rows of pagesOf(session, '/warehouse_holdings', { select: 'id,product_id,warehouse_id,quantity_in_stock', signal })) {
    yield rows.flatMap((row): StockLevel[] => {
      const code = codes.get(textAt(row, 'product_id'));
      return code ? [{ code, warehouseId: textAt(row, 'warehouse_id'), quantity: decimalText(valueAt(row, 'quantity_in_stock')) || '0' }] : [];
    });
  }
}

export const items = { stock: { pages: stock, decimals: 5, belowZero: true } } satisfies ItemLists;
