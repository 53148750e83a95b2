import { AppError } from '../../../shared/contract/errors.ts';
import type { Workspace } from '../workspace.ts';
import type { People } from './demo-steps.ts';

/** Does what a person does in the system browser: opens the address, signs in at Sage, allows, comes back to the loopback address. */
async function signInAtSage(address: string, { username, password }: { username: string; password: string }): Promise<void> {
  const url = new URL(address);
  const form = new URLSearchParams({ ...Object.fromEntries(url.searchParams), username, password, action: 'allow' });
  const answer = await fetch(new URL(url.pathname, url.origin), { method: 'POST', body: form, redirect: 'manual' });
  const back = answer.headers.get('location');
  if (!back) throw new AppError('demo.signIn', 'fixConnection', `Sage's sign-in page answered ${answer.status}.`);
  await fetch(back);
}

/** The admin connects both systems, tests them and has their fields discovered. */
export async function connectBoth({ sandboxes }: Workspace, { admin }: People): Promise<void> {
  for (const { id, system, state, site, discoveredAt } of await admin.connections.list({})) {
    if (system === 'sage200' && state !== 'ready') {
      const { url, attempt } = await admin.connections.beginSignIn({ id });
      const finished = admin.connections.finishSignIn({ id, attempt });
      if (sandboxes) await signInAtSage(url, sandboxes.sage200.credentials);
      await finished;
    }
    if (site === null && system === 'sage200') {
      const [first] = await admin.connections.sites({ id });
      if (!first) throw new AppError('demo.site', 'fixConnection', 'This sign-in sees no company.');
      await admin.connections.chooseSite({ id, site: first });
    }
    const tested = await admin.connections.test({ id });
    if (!tested.ok) throw new AppError('demo.test', 'fixConnection', `${system}: ${tested.message}`);
    if (discoveredAt === null) await admin.connections.discover({ id });
  }
}
