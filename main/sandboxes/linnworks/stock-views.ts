import type { Product } from '../world/world-types.ts';
import type { Account } from './account.ts';
import { double } from './order-money.ts';
import { DEFAULT_ID, idOf, stockIntId } from './order-views.ts';

export const stockItemId = (product: Product): string => idOf('stock item', product.sku);

/** What open orders have taken of each SKU, what was despatched here since the world was made, and what counts changed. */
export function stockUse(account: Account): { inOrders: Map<string, number>; gone: Map<string, number>; counted: ReadonlyMap<string, number> } {
  const inOrders = new Map<string, number>();
  const gone = new Map<string, number>();
  for (const live of account.byLastUpdate()) {
    const target = live.state === 'open' ? inOrders : live.state === 'processed' && live.order.status !== 'despatched' ? gone : null;
    if (target) for (const line of live.order.lines) target.set(line.sku, (target.get(line.sku) ?? 0) + line.quantity);
  }
  return { inOrders, gone, counted: account.counted() };
}

type Use = ReturnType<typeof stockUse>;
export const levelOf = (product: Product, use: Use): number => product.stock - (use.gone.get(product.sku) ?? 0) + (use.counted.get(product.sku) ?? 0);

const itemHead = (product: Product) => ({
  ItemNumber: product.sku, ItemTitle: product.title, BarcodeNumber: product.barcode, MetaData: '', IsVariationParent: false, isBatchedStockType: false, PurchasePrice: double((product.grossMinor / 100) * 0.4), RetailPrice: product.grossMinor / 100,
  TaxRate: product.vatRate === 20 ? -1 : product.vatRate, PostalServiceId: DEFAULT_ID, PostalServiceName: 'Default', CategoryId: DEFAULT_ID, CategoryName: 'Default', PackageGroupId: DEFAULT_ID, PackageGroupName: 'Default', Height: 0, Width: 0, Depth: 0, Weight: 0.4,
  CreationDate: '2023-01-10T13:49:45.6295598+00:00', InventoryTrackingType: 0, BatchNumberScanRequired: false, SerialNumberScanRequired: false, StockItemId: stockItemId(product), StockItemIntId: stockIntId(product),
});

/** StockItem: TaxRate −1 says "the country's rate". */
export function stockItem(product: Product, use: Use): Record<string, unknown> {
  const level = levelOf(product, use);
  const inOrders = use.inOrders.get(product.sku) ?? 0;
  return { ...itemHead(product), ItemDescription: '', Quantity: level, InOrder: inOrders, Due: 0, MinimumLevel: 5, Available: level - inOrders, IsCompositeParent: product.parts.length > 0, ShippedSeparately: false };
}

/** StockItemFull: its parts only as far as they were asked for. */
export function stockItemFull(product: Product, use: Use, wanted: ReadonlySet<string>): Record<string, unknown> {
  const prices = wanted.has('Pricing') || wanted.has('ChannelPrice') ? { ItemChannelPrices: [] } : {};
  return { ...itemHead(product), ...(wanted.has('StockLevels') ? { StockLevels: [stockLevel(product, use)] } : {}), ...(wanted.has('Supplier') ? { Suppliers: [] } : {}), ...prices, ...(wanted.has('ExtendedProperties') ? { ItemExtendedProperties: [] } : {}), ...(wanted.has('Images') ? { Images: [] } : {}) };
}

export function stockLevel(product: Product, use: Use) {
  const level = levelOf(product, use);
  const inOrders = use.inOrders.get(product.sku) ?? 0;
  return {
    Location: { StockLocationId: DEFAULT_ID, StockLocationIntId: 0, LocationName: 'Default', IsFulfillmentCenter: false, IsWarehouseManaged: false }, StockLevel: level, StockValue: 0, MinimumLevel: 5, InOrderBook: 0, Due: 0, JIT: false, InOrders: inOrders, Available: level - inOrders,
    UnitCost: 0, SKU: product.sku, AutoAdjust: true, LastUpdateDate: '2026-10-01T06:00:00Z', LastUpdateOperation: 'DIRECT ADJUSTMENT BY stock@northwind.example', rowid: idOf('stock level', product.sku), PendingUpdate: false, StockItemPurchasePrice: double((product.grossMinor / 100) * 0.4),
    StockItemId: stockItemId(product), StockItemIntId: stockIntId(product),
  };
}
