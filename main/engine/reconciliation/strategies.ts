import { daysBetween } from '../../../shared/values/date.ts';
import type { Looking, StrategyRun } from '../matching/match-sides.ts';
import { referenceKey, tokensOf } from '../matching/references.ts';
import type { MatchRule } from '../matching/rules.ts';
import type { Difference, Work } from '../matching/work.ts';
import { familyOf, sumOf, type ReconEntry, type Shape } from './entry.ts';

/** What a match says besides its members: a suggestion waits for a person. */
export type Note = { readonly suggested?: boolean; readonly score?: number; readonly why?: string };

type Books = { readonly lefts: readonly ReconEntry[]; readonly rights: readonly ReconEntry[]; readonly shape: Shape; readonly from: string | undefined; readonly notes: Map<number, Note> };

/** The entries that are still open, and a way to take some. */
type Table = {
  readonly shape: Shape; readonly from: string | undefined;
  left(): ReconEntry[]; right(): ReconEntry[]; isOpen(entry: ReconEntry): boolean;
  /** Days between two entries, as the rules count them. */
  days(left: ReconEntry, right: ReconEntry): number;
  take(rule: MatchRule, parts: { left: readonly ReconEntry[]; right: readonly ReconEntry[]; why: string; difference?: Difference | null; suggested?: boolean; score?: number }): void;
};

/** Strategies that know what an opening balance, a payout, a fee and a reserve are; all others are those of `matching/`. */
export function bookStrategies(books: Books): {
  byName: Record<string, StrategyRun>; unexplained: (rule: MatchRule, l: number, r: number) => void;
  /** Suggests what the rules left unexplained, where no later rule did. */
  finish(work: Work): void;
} {
  let table: Table | null = null;
  const run = (strategy: (table: Table, rule: MatchRule) => void): StrategyRun => ({ work }: Looking, rule) => strategy((table ??= tableOf(books, work)), rule);
  const waiting: { rule: MatchRule; l: number; r: number }[] = [];
  const suggestWaiting = (open: Table): void => {
    for (const { rule: under, l, r } of waiting.splice(0)) suggestDifference(open, under, books.lefts[l], books.rights[r]);
  };
  const afterDifferences = run((open, rule) => {
    suggestWaiting(open);
    matchAmountAndDate(open, rule);
  });
  return {
    byName: {
      opening: run(matchOpening), payoutReference: run(matchPayoutReference), payoutFees: run(matchPayoutFees), payoutTotal: run(matchPayoutTotal), cutReference: run(matchCutReference), reversal: run(matchReversal),
      amountAndDate: afterDifferences,
    },
    unexplained: (rule, l, r) => void waiting.push({ rule, l, r }),
    finish: work => suggestWaiting((table ??= tableOf(books, work))),
  };
}

function tableOf({ lefts, rights, shape, from, notes }: Books, work: Work): Table {
  const numbers = new Map<ReconEntry, number>([...lefts.entries(), ...rights.entries()].map(([number, entry]) => [entry, number]));
  const numbersOf = (entries: readonly ReconEntry[]): number[] => entries.map(entry => numbers.get(entry) ?? 0);
  return {
    shape, from,
    left: () => [...work.openLeft()].flatMap(number => lefts[number] ?? []), right: () => [...work.openRight()].flatMap(number => rights[number] ?? []),
    isOpen: entry => (entry.side === 'left' ? work.isOpenLeft : work.isOpenRight)(numbers.get(entry) ?? 0),
    days: (left, right) => work.days.between(work.left.day[numbers.get(left) ?? 0] ?? 0, work.right.day[numbers.get(right) ?? 0] ?? 0),
    take(rule, { left, right, difference = null, ...note }) {
      if (work.takeGroup(rule, numbersOf(left), numbersOf(right), difference)) notes.set(work.matches.count() - 1, note);
    },
  };
}

/** Why a strategy of `matching/` put entries of the books together. */
export function whyMatched(strategy: string, left: readonly ReconEntry[], right: readonly ReconEntry[], difference: Difference | null): string {
  const [ours, theirs] = [left[0], right[0]];
  const name = ours?.orderReference || ours?.reference || theirs?.orderReference || theirs?.reference || '';
  switch (strategy) {
    case 'exactReference': return `Both name ${name}, and the amounts are equal.`;
    case 'normalisedReference': return `“${ours?.reference || ours?.text}” names ${theirs?.orderReference || theirs?.reference}, and the amounts are equal.`;
    case 'referenceTotal': return `${left.length} and ${right.length} lines of ${name} add up to the same.`;
    case 'paidTogether': return `“${ours?.reference}” names ${right.map(entry => entry.orderReference || entry.reference).join(' and ')}, and they add up to the payment.`;
    case 'nearReference': return `“${ours?.reference || ours?.text}” is one slip from ${theirs?.orderReference || theirs?.reference}, amount, days and name agree, and nothing else comes near.`;
    default: return difference?.why ?? '';
  }
}

