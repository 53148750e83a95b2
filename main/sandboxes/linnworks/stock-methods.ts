import { z } from 'zod';
import type { Product } from '../world/world-types.ts';
import type { Account } from './account.ts';
import { BadCall } from './call-input.ts';
import { entriesPerPage, ok, type Call, type Method } from './method.ts';
import { DEFAULT_ID, idOf } from './order-views.ts';
import { paged } from './search-views.ts';
import { levelOf, stockItem, stockItemFull, stockItemId, stockLevel, stockUse } from './stock-views.ts';

const MAX_COMPOSITIONS = 100;
const active = (account: Account): Product[] => account.world.products.filter(product => !product.archived);

export const stockMethods: Record<string, Method> = {
  'Stock/GetStockItems': {
    perMinute: 150,
    run({ account, input }) {
      const page = { entriesPerPage: entriesPerPage(input, 'entriesPerPage', { most: 200, otherwise: 50 }), pageNumber: input.integer('pageNumber', 1) };
      const keyword = input.text('keyWord').toLowerCase();
      const found = active(account).filter(product => (keyword === '' || hasWord(product, keyword)) && !(input.flag('excludeComposites') && product.parts.length > 0));
      const use = stockUse(account);
      return ok(paged(found, page, product => stockItem(product, use)));
    },
  },
  'Stock/GetStockItemsFull': { perMinute: 150, run: stockItemsFull },
  'Stock/SetStockLevel': { perMinute: 250, writes: true, run: setStockLevel },
  'Inventory/GetStockLocations': { perMinute: 150, run: () => ok([location()]) },
  'Inventory/GetChannels': { perMinute: 150, run: ({ account }) => ok(account.world.channels.map((channel, index) => ({ PkChannelId: index + 1, Source: channel.source, SubSource: channel.subSource, SourceType: channel.source, Enabled: { Value: true }, DisplayName: channel.subSource }))) },
  'Inventory/GetInventoryItem': {
    perMinute: 150,
    run({ account, input }) {
      const sku = input.text('sKU');
      const id = input.text('stockItemId').toLowerCase();
      const product = active(account).find(candidate => (sku !== '' ? candidate.sku.toLowerCase() === sku.toLowerCase() : stockItemId(candidate) === id));
      if (!product) throw new BadCall('Could not determine inventory item id from SKU');
      return ok({ VariationGroupName: '', ...stockItem(product, stockUse(account)) });
    },
  },
  'Inventory/GetStockItemIdsBySKU': {
    perMinute: 250, wrapped: true,
    run({ account, input }) {
      const wanted = new Set(input.list('SKUS').map(sku => String(sku).toLowerCase()));
      return ok({ Items: active(account).filter(product => wanted.has(product.sku.toLowerCase())).map(product => ({ StockItemId: stockItemId(product), SKU: product.sku })) });
    },
  },
  'Inventory/GetInventoryItemsCompositionByIds': {
    perMinute: 250, wrapped: true,
    run({ account, input }) {
      const ids = new Set(input.guids('InventoryItemIds'));
      if (ids.size > MAX_COMPOSITIONS) throw new BadCall(`The maximum items count for this call is ${MAX_COMPOSITIONS}`);
      const composites = active(account).filter(product => product.parts.length > 0 && ids.has(stockItemId(product)));
      return ok({ InventoryItemsCompositionByIds: Object.fromEntries(composites.map(product => [stockItemId(product), composition(product, account)])) });
    },
  },
  'Inventory/GetInventoryItemsCount': { perMinute: 150, run: ({ account, input }) => ok(input.flag('includeArchived') ? account.world.products.length : active(account).length) },
  'Settings/GetCurrencyConversionRates': {
    perMinute: 250,
    run({ account, input }) {
      const rates = [{ Currency: 'GBP', ConversionRate: 1 }, { Currency: 'EUR', ConversionRate: account.world.eurPerGbp }];
      const currency = input.text('currency').toUpperCase();
      return ok(currency === '' ? rates : rates.filter(rate => rate.Currency === currency));
    },
  },
};

/** A bare list without totals; a page past the end is an error. The two load flags include composites and variations. */
function stockItemsFull({ account, input }: Call) {
  const entries = entriesPerPage(input, 'entriesPerPage', { most: 200, otherwise: 50 });
  const keyword = input.text('keyword').toLowerCase();
  const requirements = input.list('dataRequirements').map(each => (typeof each === 'number' ? (REQUIREMENTS[each] ?? '') : String(each)));
  const found = active(account).filter(product => (keyword === '' || hasWord(product, keyword)) && (product.parts.length === 0 || input.flag('loadCompositeParents')));
  const from = (Math.max(1, input.integer('pageNumber', 1)) - 1) * entries;
  const rows = found.slice(from, from + entries);
  if (rows.length === 0) throw new BadCall('No items found with given filter');
  const use = stockUse(account);
  return ok(rows.map(product => stockItemFull(product, use, new Set(requirements))));
}

/** Absolute levels; answers the items' levels as they are then. */
function setStockLevel({ account, input }: Call) {
  const asked = StockLevels.safeParse(input.list('stockLevels'));
  if (!asked.success) throw new BadCall('Invalid parameter stockLevels');
  const rows = asked.data.map(({ SKU, LocationId, Level }) => {
    const product = active(account).find(candidate => candidate.sku.toLowerCase() === SKU.toLowerCase());
    if (!product) throw new BadCall('Could not determine inventory item id from SKU');
    if (LocationId.toLowerCase() !== DEFAULT_ID) throw new BadCall('Location not found');
    return { product, level: Level };
  });
  for (const { product, level } of rows) account.count(product.sku, level - levelOf(product, stockUse(account)));
  const use = stockUse(account);
  return ok(rows.map(({ product }) => stockLevel(product, use)));
}

const MAX_LEVELS = 500;
const StockLevels = z.array(z.object({ SKU: z.string(), LocationId: z.string(), Level: z.int() })).max(MAX_LEVELS);

/** Older callers send the number of an enum value instead of its name. */
const REQUIREMENTS = ['StockLevels', 'Pricing', 'Supplier', 'ShippingInformation', 'ChannelTitle', 'ChannelDescription', 'ChannelPrice', 'ExtendedProperties', 'Images'] as const;

const hasWord = (product: Product, word: string): boolean => [product.sku, product.title, product.barcode].some(value => value.toLowerCase().includes(word));

const location = () => ({
  Address1: 'Unit 4, Ings Road', Address2: '', City: 'Leeds', County: 'West Yorkshire', Country: 'United Kingdom', ZipCode: 'LS9 8AA', IsNotTrackable: false, LocationTag: '', CountInOrderUntilAcknowledgement: false, FulfilmentCenterDeductStockWhenProcessed: false, IsWarehouseManaged: false,
  StockLocationId: DEFAULT_ID, LocationName: 'Default', IsFulfillmentCenter: false, StockLocationIntId: 0,
});

function composition(product: Product, account: Account) {
  return product.parts.flatMap(part => {
    const component = account.products.get(part.sku);
    return component ? [{ LinkedStockItemId: stockItemId(component), ItemTitle: component.title, SKU: component.sku, Quantity: part.quantity, PurchasePrice: component.grossMinor / 250, TaxRate: component.vatRate, StockItemId: idOf('stock item', product.sku) }] : [];
  });
}
