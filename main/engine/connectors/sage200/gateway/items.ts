import type { ItemLists, Json, Session, StockLevel } from '../../connector.ts';
import { decimalText, jsonNumber } from '../../decimal.ts';
import { firstRow, pagesOf } from '../../gateway/pages.ts';
import { stockLevelTarget } from '../../item-target.ts';
import { textAt, valueAt } from '../../json-value.ts';

/** The gateway keeps one figure an item, whatever the warehouses. */
const levelOf = (row: Json): StockLevel => ({ code: textAt(row, 'StockCode'), warehouseId: '', quantity: decimalText(valueAt(row, 'StockLevel')) || '0' });

async function* stock(session: Session, signal: AbortSignal): AsyncIterable<StockLevel[]> {
  for await (const rows of pagesOf(session, '/stockitems', { signal })) yield rows.filter(row => textAt(row, 'Active') !== 'N').map(levelOf);
}

export const items = { stock: { pages: stock, decimals: 5, belowZero: true } } satisfies ItemLists;

export const itemTargets = {
  stockLevel: stockLevelTarget({
    system: 'Sage 200', codeField: 'StockCode',
    async read({ session, item: { code }, signal }) {
      const row = await firstRow(session, '/stockitems', { query: { stockCode: code }, signal });
      return row === undefined ? null : levelOf(row).quantity;
    },
    write: ({ session, item: { code, quantity }, signal }) => session.request({ method: 'PUT', path: `/stockitems/${encodeURIComponent(code)}`, body: { StockLevel: jsonNumber(quantity) }, write: true, signal }),
  }),
};
