import { createHash } from 'node:crypto';
import type { Figures } from '../../../shared/contract/reconciliation.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { sayMoney } from './say-money.ts';

/** The two signatures under a period, and what the preparer signed. */
export type SignOff = { preparedBy: string | null; preparedAt: Instant | null; reviewedBy: string | null; reviewedAt: Instant | null; figuresHash: string };

export type OpenWork = {
  board: readonly Figures[];
  findings: readonly string[];
  /** What roll-forward and control totals do not prove, in sentences. */
  proof: readonly string[];
  /** Entries that wait for the ERP's own staff. */
  journal: number;
  failed: number; held: number; inDoubt: number; running: number; adjustments: number;
};

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const NAMES = { payments: 'Payments', invoices: 'Invoices', returns: 'Returns' } as const;

/** What stands in the way of signing, in the order in which a person would clear it; empty when nothing does. */
export function blockersOf({ board, findings, proof, journal, failed, held, inDoubt, running, adjustments }: OpenWork): string[] {
  const blockers: string[] = [];
  if (running > 0) blockers.push(`${some(running, 'run is', 'runs are')} not finished. Wait for it, resume it or cancel it.`);
  if (inDoubt > 0) blockers.push(`${some(inDoubt, 'posting is', 'postings are')} in doubt: the ERP has not said whether it holds them. Resume the run.`);
  if (failed > 0) blockers.push(`${some(failed, 'record', 'records')} failed. Put them right under Failed, or discard them with a reason.`);
  if (held > 0) blockers.push(`${some(held, 'record is', 'records are')} held. Release or discard them under Held.`);
  blockers.push(...findings, ...proof);
  for (const figures of board) blockers.push(...blockersOfOne(figures));
  if (journal > 0) blockers.push(`${some(journal, 'journal entry waits', 'journal entries wait')} for the ERP’s own staff. Have the journal file posted, then run the settlements again.`);
  if (adjustments > 0) blockers.push(`${some(adjustments, 'adjustment is', 'adjustments are')} proposed or not posted yet. Decide them, and wait for the posting.`);
  return blockers;
}

function blockersOfOne({ key, label, currency, refreshedAt, unexplainedMinor, suggested, open }: Figures): string[] {
  const name = `${NAMES[key.kind]} ${label}`;
  if (refreshedAt === null) return [`${name}: not read yet. Read both sides under Reconcile.`];
  return [
    ...(unexplainedMinor === 0 ? [] : [`${name}: ${sayMoney(unexplainedMinor, currency)} is unexplained. Match it or name its reason.`]),
    ...(suggested === 0 ? [] : [`${name}: ${some(suggested, 'suggestion waits', 'suggestions wait')} for a yes or no.`]),
    // Open items that happen to cancel each other out are still unexplained.
    ...(open === 0 ? [] : [`${name}: ${some(open, 'entry is', 'entries are')} open without a reason.`]),
  ];
}

/** What a signature stands for: the same figures always give the same hash. */
export function hashOfFigures(board: readonly Figures[]): string {
  const signed = board.map(({ key, currency, leftMinor, rightMinor, leftCount, rightCount, openingMinor, closingMinor, explainedMinor, unexplainedMinor, explanations }) =>
    [key.kind, key.account, key.period, currency, leftMinor, rightMinor, leftCount, rightCount, openingMinor, closingMinor, explainedMinor, unexplainedMinor, explanations.map(({ reason, count, minor }) => [reason, count, minor])]);
  return createHash('sha256').update(JSON.stringify(signed)).digest('hex');
}

export type Step = { action: 'prepare' | 'review'; by: string; at: Instant; figuresHash: string; blockers: readonly string[] } | { action: 'reopen'; by: string; at: Instant };
export type Outcome = { ok: true; signOff: SignOff } | { ok: false; code: string; message: string };

const refuse = (code: string, message: string): Outcome => ({ ok: false, code, message });
const UNSIGNED: SignOff = { preparedBy: null, preparedAt: null, reviewedBy: null, reviewedAt: null, figuresHash: '' };

/** Open → prepared → locked → (reopened) open. The reviewer is never the preparer, and reviews exactly what was prepared. */
export function sign(before: SignOff, step: Step): Outcome {
  const locked = before.preparedBy !== null && before.reviewedBy !== null;
  if (step.action === 'reopen') return before.preparedBy === null ? refuse('close.notSigned', 'The period is open; there is nothing to reopen.') : { ok: true, signOff: UNSIGNED };
  if (locked) return refuse('period.locked', `The period is closed: ${before.preparedBy ?? ''} prepared it, ${before.reviewedBy ?? ''} reviewed it. An admin can reopen it with a reason.`);
  const [blocker] = step.blockers;
  if (blocker !== undefined) return refuse('close.blocked', step.blockers.length === 1 ? blocker : `${blocker} (and ${step.blockers.length - 1} more)`);
  if (step.action === 'prepare') return { ok: true, signOff: { ...UNSIGNED, preparedBy: step.by, preparedAt: step.at, figuresHash: step.figuresHash } };
  if (before.preparedBy === null) return refuse('close.notPrepared', 'Nobody has prepared the period. The preparer signs first.');
  if (before.preparedBy === step.by) return refuse('close.samePerson', `${step.by} prepared the period; another person reviews it.`);
  if (before.figuresHash !== step.figuresHash) return refuse('close.changed', `The figures changed after ${before.preparedBy} signed them. ${before.preparedBy} looks at them and signs again.`);
  return { ok: true, signOff: { ...before, reviewedBy: step.by, reviewedAt: step.at } };
}
