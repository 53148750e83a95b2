import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { callerOf } from '../../main/hosts/caller.ts';
import { connectBoth } from '../../main/hosts/cli/demo-connect.ts';
import { mapAll } from '../../main/hosts/cli/demo-mapping.ts';
import { PERIOD, runToEnd } from '../../main/hosts/cli/demo-steps.ts';
import type { People } from '../../main/hosts/cli/demo-steps.ts';
import { openHostVault } from '../../main/hosts/file-vault.ts';
import type { PairName } from '../../main/hosts/pairs/pair.ts';
import { GUESTS, monthEndFiles } from '../../main/hosts/sandbox-workspace.ts';
import { openWorkspace } from '../../main/hosts/workspace.ts';

/**
 * A sandbox workspace in the middle of its month: connected, mapped, run once with its failures still waiting, statements
 * imported, both sides read. Made without a window, for the tests that are about something else.
 */
export async function prepareWorkspace({ orders, pair = 'linnworks-sage200' }: { orders: number; pair?: PairName }): Promise<string> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-e2e-'));
  const workspace = await openWorkspace({ dir, vault: await openHostVault(dir), version: '0.0.0', begin: { sandbox: { pair, seed: 1, orders }, name: 'Northwind Home Ltd' } });
  const entries = await Promise.all(GUESTS.map(async ({ email, password, role }) => {
    const { session } = await callerOf(workspace.engine, null).people.signIn({ email, password });
    return [role, callerOf(workspace.engine, session)] as const;
  }));
  // GUESTS holds one person of each role.
  const people = Object.fromEntries(entries) as People;
  await connectBoth(workspace.sandboxes, people);
  await mapAll(people);
  await runToEnd(workspace, people.operator, 'orderToCash');
  const { world } = workspace.sandboxes ?? {};
  const accounts = new Map(world ? monthEndFiles(pair, world).map(file => [file.name, file.account]) : []);
  const folder = path.join(dir, 'month-end files');
  for (const fileName of readdirSync(folder).sort()) {
    const account = accounts.get(fileName);
    await people.accountant.statements.import({ fileName, base64: readFileSync(path.join(folder, fileName)).toString('base64'), ...(account === undefined ? {} : { account }) });
  }
  await runToEnd(workspace, people.accountant, 'settlements');
  await people.accountant.reconciliation.refresh({ period: PERIOD });
  await workspace.close();
  return dir;
}
