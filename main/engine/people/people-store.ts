import { Person } from '../../../shared/contract/people.ts';
import type { Role } from '../../../shared/contract/method.ts';
import { raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

type Row = { id: string; name: string; email: string; role: string; active: number; created_at: string };

const fromRow = ({ created_at: createdAt, active, ...rest }: Row): Person => Person.parse({ ...rest, active: active === 1, createdAt });
const COLUMNS = raw('id, name, email, role, active, created_at');

export const listPeople = (db: ReadDb): Person[] => db.all<Row>(sql`SELECT ${COLUMNS} FROM person ORDER BY name`).map(fromRow);

export function personById(db: ReadDb, id: string): Person | null {
  const row = db.get<Row>(sql`SELECT ${COLUMNS} FROM person WHERE id = ${id}`);
  return row ? fromRow(row) : null;
}

export function passwordOf(db: ReadDb, email: string): { person: Person; passwordHash: string } | null {
  const row = db.get<Row & { password_hash: string }>(sql`SELECT ${COLUMNS}, password_hash FROM person WHERE email = ${email}`);
  if (!row) return null;
  const { password_hash: passwordHash, ...rest } = row;
  return { person: fromRow(rest), passwordHash };
}

export const activeAdmins = (db: ReadDb): number => db.get<{ n: number }>(sql`SELECT count(*) AS n FROM person WHERE role = 'admin' AND active = 1`)?.n ?? 0;

export const hasPeople = (db: ReadDb): boolean => db.get(sql`SELECT 1 FROM person LIMIT 1`) !== undefined;

export type PersonRow = { id: string; name: string; email: string; role: Role; active: boolean; createdAt: string };

export function insertPerson(db: WriteDb, person: PersonRow, passwordHash: string): void {
  db.run(sql`INSERT INTO person (id, name, email, role, active, password_hash, created_at)
    VALUES (${person.id}, ${person.name}, ${person.email}, ${person.role}, ${person.active ? 1 : 0}, ${passwordHash}, ${person.createdAt})`);
}

export function updatePerson(db: WriteDb, person: Omit<PersonRow, 'createdAt'>, passwordHash: string | null): void {
  db.run(sql`UPDATE person SET name = ${person.name}, email = ${person.email}, role = ${person.role}, active = ${person.active ? 1 : 0},
    password_hash = coalesce(${passwordHash}, password_hash) WHERE id = ${person.id}`);
}
