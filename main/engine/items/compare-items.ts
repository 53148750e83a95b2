import type { ListedProduct, StockLevel } from '../connectors/connector.ts';
import { decimalText, divideHalfUp, exact, exactText, over, times, whole } from '../connectors/decimal.ts';
import type { Exact } from '../connectors/decimal.ts';
import { pairItems } from './pair-items.ts';
import type { ListedSide, Pair, Remark } from './pair-items.ts';

/** What the side that follows should say of an item, and whether it says something else now. */
export type Wanted<Body> = { code: string; body: Body; differs: boolean };
export type Comparison<Body> = { wanted: Wanted<Body>[]; remarks: Remark[]; /** All items of both sides, each once. */ items: number };

const PLACES = 10;
const unitOf = (decimals: number): Exact => 10n ** BigInt(PLACES - decimals);
const floored = (value: Exact, unit: Exact): Exact => ((value - (((value % unit) + unit) % unit)) / unit) * unit;
const exactly = (digits: string): Exact => exact(digits) ?? 0n;

type Labels = { followed: string; follower: string };

function compare<Row extends { code: string }, Body>(followed: ListedSide<Row>, follower: ListedSide<Row>, decide: (pair: Pair<Row>, labels: Labels) => { wanted: Wanted<Body> | null; reasons: string[] }): Comparison<Body> {
  const { pairs, remarks, items } = pairItems(followed, follower);
  const decided = pairs.map(pair => ({ code: pair.code, ...decide(pair, { followed: followed.label, follower: follower.label }) }));
  return { items, wanted: decided.flatMap(({ wanted }) => wanted ?? []), remarks: [...remarks, ...decided.flatMap(({ code, reasons }) => reasons.map(reason => ({ code, reason })))] };
}

/** What lies in all places of the side that is followed, as far as the other can be told: rounded down, for nobody can sell a part of a piece. Pure. */
export function compareLevels(followed: ListedSide<StockLevel>, follower: ListedSide<StockLevel>, { decimals, belowZero }: { decimals: number; belowZero: boolean }): Comparison<StockLevel> {
  return compare(followed, follower, ({ code, followed: levels, own: [own, ...others] }, labels) => {
    if (!own) return { wanted: null, reasons: [] };
    if (others.length > 0) return { wanted: null, reasons: [`In several places of ${labels.follower}, so nobody could say which to change`] };
    const total = levels.reduce((sum, { quantity }) => sum + exactly(quantity), 0n);
    const told = total < 0n && !belowZero ? 0n : floored(total, unitOf(decimals));
    const reasons = told === total ? [] : [total < 0n && !belowZero ? `Below zero in ${labels.followed}, told as 0` : `Too finely counted in ${labels.followed}, told rounded down`];
    return { wanted: { code, body: { code, warehouseId: own.warehouseId, quantity: exactText(told) }, differs: told !== exactly(own.quantity) }, reasons };
  });
}

export type NewPrice = { code: string; price: string };

/** The price that the follower should list, in its own terms: with or without tax, with its decimals. A sentence where nobody could say. */
export function priceFor(product: ListedProduct, own: ListedProduct, decimals: number, labels: Labels): { price: string } | { reason: string } {
  const price = exactly(product.price);
  if (price <= 0n) return { reason: `Without a price in ${labels.followed}` };
  if (product.currency !== own.currency) return { reason: `Priced in another currency in ${labels.follower}` };
  const converted = inTermsOf(price, product, own);
  if (converted === undefined) return { reason: 'Priced with tax on one side only, and neither says the rate' };
  const rounded = divideHalfUp(converted, unitOf(decimals)) * unitOf(decimals);
  return rounded > 0n ? { price: exactText(rounded) } : { reason: `Too cheap for the decimals of ${labels.follower}` };
}

function inTermsOf(price: Exact, product: ListedProduct, own: ListedProduct): Exact | undefined {
  if (product.includesTax === own.includesTax) return price;
  const rate = exact(own.taxRate || product.taxRate);
  if (rate === undefined) return undefined;
  const gross = whole(100) + rate;
  return own.includesTax ? over(times(price, gross), whole(100)) : over(times(price, whole(100)), gross);
}

/** List prices that the follower should have. Pure. */
export function comparePrices(followed: ListedSide<ListedProduct>, follower: ListedSide<ListedProduct>, decimals: number): Comparison<NewPrice> {
  return compare(followed, follower, ({ code, followed: [product], own: [own] }, labels) => {
    if (!product || !own) return { wanted: null, reasons: [] };
    const found = priceFor(product, own, decimals, labels);
    if ('reason' in found) return { wanted: null, reasons: [found.reason] };
    return { wanted: { code, body: { code, price: found.price }, differs: found.price !== decimalText(own.price) }, reasons: [] };
  });
}
