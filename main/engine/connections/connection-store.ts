import { z } from 'zod';
import type { ConnectionState, Environment, Site, SystemKey } from '../../../shared/contract/connections.ts';
import { Connection, Entity } from '../../../shared/contract/connections.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Instant } from '../../../shared/values/date.ts';
import type { ConnectionId } from '../../../shared/values/id.ts';
import { raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

type Row = {
  id: string; system: string; label: string; environment: string; settings: string; site: string | null; state: string; state_text: string; token_expires_at: string | null;
  last_read_at: string | null; last_write_at: string | null; discovered_at: string | null; secrets: string;
};

/** A connection as it is stored; what only the running engine knows (waiting, calls in this minute) is not in it. */
const Stored = Connection.omit({ rateLimit: true, auth: true });
export type StoredConnection = z.infer<typeof Stored>;

const fromRow = (row: Row): StoredConnection =>
  Stored.parse({
    id: row.id, system: row.system, label: row.label, environment: row.environment, settings: JSON.parse(row.settings), site: row.site === null ? null : JSON.parse(row.site), state: row.state,
    stateText: row.state_text, tokenExpiresAt: row.token_expires_at, lastReadAt: row.last_read_at, lastWriteAt: row.last_write_at, discoveredAt: row.discovered_at, secretsHeld: JSON.parse(row.secrets),
  });

const COLUMNS = raw(`id, system, label, environment, settings, site, state, state_text, token_expires_at, last_read_at, last_write_at, discovered_at,
  (SELECT json_group_array(name) FROM (SELECT name FROM connection_secret WHERE connection_id = connection.id ORDER BY name)) AS secrets`);

export const listConnections = (db: ReadDb): StoredConnection[] => db.all<Row>(sql`SELECT ${COLUMNS} FROM connection WHERE removed_at IS NULL ORDER BY label, id`).map(fromRow);

export function findConnection(db: ReadDb, id: string): StoredConnection | null {
  const row = db.get<Row>(sql`SELECT ${COLUMNS} FROM connection WHERE removed_at IS NULL AND id = ${id}`);
  return row ? fromRow(row) : null;
}

/** The connection, or a plain refusal for one that is gone. */
export function connectionById(db: ReadDb, id: string): StoredConnection {
  const connection = findConnection(db, id);
  if (connection) return connection;
  throw new AppError('connection.unknown', 'fixInput', 'This connection does not exist any more. Go back to the list of connections.', { field: 'id' });
}

/** Connections that a run may use: signed in, and whole (an ERP with its company chosen). A failing one is tried again by using it. */
export const readyConnections = (db: ReadDb): StoredConnection[] => listConnections(db).filter(({ state }) => state === 'ready' || state === 'failing');

export type NewConnection = { id: ConnectionId; system: SystemKey; label: string; environment: z.infer<typeof Environment>; settings: Record<string, string>; stateText: string };

export function insertConnection(db: WriteDb, connection: NewConnection): void {
  const { id, system, label, environment, settings, stateText } = connection;
  db.run(sql`INSERT INTO connection (id, system, label, environment, settings, state, state_text)
    VALUES (${id}, ${system}, ${label}, ${environment}, ${JSON.stringify(settings)}, 'new', ${stateText})`);
}

export function updateConnection(db: WriteDb, { id, label, environment, settings }: Pick<NewConnection, 'id' | 'label' | 'environment' | 'settings'>): void {
  db.run(sql`UPDATE connection SET label = ${label}, environment = ${environment}, settings = ${JSON.stringify(settings)} WHERE id = ${id}`);
}

export function setConnectionState(db: WriteDb, id: string, state: z.infer<typeof ConnectionState>, stateText: string): boolean {
  return db.run(sql`UPDATE connection SET state = ${state}, state_text = ${stateText} WHERE id = ${id} AND removed_at IS NULL AND (state <> ${state} OR state_text <> ${stateText})`).changes === 1;
}

/** Moments only ever move forward. */
export function setLastUse(db: WriteDb, id: string, use: { readAt: Instant | null; writeAt: Instant | null }): void {
  db.run(sql`UPDATE connection SET last_read_at = nullif(max(coalesce(last_read_at, ''), coalesce(${use.readAt}, '')), ''),
    last_write_at = nullif(max(coalesce(last_write_at, ''), coalesce(${use.writeAt}, '')), '') WHERE id = ${id}`);
}

export function setSite(db: WriteDb, id: string, site: Site | null): void {
  db.run(sql`UPDATE connection SET site = ${site === null ? null : JSON.stringify(site)} WHERE id = ${id}`);
}

export function setTokenExpiry(db: WriteDb, id: string, expiresAt: Instant | null): void {
  db.run(sql`UPDATE connection SET token_expires_at = ${expiresAt} WHERE id = ${id}`);
}

export function setSchema(db: WriteDb, id: string, entities: readonly Entity[], now: Instant): void {
  db.run(sql`UPDATE connection SET schema = ${JSON.stringify(entities)}, discovered_at = ${now} WHERE id = ${id}`);
}

const Schema = z.array(Entity);

/** What was discovered last; empty before that. */
export function readSchema(db: ReadDb, id: string): Entity[] {
  const row = db.get<{ schema: string | null }>(sql`SELECT schema FROM connection WHERE id = ${id}`);
  return row?.schema ? Schema.parse(JSON.parse(row.schema)) : [];
}

/** The row stays, since records and letters point to it; its secrets go. */
export function removeConnection(db: WriteDb, id: string, now: Instant): void {
  db.run(sql`DELETE FROM connection_secret WHERE connection_id = ${id}`);
  db.run(sql`UPDATE connection SET removed_at = ${now}, state = 'signedOut', state_text = 'Removed.' WHERE id = ${id}`);
}

export function saveSealedSecret(db: WriteDb, id: string, secret: { name: string; sealed: string }, now: Instant): void {
  db.run(sql`INSERT INTO connection_secret (connection_id, name, sealed, saved_at) VALUES (${id}, ${secret.name}, ${secret.sealed}, ${now})
    ON CONFLICT (connection_id, name) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at`);
}

export const deleteSecret = (db: WriteDb, id: string, name: string): boolean => db.run(sql`DELETE FROM connection_secret WHERE connection_id = ${id} AND name = ${name}`).changes === 1;

export const sealedSecrets = (db: ReadDb, id: string): { name: string; sealed: string }[] =>
  db.all<{ name: string; sealed: string }>(sql`SELECT name, sealed FROM connection_secret WHERE connection_id = ${id} ORDER BY name`);
