import type { Reason } from '../../../shared/contract/reconciliation.ts';
import { daysBetween } from '../../../shared/values/date.ts';
import { compare } from './compare.ts';
import { byDay, familyOf, sumOf, type ReconEntry, type Shape } from './entry.ts';
import { MATCH_RULES, type MatchRule, type Strategy } from './match-rules.ts';
import { mentionsIn, referenceKey, tokensOf } from '../matching/references.ts';

/** Entries that belong together, and why. A suggestion waits for a person. */
export type Proposal = {
  readonly rule: string;
  readonly suggested: boolean;
  readonly why: string;
  readonly left: readonly ReconEntry[];
  readonly right: readonly ReconEntry[];
  /** Right less left. */
  readonly differenceMinor: number;
  readonly differenceReason: Reason | null;
  readonly score: number;
};

/** What a difference under the same reference means, when something proves it. */
export type DifferenceJudge = (left: ReconEntry, right: ReconEntry) => { reason: Reason; why: string } | null;

export type MatchOptions = {
  readonly shape: Shape;
  readonly rules?: readonly MatchRule[];
  readonly judge?: DifferenceJudge;
  /** Sets of entry ids (sorted, joined by a space) that a person took apart. */
  readonly refused?: ReadonlySet<string>;
  /** Before this day an entry was brought forward. */
  readonly from?: string;
};

export type MatchResult = { readonly matches: Proposal[]; readonly suggestions: Proposal[]; readonly open: ReconEntry[] };

type Table = Work & { take(rule: MatchRule, parts: { left: readonly ReconEntry[]; right: readonly ReconEntry[]; why: string; suggested?: boolean; reason?: Reason | null; score?: number }): void };
type Work = { readonly shape: Shape; readonly options: MatchOptions; left(): ReconEntry[]; right(): ReconEntry[]; isOpen(entry: ReconEntry): boolean };

export const membersOf = (entries: readonly { readonly id: string }[]): string => entries.map(({ id }) => id).sort().join(' ');

/** Two sides → matches that are certain, suggestions for a person, and what is open. The order of the input changes nothing. */
export function match(left: readonly ReconEntry[], right: readonly ReconEntry[], options: MatchOptions): MatchResult {
  const taken = new Set<ReconEntry>();
  const proposals: Proposal[] = [];
  const isOpen = (entry: ReconEntry): boolean => !taken.has(entry);
  const [lefts, rights] = [openList([...left].sort(byDay), taken), openList([...right].sort(byDay), taken)];
  const refused = options.refused ?? new Set();
  const table: Table = {
    shape: options.shape, options, isOpen, left: lefts, right: rights,
    take(rule, { left: ours, right: theirs, why, suggested = false, reason = null, score = rule.score }) {
      if (refused.size > 0 && refused.has(membersOf([...ours, ...theirs]))) return;
      for (const entry of ours) taken.add(entry);
      for (const entry of theirs) taken.add(entry);
      proposals.push({ rule: rule.name, suggested, why, left: ours, right: theirs, differenceMinor: sumOf(theirs) - sumOf(ours), differenceReason: reason, score });
    },
  };
  for (const rule of options.rules ?? MATCH_RULES) if (rule.shapes.includes(options.shape)) STRATEGIES[rule.strategy](table, rule);
  compare(left, right, proposals);
  return {
    matches: proposals.filter(({ suggested }) => !suggested), suggestions: proposals.filter(({ suggested }) => suggested),
    open: [...lefts(), ...rights()],
  };
}

/** The entries of a side that are still open, filtered again only after something was taken. */
function openList(sorted: ReconEntry[], taken: ReadonlySet<ReconEntry>): () => ReconEntry[] {
  let [open, seen] = [sorted, 0];
  return () => {
    if (taken.size !== seen) open = open.filter(entry => !taken.has(entry));
    seen = taken.size;
    return open;
  };
}

