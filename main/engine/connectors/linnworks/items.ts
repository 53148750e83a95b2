import { AppError } from '../../../../shared/contract/errors.ts';
import type { ItemLists, Json, Session, StockLevel } from '../connector.ts';
import { decimalText, jsonNumber } from '../decimal.ts';
import { stockLevelTarget } from '../item-target.ts';
import { listAt, objectAt, textAt, valueAt } from '../json-value.ts';

const PAGE = 200;
const MAX_PAGES = 5_000;

/** Linnworks answers a page past the end with an error of this text instead of an empty list. */
const isPastEnd = (error: unknown): boolean => error instanceof AppError && /No items found/i.test(error.message);

const levelsOf = (item: Json): StockLevel[] => listAt(item, 'StockLevels').map(level => ({
  code: textAt(item, 'ItemNumber'), warehouseId: textAt(objectAt(level, 'Location'), 'StockLocationId'), quantity: decimalText(valueAt(level, 'StockLevel')) || '0',
}));

/** Kits are left out: their level is that of their parts. Archived items are not listed at all. */
async function* levels(session: Session, signal: AbortSignal | undefined, keyword = ''): AsyncIterable<StockLevel[]> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const body = { keyword, loadCompositeParents: false, loadVariationParents: false, entriesPerPage: PAGE, pageNumber: page, dataRequirements: ['StockLevels'], searchTypes: ['SKU'] };
    const answer = await session.request({ method: 'POST', path: '/Stock/GetStockItemsFull', body, signal }).catch((error: unknown) => {
      if (isPastEnd(error)) return [];
      throw error;
    });
    if (!Array.isArray(answer)) throw new AppError('linnworks.shape', 'report', 'Linnworks’ answer to Stock/GetStockItemsFull is no list of items. Report this.');
    yield answer.flatMap(levelsOf);
    if (answer.length < PAGE) return;
  }
  throw new AppError('linnworks.endless', 'report', 'Linnworks goes on listing stock items without an end. Reading was stopped; report this.');
}

/** Whole pieces; whether it takes a level below nothing is nowhere said, so it is told none. */
export const items = { stock: { pages: (session, signal) => levels(session, signal), decimals: 0, belowZero: false } } satisfies ItemLists;

const isSame = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase();

export const itemTargets = {
  stockLevel: stockLevelTarget({
    system: 'Linnworks', codeField: 'SKU',
    async read({ session, item: { code, warehouseId }, signal }) {
      for await (const page of levels(session, signal, code)) {
        const level = page.find(one => isSame(one.code, code) && isSame(one.warehouseId, warehouseId));
        if (level) return level.quantity;
      }
      return null;
    },
    /** Absolute, where UpdateStockLevelsBySKU would add. */
    async write({ session, item: { code, warehouseId, quantity }, signal }) {
      const answer = await session.request({ method: 'POST', path: '/Stock/SetStockLevel', body: { stockLevels: [{ SKU: code, LocationId: warehouseId, Level: jsonNumber(quantity) }], changeSource: 'Tieout' }, write: true, signal });
      return (Array.isArray(answer) ? answer : []).find(row => isSame(textAt(row, 'SKU'), code)) ?? null;
    },
  }),
};
