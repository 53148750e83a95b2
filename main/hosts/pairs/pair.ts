import type { Environment, SystemKey } from '../../../shared/contract/connections.ts';
import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import type { SaleOrder, World } from '../../sandboxes/world/world-types.ts';

export const PAIRS = ['linnworks-sage200', 'clarity-sage100', 'clarity-sagepro'] as const;
export type PairName = (typeof PAIRS)[number];

/** What a person would type into a connection's form. */
export type ConnectionForm = { system: SystemKey; label: string; environment: 'Sandbox' & typeof Environment.options[number]; settings: Record<string, string>; secrets: Record<string, string> };

/** An ERP sandbox's own books, as far as every pair can be judged by them. Amounts are minor units. */
export type ErpBooks = {
  orders: readonly { reference: string; grossMinor: number }[];
  invoiced: ReadonlySet<string>;
  duplicates: number;
  trialBalanceMinor: number;
  /** The reference of an order as an invoice carries it. */
  invoiceReference(order: SaleOrder): string;
};

/** The pretend systems of a pair, running. */
export type Running = {
  readonly shopUrl: string;
  readonly erpUrl: string;
  readonly connections: readonly ConnectionForm[];
  /** How somebody signs in at the ERP's own page; null where the form is enough. */
  readonly erpSignIn: { username: string; password: string } | null;
  books(): ErpBooks;
  /** Where the shop is told of shipments: what its own records say of the orders that left. */
  shipments?(): { expected: number; found: number; twice: number };
  /** Where the ERP takes journals from its own staff only: they import the file. */
  importJournal?(content: string): Promise<void>;
  /** The company's own accounts department takes a customer off hold. */
  releaseCustomer(reference: string): Promise<void>;
  /** Time moves on in the shop: somebody changes an order after it was posted. Where its sandbox plays that. */
  advanceShop?(): Promise<void>;
  close(): Promise<void>;
};

export type Started = { world: World; dir: string; shopPort: number | undefined; erpPort: number | undefined; rateLimits: 'real' | 'off' };

/** Two systems that are tried together: the seller's world as they show it, and how its accountant set the books up. */
export type Pair = {
  readonly label: string;
  makeWorld(options: { seed: number; orders: number }): World;
  start(options: Started): Promise<Running>;
  channelSettings(channel: World['channels'][number], world: World): ChannelSettings;
  readonly bankChargeNominal: string;
  /** What else differs from the settings of a new workspace. */
  readonly settings: Partial<Settings>;
};

/** Asks a sandbox for something that the real system's people would do. */
export async function askSandbox(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new RangeError(`${url} answered ${answer.status}: ${await answer.text()}`);
}

/** At its old port when that is free: connections keep their addresses over a restart. */
export async function atPort<T>(start: (port: { port?: number }) => Promise<T>, port: number | undefined): Promise<T> {
  if (port === undefined) return start({});
  try {
    return await start({ port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start({});
  }
}
