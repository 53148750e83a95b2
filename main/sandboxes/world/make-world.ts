import { CHANNELS } from './catalogue.ts';
import { londonDay, plusDays, plusWorkdays } from './calendar.ts';
import { makeBank, OPENING_BALANCES, type Bank } from './make-bank.ts';
import { makeCatalogue, makeDrafts, sumOf, type Draft } from './make-orders.ts';
import { makeRefunds, type Refunds } from './make-refunds.ts';
import { makeOpeningSales, makeSettlements, type Settlements, type Trouble } from './make-settlements.ts';
import { plant, type Plan } from './plant.ts';
import { chooseSlips, type Slips } from './ledger-slips.ts';
import { makeRandom } from './random.ts';
import type { Mishap, MishapName, OpeningSale, SaleOrder, StaffAction, TradeCustomer, World } from './world-types.ts';

const FIRST_ORDER_NUMBER = 109_390;

/**
 * One seller's October 2026 from a seed: the same seed and number of orders always give the same world.
 * Every settlement adds up, every order's gross is what its buyer paid, and each planted mishap is named in `mishaps`.
 */
export function makeWorld({ seed = 1, orders = 2000 }: { seed?: number; orders?: number } = {}): World {
  const catalogue = makeCatalogue(seed);
  const drafts = makeDrafts(seed, orders, catalogue);
  const plan = plant(seed, drafts, catalogue);
  drafts.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0));
  nameOrders(seed, drafts);
  const refunds = makeRefunds(seed, drafts);
  const openingSales = makeOpeningSales(seed, drafts, FIRST_ORDER_NUMBER);
  const settlements = makeSettlements({ drafts, refunds: refunds.refunds, openingSales, plan });
  const bank = makeBank(seed, { drafts, settlements: settlements.settlements, plan });
  const slips = chooseSlips(seed, drafts, refunds.refunds);
  const creditReference = plan.creditedForNothing.map(draft => `CN-${draft.number}`)[0] ?? '';
  return {
    seed,
    company: { name: 'Northwind Home Ltd', vatNumber: 'GB123456789', siteName: 'Northwind Home' },
    channels: CHANNELS, products: catalogue.products, tradeCustomers: withCreditLimits(drafts, catalogue.trade),
    orders: drafts.map(({ planted: _planted, ...order }): SaleOrder => order),
    refunds: refunds.refunds, settlements: settlements.settlements, bankLines: bank.lines, openingSales: openingSales satisfies OpeningSale[],
    openingBalances: OPENING_BALANCES, staff: [...staffActions({ plan, refunds, bank, creditReference }), ...slips.actions],
    mishaps: listMishaps({ plan, refunds, settlements, bank, slips }), eurPerGbp: 1.15,
  };
}

/** Numbers and channel references in the order of receipt; no reference is used twice. */
function nameOrders(seed: number, drafts: readonly Draft[]): void {
  const random = makeRandom(seed, 'references');
  const used = new Set<string>();
  const next = { 'shopify-uk': 41_000, 'shopify-eu': 2_000, wholesale: 20_400 };
  const referenceOf = (draft: Draft): string => {
    if (draft.channel === 'amazon-uk') return `20${random.int(2, 6)}-${random.digits(7)}-${random.digits(7)}`;
    if (draft.channel === 'ebay-uk') return `${random.int(20, 27)}-${random.digits(5)}-${random.digits(5)}`;
    next[draft.channel] += 1;
    return `${{ 'shopify-uk': '#UK', 'shopify-eu': '#EU', wholesale: 'WHS-' }[draft.channel]}${next[draft.channel]}`;
  };
  drafts.forEach((draft, index) => {
    draft.number = FIRST_ORDER_NUMBER + index;
    do draft.reference = referenceOf(draft);
    while (used.has(draft.reference));
    used.add(draft.reference);
  });
}

/** Limits that October does not reach; the customer on hold is on hold for another reason. */
function withCreditLimits(drafts: readonly Draft[], trade: readonly Omit<TradeCustomer, 'creditLimitMinor'>[]): readonly TradeCustomer[] {
  return trade.map(customer => {
    const bought = sumOf(drafts.filter(draft => draft.buyer === customer.buyer), draft => draft.grossMinor);
    return { ...customer, creditLimitMinor: Math.max(1_000_000, Math.ceil((bought * 3) / 500_000) * 500_000) };
  });
}

