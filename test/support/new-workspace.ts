import assert from 'node:assert/strict';
import { join } from 'node:path';
import { connectBoth } from '../../main/hosts/cli/demo-connect.ts';
import { mapAll } from '../../main/hosts/cli/demo-mapping.ts';
import type { EngineCaller } from '../../main/hosts/caller.ts';
import { GUESTS, seedWorkspace } from '../../main/hosts/sandbox-workspace.ts';
import { runningLinnworksSage200 } from '../../main/hosts/pairs/linnworks-sage200.ts';
import { startLinnworksSandbox } from '../../main/sandboxes/linnworks/linnworks-sandbox.ts';
import type { LinnworksSandbox } from '../../main/sandboxes/linnworks/linnworks-sandbox.ts';
import type { BooksTransaction } from '../../main/sandboxes/sage200/books.ts';
import { startSage200Sandbox } from '../../main/sandboxes/sage200/server.ts';
import type { Sage200Options, Sage200Sandbox } from '../../main/sandboxes/sage200/server.ts';
import { makeWorld } from '../../main/sandboxes/world/make-world.ts';
import type { SaleOrder, World } from '../../main/sandboxes/world/world-types.ts';
import type { Role } from '../../shared/contract/method.ts';
import type { Run } from '../../shared/contract/runs.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import type { Period } from '../../shared/values/date.ts';
import { afterwards, folder, newEngine, testClock } from './new-engine.ts';
import type { TestClock, TestEngine } from './new-engine.ts';

export const OCTOBER = '2026-10' as Period;

export type TestWorkspace = TestEngine & {
  dir: string;
  sandboxes: TestSandboxes;
  people: Record<Role, EngineCaller>;
  /** Starts a run (or goes on with one) and waits for its end, whatever that is. */
  run(workflow?: Run['workflow']): Promise<Run>;
  resume(run: Run): Promise<Run>;
  change(edit: (settings: Settings) => Settings): Promise<void>;
  sage: SageOffice;
  /** The admin signs in at Sage again, as the connection's card asks for. */
  signInAgain(): Promise<void>;
};

export type TestSandboxes = { world: World; linnworks: LinnworksSandbox; sage200: Sage200Sandbox };

export type WorkspaceOptions = {
  world?: World; seed?: number; orders?: number;
  sage?: Partial<Omit<Sage200Options, 'world' | 'dir'>>;
  linnworksFaults?: readonly string[];
  settings?: (settings: Settings) => Settings;
  clock?: TestClock;
};

/** What happens at Sage's end: its staff, its faults, its books. */
export type SageOffice = {
  fault(name: string, ask?: { on?: boolean; times?: number; method?: string; path?: string; delayMs?: number }): Promise<void>;
  staff(action: string, ask?: Record<string, unknown>): Promise<void>;
  invoices(): BooksTransaction[];
};

function sageOffice({ sage200 }: TestSandboxes): SageOffice {
  async function post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${sage200.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.text());
  }
  return {
    fault: (name, ask = {}) => post('/sandbox/faults', { name, ...ask }),
    staff: (action, ask = {}) => post('/sandbox/staff', { action, ...ask }),
    invoices: () => sage200.books().transactions.filter(transaction => transaction.type.endsWith('Invoice')),
  };
}

async function startSandboxes(dir: string, world: World, clock: TestClock, { sage = {}, linnworksFaults = [] }: WorkspaceOptions): Promise<TestSandboxes> {
  const linnworks = await startLinnworksSandbox({ world, dir, rateLimits: 'off', faults: linnworksFaults });
  const sage200 = await startSage200Sandbox({ world, dir, now: clock.nowMs, ...sage });
  return { world, linnworks, sage200 };
}

/** A workspace as on the morning of the month's first run: both sandboxes connected, the shipped mappings approved and published. */
export async function newWorkspace(options: WorkspaceOptions = {}): Promise<TestWorkspace> {
  const { seed = 1, orders = 60, clock = testClock({ tickMs: 1, patienceMs: 20 }) } = options;
  const world = options.world ?? makeWorld({ seed, orders });
  const dir = folder();
  const sandboxes = await startSandboxes(dir, world, clock, options);
  const running = runningLinnworksSage200(sandboxes.linnworks, sandboxes.sage200);
  afterwards(() => running.close());
  const test = await newEngine({ clock });
  await seedWorkspace(test.engine, { ...running, pair: 'linnworks-sage200', world }, join(dir, 'workspace'));
  const roles = await Promise.all(GUESTS.map(async ({ role }) => [role, await test.as(role)] as const));
  // GUESTS holds one person of each role.
  const people = Object.fromEntries(roles) as TestWorkspace['people'];
  await connectBoth(running, people);
  await mapAll(people);
  const change: TestWorkspace['change'] = async edit => {
    const { settings, rev } = await people.admin.settings.get({});
    await people.admin.settings.save({ settings: edit(settings), rev });
  };
  if (options.settings) await change(options.settings);
  const ended = async (id: Run['id']): Promise<Run> => {
    await test.engine.idle();
    return people.auditor.runs.get({ id });
  };
  return {
    ...test, dir, sandboxes, people, change, sage: sageOffice(sandboxes),
    signInAgain: () => connectBoth(running, people),
    run: async (workflow = 'orderToCash') => ended((await people.operator.runs.start({ workflow, period: OCTOBER })).id),
    resume: async ({ id }) => ended((await people.operator.runs.resume({ id })).id),
  };
}

/** Orders that end in the books: sold, neither cancelled nor unpaid. */
export const soldIn = (world: World): SaleOrder[] => world.orders.filter(({ status }) => status === 'despatched' || status === 'open');
