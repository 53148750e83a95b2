import { isWeekend, londonDay, moment, plusDays, plusWorkdays, workday } from './calendar.ts';
import { CHANNELS, EU_PLACES, EU_STREETS, FIRST_NAMES, LAST_NAMES, RENAMED, RENAMED_ALSO, STREETS, TRADE, UK_PLACES, makeProducts, type Place } from './catalogue.ts';
import { makeRandom, type Random } from './random.ts';
import type { Address, Channel, OrderLine, Product, SaleOrder } from './world-types.ts';

/** An order while the world is being made; `planted` says that something is wrong with it on purpose. */
export type Draft = { -readonly [Key in keyof SaleOrder]: SaleOrder[Key] } & { planted: boolean };

export type Catalogue = {
  products: readonly Product[];
  bySku: ReadonlyMap<string, Product>;
  trade: readonly { buyer: Address; sageReference: string | null; onHold: boolean }[];
};

export const MONTH_FIRST_DAY = '2026-10-01';
export const MONTH_LAST_DAY = '2026-10-31';
const MONTH_STARTS = Date.parse('2026-09-30T23:00:00.000Z');
const MONTH_ENDS = Date.parse('2026-11-01T00:00:00.000Z');

/** Moments that land on another day in London than in UTC, or just not. */
const AWKWARD_MOMENTS = ['2026-09-30T23:30:12.000Z', '2026-10-07T23:12:41.000Z', '2026-10-24T22:59:30.000Z', '2026-10-24T23:30:05.000Z', '2026-10-25T00:45:50.000Z', '2026-10-25T23:30:09.000Z', '2026-10-31T23:30:40.000Z'];

const SHARES: readonly (readonly [Channel['key'], number])[] = [['amazon-uk', 0.45], ['ebay-uk', 0.22], ['shopify-uk', 0.2], ['shopify-eu', 0.08]];

export const channelOf = (key: Channel['key']): Channel => {
  const channel = CHANNELS.find(candidate => candidate.key === key);
  if (!channel) throw new RangeError(`no channel ${key}`);
  return channel;
};

export function makeCatalogue(seed: number): Catalogue {
  const random = makeRandom(seed, 'trade');
  const products = makeProducts();
  const trade = TRADE.map(([company, townIndex, sageReference], index) => {
    const town = UK_PLACES[townIndex % UK_PLACES.length] ?? random.pick(UK_PLACES);
    const buyer: Address = { ...personAt(random, town, STREETS), company, email: `accounts@${company.toLowerCase().replace(/[^a-z]+/g, '')}.example` };
    return { buyer, sageReference, onHold: index === 0 };
  });
  return { products, bySku: new Map(products.map(product => [product.sku, product])), trade };
}

/** Everyone's October orders, spread over the month, before anything goes wrong with them. */
export function makeDrafts(seed: number, orders: number, catalogue: Catalogue): Draft[] {
  const web = SHARES.map(([key, share]) => [key, Math.max(1, Math.round(orders * share))] as const);
  const wholesale = Math.max(1, orders - web.reduce((sum, [, count]) => sum + count, 0));
  const drafts: Draft[] = [];
  for (const [key, count] of [...web, ['wholesale', wholesale] as const]) {
    const random = makeRandom(seed, `orders ${key}`);
    const buyers = Array.from({ length: Math.ceil(count * 0.8) }, () => webBuyer(random, key));
    const awkward = key === 'amazon-uk' ? awkwardSlots(count) : new Map<number, string>();
    for (let index = 0; index < count; index += 1) {
      const receivedAt = awkward.get(index) ?? receivedMoment(random, key, index, count);
      const buyer = key === 'wholesale' ? random.pick(catalogue.trade.slice(1)).buyer : random.pick(buyers);
      drafts.push(makeDraft(random, channelOf(key), { receivedAt, buyer }, catalogue));
    }
  }
  return drafts;
}

function awkwardSlots(count: number): Map<number, string> {
  const slot = (at: string): number => Math.min(count - 1, Math.floor(((Date.parse(at) - MONTH_STARTS) / (MONTH_ENDS - MONTH_STARTS)) * count));
  return new Map(AWKWARD_MOMENTS.map(at => [slot(at), at]));
}

function receivedMoment(random: Random, key: Channel['key'], index: number, count: number): string {
  const at = moment(Math.floor((MONTH_STARTS + ((index + random.next()) / count) * (MONTH_ENDS - MONTH_STARTS)) / 1000) * 1000);
  if (key !== 'wholesale') return at;
  const day = londonDay(at);
  const office = isWeekend(day) ? (workday(day) > MONTH_LAST_DAY ? plusDays(day, -2) : workday(day)) : day;
  return `${office}T${pad(random.int(8, 16))}:${pad(random.int(0, 59))}:${pad(random.int(0, 59))}.000Z`;
}

