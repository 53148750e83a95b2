import type { Reason } from '../../../shared/contract/reconciliation.ts';
import { matchSides } from '../matching/match-sides.ts';
import { sideOf, type Row } from '../matching/side.ts';
import { compare } from './compare.ts';
import { byDay, familyOf, sumOf, type Family, type ReconEntry, type Shape } from './entry.ts';
import { SHIPPED_BOOK, type RuleBook } from './match-rules.ts';
import { bookStrategies, whyMatched, type Note } from './strategies.ts';

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

/** What a difference under the same reference means, when something proves it. It is asked of whole lines only: who split one has said what its parts are. */
export type DifferenceJudge = (left: ReconEntry, right: ReconEntry) => { reason: Reason; why: string } | null;

export type MatchOptions = {
  readonly shape: Shape;
  /** The rules to apply; as delivered unless given. */
  readonly book?: RuleBook;
  readonly judge?: DifferenceJudge;
  /** Sets of entry ids (sorted, joined by a space) that a person took apart. */
  readonly refused?: ReadonlySet<string>;
  /** Before this day an entry was brought forward. */
  readonly from?: string;
};

export type MatchResult = { readonly matches: Proposal[]; readonly suggestions: Proposal[]; readonly open: ReconEntry[] };

export const membersOf = (entries: readonly { readonly id: string }[]): string => entries.map(({ id }) => id).sort().join(' ');

const FAMILY_NUMBERS: Readonly<Record<Family, number>> = { trade: 0, fee: 1, payout: 2, reserve: 3, opening: 4, any: 5 };

const rowOf = (entry: ReconEntry, shape: Shape): Row => ({
  id: entry.id, reference: entry.orderReference, also: entry.reference, text: entry.text, amountMinor: entry.amountMinor, currency: entry.currency, on: entry.on, party: entry.party, kind: entry.kind, payout: entry.payout,
  family: FAMILY_NUMBERS[familyOf(entry, shape)], speaks: entry.kind === 'bank', isKnown: true,
});

/** Two sides of the books → matches that are certain, suggestions for a person, and what is open. The order of the input changes nothing. */
export function match(left: readonly ReconEntry[], right: readonly ReconEntry[], { shape, book = SHIPPED_BOOK, judge, refused, from }: MatchOptions): MatchResult {
  const [lefts, rights] = [[...left].sort(byDay), [...right].sort(byDay)];
  const at = (entries: readonly ReconEntry[], numbers: readonly number[]): ReconEntry[] => numbers.flatMap(number => entries[number] ?? []);
  const notes = new Map<number, Note>();
  const asking = new Set<string>(book.rules.filter(({ automatic }) => !automatic).map(({ name }) => name));
  // A rule that asks looks in its turn like any other, so that no weaker one takes what it found.
  const rules = book.rules.filter(({ shapes }) => shapes.includes(shape)).map(rule => ({ ...rule, automatic: true }));
  const strategies = bookStrategies({ lefts, rights, shape, from, notes });
  const { work } = matchSides(sideOf(lefts.map(entry => rowOf(entry, shape))), sideOf(rights.map(entry => rowOf(entry, shape))), {
    settings: { calendar: book.calendar, rules, fees: [], rates: [], isCurated: true },
    refused: refused && refused.size > 0 ? (ours, theirs) => refused.has(membersOf([...at(lefts, ours), ...at(rights, theirs)])) : null,
    judge: judge ? (l, r) => { const [ours, theirs] = [lefts[l], rights[r]]; return ours && theirs && !ours.part && !theirs.part ? judge(ours, theirs) : null; } : null,
    unexplained: strategies.unexplained, strategies: strategies.byName,
  });
  strategies.finish(work);
  const proposals = Array.from({ length: work.matches.count() }, (_, number): Proposal => {
    const found = work.matches.at(number);
    const [ours, theirs] = [at(lefts, found.left), at(rights, found.right)];
    const rule = work.settings.rules[found.rule];
    const { suggested = false, score = rule?.score ?? 0, why = null } = notes.get(number) ?? {};
    return {
      rule: rule?.name ?? '', suggested: suggested || asking.has(rule?.name ?? ''), why: why ?? whyMatched(rule?.strategy ?? '', ours, theirs, found.difference), left: ours, right: theirs,
      // The reasons are those of the judge, of the strategies here, and 'rounding': all of the contract.
      differenceMinor: sumOf(theirs) - sumOf(ours), differenceReason: (found.difference?.reason ?? null) as Reason | null, score,
    };
  });
  compare(left, right, proposals);
  return { matches: proposals.filter(({ suggested }) => !suggested), suggestions: proposals.filter(({ suggested }) => suggested), open: [...at(lefts, [...work.openLeft()]), ...at(rights, [...work.openRight()])] };
}
