import { londonDay } from './calendar.ts';
import { FAR_PLACES, LONG_NAMES, RENAMED, RENAMED_ALSO, EU_STREETS } from './catalogue.ts';
import { later, lineOf, personAt, settleTotals, sumOf, type Catalogue, type Draft } from './make-orders.ts';
import { makeRandom, type Random } from './random.ts';

/** What was done to which orders; the settlements, the bank, the staff and the list of mishaps follow it. */
export type Plan = {
  renamed: Draft[];
  onHold: Draft[];
  tooLong: Draft[];
  far: Draft[];
  closed: Draft[];
  timeouts: Draft[];
  busy: Draft[];
  oddRates: Draft[];
  postedTwice: Draft[];
  postedLate: Draft[];
  twins: Draft[];
  edited: Draft[];
  cancelledAfterPayout: Draft[];
  missingFromPayout: Draft[];
  feeAboveContract: Draft[];
  chargedBack: Draft[];
  creditedForNothing: Draft[];
  paidTogether: Draft[];
  halfPaid: Draft[];
};

/** When the edits of orders become visible: after the month was first read and posted. */
export const EDITED_AT = '2026-11-03T09:30:00.000Z';

type Hand = { drafts: readonly Draft[]; random: Random; catalogue: Catalogue; orders: number };

/** Puts the real-life trouble into the orders. Each order carries at most one trouble; a small world gets as many as fit. */
export function plant(seed: number, drafts: readonly Draft[], catalogue: Catalogue): Plan {
  const hand: Hand = { drafts, random: makeRandom(seed, 'plant'), catalogue, orders: drafts.length };
  return { ...plantTrade(hand), ...plantMishaps(hand), ...plantFailures(hand) };
}

const isWeb = (draft: Draft): boolean => draft.channel !== 'wholesale';
const isUkWeb = (draft: Draft): boolean => isWeb(draft) && draft.currency === 'GBP';
const isDespatched = (draft: Draft): boolean => draft.status === 'despatched';
const despatchDay = (draft: Draft): string => (draft.despatchedAt === null ? '9999-12-31' : londonDay(draft.despatchedAt));
const despatchedBetween = (draft: Draft, from: string, to: string): boolean => despatchDay(draft) >= from && despatchDay(draft) <= to;

function choose({ drafts, random }: Hand, count: number, suits: (draft: Draft) => boolean): Draft[] {
  const candidates = drafts.filter(draft => !draft.planted && suits(draft));
  const chosen: Draft[] = [];
  while (chosen.length < count && candidates.length > 0) {
    const [draft] = candidates.splice(random.int(0, candidates.length - 1), 1);
    if (!draft) break;
    draft.planted = true;
    chosen.push(draft);
  }
  return chosen;
}

/** How many of something there are in a world of this size, given how many there are among 2,000 orders. */
const scaled = ({ orders }: Hand, per2000: number, atLeast: number): number => Math.max(orders >= 200 ? atLeast : 1, Math.round((per2000 * orders) / 2000));

function plantTrade(hand: Hand): Pick<Plan, 'paidTogether' | 'halfPaid' | 'onHold'> {
  const isTrade = (draft: Draft): boolean => draft.channel === 'wholesale' && draft.status !== 'cancelled';
  const inGoodTime = (draft: Draft): boolean => isTrade(draft) && despatchedBetween(draft, '2026-10-01', '2026-10-20');
  const pair = choose(hand, 2, inGoodTime);
  const [first, second] = pair;
  if (first && second) second.buyer = first.buyer;
  if (!second && first) first.planted = false;
  const halfPaid = choose(hand, 1, inGoodTime);
  const onHold = choose(hand, scaled(hand, 4, 1), draft => isTrade(draft) && hand.drafts.length >= 40);
  for (const draft of onHold) {
    draft.buyer = hand.catalogue.trade[0]?.buyer ?? draft.buyer;
    draft.expectedFailure = 'customer-on-hold';
  }
  return { paidTogether: second ? pair : [], halfPaid, onHold };
}

function plantMishaps(hand: Hand): Omit<Plan, 'paidTogether' | 'halfPaid' | 'onHold' | 'renamed' | 'tooLong' | 'far' | 'closed' | 'timeouts' | 'busy'> {
  const from = (key: Draft['channel'], first: string, last: string) => (draft: Draft): boolean => draft.channel === key && despatchedBetween(draft, first, last);
  const cancelledAfterPayout = choose(hand, 1, from('amazon-uk', '2026-10-02', '2026-10-12'));
  for (const draft of cancelledAfterPayout) {
    Object.assign(draft, { status: 'cancelled', despatchedAt: null, cancelledAt: '2026-10-20T10:41:17.000Z' } satisfies Partial<Draft>);
    settleTotals(draft);
  }
  const twins = makeTwins(hand);
  const edited = choose(hand, 1, draft => draft.channel === 'shopify-uk' && isDespatched(draft) && draft.lines.length > 1 && draft.discountGrossMinor === 0);
  for (const draft of edited) {
    const lines = draft.lines.slice(0, -1);
    draft.edited = { at: EDITED_AT, lines, grossMinor: sumOf(lines, line => line.grossMinor) + draft.carriageGrossMinor };
  }
  return {
    cancelledAfterPayout, twins, edited,
    oddRates: plantOddRates(hand),
    missingFromPayout: choose(hand, 1, from('ebay-uk', '2026-10-05', '2026-10-16')),
    feeAboveContract: choose(hand, 1, draft => from('amazon-uk', '2026-10-02', '2026-10-12')(draft) && draft.grossMinor >= 2000),
    chargedBack: choose(hand, 1, from('shopify-uk', '2026-10-01', '2026-10-09')),
    creditedForNothing: choose(hand, 1, from('shopify-uk', '2026-10-05', '2026-10-20')),
    postedTwice: choose(hand, 1, from('ebay-uk', '2026-10-06', '2026-10-22')),
    postedLate: choose(hand, scaled(hand, 2, 1), from('amazon-uk', '2026-10-27', '2026-10-30')),
  };
}

