import { londonDay } from './calendar.ts';
import { exchangeRateOn, type Draft } from './make-orders.ts';
import { makeRandom } from './random.ts';
import type { Refund, StaffAction } from './world-types.ts';

/** What the accounts office gets wrong in the ledger alone: nothing outside shows it, and every total still agrees. */
export type Slips = {
  /** The order whose receipt was put on another's invoice, and that other. */
  allocated: readonly Draft[];
  rated: readonly Draft[];
  actions: readonly StaffAction[];
};

/** Chosen among the orders that nothing else happens to, so that each mishap can be told from the others. */
export function chooseSlips(seed: number, drafts: readonly Draft[], refunds: readonly Refund[]): Slips {
  const random = makeRandom(seed, 'slips');
  const refunded = new Set(refunds.map(({ orderReference }) => orderReference));
  const plain = drafts.filter(draft => !draft.planted && draft.status === 'despatched' && draft.expectedFailure === null && draft.sageFault === 'none' && !refunded.has(draft.reference) && despatchDay(draft) <= '2026-10-22');
  const paid = plain.filter(({ channel }) => channel === 'shopify-uk');
  const [own, other] = paid.length < 2 ? [] : takeTwo(paid, count => random.int(0, count - 1));
  const foreign = plain.filter(({ currency }) => currency === 'EUR').sort((a, b) => b.grossMinor - a.grossMinor || a.number - b.number);
  const wrong = foreign.flatMap(draft => standingRate(drafts, draft) ?? [])[0];
  return {
    allocated: own && other ? [own, other] : [], rated: wrong ? [wrong.draft] : [],
    actions: [
      ...(wrong ? [{ kind: 'invoice-at-rate-of', orderReference: wrong.draft.reference, on: wrong.on } satisfies StaffAction] : []),
      ...(own && other ? [{ kind: 'allocate-elsewhere', orderReference: own.reference, otherReference: other.reference } satisfies StaffAction] : []),
    ],
  };
}

const FAR_APART = 0.003;
const soldOn = ({ receivedAt }: Draft): string => londonDay(receivedAt);
const apart = (day: string, other: string): number => Math.abs(exchangeRateOn(day) - exchangeRateOn(other));

/** The rate that was left standing when the invoice was typed in: that of an earlier day on which something was sold for euros, the furthest away. */
function standingRate(drafts: readonly Draft[], draft: Draft): { draft: Draft; on: string } | undefined {
  const own = soldOn(draft);
  const days = [...new Set(drafts.filter(({ currency }) => currency === 'EUR').map(soldOn))].filter(day => day < own && apart(day, own) > FAR_APART).sort((a, b) => apart(b, own) - apart(a, own) || (a < b ? -1 : 1));
  return days[0] === undefined ? undefined : { draft, on: days[0] };
}

const despatchDay = (draft: Draft): string => (draft.despatchedAt === null ? '9999-12-31' : londonDay(draft.despatchedAt));

function takeTwo(drafts: readonly Draft[], pick: (count: number) => number): Draft[] {
  const first = pick(drafts.length);
  const second = (first + 1 + pick(drafts.length - 1)) % drafts.length;
  return [first, second].flatMap(index => drafts[index] ?? []);
}
