import type { Order, OrderLine } from '../../../shared/canonical/order.ts';
import { formatMinor, multiplyHalfUp, splitMinor } from '../../../shared/values/money.ts';
import type { Currency } from '../../../shared/values/money.ts';
import type { PricedCharge, PricedLine, PricedOrder, PricedTax, Pricing, PricingIssue } from './priced-order.ts';
import { findTaxCode, statedTaxIn, taxIn } from './tax-code.ts';
import type { TaxCode, TaxTable } from './tax-code.ts';

export type Item = { readonly id: string; readonly code: string };

/** What pricing asks of the settings and the ERP's lists, indexed once for many orders. */
export type PricingLookups = {
  /** The ERP's item for a SKU, aliases applied; undefined when there is none. */
  item(sku: string): Item | undefined;
  readonly taxes: TaxTable;
  readonly pricesIncludeTax: boolean;
  /** At most PRICE_DECIMALS. */
  readonly priceDecimals: number;
};

type Draft = { sourceIndex: number; line: OrderLine; item: Item; sku: string; description: string; quantity: number; tax: TaxCode; grossMinor: number };

/** A channel may round each line by itself: at most one minor unit a line may be moved without asking. */
const RESIDUAL_PER_LINE = 1;

/**
 * What the ERP must be told so that the document's gross equals what the buyer paid, to the penny: tax once per code, half up, the rest on goods.
 * Stops with every issue found: unknown item, no tax code, an odd rate without proof, lines that do not add up.
 */
export function priceOrder(order: Order, lookups: PricingLookups): Pricing {
  const issues: PricingIssue[] = [];
  const proofs: string[] = [];
  const drafts = order.lines.flatMap((line, index) => draftLines(order, line, index, lookups, issues, proofs));
  const carriageTax = order.carriageMinor === 0 ? null : carriageTaxOf(order, drafts, lookups, issues);
  if (drafts.length === 0 && issues.length === 0) issues.push({ code: 'order.empty', about: order.reference, field: 'Items', message: `Order ${order.reference} has no lines. Add them in the shop, or discard the order.` });
  const residual = order.grossMinor - (drafts.reduce((sum, draft) => sum + draft.grossMinor, 0) + order.carriageMinor - order.discountMinor);
  if (issues.length === 0 && Math.abs(residual) > RESIDUAL_PER_LINE * (drafts.length + 1)) issues.push(totalsDiffer(order, residual));
  if (issues.length > 0) return { ok: false, issues };
  applyDiscount(drafts, order.discountMinor);
  const largest = drafts.reduce((best, draft) => (draft.grossMinor > best.grossMinor ? draft : best));
  largest.grossMinor += residual;
  return { ok: true, priced: assemble(order, drafts, carriageTax, { lookups, proofs, residual, largest }) };
}

function totalsDiffer(order: Order, residual: number): PricingIssue {
  const paid = formatMinor(order.grossMinor, order.currency);
  const sum = formatMinor(order.grossMinor - residual, order.currency);
  return { code: 'totals.differ', about: order.reference, field: 'TotalsInfo.TotalCharge', message: `Lines, carriage and discount of order ${order.reference} add up to ${sum} ${order.currency}, but the buyer paid ${paid}. Correct the order in the shop.` };
}

