import type { WorldPurchase, WorldSupplier } from '../world/purchases.ts';
import { purchasesOf, SUPPLIERS } from '../world/purchases.ts';
import { BadCall, isGuid } from './call-input.ts';
import { entriesPerPage, ok, type Call, type Method } from './method.ts';
import { DEFAULT_ID, idOf } from './order-views.ts';
import { stockItemId } from './stock-views.ts';

const STATUSES: readonly string[] = ['PENDING', 'OPEN', 'PARTIAL', 'DELIVERED'];
const major = (minor: number): number => minor / 100;
const supplierId = ({ name }: WorldSupplier): string => idOf('supplier', name);
const purchaseId = ({ reference }: WorldPurchase): string => idOf('purchase order', reference);

export const purchaseMethods: Record<string, Method> = {
  'Inventory/GetSuppliers': { perMinute: 150, run: () => ok(SUPPLIERS.map(supplierView)) },
  'PurchaseOrder/Search_PurchaseOrders2': { perMinute: 150, run: search },
  'PurchaseOrder/Get_PurchaseOrder': {
    perMinute: 250,
    run({ account, input }) {
      const id = input.text('pkPurchaseId');
      if (!isGuid(id)) throw new BadCall('Invalid parameter pkPurchaseId');
      const found = purchasesOf(account.world).find(purchase => purchaseId(purchase) === id.toLowerCase());
      if (!found) throw new BadCall('Purchase Order does not exist');
      return ok({ NoteCount: 0, PurchaseOrderHeader: header(found), PurchaseOrderItem: items(found), AdditionalCosts: costs(found), PaymentStatements: [], DeliveredRecords: [] });
    },
  },
};

/** By the day of purchase; pages as `Result`, unlike Linnworks' other lists. */
function search({ account, input }: Call) {
  const status = input.text('Status').toUpperCase();
  if (status !== '' && !STATUSES.includes(status)) throw new BadCall('Invalid parameter Status');
  const [from, to] = [input.instant('DateFrom') ?? '', input.instant('DateTo') ?? '~'];
  const word = input.text('SearchValue').toLowerCase();
  const entries = entriesPerPage(input, 'EntriesPerPage', { most: 200, otherwise: 50 });
  const page = Math.max(1, input.integer('PageNumber', 1));
  const found = purchasesOf(account.world).filter(({ orderedAt, reference, ...purchase }) => orderedAt >= from && orderedAt <= to && (status === '' || purchase.status === status) && (word === '' || reference.toLowerCase().includes(word)));
  return ok({ Result: found.slice((page - 1) * entries, page * entries).map(header), TotalPages: Math.ceil(found.length / entries), CurrentPageNumber: page, EntriesPerPage: entries, TotalNumberOfRecords: found.length });
}

const supplierView = (supplier: WorldSupplier) => ({
  pkSupplierID: supplierId(supplier), SupplierName: supplier.name, ContactName: '', Address: 'Unit 1', AlternativeAddress: '', City: '', Region: '', Country: supplier.currency === 'GBP' ? 'United Kingdom' : 'France', PostCode: '',
  TelephoneNumber: '', SecondaryTelNumber: '', FaxNumber: '', Email: supplier.email, WebPage: '', Currency: supplier.currency,
});

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Linnworks states a cost with its tax; the tax stands beside it. */
function header(purchase: WorldPurchase) {
  const { lines, carriage, status, supplier } = purchase;
  const isDone = status === 'DELIVERED';
  return {
    pkPurchaseID: purchaseId(purchase), fkSupplierId: supplierId(supplier), fkLocationId: DEFAULT_ID, ExternalInvoiceNumber: purchase.reference, Status: status, Currency: supplier.currency,
    SupplierReferenceNumber: purchase.supplierNumber, Locked: false, LineCount: lines.length, DeliveredLinesCount: isDone ? lines.length : 0, UnitAmountTaxIncludedType: 1,
    DateOfPurchase: purchase.orderedAt, DateOfDelivery: isDone ? purchase.expectedAt : '0001-01-01T00:00:00Z', QuotedDeliveryDate: purchase.expectedAt, PostagePaid: 0,
    TotalCost: major(sum([...lines.map(line => line.grossMinor), carriage?.grossMinor ?? 0])), taxPaid: major(sum([...lines.map(line => line.taxMinor), carriage?.taxMinor ?? 0])), ShippingTaxRate: 0,
    ConversionRate: purchase.exchangeRate,
  };
}

const items = (purchase: WorldPurchase) => purchase.lines.map(({ product, quantity, grossMinor, taxMinor, taxRate }, index) => ({
  pkPurchaseItemId: idOf('purchase item', `${purchase.reference} ${index}`), fkStockItemId: stockItemId(product), StockItemIntId: 0, Quantity: quantity, Cost: major(grossMinor), Delivered: purchase.status === 'DELIVERED' ? quantity : 0,
  TaxRate: taxRate, Tax: major(taxMinor), PackQuantity: quantity, PackSize: 1, SKU: product.sku, ItemTitle: product.title, InventoryTrackingType: 0, IsDeleted: false, SortOrder: index, BarcodeNumber: product.barcode,
  BoundToOpenOrdersItems: 0, BinRack: '', QuantityBoundToOpenOrdersItems: 0, SupplierCode: `S-${product.sku}`, SupplierBarcode: '', SkuGroupIds: [],
}));

const costs = ({ carriage, supplier, exchangeRate }: WorldPurchase) => (carriage === null ? [] : [{
  PurchaseAdditionalCostItemId: 1, AdditionalCostTypeId: 1, AdditionalCostTypeName: 'Carriage', AdditionalCostTypeIsShippingType: true, Reference: '', SubTotalLineCost: major(carriage.grossMinor - carriage.taxMinor), TaxRate: carriage.taxRate,
  Tax: major(carriage.taxMinor), Currency: supplier.currency, ConversionRate: exchangeRate, TotalLineCost: major(carriage.grossMinor), CostAllocation: [], AllocationLocked: false, AdditionalCostTypeIsPartialAllocation: false, Print: true, AllocationMethod: 'ByValue',
}]);
