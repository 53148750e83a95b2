import { divideHalfUp } from '../decimal.ts';

/** A line as Sage holds it: 2-decimal total, net or gross by the company's setting. Rates and discounts in hundredths of a percent. */
export type TotalledLine = { totalMinor: number; taxCodeId: number | null; rate: number; isCharge: boolean };

export type TaxGroup = { taxCodeId: number; goodsMinor: number; taxMinor: number };

export type OrderTotals = {
  goodsMinor: number; // net of goods, after the document discount
  chargeNetMinor: number;
  chargeTaxMinor: number;
  discountMinor: number;
  netMinor: number;
  taxMinor: number;
  grossMinor: number;
  taxGroups: TaxGroup[];
  /** Tax and net of each line, in the order given; they add up to the document's. */
  lineTax: number[];
  lineNet: number[];
};

const E5 = 100_000n;

/** Quantity × price, less the discount, rounded once half up to pennies: 1 × 23.325 is held as 23.33. */
export function lineTotal(line: { quantityE5: number; priceE5: number; discountE2: number; discountValueE5: number }): number {
  const unit = BigInt(line.priceE5 - line.discountValueE5) * BigInt(10_000 - line.discountE2);
  return divideHalfUp(unit * BigInt(line.quantityE5), (E5 * E5 * 10_000n) / 100n);
}

/** VAT is worked out once for each tax rate on the order's total, never line by line. */
export function orderTotals(lines: readonly TotalledLine[], options: { inclusive: boolean; discountE2: number }): OrderTotals {
  const held = lines.map(line => (line.isCharge ? line.totalMinor : divideHalfUp(BigInt(line.totalMinor) * BigInt(10_000 - options.discountE2), 10_000n)));
  const lineTax = lines.map(() => 0);
  const taxGroups = [...new Set(lines.map(line => line.taxCodeId))].filter(id => id !== null).map((taxCodeId): TaxGroup => {
    const members = lines.flatMap((line, index) => (line.taxCodeId === taxCodeId ? [index] : []));
    const sum = members.reduce((total, index) => total + (held[index] ?? 0), 0);
    const rate = lines[members[0] ?? 0]?.rate ?? 0;
    const taxMinor = taxOf(sum, rate, options.inclusive);
    shareTax(members.map(index => held[index] ?? 0), taxMinor, line => taxOf(line, rate, options.inclusive)).forEach((share, position) => (lineTax[members[position] ?? 0] = share));
    return { taxCodeId, goodsMinor: options.inclusive ? sum - taxMinor : sum, taxMinor };
  });
  const lineNet = held.map((total, index) => (options.inclusive ? total - (lineTax[index] ?? 0) : total));
  const sumOf = (values: readonly number[], isCharge: boolean): number => values.reduce((total, value, index) => total + (lines[index]?.isCharge === isCharge ? value : 0), 0);
  const taxMinor = taxGroups.reduce((total, group) => total + group.taxMinor, 0);
  const netMinor = lineNet.reduce((total, net) => total + net, 0);
  return {
    goodsMinor: sumOf(lineNet, false), chargeNetMinor: sumOf(lineNet, true), chargeTaxMinor: sumOf(lineTax, true),
    discountMinor: lines.reduce((total, line, index) => total + line.totalMinor - (held[index] ?? 0), 0),
    netMinor, taxMinor, grossMinor: netMinor + taxMinor, taxGroups, lineTax, lineNet,
  };
}

const taxOf = (minor: number, rate: number, inclusive: boolean): number => divideHalfUp(BigInt(minor) * BigInt(rate), inclusive ? BigInt(10_000 + rate) : 10_000n);

/** Each line shows its own tax; the penny by which they miss the document's tax goes to the largest line. */
function shareTax(totals: readonly number[], taxMinor: number, own: (total: number) => number): number[] {
  return absorbRest(totals.map(own), taxMinor);
}

/** The parts, with the difference to the whole put on the largest of them. */
export function absorbRest(parts: readonly number[], whole: number): number[] {
  const rest = whole - parts.reduce((sum, part) => sum + part, 0);
  if (rest === 0) return [...parts];
  const largest = parts.reduce((best, part, index) => (Math.abs(part) > Math.abs(parts[best] ?? 0) ? index : best), 0);
  return parts.map((part, index) => (index === largest ? part + rest : part));
}