/** Two orders of the same buyer, day and amount: only the reference tells them apart. */
function makeTwins(hand: Hand): Draft[] {
  const pair = choose(hand, 2, draft => draft.channel === 'shopify-uk' && despatchedBetween(draft, '2026-10-02', '2026-10-22'));
  const [first, second] = pair;
  if (!first || !second) {
    if (first) first.planted = false;
    return [];
  }
  const { lines, buyer, carriageGrossMinor, carriageTaxRate, discountGrossMinor, despatchedAt } = first;
  Object.assign(second, { lines, buyer, carriageGrossMinor, carriageTaxRate, discountGrossMinor, despatchedAt, receivedAt: later(first.receivedAt, 300) });
  second.paidAt = later(second.receivedAt, 60);
  settleTotals(second);
  return pair;
}

/** Channels that compute a rate backwards from rounded pennies: 20.1 or 19.95 where the tax itself is 20 %. */
function plantOddRates(hand: Hand): Draft[] {
  const chosen = choose(hand, scaled(hand, 6, 2), draft => isUkWeb(draft) && draft.discountGrossMinor === 0 && draft.status !== 'cancelled' && draft.lines.every(line => line.taxRate === 20));
  chosen.forEach((draft, index) => {
    draft.lines = draft.lines.map(line => ({ ...line, taxRate: index % 2 === 0 ? 20.1 : 19.95 }));
  });
  return chosen;
}

function plantFailures(hand: Hand): Pick<Plan, 'renamed' | 'tooLong' | 'far' | 'closed' | 'timeouts' | 'busy'> {
  const far = choose(hand, scaled(hand, 3, 1), draft => draft.channel === 'shopify-eu' && isDespatched(draft));
  for (const draft of far) sendFar(hand, draft);
  const closed = choose(hand, scaled(hand, 3, 1), draft => isUkWeb(draft) && isDespatched(draft) && draft.receivedAt > '2026-10-01T06' && draft.receivedAt < '2026-10-09');
  closed.forEach((draft, index) => moveToSeptember(draft, index));
  const renamed = [...plantRename(hand, scaled(hand, 12, 3), RENAMED), ...plantRename(hand, scaled(hand, 2, 1), RENAMED_ALSO)];
  const tooLong = choose(hand, scaled(hand, 4, 1), draft => isUkWeb(draft) && isDespatched(draft));
  tooLong.forEach((draft, index) => {
    const name = LONG_NAMES[index % LONG_NAMES.length] ?? LONG_NAMES[0];
    draft.buyer = { ...draft.buyer, fullName: name, company: index % 2 === 0 ? name : '' };
    draft.expectedFailure = 'text-too-long';
  });
  const timeouts = choose(hand, scaled(hand, 5, 2), draft => isWeb(draft) && isDespatched(draft));
  for (const draft of timeouts) Object.assign(draft, { sageFault: 'timeout-after-save', expectedFailure: 'timeout-after-save' } satisfies Partial<Draft>);
  const busy = choose(hand, scaled(hand, 6, 1), draft => isWeb(draft) && isDespatched(draft));
  for (const draft of busy) draft.sageFault = 'busy-once';
  return { far, closed, renamed, tooLong, timeouts, busy };
}

function plantRename(hand: Hand, count: number, { newSku, from }: { newSku: string; from: string }): Draft[] {
  const product = hand.catalogue.bySku.get(newSku);
  if (!product) return [];
  const chosen = choose(hand, count, draft => isUkWeb(draft) && isDespatched(draft) && draft.discountGrossMinor === 0 && londonDay(draft.receivedAt) >= from);
  for (const draft of chosen) {
    draft.lines = [lineOf(product, { quantity: 1 }), ...draft.lines.slice(1)];
    draft.carriageTaxRate = 20;
    draft.expectedFailure = 'unknown-sku';
    settleTotals(draft);
  }
  return chosen;
}

function sendFar({ random }: Hand, draft: Draft): void {
  const { taxRate, ...place } = random.pick(FAR_PLACES);
  draft.buyer = personAt(random, place, EU_STREETS);
  draft.lines = draft.lines.map(line => ({ ...line, taxRate }));
  draft.carriageTaxRate = taxRate;
  draft.expectedFailure = 'missing-tax-code';
}

/** Sold and despatched in September, touched again in October: it comes with October's feed, but its period is closed. */
function moveToSeptember(draft: Draft, index: number): void {
  draft.receivedAt = `2026-09-${index % 2 === 0 ? 28 : 29}T${String(10 + (index % 8)).padStart(2, '0')}:24:${String(11 + (index % 40)).padStart(2, '0')}.000Z`;
  draft.paidAt = later(draft.receivedAt, 60);
  draft.despatchedAt = `2026-09-30T13:${String(10 + (index % 45)).padStart(2, '0')}:00.000Z`;
  draft.expectedFailure = 'closed-period';
  settleTotals(draft);
  draft.lastUpdatedAt = `2026-10-0${2 + (index % 5)}T08:15:${String(10 + (index % 45)).padStart(2, '0')}.000Z`;
}
