import { assert } from '../../../shared/values/assert.ts';
import { matchByEvidence, nothingRanked, type Ranked } from './by-evidence.ts';
import { matchExact } from './by-reference.ts';
import { matchPartyTotals, matchWindows } from './clusters.ts';
import { matchDifferences, type Judge } from './differences.ts';
import { linksOf, matchNamed, matchPaidTogether, severalNamed, spokenOn, type Spoken, type Links } from './mentions.ts';
import { reversalsOn } from './reversals.ts';
import { Strategy, type MatchRule, type MatchSettings } from './rules.ts';
import type { Side } from './side.ts';
import { suggestionsFor, type Suggestion } from './suggestions.ts';
import { matchConnected, matchPayouts, matchTotals } from './totals.ts';
import { startWork, type Refused, type Work } from './work.ts';

export type Looking = {
  readonly work: Work;
  readonly judge: Judge | null;
  /** Strategies that the caller has its own ways for. */
  readonly replaced: ReadonlySet<string>;
  /** Told of pairs under one reference whose difference nothing explains. */
  readonly unexplained: ((rule: MatchRule, l: number, r: number) => void) | null;
  /** What the open entries carry and name; found when it is first asked for. */
  spoken(): { left: Spoken; right: Spoken; links: Links };
  /** Likely partners of what stays open, once the evidence was weighed. */
  ranked: Ranked;
};

export type StrategyRun = (looking: Looking, rule: MatchRule) => void;

const byEvidence: StrategyRun = (looking, rule) => {
  const rules = looking.work.settings.rules.filter(({ strategy }) => !looking.replaced.has(strategy));
  const [near, amount] = [rules.find(({ strategy }) => strategy === 'nearReference') ?? null, rules.find(({ strategy }) => strategy === 'amountAndDate') ?? null];
  // Both weigh the same evidence, so the first of them in the list does the work of both.
  if (rule === rules.find(({ strategy }) => strategy === 'nearReference' || strategy === 'amountAndDate')) looking.ranked = matchByEvidence(looking.work, { near, amount }, looking.spoken().links);
};

const STRATEGIES: Readonly<Partial<Record<Strategy, StrategyRun>>> = {
  exactReference: ({ work }, rule) => matchExact(work, rule),
  normalisedReference: ({ work, spoken }, rule) => matchNamed(work, rule, spoken().links),
  payoutTotal: ({ work, spoken }, rule) => matchPayouts(work, rule, spoken()),
  referenceTotal: ({ work }, rule) => matchTotals(work, rule),
  paidTogether({ work, spoken }, rule) {
    matchPaidTogether(work, rule, spoken().left, spoken().right);
    if (!work.settings.isCurated) matchConnected(work, rule, spoken().links);
  },
  referenceDifference: ({ work, judge, unexplained, spoken }, rule) => matchDifferences(work, rule, spoken().links, { judge, unexplained }),
  nearReference: byEvidence,
  amountAndDate: byEvidence,
  partyTotal: ({ work }, rule) => matchPartyTotals(work, rule),
  payoutWindow: ({ work }, rule) => matchWindows(work, rule),
};

export type SidesOptions = {
  readonly settings: MatchSettings;
  readonly refused?: Refused | null;
  readonly judge?: Judge | null;
  readonly unexplained?: Looking['unexplained'];
  /** Strategies of the caller's own, by name; they come before those of the same name here. */
  readonly strategies?: Readonly<Record<string, StrategyRun>>;
};

/** What is certain, what may be, and what nobody knows: each entry is in one match, or open, perhaps with suggestions. */
export type Matched = { readonly work: Work; readonly ranked: Ranked };

/** Applies the rules in their order to what the ones before left open. The order of the entries changes nothing. */
export function matchSides(left: Side, right: Side, { settings, refused = null, judge = null, unexplained = null, strategies = {} }: SidesOptions): Matched {
  const work = startWork(left, right, settings, refused);
  let known: ReturnType<Looking['spoken']> | null = null;
  const looking: Looking = {
    work, judge, unexplained, replaced: new Set(Object.keys(strategies)), ranked: nothingRanked(),
    spoken() {
      if (!known) {
        const spoken = spokenOn(work);
        known = { ...spoken, links: linksOf(spoken.left, spoken.right) };
        work.severalNamed = severalNamed(work, known);
      }
      return known;
    },
  };
  for (const rule of settings.rules) {
    const run = strategies[rule.strategy] ?? STRATEGIES[Strategy.parse(rule.strategy)];
    if (rule.automatic) run?.(looking, rule);
  }
  checkLaws(work);
  return { work, ranked: looking.ranked };
}

/** What a person may decide on: ranked pairs, groups that would add up, and what was taken and given back on one side. */
export function suggest(matched: Matched): Suggestion[] {
  matched.ranked.byName();
  return suggestionsFor(matched, [...reversalsOn(matched.work, 'left'), ...reversalsOn(matched.work, 'right')]);
}

/** The two laws: no entry is in two matches, and the sides differ by what the matches differ by and what is open. Breaking one is a mistake of ours. */
function checkLaws({ left, rightAmount, matches, isOpenLeft, isOpenRight }: Work): void {
  const [seenLeft, seenRight] = [new Uint8Array(left.size), new Uint8Array(rightAmount.length)];
  let [differences, open, all] = [0, 0, 0];
  const take = (seen: Uint8Array, entry: number, amount: number): number => {
    assert(seen[entry] === 0, 'an entry is in two matches');
    seen[entry] = 1;
    return amount;
  };
  for (let match = 0; match < matches.count(); match += 1) {
    const [l, r] = [matches.leftOf(match), matches.rightOf(match)];
    if (l >= 0 && r >= 0) {
      differences += take(seenRight, r, rightAmount[r] ?? 0) - take(seenLeft, l, left.amount[l] ?? 0);
      continue;
    }
    const group = matches.at(match);
    for (const entry of group.right) differences += take(seenRight, entry, rightAmount[entry] ?? 0);
    for (const entry of group.left) differences -= take(seenLeft, entry, left.amount[entry] ?? 0);
  }
  for (let entry = 0; entry < left.size; entry += 1) {
    assert((seenLeft[entry] === 0) === isOpenLeft(entry), 'an entry is neither open nor in a match');
    all -= left.amount[entry] ?? 0;
    if (seenLeft[entry] === 0) open -= left.amount[entry] ?? 0;
  }
  for (let entry = 0; entry < rightAmount.length; entry += 1) {
    assert((seenRight[entry] === 0) === isOpenRight(entry), 'an entry is neither open nor in a match');
    all += rightAmount[entry] ?? 0;
    if (seenRight[entry] === 0) open += rightAmount[entry] ?? 0;
  }
  assert(all === differences + open, 'the gaps do not add up to right less left');
}
