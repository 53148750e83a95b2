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
  const foreign = plain.filter(({ currency, receivedAt }) => currency === 'EUR' && Math.abs(exchangeRateOn(londonDay(receivedAt)) - exchangeRateOn(LEFT_STANDING)) > FAR_APART);
  const rated = foreign.length === 0 ? [] : [foreign.reduce((most, draft) => (draft.grossMinor > most.grossMinor ? draft : most))];
  return {
    allocated: own && other ? [own, other] : [], rated,
    actions: [
      ...rated.map((draft): StaffAction => ({ kind: 'invoice-at-rate-of', orderReference: draft.reference, on: LEFT_STANDING })),
      ...(own && other ? [{ kind: 'allocate-elsewhere', orderReference: own.reference, otherReference: other.reference } satisfies StaffAction] : []),
    ],
  };
}

/** Whose rate stood in the window when the invoice was typed in. */
const LEFT_STANDING = '2026-10-02';
const FAR_APART = 0.003;

const despatchDay = (draft: Draft): string => (draft.despatchedAt === null ? '9999-12-31' : londonDay(draft.despatchedAt));

function takeTwo(drafts: readonly Draft[], pick: (count: number) => number): Draft[] {
  const first = pick(drafts.length);
  const second = (first + 1 + pick(drafts.length - 1)) % drafts.length;
  return [first, second].flatMap(index => drafts[index] ?? []);
}
