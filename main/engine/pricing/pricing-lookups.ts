import type { Settings } from '../../../shared/contract/settings.ts';
import type { ErpReferences } from '../connectors/connector.ts';
import type { PricingLookups } from './price-order.ts';
import { hundredthsOf } from './tax-code.ts';
import type { TaxCode } from './tax-code.ts';

/** Indexes settings and the ERP's lists once, for many orders. Codes compare without regard to case, as Sage does. */
export function pricingLookups(settings: Pick<Settings, 'skuAliases' | 'taxCodes'>, references: Pick<ErpReferences, 'products' | 'taxCodes' | 'pricesIncludeTax' | 'priceDecimals'>): PricingLookups {
  const items = new Map(references.products.map(({ id, code }) => [code.toUpperCase(), { id, code }]));
  const aliases = new Map(settings.skuAliases.map(({ sku, itemCode }) => [sku.toUpperCase(), itemCode.toUpperCase()]));
  const codes = new Map(references.taxCodes.map(taxCode => [taxCode.code, taxCode]));
  const rows = settings.taxCodes.flatMap(({ rate, country, code }) => {
    const known = codes.get(code);
    const stated = hundredthsOf(rate);
    const hundredths = known && hundredthsOf(known.rate);
    if (!known || stated === undefined || hundredths === undefined) return [];
    const taxCode: TaxCode = { id: known.id, code, rate: known.rate, hundredths, stated };
    return [{ country: country.toUpperCase(), taxCode }];
  });
  const byCountry = new Map<string, readonly TaxCode[]>();
  return {
    item: sku => items.get(aliases.get(sku.toUpperCase()) ?? sku.toUpperCase()),
    pricesIncludeTax: references.pricesIncludeTax, priceDecimals: references.priceDecimals ?? 5,
    taxes: {
      codesFor(country) {
        const key = country.toUpperCase();
        let found = byCountry.get(key);
        if (!found) {
          found = [...rows.filter(row => row.country === key), ...rows.filter(row => row.country === '*')].map(row => row.taxCode);
          byCountry.set(key, found);
        }
        return found;
      },
      zeroRated: rows.find(row => row.taxCode.hundredths === 0)?.taxCode ?? null,
    },
  };
}
