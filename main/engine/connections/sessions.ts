import { AppError } from '../../../shared/contract/errors.ts';
import type { Connection, SystemKey } from '../../../shared/contract/connections.ts';
import { instant } from '../../../shared/values/date.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { openClient } from '../connectors/client.ts';
import type { Client, Wait, Watch } from '../connectors/client.ts';
import type { Connector, Session } from '../connectors/connector.ts';
import { openHttp } from '../connectors/http-client.ts';
import type { HttpLogLine } from '../connectors/http-client.ts';
import type { Announce } from '../handler.ts';
import type { StoredConnection } from './connection-store.ts';

/** What sessions read and write; `sessionRecords` of session-store.ts does it in the workspace. */
export type SessionRecords = {
  connection(id: string): StoredConnection;
  secrets(id: string): Promise<Readonly<Record<string, string>>>;
  saveSecret(id: string, secret: { name: string; text: string }): Promise<void>;
  saveState(id: string, state: Connection['state'], stateText: string): void;
  saveUse(id: string, use: { readAt: Instant | null; writeAt: Instant | null; tokenExpiresAt: Instant | null }): void;
};

export type SessionsOptions = {
  records: SessionRecords;
  connectorOf(system: SystemKey, settings: Readonly<Record<string, string>>): Connector;
  announce: Announce;
  now(): Instant;
  wait: Wait;
  random(): number;
  /** Keeping notes about a connection failed; what was asked of the system is not affected. */
  onMistake(where: string, error: unknown): void;
  log?: ((line: HttpLogLine & { connection: string }) => void) | undefined;
};

/** What only the running engine knows of a connection. */
export type Live = Pick<Connection, 'rateLimit' | 'tokenExpiresAt' | 'lastReadAt' | 'lastWriteAt'>;

export type Sessions = {
  /** The one session of a connection; made at its first use. */
  open(connectionId: string): Promise<Session>;
  live(connectionId: string): Live | null;
  /** What a test found out about the connection as a whole. */
  note(connectionId: string, state: Connection['state'], stateText: string): void;
  /** Its settings or secrets have changed, or it is gone: what is under way ends in peace, the next use starts anew. */
  forget(connectionId: string): void;
  close(): Promise<void>;
};

/** How often the moment of the last use is written down; between that it is in memory. */
const SAVE_USE_MS = 60_000;

type Opened = { session: Session; live(): Live; note(state: Connection['state'], stateText: string): void; end(): void; close(): Promise<void> };

export function openSessions(options: SessionsOptions): Sessions {
  const opened = new Map<string, Opened>();
  function held(id: string): Opened {
    let one = opened.get(id);
    if (!one) {
      one = openOne(options, options.records.connection(id));
      opened.set(id, one);
    }
    return one;
  }
  return {
    async open(id) {
      return held(id).session;
    },
    live: id => opened.get(id)?.live() ?? null,
    note: (id, state, stateText) => held(id).note(state, stateText),
    forget(id) {
      opened.get(id)?.end();
      opened.delete(id);
    },
    async close() {
      await Promise.all([...opened.values()].map(one => one.close()));
      opened.clear();
    },
  };
}

function openOne(options: SessionsOptions, connection: StoredConnection): Opened {
  const { records, now, log } = options;
  const { id } = connection;
  const nowMs = (): number => Date.parse(now());
  const connector = options.connectorOf(connection.system, connection.settings);
  const settings = Object.freeze({ ...Object.fromEntries(connector.fields.filter(field => field.kind !== 'secret').map(field => [field.name, field.initial])), ...connection.settings });
  const secrets = (): Promise<Readonly<Record<string, string>>> => records.secrets(id);
  const http = connector.wire.open?.({ settings, secrets }) ?? openHttp({ timeoutMs: connector.wire.timeoutMs, connections: connector.wire.connections, nowMs, log: log && (line => log({ ...line, connection: id })) });
  const signIn = connector.wire.signIn({
    settings, http, nowMs, site: () => connection.site, secrets, saveSecret: (name, text) => records.saveSecret(id, { name, text }),
  });
  const watch = watchOf(options, connection, { expiresAt: () => signIn.expiresAt(), needsSite: connector.auth === 'oauth' });
  const client = openClient({ connector, signIn, http, nowMs, wait: options.wait, random: () => options.random(), watch });
  let ended = false;
  const session: Session = {
    settings, site: connection.site,
    request: ask => (ended ? Promise.reject(changedMeanwhile(connection)) : client.request(ask)),
  };
  return {
    session, note: watch.become,
    live: () => ({ ...watch.seen(), tokenExpiresAt: signIn.expiresAt() ?? connection.tokenExpiresAt, rateLimit: rateLimitOf(client, watch.waitingUntilMs(), nowMs()) }),
    end() {
      ended = true;
      // Whoever ends a session may stand in a transaction of its own; the note comes after it.
      queueMicrotask(() => watch.flush());
      // Idle sockets close by themselves after half a minute; requests under way get their answers.
    },
    async close() {
      ended = true;
      watch.flush();
      await http.close();
    },
  };
}

