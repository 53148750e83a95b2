import { addDays, type LocalDate, type Period } from '../../../shared/values/date.ts';
import type { RecordFact } from './entries.ts';
import { byDay, familyOf, type ReconEntry, type Shape } from './entry.ts';
import { referenceKey } from '../matching/references.ts';
import { repeatsOnTheLeft, type Repeat } from './repeats.ts';

/** One payout of one gateway: what it covers and when it was sent. */
export type PayoutFact = { payout: string; fromOn: LocalDate | null; toOn: LocalDate | null; paidOn: LocalDate | null; amountMinor: number };

/** A line or posting outside the reconciliation's own entries: at the bank, in another kind, or after the period. */
export type OutsideLine = { on: LocalDate; amountMinor: number; reference: string; orderReference: string; payout: string; kind: string };

export type EvidenceParts = {
  shape: Shape;
  period: Period;
  firstDay: LocalDate;
  lastDay: LocalDate;
  /** Who pays out: the channel, as people call it. */
  channelName: string;
  format: (minor: number) => string;
  orders: ReadonlyMap<string, RecordFact>;
  returns: readonly RecordFact[];
  payouts: readonly PayoutFact[];
  /** Right-side postings of the same account after the period. */
  laterRight: readonly OutsideLine[];
  /** Left-side lines after the period: settlements of the next month, bank lines of the next month. */
  laterLeft: readonly OutsideLine[];
  /** Lines of the bank account that this channel's payouts reach, whenever they are. */
  bankLines: readonly OutsideLine[];
  /** Credit notes of the channel, whenever they are. */
  creditNotes: readonly OutsideLine[];
  contractFee: ((grossMinor: number) => number) | null;
  /** Whether two days are near enough for the rule `duplicate` to call two lines of a side the same; null when it is off. */
  isRepeat: ((a: LocalDate, b: LocalDate) => boolean) | null;
  /** Entries matched already, both sides. */
  matched: readonly ReconEntry[];
  open: readonly ReconEntry[];
};

export type Evidence = EvidenceParts & {
  orderOf(entry: ReconEntry): RecordFact | undefined;
  /** The same order and amount on the same side, matched or earlier. */
  twinOf(entry: ReconEntry): ReconEntry | undefined;
  /** What a line of the left repeats, or is repeated by. */
  repeatOf(entry: ReconEntry): Repeat | undefined;
  matchedPartner(entry: ReconEntry): ReconEntry | undefined;
  later(side: 'left' | 'right', entry: ReconEntry): OutsideLine | undefined;
  payoutOf(payout: string): PayoutFact | undefined;
  /** Something other than a transfer is posted for this payout. */
  isPayoutPosted(payout: string): boolean;
  isOpenOnTheLeft(orderReference: string): boolean;
  creditOf(orderReference: string): OutsideLine | undefined;
  isReturned(orderReference: string, amountMinor: number): boolean;
  /** The one order of a buyer that has exactly this amount. */
  orderOfBuyer(party: string, amountMinor: number): RecordFact | undefined;
  /** The last day that the imported settlements cover. */
  coveredTo: LocalDate | null;
};

/** Days between a payout's dispatch and the bank's line, weekends and holidays included. */
export const TRANSIT_DAYS = 7;

