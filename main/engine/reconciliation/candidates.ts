import { daysBetween } from '../../../shared/values/date.ts';
import { familyOf, sumOf, type ReconEntry, type Shape } from './entry.ts';

import { mentionsIn, namedIn, referenceKey } from '../matching/references.ts';

export type Candidate<E extends ReconEntry> = { entries: E[]; score: number; speaksFor: string; speaksAgainst: string };

const MAX_CANDIDATES = 20;
/** What speaks for less than this is not worth showing. */
const MIN_SCORE = 0.1;
/** Beyond this many days the date speaks against a pair. */
const NEAR_DAYS = 5;
/** Open entries of a payout or reference that are offered as one group. */
const MAX_GROUP = 500;

const likeness = (a: string, b: string): boolean => {
  const words = new Set(a.toUpperCase().split(/[^A-Z]+/).filter(word => word.length > 2));
  return b.toUpperCase().split(/[^A-Z]+/).some(word => words.has(word));
};

/** Ranked partners for one open entry: single ones, and groups of one payout or reference that add up. Never chosen by the machine. */
export function candidatesFor<E extends ReconEntry>(entry: E, others: readonly E[], { shape, format }: { shape: Shape; format: (minor: number) => string }): Candidate<E>[] {
  const singles = others.map(other => weigh(entry, other, shape, format)).filter(({ score }) => score >= MIN_SCORE);
  const groups = groupsFor(entry, others, format);
  return [...groups, ...singles].sort((a, b) => b.score - a.score || compareIds(a, b)).slice(0, MAX_CANDIDATES);
}

const compareIds = <E extends ReconEntry>(a: Candidate<E>, b: Candidate<E>): number => ((a.entries[0]?.id ?? '') < (b.entries[0]?.id ?? '') ? -1 : 1);

function weigh<E extends ReconEntry>(entry: E, other: E, shape: Shape, format: (minor: number) => string): Candidate<E> {
  const [speaksFor, speaksAgainst]: [string[], string[]] = [[], []];
  let score = 0;
  const reference = sameReference(entry, other);
  if (reference === 'same') {
    score += 0.45;
    speaksFor.push('same reference');
  } else if (reference === 'different') speaksAgainst.push('the references differ');
  const difference = other.amountMinor - entry.amountMinor;
  if (difference === 0) {
    score += 0.35;
    speaksFor.push('same amount');
  } else {
    speaksAgainst.push(`${format(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}`);
    if (Math.abs(difference) * 10 <= Math.abs(entry.amountMinor) && Math.sign(other.amountMinor) === Math.sign(entry.amountMinor)) score += 0.1;
  }
  const days = Math.abs(daysBetween(entry.on, other.on));
  if (days <= NEAR_DAYS) {
    score += 0.1 * (1 - days / (NEAR_DAYS + 1));
    speaksFor.push(days === 0 ? 'same day' : `${days} day${days === 1 ? '' : 's'} apart`);
  } else speaksAgainst.push(`${days} days apart`);
  if (entry.party !== '' && likeness(entry.party, `${other.party} ${other.text}`)) {
    score += 0.1;
    speaksFor.push('same name');
  }
  if (entry.payout !== '' && entry.payout === other.payout) {
    score += 0.1;
    speaksFor.push('same payout');
  }
  if (familyOf(entry, shape) !== familyOf(other, shape)) {
    score -= 0.3;
    speaksAgainst.push('another kind of entry');
  }
  if (difference !== 0 && reference !== 'same') score -= 0.1;
  return { entries: [other], score: Math.max(0, Math.round(score * 100) / 100), speaksFor: speaksFor.join(', '), speaksAgainst: speaksAgainst.join(', ') };
}

function sameReference(a: ReconEntry, b: ReconEntry): 'same' | 'different' | 'none' {
  const keys = (entry: ReconEntry): string[] => [referenceKey(entry.orderReference), referenceKey(entry.reference)].filter(key => key !== '');
  const [left, right] = [keys(a), keys(b)];
  if (left.some(key => right.includes(key))) return 'same';
  const mentions = (entry: ReconEntry, wanted: readonly string[]): boolean => entry.kind === 'bank' && mentionsIn(`${entry.reference} ${entry.text}`).some(mention => wanted.includes(mention));
  if (mentions(a, right) || mentions(b, left)) return 'same';
  return left.length > 0 && right.length > 0 ? 'different' : 'none';
}

function groupsFor<E extends ReconEntry>(entry: E, others: readonly E[], format: (minor: number) => string): Candidate<E>[] {
  const groups: { entries: E[]; why: string }[] = [];
  if (entry.payout !== '') groups.push({ entries: others.filter(({ payout }) => payout === entry.payout), why: `all of payout ${entry.payout}` });
  if (entry.orderReference !== '') groups.push({ entries: others.filter(({ orderReference }) => orderReference === entry.orderReference), why: `all of ${entry.orderReference}` });
  const byKey = new Map<string, E[]>();
  if (entry.kind === 'bank') {
    for (const other of others) for (const key of new Set([referenceKey(other.orderReference), referenceKey(other.reference)])) if (key !== '') byKey.set(key, [...(byKey.get(key) ?? []), other]);
    groups.push({ entries: [...new Set(namedIn(entry, key => byKey.get(key) ?? []))], why: 'everything that the line names' });
  }
  return groups.filter(({ entries }) => entries.length > 1 && entries.length <= MAX_GROUP).map(({ entries, why }) => {
    const difference = sumOf(entries) - entry.amountMinor;
    return { entries, score: difference === 0 ? 0.92 : 0.4, speaksFor: difference === 0 ? `${why}, and it adds up` : why, speaksAgainst: difference === 0 ? '' : `${format(Math.abs(difference))} apart` };
  });
}
