import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { moment } from '../world/calendar.ts';
import { ID_FIELDS, type Kind, type Kinds } from './shapes.ts';

/** Where a page begins: after this record. */
export type Place = { updatedAt: string; id: string };
export type ListAsk = { since: string; after: Place | null; filters: Readonly<Record<string, string>>; limit: number };
export type Webhook = { id: string; url: string; events: readonly string[]; secrets: readonly string[]; active: boolean; createdAt: string };
/** `dueMs`: not before this moment of the real clock. */
export type Delivery = { id: string; webhookId: string; event: string; body: string; attempts: number; dueMs: number };

/** What the shop holds. A record's change and what follows from it happen in one `transaction`. */
export type Store = {
  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined;
  /** By the moment of the last change, then by id: going on after a record loses none and repeats none. */
  list<K extends Kind>(kind: K, ask: ListAsk): Kinds[K][];
  count(kind: Kind, ask: Pick<ListAsk, 'since' | 'filters'>): number;
  /** Saves a record as changed now and gives it back. */
  put<K extends Kind>(kind: K, record: Kinds[K]): Kinds[K];
  /** Saves a record with the moment of change that it carries. */
  seed<K extends Kind>(kind: K, record: Kinds[K]): void;
  next(sequence: string, first: number): number;
  setting(name: string): string | undefined;
  saveSetting(name: string, value: string): void;
  now(): string;
  advance(to: string): void;
  webhooks(): Webhook[];
  saveWebhook(webhook: Webhook): void;
  removeWebhook(id: string): boolean;
  queue(delivery: Omit<Delivery, 'attempts' | 'dueMs'>): void;
  /** What is sent to this address next: the one that comes due first, of those the oldest. */
  nextDelivery(webhookId: string): Delivery | undefined;
  /** An attempt was made; `state` says what becomes of the delivery. */
  attempted(delivery: Delivery, outcome: { state: 'delivered' | 'failed'; answer: string } | { state: 'waiting'; answer: string; dueMs: number }): void;
  deliveries(): { id: string; webhookId: string; event: string; attempts: number; state: string; answer: string }[];
  transaction<T>(work: () => T): T;
  close(): void;
};

