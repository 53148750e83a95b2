import { AppError } from '../../../shared/contract/errors.ts';
import type { Run } from '../../../shared/contract/runs.ts';
import type { Period } from '../../../shared/values/date.ts';
import type { EngineCaller } from '../caller.ts';
import type { Workspace } from '../workspace.ts';

/** The month of the sandbox world. */
export const PERIOD = '2026-10' as Period;

/** The four people, each signed in as themselves. */
export type People = Record<'admin' | 'accountant' | 'operator' | 'auditor', EngineCaller>;

export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Starts a run, or goes on with one that was cut off, and waits for its end. */
export async function runToEnd(workspace: Workspace, caller: EngineCaller, workflow: Run['workflow']): Promise<Run> {
  await workspace.engine.idle();
  const cut = (await caller.runs.list({})).find(run => run.workflow === workflow && run.period === PERIOD && (run.state === 'stopped' || run.state === 'paused'));
  const started = cut ? await caller.runs.resume({ id: cut.id }) : await caller.runs.start({ workflow, period: PERIOD });
  await workspace.engine.idle();
  const run = await caller.runs.get({ id: started.id });
  if (run.state !== 'finished') throw new AppError('demo.run', 'retry', `The run of ${workflow} ended as ${run.state}: ${run.message}`);
  return run;
}