const changedMeanwhile = ({ label }: StoredConnection): AppError =>
  new AppError('connection.changed', 'fixConnection', `The connection ${label} was changed. Resume the run to go on with the new settings.`);

function rateLimitOf(client: Client, waitingUntilMs: number, nowMs: number): Live['rateLimit'] {
  const usage = client.usage();
  const waitingSeconds = Math.max(0, Math.ceil((waitingUntilMs - nowMs) / 1_000));
  return usage === null && waitingSeconds === 0 ? null : { limitPerMinute: usage?.limitPerMinute ?? 0, used: usage?.used ?? 0, waitingSeconds };
}

type ConnectionWatch = Watch & { become(state: Connection['state'], stateText: string): void; seen(): Pick<Live, 'lastReadAt' | 'lastWriteAt'>; waitingUntilMs(): number; flush(): void };

/** Turns what the client meets into the connection's state; the state is written only when it changes. */
function watchOf({ records, announce, now, onMistake }: SessionsOptions, connection: StoredConnection, { expiresAt, needsSite }: { expiresAt: () => Instant | null; needsSite: boolean }): ConnectionWatch {
  const { id } = connection;
  const nowMs = (): number => Date.parse(now());
  let { state, stateText } = connection;
  let readMs = 0;
  let writtenMs = 0;
  let savedMs = 0;
  let waitingUntilMs = 0;
  let waiting = 0;

  const isWhole = (): boolean => connection.site !== null || !needsSite;
  const moment = (milliseconds: number, before: Instant | null): Instant | null => (milliseconds > 0 ? instant(milliseconds) : before);
  const seen = (): Pick<Live, 'lastReadAt' | 'lastWriteAt'> => ({ lastReadAt: moment(readMs, connection.lastReadAt), lastWriteAt: moment(writtenMs, connection.lastWriteAt) });

  function become(next: Connection['state'], text: string): void {
    if (next === state && text === stateText) return;
    state = next;
    stateText = text;
    // A note that cannot be written (a full disk, say) must not make a document that was posted look refused.
    try {
      records.saveState(id, next, text);
    } catch (error) {
      onMistake('connections.state', error);
    }
    announce('connectionState', { id: connection.id, state: next });
  }

  function flush(): void {
    if (Math.max(readMs, writtenMs) <= savedMs) return;
    savedMs = Math.max(readMs, writtenMs);
    try {
      records.saveUse(id, { readAt: moment(readMs, null), writeAt: moment(writtenMs, null), tokenExpiresAt: expiresAt() });
    } catch (error) {
      onMistake('connections.used', error);
    }
  }

  return {
    become, seen, flush, waitingUntilMs: () => waitingUntilMs,
    waiting(milliseconds) {
      waiting += 1;
      waitingUntilMs = Math.max(waitingUntilMs, nowMs() + milliseconds);
      announce('changed', { groups: ['connections'] });
    },
    waited() {
      waiting -= 1;
      if (waiting > 0) return;
      waitingUntilMs = 0;
      announce('changed', { groups: ['connections'] });
    },
    answered(kind) {
      const at = nowMs();
      if (kind === 'read') readMs = at;
      else writtenMs = at;
      if (state !== 'ready' && isWhole()) become('ready', 'Connected.');
      if (at - savedMs >= SAVE_USE_MS) flush();
    },
    failed(error) {
      const found = stateOf(error);
      if (found) become(found, error.message);
    },
  };
}

const SIGNED_OUT = /^(signIn\.(expired|missing|refused|client|denied)|http\.401)$/;
const FAILING = /^(http\.(unreachable|timeout|certificate|403)|signIn\.unavailable|linnworks\.(locked|maintenance)|connection\.vault)$/;

/** What an error says about the connection as a whole; most say something about one record only. */
function stateOf({ code }: AppError): Connection['state'] | null {
  if (SIGNED_OUT.test(code)) return 'signedOut';
  return FAILING.test(code) || /^http\.5\d\d$/.test(code) ? 'failing' : null;
}