function makeDraft(random: Random, channel: Channel, { receivedAt, buyer }: { receivedAt: string; buyer: Address }, catalogue: Catalogue): Draft {
  const lines = makeLines(random, channel, londonDay(receivedAt), catalogue);
  const goods = sumOf(lines, line => line.grossMinor);
  const zeroRated = lines.every(line => line.taxRate === 0);
  const isUnpaid = channel.key !== 'wholesale' && random.chance(0.01);
  const isCancelled = !isUnpaid && random.chance(0.025);
  const paidAt = isUnpaid || channel.key === 'wholesale' ? null : later(receivedAt, random.int(1, channel.key === 'ebay-uk' ? 240 : 4) * 60);
  const draft: Draft = {
    id: random.guid(), number: 0, reference: '', channel: channel.key, currency: channel.currency, receivedAt, paidAt,
    despatchedAt: null, cancelledAt: isCancelled ? later(receivedAt, random.int(20, 900) * 60) : null, lastUpdatedAt: receivedAt,
    status: isUnpaid ? 'unpaid' : isCancelled ? 'cancelled' : 'open', buyer, lines,
    carriageGrossMinor: carriageFor(random, channel, goods), carriageTaxRate: zeroRated ? 0 : 20, discountGrossMinor: orderDiscount(random, channel, goods),
    grossMinor: 0, exchangeRate: channel.currency === 'EUR' ? exchangeRateOn(londonDay(receivedAt)) : 1, sageFault: 'none', expectedFailure: null, edited: null, planted: false,
  };
  if (draft.status === 'open') despatch(draft, random);
  return settleTotals(draft);
}

/** Euros per pound on each day of the month: a slow walk that everybody can look up, in which no rate comes twice. */
const EUROS_PER_POUND = [
  1.1514, 1.1538, 1.1562, 1.1559, 1.1547, 1.1529, 1.1503, 1.1481, 1.1464, 1.1442, 1.1437, 1.1425, 1.1408, 1.1419, 1.1433, 1.1456, 1.1478, 1.1492, 1.1497, 1.1508, 1.1523, 1.1541, 1.1567,
  1.1584, 1.1591, 1.1603, 1.1588, 1.1571, 1.1553, 1.1535, 1.1519,
] as const;

export const exchangeRateOn = (day: string): number => EUROS_PER_POUND[Number(day.slice(8)) - 1] ?? EUROS_PER_POUND[0];

/** Sends the order off 0–3 days later on a working day; what would leave after the month's end stays open. */
export function despatch(draft: Draft, random: Random): void {
  const delay = random.weighted([[0, 0.25], [1, 0.45], [2, 0.2], [3, 0.1]] as const);
  const earliest = workday(londonDay(later(draft.receivedAt, 6 * 3600)));
  const day = plusWorkdays(earliest, delay);
  if (day > '2026-10-30') return;
  const at = `${day}T${pad(random.int(9, 15))}:${pad(random.int(0, 59))}:${pad(random.int(0, 59))}.000Z`;
  draft.despatchedAt = at > (draft.paidAt ?? draft.receivedAt) ? at : later(draft.paidAt ?? draft.receivedAt, 1800);
  draft.status = 'despatched';
}

/** Recomputes what the buyer paid and when the order last changed; called after every alteration of a draft. */
export function settleTotals(draft: Draft): Draft {
  draft.grossMinor = sumOf(draft.lines, line => line.grossMinor) + draft.carriageGrossMinor - draft.discountGrossMinor;
  const latest = [draft.receivedAt, draft.paidAt, draft.despatchedAt, draft.cancelledAt].reduce<string>((last, at) => (at !== null && at > last ? at : last), draft.receivedAt);
  draft.lastUpdatedAt = later(latest, 7);
  return draft;
}

export function lineOf(product: Product, terms: { quantity: number; unitGrossMinor?: number; discountPercent?: number; taxRate?: number }): OrderLine {
  const unitGrossMinor = terms.unitGrossMinor ?? product.grossMinor;
  const discountPercent = terms.discountPercent ?? 0;
  const grossMinor = Math.round((unitGrossMinor * terms.quantity * (1000 - discountPercent * 10)) / 1000);
  return { sku: product.sku, title: product.title, quantity: terms.quantity, unitGrossMinor, discountPercent, grossMinor, taxRate: terms.taxRate ?? product.vatRate };
}

