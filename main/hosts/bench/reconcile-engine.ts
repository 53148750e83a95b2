import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import type { MatchDone, MatchJob } from '../../engine/matching/match-worker.ts';
import { answerParent } from './child.ts';
import { quantile } from './figures.ts';
import { SIDE_COLUMNS } from './reconcile-sides.ts';

const Question = z.object({ database: z.string(), out: z.string(), rows: z.int() });
/** Below this two more threads take longer to start than the rows to read. */
const ROWS_FOR_THREADS = 300_000;
const QUERY_EVERY_MS = 20;

/** The work is done on threads; meanwhile this process asks for pages of rows as a window would, and notes how long each takes from when it was due. */
answerParent(async question => {
  const { database, out, rows } = Question.parse(question);
  const job: MatchJob = {
    left: { database, table: 'left_entry', columns: SIDE_COLUMNS }, right: { database, table: 'right_entry', columns: SIDE_COLUMNS }, out, inThreads: rows >= ROWS_FOR_THREADS,
    loadWorker: fileURLToPath(new URL('../../engine/matching/load-worker.ts', import.meta.url)), at: '2026-11-21T12:00:00.000Z', actor: 'bench', salt: 'salt_bench',
  };
  const db = new SQLite(database, { readonly: true });
  const page = db.prepare('SELECT * FROM left_entry LIMIT 100 OFFSET ?');
  const waits: number[] = [];
  let due = performance.now() + QUERY_EVERY_MS;
  const timer = setInterval(() => {
    page.all((waits.length * 100) % 5_000);
    waits.push(performance.now() - due);
    due = performance.now() + QUERY_EVERY_MS;
  }, QUERY_EVERY_MS);
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const [done] = (await once(new Worker(new URL('../../engine/matching/match-worker.ts', import.meta.url), { workerData: { matchJob: job } }), 'message')) as [MatchDone];
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(timer);
  db.close();
  return { ...done, wallMs, queryP95Ms: waits.length === 0 ? 0 : quantile(waits, 0.95), peakMb: process.resourceUsage().maxRSS / 1024, cpuMs: (user + system) / 1000 };
});
