import { z } from 'zod';
import { Instant, LocalDate, Period } from '../values/date.ts';
import { RuleTrialId } from '../values/id.ts';
import { anyone, command, query, task } from './method.ts';
import { Nothing, PageRequest, pageOf } from './page.ts';
import { ReconciliationKind } from './reconciliation.ts';

/** In the order of the strength of their evidence, which is fixed: a weak rule must never take what a strong one could still prove. */
export const RuleName = z.enum([
  'opening', 'exactReference', 'payoutReference', 'normalisedReference', 'payoutFees', 'payoutTotal', 'referenceTotal', 'paidTogether', 'cutReference', 'reversal', 'referenceDifference', 'nearReference',
  'amountAndDate', 'duplicate',
]);
export type RuleName = z.infer<typeof RuleName>;

/** The most that a setting may be where the rule matches by itself, and where it only asks. */
type Limit = { readonly automatic: number; readonly asking: number };
export type RuleLimits = {
  readonly windowDays?: Limit; readonly toleranceMinor?: Limit; readonly toleranceBasisPoints?: Limit;
  /** It points at something and matches nothing. */
  readonly neverMatches?: true;
};

/** What can be set of a rule, and how far. A rule that is not here proves its matches to the penny by a reference, whatever the days: it can be switched off or made to ask, no more. */
export const RULE_LIMITS: Readonly<Partial<Record<RuleName, RuleLimits>>> = {
  cutReference: { windowDays: { automatic: 15, asking: 31 } },
  referenceDifference: { toleranceMinor: { automatic: 100, asking: 1_000 }, toleranceBasisPoints: { automatic: 300, asking: 600 } },
  nearReference: { windowDays: { automatic: 15, asking: 31 } },
  // Amounts and days alone prove little: beyond a few days two equal amounts are two sales.
  amountAndDate: { windowDays: { automatic: 7, asking: 31 } },
  duplicate: { windowDays: { automatic: 400, asking: 400 }, neverMatches: true },
};

export const RuleSetting = z.strictObject({
  name: RuleName,
  on: z.boolean(),
  /** false: what it finds waits as a suggestion until a person confirms it. */
  automatic: z.boolean(),
  /** Days that the two sides may lie apart, counted as the rule set's `days` says; null: any. */
  windowDays: z.int().min(0).nullable(),
  /** A difference of up to this is rounding; minor units of the account's currency. */
  toleranceMinor: z.int().min(0),
  /** A difference of up to this share of the amount, in hundredths of a per cent, may be a fee. */
  toleranceBasisPoints: z.int().min(0),
});
export type RuleSetting = z.infer<typeof RuleSetting>;

const FIELDS = ['windowDays', 'toleranceMinor', 'toleranceBasisPoints'] as const;
const IN_WORDS = { windowDays: 'days apart', toleranceMinor: 'rounding in minor units', toleranceBasisPoints: 'fee in hundredths of a per cent' } as const;

/** Why a rule cannot be set like this: the field, and what would do, said of the rule; null when it can. */
export function problemOf(rule: RuleSetting): { field: keyof RuleSetting; message: string } | null {
  const limits = RULE_LIMITS[rule.name] ?? {};
  if (limits.neverMatches && rule.automatic) return { field: 'automatic', message: 'points at what stands twice and matches nothing: it can only ask' };
  for (const field of FIELDS) {
    const [value, limit] = [rule[field], limits[field]];
    if (value !== null && (!Number.isSafeInteger(value) || value < 0)) return { field, message: `takes a whole number of ${IN_WORDS[field]}` };
    if (!limit && value !== (field === 'windowDays' ? null : 0)) return { field, message: `has no ${IN_WORDS[field]} to set: leave it empty` };
    const most = rule.automatic ? limit?.automatic : limit?.asking;
    if (most === undefined || (value === null && rule.name === 'duplicate')) continue;
    if (value === null) return { field, message: `needs a number of ${IN_WORDS[field]}, at most ${most}` };
    if (value > most) return { field, message: `takes at most ${most} ${IN_WORDS[field]}${rule.automatic && limit && limit.asking > most ? ` while it matches by itself; up to ${limit.asking} if it only asks` : ''}` };
  }
  return null;
}

