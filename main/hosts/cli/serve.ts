import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../../shared/contract/errors.ts';
import { openHostVault } from '../file-vault.ts';
import { PAIRS } from '../pairs/pair.ts';
import { serveLoopback } from '../serve-loopback.ts';
import { version } from '../version.ts';
import { openWorkspace } from '../workspace.ts';
import type { Arguments } from './arguments.ts';
import { untilStopped } from './until-stopped.ts';

const PAGE_FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'dist', 'renderer');

export async function serve(args: Arguments, print: (value: unknown) => void): Promise<number> {
  if (!existsSync(path.join(PAGE_FOLDER, 'index.html'))) throw new AppError('serve.window', 'fixInput', 'The window is not built yet: run `npm run build` first.');
  const dir = path.resolve(args.text('dir') ?? path.join(os.homedir(), '.tieout', 'workspace'));
  // How a new folder begins; an existing one keeps what it is.
  const company = args.text('company');
  const asked = args.text('pair') ?? 'linnworks-sage200';
  const pair = PAIRS.find(name => name === asked);
  if (!pair) throw new RangeError(`--pair must be one of ${PAIRS.join(', ')}`);
  const sandbox = { pair, seed: args.number('seed', 1), orders: args.number('orders', 2000) };
  const begin = company === undefined ? { sandbox, name: 'Northwind Home Ltd' } : { sandbox: null, name: company };
  const workspace = await openWorkspace({ dir, vault: await openHostVault(dir), version: version(), begin });
  const host = args.text('host');
  const port = args.number('port', 0);
  const loopback = await serveLoopback(workspace.engine, { pageFolder: PAGE_FOLDER, token: randomBytes(32).toString('base64url'), port, ...(host === undefined ? {} : { host }) });
  print({ url: loopback.url });
  await untilStopped();
  await loopback.close();
  await workspace.close();
  return 0;
}
