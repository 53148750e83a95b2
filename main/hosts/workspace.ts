import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { openEngine } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import type { Vault } from '../engine/handler.ts';
import { hostOptions } from './host-options.ts';
import { PAIRS } from './pairs/pair.ts';
import type { PairName } from './pairs/pair.ts';
import { GUESTS, openSandboxes, seedWorkspace } from './sandbox-workspace.ts';
import type { Sandboxes } from './sandbox-workspace.ts';
import { openWebhookReceiver } from './webhook-receiver.ts';

/** What a workspace folder says of itself, beside its database. */
const WorkspaceFile = z.object({
  name: z.string(),
  environment: z.enum(['Dev', 'QA', 'Production', 'Sandbox']),
  /** The pretend systems that come with a sandbox workspace; null elsewhere. */
  sandbox: z.object({ pair: z.enum(PAIRS), seed: z.int(), orders: z.int(), shopPort: z.int(), erpPort: z.int() }).nullable(),
  /** Where webhooks were received last, since shops were given that address; 0: nowhere yet. */
  webhookPort: z.int().default(0),
});
export type WorkspaceFile = z.infer<typeof WorkspaceFile>;

export type Workspace = { engine: Engine; sandboxes: Sandboxes | null; file: string; close(): Promise<void> };

export type WorkspaceOptions = {
  dir: string;
  vault: Vault;
  version: string;
  /** How a new folder begins; an existing one keeps what it is. Default: a sandbox to try. */
  begin?: { sandbox: { pair?: PairName; seed: number; orders: number } | null; name: string };
  /** Linnworks' real quotas in its sandbox (default), or none. */
  rateLimits?: 'real' | 'off';
};

const portOf = (url: string): number => Number(new URL(url).port);
const describe = (dir: string): string => path.join(dir, 'workspace.json');

function readDescription(dir: string, begin: NonNullable<WorkspaceOptions['begin']>): WorkspaceFile {
  if (existsSync(describe(dir))) return WorkspaceFile.parse(JSON.parse(readFileSync(describe(dir), 'utf8')));
  return { name: begin.name, environment: begin.sandbox ? 'Sandbox' : 'Production', sandbox: begin.sandbox && { pair: 'linnworks-sage200', ...begin.sandbox, shopPort: 0, erpPort: 0 }, webhookPort: 0 };
}

function writeDescription(dir: string, description: WorkspaceFile): void {
  const file = describe(dir);
  writeFileSync(`${file}.new`, `${JSON.stringify(description, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Opens a workspace folder for any host: the engine, and beside it the pretend systems when it is a sandbox workspace. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { dir, vault, version, begin = { sandbox: { seed: 1, orders: 2000 }, name: 'Northwind Home Ltd' }, rateLimits = 'real' } = options;
  mkdirSync(dir, { recursive: true });
  const description = readDescription(dir, begin);
  const { sandbox } = description;
  const place = hostOptions({ workspace: dir, name: description.name, version, vault, environment: description.environment, guests: sandbox ? GUESTS : [] });
  const engine = await openEngine(place);
  try {
    const sandboxes = sandbox && await openSandboxes(path.join(dir, 'sandbox'), sandbox, rateLimits);
    let described = sandboxes ? { ...description, sandbox: { ...sandbox, shopPort: portOf(sandboxes.shopUrl), erpPort: portOf(sandboxes.erpUrl) } } : description;
    writeDescription(dir, described);
    if (sandboxes) await seedWorkspace(engine, sandboxes, dir);
    const receiver = openWebhookReceiver(engine, {
      port: description.webhookPort, onMistake: place.onMistake,
      onPort(webhookPort) {
        described = { ...described, webhookPort };
        writeDescription(dir, described);
      },
    });
    await receiver.ready;
    return {
      engine, sandboxes, file: place.file,
      async close() {
        await receiver.close();
        await engine.close();
        await sandboxes?.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
