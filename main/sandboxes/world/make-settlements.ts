import { CHANNELS } from './catalogue.ts';
import { londonDay, plusDays } from './calendar.ts';
import { sumOf, type Draft } from './make-orders.ts';
import type { Plan } from './plant.ts';
import { makeRandom } from './random.ts';
import type { Channel, OpeningSale, Refund, Settlement, SettlementLine } from './world-types.ts';

/** Last day covered, day sent, day the bank shows it. Whatever is despatched after the last `to` is paid out in November. */
type PayoutDay = { to: string; paidOn: string; bankedOn: string };
const payouts = (...days: readonly (readonly [string, string, string])[]): readonly PayoutDay[] =>
  days.map(([to, paidOn, bankedOn]) => ({ to: `2026-${to}`, paidOn: `2026-${paidOn}`, bankedOn: `2026-${bankedOn}` }));

const SCHEDULE: Partial<Record<Channel['key'], readonly PayoutDay[]>> = {
  'amazon-uk': payouts(['09-30', '10-02', '10-05'], ['10-14', '10-16', '10-19'], ['10-28', '10-30', '11-02']),
  'ebay-uk': payouts(['10-04', '10-05', '10-06'], ['10-11', '10-12', '10-13'], ['10-18', '10-19', '10-20'], ['10-25', '10-26', '10-27']),
  'shopify-uk': payouts(['09-30', '10-02', '10-05'], ['10-03', '10-06', '10-07'], ['10-06', '10-09', '10-12'], ['10-10', '10-13', '10-14'], ['10-13', '10-16', '10-19'], ['10-17', '10-20', '10-21'], ['10-20', '10-23', '10-26'], ['10-24', '10-27', '10-28'], ['10-27', '10-30', '11-02']),
  'shopify-eu': payouts(['10-04', '10-07', '10-09'], ['10-11', '10-14', '10-16'], ['10-18', '10-21', '10-23'], ['10-25', '10-28', '10-30']),
};

const SETTLEMENT_IDS: Partial<Record<Channel['key'], number>> = { 'amazon-uk': 28_471_003_921, 'ebay-uk': 6_148_220_417, 'shopify-uk': 118_822_740_093, 'shopify-eu': 118_822_915_377 };
const CHARGEBACK_FEE_MINOR = 1500;

export type Trouble = { reserve: { held: SettlementLine[]; released: SettlementLine[] }; chargeback: SettlementLine[]; feeExcessMinor: number };
export type Settlements = { settlements: readonly Settlement[]; trouble: Trouble };
type Given = { drafts: readonly Draft[]; refunds: readonly Refund[]; openingSales: readonly OpeningSale[]; plan: Plan };

/** The contract: a rate of the gross, half up, and a fixed sum per order. */
export const contractFee = ({ fee }: Channel, grossMinor: number): number => Math.floor((grossMinor * fee.rateBasisPoints + 5000) / 10_000) + fee.fixedMinor;

/** What the channel gives back of its fee when it refunds: Amazon keeps a fifth, eBay the fixed part, Shopify everything. */
export function refundedFee(channel: Channel, grossMinor: number): number {
  if (channel.key === 'amazon-uk') return Math.round((Math.floor((grossMinor * channel.fee.rateBasisPoints + 5000) / 10_000) * 4) / 5);
  return channel.key === 'ebay-uk' ? Math.floor((grossMinor * channel.fee.rateBasisPoints + 5000) / 10_000) : 0;
}

/** September's unpaid-out sales; the first of Amazon's is the 85.00 of the worked month. */
export function makeOpeningSales(seed: number, drafts: readonly Draft[], firstNumber: number): OpeningSale[] {
  const random = makeRandom(seed, 'opening');
  const sales: OpeningSale[] = [];
  for (const channel of CHANNELS) {
    if (channel.clearingBankCode === null) continue;
    const count = Math.max(1, Math.round(drafts.filter(draft => draft.channel === channel.key).length * 0.05));
    for (let index = 0; index < count; index += 1) {
      const reference = channel.key === 'amazon-uk' ? `202-${random.digits(7)}-${random.digits(7)}` : channel.key === 'ebay-uk' ? `19-${random.digits(5)}-${random.digits(5)}` : `${channel.key === 'shopify-uk' ? '#UK' : '#EU'}${(channel.key === 'shopify-uk' ? 40_900 : 1_900) - index}`;
      const grossMinor = channel.key === 'amazon-uk' && index === 0 ? 8500 : random.int(8, 96) * 100 + random.pick([99, 95, 49, 0]);
      sales.push({ orderNumber: firstNumber - 1 - sales.length, reference, channel: channel.key, currency: channel.currency, on: `2026-09-${random.int(24, 30)}`, grossMinor });
    }
  }
  return sales;
}

/** Every payout of October, channel by channel; each covers what was paid and despatched since the one before. */
export function makeSettlements(given: Given): Settlements {
  const trouble: Trouble = { reserve: { held: [], released: [] }, chargeback: [], feeExcessMinor: 0 };
  const settlements = CHANNELS.flatMap(channel => settleChannel(channel, given, trouble));
  return { settlements, trouble };
}