function group(entries: readonly ReconEntry[], keyOf: (entry: ReconEntry) => string): Map<string, ReconEntry[]> {
  const groups = new Map<string, ReconEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === '') continue;
    const members = groups.get(key);
    if (members) members.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}

function matchOpening(table: Table, rule: MatchRule): void {
  for (const right of table.right().filter(({ kind }) => kind === 'opening')) {
    const left = table.left().find(each => each.kind === 'opening' && each.amountMinor === right.amountMinor);
    if (left) {
      table.take(rule, { left: [left], right: [right], why: 'Both sides bring forward the same balance.' });
      continue;
    }
    const before = table.left().filter(each => table.from !== undefined && each.on < table.from && each.kind === 'sale');
    if (before.length > 0 && sumOf(before) === right.amountMinor) table.take(rule, { left: before, right: [right], why: `The balance brought forward is the sum of ${before.length} earlier sales.` });
  }
}

/** Entries of one payout and amount are alike in everything that counts, so the earliest are paired with the earliest; what one side has too many of stays open. */
function matchPayoutReference(table: Table, rule: MatchRule): void {
  const keyOf = (entry: ReconEntry): string => (entry.payout !== '' && (table.shape === 'bank' || familyOf(entry, table.shape) === 'payout') ? `${entry.payout}|${entry.amountMinor}` : '');
  const rights = group(table.right(), keyOf);
  for (const [key, lefts] of group(table.left(), keyOf)) {
    const partners = rights.get(key) ?? [];
    const extra = partners.length > lefts.length ? ' More postings carry it; the earliest is taken.' : '';
    for (const [at, left] of lefts.entries()) if (partners[at]) table.take(rule, { left: [left], right: [partners[at]], why: `Both name payout ${left.payout}, and the amounts are equal.${extra}` });
  }
}

function matchPayoutFees(table: Table, rule: MatchRule): void {
  const isFee = (entry: ReconEntry): boolean => familyOf(entry, table.shape) === 'fee';
  const rights = group(table.right().filter(isFee), ({ payout }) => payout);
  for (const [payout, fees] of group(table.left().filter(isFee), ({ payout: name }) => name)) {
    const payments = rights.get(payout);
    if (payments && sumOf(payments) === sumOf(fees)) table.take(rule, { left: fees, right: payments, why: `${fees.length} fees of payout ${payout} are the ${payments.length === 1 ? 'payment' : 'payments'} posted for it.` });
  }
}

/** A ledger that posts a payout as one net sum: sales less refunds less fees, everything in the payout and nothing else. */
function matchPayoutTotal(table: Table, rule: MatchRule): void {
  const lefts = group(table.left().filter(entry => familyOf(entry, table.shape) !== 'payout' && familyOf(entry, table.shape) !== 'reserve'), ({ payout }) => payout);
  for (const [payout, rights] of group(table.right().filter(entry => familyOf(entry, table.shape) !== 'payout'), ({ payout: name }) => name)) {
    const lines = lefts.get(payout);
    const [right, ...others] = rights;
    if (lines && right && others.length === 0 && sumOf(lines) === right.amountMinor) table.take(rule, { left: lines, right: [right], why: `Payout ${payout}: ${lines.length} sales, refunds and fees sum to the posting.` });
  }
}

/** Banks cut at 18 characters or more, a trailing blank trimmed; a shorter reference is whole, so INV-1 never begins INV-10. */
const MIN_CUT_LENGTH = 17;
/** The shortest remainder of a cut reference that still tells something. */
const MIN_CUT_DIGITS = 3;

/** The bank passed on only the beginning of a reference: amount, days and that beginning must leave one candidate on each side. */
function matchCutReference(table: Table, rule: MatchRule): void {
  const begins = (left: ReconEntry, right: ReconEntry): boolean => {
    const last = tokensOf(left.reference).at(-1) ?? '';
    if (left.kind !== 'bank' || left.reference.length < MIN_CUT_LENGTH || last.length < MIN_CUT_DIGITS || !/^[0-9]+$/.test(last)) return false;
    return [right.payout, right.orderReference, right.reference].some(reference => tokensOf(reference).some(token => token !== last && token.startsWith(last)));
  };
  for (const { left, right } of uniquePairs(table, rule, begins)) {
    table.take(rule, { left: [left], right: [right], why: `The bank cut “${left.reference}” off after ${left.reference.length} characters; it begins ${right.payout || right.orderReference || right.reference}, the amount is equal and nothing else fits.` });
  }
}

