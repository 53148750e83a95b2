import { AppError } from '../../../shared/contract/errors.ts';
import type { runs as contractGroup, Run } from '../../../shared/contract/runs.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { RunId } from '../../../shared/values/id.ts';
import { refuseLocked } from '../close/close-store.ts';
import type { CommandContext, Handlers } from '../handler.ts';
import { tallyItems } from '../items/item-store.ts';
import { tallySteps } from '../outbox/outbox-store.ts';
import { listRecords, recordById, recordRow } from '../records/record-store.ts';
import type { ReadDb } from '../store/sql.ts';
import type { RunControl } from './run-control.ts';
import { AT_WORK, insertRun, isAboutItems, isAboutPurchases, listRuns, runAtWork, runById, setRunState } from './run-store.ts';
import type { StoredRun } from './run-store.ts';
import { timelineOf } from './timeline-store.ts';

/** In the order in which they follow each other. */
const STEP_LABELS: Readonly<Record<string, string>> = {
  customer: 'Customers created', salesOrder: 'Sales orders', despatch: 'Despatches confirmed', invoice: 'Invoices', receipt: 'Receipts', allocation: 'Receipts allocated',
  creditNote: 'Credit notes', refund: 'Refunds', refundAllocation: 'Refunds allocated', shipment: 'Shipments told', fee: 'Channel fees', transfer: 'Payouts to the bank', adjustment: 'Adjustments',
  stockLevel: 'Stock levels told', price: 'Prices told', purchaseOrder: 'Purchase orders',
};
const STEP_ORDER = Object.keys(STEP_LABELS);

function secondsBetween(from: Instant, to: Instant): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

/** A run as the window shows it; steps are those of its period, or of its own where it is about items. */
export function shownRun(db: ReadDb, run: StoredRun, now: Instant): Run {
  const { counts } = run;
  const done = counts.read - counts.waiting - counts.inDoubt;
  const seconds = secondsBetween(run.startedAt, run.endedAt ?? now);
  const rate = seconds > 0 ? done / seconds : 0;
  const atWork = AT_WORK.includes(run.state);
  return {
    ...run, steps: (isAboutItems(run.workflow) ? tallyItems(db, run.id) : tallySteps(db, run.period, { purchases: isAboutPurchases(run.workflow) })).toSorted((a, b) => STEP_ORDER.indexOf(a.step) - STEP_ORDER.indexOf(b.step)).map(tally => ({ ...tally, label: STEP_LABELS[tally.step] ?? tally.step })),
    recordsPerSecond: Math.round(rate * 10) / 10, secondsLeft: atWork && rate > 0 ? Math.ceil((counts.read - done) / rate) : null,
  };
}

function found(db: ReadDb, id: RunId): StoredRun {
  const run = runById(db, id);
  if (!run) throw new AppError('run.unknown', 'fixInput', 'This run is not in the workspace.', { field: 'id' });
  return run;
}

/** Commits a new run (or one that goes on) and hands it to the engine once the commit holds. */
export function startRun({ db, audit, now, newId, caller }: CommandContext, control: RunControl, ask: Pick<StoredRun, 'workflow' | 'period'>): StoredRun {
  if (!isAboutItems(ask.workflow)) refuseLocked(db, ask.period);
  const other = runAtWork(db, ask.workflow, ask.period);
  if (other) throw new AppError('run.atWork', 'fixInput', `A run of ${other.period} is at work already (started by ${other.startedBy}). Wait for it, or pause it.`);
  const id = newId('run') as RunId;
  insertRun(db, { id, ...ask, startedBy: caller.name, startedAt: now });
  audit('runs.start', { run: id, ...ask });
  const run = runById(db, id);
  assert(run, 'a run that was just inserted');
  control.go(run, caller);
  return run;
}

export function goOn(context: CommandContext, control: RunControl, run: StoredRun): void {
  if (!['paused', 'stopped', 'failed', 'cancelled'].includes(run.state)) throw new AppError('run.state', 'fixInput', `This run is ${run.state}; only a paused or stopped run can be resumed.`);
  if (!isAboutItems(run.workflow)) refuseLocked(context.db, run.period);
  if (runAtWork(context.db, run.workflow, run.period)) throw new AppError('run.atWork', 'fixInput', `Another run of ${run.period} is at work. Wait for it.`);
  setRunState(context.db, run.id, { state: 'running', message: '', endedAt: null });
  context.audit('runs.resume', { run: run.id, after: run.state });
  control.go(run, context.caller);
}

function stop(context: CommandContext, control: RunControl, run: StoredRun, ask: { asked: 'pause' | 'cancel'; reason: string }): void {
  if (ask.asked === 'cancel' && (run.state === 'paused' || run.state === 'stopped')) {
    setRunState(context.db, run.id, { state: 'cancelled', message: ask.reason, endedAt: context.now });
  } else {
    if (run.state !== 'running') throw new AppError('run.state', 'fixInput', `This run is ${run.state}; only a running one can be stopped.`);
    setRunState(context.db, run.id, { state: ask.asked === 'pause' ? 'pausing' : 'cancelling', message: ask.reason, endedAt: null });
    control.ask(run.id, ask.asked);
  }
  context.audit(`runs.${ask.asked}`, { run: run.id, reason: ask.reason });
}

export const runHandlers = ({ control, journal }: { control: RunControl; journal: (db: ReadDb) => { entries: number; fileName: string; content: string } }): Handlers<typeof contractGroup> => {
  const after = (context: CommandContext, id: RunId, change: (run: StoredRun) => void): Run => {
    change(found(context.db, id));
    return shownRun(context.db, found(context.db, id), context.now);
  };
  return {
    list: ({ db, now }) => listRuns(db).map(run => shownRun(db, run, now)),
    get: ({ db, now }, { id }) => shownRun(db, found(db, id), now),
    start: (context, ask) => shownRun(context.db, startRun(context, control, ask), context.now),
    pause: (context, { id }) => after(context, id, run => stop(context, control, run, { asked: 'pause', reason: '' })),
    resume: (context, { id }) => after(context, id, run => goOn(context, control, run)),
    cancel: (context, { id, reason }) => after(context, id, run => stop(context, control, run, { asked: 'cancel', reason })),
    journal: ({ db }) => journal(db),
    records: ({ db }, { period, page }) => listRecords(db, period ?? null, page),
    timeline({ db }, { recordId }) {
      const [record, stored] = [recordRow(db, recordId), recordById(db, recordId)];
      if (!record || !stored) throw new AppError('record.unknown', 'fixInput', 'This record is not in the workspace.');
      return { record, entries: timelineOf(db, recordId), source: JSON.stringify(JSON.parse(stored.body), null, 2) };
    },
  };
};

