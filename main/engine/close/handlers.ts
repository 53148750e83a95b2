import { AppError } from '../../../shared/contract/errors.ts';
import type { close, CloseState, Proof } from '../../../shared/contract/close.ts';
import type { Figures } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import { lastDayOf } from '../../../shared/values/date.ts';
import { auditHead } from '../audit/audit-store.ts';
import type { Commit, CommandContext, Handlers } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { checkMonth, type CheckDeps } from './check-store.ts';
import { earliestOpen, forgetSignedMonth, keepSigned, readSignOff, signedMonth, unfinishedWork, writeSignOff } from './close-store.ts';
import { blockersOf, hashOfFigures, sign, type SignOff, type Step } from './close.ts';
import { makePack, type PackDeps } from './make-pack-store.ts';
import { controlSentence, isDifferent } from './proof.ts';
import { ageings, allCarried, ledgerControls, pageCarried, rollForwards, shopAskedAt, shopControls } from './proof-store.ts';
import { acknowledgeAlarms, forgetSigned, listAlarms, signRecords } from './signed-store.ts';

export type CloseDeps = CheckDeps & Pick<PackDeps, 'company' | 'version'> & {
  /** Every reconciliation of the period with its figures. */
  board(db: ReadDb, period: Period): Figures[];
  /** Gaps between statements and the like, a sentence each. */
  findings(db: ReadDb, period: Period): string[];
  /** What is wrong inside the ledger although the totals agree, a sentence each. */
  slips(db: ReadDb, period: Period): string[];
  /** What the ERP's ledger does not show, so that such slips are not found: a sentence each, with where to look instead. */
  unseenInLedger(db: ReadDb): string[];
  /** The first month that is kept here. */
  booksOpenFrom(db: ReadDb): Period;
  /** Entries up to the month's end that wait for the ERP's own staff. */
  journalWaiting(db: ReadDb, period: Period): number;
  /** What the ERP is called. */
  erpLabel(db: ReadDb): string;
};

function proofOf(deps: CloseDeps, db: ReadDb, period: Period): Proof {
  const signed = signedMonth(db, period);
  const board = deps.board(db, period);
  const items = allCarried(db, period, lastDayOf(period));
  const rollForward = signed?.rollForward ?? rollForwards(db, board);
  const controls = signed?.controls ?? [...shopControls(db, period, deps.shops(db)), ...ledgerControls(db, rollForward, deps.erpLabel(db))];
  return { rollForward, controls, ageing: ageings(board, items), carried: items.length };
}

/** What roll-forward, counts and control totals leave unproved, each with its remedy. */
function unproved(deps: CloseDeps, db: ReadDb, period: Period, board: readonly Figures[]): string[] {
  const rolls = rollForwards(db, board);
  const readAt = board.map(({ refreshedAt }) => refreshedAt ?? '').sort().at(-1) ?? '';
  const shops = deps.shops(db);
  const unasked = readAt === '' ? [] : shops.filter(({ id }) => (shopAskedAt(db, period, id) ?? '') < readAt).map(({ label }) => `${label} was not asked for its counts and totals of ${period} since both sides were read. Ask both systems under Completeness.`);
  const differ = unasked.length > 0 ? [] : shopControls(db, period, shops).filter(isDifferent).map(control => controlSentence(control, 'Run the month again, then ask both systems again.'));
  // A bank account that does not add up is said by its roll-forward.
  const ledger = ledgerControls(db, rolls, deps.erpLabel(db)).filter(control => control.theirCount !== null && isDifferent(control)).map(control => controlSentence(control, 'Read both sides again.'));
  return [...rolls.filter(({ key }) => key.kind === 'payments' || ledger.length === 0).flatMap(({ problems }) => problems), ...differ, ...ledger, ...unasked];
}

function blockers(deps: CloseDeps, db: ReadDb, period: Period): string[] {
  const work = unfinishedWork(db, period);
  const board = deps.board(db, period);
  return blockersOf({
    board, findings: deps.findings(db, period), proof: unproved(deps, db, period, board), journal: deps.journalWaiting(db, period),
    failed: Math.max(work.failedLetters, work.failedRecords), held: Math.max(work.heldLetters, work.heldRecords), inDoubt: work.inDoubt, running: work.running, adjustments: work.adjustments,
  });
}

