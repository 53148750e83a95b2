import { Person } from '../../../shared/contract/people.ts';
import { raw, sql } from '../store/sql.ts';
const fromRow = ({ created_at: createdAt, active, ...rest }) => Person.parse({ ...rest, active: active === 1, createdAt });
const COLUMNS = raw('id, name, email, role, active, created_at');
export const listPeople = (db) => db.all(sql `SELECT ${COLUMNS} FROM person ORDER BY name`).map(fromRow);
export function personById(db, id) {
    const row = db.get(sql `SELECT ${COLUMNS} FROM person WHERE id = ${id}`);
    return row ? fromRow(row) : null;
}
export function passwordOf(db, email) {
    const row = db.get(sql `SELECT ${COLUMNS}, password_hash FROM person WHERE email = ${email}`);
    if (!row)
        return null;
    const { password_hash: passwordHash, ...rest } = row;
    return { person: fromRow(rest), passwordHash };
}
export const activeAdmins = (db) => db.get(sql `SELECT count(*) AS n FROM person WHERE role = 'admin' AND active = 1`)?.n ?? 0;
export const hasPeople = (db) => db.get(sql `SELECT 1 FROM person LIMIT 1`) !== undefined;
export function insertPerson(db, person, passwordHash) {
    db.run(sql `INSERT INTO person (id, name, email, role, active, password_hash, created_at)
    VALUES (${person.id}, ${person.name}, ${person.email}, ${person.role}, ${person.active ? 1 : 0}, ${passwordHash}, ${person.createdAt})`);
}
export function updatePerson(db, person, passwordHash) {
    db.run(sql `UPDATE person SET name = ${person.name}, email = ${person.email}, role = ${person.role}, active = ${person.active ? 1 : 0},
    password_hash = coalesce(${passwordHash}, password_hash) WHERE id = ${person.id}`);
}