/** All rules, each once, in the fixed order. */
export const RuleSet = z.strictObject({
  /** How days are counted: all of them, or working days without the bank holidays of a country. */
  days: z.enum(['all', 'ukWorking', 'usWorking']),
  rules: z.array(RuleSetting).length(RuleName.options.length),
}).superRefine(({ rules }, context) => {
  for (const [at, rule] of rules.entries()) {
    if (rule.name !== RuleName.options[at]) { context.addIssue({ code: 'custom', path: ['rules', at, 'name'], message: `the order of the rules is fixed: ${RuleName.options[at]} belongs here` }); return; }
    const problem = problemOf(rule);
    if (problem) context.addIssue({ code: 'custom', path: ['rules', at, problem.field], message: `the rule ${rule.name} ${problem.message}` });
  }
});
export type RuleSet = z.infer<typeof RuleSet>;

export const RuleVersionState = z.enum(['draft', 'proposed', 'inForce', 'retired']);
export type RuleVersionState = z.infer<typeof RuleVersionState>;

const person = z.string();

export const RuleVersion = z.object({
  /** 0 = as delivered. */
  version: z.int(),
  state: RuleVersionState,
  rules: RuleSet,
  note: z.string(),
  /** Names of those who had a hand in it. */
  authors: z.array(person),
  changedAt: Instant.nullable(),
  proposedBy: person, approvedBy: person, inForceSince: Instant.nullable(),
  /** What the newest trial of it found, in a sentence; '' when it was never tried. */
  tried: z.string(),
});
export type RuleVersion = z.infer<typeof RuleVersion>;

/** Automatic matches that rules would make of all history, against what people decided there. */
export const Judged = z.object({
  /** Automatic matches that it would make. */
  matches: z.int(),
  /** A person confirmed or made exactly this match. */
  agree: z.int(),
  /** A person matched some of its lines otherwise. */
  contradict: z.int(),
  /** A person took exactly this match apart. */
  again: z.int(),
});
export type Judged = z.infer<typeof Judged>;

/** What a trial found for one rule, one month, or both. */
export const TrialCounts = z.object({
  /** Matches that the draft would make and that nobody has. */
  won: z.int(),
  /** Automatic matches that stand and that the draft would not make. */
  lost: z.int(),
  unchanged: z.int(),
  /** Won or lost alike by the rules in force: lines came or went, or somebody matched others, since the match was made. */
  since: z.int(),
  agree: z.int(), contradict: z.int(), again: z.int(),
});
export type TrialCounts = z.infer<typeof TrialCounts>;

export const TrialResult = z.object({
  reconciliations: z.int(), entries: z.int(), from: Period.nullable(), to: Period.nullable(),
  total: TrialCounts,
  byRule: z.array(TrialCounts.extend({ rule: RuleName })),
  byMonth: z.array(TrialCounts.extend({ period: Period, locked: z.boolean() })),
  byRuleAndMonth: z.array(TrialCounts.extend({ rule: RuleName, period: Period })),
  draft: Judged, inForce: Judged,
  /** Cases that are listed one by one. */
  listed: z.int(),
  sentence: z.string(),
});
export type TrialResult = z.infer<typeof TrialResult>;

export const RuleTrial = TrialResult.extend({
  id: RuleTrialId, version: z.int(), startedBy: person, startedAt: Instant, seconds: z.number(),
  /** It tried exactly the rules that the version has now. */
  isOfTheseRules: z.boolean(),
  /** No account was read again since. */
  isOfNewestData: z.boolean(),
});
export type RuleTrial = z.infer<typeof RuleTrial>;

/** A line of a case, as it was when it was tried. */
export const TrialLine = z.object({ side: z.enum(['left', 'right']), kind: z.string(), on: LocalDate, reference: z.string(), party: z.string(), amountMinor: z.int(), currency: z.string() });
export type TrialLine = z.infer<typeof TrialLine>;

