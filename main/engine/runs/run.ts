import { AppError } from '../../../shared/contract/errors.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { WorkflowDocument } from '../../../shared/contract/workflows.ts';
import type { RunCounts, RunState } from '../../../shared/contract/runs.ts';
import { assert } from '../../../shared/values/assert.ts';
import { periodOf } from '../../../shared/values/date.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { isLocked } from '../close/close-store.ts';
import { watchSigned } from '../close/signed-store.ts';
import { readyConnections } from '../connections/connection-store.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Caller } from '../handler.ts';
import { countItems } from '../items/item-store.ts';
import { countStates, refreshRecordStates } from '../records/record-store.ts';
import { lastReferences, saveReferences } from '../records/reference-store.ts';
import { readSettings } from '../settings/settings-store.ts';
import type { WriteDb } from '../store/sql.ts';
import { checkWorkflow } from '../workflows/check-workflow.ts';
import { orderRulesOf } from '../workflows/order-rules.ts';
import { workflowOf } from '../workflows/shipped-workflows.ts';
import { refuseDriftedMappings } from './look-again.ts';
import { isAboutItems, isAboutPurchases, runById, setRunProgress, setRunState } from './run-store.ts';
import type { StoredRun } from './run-store.ts';
import { runWorkflow } from './run-workflow.ts';
import { abilitiesOf } from './abilities.ts';
import type { RunDeps, Work } from './work.ts';

/** What a person may ask of a run at work, or the engine that closes. */
export type Control = { asked: 'go' | 'pause' | 'cancel' | 'close'; readonly abort: AbortController };

/** The law: every order that was read is in exactly one state. */
export function countsOf(states: ReturnType<typeof countStates>): RunCounts {
  const read = Object.values(states).reduce((sum, n) => sum + n, 0);
  const counts = { read, ...states };
  assert(counts.read === counts.posted + counts.held + counts.failed + counts.skipped + counts.inDoubt + counts.waiting, 'a run does not balance');
  return counts;
}

/** States and counts are brought up to date at most this often, and for at most this share of the time; at the end always. */
const TALLY_MS = 1_000;
const TALLY_SHARE = 0.05;

/** The workflow's document for these systems; what would keep it from running stops the run before anything is asked of them. */
function documentOf(run: StoredRun, source: Connector, target: Connector, settings: Settings): WorkflowDocument {
  const document = workflowOf(run.workflow, { source: source.key, target: target.key });
  if (!document) throw new AppError('workflow.missing', 'askAdmin', `There is no workflow for ${source.label} and ${target.label} yet.`);
  const [problem] = checkWorkflow(document, abilitiesOf(source, target, settings));
  if (problem) throw new AppError('workflow.problem', 'askAdmin', `${document.name}, step ${problem.step}: ${problem.message}`);
  return document;
}

async function openWork(run: StoredRun, caller: Caller, deps: RunDeps, control: Control, notices: string[]): Promise<{ work: Work; document: WorkflowDocument }> {
  const connections = readyConnections(deps.db).map(connection => ({ ...connection, connector: deps.connectorOf(connection.id) }));
  const [source, target] = ['commerce', 'erp'].map(side => connections.find(({ connector }) => connector.side === side));
  if (!source?.connector.commerce || !target?.connector.erp) throw new AppError('run.connections', 'askAdmin', 'A run needs one shop system and one ERP that are connected and signed in. See Connections.');
  const { settings } = readSettings(deps.db);
  const document = documentOf(run, source.connector, target.connector, settings);
  const rules = orderRulesOf(document);
  const [sourceSession, targetSession] = [await deps.openSession(source.id), await deps.openSession(target.id)];
  const { erp } = target.connector;
  const references = await erp.references(targetSession, control.abort.signal);
  deps.commit(caller, ['connections'], ({ db, audit, now }) => {
    const { suppliers } = lastReferences(db);
    saveReferences(db, target.id, { ...references, ...(suppliers && { suppliers }) }, now);
    audit('runs.references', { run: run.id, customers: references.customers.length, products: references.products.length });
  });
  const closedDays = new Map<string, string | null>();
  let tallyAgainAt = 0;
  let step = run.step;
  let { counts } = run;
  const work: Work = {
    run, caller, deps, settings, rules, period: run.period,
    documentStep: rules.routes && settings.invoiceMode === 'ledger' ? 'invoice' : 'salesOrder',
    notice: text => void notices.push(text),
    source: { connectionId: source.id, label: source.connector.label, session: sourceSession, commerce: source.connector.commerce },
    target: { connectionId: target.id, session: targetSession, erp, connector: target.connector },
    references,
    signal: control.abort.signal,
    stopped: () => control.asked !== 'go',
    commit: body => deps.commit(caller, ['runs', 'deadLetters', 'holds', 'proposals', 'customers', 'today'], body),
    at(name) {
      step = name;
      saveProgress(work, step, counts);
    },
    tally() {
      const startedAt = Date.parse(deps.now());
      if (startedAt < tallyAgainAt) return;
      counts = saveProgress(work, step, null);
      const endedAt = Date.parse(deps.now());
      tallyAgainAt = endedAt + Math.max(TALLY_MS, (endedAt - startedAt) / TALLY_SHARE);
    },
    async closedOn(day, ledger) {
      const key = `${ledger} ${day}`;
      if (!closedDays.has(key)) closedDays.set(key, await reasonClosed(work, day, ledger));
      return closedDays.get(key) ?? null;
    },
  };
  return { work, document };
}