function settleChannel(channel: Channel, given: Given, trouble: Trouble): Settlement[] {
  const settled: Settlement[] = [];
  let waiting = channelLines(channel, given, trouble).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  let from = '2026-09-17';
  let id = SETTLEMENT_IDS[channel.key] ?? 0;
  for (const day of SCHEDULE[channel.key] ?? []) {
    const lines = waiting.filter(line => line.on <= day.to);
    const added = channel.key === 'amazon-uk' ? amazonExtras(day, lines, trouble) : [];
    const payoutMinor = sumOf([...lines, ...added], line => line.amountMinor + line.feeMinor);
    // A channel pays nothing out while the sum is not positive; the lines wait for the next payout.
    if (payoutMinor <= 0) {
      keepReserves(trouble, added);
      continue;
    }
    waiting = waiting.filter(line => line.on > day.to);
    settled.push({ id: String(id), channel: channel.key, currency: channel.currency, from, to: day.to, paidOn: day.paidOn, bankedOn: day.bankedOn, payoutMinor, lines: numbered(id, [...lines, ...added]) });
    from = plusDays(day.to, 1);
    id += 4_019;
  }
  return settled;
}

function channelLines(channel: Channel, { drafts, refunds, openingSales, plan }: Given, trouble: Trouble): SettlementLine[] {
  const lines: SettlementLine[] = openingSales.filter(sale => sale.channel === channel.key).map(sale => line('sale', sale.on, sale.reference, sale.grossMinor, -contractFee(channel, sale.grossMinor), 'Order'));
  for (const draft of drafts) {
    if (draft.channel !== channel.key || plan.missingFromPayout.includes(draft)) continue;
    const on = plan.cancelledAfterPayout.includes(draft) ? plusDays(londonDay(draft.receivedAt), 1) : draft.status === 'despatched' && draft.paidAt !== null && draft.despatchedAt !== null ? londonDay(draft.despatchedAt) : null;
    if (on === null) continue;
    const excess = plan.feeAboveContract.includes(draft) ? Math.max(1, Math.round(draft.grossMinor * 0.02)) : 0;
    trouble.feeExcessMinor += excess;
    lines.push(line('sale', on, draft.reference, draft.grossMinor, -contractFee(channel, draft.grossMinor) - excess, 'Order'));
  }
  for (const refund of refunds) {
    if (refund.channel === channel.key) lines.push(line('refund', londonDay(refund.actionedAt), refund.orderReference, -refund.grossMinor, refundedFee(channel, refund.grossMinor), 'Refund'));
  }
  for (const draft of plan.chargedBack.filter(candidate => candidate.channel === channel.key)) {
    const lost = line('chargeback', '2026-10-12', draft.reference, -draft.grossMinor, -CHARGEBACK_FEE_MINOR, 'Chargeback');
    const won = line('chargeback-reversal', '2026-10-23', draft.reference, draft.grossMinor, CHARGEBACK_FEE_MINOR, 'Chargeback won');
    trouble.chargeback.push(lost, won);
    lines.push(lost, won);
  }
  if (channel.key === 'ebay-uk') lines.push(line('fee', '2026-10-11', null, -Math.max(150, drafts.length), 0, 'Promoted Listings - General fee'));
  return lines;
}

/** Amazon's monthly subscription, and a reserve: held in the middle of the month, released at its end, when another is held into November. */
function amazonExtras(day: PayoutDay, lines: readonly SettlementLine[], trouble: Trouble): SettlementLine[] {
  const free = sumOf(lines, each => each.amountMinor + each.feeMinor);
  const extras: SettlementLine[] = [];
  if (day.to === '2026-10-14' && free > 6000) extras.push(line('fee', day.to, null, -3000, 0, 'Subscription Fee'));
  const [heldBefore] = trouble.reserve.held;
  if (day.to === '2026-10-28' && heldBefore) {
    const released = line('reserve-release', day.to, null, -heldBefore.amountMinor, 0, 'Previous Reserve Amount Balance');
    trouble.reserve.released.push(released);
    extras.push(released);
  }
  const reserve = Math.floor(free / 2000) * 100;
  if (day.to > '2026-10-01' && reserve > 0) {
    const held = line('reserve', day.to, null, -reserve, 0, 'Current Reserve Amount');
    trouble.reserve.held.push(held);
    extras.push(held);
  }
  return extras;
}

function keepReserves({ reserve }: Trouble, dropped: readonly SettlementLine[]): void {
  reserve.held = reserve.held.filter(each => !dropped.includes(each));
  reserve.released = reserve.released.filter(each => !dropped.includes(each));
}

/** Gives the lines of a payout their ids in place, so that whoever remembers a line knows where it ended up. */
function numbered(id: number, lines: readonly SettlementLine[]): readonly SettlementLine[] {
  lines.forEach((each, index) => { each.id = `${id}-${index + 1}`; });
  return lines;
}

function line(kind: SettlementLine['kind'], on: string, orderReference: string | null, amountMinor: number, feeMinor: number, description: string): SettlementLine {
  return { id: '', kind, orderReference, on, amountMinor, feeMinor, description };
}

