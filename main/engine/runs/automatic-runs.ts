import type { WorkflowDocument, WorkflowStep } from '../../../shared/contract/workflows.ts';
import { dayIn, periodOf } from '../../../shared/values/date.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import { earliestOpen } from '../close/close-store.ts';
import { readyConnections } from '../connections/connection-store.ts';
import type { StoredConnection } from '../connections/connection-store.ts';
import { isPolled, takesWebhooks } from '../connectors/change-settings.ts';
import type { Connector, Session } from '../connectors/connector.ts';
import type { CommandContext } from '../handler.ts';
import { readCursor } from '../records/record-store.ts';
import { readSettings } from '../settings/settings-store.ts';
import type { ReadDb } from '../store/sql.ts';
import { workflowsOf } from '../workflows/shipped-workflows.ts';
import { goOn, startRun } from './handlers.ts';
import { streamOf } from './read-records.ts';
import type { RunControl } from './run-control.ts';
import { PAUSED_BY_A_PERSON } from './run.ts';
import { AT_WORK, newestRun } from './run-store.ts';
import type { StoredRun } from './run-store.ts';

type Trigger = Extract<WorkflowStep, { step: 'trigger' }>['by'][number];

/** What runs by themselves go by: where changes come from, the month that they belong to, and the workflows that may begin so. */
export type Automation = { source: StoredConnection; connector: Connector; period: Period; timeZone: string; workflows(by: Trigger): WorkflowDocument[] };

/** Null while a shop that tells of changes, or is asked for them, and an ERP are not both ready. */
export function automationOf(db: ReadDb, now: Instant, connectorOf: (connectionId: string) => Connector): Automation | null {
  const ready = readyConnections(db).map(connection => ({ connection, connector: connectorOf(connection.id) }));
  const [source, target] = ['commerce', 'erp'].map(side => ready.find(({ connector }) => connector.side === side));
  if (!source?.connector.commerce || !target) return null;
  const { settings } = source.connection;
  if (!takesWebhooks(settings) && !isPolled(settings)) return null;
  const { timeZone, booksOpenFrom } = readSettings(db).settings;
  const [today, first] = [periodOf(dayIn(timeZone, now)), periodOf(booksOpenFrom)];
  const systems = { source: source.connector.key, target: target.connector.key };
  return {
    source: source.connection, connector: source.connector, timeZone,
    period: earliestOpen(db, today < first ? first : today),
    workflows: by => workflowsOf(systems).filter(({ steps }) => steps.some(step => step.step === 'trigger' && step.by.includes(by))),
  };
}

const isCutShort = (run: StoredRun): boolean => (run.state === 'paused' && run.message !== PAUSED_BY_A_PERSON) || run.state === 'stopped';

/** Whether a run may begin by itself: none is at work, and none was paused by a person, who then says when it goes on. */
export function isFree(db: ReadDb, { period, workflows }: Automation): boolean {
  const newest = [...workflows('webhook'), ...workflows('schedule')].flatMap(({ key }) => newestRun(db, key, period) ?? []);
  return newest.every(run => !AT_WORK.includes(run.state) && (run.state !== 'paused' || isCutShort(run)));
}

/** Whether a run that began by itself was cut short: by a sign-in that ended, a system that was away, a restart. */
export const hasUnfinished = (db: ReadDb, { period, workflows }: Automation, startedBy: string): boolean =>
  workflows('webhook').some(({ key }) => {
    const run = newestRun(db, key, period);
    return run !== undefined && run.startedBy === startedBy && isCutShort(run);
  });

/** Begins what may begin so, in the caller's commit; a run that was cut short goes on instead. Answers the runs. */
export function beginRuns(context: CommandContext, control: RunControl, { period, workflows }: Automation, by: Trigger): string[] {
  return workflows(by).map(({ key }) => {
    const newest = newestRun(context.db, key, period);
    if (newest && isCutShort(newest)) {
      goOn(context, control, newest);
      return newest.id;
    }
    return startRun(context, control, { workflow: key, period }).id;
  });
}

/** A look ends here: so many pages without a record say nothing more. */
const MAX_PAGES = 20;

/** Whether the source has anything behind the saved cursors. Nothing is saved: the run that follows reads it again from there. */
export async function hasChanges(db: ReadDb, session: Session, { source, connector, period, timeZone }: Automation, signal: AbortSignal): Promise<boolean> {
  for (const kind of ['order', 'return'] as const) {
    const ask = { period, cursor: readCursor(db, source.id, streamOf(kind, period)), timeZone, signal };
    const pages = kind === 'order' ? connector.commerce?.orders(session, ask) : connector.commerce?.returns(session, ask);
    let seen = 0;
    for await (const { records } of pages ?? []) {
      if (records.length > 0) return true;
      if ((seen += 1) >= MAX_PAGES) break;
    }
  }
  return false;
}
