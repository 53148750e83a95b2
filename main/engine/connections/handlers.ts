import type { Connection, connections, Entity, Site, SystemKey } from '../../../shared/contract/connections.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { instant } from '../../../shared/values/date.ts';
import { ConnectionId } from '../../../shared/values/id.ts';
import type { Connector } from '../connectors/connector.ts';
import { connectors } from '../connectors/registry.ts';
import type { Handlers, TaskContext, Vault } from '../handler.ts';
import { browserSignIns } from './browser-sign-in.ts';
import type { BrowserSignIns } from './browser-sign-in.ts';
import { checkedSecrets, checkedSettings } from './check-settings.ts';
import {
  connectionById, deleteSecret, insertConnection, listConnections, readSchema, removeConnection, saveSealedSecret, sealedSecrets, setConnectionState, setSchema, setSite, setTokenExpiry, updateConnection,
} from './connection-store.ts';
import type { StoredConnection } from './connection-store.ts';
import { openSecrets, sealSecrets } from './credentials.ts';
import type { Sessions } from './sessions.ts';

export type ConnectionDeps = { vault: Vault; sessions: Sessions; connectorOf(system: SystemKey, settings: Readonly<Record<string, string>>): Connector };

type Deps = ConnectionDeps & { signIns: BrowserSignIns };

/** The stored connection with what the running engine knows of it. */
const shown = ({ sessions, connectorOf }: Pick<Deps, 'sessions' | 'connectorOf'>, stored: StoredConnection): Connection => ({ ...stored, auth: connectorOf(stored.system, stored.settings).auth, rateLimit: null, ...sessions.live(stored.id) });

const firstStateText = (auth: 'token' | 'oauth', label: string): string => (auth === 'oauth' ? `Sign in to ${label}.` : 'Test the connection to begin.');

type Saved = Parameters<Handlers<typeof connections>['save']>[1];

/** A connection is made or changed in one commit, its secrets sealed before. Tokens of another client or address are thrown away. */
async function save(context: TaskContext, input: Saved, { vault, sessions, connectorOf }: Deps): Promise<Connection> {
  const before = input.id === undefined ? null : connectionById(context.db, input.id);
  if (before && before.system !== input.system) throw new AppError('connection.system', 'fixInput', 'The system of a connection cannot be changed. Make a new connection.', { field: 'system' });
  const connector = connectorOf(input.system, input.settings);
  const settings = checkedSettings(connector, input.settings);
  const secrets = checkedSecrets(connector, input.secrets, before?.secretsHeld ?? []);
  const sealed = await sealSecrets(vault, secrets);
  const changed = before ? Object.keys(settings).filter(name => settings[name] !== (before.settings[name] ?? '')) : Object.keys(settings);
  const losesTokens = before !== null && connector.wire.oauth?.identity.some(name => changed.includes(name)) === true;
  const id = before?.id ?? ConnectionId.parse(context.newId('con'));
  context.commit(['connections'], ({ db, audit, now }) => {
    const text = firstStateText(connector.auth, connector.label);
    if (before) updateConnection(db, { id, label: input.label, environment: input.environment, settings });
    else insertConnection(db, { id, system: input.system, label: input.label, environment: input.environment, settings, stateText: text });
    for (const secret of sealed) saveSealedSecret(db, id, secret, now);
    if (losesTokens && connector.wire.oauth) {
      deleteSecret(db, id, connector.wire.oauth.secret);
      setTokenExpiry(db, id, null);
      setSite(db, id, null);
      setConnectionState(db, id, 'signedOut', `The settings have changed: sign in to ${connector.label} again.`);
    } else if (before && connector.auth === 'token' && (changed.length > 0 || sealed.length > 0)) setConnectionState(db, id, 'new', 'The settings have changed: test the connection.');
    audit('connections.save', {
      connection: id, label: input.label, environment: input.environment, system: input.system, secretsChanged: sealed.map(secret => secret.name),
      before: before && { label: before.label, environment: before.environment, settings: before.settings }, after: settings,
    });
  });
  if (before && (changed.length > 0 || sealed.length > 0)) sessions.forget(id);
  return shown({ sessions, connectorOf }, connectionById(context.db, id));
}

async function beginSignIn(context: TaskContext, id: ConnectionId, { vault, sessions, signIns, connectorOf }: Deps): Promise<{ url: string; attempt: string }> {
  const connection = connectionById(context.db, id);
  const connector = connectorOf(connection.system, connection.settings);
  const attempt = context.newId('signin');
  const secrets = await openSecrets(vault, sealedSecrets(context.db, id));
  const url = await signIns.begin({ name: attempt, connectionId: id, connector, settings: connection.settings, secrets, nowMs: () => Date.parse(context.now()) });
  context.commit(['connections'], ({ audit }) => audit('connections.signInBegun', { connection: id, by: context.caller.name }));
  // A session of before the sign-in would go on with tokens that are about to be replaced.
  if (connection.state !== 'ready') sessions.forget(id);
  return { url, attempt };
}