function makeLines(random: Random, channel: Channel, day: string, catalogue: Catalogue): readonly OrderLine[] {
  const wholesale = channel.key === 'wholesale';
  const count = wholesale ? random.int(2, 7) : random.weighted([[1, 0.68], [2, 0.22], [3, 0.08], [4, 0.02]] as const);
  const chosen = new Set<Product>();
  for (let tries = 0; chosen.size < count && tries < 40; tries += 1) {
    const product = catalogue.products[Math.floor(random.next() ** 1.4 * catalogue.products.length)];
    if (product && isOnSale(product, day)) chosen.add(product);
  }
  return [...chosen].map(product => {
    const quantity = wholesale ? random.pick([6, 6, 12, 12, 24, 36]) : random.weighted([[1, 0.8], [2, 0.13], [3, 0.04], [4, 0.02], [6, 0.01]] as const);
    const discountPercent = !wholesale && random.chance(0.07) ? random.pick([5, 10, 15, 20, 12.5]) : wholesale && random.chance(0.2) ? 5 : 0;
    if (channel.currency === 'EUR') return lineOf(product, { quantity, discountPercent, unitGrossMinor: euroPrice(product.grossMinor), taxRate: 0 });
    return lineOf(product, { quantity, discountPercent, unitGrossMinor: wholesale ? Math.round(product.grossMinor * 0.58) : product.grossMinor });
  });
}

/** The two renamed products were sold under their old codes until the middle of the month; afterwards only planted orders have the new ones. */
function isOnSale(product: Product, day: string): boolean {
  if (product.sku === RENAMED.newSku || product.sku === RENAMED_ALSO.newSku) return false;
  if (product.sku === RENAMED.oldSku || product.sku === RENAMED_ALSO.oldSku) return day < RENAMED.from;
  return true;
}

const euroPrice = (grossMinor: number): number => Math.max(195, Math.round((grossMinor * 1.08) / 100) * 100 - 5);

function carriageFor(random: Random, channel: Channel, goods: number): number {
  if (channel.key === 'amazon-uk') return random.weighted([[0, 0.62], [299, 0.14], [360, 0.16], [499, 0.08]] as const);
  if (channel.key === 'ebay-uk') return random.weighted([[0, 0.4], [349, 0.35], [395, 0.25]] as const);
  if (channel.key === 'shopify-uk') return goods >= 4000 ? 0 : random.pick([395, 395, 495]);
  if (channel.key === 'shopify-eu') return random.pick([895, 895, 1290]);
  return goods >= 60_000 ? 0 : 1800;
}

function orderDiscount(random: Random, channel: Channel, goods: number): number {
  if (channel.key === 'wholesale' || channel.key === 'amazon-uk' || !random.chance(0.08)) return 0;
  return goods > 3000 && random.chance(0.5) ? 500 : Math.round(goods * 0.1);
}

function webBuyer(random: Random, key: Channel['key']): Address {
  const person = key === 'shopify-eu' ? personAt(random, random.pick(EU_PLACES), EU_STREETS) : personAt(random, random.pick(UK_PLACES), STREETS);
  if (key === 'amazon-uk') return { ...person, email: `${random.guid().slice(0, 8)}${random.digits(6)}@marketplace.amazon.example`, phone: '' };
  if (key === 'ebay-uk') return { ...person, email: `${random.guid().slice(0, 8)}${random.digits(6)}@members.ebay.example` };
  return { ...person, company: random.chance(0.06) ? `${person.fullName.split(' ')[1] ?? 'Home'} Interiors` : '' };
}

export function personAt(random: Random, { town, region, postcode, country, countryCode }: Place, streets: readonly string[]): Address {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  return {
    fullName: `${first} ${last}`, company: '', address1: `${random.int(1, 180)} ${random.pick(streets)}`, address2: random.chance(0.15) ? `Flat ${random.int(1, 24)}` : '',
    town, region, postcode, country, countryCode, email: `${first}.${last}${random.digits(6)}@mail.example`.toLowerCase().replace("'", ''), phone: random.chance(0.6) ? `07700 9${random.digits(5)}` : '',
  };
}

export const later = (at: string, seconds: number): string => moment(Date.parse(at) + seconds * 1000);
export const sumOf = <T>(list: readonly T[], amount: (each: T) => number): number => list.reduce((sum, each) => sum + amount(each), 0);
const pad = (value: number): string => String(value).padStart(2, '0');
