import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { moment } from '../world/calendar.ts';
import type { Product, SaleOrder, World } from '../world/world-types.ts';

export type Property = { rowId: string; name: string; value: string; type: string };

/** An order as Linnworks shows it now: the world's order, edited, processed or cancelled since, with its extended properties. */
export type LiveOrder = {
  order: SaleOrder;
  /** 0 unpaid, 1 paid; trade orders are released as paid although their money comes later. */
  state: 'open' | 'processed' | 'cancelled';
  processedAt: string | null;
  cancelledAt: string | null;
  lastUpdatedAt: string;
  properties: readonly Property[];
};

/** The Linnworks account of the seller: what the world says, and what was done to it here since. */
export type Account = {
  world: World;
  products: ReadonlyMap<string, Product>;
  byId(orderId: string): LiveOrder | undefined;
  byNumber(orderNumber: number): LiveOrder | undefined;
  byReference(reference: string): readonly LiveOrder[];
  /** All orders by the moment of their last change, then by number. */
  byLastUpdate(): readonly LiveOrder[];
  addProperties(orderId: string, added: readonly Omit<Property, 'rowId'>[]): number;
  replaceProperties(orderId: string, properties: readonly Omit<Property, 'rowId'>[]): void;
  process(orderId: string): void;
  cancel(orderId: string): void;
  /** How far counts entered here moved an item's level. */
  counted(): ReadonlyMap<string, number>;
  /** Somebody counted an item and found more (or fewer) than the account knew. */
  count(sku: string, change: number): void;
  /** Moves the account's clock on; edits of orders up to then become visible. */
  advance(to: string): void;
  saveToken(cursor: unknown): string;
  cursorOf(token: string): unknown;
  now(): string;
  close(): void;
};

