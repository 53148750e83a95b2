import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../engine/engine.ts';
import type { Guest } from '../engine/people/handlers.ts';
import { worldFiles } from '../sandboxes/world/files.ts';
import type { World, WorldFile } from '../sandboxes/world/world-types.ts';
import { callerOf } from './caller.ts';
import type { EngineCaller } from './caller.ts';
import type { PairName, Running } from './pairs/pair.ts';
import { pairs } from './pairs/pairs.ts';

/** The people of a sandbox workspace. Their passwords are no secret: they stand on its sign-in page. */
export const GUESTS: readonly Guest[] = [
  { name: 'Alex Admin', email: 'alex@northwind.example', role: 'admin', password: 'sandbox-admin' },
  { name: 'Priya Accountant', email: 'priya@northwind.example', role: 'accountant', password: 'sandbox-accountant' },
  { name: 'Sam Operator', email: 'sam@northwind.example', role: 'operator', password: 'sandbox-operator' },
  { name: 'Olga Auditor', email: 'olga@northwind.example', role: 'auditor', password: 'sandbox-auditor' },
];

/** The pretend systems of a workspace, running, and the world that they show. */
export type Sandboxes = Running & { readonly pair: PairName; readonly world: World };

export type SandboxChoice = { pair: PairName; seed: number; orders: number; shopPort: number; erpPort: number };

/** Starts the pretend systems of a workspace; their books lie in its folder and go on where they were. A port of 0 is any that is free. */
export async function openSandboxes(dir: string, { pair, seed, orders, shopPort, erpPort }: SandboxChoice, rateLimits: 'real' | 'off'): Promise<Sandboxes> {
  mkdirSync(dir, { recursive: true });
  const world = pairs[pair].makeWorld({ seed, orders });
  return { ...(await pairs[pair].start({ world, dir, shopPort: shopPort || undefined, erpPort: erpPort || undefined, rateLimits })), pair, world };
}

/** The seller's channels as its accountant set them up: one web-sales account and one clearing account each; trade customers have their own. */
async function saveChannels(asAdmin: EngineCaller, { pair, world }: Pick<Sandboxes, 'pair' | 'world'>): Promise<void> {
  const { settings, rev } = await asAdmin.settings.get({});
  if (settings.channels.length > 0) return;
  const channels = world.channels.map(channel => pairs[pair].channelSettings(channel, world));
  await asAdmin.settings.save({ settings: { ...settings, ...pairs[pair].settings, channels }, rev, reason: 'The sandbox company’s channels' });
}

/** First opening: the four people, both connections waiting to be signed in, the month's files in a folder. Later: only addresses that moved. */
export async function seedWorkspace(engine: Engine, sandboxes: Pick<Sandboxes, 'pair' | 'world' | 'connections'>, dir: string): Promise<void> {
  const [admin, ...others] = GUESTS;
  if (!admin) return;
  const anybody = callerOf(engine, null);
  const { firstRun } = await anybody.people.welcome({});
  if (firstRun) await anybody.people.createFirstAdmin({ name: admin.name, email: admin.email, password: admin.password });
  const { session } = await anybody.people.signIn({ email: admin.email, password: admin.password });
  const asAdmin = callerOf(engine, session);
  const people = await asAdmin.people.list({});
  for (const guest of others) {
    if (!people.some(person => person.email === guest.email)) await asAdmin.people.save({ ...guest, active: true });
  }
  const existing = await asAdmin.connections.list({});
  for (const wanted of sandboxes.connections) {
    const known = existing.find(connection => connection.system === wanted.system && connection.environment === 'Sandbox');
    if (!known) await asAdmin.connections.save(wanted);
    else if (Object.entries(wanted.settings).some(([name, value]) => known.settings[name] !== value)) {
      await asAdmin.connections.save({ ...wanted, id: known.id, settings: { ...known.settings, ...wanted.settings }, secrets: {} });
    }
  }
  await saveChannels(asAdmin, sandboxes);
  await asAdmin.people.signOut({});
  writeMonthEndFiles(sandboxes, path.join(dir, 'month-end files'));
}

/** The month's files for the accounts that this pair's books have, each with the account it belongs to as the ERP calls it. */
export function monthEndFiles(pair: PairName, world: World): WorldFile[] {
  const { channelSettings } = pairs[pair];
  const codes = new Map(world.channels.flatMap(channel => {
    const { clearingBank, bank } = channelSettings(channel, world);
    return [[channel.clearingBankCode, clearingBank], [channel.bankCode, bank]] as const;
  }));
  return worldFiles(world).flatMap(file => {
    const account = codes.get(file.account);
    return account === undefined || account === '' ? [] : [{ ...file, account }];
  });
}

function writeMonthEndFiles({ pair, world }: Pick<Sandboxes, 'pair' | 'world'>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, content } of monthEndFiles(pair, world)) {
    const file = path.join(folder, name);
    if (!existsSync(file)) writeFileSync(file, content);
  }
}
