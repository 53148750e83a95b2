import { AppError } from '../../../shared/contract/errors.ts';
import type { Running } from '../pairs/pair.ts';
import type { People } from './demo-steps.ts';

/** Does what a person does in the system browser: opens the address, signs in at the ERP, allows, comes back to the loopback address. */
async function signInAtErp(address: string, { username, password }: { username: string; password: string }): Promise<void> {
  const url = new URL(address);
  const form = new URLSearchParams({ ...Object.fromEntries(url.searchParams), username, password, action: 'allow' });
  const answer = await fetch(new URL(url.pathname, url.origin), { method: 'POST', body: form, redirect: 'manual' });
  const back = answer.headers.get('location');
  if (!back) throw new AppError('demo.signIn', 'fixConnection', `The sign-in page answered ${answer.status}.`);
  await fetch(back);
}

/** The admin connects both systems, tests them and has their fields discovered. */
export async function connectBoth(sandboxes: Pick<Running, 'erpSignIn'> | null, { admin }: People): Promise<void> {
  const browser = new Set((await admin.connections.systems({})).filter(({ auth }) => auth === 'oauth').map(({ key }) => key));
  for (const { id, system, state, site, discoveredAt } of await admin.connections.list({})) {
    if (browser.has(system) && state !== 'ready') {
      const { url, attempt } = await admin.connections.beginSignIn({ id });
      const finished = admin.connections.finishSignIn({ id, attempt });
      if (sandboxes?.erpSignIn) await signInAtErp(url, sandboxes.erpSignIn);
      await finished;
    }
    if (site === null && browser.has(system)) {
      const [first] = await admin.connections.sites({ id });
      if (!first) throw new AppError('demo.site', 'fixConnection', 'This sign-in sees no company.');
      await admin.connections.chooseSite({ id, site: first });
    }
    const tested = await admin.connections.test({ id });
    if (!tested.ok) throw new AppError('demo.test', 'fixConnection', `${system}: ${tested.message}`);
    if (discoveredAt === null) await admin.connections.discover({ id });
  }
}
