import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connectBoth } from '../../main/hosts/cli/demo-connect.ts';
import { mapAll } from '../../main/hosts/cli/demo-mapping.ts';
import { fixFailures, importFiles, signInAll } from '../../main/hosts/cli/demo-month.ts';
import { PERIOD, runToEnd } from '../../main/hosts/cli/demo-steps.ts';
import type { People } from '../../main/hosts/cli/demo-steps.ts';
import { openHostVault } from '../../main/hosts/file-vault.ts';
import type { PairName } from '../../main/hosts/pairs/pair.ts';
import { openWorkspace } from '../../main/hosts/workspace.ts';

/**
 * A sandbox workspace in the middle of its month: connected, mapped, run once with its failures still waiting, statements
 * imported, both sides read. Made without a window, for the tests that are about something else.
 */
export async function prepareWorkspace({ orders, pair = 'linnworks-sage200', finish }: { orders: number; pair?: PairName; /** The failures are mended as well; what else happens before the window opens. */ finish?: (people: People) => Promise<void> }): Promise<string> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-e2e-'));
  const workspace = await openWorkspace({ dir, vault: await openHostVault(dir), version: '0.0.0', begin: { sandbox: { pair, seed: 1, orders }, name: 'Northwind Home Ltd' }, rateLimits: finish ? 'off' : 'real' });
  const people = await signInAll(workspace);
  await connectBoth(workspace.sandboxes, people);
  await mapAll(people);
  await runToEnd(workspace, people.operator, 'orderToCash');
  if (finish) {
    await fixFailures(workspace, people);
    await workspace.sandboxes?.advanceShop?.();
    await runToEnd(workspace, people.operator, 'orderToCash');
  }
  await importFiles(dir, people, workspace);
  await runToEnd(workspace, people.accountant, 'settlements');
  await people.accountant.reconciliation.refresh({ period: PERIOD });
  await finish?.(people);
  await workspace.close();
  return dir;
}
