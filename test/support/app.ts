import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const CLI = path.join(import.meta.dirname, '..', '..', 'main', 'hosts', 'cli.ts');

const Started = z.object({ url: z.url() });
const WorkspaceFile = z.object({ sandbox: z.object({ shopPort: z.int(), erpPort: z.int() }) });

/** Tieout as a person has it after `npm start` in a browser: its own process, its own folder, its own pretend systems. */
export type App = {
  readonly url: string;
  readonly dir: string;
  readonly database: string;
  /** The addresses of the pretend systems. */
  readonly linnworks: string;
  readonly sage200: string;
  stop(): Promise<void>;
};

export type AppOptions = { orders: number; seed?: number; /** A folder that exists already; it is not removed at the end. */ dir?: string };

export async function startApp({ orders, seed = 1, dir: given }: AppOptions): Promise<App> {
  const dir = given ?? mkdtempSync(path.join(os.tmpdir(), 'tieout-e2e-'));
  const child = spawn(process.execPath, [CLI, 'serve', '--json', '--no-open', '--dir', dir, '--orders', String(orders), '--seed', String(seed)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await firstLine(child.stdout, once(child, 'exit'));
  const { sandbox } = WorkspaceFile.parse(JSON.parse(readFileSync(path.join(dir, 'workspace.json'), 'utf8')));
  return {
    url: Started.parse(JSON.parse(url)).url, dir, database: path.join(dir, 'tieout.sqlite'),
    linnworks: `http://127.0.0.1:${sandbox.shopPort}`, sage200: `http://127.0.0.1:${sandbox.erpPort}`,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      if (given === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function firstLine(stdout: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<string> {
  const line = once(createInterface({ input: stdout }), 'line');
  const outcome = await Promise.race([line, ended.then(() => undefined)]);
  if (!outcome) throw new Error('The host ended before it was ready; what it said is above.');
  return String(outcome[0]);
}

/** What Sage's own staff do when they are asked; answers with how many records it touched. */
export async function askSageStaff({ sage200 }: App, work: { action: string } & Readonly<Record<string, string | number>>): Promise<number> {
  const answer = await fetch(`${sage200}/sandbox/staff`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(work) });
  return z.object({ done: z.int() }).parse(await answer.json()).done;
}
