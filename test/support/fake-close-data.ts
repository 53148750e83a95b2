import type { Entry, Figures, Match, Reason, ReconciliationKey } from '../../shared/contract/reconciliation.ts';
import { instant, localDate, type Period } from '../../shared/values/date.ts';

/** One reconciliation of the pretend October: its lines, its matches, and the balance that the outside states. */
export type Book = { key: ReconciliationKey; label: string; currency: string; entries: Entry[]; matches: Map<string, Match>; openingMinor: number; closingMinor: number; outsideMinor: number };

const PERIOD = '2026-10' as Period;
export const REFRESHED_AT = instant(Date.UTC(2026, 10, 3, 8, 41));

/** The same numbers at every start. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const NAMES = ['Hannah Whitfield', 'Oliver Marsh', 'Priya Raman', 'Tomasz Zielinski', 'Grace Okafor', 'Daniel Hughes', 'Aoife Byrne', 'Marcus Bell', 'Sofia Rossi', 'Liam Turner', 'Zoë Ashworth', 'James Fairclough'];

type Plan = { kind: ReconciliationKey['kind']; account: string; label: string; currency: string; orders: number; seed: number; kinds: readonly [left: string, right: string]; loose: readonly Loose[] };
type Loose = { side: 'left' | 'right'; minor: number; kind: string; text: string; reason?: Reason; reasonText?: string };

const CLEARING: readonly Loose[] = [
  { side: 'right', minor: 2988, kind: 'receipt', text: 'Payout 7781 of 30 Oct, in the bank on 2 Nov', reason: 'payoutInTransit', reasonText: 'Paid out on 30 October, in the bank statement on 2 November' },
  { side: 'left', minor: -1287, kind: 'fee', text: 'Fee 17.2 % where the contract says 15 %', reason: 'feeAboveContract', reasonText: 'The contract gives 11.22; charged 12.87' },
  { side: 'left', minor: -2400, kind: 'refund', text: 'Refund without a credit note' },
  { side: 'right', minor: 4599, kind: 'receipt', text: 'Receipt posted twice' },
  { side: 'right', minor: 12000, kind: 'receipt', text: 'Missing from payout 7769' },
  { side: 'left', minor: 5998, kind: 'order', text: 'Two orders of the same amount and day' },
  { side: 'left', minor: 5998, kind: 'order', text: 'Two orders of the same amount and day' },
  { side: 'right', minor: 5998, kind: 'receipt', text: 'Receipt, reference cut at 18 characters' },
  { side: 'left', minor: -30000, kind: 'reserve', text: 'Reserve held back until November', reason: 'reserveHeld', reasonText: 'Amazon holds 300.00 back; released next month' },
  { side: 'left', minor: 3159, kind: 'order', text: 'Order not posted: unknown SKU MUG-BLU2' },
];

const PLANS: readonly Plan[] = [
  { kind: 'payments', account: '1250', label: 'Amazon UK clearing', currency: 'GBP', orders: 2040, seed: 7, kinds: ['order', 'receipt'], loose: CLEARING },
  { kind: 'payments', account: '1251', label: 'eBay UK clearing', currency: 'GBP', orders: 410, seed: 11, kinds: ['order', 'receipt'], loose: CLEARING.slice(0, 2) },
  { kind: 'payments', account: '1252', label: 'Shopify UK clearing', currency: 'GBP', orders: 380, seed: 13, kinds: ['order', 'receipt'], loose: [] },
  { kind: 'payments', account: '1253', label: 'Shopify EU clearing', currency: 'EUR', orders: 160, seed: 17, kinds: ['order', 'receipt'], loose: CLEARING.slice(3, 4) },
  { kind: 'payments', account: '1200', label: 'Bank current account', currency: 'GBP', orders: 46, seed: 19, kinds: ['bank line', 'transfer'], loose: [{ side: 'left', minor: -1250, kind: 'bank line', text: 'BANK CHARGES OCT' }] },
  { kind: 'invoices', account: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', orders: 1010, seed: 23, kinds: ['order', 'invoice'], loose: [{ side: 'left', minor: 6120, kind: 'order', text: 'Despatched on 31 October, not invoiced', reason: 'despatchedNotInvoiced', reasonText: 'Despatched on 31 October; Sage has no invoice yet' }] },
  { kind: 'invoices', account: 'EBAY/eBay UK', label: 'eBay UK', currency: 'GBP', orders: 410, seed: 29, kinds: ['order', 'invoice'], loose: [] },
  { kind: 'invoices', account: 'SHOPIFY/Shopify UK', label: 'Shopify UK', currency: 'GBP', orders: 380, seed: 31, kinds: ['order', 'invoice'], loose: [] },
  { kind: 'invoices', account: 'DIRECT/Wholesale', label: 'Wholesale', currency: 'GBP', orders: 48, seed: 37, kinds: ['order', 'invoice'], loose: [] },
  { kind: 'returns', account: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', orders: 41, seed: 41, kinds: ['refund', 'creditNote'], loose: [{ side: 'left', minor: -2400, kind: 'refund', text: 'Refund without a credit note' }, { side: 'right', minor: -1899, kind: 'creditNote', text: 'Credit note without a refund' }] },
  { kind: 'returns', account: 'EBAY/eBay UK', label: 'eBay UK', currency: 'GBP', orders: 12, seed: 43, kinds: ['refund', 'creditNote'], loose: [] },
];

const pad = (number: number, length: number): string => String(number).padStart(length, '0');

type Line = Pick<Entry, 'side' | 'kind' | 'on' | 'reference' | 'orderReference' | 'party' | 'text' | 'amountMinor'> & Partial<Entry>;

function bookOf(plan: Plan): Book {
  const next = chance(plan.seed);
  const key: ReconciliationKey = { kind: plan.kind, account: plan.account, period: PERIOD };
  const entries: Entry[] = [];
  const matches = new Map<string, Match>();
  const add = (line: Line): Entry => {
    const entry = {
      id: `ent_${plan.seed}-${entries.length}` as Entry['id'], openMinor: line.amountMinor, currency: plan.currency, state: 'open', matchId: null, reason: null, reasonText: '', part: null, ...line,
    } satisfies Entry;
    entries.push(entry);
    return entry;
  };
  for (let order = 0; order < plan.orders; order += 1) {
    const sign = plan.kind === 'returns' ? -1 : 1;
    const minor = sign * (399 + Math.floor(next() * 9_600));
    const day = 1 + Math.floor((order / plan.orders) * 30);
    const reference = `${pad(200 + Math.floor(next() * 20), 3)}-${pad(Math.floor(next() * 9_999_999), 7)}-${pad(order, 7)}`;
    const party = NAMES[Math.floor(next() * NAMES.length)] ?? '';
    const suggested = order % 71 === 3;
    const difference = suggested && order % 3 === 0 ? -25 : 0;
    const [leftKind, rightKind] = plan.kinds;
    const left = add({ side: 'left', kind: leftKind, on: localDate(`2026-10-${pad(day, 2)}`), reference, orderReference: reference, party, text: `Order ${reference}`, amountMinor: minor });
    const right = add({ side: 'right', kind: rightKind, on: localDate(`2026-10-${pad(Math.min(31, day + 1), 2)}`), reference: `1${pad(order, 5)}`, orderReference: suggested ? '' : reference, party, text: reference.slice(0, 18), amountMinor: minor + difference });
    join(matches, { id: `mat_${plan.seed}-${order}` as Match['id'], left: [left], right: [right], suggested, differenceMinor: difference });
  }
  for (const [index, loose] of plan.loose.entries()) {
    const reference = loose.side === 'left' ? `203-${pad(4410000 + index * 37, 7)}-${pad(7200000 + index, 7)}` : `10${pad(9400 + index, 4)}`;
    add({
      side: loose.side, kind: loose.kind, on: localDate(`2026-10-${pad(12 + index, 2)}`), reference, orderReference: '', party: NAMES[index % NAMES.length] ?? '', text: loose.text,
      amountMinor: loose.minor, ...(loose.reason ? { state: 'explained' as const, reason: loose.reason, reasonText: loose.reasonText ?? '' } : {}),
    });
  }
  const sum = (side: Entry['side'], pick: (entry: Entry) => boolean) => entries.filter(entry => entry.side === side && pick(entry)).reduce((total, { amountMinor }) => total + amountMinor, 0);
  const isOpen = ({ state }: Entry) => state !== 'matched';
  const openingMinor = plan.kind === 'payments' ? 8_500 : 0;
  const closingMinor = openingMinor + sum('right', () => true);
  const differences = [...matches.values()].filter(({ state }) => state === 'confirmed').reduce((total, { differenceMinor }) => total + differenceMinor, 0);
  return { key, label: plan.label, currency: plan.currency, entries, matches, openingMinor, closingMinor, outsideMinor: closingMinor - (sum('right', isOpen) - sum('left', isOpen)) - differences };
}

type Joined = { id: Match['id']; left: Entry[]; right: Entry[]; suggested: boolean; differenceMinor: number };

function join(matches: Map<string, Match>, { id, left, right, suggested, differenceMinor }: Joined): void {
  for (const entry of [...left, ...right]) Object.assign(entry, { state: suggested ? 'suggested' : 'matched', matchId: id, openMinor: suggested ? entry.amountMinor : 0 });
  matches.set(id, {
    id, rule: suggested ? 'amountAndDate' : 'exactReference', automatic: true, state: suggested ? 'suggested' : 'confirmed',
    why: suggested ? 'Same amount within 25 pence, one day apart, the same buyer; the reference is missing in Sage' : 'Same reference and amount',
    differenceMinor, differenceReason: suggested && differenceMinor !== 0 ? 'fee' : null, score: suggested ? 0.82 : 1, madeBy: 'Tieout', madeAt: REFRESHED_AT, left, right,
  });
}

export const makeBooks = (): Book[] => PLANS.map(bookOf);

/** closing = outside + open right − open left + differences; explained keeps what has a reason. */
export function figuresOf(book: Book, signed: { preparedBy: string | null; reviewedBy: string | null }, label: (reason: Reason) => string): Figures {
  const side = (name: Entry['side']) => book.entries.filter(entry => entry.side === name);
  const total = (entries: readonly Entry[]) => entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const matches = [...book.matches.values()];
  const confirmed = matches.filter(({ state }) => state === 'confirmed');
  const parts = [
    ...book.entries.flatMap(entry => (entry.reason && entry.state === 'explained' ? [{ reason: entry.reason, minor: entry.side === 'right' ? entry.amountMinor : -entry.amountMinor }] : [])),
    ...confirmed.flatMap(match => (match.differenceReason ? [{ reason: match.differenceReason, minor: match.differenceMinor }] : [])),
  ];
  const explanations = [...new Set(parts.map(({ reason }) => reason))].map(reason => {
    const own = parts.filter(part => part.reason === reason);
    return { reason, label: label(reason), count: own.length, minor: own.reduce((sum, { minor }) => sum + minor, 0) };
  });
  const explainedMinor = book.outsideMinor + explanations.reduce((sum, { minor }) => sum + minor, 0);
  return {
    key: book.key, label: book.label, currency: book.currency, leftCount: side('left').length, rightCount: side('right').length, leftMinor: total(side('left')), rightMinor: total(side('right')),
    automatic: confirmed.filter(({ automatic }) => automatic).length, manual: confirmed.filter(({ automatic }) => !automatic).length,
    suggested: matches.length - confirmed.length, open: book.entries.filter(({ state }) => state === 'open').length,
    openingMinor: book.openingMinor, movementsMinor: book.closingMinor - book.openingMinor, closingMinor: book.closingMinor, explainedMinor, unexplainedMinor: book.closingMinor - explainedMinor,
    explanations, refreshedAt: REFRESHED_AT, ...signed, locked: signed.reviewedBy !== null,
  };
}
