import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { openHostVault } from '../file-vault.ts';
import { figure, ratio } from './figures.ts';
import type { Measured } from './figures.ts';
import { ADMIN, makeFullWorkspace } from './full-workspace.ts';

/** The first usable screen within twice the time of a bare page. */
const AIM = 2;
const PATIENCE_MS = 120_000;
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const FirstLine = z.object({ url: z.url() });

function browserFile(): string {
  const found = [process.env['CHROMIUM_PATH'] ?? '', ...BROWSERS].find(file => file !== '' && existsSync(file));
  if (found) return found;
  throw new AppError('bench.browser', 'fixInput', 'Measuring the start needs Chromium or Chrome. Install one, or set CHROMIUM_PATH to its executable.');
}

/** Starts a host as a process of its own; its first line names its address. */
function startHost(file: URL, words: readonly string[]) {
  const host = spawn(process.execPath, [fileURLToPath(file), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(host, 'exit');
  const lines = createInterface({ input: host.stdout });
  const address = Promise.race([
    once(lines, 'line').then(([line]) => FirstLine.parse(JSON.parse(String(line))).url),
    gone.then(([code]) => { throw new Error(`the host ended before it answered (${String(code)})`); }),
  ]);
  return {
    address,
    async stop() {
      host.kill('SIGTERM');
      await gone;
    },
  };
}

type Moment = readonly [name: string, reach: (page: Page) => Promise<unknown>];

/** From nothing to each of the moments, in seconds: host and browser start side by side, as they do when the app is opened. */
async function timeStart(file: URL, words: readonly string[], moments: readonly Moment[]): Promise<Record<string, number>> {
  const startedAt = performance.now();
  const passed = (): number => (performance.now() - startedAt) / 1000;
  const host = startHost(file, words);
  const launching = chromium.launch({ executablePath: browserFile(), args: FLAGS, timeout: PATIENCE_MS });
  try {
    const times: Record<string, number> = {};
    const answered = host.address.then(url => { times['host'] = passed(); return url; });
    const page = await (await launching).newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(PATIENCE_MS);
    times['browser'] = passed();
    await page.goto(await answered);
    for (const [name, reach] of moments) {
      await reach(page);
      times[name] = passed();
    }
    return times;
  } finally {
    await (await launching).close();
    await host.stop();
  }
}

const signInShown = async (page: Page): Promise<void> => page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();

async function gridShown(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.evaluate("location.hash = '#/runs/records'");
  await page.getByRole('gridcell', { name: /^203-/ }).first().waitFor();
}

/** From a cold start to the first usable screen of a large workspace, and on to its orders, beside a page that does nothing. */
export async function benchStart({ runs, rows, dir: kept }: { runs: number; rows: number; dir?: string | undefined }): Promise<Measured> {
  const dir = kept ?? mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const ours: Record<string, number>[] = [];
  const bare: Record<string, number>[] = [];
  try {
    browserFile();
    await makeFullWorkspace({ workspace: dir, name: 'Measured', version: '0', vault: await openHostVault(dir) }, rows);
    for (let run = 0; run < runs; run += 1) {
      ours.push(await timeStart(new URL('../cli.ts', import.meta.url), ['serve', '--json', '--no-open', '--company', 'Measured', '--dir', dir], [['signIn', signInShown], ['grid', gridShown]]));
      bare.push(await timeStart(new URL('./bare-page.ts', import.meta.url), [], [['signIn', signInShown]]));
    }
  } finally {
    if (kept === undefined) rmSync(dir, { recursive: true, force: true });
  }
  const seconds = (times: readonly Record<string, number>[], name: string): number[] => times.map(time => time[name] ?? Number.NaN);
  return {
    name: 'start', runs,
    figures: {
      signInPage: figure('s', seconds(ours, 'signIn')), ordersGrid: figure('s', seconds(ours, 'grid')), barePage: figure('s', seconds(bare, 'signIn')),
      hostReady: figure('s', seconds(ours, 'host')), bareHostReady: figure('s', seconds(bare, 'host')), browserReady: figure('s', seconds(ours, 'browser')),
    },
    ratios: { 'start/bare-page': ratio(seconds(ours, 'signIn'), seconds(bare, 'signIn'), AIM) },
    missing: [],
  };
}
