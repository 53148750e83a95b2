import { RuleName, type Judged, type TrialCase, type TrialCounts, type TrialLine, type TrialOutcome, type TrialResult } from '../../../shared/contract/match-rules.ts';
import type { ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { firstDayOf, type Period } from '../../../shared/values/date.ts';
import { sumOf, type ReconEntry, type Shape } from '../reconciliation/entry.ts';
import type { RuleBook } from '../reconciliation/match-rules.ts';
import { match, membersOf, type DifferenceJudge, type Proposal } from '../reconciliation/match.ts';

/** A match as it stands, with its members. */
export type StandingMatch = { readonly rule: string; readonly automatic: boolean; readonly why: string; readonly madeBy: string; readonly left: readonly ReconEntry[]; readonly right: readonly ReconEntry[] };

/** One reconciliation of one month as it is stored. */
export type Stored = {
  readonly key: ReconciliationKey; readonly shape: Shape; readonly locked: boolean; readonly entries: readonly ReconEntry[]; readonly matches: readonly StandingMatch[];
  /** Members that a person took apart, and who it was. */
  readonly refusals: ReadonlyMap<string, string>;
  readonly judge: DifferenceJudge;
};

export type ListedCase = Omit<TrialCase, 'place'>;

type Books = { readonly draft: RuleBook; readonly inForce: RuleBook };
type Made = ReadonlyMap<string, Proposal>;

const keyOf = ({ left, right }: Pick<Proposal, 'left' | 'right'>): string => membersOf([...left, ...right]);

/** Automatic matches of all lines, as if nobody had matched any; what a person took apart is respected, as in a reading, unless it is asked what would come of it. */
function automaticUnder(book: RuleBook, { entries, shape, key, judge, refusals }: Stored, { withRefused }: { withRefused: boolean }): Made {
  const side = (name: 'left' | 'right'): ReconEntry[] => entries.filter(entry => entry.side === name);
  const { matches } = match(side('left'), side('right'), { shape, book, judge, from: firstDayOf(key.period), refused: withRefused ? new Set<string>() : new Set(refusals.keys()) });
  return new Map(matches.map(made => [keyOf(made), made]));
}

const none = (): TrialCounts => ({ won: 0, lost: 0, unchanged: 0, since: 0, agree: 0, contradict: 0, again: 0 });
const nobody = (): Judged => ({ matches: 0, agree: 0, contradict: 0, again: 0 });

/** Cases of one outcome and rule that are listed; all are counted. */
const MAX_CASES = 25;
const MAX_LINES = 40;

export type Tally = { add(stored: Stored): void; result(): { result: TrialResult; cases: readonly ListedCase[] } };

const asRule = (name: string): RuleName => RuleName.parse(name);

/**
 * Tries rules on one reconciliation after the other. Draft and rules in force both match all lines from nothing, so that what the draft alone changes is told from what has
 * changed since the matches were made (more lines, or matches by hand).
 */
export function tallyTrial({ draft, inForce }: Books): Tally {
  const total = none();
  const judged = { draft: nobody(), inForce: nobody() };
  const byRule = new Map<RuleName, TrialCounts>();
  const byMonth = new Map<Period, TrialCounts & { locked: boolean }>();
  const byBoth = new Map<string, TrialCounts & { rule: RuleName; period: Period }>();
  const cases: ListedCase[] = [];
  const listed = new Map<string, number>();
  let [reconciliations, entries] = [0, 0];

  function add(stored: Stored): void {
    const { key: { period }, locked, refusals } = stored;
    reconciliations += 1;
    entries += stored.entries.length;
    const month = ensure(byMonth, period, () => ({ ...none(), locked }));
    const standing = new Map(stored.matches.filter(({ automatic }) => automatic).map(each => [keyOf(each), each]));
    const byPeople = stored.matches.filter(({ automatic }) => !automatic);
    const peopleBy = new Map(byPeople.flatMap(each => [...each.left, ...each.right].map(({ id }) => [id, each] as const)));
    const isByPeople = new Set(byPeople.map(keyOf));

    const count = (what: keyof TrialCounts, ruleName: string): void => {
      const rule = asRule(ruleName);
      total[what] += 1;
      month[what] += 1;
      ensure(byRule, rule, none)[what] += 1;
      ensure(byBoth, `${period} ${rule}`, () => ({ ...none(), rule, period }))[what] += 1;
    };
    const show = (outcome: TrialOutcome, made: Pick<Proposal, 'rule' | 'why' | 'left' | 'right'>, instead: string): void => {
      const name = `${outcome} ${made.rule}`;
      const known = listed.get(name) ?? 0;
      listed.set(name, known + 1);
      if (known < MAX_CASES) cases.push(caseOf(stored.key, outcome, made, instead));
    };
    const against = ({ left, right }: Pick<Proposal, 'left' | 'right'>): StandingMatch | undefined => [...left, ...right].flatMap(({ id }) => peopleBy.get(id) ?? [])[0];
    const judge = (made: Made, again: readonly Proposal[], verdict: Judged): void => {
      verdict.matches += made.size;
      verdict.again += again.length;
      for (const [members, proposal] of made) if (isByPeople.has(members)) verdict.agree += 1; else if (against(proposal)) verdict.contradict += 1;
    };

    const [mine, theirs] = [automaticUnder(draft, stored, { withRefused: false }), automaticUnder(inForce, stored, { withRefused: false })];
    const againUnder = (book: RuleBook): Proposal[] => (refusals.size === 0 ? [] : [...automaticUnder(book, stored, { withRefused: true })].flatMap(([members, proposal]) => (refusals.has(members) ? [proposal] : [])));
    const again = againUnder(draft);
    judge(mine, again, judged.draft);
    judge(theirs, againUnder(inForce), judged.inForce);

    for (const [members, proposal] of mine) {
      const other = against(proposal);
      if (standing.has(members)) count('unchanged', proposal.rule);
      else if (isByPeople.has(members)) count('agree', proposal.rule);
      else if (other) { count('contradict', proposal.rule); show('contradict', proposal, `${other.madeBy} matched ${namesOf(other)} instead.`); }
      else if (theirs.has(members)) count('since', proposal.rule);
      else { count('won', proposal.rule); show('won', proposal, ''); }
    }
    for (const [members, was] of standing) {
      if (mine.has(members)) continue;
      if (theirs.has(members)) { count('lost', was.rule); show('lost', was, ''); } else count('since', was.rule);
    }
    for (const proposal of again) { count('again', proposal.rule); show('again', proposal, `${refusals.get(keyOf(proposal)) ?? ''} took it apart. A reading does not make it again.`); }
  }

  return {
    add,
    result() {
      const months = [...byMonth.keys()].sort();
      const inOrder = <T extends { rule: RuleName }>(rows: readonly T[]): T[] => rows.toSorted((a, b) => RuleName.options.indexOf(a.rule) - RuleName.options.indexOf(b.rule));
      const result = {
        reconciliations, entries, from: months[0] ?? null, to: months.at(-1) ?? null, total, draft: judged.draft, inForce: judged.inForce, listed: cases.length,
        byRule: inOrder([...byRule].map(([rule, counts]) => ({ rule, ...counts }))),
        byMonth: months.toReversed().flatMap(period => { const counts = byMonth.get(period); return counts ? [{ period, ...counts }] : []; }),
        byRuleAndMonth: inOrder([...byBoth.values()].sort((a, b) => (a.period < b.period ? 1 : -1))),
      };
      return { result: { ...result, sentence: sentenceOf(result) }, cases };
    },
  };
}

function ensure<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

const namesOf = ({ left, right }: Pick<StandingMatch, 'left' | 'right'>): string => {
  const names = [...left, ...right].slice(0, 4).map(({ reference, orderReference, text, on }) => reference || orderReference || text || on);
  return `${names.join(' + ')}${left.length + right.length > names.length ? ' and more' : ''}`;
};

function caseOf({ kind, account, period }: ReconciliationKey, outcome: TrialOutcome, { rule, why, left, right }: Pick<Proposal, 'rule' | 'why' | 'left' | 'right'>, instead: string): ListedCase {
  const all = [...left, ...right];
  const [first] = all;
  const reference = all.map(line => line.orderReference || line.reference).find(text => text !== '') ?? all.map(line => line.text || line.party).find(text => text !== '') ?? '';
  const lines = all.slice(0, MAX_LINES).map((line): TrialLine => ({ side: line.side, kind: line.kind, on: line.on, reference: line.reference || line.orderReference, party: line.party, amountMinor: line.amountMinor, currency: line.currency }));
  return { outcome, rule: asRule(rule), kind, account, period, why, instead, amountMinor: sumOf(left.length > 0 ? left : right), currency: first?.currency ?? '', reference, lines };
}

const number = (n: number): string => n.toLocaleString('en-GB');
const share = (part: number, whole: number): string => `${(Math.floor((part * 1_000) / whole) / 10).toFixed(1)} %`;

function sentenceOf({ reconciliations, byMonth, entries, total: { won, lost, unchanged, since }, draft: { agree, contradict, again } }: Omit<TrialResult, 'sentence'>): string {
  if (reconciliations === 0) return 'No month was read yet, so there is nothing to try the rules on.';
  const decided = agree + contradict + again;
  const parts = [
    `${number(reconciliations)} ${reconciliations === 1 ? 'account' : 'accounts'} in ${number(byMonth.length)} ${byMonth.length === 1 ? 'month' : 'months'}, ${number(entries)} lines: ${number(won)} ${won === 1 ? 'match' : 'matches'} won, ${number(lost)} lost, ${number(unchanged)} unchanged${since > 0 ? `, ${number(since)} changed by what has come since` : ''}.`,
    decided === 0 ? 'People decided nothing that it could be held against.' : `Of ${number(decided)} that people decided, it agrees with ${number(agree)} (${share(agree, decided)})${contradict > 0 ? `, contradicts ${number(contradict)}` : ''}${again > 0 ? `, would make ${number(again)} again that were taken apart` : ''}.`,
  ];
  return parts.join(' ');
}
