import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { loadSide, type Loaded, type Source } from './load-worker.ts';
import { matchSides } from './match-sides.ts';
import { DEFAULT_SETTINGS } from './rules.ts';
import type { Side } from './side.ts';
import type { Work } from './work.ts';
import { FIELDS, GROUP, MATCHES_PER_BATCH, startWriting, type WriteOrder, type WriteTarget } from './write-worker.ts';

export type MatchJob = {
  readonly left: Source; readonly right: Source; readonly out: string;
  /** Whether each side is read on a thread of its own and the matches are written on another, which pays from some hundred thousand rows. */
  readonly inThreads: boolean;
  readonly loadWorker: string; readonly writeWorker: string; readonly at: string; readonly actor: string; readonly salt: string;
};

export type MatchDone = { readonly loadMs: number; readonly matchMs: number; /** From the last match to the finished file. */ readonly writeMs: number; readonly matches: number; readonly open: number; readonly auditEntries: number };

/** Where the writing of `write-worker.ts` is done: here, or on a thread. */
type Writer = { send(order: WriteOrder): void; written: Promise<number> };

async function load(source: Source, { inThreads, loadWorker }: MatchJob): Promise<Side> {
  const loaded = inThreads ? ((await once(new Worker(loadWorker, { workerData: { loadSide: source } }), 'message')) as [Loaded])[0] : loadSide(source);
  if ('refused' in loaded) throw new Error(loaded.refused.message);
  return loaded.side;
}

function startWriter(target: WriteTarget, { inThreads, writeWorker }: MatchJob): Writer {
  if (!inThreads) {
    const writing = startWriting(target);
    const { promise: written, resolve } = Promise.withResolvers<number>();
    return { written, send: order => { if (order.kind === 'end') resolve(writing.end()); else writing.take(order); } };
  }
  const worker = new Worker(writeWorker, { workerData: { writeMatches: target } });
  return { send: order => worker.postMessage(order, order.kind === 'batch' ? [order.numbers.buffer, order.members.buffer] : []), written: once(worker, 'message').then(([entries]) => entries as number) };
}

/**
 * Loads both sides, matches them, and writes what was found, indexed and sealed, to one file that appears whole or not at all.
 * What one rule found is final, so it is written while the next one looks: with threads the writing takes hardly longer than the matching.
 */
export async function runJob(job: MatchJob): Promise<MatchDone> {
  const startedAt = performance.now();
  const [left, right] = await Promise.all([load(job.left, job), load(job.right, job)]);
  const loadedAt = performance.now();
  const { rules } = DEFAULT_SETTINGS;
  const nameOf = (source: Source): string => ('file' in source ? source.file : source.table);
  const writer = startWriter({ out: job.out, at: job.at, actor: job.actor, salt: job.salt, rules: rules.map(({ name, label, score }) => ({ name, label, score })), sources: { left: { name: nameOf(job.left), entries: left.size }, right: { name: nameOf(job.right), entries: right.size } } }, job);
  let sent = 0;
  const sendWhole = (work: Work): void => {
    for (; work.matches.count() - sent >= MATCHES_PER_BATCH; sent += MATCHES_PER_BATCH) writer.send(batchOf(work, sent, sent + MATCHES_PER_BATCH));
  };
  const { work } = matchSides(left, right, {
    settings: DEFAULT_SETTINGS,
    ruleDone(soFar, rule) {
      sendWhole(soFar);
      // Nearly all matches are there by now; the few that come later keep the indexes as they are.
      if (rule === rules[0]) writer.send({ kind: 'index' });
    },
  });
  const matchedAt = performance.now();
  if (sent < work.matches.count()) writer.send(batchOf(work, sent, work.matches.count()));
  writer.send({ kind: 'end' });
  const auditEntries = await writer.written;
  return { loadMs: loadedAt - startedAt, matchMs: matchedAt - loadedAt, writeMs: performance.now() - matchedAt, matches: work.matches.count(), open: work.openLeft().length + work.openRight().length, auditEntries };
}

/** The numbers of some matches, as they are written and sealed. */
function batchOf({ matches, left, right, rightAmount }: Work, from: number, to: number): WriteOrder & { kind: 'batch' } {
  const numbers = new Float64Array((to - from) * FIELDS);
  const members: number[] = [];
  for (let match = from; match < to; match += 1) {
    const [l, r] = [matches.leftOf(match), matches.rightOf(match)];
    const isPair = l >= 0 && r >= 0;
    let [difference, days] = [0, 0];
    if (isPair) {
      difference = (rightAmount[r] ?? 0) - (left.amount[l] ?? 0);
      days = (right.day[r] ?? 0) - (left.day[l] ?? 0);
    } else {
      const group = matches.at(match);
      for (const each of group.left) difference -= left.amount[each] ?? 0;
      for (const each of group.right) difference += rightAmount[each] ?? 0;
      for (const each of group.left) members.push(match + 1, -each - 1);
      for (const each of group.right) members.push(match + 1, each + 1);
    }
    const at = (match - from) * FIELDS;
    numbers[at] = match + 1;
    numbers[at + 1] = matches.ruleOf(match);
    numbers[at + 2] = isPair ? l + 1 : GROUP;
    numbers[at + 3] = isPair ? r + 1 : GROUP;
    numbers[at + 4] = difference;
    numbers[at + 5] = days;
  }
  return { kind: 'batch', numbers, members: Int32Array.from(members) };
}

if (!isMainThread && parentPort && workerData && typeof workerData === 'object' && 'matchJob' in workerData) {
  const port = parentPort;
  // Whoever starts this file hands it a job and nothing else.
  void runJob(workerData.matchJob as MatchJob).then(done => port.postMessage(done));
}
