import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { figure, ratio } from './figures.ts';
import type { Measured } from './figures.ts';
import { rivalFile } from './rivals.ts';
import { startNodeRed } from './sync-node-red.ts';
import { CONCURRENCY } from './sync-systems.ts';

/** At least this share of the speed of a loop that only posts. */
const AIM = 0.4;
/** And this many times as fast as a flow that writes nothing down. */
const AIM_NODE_RED = 4;
const RIVAL_PATIENCE_MS = 120_000;

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

/** Seconds that Node-RED takes from the first page to the last document. */
async function timeNodeRed(server: Child, file: string, dir: string, orders: number): Promise<number> {
  const { url } = Served.parse(await server.ask({ orders }));
  const rival = await startNodeRed(file, dir);
  try {
    const startedAt = performance.now();
    await rival.begin(url, orders);
    await Promise.race([server.ask({ orders, until: orders }), delay(RIVAL_PATIENCE_MS, undefined, { ref: false }).then(() => { throw new Error('Node-RED did not send every document'); })]);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await rival.stop();
  }
}

/** A whole order-to-cash run over HTTP, source to target, beside a loop that posts the same documents and does nothing else, and beside Node-RED where the folder of rivals has it. */
export async function benchSync({ runs, orders, rivals }: { runs: number; orders: number; rivals?: string | undefined }): Promise<Measured> {
  const nodeRed = rivalFile(rivals, 'node-red/red.js');
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const processes: Processes = {
    server: startChild(new URL('./sync-server.ts', import.meta.url)), engine: startChild(new URL('./sync-engine.ts', import.meta.url)), bare: startChild(new URL('./sync-bare.ts', import.meta.url)),
  };
  const turns: Turn[] = [];
  const rivalSeconds: number[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      turns.push(await takeTurn(processes, path.join(dir, 'workspace'), orders));
      if (nodeRed !== null) rivalSeconds.push(await timeNodeRed(processes.server, nodeRed, path.join(dir, 'node-red'), orders));
    }
  } finally {
    await Promise.all([processes.server.close(), processes.engine.close(), processes.bare.close()]);
    rmSync(dir, { recursive: true, force: true });
  }
  const ours = turns.map(turn => orders / turn.ours.seconds);
  const bare = turns.map(turn => orders / turn.bare.seconds);
  const theirs = rivalSeconds.map(seconds => orders / seconds);
  return {
    name: 'sync', runs,
    figures: {
      recordsPerSecond: figure('records/s', ours), bareRequestsPerSecond: figure('requests/s', bare), seconds: figure('s', turns.map(turn => turn.ours.seconds)),
      cpuSeconds: figure('s', turns.map(turn => turn.ours.cpuSeconds)), bareCpuSeconds: figure('s', turns.map(turn => turn.bare.cpuSeconds)),
      // The highest so far of one process over all runs: what it needs at most.
      peakMb: figure('MB', turns.map(turn => turn.ours.peakMb)),
      ...(nodeRed === null ? {} : { nodeRedRecordsPerSecond: figure('records/s', theirs) }),
    },
    ratios: { 'sync/bare': ratio(ours, bare, AIM), ...(nodeRed === null ? {} : { 'sync/node-red': ratio(ours, theirs, AIM_NODE_RED) }) },
    missing: nodeRed === null ? ['node-red'] : [],
  };
}
