import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { figure, ratio } from './figures.ts';
import type { Measured } from './figures.ts';
import { CONCURRENCY } from './sync-systems.ts';

/** At least this share of the speed of a loop that only posts. */
const AIM = 0.4;

const Served = z.object({ url: z.string(), sent: z.int() });
const Bare = z.object({ seconds: z.number(), cpuSeconds: z.number() });
const Ours = z.object({ seconds: z.number(), cpuSeconds: z.number(), state: z.string(), posted: z.int(), message: z.string(), peakMb: z.number() });

type Processes = { readonly server: Child; readonly engine: Child; readonly bare: Child };
type Turn = { readonly ours: z.infer<typeof Ours>; readonly bare: z.infer<typeof Bare> };

/** The documents of a run as they were sent, so that the bare loop posts the very same. */
function bodiesIn(file: string): string[] {
  const database = new SQLite(file, { readonly: true });
  try {
    return (database.prepare("SELECT body FROM letter WHERE state = 'sent' ORDER BY rowid").all() as { body: string }[]).map(({ body }) => body);
  } finally {
    database.close();
  }
}

/** Ours, then the bare loop; the server counts what reached it. */
async function takeTurn({ server, engine, bare }: Processes, dir: string, orders: number): Promise<Turn> {
  const { url } = Served.parse(await server.ask({ orders }));
  const ours = Ours.parse(await engine.ask({ dir, url }));
  const afterOurs = Served.parse(await server.ask({ orders }));
  if (ours.state !== 'finished' || ours.posted !== orders || afterOurs.sent !== orders) {
    throw new Error(`the run ended as ${ours.state} with ${ours.posted} of ${orders} orders posted and ${afterOurs.sent} received: ${ours.message}`);
  }
  const bodies = bodiesIn(path.join(dir, 'tieout.sqlite'));
  const limit = Bare.parse(await bare.ask({ url, bodies, lanes: CONCURRENCY }));
  const { sent } = Served.parse(await server.ask({ orders }));
  if (sent !== orders) throw new Error(`the bare loop sent ${sent} of ${orders}`);
  return { ours, bare: limit };
}

/** A whole order-to-cash run over HTTP, source to target, beside a loop that posts the same documents and does nothing else. */
export async function benchSync({ runs, orders }: { runs: number; orders: number }): Promise<Measured> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const processes: Processes = {
    server: startChild(new URL('./sync-server.ts', import.meta.url)), engine: startChild(new URL('./sync-engine.ts', import.meta.url)), bare: startChild(new URL('./sync-bare.ts', import.meta.url)),
  };
  const turns: Turn[] = [];
  try {
    for (let run = 0; run < runs; run += 1) turns.push(await takeTurn(processes, path.join(dir, 'workspace'), orders));
  } finally {
    await Promise.all([processes.server.close(), processes.engine.close(), processes.bare.close()]);
    rmSync(dir, { recursive: true, force: true });
  }
  const ours = turns.map(turn => orders / turn.ours.seconds);
  const bare = turns.map(turn => orders / turn.bare.seconds);
  return {
    name: 'sync', runs,
    figures: {
      recordsPerSecond: figure('records/s', ours), bareRequestsPerSecond: figure('requests/s', bare), seconds: figure('s', turns.map(turn => turn.ours.seconds)),
      cpuSeconds: figure('s', turns.map(turn => turn.ours.cpuSeconds)), bareCpuSeconds: figure('s', turns.map(turn => turn.bare.cpuSeconds)),
      // The highest so far of one process over all runs: what it needs at most.
      peakMb: figure('MB', turns.map(turn => turn.ours.peakMb)),
    },
    ratios: { 'sync/bare': ratio(ours, bare, AIM) },
    missing: ['node-red'],
  };
}
