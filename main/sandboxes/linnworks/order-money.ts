import type { OrderLine, Product, SaleOrder } from '../world/world-types.ts';

/** Linnworks does not round: its amounts are doubles with as many digits as come out. Fifteen are what its JSON shows. */
export const double = (value: number): number => Number(value.toPrecision(15));

export type LineMoney = { pricePerUnit: number; cost: number; costIncTax: number; tax: number; discountValue: number; rate: number };

/** Some channels compute a rate backwards from a tax in whole pence; the tax is right, the rate looks odd (20.1, 19.95). */
const isComputedBackwards = (line: OrderLine, product: Product | undefined): boolean =>
  product !== undefined && line.taxRate !== product.vatRate && Math.abs(line.taxRate - product.vatRate) < 0.5;

/** Net prices per unit for trade orders, gross ones for everyone else. */
export const pricesIncludeTax = (order: SaleOrder): boolean => order.channel !== 'wholesale';

export function lineMoney(order: SaleOrder, line: OrderLine, product: Product | undefined): LineMoney {
  const gross = line.grossMinor / 100;
  const backwards = isComputedBackwards(line, product);
  const rate = backwards && product ? product.vatRate : line.taxRate;
  const tax = backwards ? Math.round((line.grossMinor * rate) / (100 + rate)) / 100 : double(gross - double(gross / (1 + rate / 100)));
  const unitGross = line.unitGrossMinor / 100;
  const pricePerUnit = pricesIncludeTax(order) ? unitGross : double(unitGross / (1 + rate / 100));
  return { pricePerUnit, cost: double(gross - tax), costIncTax: gross, tax, rate, discountValue: double((pricePerUnit * line.quantity * line.discountPercent) / 100) };
}

export type OrderMoney = { subtotal: number; postageCost: number; postageCostExTax: number; tax: number; totalCharge: number; totalDiscount: number; countryTaxRate: number };

/** TotalCharge = Subtotal + PostageCostExTax + Tax, exactly what the buyer paid; the order's discount is already off Subtotal and Tax. */
export function orderMoney(order: SaleOrder, products: ReadonlyMap<string, Product>): OrderMoney {
  const lines = order.lines.map(line => ({ line, money: lineMoney(order, line, products.get(line.sku)) }));
  const goods = lines.reduce((sum, { line }) => sum + line.grossMinor, 0);
  const discount = order.discountGrossMinor / 100;
  const discountTax = lines.reduce((sum, { line, money }) => sum + (goods === 0 ? 0 : (discount * (line.grossMinor / goods) * money.rate) / (100 + money.rate)), 0);
  const postageCost = order.carriageGrossMinor / 100;
  const postageCostExTax = double(postageCost / (1 + order.carriageTaxRate / 100));
  const itemTax = lines.reduce((sum, { money }) => sum + money.tax, 0);
  const tax = double(itemTax - discountTax + (postageCost - postageCostExTax));
  const totalCharge = order.grossMinor / 100;
  return {
    subtotal: double(totalCharge - postageCostExTax - tax), postageCost, postageCostExTax, tax, totalCharge, totalDiscount: discount,
    countryTaxRate: order.buyer.countryCode === 'GB' ? 20 : order.carriageTaxRate,
  };
}
