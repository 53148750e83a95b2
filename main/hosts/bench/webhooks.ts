import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { startChild } from './child.ts';
import { figure, quantile } from './figures.ts';
import type { Measured } from './figures.ts';
import { sendDeliveries } from './webhook-sender.ts';
import type { Sent } from './webhook-sender.ts';

const CHILD = new URL('./webhooks-child.ts', import.meta.url);
const PER_SECOND = 500;
/** So long is not timed: neither side's code is compiled yet. */
const WARM_SECONDS = 1;
const MAX_SECONDS = 600;
const SECRET = `whsec_${Buffer.from('what the measured shop signs with').toString('base64')}`;

const WebhookAddress = z.object({ address: z.url(), file: z.string() });

export type Judgement = { lost: number; acceptedTwice: number; acceptedWrongly: number; notTaken: number };

/** What the answers and the journal say together. */
export function judged(sent: readonly Sent[], journal: readonly string[]): Judgement {
  const written = new Set(journal);
  const own = sent.filter(({ kind }) => kind !== 'forged');
  const taken = new Map<string, number>();
  for (const { id, isNew } of sent) if (isNew) taken.set(id, (taken.get(id) ?? 0) + 1);
  return {
    lost: new Set(own.filter(({ id }) => !written.has(id)).map(({ id }) => id)).size,
    acceptedTwice: [...taken.values()].filter(times => times > 1).length + (journal.length - written.size),
    acceptedWrongly: sent.filter(({ kind, id, status }) => kind === 'forged' && ((status >= 200 && status < 300) || written.has(id))).length,
    notTaken: own.filter(({ status }) => status < 200 || status >= 300).length,
  };
}

/** The ids in a workspace's journal, read by a reader of its own. */
export function journalOf(file: string): string[] {
  const database = new SQLite(file, { readonly: true });
  try {
    // The column holds text.
    return database.prepare('SELECT delivery_id FROM webhook_delivery').pluck().all() as string[];
  } finally {
    database.close();
  }
}

type Run = { sent: Sent[]; times: number[]; journal: string[] };

async function oneRun({ seconds, warmSeconds, bare }: { seconds: number; warmSeconds: number; bare: boolean }): Promise<Run> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-webhooks-'));
  const child = startChild(CHILD);
  try {
    const { address, file } = WebhookAddress.parse(await child.ask({ dir, secret: SECRET, bare }));
    const sent = await sendDeliveries({ address, secret: SECRET, perSecond: PER_SECOND, count: (warmSeconds + seconds) * PER_SECOND });
    return { sent, times: sent.slice(warmSeconds * PER_SECOND).map(({ milliseconds }) => milliseconds), journal: bare ? [] : journalOf(file) };
  } finally {
    await child.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Deliveries over real HTTP into a workspace on disk, journalled and audited before each is answered; in turn with a server that only answers. */
export async function benchWebhooks({ runs, seconds, warmSeconds = WARM_SECONDS }: { runs: number; seconds: number; warmSeconds?: number }): Promise<Measured> {
  if (seconds < 1 || seconds > MAX_SECONDS) throw new RangeError(`--seconds must be 1 to ${MAX_SECONDS}, not ${seconds}`);
  const ours: (Run & { judgement: Judgement })[] = [];
  const bare: Run[] = [];
  for (let run = 0; run < runs; run += 1) {
    const one = await oneRun({ seconds, warmSeconds, bare: false });
    ours.push({ ...one, judgement: judged(one.sent, one.journal) });
    bare.push(await oneRun({ seconds, warmSeconds, bare: true }));
  }
  const share = (of: readonly Run[], part: number) => figure('ms', of.map(({ times }) => quantile(times, part)));
  const count = (name: keyof Judgement) => figure('deliveries', ours.map(({ judgement }) => judgement[name]));
  return {
    name: 'webhooks', runs,
    figures: {
      p50: share(ours, 0.5), p99: share(ours, 0.99), bareP50: share(bare, 0.5), bareP99: share(bare, 0.99), deliveries: figure('deliveries', ours.map(({ sent }) => sent.length)),
      lost: count('lost'), acceptedTwice: count('acceptedTwice'), acceptedWrongly: count('acceptedWrongly'), notTaken: count('notTaken'),
    },
    ratios: {}, missing: [],
  };
}
