import { isWeekend, londonDay, plusDays, workday } from './calendar.ts';
import { MONTH_LAST_DAY, type Draft } from './make-orders.ts';
import { makeRandom, type Random } from './random.ts';
import type { Refund, StaffAction } from './world-types.ts';

export type Refunds = {
  refunds: readonly Refund[];
  /** The gateway paid it back, Linnworks never heard of it. */
  unknownToLinnworks: Refund | null;
  /** Staff credited it before Tieout did, at the price of the day instead of the order's. */
  creditedWrongly: { refund: Refund; action: Extract<StaffAction, { kind: 'credit-at-todays-price' }> } | null;
};

const REASONS = ['Damaged in transit', 'Changed mind', 'Not as described', 'Wrong item sent', 'Arrived too late'] as const;

/** About three in a hundred despatched web orders come back in part or whole, or get something off for goodwill. */
export function makeRefunds(seed: number, drafts: readonly Draft[]): Refunds {
  const random = makeRandom(seed, 'refunds');
  const candidates = drafts.filter(draft => !draft.planted && draft.channel !== 'wholesale' && draft.despatchedAt !== null && londonDay(draft.despatchedAt) <= '2026-10-22' && draft.grossMinor >= 500);
  const wanted = Math.min(candidates.length, Math.max(3, Math.round(drafts.length * 0.03)));
  const chosen = [takeOne(random, candidates, draft => draft.channel === 'ebay-uk' && despatchedBy(draft, '2026-10-14')), takeOne(random, candidates, draft => draft.channel === 'amazon-uk' && despatchedBy(draft, '2026-10-14'))];
  while (chosen.length < wanted) chosen.push(takeOne(random, candidates, () => true));
  const refunds = chosen.flatMap((draft, index) => (draft ? [makeRefund(random, draft, index)] : []));
  const unknown = chosen[0] ? (refunds[0] ?? null) : null;
  const wrongly = chosen[1] ? (refunds.find(refund => refund.orderNumber === chosen[1]?.number) ?? null) : null;
  if (unknown) unknown.inLinnworks = false;
  return {
    refunds: refunds.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0)),
    unknownToLinnworks: unknown,
    creditedWrongly: wrongly && {
      refund: wrongly,
      action: { kind: 'credit-at-todays-price', refundId: wrongly.id, on: workday(londonDay(wrongly.createdAt)), grossMinor: Math.max(1, wrongly.grossMinor - Math.max(50, Math.round(wrongly.grossMinor * 0.08))) },
    },
  };
}

const despatchedBy = (draft: Draft, day: string): boolean => draft.despatchedAt !== null && londonDay(draft.despatchedAt) <= day;

function takeOne(random: Random, candidates: Draft[], suits: (draft: Draft) => boolean): Draft | undefined {
  const suitable = candidates.filter(suits);
  if (suitable.length === 0) return undefined;
  const draft = random.pick(suitable);
  candidates.splice(candidates.indexOf(draft), 1);
  draft.planted = true;
  return draft;
}

function makeRefund(random: Random, draft: Draft, index: number): Refund & { inLinnworks: boolean } {
  const what = amountOf(random, draft, index);
  const despatched = londonDay(draft.despatchedAt ?? draft.receivedAt);
  const created = plusDays(despatched, random.int(2, 7));
  const actioned = actionDay(created, random.int(0, 2));
  const createdAt = `${created}T${10 + (index % 6)}:05:${String(index % 60).padStart(2, '0')}.000Z`;
  const actionedAt = `${actioned}T${16 + (index % 3)}:20:${String(index % 60).padStart(2, '0')}.000Z`;
  if (actionedAt > draft.lastUpdatedAt) draft.lastUpdatedAt = actionedAt;
  return {
    id: String(40_001 + index * 3), orderNumber: draft.number, orderReference: draft.reference, channel: draft.channel, currency: draft.currency,
    ...what, createdAt, actionedAt, inLinnworks: true,
  };
}

function actionDay(created: string, days: number): string {
  const day = plusDays(created, days);
  const working = isWeekend(day) ? workday(day) : day;
  return working > MONTH_LAST_DAY ? created : working;
}

/** A whole order of one line, one piece of a line at its share of the price, or money for goodwill. */
function amountOf(random: Random, draft: Draft, index: number): Pick<Refund, 'sku' | 'quantity' | 'grossMinor' | 'reason'> {
  const line = random.pick(draft.lines);
  const kind = index < 2 ? 'part' : random.weighted([['whole', 0.45], ['part', 0.4], ['goodwill', 0.15]] as const);
  if (kind === 'whole' && draft.lines.length === 1) return { sku: line.sku, quantity: line.quantity, grossMinor: draft.grossMinor, reason: random.pick(REASONS) };
  if (kind === 'goodwill') return { sku: line.sku, quantity: 0, grossMinor: Math.min(500, draft.grossMinor), reason: 'Goodwill' };
  const piece = Math.floor(line.grossMinor / line.quantity);
  return { sku: line.sku, quantity: 1, grossMinor: Math.min(piece, draft.grossMinor - draft.carriageGrossMinor), reason: random.pick(REASONS) };
}
