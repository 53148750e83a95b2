import type { PurchaseOrder } from '../../../shared/canonical/purchase-order.ts';
import { formatMinor, minorDigits, multiplyHalfUp } from '../../../shared/values/money.ts';
import type { PricingLookups } from './price-order.ts';
import type { PricedLine, PricedTax, Pricing, PricingIssue } from './priced-order.ts';
import { findTaxCode } from './tax-code.ts';

/** Suppliers' tax is that of the rate alone: the settings' codes that count for every country. */
const ANY_COUNTRY = '*';
const PRICE_DECIMALS = 5;
const SCALE = 10 ** PRICE_DECIMALS;

/**
 * The money of a purchase document: each line's net at a unit price of five decimals that gives it back to the penny. What such a price cannot
 * reach, and costs beside the goods, stop the order: nothing is spread or rounded away. Pure.
 */
export function pricePurchase(order: PurchaseOrder, lookups: Pick<PricingLookups, 'item' | 'taxes'>): Pricing {
  const issues: PricingIssue[] = [];
  const stop = (code: string, about: string, field: string, message: string): void => void issues.push({ code, about, field, message });
  for (const { description, grossMinor } of order.costs) {
    stop('purchase.costs', description, 'lines', `${order.reference} has ${description} of ${formatMinor(grossMinor, order.currency)} ${order.currency} beside its goods, and how Sage keeps such a cost on a purchase order is not known. Enter this order in Sage by hand.`);
  }
  const taxes = new Map<string, PricedTax>();
  const lines = order.lines.flatMap((line, sourceIndex): PricedLine[] => {
    const { sku, quantity, grossMinor, taxMinor, taxRate } = line;
    const item = lookups.item(sku);
    if (!item) {
      stop('product.unknown', sku, `lines[${sourceIndex}].product_id`, `The ERP has no item with the code ${sku}. Add an alias for the SKU in the settings, or create the item.`);
      return [];
    }
    const found = findTaxCode(lookups.taxes, { rate: taxRate, country: ANY_COUNTRY, grossMinor, taxMinor });
    if (!found.ok) {
      stop(found.code, found.about, `lines[${sourceIndex}].tax_code_id`, `${order.reference}, ${sku}: ${found.message}`);
      return [];
    }
    const netMinor = grossMinor - taxMinor;
    const { id: taxCodeId, code, rate } = found.taxCode;
    const tax = taxes.get(taxCodeId) ?? { taxCodeId, code, rate, netMinor: 0, taxMinor: 0 };
    taxes.set(taxCodeId, { ...tax, netMinor: tax.netMinor + netMinor, taxMinor: tax.taxMinor + taxMinor });
    const price = unitPriceOf(netMinor, quantity, minorDigits(order.currency));
    if (price === null) {
      stop('purchase.price', sku, `lines[${sourceIndex}].unit_buying_price`, `${order.reference}, ${sku}: no price of ${PRICE_DECIMALS} decimals gives ${formatMinor(netMinor, order.currency)} ${order.currency} for ${quantity}. Split the line in the shop, or enter this order in Sage by hand.`);
      return [];
    }
    return [{ sourceIndex, sku, itemCode: item.code, productId: item.id, description: line.title, quantity, taxCodeId, grossMinor, netMinor, taxMinor, unitPrice: price }];
  });
  if (issues.length > 0) return { ok: false, issues };
  const netMinor = order.grossMinor - order.taxMinor;
  return {
    ok: true,
    priced: {
      currency: order.currency, pricesIncludeTax: false, lines, carriage: null, rounding: null, taxes: [...taxes.values()], netMinor, taxMinor: order.taxMinor, grossMinor: order.grossMinor, paidMinor: order.grossMinor, residualMinor: 0, residualPlace: '', proofs: [],
    },
  };
}

/** Five decimals; null when price × quantity would not round to the net again. */
function unitPriceOf(netMinor: number, quantity: number, digits: number): string | null {
  const perMinor = SCALE / 10 ** digits;
  const scaled = multiplyHalfUp(netMinor, perMinor, quantity);
  if (multiplyHalfUp(scaled, quantity, perMinor) !== netMinor) return null;
  const text = String(scaled).padStart(PRICE_DECIMALS + 1, '0');
  return `${text.slice(0, -PRICE_DECIMALS)}.${text.slice(-PRICE_DECIMALS)}`;
}