/** Where so many lines share one amount, the amount says nothing. */
const MAX_PAIRS_OF_ONE_AMOUNT = 10_000;

const moneyKey = (shape: Shape) => (entry: ReconEntry): string => `${familyOf(entry, shape)}|${entry.amountMinor}|${entry.currency}`;

/** Pairs of one family and amount within the rule's days where neither has another partner. */
function uniquePairs(table: Table, rule: MatchRule, fits: (left: ReconEntry, right: ReconEntry) => boolean): { left: ReconEntry; right: ReconEntry }[] {
  const rights = group(table.right(), moneyKey(table.shape));
  const pairs: { left: ReconEntry; right: ReconEntry }[] = [];
  const count = new Map<ReconEntry, number>();
  for (const [key, lefts] of group(table.left(), moneyKey(table.shape))) {
    const partners = rights.get(key) ?? [];
    if (lefts.length * partners.length > MAX_PAIRS_OF_ONE_AMOUNT) continue;
    for (const left of lefts) {
      for (const right of partners) {
        if (table.days(left, right) > rule.windowDays || !fits(left, right)) continue;
        pairs.push({ left, right });
        count.set(left, (count.get(left) ?? 0) + 1);
        count.set(right, (count.get(right) ?? 0) + 1);
      }
    }
  }
  return pairs.filter(({ left, right }) => count.get(left) === 1 && count.get(right) === 1);
}

/** A reserve and its release, a chargeback and its reversal: both on the left, together nothing. */
function matchReversal(table: Table, rule: MatchRule): void {
  const pairs: readonly [taken: string, given: string][] = [['reserve', 'reserveRelease'], ['chargeback', 'chargebackReversal']];
  for (const [taken, given] of pairs) {
    const keyOf = (sign: number) => (entry: ReconEntry): string => `${taken === 'reserve' ? '' : referenceKey(entry.orderReference)}|${sign * entry.amountMinor}`;
    const holds = group(table.left().filter(({ kind }) => kind === taken), keyOf(-1));
    for (const [key, releases] of group(table.left().filter(({ kind }) => kind === given), keyOf(1))) {
      const held = holds.get(key) ?? [];
      const [first, second] = [held[0], releases[0]];
      if (!first || !second || held.length !== 1 || releases.length !== 1) continue;
      const words = taken === 'reserve' ? `The reserve of ${first.on} was released on ${second.on}.` : `The chargeback of ${first.on} was won on ${second.on}.`;
      table.take(rule, { left: [first, second], right: [], why: words });
    }
  }
}

/** Under one reference the amounts are apart, and nothing proves why: a person decides. */
function suggestDifference(table: Table, rule: MatchRule, left: ReconEntry | undefined, right: ReconEntry | undefined): void {
  if (!left || !right || !table.isOpen(left) || !table.isOpen(right)) return;
  table.take(rule, {
    left: [left], right: [right], why: `Both name ${left.orderReference || left.reference}, but the amounts differ. Confirm it if they belong together, and put the difference right.`,
    suggested: true, difference: { reason: 'amountDiffers', why: '' }, score: 0.7,
  });
}

const isNameless = (entry: ReconEntry): boolean => entry.payout === '' && referenceKey(entry.orderReference) === '' && referenceKey(entry.reference) === '';

/** Without a reference on at least one side only the amount and the days speak: certain when there is one answer, else a suggestion. References that disagree are never overruled. */
function matchAmountAndDate(table: Table, rule: MatchRule): void {
  const fits = (left: ReconEntry, right: ReconEntry): boolean => isNameless(left) || isNameless(right);
  for (const { left, right } of uniquePairs(table, rule, fits)) {
    table.take(rule, { left: [left], right: [right], why: `Equal amounts ${Math.abs(daysBetween(left.on, right.on))} days apart, one of them without a reference, and no other line or posting fits.` });
  }
  const rights = group(table.right(), moneyKey(table.shape));
  for (const [key, lefts] of group(table.left(), moneyKey(table.shape))) {
    const partners = rights.get(key) ?? [];
    if (lefts.length * partners.length > MAX_PAIRS_OF_ONE_AMOUNT) continue;
    for (const left of lefts) {
      const right = partners.find(each => table.isOpen(each) && fits(left, each) && table.days(left, each) <= rule.windowDays);
      if (right) table.take(rule, { left: [left], right: [right], why: `Equal amounts, but ${Math.max(lefts.length, partners.length)} could be meant. Compare the names and confirm, or choose another.`, suggested: true, score: 0.5 });
    }
  }
}
