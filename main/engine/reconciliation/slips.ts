import type { Reason } from '../../../shared/contract/reconciliation.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { Currency, formatMinor } from '../../../shared/values/money.ts';
import { exact, over, toMinor, type Exact } from '../connectors/decimal.ts';
import { referenceKey } from '../matching/references.ts';
import { dayName } from './evidence.ts';
import type { RateBook } from './rate-book.ts';
import type { ReferenceIndex } from './references.ts';

/** What the accounts office got wrong inside the ledger, where every total still agrees. */
export type Slip = { readonly reason: Reason; readonly text: string };

const say = (minor: number, code: string): string => {
  const currency = Currency.safeParse(code);
  return `${currency.success ? formatMinor(minor, currency.data) : minor} ${code}`;
};

/** Money of the sales ledger that is allocated to no document with its own second reference, and one of those that it is allocated to. */
export type AllocatedMoney = {
  id: string; kind: 'receipt' | 'refund'; account: string; reference: string; secondReference: string; narrative: string; currency: string;
  document: { kind: string; reference: string; secondReference: string; narrative: string; amountMinor: number };
};

export type MisallocatedMoney = { kind: 'receipt' | 'refund'; orderReference: string; slip: Slip };

const DOCUMENTS: Readonly<Record<string, string>> = { invoice: 'invoice', creditNote: 'credit note' };

/**
 * Money of one order on the document of another. Nothing is said of money without an order of its own, of money that is on its own document as well (one payment for
 * several), or of a document that no known order stands behind (a day's invoice for many).
 */
export function misallocated(rows: readonly AllocatedMoney[], { orders, documentOf }: { orders: ReferenceIndex; documentOf(kind: string, orderReference: string): string | null }): MisallocatedMoney[] {
  const orderOf = ({ secondReference, reference, narrative }: Pick<AllocatedMoney, 'secondReference' | 'reference' | 'narrative'>): string => orders.find(secondReference, reference, narrative);
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((own): MisallocatedMoney[] => {
    const [money] = own;
    // On a receipt of Sage 100 and Sage Pro the narrative names the invoices that it is applied to, which say nothing of what it was paid for.
    const orderReference = money === undefined ? '' : orders.find(money.secondReference, money.reference);
    if (!money || orderReference === '') return [];
    const documents = own.map(({ document }) => ({ ...document, orderReference: orderOf(document) }));
    if (documents.some(document => document.orderReference === orderReference)) return [];
    const others = documents.filter(document => document.orderReference !== '');
    const [first] = others;
    if (!first) return [];
    const what = DOCUMENTS[first.kind] ?? first.kind;
    const right = documentOf(first.kind, orderReference);
    const named = others.map(({ reference, orderReference: other, amountMinor }) => `${what} ${reference} of order ${other} (${say(Math.abs(amountMinor), money.currency)})`).join(' and ');
    const remedy = right === null ? `Take the allocation off in the ERP; order ${orderReference} has no ${what} yet.` : `Take the allocation off in the ERP and allocate the ${money.kind} to ${what} ${right}.`;
    return [{ kind: money.kind, orderReference, slip: { reason: 'allocatedElsewhere', text: `${money.kind === 'receipt' ? 'Receipt' : 'Refund'} ${money.reference} of order ${orderReference} is allocated to ${named}. ${remedy}` } }];
  });
}

/** A posting of the sales ledger in another currency than the books'. */
export type RatedPosting = {
  source: string; kind: string; on: LocalDate; amountMinor: number; currency: string; reference: string; secondReference: string; narrative: string;
  base: { currency: string; amountMinor: number; rate: string };
};

/** What an order's own rate is, and the day it was sold. */
export type OrderRate = { reference: string; soldOn: LocalDate; rate: string };

export type RateSources = {
  orders: ReferenceIndex;
  /** Of the orders that state a rate. */
  orderRates: ReadonlyMap<string, OrderRate>;
  book: RateBook;
  /** Documents carry their order's rate; otherwise that of the book on their day. */
  byOrder: boolean;
};

/** Below a two-thousandth two rates are the same one from two places, or written with fewer decimals. */
const SAME_RATE_PARTS = 2_000n;
/** Nobody corrects a posting for less, minor units of the books' currency. */
const LEAST_EFFECT_MINOR = 5;
const FEWEST_DECIMALS = 2;

const distance = (a: Exact, b: Exact): Exact => (a > b ? a - b : b - a);
const isSame = (rate: Exact, expected: Exact): boolean => distance(rate, expected) * SAME_RATE_PARTS <= expected;

/** The expected rate, only written with as few decimals as the posted one: some screens of ERPs take two. */
function isRounded(text: string, rate: Exact, expected: Exact): boolean {
  const decimals = Math.max(FEWEST_DECIMALS, /\.(\d+)$/.exec(text)?.[1]?.length ?? 0);
  const half = over(exact('0.5') ?? 0n, exact(`1${'0'.repeat(decimals)}`) ?? 1n);
  return distance(rate, expected) <= half;
}

