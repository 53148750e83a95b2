import path from 'node:path';
import { z } from 'zod';
import { memoryVault } from '../../engine/connections/credentials.ts';
import { openEngine } from '../../engine/engine.ts';
import { callerOf } from '../caller.ts';
import { hostOptions } from '../host-options.ts';
import type { Place } from '../host-options.ts';
import { makePostedMonth, MAPPING, PERIOD } from './back-test-workspace.ts';
import { answerParent } from './child.ts';
import { quantile } from './figures.ts';
import { ADMIN } from './full-workspace.ts';
import { peakMegabytes } from './peak-memory.ts';

const Question = z.object({ dir: z.string(), fill: z.int().optional() });
const QUERY_EVERY_MS = 50;

const placeOf = (dir: string): Place => ({ workspace: path.join(dir, 'workspace'), name: 'Measured', version: '0.0.0', vault: memoryVault() });

/** Tries the draft on the month, while a window asks for its grid twenty times a second. */
async function measure(dir: string) {
  const engine = await openEngine(hostOptions(placeOf(dir)));
  const { session } = await callerOf(engine, null).people.signIn({ email: ADMIN.email, password: ADMIN.password });
  const caller = callerOf(engine, session);
  const waits: number[] = [];
  const window = setInterval(() => {
    const askedAt = performance.now() ;
    setImmediate(() => void caller.runs.records({ period: PERIOD, page: { start: 0, end: 100 } }).then(() => waits.push(performance.now() - askedAt)));
  }, QUERY_EVERY_MS);
  const startedAt = performance.now();
  const { documents, differ, sentence } = await caller.mappings.backTest({ id: MAPPING, period: PERIOD });
  const seconds = (performance.now() - startedAt) / 1_000;
  clearInterval(window);
  await engine.close();
  return { seconds, documents, differ, sentence, queryP95Ms: quantile(waits, 0.95), peakMb: peakMegabytes() };
}

answerParent(async question => {
  const { dir, fill } = Question.parse(question);
  if (fill === undefined) return measure(dir);
  await makePostedMonth(placeOf(dir), fill);
  return {};
});