/** The account's clock when the sandbox is new: the month is over, its last payouts are in the bank. */
export const CLOCK_STARTS = '2026-11-03T08:00:00.000Z';
/** Every change moves the clock on by this much, so that each has its own "last updated". */
const TICK_MS = 10;
const MAX_SEARCH_TOKENS = 5_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  -- One row per order that was changed here.
  CREATE TABLE IF NOT EXISTS order_change (order_id TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'processed', 'cancelled')), changed_at TEXT NOT NULL, last_updated_at TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS property (row_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, type TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS property_by_order ON property (order_id);
  CREATE TABLE IF NOT EXISTS stock_count (sku TEXT PRIMARY KEY, change INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS search_token (seq INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, cursor TEXT NOT NULL) STRICT;
`;

type ChangeRow = { order_id: string; state: LiveOrder['state']; changed_at: string; last_updated_at: string };
type PropertyRow = { row_id: string; order_id: string; name: string; value: string; type: string };

/** Opens the account in `dir`; a sandbox started again in the same folder goes on where it was. */
export function openAccount(world: World, dir: string): Account {
  mkdirSync(dir, { recursive: true });
  const database = new Database(join(dir, 'linnworks.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(SCHEMA);
  checkWorld(database, world);
  const setting = (name: string): string | undefined => database.prepare<[string], { value: string }>('SELECT value FROM setting WHERE name = ?').get(name)?.value;
  const saveSettingStatement = database.prepare('INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  let now = setting('now') ?? CLOCK_STARTS;
  let advancedTo = setting('advanced_to') ?? '';
  const live = new Map(world.orders.map(order => [order.id, firstView(order, advancedTo)]));
  const numbers = new Map(world.orders.map(order => [order.number, order.id]));
  const edited = world.orders.filter(order => order.edited !== null);
  const references = Map.groupBy(world.orders, order => order.reference);
  restore(database, live);
  let sorted: LiveOrder[] | null = null;
  const saveChange = database.prepare('INSERT INTO order_change (order_id, state, changed_at, last_updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (order_id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at, last_updated_at = excluded.last_updated_at');
  const saveProperty = database.prepare('INSERT INTO property (row_id, order_id, name, value, type) VALUES (?, ?, ?, ?, ?)');
  const removeProperties = database.prepare('DELETE FROM property WHERE order_id = ?');
  const saveCount = database.prepare('INSERT INTO stock_count (sku, change) VALUES (?, ?) ON CONFLICT (sku) DO UPDATE SET change = change + excluded.change');
  const saveSearch = database.prepare('INSERT INTO search_token (token, cursor) VALUES (?, ?)');
  const dropOldSearches = database.prepare('DELETE FROM search_token WHERE seq <= (SELECT max(seq) FROM search_token) - ?');

  /** Saves the change and puts the order at the end of what was last updated, in one transaction. */
  function change(orderId: string, alter: (before: LiveOrder) => Partial<LiveOrder>): void {
    const before = live.get(orderId);
    if (!before) return;
    database.transaction(() => {
      now = moment(Date.parse(now) + TICK_MS);
      const after: LiveOrder = { ...before, ...alter(before), lastUpdatedAt: now };
      saveChange.run(orderId, after.state, after.cancelledAt ?? after.processedAt ?? '', now);
      saveSettingStatement.run('now', now);
      live.set(orderId, after);
      sorted = null;
    })();
  }

  return {
    world,
    products: new Map(world.products.map(product => [product.sku, product])),
    byId: orderId => live.get(orderId.toLowerCase()),
    byNumber: orderNumber => live.get(numbers.get(orderNumber) ?? ''),
    byReference: reference => (references.get(reference) ?? []).flatMap(order => live.get(order.id) ?? []),
    byLastUpdate() {
      sorted ??= [...live.values()].sort((a, b) => compareText(a.lastUpdatedAt, b.lastUpdatedAt) || a.order.number - b.order.number);
      return sorted;
    },
    addProperties(orderId, added) {
      const existing = live.get(orderId)?.properties ?? [];
      const fresh = added.filter(each => !existing.some(had => had.name === each.name && had.value === each.value)).map(each => ({ ...each, rowId: randomUUID() }));
      change(orderId, before => {
        for (const each of fresh) saveProperty.run(each.rowId, orderId, each.name, each.value, each.type);
        return { properties: [...before.properties, ...fresh] };
      });
      return fresh.length;
    },
    replaceProperties: (orderId, properties) => change(orderId, () => {
      const rows = properties.map(each => ({ ...each, rowId: randomUUID() }));
      removeProperties.run(orderId);
      for (const each of rows) saveProperty.run(each.rowId, orderId, each.name, each.value, each.type);
      saveSettingStatement.run(`replaced ${orderId}`, 'yes');
      return { properties: rows };
    }),
    process: orderId => change(orderId, () => ({ state: 'processed', processedAt: now })),
    cancel: orderId => change(orderId, () => ({ state: 'cancelled', cancelledAt: now, processedAt: now })),
    counted: () => new Map(database.prepare<[], { sku: string; change: number }>('SELECT sku, change FROM stock_count').all().map(row => [row.sku, row.change])),
    count: (sku, change) => void saveCount.run(sku, change),
    advance(to) {
      if (to > now) now = to;
      if (to > advancedTo) advancedTo = to;
      saveSettingStatement.run('now', now);
      saveSettingStatement.run('advanced_to', advancedTo);
      for (const order of edited) {
        const before = live.get(order.id);
        const after = firstView(order, advancedTo);
        if (before && before.order.grossMinor !== after.order.grossMinor) live.set(before.order.id, { ...before, order: after.order, lastUpdatedAt: after.lastUpdatedAt > before.lastUpdatedAt ? after.lastUpdatedAt : before.lastUpdatedAt });
      }
      sorted = null;
    },
    saveToken(cursor) {
      const token = randomUUID();
      saveSearch.run(token, JSON.stringify(cursor));
      dropOldSearches.run(MAX_SEARCH_TOKENS);
      return token;
    },
    cursorOf(token) {
      const row = database.prepare<[string], { cursor: string }>('SELECT cursor FROM search_token WHERE token = ?').get(token.toLowerCase());
      return row ? (JSON.parse(row.cursor) as unknown) : undefined;
    },
    now: () => now,
    close: () => database.close(),
  };
}

/** A folder belongs to one world; another seed or size in it would mix two sellers. */
function checkWorld(database: Database.Database, world: World): void {
  const name = `${world.seed}/${world.orders.length}`;
  database.prepare("INSERT INTO setting (name, value) VALUES ('world', ?) ON CONFLICT (name) DO NOTHING").run(name);
  const kept = database.prepare<[], { value: string }>("SELECT value FROM setting WHERE name = 'world'").get()?.value;
  if (kept !== name) {
    database.close();
    throw new RangeError(`This folder holds the Linnworks sandbox of seed and orders ${kept ?? '?'}, not ${name}. Choose another folder.`);
  }
}

/** What somebody sees who reads the account for the first time: edits are not there before their moment. */
function firstView(order: SaleOrder, advancedTo: string): LiveOrder {
  const isEdited = order.edited !== null && order.edited.at <= advancedTo;
  const shown = isEdited && order.edited ? { ...order, lines: order.edited.lines, grossMinor: order.edited.grossMinor } : order;
  const state = order.status === 'despatched' ? 'processed' : order.status === 'cancelled' ? 'cancelled' : 'open';
  return {
    order: shown, state, processedAt: order.despatchedAt ?? order.cancelledAt, cancelledAt: order.cancelledAt,
    lastUpdatedAt: isEdited && order.edited ? order.edited.at : order.lastUpdatedAt, properties: customFields(order),
  };
}

function restore(database: Database.Database, live: Map<string, LiveOrder>): void {
  const properties = Map.groupBy(database.prepare<[], PropertyRow>('SELECT row_id, order_id, name, value, type FROM property ORDER BY rowid').all(), row => row.order_id);
  const replaced = new Set(database.prepare<[], { name: string }>("SELECT name FROM setting WHERE name LIKE 'replaced %'").all().map(row => row.name.slice('replaced '.length)));
  for (const row of database.prepare<[], ChangeRow>('SELECT order_id, state, changed_at, last_updated_at FROM order_change').all()) {
    const before = live.get(row.order_id);
    if (!before) continue;
    const own = (properties.get(row.order_id) ?? []).map((each): Property => ({ rowId: each.row_id, name: each.name, value: each.value, type: each.type }));
    const isChanged = row.state !== before.state;
    live.set(row.order_id, {
      ...before, state: row.state, lastUpdatedAt: row.last_updated_at > before.lastUpdatedAt ? row.last_updated_at : before.lastUpdatedAt,
      processedAt: isChanged ? row.changed_at : before.processedAt, cancelledAt: isChanged && row.state === 'cancelled' ? row.changed_at : before.cancelledAt,
      properties: replaced.has(row.order_id) ? own : [...before.properties, ...own],
    });
  }
}

/** Custom fields that this seller's people and rules keep on their orders. */
function customFields(order: SaleOrder): readonly Property[] {
  const row = (index: number): string => `${order.id.slice(0, 24)}e${String(index).padStart(11, '0')}`;
  const fields: Property[] = [{ rowId: row(0), name: 'CostCentre', value: order.channel === 'wholesale' ? 'TRD' : 'WEB', type: 'Attribute' }];
  if (order.channel === 'wholesale') fields.push({ rowId: row(1), name: 'BuyerPONumber', value: `PO-${40_000 + (order.number % 9_000)}`, type: 'Attribute' });
  if (order.number % 11 === 0 && order.channel.startsWith('shopify')) fields.push({ rowId: row(2), name: 'GiftMessage', value: 'Happy birthday!', type: 'Order' });
  return fields;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
