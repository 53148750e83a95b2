import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryVault } from '../../main/engine/connections/credentials.ts';
import { openEngine } from '../../main/engine/engine.ts';
import type { Engine, EngineEvent, EngineOptions } from '../../main/engine/engine.ts';
import { callerOf } from '../../main/hosts/caller.ts';
import type { EngineCaller } from '../../main/hosts/caller.ts';
import { RESOURCES } from '../../main/hosts/host-options.ts';
import { GUESTS } from '../../main/hosts/sandbox-workspace.ts';
import { AppError } from '../../shared/contract/errors.ts';
import type { WireError } from '../../shared/contract/errors.ts';
import type { Role } from '../../shared/contract/method.ts';
import { instant } from '../../shared/values/date.ts';
import type { Instant } from '../../shared/values/date.ts';

const undo: (() => unknown)[] = [];

/** What a test opened is closed again, last first. Every test file that opens something says `afterEach(cleanUp)` or `afterAll(cleanUp)`. */
export async function cleanUp(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

export const afterwards = (step: () => unknown): void => void undo.push(step);

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tieout-engine-'));
  afterwards(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Nothing moves it but waiting and the test itself. */
export type TestClock = { now(): Instant; wait(ms: number, signal?: AbortSignal): Promise<void>; forward(ms: number): void; nowMs(): number };

export const MONTH_END = '2026-11-02T09:00:00.000Z';

/** `tickMs`: how much later it is each time somebody looks. `patienceMs`: how long a wait really takes at most, for systems that work in real time. */
export function testClock({ at = MONTH_END, tickMs = 0, patienceMs = 0 }: { at?: string; tickMs?: number; patienceMs?: number } = {}): TestClock {
  let ms = Date.parse(at);
  return {
    now: () => instant((ms += tickMs)),
    nowMs: () => ms,
    forward: by => void (ms += by),
    async wait(by, signal) {
      signal?.throwIfAborted();
      ms += by;
      await delay(Math.min(by, patienceMs));
    },
  };
}

export type TestEngine = {
  engine: Engine;
  file: string;
  clock: TestClock;
  /** Our own mistakes: none, unless a test provokes one. */
  mistakes: { where: string; error: unknown }[];
  events: EngineEvent[];
  /** The engine as one of the four people, signed in once. */
  as(role: Role): Promise<EngineCaller>;
  sessionOf(role: Role): Promise<string>;
  close(): Promise<void>;
  /** Closes the engine and opens the same file again: everybody has to sign in anew. */
  reopen(): Promise<TestEngine>;
};

export type TestEngineOptions = Partial<Pick<EngineOptions, 'vault' | 'environment' | 'guests' | 'random'>> & { file?: string; clock?: TestClock; ids?: () => number; /** Without people: the first run. */ empty?: boolean };

const vault = memoryVault();

function optionsFor(file: string, clock: TestClock, count: () => number): EngineOptions {
  return {
    file, resources: RESOURCES, workspace: 'Northwind Home Ltd', environment: 'Sandbox', version: '0.0.0-test', guests: GUESTS, vault,
    now: clock.now, newId: prefix => `${prefix}_${count()}`, newSession: () => `session-${count()}`, random: () => 0.5, wait: clock.wait, onMistake: () => undefined,
  };
}

function counter(): () => number {
  let next = 0;
  return () => (next += 1);
}

/** Hashing four passwords takes a while: it is done once, then the file is copied. */
let peopled: Promise<string> | null = null;

async function makePeopledFile(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'tieout-people-'));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'tieout.sqlite');
  const engine = await openEngine(optionsFor(file, testClock(), counter()));
  const [admin, ...others] = GUESTS;
  assert.ok(admin);
  await callerOf(engine, null).people.createFirstAdmin({ name: admin.name, email: admin.email, password: admin.password });
  const { session } = await callerOf(engine, null).people.signIn({ email: admin.email, password: admin.password });
  for (const guest of others) await callerOf(engine, session).people.save({ ...guest, active: true });
  await engine.close();
  return file;
}

/** An engine on a file of its own with the four people of a sandbox workspace, a clock that stands still and counted ids. */
export async function newEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const { clock = testClock(), empty = false, ids = idsFrom(1_000), file = join(folder(), 'tieout.sqlite'), ...rest } = options;
  if (!empty && options.file === undefined) copyFileSync(await (peopled ??= makePeopledFile()), file);
  const mistakes: TestEngine['mistakes'] = [];
  const events: EngineEvent[] = [];
  const engine = await openEngine({ ...optionsFor(file, clock, ids), ...rest, onMistake: (where, error) => void mistakes.push({ where, error }) });
  engine.onEvent(event => events.push(event));
  const sessions = new Map<Role, Promise<string>>();
  let open = true;
  async function close(): Promise<void> {
    if (!open) return;
    open = false;
    await engine.close();
  }
  afterwards(close);
  const sessionOf = (role: Role): Promise<string> => {
    const known = sessions.get(role) ?? signIn(engine, role);
    sessions.set(role, known);
    return known;
  };
  return {
    engine, file, clock, mistakes, events, sessionOf, close,
    as: async role => callerOf(engine, await sessionOf(role)),
    async reopen() {
      await close();
      return newEngine({ ...options, clock, ids, file });
    },
  };
}

export function idsFrom(first: number): () => number {
  let next = first;
  return () => next++;
}

export const guestOf = (role: Role): (typeof GUESTS)[number] => GUESTS.find(guest => guest.role === role) ?? assert.fail(`no guest is ${role}`);

export async function signIn(engine: Engine, role: Role): Promise<string> {
  const { email, password } = guestOf(role);
  return (await callerOf(engine, null).people.signIn({ email, password })).session;
}

/** What a call is refused with; fails when it is not refused. */
export async function refusalOf(work: Promise<unknown>): Promise<WireError> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, recovery, message, field } = error;
    return field === undefined ? { code, recovery, message } : { code, recovery, message, field };
  }
  return assert.fail('the call was not refused');
}