const STRATEGIES: Readonly<Record<Strategy, (table: Table, rule: MatchRule) => void>> = {
  opening: matchOpening,
  exactReference: (table, rule) => matchByKey(table, rule, entry => exactKey(entry, table.shape)),
  payoutReference: (table, rule) => matchByKey(table, rule, entry => (isPayoutMove(entry, table.shape) ? `${entry.payout}|${entry.amountMinor}` : '')),
  normalisedReference: matchNormalised,
  payoutFees: matchPayoutFees,
  payoutTotal: matchPayoutTotal,
  referenceTotal: matchReferenceTotal,
  paidTogether: matchPaidTogether,
  cutReference: matchCutReference,
  reversal: matchReversal,
  referenceDifference: matchReferenceDifference,
  amountAndDate: matchAmountAndDate,
};

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

const exactKey = (entry: ReconEntry, shape: Shape): string =>
  entry.orderReference === '' ? '' : `${familyOf(entry, shape)}|${entry.orderReference.trim().toUpperCase()}|${entry.amountMinor}|${entry.currency}`;

function isPayoutMove(entry: ReconEntry, shape: Shape): boolean {
  if (entry.payout === '') return false;
  return shape === 'bank' ? true : familyOf(entry, shape) === 'payout';
}

const NONE = -1;

/**
 * Entries of one key are alike in everything that counts, so the earliest are paired with the earliest; what one side has too many of stays open.
 * Entries of a key are chained by number: one object per key would be most of the time that a hundred thousand pairs take.
 */
function matchByKey(table: Table, rule: MatchRule, keyOf: (entry: ReconEntry) => string): void {
  const rights = table.right();
  const heads = new Map<string, number>();
  const next = new Int32Array(rights.length).fill(NONE);
  for (let index = rights.length - 1; index >= 0; index -= 1) {
    const right = rights[index];
    const key = right ? keyOf(right) : '';
    if (key === '') continue;
    next[index] = heads.get(key) ?? NONE;
    heads.set(key, index);
  }
  for (const left of table.left()) {
    const key = keyOf(left);
    const head = key === '' ? undefined : heads.get(key);
    const right = head === undefined || head === NONE ? undefined : rights[head];
    if (head === undefined || !right) continue;
    const following = next[head] ?? NONE;
    heads.set(key, following);
    const name = rule.strategy === 'payoutReference' ? `payout ${left.payout}` : left.orderReference;
    const extra = following === NONE ? '' : ' More postings carry it; the earliest is taken.';
    table.take(rule, { left: [left], right: [right], why: `Both name ${name}, and the amounts are equal.${extra}` });
  }
}

function keysOf(entry: ReconEntry): string[] {
  const keys = [referenceKey(entry.orderReference), referenceKey(entry.reference)].filter(key => key !== '');
  return [...new Set(entry.kind === 'bank' ? [...keys, ...mentionsIn(`${entry.reference} ${entry.text}`)] : keys)];
}

