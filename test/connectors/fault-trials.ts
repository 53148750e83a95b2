import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Json, StepName } from '../../main/engine/connectors/connector.ts';
import { verifierOf } from '../../main/engine/webhooks/signatures.ts';
import type { Recovery } from '../../shared/contract/errors.ts';
import type { Ready } from './profiles.ts';
import { afterTest } from './workspace.ts';

/** How a fault of a sandbox is tried; every fault it has needs one. */
export type Trial =
  /** Hits single questions. */
  | { tried: 'reading' }
  /** Hits a document that is written: this one. */
  | { tried: 'writing'; step: StepName }
  /** Answers come late: within the connection's patience, and beyond it. */
  | { tried: 'slow' }
  /** Stays until it is switched off; `provoke` brings about what it needs besides. */
  | { tried: 'lasting'; provoke?: (ready: Ready, listPath: string) => void; code: string; recovery: Recovery; says: RegExp }
  /** Answers show something else and nothing is refused: these words may not get through to a record. */
  | { tried: 'showing'; never: RegExp }
  /** Hits what the system tells by itself: so many deliveries of one change come, so many of them are its own and fresh. */
  | { tried: 'delivering'; come: number; good: number };

export type Trials = Readonly<Record<string, Trial>>;

/** How much of a fault: how many calls it hits, and how late its answers come; only calls of this method, where that can be said. */
export type Amount = { times?: number; delayMs?: number; method?: 'POST' };

/** How faults of a running sandbox are switched. */
export type FaultSwitch = {
  on(sandboxUrl: string, name: string, amount?: Amount): Promise<void>;
  off(sandboxUrl: string, name: string): Promise<void>;
  /** How many strokes are left. */
  left(sandboxUrl: string, name: string): Promise<number>;
};

async function ask(sandboxUrl: string, body?: Json): Promise<unknown> {
  const answer = await fetch(`${sandboxUrl}/sandbox/faults`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

const Counts = z.record(z.string(), z.number());
const Named = z.object({ faults: z.array(z.object({ name: z.string(), left: z.number() })) });

/** `name:number`, all at once; the number of a slow one is its milliseconds. */
export const countedFaults: FaultSwitch = {
  on: async (url, name, { times, delayMs } = {}) => void (await ask(url, { faults: [[name, delayMs ?? times].filter(part => part !== undefined).join(':')] })),
  off: async url => void (await ask(url, { faults: [] })),
  left: async (url, name) => Counts.parse(await ask(url))[name] ?? 0,
};

/** One at a time, by name. */
export const namedFaults: FaultSwitch = {
  on: async (url, name, amount = {}) => void (await ask(url, { name, ...amount })),
  off: async (url, name) => void (await ask(url, { name, on: false })),
  left: async (url, name) => Named.parse(await ask(url)).faults.find(fault => fault.name === name)?.left ?? 0,
};

/** What reached an address of ours, in its order. */
export type Arrivals = { address: string; count(): number; good(secret: string): { id: string }[] };

/** An address that takes whatever is told to it, and says afterwards what of it was signed and fresh. */
export async function openListener(): Promise<Arrivals> {
  const came: { headers: Record<string, string | string[] | undefined>; body: Uint8Array; atMs: number }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      came.push({ headers: request.headers, body: Buffer.concat(chunks), atMs: Date.now() });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  afterTest(() => new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/1`,
    count: () => came.length,
    good(secret) {
      const verify = verifierOf('standardWebhooks', [secret]);
      return came.flatMap(({ headers, body, atMs }) => {
        const verdict = verify({ headers, body }, atMs);
        return verdict.ok ? [{ id: verdict.id }] : [];
      });
    },
  };
}