/** The shop's clock when the sandbox is new: the month is over. */
export const CLOCK_STARTS = '2026-11-03T08:00:00.000Z';
/** Every change moves the clock on by this much, so that each has its own moment. */
const TICK_MS = 10;
const MAX_DELIVERIES_SHOWN = 1_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS record (kind TEXT NOT NULL, id TEXT NOT NULL, updated_at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT;
  CREATE INDEX IF NOT EXISTS record_by_change ON record (kind, updated_at, id);
  CREATE TABLE IF NOT EXISTS webhook (id TEXT PRIMARY KEY, url TEXT NOT NULL, events TEXT NOT NULL, secrets TEXT NOT NULL, active INTEGER NOT NULL CHECK (active IN (0, 1)), created_at TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS delivery (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, webhook_id TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due_ms INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')), answer TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX IF NOT EXISTS delivery_waiting ON delivery (webhook_id, due_ms, seq) WHERE state = 'waiting';
`;

type WebhookRow = { id: string; url: string; events: string; secrets: string; active: number; created_at: string };

/** Opens the shop kept in `dir`; a sandbox started again in the same folder goes on where it was. */
export function openStore(dir: string): Store {
  mkdirSync(dir, { recursive: true });
  const database = new Database(join(dir, 'clarity.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(SCHEMA);
  const readSetting = database.prepare<[string], { value: string }>('SELECT value FROM setting WHERE name = ?');
  const writeSetting = database.prepare('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  const readRecord = database.prepare<[string, string], { body: string }>('SELECT body FROM record WHERE kind = ? AND id = ?');
  const writeRecord = database.prepare('INSERT INTO record (kind, id, updated_at, body) VALUES (?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body');
  const setting = (name: string): string | undefined => readSetting.get(name)?.value;
  const saveSetting = (name: string, value: string): void => void writeSetting.run(name, value);
  const now = (): string => setting('now') ?? CLOCK_STARTS;
  // Only `write` below fills the column, with a record of this kind.
  const read = <K extends Kind>(body: string): Kinds[K] => JSON.parse(body) as Kinds[K];
  const idOf = <K extends Kind>(kind: K, record: Kinds[K]): string => String((record as Record<string, unknown>)[ID_FIELDS[kind]]);
  const write = <K extends Kind>(kind: K, record: Kinds[K]): void => void writeRecord.run(kind, idOf(kind, record), record.updatedAt, JSON.stringify(record));
  /** Filters come from a closed list of names, their values are bound. */
  const where = (filters: Readonly<Record<string, string>>): string => Object.keys(filters).map(name => ` AND json_extract(body, '$.${name}') = ?`).join('');
  return {
    get: (kind, id) => {
      const row = readRecord.get(kind, id);
      return row && read(row.body);
    },
    list(kind, { since, after, filters, limit }) {
      const place = after ? ' AND (updated_at, id) > (?, ?)' : '';
      const rows = database.prepare<unknown[], { body: string }>(`SELECT body FROM record WHERE kind = ? AND updated_at >= ?${where(filters)}${place} ORDER BY updated_at, id LIMIT ?`)
        .all(kind, since, ...Object.values(filters), ...(after ? [after.updatedAt, after.id] : []), limit);
      return rows.map(row => read(row.body));
    },
    count: (kind, { since, filters }) =>
      database.prepare<unknown[], { count: number }>(`SELECT count(*) AS count FROM record WHERE kind = ? AND updated_at >= ?${where(filters)}`).get(kind, since, ...Object.values(filters))?.count ?? 0,
    put(kind, record) {
      const at = moment(Date.parse(now()) + TICK_MS);
      saveSetting('now', at);
      const saved = { ...record, updatedAt: at };
      write(kind, saved);
      return saved;
    },
    seed: write,
    next(sequence, first) {
      const number = Number(setting(`next ${sequence}`) ?? first);
      saveSetting(`next ${sequence}`, String(number + 1));
      return number;
    },
    setting, saveSetting, now,
    advance(to) {
      if (to > now()) saveSetting('now', to);
    },
    ...webhookStore(database),
    transaction: work => database.transaction(work)(),
    close: () => database.close(),
  };
}

type WebhookPart = Pick<Store, 'webhooks' | 'saveWebhook' | 'removeWebhook' | 'queue' | 'nextDelivery' | 'attempted' | 'deliveries'>;

function webhookStore(database: Database.Database): WebhookPart {
  return {
    webhooks: () => database.prepare<[], WebhookRow>('SELECT id, url, events, secrets, active, created_at FROM webhook ORDER BY created_at, id').all().map((row): Webhook => ({
      // saveWebhook writes both columns as lists of text.
      id: row.id, url: row.url, events: JSON.parse(row.events) as string[], secrets: JSON.parse(row.secrets) as string[], active: row.active === 1, createdAt: row.created_at,
    })),
    saveWebhook: ({ id, url, events, secrets, active, createdAt }) => void database
      .prepare('INSERT INTO webhook (id, url, events, secrets, active, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET secrets = excluded.secrets, active = excluded.active')
      .run(id, url, JSON.stringify(events), JSON.stringify(secrets), active ? 1 : 0, createdAt),
    removeWebhook(id) {
      database.prepare("UPDATE delivery SET state = 'failed', answer = 'the address was removed' WHERE webhook_id = ? AND state = 'waiting'").run(id);
      return database.prepare('DELETE FROM webhook WHERE id = ?').run(id).changes === 1;
    },
    queue: ({ id, webhookId, event, body }) => void database.prepare('INSERT INTO delivery (id, webhook_id, event, body) VALUES (?, ?, ?, ?)').run(id, webhookId, event, body),
    nextDelivery: webhookId =>
      database.prepare<[string], Delivery>("SELECT id, webhook_id AS webhookId, event, body, attempts, due_ms AS dueMs FROM delivery WHERE webhook_id = ? AND state = 'waiting' ORDER BY due_ms, seq LIMIT 1").get(webhookId),
    attempted: ({ id, dueMs }, outcome) => void database.prepare('UPDATE delivery SET attempts = attempts + 1, state = ?, answer = ?, due_ms = ? WHERE id = ?').run(outcome.state, outcome.answer, outcome.state === 'waiting' ? outcome.dueMs : dueMs, id),
    deliveries: () => database
      .prepare<[number], ReturnType<Store['deliveries']>[number]>('SELECT id, webhook_id AS webhookId, event, attempts, state, answer FROM delivery ORDER BY seq DESC LIMIT ?').all(MAX_DELIVERIES_SHOWN).reverse(),
  };
}
