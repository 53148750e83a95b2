import type { Customer } from '../../../shared/canonical/customer.ts';
import type { CustomerLink } from '../../../shared/contract/customers.ts';
import type { PageRequest } from '../../../shared/contract/page.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { orderOf, pageRows, whereOf } from '../store/page-sql.ts';
import type { PageColumns } from '../store/page-sql.ts';
import { raw, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { ProposedLink } from './link-customers.ts';

/** Adds a customer of the shop or its newer version; false when it is as it was. */
export const saveShopCustomer = (db: WriteDb, connectionId: string, customer: Customer, readAt: Instant): boolean => db.run(sql`
  INSERT INTO shop_customer (external_id, connection_id, value, read_at) VALUES (${customer.externalId}, ${connectionId}, ${JSON.stringify(customer)}, ${readAt})
  ON CONFLICT (external_id) DO UPDATE SET value = excluded.value, read_at = excluded.read_at WHERE shop_customer.value <> excluded.value`).changes === 1;

/** Customers of the shop that have no account yet. What was refused may be proposed with another account. Our own writing, so it is not parsed again. */
export const unlinkedCustomers = (db: ReadDb): Customer[] =>
  db.all<{ value: string }>(sql`SELECT value FROM shop_customer c WHERE NOT EXISTS (SELECT 1 FROM customer_link l WHERE l.shop_id = c.external_id AND l.state = 'linked') ORDER BY external_id`)
    .map(({ value }) => JSON.parse(value) as Customer);

/** A pair is proposed once; what a person said of it stands. */
export const insertLink = (db: WriteDb, id: string, { shopId, erpId, evidence }: ProposedLink, foundAt: Instant): boolean => db.run(sql`
  INSERT INTO customer_link (id, shop_id, erp_id, evidence, state, found_at) VALUES (${id}, ${shopId}, ${erpId}, ${JSON.stringify(evidence)}, 'proposed', ${foundAt})
  ON CONFLICT (shop_id, erp_id) DO NOTHING`).changes === 1;

export type StoredLink = Pick<CustomerLink, 'id' | 'state' | 'evidence' | 'foundAt' | 'decidedBy' | 'decidedAt' | 'reason'> & { shopId: string; erpId: string; shop: Customer };

type Row = Omit<StoredLink, 'evidence' | 'shop'> & { evidence: string; value: string };
const fromRow = ({ evidence, value, ...row }: Row): StoredLink => ({ ...row, evidence: JSON.parse(evidence) as string[], shop: JSON.parse(value) as Customer });

const SHOWN = raw('l.id, l.state, l.evidence, l.found_at AS foundAt, l.decided_by AS decidedBy, l.decided_at AS decidedAt, l.reason, l.shop_id AS shopId, l.erp_id AS erpId, c.value');
const FROM = raw('customer_link l JOIN shop_customer c ON c.external_id = l.shop_id');
const COLUMNS: PageColumns = {
  state: { column: 'l.state', filter: 'equals' },
  shop: { column: "(c.value ->> 'name') || ' ' || (c.value ->> 'company')", filter: 'contains' },
  foundAt: { column: 'l.found_at', filter: 'prefix' },
};

export function listLinks(db: ReadDb, page: PageRequest): { rows: StoredLink[]; total: number } {
  const { rows, total } = pageRows<Row>(db, { columns: SHOWN, from: FROM, key: raw('l.rowid'), where: whereOf(COLUMNS, page.filter), order: orderOf(COLUMNS, page.sort, "l.state = 'proposed' DESC, l.shop_id, l.id") }, page);
  return { rows: rows.map(fromRow), total };
}

export function linkById(db: ReadDb, id: string): StoredLink | undefined {
  const row = db.get<Row>(sql`SELECT ${SHOWN} FROM ${FROM} WHERE l.id = ${id}`);
  return row && fromRow(row);
}

type Decided = { by: string; at: Instant; reason: string };

/** Keeps the decision; a customer that is linked needs no other proposal. Answers which were refused by it. */
export function decideLink(db: WriteDb, { id, shopId }: StoredLink, state: 'linked' | 'refused', { by, at, reason }: Decided): string[] {
  db.run(sql`UPDATE customer_link SET state = ${state}, decided_by = ${by}, decided_at = ${at}, reason = ${reason} WHERE id = ${id}`);
  if (state === 'refused') return [];
  const others = db.all<{ id: string }>(sql`SELECT id FROM customer_link WHERE shop_id = ${shopId} AND state = 'proposed'`).map(one => one.id);
  for (const other of others) db.run(sql`UPDATE customer_link SET state = 'refused', decided_by = ${by}, decided_at = ${at}, reason = 'Linked with another account.' WHERE id = ${other}`);
  return others;
}