async function finishSignIn(context: TaskContext, { id, attempt }: { id: ConnectionId; attempt: string }, { vault, sessions, signIns, connectorOf }: Deps): Promise<Connection> {
  const tokens = await signIns.finish(attempt, id, context.signal);
  const connection = connectionById(context.db, id);
  const { oauth } = connectorOf(connection.system, connection.settings).wire;
  if (!oauth) throw new AppError('signIn.notNeeded', 'fixInput', 'This system needs no sign-in in the browser.');
  const [sealed] = await sealSecrets(vault, { [oauth.secret]: JSON.stringify(tokens) });
  context.commit(['connections'], ({ db, audit, now }) => {
    if (sealed) saveSealedSecret(db, id, sealed, now);
    setTokenExpiry(db, id, instant(tokens.expiresAtMs));
    setConnectionState(db, id, connection.site ? 'ready' : 'new', connection.site ? 'Connected.' : 'Signed in. Choose the company.');
    audit('connections.signedIn', { connection: id, by: context.caller.name, secret: oauth.secret });
  });
  sessions.forget(id);
  return shown({ sessions, connectorOf }, connectionById(context.db, id));
}

type Check = { label: string; ok: boolean; detail: string };

/** The checks in their order; the first that fails ends the test and says why. */
async function test(context: TaskContext, id: ConnectionId, { sessions, connectorOf }: Deps): Promise<{ ok: boolean; message: string; checks: Check[] }> {
  const connection = connectionById(context.db, id);
  const connector = connectorOf(connection.system, connection.settings);
  const checks: Check[] = [];
  let failure: AppError | null = null;
  for (const check of connector.checks) {
    try {
      const session = await sessions.open(id);
      checks.push({ label: check.label, ok: true, detail: await check.run(session, context.signal) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failure = error;
      checks.push({ label: check.label, ok: false, detail: error.message });
      break;
    }
  }
  context.commit(['connections'], ({ audit }) => audit('connections.test', { connection: id, ok: failure === null, checks: checks.map(({ label, ok }) => ({ label, ok })), code: failure?.code ?? null }));
  if (!failure) sessions.note(id, 'ready', 'Connected.');
  // What the client met on the way (signed out, unreachable) is noted already.
  else if (connectionById(context.db, id).stateText !== failure.message && failure.code !== 'connection.noSite') sessions.note(id, 'failing', failure.message);
  return { ok: failure === null, message: failure ? failure.message : `${connection.label} works: ${checks.length} checks passed.`, checks };
}

async function discover(context: TaskContext, id: ConnectionId, { sessions, connectorOf }: Deps): Promise<{ entities: number; fields: number }> {
  const connection = connectionById(context.db, id);
  const entities: Entity[] = await connectorOf(connection.system, connection.settings).discover(await sessions.open(id), context.signal);
  const fields = entities.reduce((sum, entity) => sum + entity.fields.length, 0);
  context.commit(['connections'], ({ db, audit, now }) => {
    setSchema(db, id, entities, now);
    audit('connections.discover', { connection: id, entities: entities.map(entity => ({ name: entity.name, fields: entity.fields.length, custom: entity.fields.filter(field => field.custom).map(field => field.path) })) });
  });
  return { entities: entities.length, fields };
}

const sameSite = (a: Site, b: Site): boolean => a.siteId === b.siteId && a.companyId === b.companyId;

/** The door to connections. Secrets come in here, are sealed, and never go out. */
export function connectionHandlers(given: ConnectionDeps): Handlers<typeof connections> {
  const deps: Deps = { ...given, signIns: browserSignIns() };
  const { sessions, connectorOf } = deps;
  /** The companies that each connection was last shown; only one of those can be chosen. */
  const offered = new Map<string, Site[]>();
  return {
    systems: () => connectors.map(({ key, label, side, auth, fields }) => ({ key, label, side, auth, fields: [...fields] })),
    list: ({ db }) => listConnections(db).map(stored => shown(deps, stored)),
    save: (context, input) => save(context, input, deps),

    remove({ db, audit, now }, { id, reason }) {
      const connection = connectionById(db, id);
      removeConnection(db, id, now);
      audit('connections.remove', { connection: id, label: connection.label, reason });
      sessions.forget(id);
      return {};
    },

    beginSignIn: (context, { id }) => beginSignIn(context, id, deps),
    finishSignIn: (context, input) => finishSignIn(context, input, deps),

    async sites(context, { id }) {
      const connection = connectionById(context.db, id);
      const found = await connectorOf(connection.system, connection.settings).sites(await sessions.open(id), context.signal);
      offered.set(id, found);
      return found;
    },

    chooseSite({ db, audit }, { id, site }) {
      const connection = connectionById(db, id);
      const choice = offered.get(id);
      if (choice && !choice.some(one => sameSite(one, site))) throw new AppError('connection.site', 'fixInput', 'This sign-in may not use that company. Choose one of the list.', { field: 'site' });
      setSite(db, id, site);
      setConnectionState(db, id, 'ready', 'Connected.');
      audit('connections.chooseSite', { connection: id, before: connection.site, after: site });
      sessions.forget(id);
      return shown(deps, connectionById(db, id));
    },

    test: (context, { id }) => test(context, id, deps),
    discover: (context, { id }) => discover(context, id, deps),

    schema({ db }, { id }) {
      connectionById(db, id);
      return readSchema(db, id);
    },
  };
}