/** One line, or the parts of a composite that the ERP does not know as a whole; money goes to the parts by quantity. */
function draftLines(order: Order, line: OrderLine, sourceIndex: number, lookups: PricingLookups, issues: PricingIssue[], proofs: string[]): Draft[] {
  const found = findTaxCode(lookups.taxes, { rate: line.taxRate, country: order.delivery.country, grossMinor: line.grossMinor, taxMinor: line.taxMinor });
  if (!found.ok) {
    issues.push({ code: found.code, about: found.about, field: 'Items.TaxRate', message: `Order ${order.reference}, ${line.sku}: ${found.message}` });
    return [];
  }
  if (found.proof) proofs.push(`${line.sku}: ${found.proof}`);
  const base = { sourceIndex, line, tax: found.taxCode };
  const item = lookups.item(line.sku);
  if (item) return [{ ...base, item, sku: line.sku, description: line.title, quantity: line.quantity, grossMinor: line.grossMinor }];
  const parts = line.parts.map(part => ({ part, item: lookups.item(part.sku) }));
  if (parts.length > 0 && parts.every(part => part.item)) {
    const shares = splitMinor(line.grossMinor, parts.map(({ part }) => part.quantity));
    return parts.flatMap(({ part, item: partItem }, index) => (partItem ? [{ ...base, item: partItem, sku: part.sku, description: part.title, quantity: part.quantity, grossMinor: shares[index] ?? 0 }] : []));
  }
  issues.push({ code: 'product.unknown', about: line.sku, field: 'Items.SKU', message: `The ERP has no item ${line.sku} (order ${order.reference}). Add the item there, or an alias for the SKU.` });
  return [];
}

function carriageTaxOf(order: Order, drafts: readonly Draft[], { taxes }: PricingLookups, issues: PricingIssue[]): TaxCode | null {
  const proves = (tax: TaxCode) => Math.abs(statedTaxIn(order.carriageMinor, tax) - order.carriageTaxMinor) <= 1;
  const ofGoods = [...drafts].sort((a, b) => b.grossMinor - a.grossMinor).map(draft => draft.tax).find(proves);
  const found = ofGoods ?? taxes.codesFor(order.delivery.country).find(proves);
  if (!found && drafts.length > 0) {
    issues.push({ code: 'carriage.taxUnproved', about: `carriage to ${order.delivery.country}`, field: 'ShippingInfo.PostageCost', message: `No tax code fits the carriage of order ${order.reference}: ${formatMinor(order.carriageTaxMinor, order.currency)} VAT in ${formatMinor(order.carriageMinor, order.currency)}. Correct the carriage in the shop, or add the rate's tax code under Settings.` });
  }
  return found ?? null;
}

function applyDiscount(drafts: Draft[], discountMinor: number): void {
  if (discountMinor === 0) return;
  const shares = splitMinor(discountMinor, drafts.map(draft => Math.max(0, draft.grossMinor)));
  drafts.forEach((draft, index) => (draft.grossMinor -= shares[index] ?? 0));
}

type Rest = { lookups: PricingLookups; proofs: string[]; residual: number; largest: Draft };

function assemble(order: Order, drafts: readonly Draft[], carriageTax: TaxCode | null, { lookups, proofs, residual, largest }: Rest): PricedOrder {
  const pieces = [...drafts.map(({ tax, grossMinor }) => ({ tax, grossMinor })), ...(carriageTax ? [{ tax: carriageTax, grossMinor: order.carriageMinor }] : [])];
  const pieceTaxes = taxOfPieces(pieces);
  const include = lookups.pricesIncludeTax;
  const lines = drafts.map((draft, index): PricedLine => {
    const taxMinor = pieceTaxes[index] ?? 0;
    const netMinor = draft.grossMinor - taxMinor;
    return {
      sourceIndex: draft.sourceIndex, sku: draft.sku, itemCode: draft.item.code, productId: draft.item.id, description: draft.description, quantity: draft.quantity,
      taxCodeId: draft.tax.id, grossMinor: draft.grossMinor, netMinor, taxMinor, unitPrice: unitPrice(include ? draft.grossMinor : netMinor, draft.quantity, order.currency, lookups.priceDecimals),
    };
  });
  const carriage = carriageTax ? charge('Carriage', carriageTax, order.carriageMinor, pieceTaxes[drafts.length] ?? 0, include, order.currency) : null;
  const document = asTheErpAdds({ lines, carriage }, pieces, lookups, order.currency);
  const short = order.grossMinor - document.grossMinor;
  const zero = lookups.taxes.zeroRated;
  const rounding = short !== 0 && zero ? charge('Rounding', zero, short, 0, include, order.currency) : null;
  const places = [
    ...(residual === 0 ? [] : [`${formatMinor(residual, order.currency)} on the line ${largest.sku}`]),
    ...(rounding ? [`${formatMinor(short, order.currency)} on a rounding line outside VAT`] : []),
  ];
  return {
    currency: order.currency, pricesIncludeTax: include, lines, carriage, rounding, taxes: document.taxes,
    netMinor: document.grossMinor - document.taxMinor + (rounding ? short : 0), taxMinor: document.taxMinor, grossMinor: document.grossMinor + (rounding ? short : 0),
    paidMinor: order.grossMinor, residualMinor: residual + (rounding ? short : 0), residualPlace: places.join('; '), proofs,
  };
}

