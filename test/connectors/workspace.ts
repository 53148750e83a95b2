import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventName, EventPayload } from '../../shared/contract/events.ts';
import type { Connection, SystemKey } from '../../shared/contract/connections.ts';
import { instant } from '../../shared/values/date.ts';
import type { Instant } from '../../shared/values/date.ts';
import type { ConnectionId } from '../../shared/values/id.ts';
import { commit as commitIn } from '../../main/engine/commit.ts';
import { memoryVault } from '../../main/engine/connections/credentials.ts';
import { connectionHandlers } from '../../main/engine/connections/handlers.ts';
import { sessionRecords } from '../../main/engine/connections/session-store.ts';
import { openSessions } from '../../main/engine/connections/sessions.ts';
import type { Sessions } from '../../main/engine/connections/sessions.ts';
import { connectorOf } from '../../main/engine/connectors/registry.ts';
import { GATEWAY } from '../../main/engine/connectors/sage200/settings.ts';
import type { HttpLogLine } from '../../main/engine/connectors/http-client.ts';
import type { Session } from '../../main/engine/connectors/connector.ts';
import type { Caller, Commit, TaskContext, Vault } from '../../main/engine/handler.ts';
import { openStore } from '../../main/engine/store/open-store.ts';
import type { Store } from '../../main/engine/store/open-store.ts';
import { startClaritySandbox } from '../../main/sandboxes/clarity/clarity-sandbox.ts';
import type { ClarityOptions, ClaritySandbox } from '../../main/sandboxes/clarity/clarity-sandbox.ts';
import { startLinnworksSandbox } from '../../main/sandboxes/linnworks/linnworks-sandbox.ts';
import type { LinnworksOptions, LinnworksSandbox } from '../../main/sandboxes/linnworks/linnworks-sandbox.ts';
import { startSage100Sandbox } from '../../main/sandboxes/sage100/server.ts';
import type { Sage100Options, Sage100Sandbox } from '../../main/sandboxes/sage100/server.ts';
import { startSageProSandbox } from '../../main/sandboxes/sagepro/server.ts';
import type { SageProOptions, SageProSandbox } from '../../main/sandboxes/sagepro/server.ts';
import { startSage200Sandbox } from '../../main/sandboxes/sage200/server.ts';
import type { Sage200Options, Sage200Sandbox } from '../../main/sandboxes/sage200/server.ts';

const undo: (() => unknown)[] = [];

