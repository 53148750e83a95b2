import type { LookupRow, LookupTable } from '../../../shared/contract/lookups.ts';
import type { Page, PageRequest } from '../../../shared/contract/page.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import type { LookupTableId } from '../../../shared/values/id.ts';
import type { Json } from '../connectors/connector.ts';
import { foldKey } from '../mapping/record-context.ts';
import type { LookupRows } from '../mapping/record-context.ts';
import { authorsIn } from '../store/authors.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { fragment, join, raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { StoredRow } from './changes.ts';

export type Table = Pick<LookupTable, 'id' | 'name' | 'keyColumn' | 'valueColumns' | 'note' | 'rev' | 'rows' | 'waiting' | 'changedAt'> & { authors: string[] };

type TableRow = Omit<Table, 'valueColumns' | 'authors'> & { valueColumns: string; authors: string };

// Our own writing, so it is not parsed again.
const fromRow = ({ valueColumns, authors, ...row }: TableRow): Table => ({ ...row, valueColumns: JSON.parse(valueColumns) as string[], authors: authorsIn(authors) });

const TABLE = raw(`t.id, t.name, t.key_column AS keyColumn, t.value_columns AS valueColumns, t.note, t.rev, t.authors, t.changed_at AS changedAt,
  (SELECT count(*) FROM lookup_row r WHERE r.table_id = t.id) AS rows, (SELECT count(*) FROM lookup_row r WHERE r.table_id = t.id AND r.proposed IS NOT NULL) AS waiting`);

const MAX_TABLES = 500;

export const listTables = (db: ReadDb): Table[] => db.all<TableRow>(sql`SELECT ${TABLE} FROM lookup_table t ORDER BY t.name LIMIT ${MAX_TABLES}`).map(fromRow);

export function tableById(db: ReadDb, id: string): Table | undefined {
  const row = db.get<TableRow>(sql`SELECT ${TABLE} FROM lookup_table t WHERE t.id = ${id}`);
  return row && fromRow(row);
}

export const hasTableNamed = (db: ReadDb, name: string): boolean => db.get(sql`SELECT 1 FROM lookup_table WHERE name = ${name}`) !== undefined;

export type NewTable = Pick<Table, 'name' | 'keyColumn' | 'valueColumns' | 'note'> & { id: LookupTableId };

export function insertTable(db: WriteDb, { id, name, keyColumn, valueColumns, note }: NewTable, changedAt: Instant): void {
  db.run(sql`INSERT INTO lookup_table (id, name, key_column, value_columns, note, rev, changed_at) VALUES (${id}, ${name}, ${keyColumn}, ${JSON.stringify(valueColumns)}, ${note}, 1, ${changedAt})`);
}

export function touchTable(db: WriteDb, { id, rev }: Table, { authors, changedAt }: { authors: readonly string[]; changedAt: Instant }): void {
  db.run(sql`UPDATE lookup_table SET rev = ${rev + 1}, authors = ${authors.join(' ')}, changed_at = ${changedAt} WHERE id = ${id}`);
}

export function deleteTable(db: WriteDb, id: string): number {
  const { changes } = db.run(sql`DELETE FROM lookup_row WHERE table_id = ${id}`);
  db.run(sql`DELETE FROM lookup_table WHERE id = ${id}`);
  return changes;
}

const STATE = "CASE WHEN r.in_force IS NULL THEN 'added' WHEN r.proposed IS NULL THEN 'inForce' WHEN r.proposed = 'null' THEN 'removed' ELSE 'changed' END";
const SHOWN = raw(`r.key, r.in_force AS inForce, r.proposed, ${STATE} AS state`);
const COLUMNS: PageColumns = {
  key: { column: 'r.folded', filter: 'contains' },
  values: { column: "coalesce(nullif(r.proposed, 'null'), r.in_force)", filter: 'contains' },
  state: { column: STATE, filter: 'equals' },
  waiting: { column: "CASE WHEN r.proposed IS NULL THEN 'no' ELSE 'yes' END", filter: 'equals' },
};

type PageRow = { key: string; inForce: string | null; proposed: string | null; state: LookupRow['state'] };

const cells = (text: string | null): string[] | null => (text === null ? null : JSON.parse(text) as string[] | null);