const KINDS: Readonly<Record<string, string>> = { invoice: 'Invoice', creditNote: 'Credit note', receipt: 'Receipt' };

/** A posting at a rate that is neither its order's nor that of its own day, with what that does to the books; null where nothing proves one. */
export function wrongRate(posting: RatedPosting, { orders, orderRates, book, byOrder }: RateSources): Slip | null {
  const { base, currency, on, amountMinor } = posting;
  const rate = exact(base.rate);
  const order = orderRates.get(orders.find(posting.secondReference, posting.reference, posting.narrative));
  const [ofDay, ofOrder] = [book.on(currency, on), byOrder && order ? exact(order.rate) : undefined];
  const expected = ofOrder ?? ofDay[0];
  if (rate === undefined || expected === undefined || expected <= 0n) return null;
  const allowed = [...ofDay, ...(order ? book.on(currency, order.soldOn) : []), ...(ofOrder === undefined ? [] : [ofOrder])];
  if (allowed.some(one => isSame(rate, one))) return null;
  const day = book.dayOf(currency, rate, on);
  // Without an order or a day of its own, a rate is only another one, not a wrong one.
  if (day === null && (allowed.some(one => isRounded(base.rate, rate, one)) || (byOrder && ofOrder === undefined))) return null;
  const foreign = exact(formatAmount(amountMinor, currency));
  const home = Currency.safeParse(base.currency);
  const right = foreign === undefined || !home.success ? undefined : toMinor(over(foreign, expected), home.data);
  if (right === undefined || Math.abs(right - base.amountMinor) < LEAST_EFFECT_MINOR) return null;
  return { reason: 'rateNotOfTheDay', text: sentence(posting, { order: order?.reference ?? null, expected, rate, day, right, source: book.source, byOrder: ofOrder !== undefined }) };
}

const formatAmount = (minor: number, code: string): string => {
  const currency = Currency.safeParse(code);
  return currency.success ? formatMinor(minor, currency.data) : '';
};

/** 1.15 as people read a rate: at least four decimals. */
const rateText = (value: Exact): string => {
  const digits = value.toString().padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).slice(0, SHOWN_PLACES).replace(/0+$/, '').padEnd(LEAST_SHOWN, '0');
  return `${digits.slice(0, -PLACES)}.${fraction}`;
};
const [PLACES, SHOWN_PLACES, LEAST_SHOWN] = [10, 6, 4];

type Told = { order: string | null; expected: Exact; rate: Exact; day: LocalDate | null; right: number; source: string; byOrder: boolean };

function sentence({ kind, reference, on, amountMinor, currency, base }: RatedPosting, { order, expected, rate, day, right, source, byOrder }: Told): string {
  const posted = Math.abs(base.amountMinor);
  const effect = say(Math.abs(posted - Math.abs(right)), base.currency);
  const off = `${(Number((distance(rate, expected) * 1_000n) / expected) / 10).toFixed(1)} %`;
  const should = byOrder ? `its order’s rate is ${rateText(expected)}` : `the rate of ${dayName(on)} in ${source} is ${rateText(expected)}`;
  const whose = day === null ? `; ${should}, which is ${off} away, and no day around it has that rate in ${source}` : `, the rate of ${dayName(day)}; ${should}`;
  return `${KINDS[kind] ?? kind} ${reference}${order === null ? '' : ` of order ${order}`} (${say(Math.abs(amountMinor), currency)}, ${dayName(on)}) is posted at ${rateText(rate)}${whose}. `
    + `The books hold ${say(posted, base.currency)} instead of ${say(Math.abs(right), base.currency)}, ${effect} too ${posted > Math.abs(right) ? 'much' : 'little'}. Post it again at ${rateText(expected)} in the ERP, or book the ${effect} to exchange gains and losses.`;
}

/** Slips by the line of a reconciliation that they are told at: a document by its source, money by its order. */
export type Slips = { of(entry: { source: string; kind: string; side: 'left' | 'right'; orderReference: string }): readonly Slip[] };

export function slipsOf({ documents, money }: { documents: readonly { source: string; slip: Slip }[]; money: readonly { kind: string; orderReference: string; slip: Slip }[] }): Slips {
  const nameOf = (kind: string, orderReference: string): string => `${kind} ${referenceKey(orderReference)}`;
  const bySource = Map.groupBy(documents, ({ source }) => source);
  const byOrder = Map.groupBy(money, ({ kind, orderReference }) => nameOf(kind, orderReference));
  return {
    of({ source, kind, side, orderReference }) {
      if (side !== 'right') return [];
      return [...(bySource.get(source) ?? []), ...(orderReference === '' ? [] : (byOrder.get(nameOf(kind, orderReference)) ?? []))].map(({ slip }) => slip);
    },
  };
}