export const TrialOutcome = z.enum(['won', 'lost', 'contradict', 'again']);
export type TrialOutcome = z.infer<typeof TrialOutcome>;

export const TrialCase = z.object({
  place: z.int(), outcome: TrialOutcome, rule: RuleName, kind: ReconciliationKind, account: z.string(), period: Period,
  /** Why the match would be, or was, made; and what a person did instead. */
  why: z.string(), instead: z.string(),
  amountMinor: z.int(), currency: z.string(), reference: z.string(), lines: z.array(TrialLine),
});
export type TrialCase = z.infer<typeof TrialCase>;

/** How well a rule did in a month, or in all. */
export const RuleRate = z.object({
  /** Automatic matches that stand. */
  matches: z.int(),
  /** Suggestions of this rule that a person confirmed. */
  confirmed: z.int(),
  /** Lines in the automatic matches; auto-match rate = entries ÷ matchable. */
  entries: z.int(),
  /** Lines that are matched by anybody: by any rule, or by hand. */
  matchable: z.int(),
  /** Automatic matches that a person took apart later; false-match rate = takenApart ÷ (matches + takenApart). */
  takenApart: z.int(),
  /** Lines named as posted twice; of the rule `duplicate` only. */
  found: z.int(),
});
export type RuleRate = z.infer<typeof RuleRate>;

export const RuleRates = z.object({
  total: RuleRate,
  byRule: z.array(RuleRate.extend({ rule: RuleName })),
  byMonth: z.array(RuleRate.extend({ period: Period, locked: z.boolean() })),
  byRuleAndMonth: z.array(RuleRate.extend({ rule: RuleName, period: Period })),
});
export type RuleRates = z.infer<typeof RuleRates>;

const at = { rev: z.int() };

export const MatchRulesState = z.object({
  /** Rises with every change; a step against an older number is refused. */
  rev: z.int(),
  inForce: RuleVersion,
  /** What is being worked on, or waits for another admin; null when nothing is. */
  draft: RuleVersion.nullable(),
  /** The caller had a hand in the draft, and so cannot approve it. */
  isOwnWork: z.boolean(),
  /** The newest trial of the draft. */
  trial: RuleTrial.nullable(),
  /** Why the draft cannot be proposed yet; '' when it can. */
  whyNotProposed: z.string(),
});
export type MatchRulesState = z.infer<typeof MatchRulesState>;

export const matchRules = {
  state: query({ may: anyone, input: Nothing, output: MatchRulesState }),
  /** Newest first; the last is as delivered. */
  versions: query({ may: anyone, input: Nothing, output: z.array(RuleVersion) }),
  /** Rates of all months, by rule and by month. */
  rates: query({ may: anyone, input: Nothing, output: RuleRates }),
  /** Changes the draft, or begins one. Nothing is matched by it. */
  change: command({ may: ['admin'], input: z.object({ ...at, rules: RuleSet }), output: MatchRulesState }),
  /** Begins a draft with the rules of an earlier version. */
  restore: command({ may: ['admin'], input: z.object({ ...at, version: z.int().min(0) }), output: MatchRulesState }),
  discard: command({ may: ['admin'], input: z.object(at), output: MatchRulesState }),
  /** Matches every month that was ever read again under the draft, in memory, and compares. Keeps the result and changes nothing else. */
  try: task({ may: ['admin', 'accountant'], input: Nothing, output: RuleTrial }),
  cases: query({ may: anyone, input: z.object({ trial: RuleTrialId, page: PageRequest }), output: pageOf(TrialCase) }),
  /** Needs a trial of exactly these rules on what was read last. */
  propose: command({ may: ['admin'], input: z.object({ ...at, note: z.string().trim().min(3).max(300) }), output: MatchRulesState }),
  /** Another admin than the authors: in force from the next reading of a month that is open. */
  approve: command({ may: ['admin'], input: z.object(at), output: MatchRulesState }),
  sendBack: command({ may: ['admin'], input: z.object({ ...at, reason: z.string().trim().min(3).max(300) }), output: MatchRulesState }),
};
