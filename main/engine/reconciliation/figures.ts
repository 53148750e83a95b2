import type { Reason } from '../../../shared/contract/reconciliation.ts';
import { REASON_LABELS } from './reasons.ts';

/** Entries of one side and reason that stand open (or were given a name although matched), added up. `lines`: as the systems show them, a line that was split being one. */
export type EntryGroup = { side: 'left' | 'right'; state: string; reason: Reason | null; count: number; lines: number; minor: number; carriedMinor: number };
/** Differences inside matches, added up by their reason. */
export type MatchGroup = { automatic: boolean; state: 'suggested' | 'confirmed'; reason: Reason | null; count: number; differenceMinor: number };

export type Totals = {
  kind: 'payments' | 'invoices' | 'returns';
  openingMinor: number;
  /** The ledger's own figure. */
  closingMinor: number;
  /** The outside's own balance (bank, gateway); for invoices and returns the left side itself. */
  outsideMinor: number;
  entries: readonly EntryGroup[];
  matches: readonly MatchGroup[];
};

export type Explanation = { reason: Reason; label: string; count: number; minor: number };
export type Sums = {
  leftCount: number; rightCount: number; leftMinor: number; rightMinor: number; automatic: number; manual: number; suggested: number; open: number;
  openingMinor: number; movementsMinor: number; closingMinor: number; explainedMinor: number; unexplainedMinor: number; explanations: Explanation[];
};

const isOpen = ({ state }: EntryGroup): boolean => state !== 'matched';

/**
 * closing = outside + open right − open left + differences, always; explained keeps of it only what has a reason, so that
 * unexplained = closing − explained is exactly what nobody has named (and what the ledger holds beyond our rows).
 * Invoices and returns tie to a period's total: entries brought forward on the right were in an earlier one and are taken out.
 */
export function sumsOf({ kind, openingMinor, closingMinor, outsideMinor, entries, matches }: Totals): Sums {
  const side = (name: 'left' | 'right') => entries.filter(group => group.side === name);
  const carriedMinor = kind === 'payments' ? 0 : total(side('right'), ({ carriedMinor: minor }) => minor);
  const explained = new Map<Reason, Explanation>();
  const add = (reason: Reason, count: number, minor: number): void => {
    const before = explained.get(reason) ?? { reason, label: REASON_LABELS[reason], count: 0, minor: 0 };
    explained.set(reason, { ...before, count: before.count + count, minor: before.minor + minor });
  };
  for (const group of entries) {
    if (group.reason === null || group.state === 'suggested') continue;
    add(group.reason, group.count, isOpen(group) ? (group.side === 'right' ? group.minor : -group.minor) : 0);
  }
  const confirmed = matches.filter(({ state }) => state === 'confirmed');
  for (const { reason, count, differenceMinor } of confirmed) if (reason !== null && differenceMinor !== 0) add(reason, count, differenceMinor);
  if (carriedMinor !== 0) add('timing', 0, -carriedMinor);
  const explanations = [...explained.values()].sort((a, b) => Math.abs(b.minor) - Math.abs(a.minor) || (a.reason < b.reason ? -1 : 1));
  const explainedMinor = outsideMinor + total(explanations, ({ minor }) => minor);
  return {
    leftCount: total(side('left'), ({ lines }) => lines), rightCount: total(side('right'), ({ lines }) => lines),
    leftMinor: total(side('left'), ({ minor }) => minor), rightMinor: total(side('right'), ({ minor }) => minor),
    automatic: total(confirmed.filter(({ automatic }) => automatic), ({ count }) => count), manual: total(confirmed.filter(({ automatic }) => !automatic), ({ count }) => count),
    suggested: total(matches.filter(({ state }) => state === 'suggested'), ({ count }) => count),
    open: total(entries.filter(group => isOpen(group) && group.state !== 'suggested' && group.reason === null), ({ count }) => count),
    openingMinor, movementsMinor: closingMinor - openingMinor, closingMinor, explainedMinor, unexplainedMinor: closingMinor - explainedMinor, explanations,
  };
}

const total = <T>(groups: readonly T[], minorOf: (group: T) => number): number => groups.reduce((sum, group) => sum + minorOf(group), 0);
