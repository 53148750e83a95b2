import type { RuleSet, RuleSetting } from '../../../shared/contract/match-rules.ts';

/** Whether a setting of a rule differs between two rule sets, which are whole and in the one order. */
export const settingsThatDiffer = (before: RuleSet, after: RuleSet): number =>
  after.rules.reduce((sum, rule, at) => sum + differing(before.rules[at], rule).length, before.days === after.days ? 0 : 1);

export const differing = (before: RuleSetting | undefined, after: RuleSetting): (keyof RuleSetting)[] =>
  before ? (Object.keys(after) as (keyof RuleSetting)[]).filter(field => before[field] !== after[field]) : [];