export function pageOfTable(db: ReadDb, id: string, page: PageRequest): Page<LookupRow> {
  const where = join([fragment`r.table_id = ${id}`, whereOf(COLUMNS, page.filter)], ' AND ');
  const { rows, total } = pageRows<PageRow>(db, { columns: SHOWN, from: raw('lookup_row r'), key: raw('r.place'), where, order: orderOf(COLUMNS, page.sort, 'r.folded, r.place') }, page);
  return { total, rows: rows.map(({ key, inForce, proposed, state }) => ({ key, values: cells(inForce), proposed: cells(proposed), state })) };
}

type RowOfTable = { key: string; inForce: string | null; proposed: string | null };

const storedOf = ({ key, inForce, proposed }: RowOfTable): StoredRow => ({ key, inForce: cells(inForce), proposed: proposed === null ? undefined : cells(proposed) });

/** Every row of a table by its folded key, in the order of the keys. */
export const rowsOfTable = (db: ReadDb, id: string): Map<string, StoredRow> =>
  new Map(db.all<RowOfTable>(sql`SELECT key, in_force AS inForce, proposed FROM lookup_row WHERE table_id = ${id} ORDER BY folded`).map(row => [foldKey(row.key), storedOf(row)]));

/** The row after a change; null takes it away. */
export function putRow(db: WriteDb, id: string, folded: string, row: StoredRow | null): void {
  if (row === null) {
    db.run(sql`DELETE FROM lookup_row WHERE table_id = ${id} AND folded = ${folded}`);
    return;
  }
  const [inForce, proposed] = [row.inForce === null ? null : JSON.stringify(row.inForce), row.proposed === undefined ? null : JSON.stringify(row.proposed)];
  db.run(sql`INSERT INTO lookup_row (table_id, folded, key, in_force, proposed) VALUES (${id}, ${folded}, ${row.key}, ${inForce}, ${proposed})
    ON CONFLICT (table_id, folded) DO UPDATE SET key = excluded.key, in_force = excluded.in_force, proposed = excluded.proposed`);
}

/** Reads tables by name as they are in force, each once: a run and a preview keep the one they began with. */
export function lookupReader(db: ReadDb): (name: string) => LookupRows | null {
  const known = new Map<string, LookupRows | null>();
  return name => {
    const folded = foldKey(name);
    let found = known.get(folded);
    if (found === undefined) {
      const table = db.get<{ id: string; valueColumns: string }>(sql`SELECT id, value_columns AS valueColumns FROM lookup_table WHERE name = ${name.trim()}`);
      found = table ? {
        columns: JSON.parse(table.valueColumns) as string[],
        rows: new Map(db.all<{ folded: string; inForce: string }>(sql`SELECT folded, in_force AS inForce FROM lookup_row WHERE table_id = ${table.id} AND in_force IS NOT NULL`).map(row => [row.folded, JSON.parse(row.inForce) as string[]])),
      } : null;
      known.set(folded, found);
    }
    return found;
  };
}

/** The month asked for when it has orders of a connection, else the newest that has; null without any. */
export function monthWithOrders(db: ReadDb, connectionId: string, wanted: Period): Period | null {
  const row = db.get<{ period: Period | null }>(sql`SELECT coalesce(
    (SELECT period FROM record WHERE kind = 'order' AND connection_id = ${connectionId} AND period = ${wanted} LIMIT 1),
    (SELECT max(period) FROM record WHERE kind = 'order' AND connection_id = ${connectionId})) AS period`);
  return row?.period ?? null;
}

/** Another text as soon as an order of the month came, went or changed. */
export function monthStand(db: ReadDb, { connectionId, period }: { connectionId: string; period: Period }): string {
  const row = db.get<{ stand: string }>(sql`SELECT count(*) || ' ' || coalesce(max(place), 0) || ' ' || coalesce(max(read_at), '') || ' ' || coalesce(max(changed_at), '') AS stand FROM record WHERE kind = 'order' AND connection_id = ${connectionId} AND period = ${period}`);
  return row?.stand ?? '';
}

export type CountedRecord = { reference: string; raw: Json; canonical: string };

/** A block of a month's orders, in a fixed order. */
export function ordersOf(db: ReadDb, at: { connectionId: string; period: Period; after: number; limit: number }): { place: number; record: CountedRecord }[] {
  return db.all<{ place: number; reference: string; body: string; canonical: string }>(sql`SELECT place, reference, body, canonical FROM record JOIN record_body USING (place)
    WHERE kind = 'order' AND connection_id = ${at.connectionId} AND period = ${at.period} AND place > ${at.after} ORDER BY place LIMIT ${at.limit}`)
    .map(({ place, reference, body, canonical }) => ({ place, record: { reference, raw: JSON.parse(body) as Json, canonical } }));
}