/** Tax of each piece so that the pieces of a code sum to the tax of the code, taken once and half up. */
function taxOfPieces(pieces: readonly { tax: TaxCode; grossMinor: number }[]): number[] {
  const taxes = pieces.map(() => 0);
  for (const tax of new Set(pieces.map(piece => piece.tax))) {
    const members = pieces.flatMap((piece, index) => (piece.tax === tax ? [index] : []));
    const gross = members.reduce((sum, index) => sum + (pieces[index]?.grossMinor ?? 0), 0);
    const shares = splitMinor(taxIn(gross, tax), members.map(index => Math.max(0, pieces[index]?.grossMinor ?? 0)));
    members.forEach((index, position) => (taxes[index] = shares[position] ?? 0));
  }
  return taxes;
}

function charge(description: string, tax: TaxCode, grossMinor: number, taxMinor: number, include: boolean, currency: Currency): PricedCharge {
  const netMinor = grossMinor - taxMinor;
  return { description, taxCodeId: tax.id, grossMinor, netMinor, taxMinor, unitPrice: unitPrice(include ? grossMinor : netMinor, 1, currency, PRICE_DECIMALS) };
}

/** Every price is written with as many decimals as the most exact ERP takes; where one takes fewer, the last are zeros. */
const PRICE_DECIMALS = 5;

/** Minor units over a quantity as a decimal, half up at the decimals that the ERP keeps, by whole numbers only. */
function unitPrice(minor: number, quantity: number, currency: Currency, decimals: number): string {
  const step = 10 ** (PRICE_DECIMALS - decimals);
  const perUnit = step * multiplyHalfUp(minor, 100_000 / step, Math.max(1, quantity) * 10 ** formatMinor(0, currency).replace(/^\d+\.?/, '').length);
  const magnitude = String(Math.abs(perUnit)).padStart(6, '0');
  return `${perUnit < 0 ? '-' : ''}${magnitude.slice(0, -5)}.${magnitude.slice(-5)}`;
}

/** The document as the ERP will add it up from what it is told: prices including VAT keep the gross; net prices get VAT once per code on the net. */
function asTheErpAdds({ lines, carriage }: { lines: readonly PricedLine[]; carriage: PricedCharge | null }, pieces: readonly { tax: TaxCode }[], { pricesIncludeTax }: PricingLookups, currency: Currency) {
  const scale = 10 ** (PRICE_DECIMALS - (formatMinor(0, currency).split('.')[1]?.length ?? 0));
  const told = [...lines, ...(carriage ? [{ ...carriage, quantity: 1 }] : [])].map(({ unitPrice: price, quantity }, index) => ({
    tax: pieces[index]?.tax,
    minor: multiplyHalfUp(Number(price.replace('.', '')), quantity, scale),
  }));
  const taxes = [...new Set(pieces.map(piece => piece.tax))].map((tax): PricedTax => {
    const minor = told.filter(line => line.tax === tax).reduce((sum, line) => sum + line.minor, 0);
    const taxMinor = pricesIncludeTax ? taxIn(minor, tax) : multiplyHalfUp(minor, tax.hundredths, 10_000);
    return { taxCodeId: tax.id, code: tax.code, rate: tax.rate, netMinor: pricesIncludeTax ? minor - taxMinor : minor, taxMinor };
  });
  const taxMinor = taxes.reduce((sum, tax) => sum + tax.taxMinor, 0);
  return { taxes, taxMinor, grossMinor: taxes.reduce((sum, tax) => sum + tax.netMinor, 0) + taxMinor };
}
