import type { Settings } from '../../../shared/contract/settings.ts';
import type { ErpReferences } from '../connectors/connector.ts';

type ReferenceIndex = {
  readonly productByCode: ReadonlyMap<string, { id: string; code: string }>;
  readonly currencyByCode: ReadonlyMap<string, string>;
  readonly warehouseByName: ReadonlyMap<string, string>;
};

/** The ERP's lists are the same object for a whole run, so they are indexed once. */
const indexes = new WeakMap<ErpReferences, ReferenceIndex>();
const aliases = new WeakMap<Settings, ReadonlyMap<string, string>>();

export function indexOf(references: ErpReferences): ReferenceIndex {
  let index = indexes.get(references);
  if (!index) {
    index = {
      productByCode: new Map(references.products.map(product => [product.code.toLowerCase(), product])),
      currencyByCode: new Map(references.currencies.map(currency => [currency.code.toUpperCase(), currency.id])),
      warehouseByName: new Map(references.warehouses.map(warehouse => [warehouse.name.toLowerCase(), warehouse.id])),
    };
    indexes.set(references, index);
  }
  return index;
}

/** The ERP's item code of a SKU: the alias from the settings, else the SKU itself. */
export function itemCodeOf(settings: Settings, sku: string): string {
  let table = aliases.get(settings);
  if (!table) {
    table = new Map(settings.skuAliases.map(alias => [alias.sku.toLowerCase(), alias.itemCode]));
    aliases.set(settings, table);
  }
  return table.get(sku.toLowerCase()) ?? sku;
}
