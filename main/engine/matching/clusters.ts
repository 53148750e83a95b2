import type { Ranked } from './by-evidence.ts';
import type { MatchRule } from './rules.ts';
import type { Work } from './work.ts';
export function matchPartyTotals(_work: Work, _rule: MatchRule): void {}
export function matchWindows(_work: Work, _rule: MatchRule, _ranked: Ranked): void {}
