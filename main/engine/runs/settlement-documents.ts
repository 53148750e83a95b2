import { addDays } from '../../../shared/values/date.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import type { StatementLine } from '../reconciliation/entries.ts';

/** A payout of a channel as its settlement states it. */
export type Payout = { reference: string; paidOn: LocalDate; payoutMinor: number; feesMinor: number; currency: string };

/** Days that a payout may take to reach the bank. */
const BANK_DAYS = 7;
/** Banks cut a reference; this much of a payout's reference must be there to count as named. */
const MIN_NAMED = 10;

/** The payouts among settlement lines, each with the sum of its fees (fees −, fees given back +). */
export function payoutsOf(lines: readonly StatementLine[]): Payout[] {
  const payouts = new Map<string, Payout>();
  const keyOf = ({ payout, statementId }: StatementLine): string => payout || statementId;
  for (const line of lines.filter(({ kind }) => kind === 'payout')) {
    payouts.set(keyOf(line), { reference: keyOf(line), paidOn: line.on, payoutMinor: -line.amountMinor, feesMinor: 0, currency: line.currency });
  }
  for (const line of lines.filter(({ kind }) => kind === 'fee')) {
    const payout = payouts.get(keyOf(line));
    if (payout) payout.feesMinor += line.amountMinor;
  }
  return [...payouts.values()].sort((a, b) => (a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : a.reference < b.reference ? -1 : 1));
}

const names = (line: StatementLine, reference: string): boolean => {
  const text = `${line.reference} ${line.text}`.toUpperCase();
  const wanted = reference.toUpperCase();
  return text.includes(wanted) || (wanted.length > MIN_NAMED && text.includes(wanted.slice(0, MIN_NAMED)));
};

/** Which bank line is which payout: one that names it, else the only one of the amount within the days. Each line is used once. */
export function bankLinesOf(payouts: readonly Payout[], bank: readonly StatementLine[]): Map<Payout, StatementLine> {
  const found = new Map<Payout, StatementLine>();
  const used = new Set<string>();
  const candidates = (payout: Payout): StatementLine[] =>
    bank.filter(line => !used.has(line.id) && line.amountMinor === payout.payoutMinor && line.on >= payout.paidOn && line.on <= addDays(payout.paidOn, BANK_DAYS));
  const take = (payout: Payout, line: StatementLine): void => {
    found.set(payout, line);
    used.add(line.id);
  };
  for (const payout of payouts) {
    const [named, second] = candidates(payout).filter(line => names(line, payout.reference));
    if (named && !second) take(payout, named);
  }
  for (const payout of payouts) {
    if (found.has(payout)) continue;
    const [only, second] = candidates(payout);
    const rivals = payouts.filter(other => !found.has(other) && other !== payout && other.payoutMinor === payout.payoutMinor);
    if (only && !second && rivals.length === 0) take(payout, only);
  }
  return found;
}

/** Whole words of a bank text that could be order references. */
export const wordsOf = (line: StatementLine): string[] => [...new Set(`${line.reference} ${line.text}`.toUpperCase().split(/[^A-Z0-9#-]+/).filter(word => word.length >= 4))];