/** Looks everything up by key once, so that explaining stays linear. */
export function gatherEvidence(parts: EvidenceParts): Evidence {
  const keyOf = (entry: ReconEntry): string => `${entry.side}|${familyOf(entry, parts.shape)}|${referenceKey(entry.orderReference)}|${entry.amountMinor}`;
  const bySameOrder = groupOf([...parts.matched, ...parts.open].filter(({ orderReference, part }) => orderReference !== '' && !part), keyOf);
  const byOrderAndSide = groupOf(parts.matched.filter(({ orderReference }) => orderReference !== ''), entry => `${entry.side}|${referenceKey(entry.orderReference)}`);
  const later = { left: groupOf(parts.laterLeft, lineKey), right: groupOf(parts.laterRight, lineKey) };
  const payouts = new Map(parts.payouts.map(payout => [payout.payout, payout]));
  const covered = parts.payouts.flatMap(({ toOn }) => (toOn === null ? [] : [toOn])).sort();
  const all = [...parts.matched, ...parts.open];
  const postedPayouts = new Set(all.filter(entry => entry.side === 'right' && entry.kind !== 'transfer').map(({ payout }) => payout));
  const openOrders = new Set(parts.open.filter(({ side }) => side === 'left').map(({ orderReference }) => orderReference));
  const credits = groupOf(parts.creditNotes, ({ orderReference }) => orderReference);
  const returned = new Set(parts.returns.flatMap(({ reference, number, amountMinor }) => [`${reference}|${amountMinor}`, `${number}|${amountMinor}`]));
  const buyers = groupOf([...parts.orders.values()].filter(({ party, status }) => party !== '' && status !== 'cancelled'), ({ party, amountMinor }) => `${party.toUpperCase()}|${amountMinor}`);
  const matchedIds = new Set(parts.matched.map(({ id }) => id));
  const repeats = repeatsOnTheLeft(parts);
  return {
    ...parts,
    orderOf: entry => parts.orders.get(entry.orderReference),
    twinOf(entry) {
      const { isRepeat } = parts;
      if (isRepeat === null || entry.orderReference === '') return undefined;
      const others = (bySameOrder.get(keyOf(entry)) ?? []).filter(({ id, on }) => id !== entry.id && isRepeat(on, entry.on));
      return others.find(({ id }) => matchedIds.has(id)) ?? others.sort(byDay).find(other => byDay(other, entry) < 0);
    },
    repeatOf: entry => repeats.get(entry.id),
    matchedPartner: entry => byOrderAndSide.get(`${entry.side === 'left' ? 'right' : 'left'}|${referenceKey(entry.orderReference)}`)?.[0],
    later: (side, entry) => laterFor(later[side], entry),
    payoutOf: payout => (payout === '' ? undefined : payouts.get(payout)),
    isPayoutPosted: payout => payout !== '' && postedPayouts.has(payout),
    isOpenOnTheLeft: orderReference => orderReference !== '' && openOrders.has(orderReference),
    creditOf: orderReference => credits.get(orderReference)?.[0],
    isReturned: (orderReference, amountMinor) => returned.has(`${orderReference}|${amountMinor}`) || returned.has(`${parts.orders.get(orderReference)?.number ?? ''}|${amountMinor}`),
    orderOfBuyer(party, amountMinor) {
      const fitting = buyers.get(`${party.toUpperCase()}|${amountMinor}`) ?? [];
      return fitting.length === 1 ? fitting[0] : undefined;
    },
    coveredTo: covered.at(-1) ?? null,
  };
}

const lineKey = ({ orderReference, payout, kind }: OutsideLine): string => (orderReference !== '' ? `order ${referenceKey(orderReference)}` : payout !== '' ? `payout ${payout}` : `kind ${kind}`);

function laterFor(lines: ReadonlyMap<string, readonly OutsideLine[]>, entry: ReconEntry): OutsideLine | undefined {
  const named = entry.orderReference === '' ? [] : (lines.get(`order ${referenceKey(entry.orderReference)}`) ?? []);
  const ofPayout = entry.payout === '' ? [] : (lines.get(`payout ${entry.payout}`) ?? []);
  return named.find(({ amountMinor }) => Math.sign(amountMinor) === Math.sign(entry.amountMinor)) ?? (entry.kind === 'sale' || entry.kind === 'refund' ? undefined : ofPayout.find(({ amountMinor }) => Math.sign(amountMinor) === Math.sign(entry.amountMinor)));
}

function groupOf<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const members = groups.get(key);
    if (members) members.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** The bank's line of a payout: by its number, or by its amount within the days that a transfer takes. */
export function bankLineOf(evidence: Evidence, payout: ReconEntry): OutsideLine | undefined {
  const amount = Math.abs(payout.amountMinor);
  const until = addDays(payout.on, 2 * TRANSIT_DAYS);
  return evidence.bankLines.find(line => payout.payout !== '' && line.payout === payout.payout && line.amountMinor === amount)
    ?? evidence.bankLines.find(line => line.amountMinor === amount && line.on >= payout.on && line.on <= until);
}

/** '2026-10-30' as the accountant says it: 30 October. */
export function dayName(day: LocalDate): string {
  const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  return `${Number(day.slice(8, 10))} ${months[Number(day.slice(5, 7)) - 1] ?? ''}`;
}