/** A pair counts when each of the two is the only candidate of the other. */
function matchNormalised(table: Table, rule: MatchRule): void {
  const byKey = new Map<string, ReconEntry[]>();
  for (const right of table.right()) for (const key of keysOf(right)) push(byKey, `${key}|${right.amountMinor}`, right);
  const candidatesOf = new Map<ReconEntry, ReconEntry[]>();
  const claims = new Map<ReconEntry, number>();
  for (const left of table.left()) {
    const found = new Set<ReconEntry>();
    for (const key of keysOf(left)) for (const right of byKey.get(`${key}|${left.amountMinor}`) ?? []) if (familyOf(left, table.shape) === familyOf(right, table.shape)) found.add(right);
    candidatesOf.set(left, [...found]);
    for (const right of found) claims.set(right, (claims.get(right) ?? 0) + 1);
  }
  for (const [left, [right, ...others]] of candidatesOf) {
    if (!right || others.length > 0 || claims.get(right) !== 1) continue;
    table.take(rule, { left: [left], right: [right], why: `“${left.reference || left.text}” names ${right.orderReference || right.reference}, and the amounts are equal.` });
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const members = map.get(key);
  if (members) members.push(value);
  else map.set(key, [value]);
}

function matchOpening(table: Table, rule: MatchRule): void {
  const rights = table.right().filter(({ kind }) => kind === 'opening');
  for (const right of rights) {
    const left = table.left().find(each => each.kind === 'opening' && each.amountMinor === right.amountMinor);
    if (left) {
      table.take(rule, { left: [left], right: [right], why: 'Both sides bring forward the same balance.' });
      continue;
    }
    const before = table.left().filter(each => table.options.from !== undefined && each.on < table.options.from && each.kind === 'sale');
    if (before.length > 0 && sumOf(before) === right.amountMinor) table.take(rule, { left: before, right: [right], why: `The balance brought forward is the sum of ${before.length} earlier sales.` });
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

function matchReferenceTotal(table: Table, rule: MatchRule): void {
  const keyOf = (entry: ReconEntry): string => {
    const key = referenceKey(entry.orderReference);
    return key === '' ? '' : `${familyOf(entry, table.shape)}|${key}|${Math.sign(entry.amountMinor)}`;
  };
  const rights = group(table.right(), keyOf);
  for (const [key, lefts] of group(table.left(), keyOf)) {
    const partners = rights.get(key);
    if (!partners || lefts.length + partners.length < 3 || sumOf(lefts) !== sumOf(partners)) continue;
    table.take(rule, { left: lefts, right: partners, why: `${lefts.length} and ${partners.length} lines of ${lefts[0]?.orderReference ?? ''} add up to the same.` });
  }
}

/** One transfer that names several documents; the later ones often by their number only ('WHS-20415+20433'). */
function matchPaidTogether(table: Table, rule: MatchRule): void {
  const byKey = new Map<string, ReconEntry[]>();
  for (const right of table.right()) for (const key of new Set([referenceKey(right.orderReference), referenceKey(right.reference)])) if (key !== '') push(byKey, key, right);
  for (const left of table.left()) {
    if (left.kind !== 'bank') continue;
    const named = namedIn(left, key => byKey.get(key) ?? []);
    const rights = [...new Set(named)].filter(right => table.isOpen(right) && Math.sign(right.amountMinor) === Math.sign(left.amountMinor));
    if (rights.length < 2 || sumOf(rights) !== left.amountMinor) continue;
    table.take(rule, { left: [left], right: rights, why: `“${left.reference}” names ${rights.map(right => right.orderReference || right.reference).join(' and ')}, and they add up to the payment.` });
  }
}

/** What a text names, a bare number after a named reference taken to carry the same prefix. */
export function namedIn<T>(entry: Pick<ReconEntry, 'reference' | 'text'>, lookUp: (key: string) => readonly T[]): T[] {
  const found: T[] = [];
  const prefixes = new Set<string>();
  for (const key of mentionsIn(`${entry.reference} ${entry.text}`)) {
    const direct = lookUp(key);
    found.push(...direct);
    if (direct.length > 0 && key.includes('.')) prefixes.add(key.slice(0, key.lastIndexOf('.')));
  }
  for (const token of new Set(tokensOf(entry.reference))) for (const prefix of prefixes) if (/^[0-9]+$/.test(token)) found.push(...lookUp(`${prefix}.${token}`));
  return found;
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

type Pair = { left: ReconEntry; right: ReconEntry };

/** Pairs of one family and amount within the rule's days where neither has another partner. */
function uniquePairs(table: Table, rule: MatchRule, fits: (left: ReconEntry, right: ReconEntry) => boolean): Pair[] {
  const keyOf = (entry: ReconEntry): string => `${familyOf(entry, table.shape)}|${entry.amountMinor}|${entry.currency}`;
  const rights = group(table.right(), keyOf);
  const pairs: Pair[] = [];
  const count = new Map<ReconEntry, number>();
  for (const [key, lefts] of group(table.left(), keyOf)) {
    const partners = rights.get(key) ?? [];
    if (lefts.length * partners.length > MAX_PAIRS_OF_ONE_AMOUNT) continue;
    for (const left of lefts) {
      for (const right of partners) {
        if (Math.abs(daysBetween(left.on, right.on)) > rule.windowDays || !fits(left, right)) continue;
        pairs.push({ left, right });
        count.set(left, (count.get(left) ?? 0) + 1);
        count.set(right, (count.get(right) ?? 0) + 1);
      }
    }
  }
  return pairs.filter(({ left, right }) => count.get(left) === 1 && count.get(right) === 1);
}

/** Where so many lines share one amount, the amount says nothing. */
const MAX_PAIRS_OF_ONE_AMOUNT = 10_000;

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

/** One entry on each side under the same reference, amounts apart: certain only when something proves why they differ. */
function matchReferenceDifference(table: Table, rule: MatchRule): void {
  // At the bank the customer's own words are the reference; elsewhere it is the order's.
  const keyOf = (entry: ReconEntry): string => {
    const key = referenceKey(entry.orderReference) || (table.shape === 'bank' ? referenceKey(entry.reference) : '');
    return key === '' ? '' : `${familyOf(entry, table.shape)}|${key}|${Math.sign(entry.amountMinor)}|${entry.currency}`;
  };
  const rights = group(table.right(), keyOf);
  for (const [key, lefts] of group(table.left(), keyOf)) {
    const partners = rights.get(key) ?? [];
    const [left, right] = [lefts[0], partners[0]];
    if (!left || !right || lefts.length !== 1 || partners.length !== 1) continue;
    const difference = right.amountMinor - left.amountMinor;
    const proved = table.options.judge?.(left, right) ?? (Math.abs(difference) <= rule.toleranceMinor ? { reason: 'rounding' as const, why: 'The difference is rounding.' } : null);
    if (proved) table.take(rule, { left: [left], right: [right], why: proved.why, reason: proved.reason });
    else table.take(rule, { left: [left], right: [right], why: `Both name ${left.orderReference || left.reference}, but the amounts differ. Confirm it if they belong together, and put the difference right.`, suggested: true, reason: 'amountDiffers', score: 0.7 });
  }
}

const isNameless = (entry: ReconEntry): boolean => entry.payout === '' && referenceKey(entry.orderReference) === '' && referenceKey(entry.reference) === '';

/** Without a reference on at least one side only the amount and the days speak: certain when there is one answer, else a suggestion. References that disagree are never overruled. */
function matchAmountAndDate(table: Table, rule: MatchRule): void {
  const fits = (left: ReconEntry, right: ReconEntry): boolean => isNameless(left) || isNameless(right);
  for (const { left, right } of uniquePairs(table, rule, fits)) {
    table.take(rule, { left: [left], right: [right], why: `Equal amounts ${Math.abs(daysBetween(left.on, right.on))} days apart, one of them without a reference, and no other line or posting fits.` });
  }
  const keyOf = (entry: ReconEntry): string => `${familyOf(entry, table.shape)}|${entry.amountMinor}|${entry.currency}`;
  const rights = group(table.right(), keyOf);
  for (const [key, lefts] of group(table.left(), keyOf)) {
    const partners = rights.get(key) ?? [];
    if (lefts.length * partners.length > MAX_PAIRS_OF_ONE_AMOUNT) continue;
    for (const left of lefts) {
      const right = partners.find(each => table.isOpen(each) && fits(left, each) && Math.abs(daysBetween(left.on, each.on)) <= rule.windowDays);
      if (right) table.take(rule, { left: [left], right: [right], why: `Equal amounts, but ${Math.max(lefts.length, partners.length)} could be meant. Compare the names and confirm, or choose another.`, suggested: true, reason: null, score: 0.5 });
    }
  }
}
