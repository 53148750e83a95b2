import { AppError } from '../../../shared/contract/errors.ts';
import type { close, CloseState, Figures } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { CommandContext, Handlers } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { earliestOpen, readSignOff, unfinishedWork, writeSignOff } from './close-store.ts';
import { blockersOf, hashOfFigures, sign, type SignOff, type Step } from './close.ts';

export type CloseDeps = {
  /** Every reconciliation of the period with its figures. */
  board(db: ReadDb, period: Period): Figures[];
  /** Gaps between statements and the like, a sentence each. */
  findings(db: ReadDb, period: Period): string[];
  /** The first month that is kept here. */
  booksOpenFrom(db: ReadDb): Period;
};

function blockers(deps: CloseDeps, db: ReadDb, period: Period): string[] {
  const work = unfinishedWork(db, period);
  return blockersOf({
    board: deps.board(db, period), findings: deps.findings(db, period), failed: Math.max(work.failedLetters, work.failedRecords), held: Math.max(work.heldLetters, work.heldRecords),
    inDoubt: work.inDoubt, running: work.running, adjustments: work.adjustments,
  });
}

function stateOf(deps: CloseDeps, db: ReadDb, period: Period): CloseState {
  const { preparedBy, preparedAt, reviewedBy, reviewedAt } = readSignOff(db, period);
  const locked = preparedBy !== null && reviewedBy !== null;
  return { period, blockers: locked ? [] : blockers(deps, db, period), preparedBy, preparedAt, reviewedBy, reviewedAt, locked };
}

function take(deps: CloseDeps, { db, audit }: CommandContext, period: Period, step: Step, why: string): CloseState {
  const before: SignOff = readSignOff(db, period);
  const outcome = sign(before, step);
  if (!outcome.ok) throw new AppError(outcome.code, outcome.code === 'period.locked' || outcome.code === 'close.samePerson' ? 'askAdmin' : 'fixInput', outcome.message);
  writeSignOff(db, period, outcome.signOff);
  audit(`close.${step.action}`, { period, before, after: outcome.signOff, why });
  return stateOf(deps, db, period);
}

export const closeHandlers = (deps: CloseDeps): Handlers<typeof close> => ({
  current: ({ db }) => ({ period: earliestOpen(db, deps.booksOpenFrom(db)) }),
  state: ({ db }, { period }) => stateOf(deps, db, period),

  prepare: (context, { period, note }) => take(deps, context, period, signature(deps, context, 'prepare', period), note),
  review: (context, { period, note }) => take(deps, context, period, signature(deps, context, 'review', period), note),
  reopen: (context, { period, reason }) => take(deps, context, period, { action: 'reopen', by: context.caller.name, at: context.now }, reason),
});

function signature(deps: CloseDeps, { db, caller, now }: CommandContext, action: 'prepare' | 'review', period: Period): Step {
  return { action, by: caller.name, at: now, figuresHash: hashOfFigures(deps.board(db, period)), blockers: blockers(deps, db, period) };
}
