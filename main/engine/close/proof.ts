import type { Control, RollForward } from '../../../shared/contract/close.ts';
import type { ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { addMonths } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import { sayMoney } from './say-money.ts';

const KINDS = { payments: 'Payments', invoices: 'Invoices', returns: 'Returns' } as const;

export type RollForwardFacts = Omit<RollForward, 'problems'> & {
  /** Items that were open at the end of the month before and are not in this month's list. */
  lost: readonly { reference: string; minor: number }[];
};

/** Proves one account: the movements lead from the opening to the closing balance, the opening is what the month before ended with, and no open item was lost between the two. */
export function rollForwardOf({ lost, ...facts }: RollForwardFacts): RollForward {
  const { key, label, currency, openingMinor, closingMinor, previousClosingMinor } = facts;
  const name = `${KINDS[key.kind]} ${label}`;
  const movedMinor = facts.movements.reduce((sum, { minor }) => sum + minor, 0);
  const differenceMinor = closingMinor - openingMinor - movedMinor;
  const before = addMonths(key.period, -1);
  const problems: string[] = [];
  if (differenceMinor !== 0) problems.push(`${name}: opening ${sayMoney(openingMinor, currency)} and movements of ${sayMoney(movedMinor, currency)} do not come to the closing ${sayMoney(closingMinor, currency)}; ${sayMoney(differenceMinor, currency)} is not among the postings that were read. Read both sides again.`);
  if (previousClosingMinor !== null && previousClosingMinor !== openingMinor) problems.push(`${name}: ${before} ended with ${sayMoney(previousClosingMinor, currency)}, ${key.period} opens with ${sayMoney(openingMinor, currency)}. Something was posted into ${before} after it was read; reopen it or have the posting moved.`);
  const [first] = lost;
  if (first) problems.push(`${name}: ${lost.length === 1 ? `${first.reference} of ${sayMoney(first.minor, currency)} was` : `${lost.length} items (${first.reference} of ${sayMoney(first.minor, currency)} among them) were`} open at the end of ${before} and ${lost.length === 1 ? 'is' : 'are'} not in the list of ${key.period}. Read both sides again; if it stays so, look for what was removed.`);
  return { ...facts, problems };
}

export const isDifferent = ({ theirCount, theirMinor, ourCount, ourMinor }: Control): boolean => theirMinor !== ourMinor || (theirCount !== null && theirCount !== ourCount);

const counted = (count: number | null, minor: number, currency: string): string => `${count === null ? '' : `${count}, `}${sayMoney(minor, currency)}`;

/** A difference between what a system counts and what is held here, and what to do about it. */
export function controlSentence(control: Control, remedy: string): string {
  const { system, what, currency, theirCount, theirMinor, ourCount, ourMinor } = control;
  return `${system} states for ${what}: ${counted(theirCount, theirMinor, currency)}. Tieout holds ${counted(ourCount, ourMinor, currency)}. ${remedy}`;
}

export const previousKey = (key: ReconciliationKey): ReconciliationKey => ({ ...key, period: addMonths(key.period as Period, -1) });
