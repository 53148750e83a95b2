import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../shared/contract/errors.ts';
import { callerOf } from '../caller.ts';
import { GUESTS, monthEndFiles } from '../sandbox-workspace.ts';
import type { Workspace } from '../workspace.ts';
import { runToEnd, say } from './demo-steps.ts';
import type { People } from './demo-steps.ts';

const ROUNDS = 4;

/** The four people of a sandbox, each with a session of their own. */
export async function signInAll({ engine }: Workspace): Promise<People> {
  const entries = await Promise.all(GUESTS.map(async ({ email, password, role }) => {
    const { session } = await callerOf(engine, null).people.signIn({ email, password });
    return [role, callerOf(engine, session)] as const;
  }));
  // GUESTS holds one person of each role.
  return Object.fromEntries(entries) as People;
}

/** What a person would choose for a cause whose fix has no value of its own. */
function chosen(kind: string, value: string, choices: readonly { value: string; label: string }[]): string {
  if (value !== '') return value;
  const outside = choices.find(({ label }) => /outside|zero|export/i.test(label));
  return kind === 'taxCode' ? (outside ?? choices[0])?.value ?? '' : value;
}

/** The operator works through the causes: mends each for all its records and sees them pass. */
export async function fixFailures(workspace: Workspace, { operator }: People): Promise<number> {
  let resubmitted = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await workspace.engine.idle();
    const causes = (await operator.deadLetters.causes({})).filter(cause => cause.fix !== null);
    if (causes.length === 0) break;
    for (const { key, title, count, fix } of causes) {
      if (!fix) continue;
      say(`  ${title} (${count}): ${fix.text}`);
      if (fix.kind === 'release') await workspace.sandboxes?.releaseCustomer(aboutOf(key));
      resubmitted += (await operator.deadLetters.applyFix({ cause: key, kind: fix.kind, value: chosen(fix.kind, fix.value, fix.choices) })).requeued;
    }
    await workspace.engine.idle();
    // What was sent again while the first of these runs was at work waits for one more.
    await runToEnd(workspace, operator, 'orderToCash');
  }
  return resubmitted;
}

/** What a cause is about: its key is the code and then the thing. */
const aboutOf = (cause: string): string => cause.split(' ').slice(1).join(' ');

/** Imports the files that lie in the workspace's folder, each to the account that it belongs to. */
export async function importFiles(dir: string, { accountant }: People, workspace: Workspace): Promise<number> {
  const folder = path.join(dir, 'month-end files');
  const { world, pair } = workspace.sandboxes ?? {};
  const accounts = new Map(world && pair ? monthEndFiles(pair, world).map(file => [file.name, file.account]) : []);
  let imported = 0;
  for (const fileName of readdirSync(folder).sort()) {
    const base64 = readFileSync(path.join(folder, fileName)).toString('base64');
    try {
      const account = accounts.get(fileName);
      const answer = await accountant.statements.import({ fileName, base64, ...(account === undefined ? {} : { account }) });
      if (answer.outcome !== 'imported') throw new AppError('demo.import', 'fixInput', `${fileName}: ${answer.outcome}`);
      imported += answer.files.length;
    } catch (error) {
      // After a restart the file is there already; anything else is a finding.
      if (!(error instanceof AppError && error.code.includes('duplicate'))) throw error;
    }
  }
  return imported;
}
