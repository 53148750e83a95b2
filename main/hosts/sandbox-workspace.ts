import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ChannelSettings } from '../../shared/contract/settings.ts';
import type { Engine } from '../engine/engine.ts';
import type { Guest } from '../engine/people/handlers.ts';
import { startLinnworksSandbox } from '../sandboxes/linnworks/linnworks-sandbox.ts';
import { startSage200Sandbox } from '../sandboxes/sage200/server.ts';
import { worldFiles } from '../sandboxes/world/files.ts';
import { makeWorld } from '../sandboxes/world/make-world.ts';
import type { World } from '../sandboxes/world/world-types.ts';
import { callerOf } from './caller.ts';
import type { EngineCaller } from './caller.ts';

/** The people of a sandbox workspace. Their passwords are no secret: they stand on its sign-in page. */
export const GUESTS: readonly Guest[] = [
  { name: 'Alex Admin', email: 'alex@northwind.example', role: 'admin', password: 'sandbox-admin' },
  { name: 'Priya Accountant', email: 'priya@northwind.example', role: 'accountant', password: 'sandbox-accountant' },
  { name: 'Sam Operator', email: 'sam@northwind.example', role: 'operator', password: 'sandbox-operator' },
  { name: 'Olga Auditor', email: 'olga@northwind.example', role: 'auditor', password: 'sandbox-auditor' },
];

type Linnworks = Awaited<ReturnType<typeof startLinnworksSandbox>>;
type Sage200 = Awaited<ReturnType<typeof startSage200Sandbox>>;

export type Sandboxes = { world: World; linnworks: Linnworks & { port: number }; sage200: Sage200 & { port: number }; close(): Promise<void> };

const portOf = (url: string): number => Number(new URL(url).port);

/** At its old port when that is free: connections keep their addresses over a restart. */
async function atPort<T>(start: (port: number | undefined) => Promise<T>, port: number): Promise<T> {
  if (port === 0) return start(undefined);
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start(undefined);
  }
}

/** Starts the pretend systems of a workspace; their books lie in its folder and go on where they were. */
export async function openSandboxes(dir: string, { seed, orders, linnworksPort, sage200Port }: { seed: number; orders: number; linnworksPort: number; sage200Port: number }, rateLimits: 'real' | 'off'): Promise<Sandboxes> {
  mkdirSync(dir, { recursive: true });
  const world = makeWorld({ seed, orders });
  const linnworks = await atPort(port => startLinnworksSandbox({ world, dir, rateLimits, ...(port === undefined ? {} : { port }) }), linnworksPort);
  const sage200 = await atPort(port => startSage200Sandbox({ world, dir, ...(port === undefined ? {} : { port }) }), sage200Port);
  return {
    world,
    linnworks: Object.assign(linnworks, { port: portOf(linnworks.url) }),
    sage200: Object.assign(sage200, { port: portOf(sage200.url) }),
    async close() {
      await linnworks.close();
      await sage200.close();
    },
  };
}

/** What a person would type into the connection forms for the pretend systems. */
export function sandboxConnections({ linnworks, sage200 }: Sandboxes) {
  return [
    {
      system: 'linnworks' as const, label: 'Linnworks', environment: 'Sandbox' as const,
      settings: { applicationId: linnworks.credentials.applicationId, authBaseUrl: linnworks.url, v2BaseUrl: `${linnworks.url}/v2` },
      secrets: { applicationSecret: linnworks.credentials.applicationSecret, token: linnworks.credentials.token },
    },
    {
      system: 'sage200' as const, label: 'Sage 200', environment: 'Sandbox' as const,
      settings: { clientId: sage200.credentials.clientId, authorizeUrl: `${sage200.url}/authorize`, tokenUrl: `${sage200.url}/oauth/token`, apiBaseUrl: `${sage200.url}/uk/sage200extra/accounts/v1` },
      secrets: { clientSecret: sage200.credentials.clientSecret },
    },
  ];
}

const CHANNEL_LABELS: Readonly<Record<World['channels'][number]['key'], { label: string; costCentre: string; department: string }>> = {
  'amazon-uk': { label: 'Amazon UK', costCentre: 'WEB', department: 'AMZ' },
  'ebay-uk': { label: 'eBay UK', costCentre: 'WEB', department: 'EBY' },
  'shopify-uk': { label: 'Shopify UK', costCentre: 'WEB', department: 'SHP' },
  'shopify-eu': { label: 'Shopify EU', costCentre: 'WEB', department: 'SHE' },
  wholesale: { label: 'Wholesale', costCentre: 'TRD', department: 'WHO' },
};

/** The seller's channels as its accountant set them up: one web-sales account and one clearing account each; trade customers have their own. */
const channelSettings = (channel: World['channels'][number]): ChannelSettings => ({
  ...CHANNEL_LABELS[channel.key], key: `${channel.source}/${channel.subSource}`, currency: channel.currency,
  customerPolicy: channel.customerReference === null ? 'perBuyer' : 'webSales', customerReference: channel.customerReference ?? '',
  clearingBank: channel.clearingBankCode ?? '', bank: channel.bankCode, feeNominal: '7901', salesNominal: '4000',
  feeBasisPoints: channel.fee.rateBasisPoints, feeFixedMinor: channel.fee.fixedMinor,
});

async function saveChannels(asAdmin: EngineCaller, world: World): Promise<void> {
  const { settings, rev } = await asAdmin.settings.get({});
  if (settings.channels.length === 0) await asAdmin.settings.save({ settings: { ...settings, channels: world.channels.map(channelSettings) }, rev, reason: 'The sandbox company’s channels' });
}

/** First opening: the four people, both connections waiting to be signed in, the month's files in a folder. Later: only addresses that moved. */
export async function seedWorkspace(engine: Engine, sandboxes: Sandboxes, dir: string): Promise<void> {
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
  for (const wanted of sandboxConnections(sandboxes)) {
    const known = existing.find(connection => connection.system === wanted.system && connection.environment === 'Sandbox');
    if (!known) await asAdmin.connections.save(wanted);
    else if (Object.entries(wanted.settings).some(([name, value]) => known.settings[name] !== value)) {
      await asAdmin.connections.save({ ...wanted, id: known.id, settings: { ...known.settings, ...wanted.settings }, secrets: {} });
    }
  }
  await saveChannels(asAdmin, sandboxes.world);
  await asAdmin.people.signOut({});
  writeMonthEndFiles(sandboxes.world, path.join(dir, 'month-end files'));
}

function writeMonthEndFiles(world: World, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, content } of worldFiles(world)) {
    const file = path.join(folder, name);
    if (!existsSync(file)) writeFileSync(file, content);
  }
}