/** What a test opened is closed again, last first. */
export async function cleanUp(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

export const afterTest = (step: () => unknown): void => void undo.push(step);

export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tieout-connections-'));
  afterTest(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

const ADMIN: Caller = { personId: 'per_1', name: 'Ada', role: 'admin', session: 's' };
const SYSTEM: Caller = { personId: 'system', name: 'Tieout', role: 'system', session: null };

/** A clock that only waiting moves, so that pauses of minutes take no time. */
export type Clock = { now(): Instant; wait(milliseconds: number, signal?: AbortSignal): Promise<void>; waits: number[]; forward(milliseconds: number): void };

export function testClock(startMs = Date.now()): Clock {
  let offset = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => instant(startMs + offset),
    forward: milliseconds => void (offset += milliseconds),
    async wait(milliseconds, signal) {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      offset += milliseconds;
    },
  };
}

export type Workspace = {
  store: Store; vault: Vault; clock: Clock; sessions: Sessions; log: HttpLogLine[]; events: { name: string; payload: unknown }[]; mistakes: string[];
  handlers: ReturnType<typeof connectionHandlers>;
  task(signal?: AbortSignal): TaskContext;
  command<T>(work: (commit: Commit) => T): T;
  query(): { db: Store['read']; caller: Caller; now: Instant };
  /** Everything that the workspace's file and log hold, as one text: no secret may be in it. */
  everything(): string;
};

/** A connection that waits less long for answers than it does in use. */
const hurried = (timeoutMs: number | undefined): typeof connectorOf => (system, settings) => {
  const connector = connectorOf(system, settings);
  return timeoutMs === undefined ? connector : { ...connector, wire: { ...connector.wire, timeoutMs } };
};

/** Connections over a real workspace file, without the rest of the engine. `breakCommit` makes the engine's own commits fail. */
export function openWorkspace({ clock = testClock(), breakCommit = () => false, timeoutMs }: { clock?: Clock; breakCommit?: () => boolean; timeoutMs?: number } = {}): Workspace {
  const store = openStore({ file: join(folder(), 'workspace.tieout'), migrations: 'resources/migrations' });
  let count = 0;
  const newId = (prefix: string): string => `${prefix}_${(count += 1)}`;
  const options = { store, now: clock.now, newId };
  const vault = memoryVault();
  const events: Workspace['events'] = [];
  const log: HttpLogLine[] = [];
  const mistakes: string[] = [];
  const announce = <N extends EventName>(name: N, payload: EventPayload<N>): void => void events.push({ name, payload });
  const records = sessionRecords({
    db: store.read, vault,
    commit(_groups, work) {
      if (breakCommit()) throw new Error('the computer went dark');
      return commitIn(options, SYSTEM, work);
    },
  });
  const sessions = openSessions({ records, connectorOf: hurried(timeoutMs), announce, now: clock.now, wait: (milliseconds, signal) => clock.wait(milliseconds, signal), random: () => 0.5, log: line => log.push(line), onMistake: where => mistakes.push(where) });
  afterTest(async () => {
    await sessions.close();
    store.close();
  });
  return {
    store, vault, clock, sessions, log, events, mistakes,
    handlers: connectionHandlers({ vault, sessions, connectorOf }),
    task: (signal = new AbortController().signal) => ({ db: store.read, caller: ADMIN, signal, now: clock.now, newId, announce, commit: (_groups, work) => commitIn(options, ADMIN, work) }),
    command: work => commitIn(options, ADMIN, work),
    query: () => ({ db: store.read, caller: ADMIN, now: clock.now() }),
    everything: () => JSON.stringify([store.read.all({ text: 'SELECT * FROM audit_detail', values: [] }), store.read.all({ text: 'SELECT * FROM connection', values: [] }), store.read.all({ text: 'SELECT * FROM connection_secret', values: [] }), log, events]),
  };
}

export async function startLinnworks(options: Partial<LinnworksOptions> & Pick<LinnworksOptions, 'world'>): Promise<LinnworksSandbox> {
  const sandbox = await startLinnworksSandbox({ rateLimits: 'off', dir: folder(), ...options });
  afterTest(() => sandbox.close());
  return sandbox;
}

export async function startSage(options: Partial<Sage200Options> & Pick<Sage200Options, 'world'>): Promise<Sage200Sandbox> {
  const sandbox = await startSage200Sandbox({ staff: 'manual', dir: folder(), ...options });
  afterTest(() => sandbox.close());
  return sandbox;
}

export async function startClarity(options: Partial<ClarityOptions> & Pick<ClarityOptions, 'world'>): Promise<ClaritySandbox> {
  const sandbox = await startClaritySandbox({ rateLimits: 'off', dir: folder(), ...options });
  afterTest(() => sandbox.close());
  return sandbox;
}

export async function startSage100(options: Partial<Sage100Options> & Pick<Sage100Options, 'world'>): Promise<Sage100Sandbox> {
  const sandbox = await startSage100Sandbox({ staff: 'manual', dir: folder(), ...options });
  afterTest(() => sandbox.close());
  return sandbox;
}

export async function startSagePro(options: Partial<SageProOptions> & Pick<SageProOptions, 'world'>): Promise<SageProSandbox> {
  const sandbox = await startSageProSandbox({ staff: 'manual', dir: folder(), ...options });
  afterTest(() => sandbox.close());
  return sandbox;
}

type Change = { settings?: Record<string, string>; secrets?: Record<string, string> };
const save = (workspace: Workspace, system: SystemKey, settings: Record<string, string>, secrets: Record<string, string>): Promise<Connection> =>
  workspace.handlers.save(workspace.task(), { system, label: system, environment: 'Sandbox', settings, secrets });

export const saveLinnworks = (workspace: Workspace, { url, credentials }: LinnworksSandbox, change: Change = {}): Promise<Connection> =>
  save(workspace, 'linnworks', { applicationId: credentials.applicationId, authBaseUrl: url, v2BaseUrl: `${url}/v2`, ...change.settings }, { applicationSecret: credentials.applicationSecret, token: credentials.token, ...change.secrets });

export const saveSage = (workspace: Workspace, { url, credentials }: Sage200Sandbox, change: Change = {}): Promise<Connection> =>
  save(workspace, 'sage200', { clientId: credentials.clientId, authorizeUrl: `${url}/authorize`, tokenUrl: `${url}/oauth/token`, apiBaseUrl: `${url}/uk/sage200extra/accounts/v1`, redirectUri: 'http://127.0.0.1:0/callback', ...change.settings },
    { clientSecret: credentials.clientSecret, ...change.secrets });

/** The other way to the same company: by user unless the change says otherwise. */
export const saveSageGateway = (workspace: Workspace, { url, credentials: { gateway } }: Sage200Sandbox, change: Change = {}): Promise<Connection> =>
  save(workspace, 'sage200', { profile: GATEWAY, gatewayUrl: `${url}/api/v1`, companyCode: gateway.companyCode, signInWith: 'User and password', user: gateway.user, ...change.settings }, { password: gateway.password, ...change.secrets });

export async function connectSageGateway(workspace: Workspace, sandbox: Sage200Sandbox): Promise<{ id: ConnectionId; session: Session }> {
  const { id } = await saveSageGateway(workspace, sandbox);
  return { id, session: await workspace.sessions.open(id) };
}

export const saveClarity = (workspace: Workspace, { url, credentials }: ClaritySandbox, change: Change = {}): Promise<Connection> =>
  save(workspace, 'clarity', { apiBaseUrl: `${url}/api/v1`, clientId: credentials.clientId, baseCurrency: 'GBP', ...change.settings }, { clientSecret: credentials.clientSecret, ...change.secrets });

/** By user unless the change says otherwise. */
export const saveSage100 = (workspace: Workspace, { url, credentials }: Sage100Sandbox, change: Change = {}): Promise<Connection> =>
  save(workspace, 'sage100', { gatewayUrl: url, companyCode: credentials.companyCode, signInWith: 'User and password', user: credentials.user, ...change.settings }, { password: credentials.password, ...change.secrets });

/** By user unless the change says otherwise. */
export const saveSagePro = (workspace: Workspace, { url, credentials }: SageProSandbox, change: Change = {}): Promise<Connection> =>
  save(workspace, 'sagepro', { gatewayUrl: `${url}/api/v1/sagepro`, companyCode: credentials.companyCode, signInWith: 'User and password', user: credentials.user, ...change.settings }, { password: credentials.password, ...change.secrets });

export async function connectSagePro(workspace: Workspace, sandbox: SageProSandbox, change: Change = {}): Promise<{ id: ConnectionId; session: Session }> {
  const { id } = await saveSagePro(workspace, sandbox, change);
  return { id, session: await workspace.sessions.open(id) };
}

export async function connectSage100(workspace: Workspace, sandbox: Sage100Sandbox, change: Change = {}): Promise<{ id: ConnectionId; session: Session }> {
  const { id } = await saveSage100(workspace, sandbox, change);
  return { id, session: await workspace.sessions.open(id) };
}

/** What a person does in the browser, without one: the sign-in page's form, then the way back. */
export async function signInAtSage(sandbox: Sage200Sandbox, address: string, change: Record<string, string> = {}): Promise<Response> {
  const form = new URLSearchParams(new URL(address).search);
  for (const [name, value] of Object.entries({ username: sandbox.credentials.username, password: sandbox.credentials.password, action: 'allow', ...change })) form.set(name, value);
  const consent = await fetch(`${sandbox.url}/authorize`, { method: 'POST', redirect: 'manual', body: form });
  const back = consent.headers.get('location') ?? assert.fail(`no way back: ${consent.status} ${await consent.text()}`);
  return fetch(back);
}

/** A Sage connection that is signed in and has its company. */
export async function connectSage(workspace: Workspace, sandbox: Sage200Sandbox): Promise<{ id: ConnectionId; session: Session }> {
  const { handlers } = workspace;
  const { id } = await saveSage(workspace, sandbox);
  const { url, attempt } = await handlers.beginSignIn(workspace.task(), { id });
  const finished = handlers.finishSignIn(workspace.task(), { id, attempt });
  await signInAtSage(sandbox, url);
  await finished;
  const [site] = await handlers.sites(workspace.task(), { id });
  assert.ok(site);
  workspace.command(commit => handlers.chooseSite(commit, { id, site }));
  return { id, session: await workspace.sessions.open(id) };
}

export async function connectLinnworks(workspace: Workspace, sandbox: LinnworksSandbox): Promise<{ id: ConnectionId; session: Session }> {
  const { id } = await saveLinnworks(workspace, sandbox);
  return { id, session: await workspace.sessions.open(id) };
}

export async function connectClarity(workspace: Workspace, sandbox: ClaritySandbox, change: Change = {}): Promise<{ id: ConnectionId; session: Session }> {
  const { id } = await saveClarity(workspace, sandbox, change);
  return { id, session: await workspace.sessions.open(id) };
}