/** As many as a person reads before signing; all of them are among the exceptions of the pack. */
const SLIPS_SHOWN = 100;

function stateOf(deps: CloseDeps, db: ReadDb, period: Period): CloseState {
  const { preparedBy, preparedAt, reviewedBy, reviewedAt } = readSignOff(db, period);
  const locked = preparedBy !== null && reviewedBy !== null;
  const slips = deps.slips(db, period);
  return { period, blockers: locked ? [] : blockers(deps, db, period), slips: { count: slips.length, first: slips.slice(0, SLIPS_SHOWN), unseen: deps.unseenInLedger(db) }, preparedBy, preparedAt, reviewedBy, reviewedAt, locked };
}

function take(deps: CloseDeps, commit: CommandContext, period: Period, step: Step, why: string): CloseState {
  const { db, audit } = commit;
  const before: SignOff = readSignOff(db, period);
  const outcome = sign(before, step);
  if (!outcome.ok) throw new AppError(outcome.code, outcome.code === 'period.locked' || outcome.code === 'close.samePerson' ? 'askAdmin' : 'fixInput', outcome.message);
  if (step.action === 'review') lock(deps, commit, { period, after: outcome.signOff, before, why });
  else {
    writeSignOff(db, period, outcome.signOff);
    if (step.action === 'reopen') {
      forgetSigned(db, period);
      forgetSignedMonth(db, period);
    }
    audit(`close.${step.action}`, { period, before, after: outcome.signOff, why });
  }
  return stateOf(deps, db, period);
}

type Lock = { period: Period; before: SignOff; after: SignOff; why: string };

/** The second signature: the month is kept as it is, and every record of both systems is hashed, so that a later change is noticed. */
function lock(deps: CloseDeps, { db, audit }: Commit, { period, before, after, why }: Lock): void {
  const { rollForward, controls } = proofOf(deps, db, period);
  const board = deps.board(db, period).map(figures => ({ ...figures, preparedBy: after.preparedBy, reviewedBy: after.reviewedBy, locked: true }));
  writeSignOff(db, period, after);
  const records = signRecords(db, period);
  audit('close.review', { period, before, after, why, records });
  keepSigned(db, period, { board, rollForward, controls }, auditHead(db));
}

function signature(deps: CloseDeps, { db, caller, now }: CommandContext, action: 'prepare' | 'review', period: Period): Step {
  return { action, by: caller.name, at: now, figuresHash: hashOfFigures(deps.board(db, period)), blockers: blockers(deps, db, period) };
}

export const closeHandlers = (deps: CloseDeps): Handlers<typeof close> => ({
  current: ({ db }) => ({ period: earliestOpen(db, deps.booksOpenFrom(db)) }),
  state: ({ db }, { period }) => stateOf(deps, db, period),
  proof: ({ db }, { period }) => proofOf(deps, db, period),
  carried: ({ db }, { period, page }) => pageCarried(db, period, page),
  check: (context, { period }) => checkMonth(deps, context, period),

  prepare: (context, { period, note }) => take(deps, context, period, signature(deps, context, 'prepare', period), note),
  review: (context, { period, note }) => take(deps, context, period, signature(deps, context, 'review', period), note),
  reopen: (context, { period, reason }) => take(deps, context, period, { action: 'reopen', by: context.caller.name, at: context.now }, reason),

  alarms: ({ db }) => listAlarms(db, null),
  acknowledge({ db, audit, caller, now }, { ids, reason }) {
    const acknowledged = acknowledgeAlarms(db, ids, { by: caller.name, at: now, reason });
    audit('close.acknowledge', { alarms: acknowledged, reason });
    return { acknowledged: acknowledged.length };
  },
  pack: (context, input) => makePack({ ...deps, proof: (db, period) => proofOf(deps, db, period) }, context, input),
});