function staffActions({ plan, refunds, bank, creditReference }: { plan: Plan; refunds: Refunds; bank: Bank; creditReference: string }): readonly StaffAction[] {
  return [
    ...plan.postedLate.map((draft): StaffAction => ({ kind: 'post-invoice-late', orderReference: draft.reference, on: '2026-11-02' })),
    ...plan.postedTwice.map((draft): StaffAction => ({ kind: 'post-invoice-twice', orderReference: draft.reference, on: plusWorkdays(despatchDay(draft), 1) })),
    ...plan.creditedForNothing.map((draft): StaffAction => ({ kind: 'credit-note', orderReference: draft.reference, on: plusWorkdays(despatchDay(draft), 2), grossMinor: creditFor(draft), reference: creditReference })),
    ...(refunds.creditedWrongly ? [refunds.creditedWrongly.action] : []),
    ...bank.charges,
  ];
}

const despatchDay = (draft: Draft): string => (draft.despatchedAt === null ? plusDays(londonDay(draft.receivedAt), 1) : londonDay(draft.despatchedAt));
const creditFor = (draft: Draft): number => Math.min(draft.grossMinor, draft.lines[0]?.grossMinor ?? draft.grossMinor);

type Story = { plan: Plan; refunds: Refunds; settlements: Settlements; bank: Bank; slips: Slips };

function listMishaps({ plan, refunds, settlements: { trouble }, bank, slips }: Story): readonly Mishap[] {
  const about = (name: MishapName, drafts: readonly Draft[], amount = (draft: Draft) => draft.grossMinor): Mishap[] => {
    const [first] = drafts;
    return first ? [{ name, channel: first.channel, references: drafts.map(draft => draft.reference), amountMinor: sumOf(drafts, amount), currency: first.currency }] : [];
  };
  return [
    ...about('order-posted-twice', plan.postedTwice),
    ...about('invoice-in-november', plan.postedLate),
    ...refundMishaps(refunds),
    ...about('credit-note-without-refund', plan.creditedForNothing, creditFor),
    ...about('payout-with-cancelled-order', plan.cancelledAfterPayout),
    ...about('fee-above-contract', plan.feeAboveContract, () => -trouble.feeExcessMinor),
    ...about('payout-missing-line', plan.missingFromPayout),
    ...about('same-amount-day-customer', plan.twins, () => (plan.twins[0]?.grossMinor ?? 0) / plan.twins.length),
    ...reserveMishap(trouble),
    ...(trouble.chargeback.length > 0 ? about('chargeback-won', plan.chargedBack) : []),
    ...about('order-edited-after-posting', plan.edited, draft => (draft.edited?.grossMinor ?? draft.grossMinor) - draft.grossMinor),
    ...(bank.cutReferences.length > 0 ? [{ name: 'bank-reference-cut', channel: 'ebay-uk', references: bank.cutReferences.map(line => line.id), amountMinor: sumOf(bank.cutReferences, line => line.amountMinor), currency: 'GBP' } satisfies Mishap] : []),
    ...about('sku-renamed', plan.renamed),
    ...about('vat-at-20.1', plan.oddRates),
    ...about('country-without-tax-code', plan.far),
    ...about('two-invoices-paid-at-once', plan.paidTogether),
    ...about('half-an-invoice-paid', plan.halfPaid, () => bank.halfPaid?.amountMinor ?? 0),
    ...about('receipt-allocated-elsewhere', slips.allocated),
    ...about('rate-of-another-day', slips.rated),
  ];
}

function refundMishaps({ creditedWrongly, unknownToLinnworks }: Refunds): Mishap[] {
  const mishaps: Mishap[] = [];
  if (creditedWrongly) {
    const { refund, action } = creditedWrongly;
    mishaps.push({ name: 'credit-note-at-todays-price', channel: refund.channel, references: [refund.orderReference, refund.id], amountMinor: action.grossMinor - refund.grossMinor, currency: refund.currency });
  }
  if (unknownToLinnworks) mishaps.push({ name: 'refund-without-credit-note', channel: unknownToLinnworks.channel, references: [unknownToLinnworks.orderReference, unknownToLinnworks.id], amountMinor: -unknownToLinnworks.grossMinor, currency: unknownToLinnworks.currency });
  return mishaps;
}

/** The reserve held over the end of the month is what explains the clearing account; the one released in October is zero again. */
function reserveMishap({ reserve }: Trouble): Mishap[] {
  if (reserve.held.length === 0) return [];
  const lines = [...reserve.held, ...reserve.released];
  return [{ name: 'reserve-held-and-released', channel: 'amazon-uk', references: lines.map(line => line.id), amountMinor: sumOf(lines, line => line.amountMinor), currency: 'GBP' }];
}