async function reasonClosed(work: Work, day: LocalDate, ledger: 'sales' | 'cash' | 'orders'): Promise<string | null> {
  if (day < work.settings.booksOpenFrom) return `the books are open from ${work.settings.booksOpenFrom}.`;
  if (isLocked(work.deps.db, periodOf(day))) return `${periodOf(day)} is signed off and locked.`;
  const answer = await work.target.erp.periodOpen?.(work.target.session, day, ledger, work.signal);
  return !answer || answer.open ? null : answer.message || 'the ERP has closed that period.';
}

/** Brings states and counts in line with the letters. How many items there are was found when they were compared. */
function countAnew(db: WriteDb, { id, workflow, period }: Pick<StoredRun, 'id' | 'workflow' | 'period'>): RunCounts {
  if (isAboutItems(workflow)) return countItems(db, id, runById(db, id)?.counts.read ?? 0);
  refreshRecordStates(db, period);
  return countsOf(countStates(db, period, isAboutPurchases(workflow) ? 'purchaseOrder' : 'order'));
}

/** Keeps step and counts (null: counted anew) with the run, and tells the window. */
function saveProgress({ deps, caller, run }: Work, step: string, known: RunCounts | null): RunCounts {
  const counts = deps.commit(caller, ['runs'], ({ db, audit }) => {
    const now = known !== null && !isAboutItems(run.workflow) ? known : countAnew(db, run);
    setRunProgress(db, run.id, step, now);
    audit('runs.progress', { run: run.id, step, counts: now });
    return now;
  });
  deps.announce('runProgress', { runId: run.id, state: 'running', step, counts, done: counts.read - counts.waiting - counts.inDoubt, total: counts.read, secondsLeft: null });
  return counts;
}

type Ending = { state: RunState; message: string };

/** How a run says that a person paused it: then nobody else lets it go on. */
export const PAUSED_BY_A_PERSON = 'Paused. Nothing is on the way; resume when you like.';

const ENDINGS: Record<Control['asked'], Ending> = {
  go: { state: 'finished', message: '' },
  pause: { state: 'paused', message: PAUSED_BY_A_PERSON },
  close: { state: 'paused', message: 'Paused because Tieout was closed. Nothing is on the way; resume when you like.' },
  cancel: { state: 'cancelled', message: 'Cancelled. What was posted stays posted; the rest waits for the next run.' },
};

function endingOf(error: unknown, control: Control): Ending {
  if (control.asked !== 'go') return ENDINGS[control.asked];
  if (error instanceof AppError) return { state: error.recovery === 'report' ? 'failed' : 'paused', message: error.message };
  return { state: 'failed', message: 'Tieout made a mistake and stopped this run. What was saved is safe. Report it.' };
}

/** Runs a workflow to its end, its pause, or what stops it; the run always ends in a state with its reason. Answers the mistake, if it was ours. */
export async function runToEnd(run: StoredRun, caller: Caller, deps: RunDeps, control: Control): Promise<unknown> {
  let ending = ENDINGS.go;
  let mistake: unknown = null;
  const notices: string[] = [];
  try {
    const { work, document } = await openWork(run, caller, deps, control, notices);
    await refuseDriftedMappings(work, document);
    await runWorkflow(work, document);
    ending = ENDINGS[control.asked];
    if (ending === ENDINGS.go) ending = { ...ending, message: notices.join(' ') };
  } catch (error) {
    ending = endingOf(error, control);
    if (!(error instanceof AppError) && control.asked === 'go') mistake = error;
  }
  const counts = deps.commit(caller, ['runs', 'deadLetters', 'holds', 'today', 'reconciliation'], commit => {
    const { db, audit, now } = commit;
    // What this run read may belong to a month that is signed already.
    watchSigned(commit);
    const last = countAnew(db, run);
    setRunProgress(db, run.id, ending.state === 'finished' ? 'Finished' : 'Stopped', last);
    setRunState(db, run.id, { ...ending, endedAt: ending.state === 'paused' ? null : now });
    audit(`runs.${ending.state}`, { run: run.id, workflow: run.workflow, period: run.period, counts: last, message: ending.message });
    return last;
  });
  deps.announce('runProgress', { runId: run.id, state: ending.state, step: 'Finished', counts, done: counts.read - counts.waiting, total: counts.read, secondsLeft: 0 });
  return mistake;
}
