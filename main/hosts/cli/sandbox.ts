import { mkdtempSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startClaritySandbox } from '../../sandboxes/clarity/clarity-sandbox.ts';
import { startLinnworksSandbox } from '../../sandboxes/linnworks/linnworks-sandbox.ts';
import { startSage100Sandbox } from '../../sandboxes/sage100/server.ts';
import { startSage200Sandbox } from '../../sandboxes/sage200/server.ts';
import { startSageProSandbox } from '../../sandboxes/sagepro/server.ts';
import { makeWorld } from '../../sandboxes/world/make-world.ts';
import type { Arguments } from './arguments.ts';
import { untilStopped } from './until-stopped.ts';

const STARTERS = { linnworks: startLinnworksSandbox, sage200: startSage200Sandbox, clarity: startClaritySandbox, sage100: startSage100Sandbox, sagepro: startSageProSandbox } as const;

export async function sandbox(args: Arguments, print: (value: unknown) => void): Promise<number> {
  const system = args.text('system') ?? '';
  if (!Object.hasOwn(STARTERS, system)) throw new RangeError(`--system must be one of ${Object.keys(STARTERS).join(', ')}`);
  const dir = args.text('dir') ?? mkdtempSync(path.join(os.tmpdir(), 'tieout-sandbox-'));
  mkdirSync(dir, { recursive: true });
  const world = makeWorld({ seed: args.number('seed', 1), orders: args.number('orders', 2000) });
  const port = args.number('port', 0);
  // hasOwn above proved that the name is one of the keys.
  const running = await STARTERS[system as keyof typeof STARTERS]({ world, dir, faults: [...args.all('fault')], ...(port === 0 ? {} : { port }) });
  print({ system, url: running.url, credentials: running.credentials, books: `${running.url}/sandbox/books` });
  await untilStopped();
  await running.close();
  return 0;
}
