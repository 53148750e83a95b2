import type { LocalDate } from '../../../shared/values/date.ts';
import { createHash } from 'node:crypto';
import type { LedgerPosting } from '../connectors/connector.ts';
import { list, sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { Posting } from './entries.ts';

/** Everything that the ledger shows of it. */
const hashOf = ({ ledger: _ledger, externalId: _externalId, customerId: _customerId, base, allocatedTo, ...posting }: LedgerPosting): string =>
  createHash('sha256').update(JSON.stringify([
    posting.kind, posting.account, posting.on, posting.amountMinor, posting.taxMinor, posting.openMinor, posting.currency, posting.reference, posting.secondReference, posting.narrative, posting.urn,
    base ? [base.currency, base.amountMinor, base.rate] : null, allocatedTo?.map(({ kind, urn, reference, amountMinor }) => [kind, urn, reference, amountMinor]) ?? null,
  ])).digest('hex');

/** Keeps the newest version of each posting; answers how many are new or changed. */
export function savePostings(db: WriteDb, connectionId: string, postings: readonly LedgerPosting[], readAt: string): number {
  let changed = 0;
  for (const posting of postings) {
    const { base = null } = posting;
    const hash = hashOf(posting);
    const { changes } = db.run(sql`INSERT INTO ledger_posting (connection_id, ledger, external_id, kind, account, posted_on, amount_minor, tax_minor, open_minor, currency, reference, second_reference, narrative, urn,
        base_currency, base_minor, rate, body_hash, read_at)
      VALUES (${connectionId}, ${posting.ledger}, ${posting.externalId}, ${posting.kind}, ${posting.account}, ${posting.on}, ${posting.amountMinor}, ${posting.taxMinor}, ${posting.openMinor}, ${posting.currency},
        ${posting.reference}, ${posting.secondReference}, ${posting.narrative}, ${posting.urn}, ${base?.currency ?? null}, ${base?.amountMinor ?? null}, ${base?.rate ?? null}, ${hash}, ${readAt})
      ON CONFLICT (connection_id, ledger, external_id) DO UPDATE SET kind = excluded.kind, account = excluded.account, posted_on = excluded.posted_on, amount_minor = excluded.amount_minor,
        tax_minor = excluded.tax_minor, open_minor = excluded.open_minor, currency = excluded.currency, reference = excluded.reference, second_reference = excluded.second_reference,
        narrative = excluded.narrative, urn = excluded.urn, base_currency = excluded.base_currency, base_minor = excluded.base_minor, rate = excluded.rate, body_hash = excluded.body_hash, read_at = excluded.read_at
        WHERE ledger_posting.body_hash <> excluded.body_hash`);
    if (changes > 0) replaceAllocations(db, connectionId, posting);
    changed += changes;
    db.run(sql`UPDATE ledger_posting SET read_at = ${readAt} WHERE connection_id = ${connectionId} AND ledger = ${posting.ledger} AND external_id = ${posting.externalId} AND read_at <> ${readAt}`);
  }
  return changed;
}

function replaceAllocations(db: WriteDb, connectionId: string, { ledger, externalId, allocatedTo }: LedgerPosting): void {
  if (ledger !== 'sales') return;
  db.run(sql`DELETE FROM ledger_allocation WHERE connection_id = ${connectionId} AND ledger = ${ledger} AND external_id = ${externalId}`);
  for (const { kind, urn, reference, amountMinor } of allocatedTo ?? []) {
    db.run(sql`INSERT INTO ledger_allocation (connection_id, ledger, external_id, kind, urn, reference, amount_minor) VALUES (${connectionId}, ${ledger}, ${externalId}, ${kind}, ${urn}, ${reference}, ${amountMinor})`);
  }
}

/** Postings within the days read that the ledger no longer shows. */
export const removeVanished = (db: WriteDb, { connectionId, ledger, from, to, readAt }: { connectionId: string; ledger: string; from: LocalDate; to: LocalDate; readAt: string }): number =>
  db.run(sql`DELETE FROM ledger_posting WHERE connection_id = ${connectionId} AND ledger = ${ledger} AND posted_on BETWEEN ${from} AND ${to} AND read_at <> ${readAt}`).changes;

type Row = {
  source: string; ledger: 'sales' | 'cash'; kind: string; account: string; posted_on: LocalDate; amount_minor: number; tax_minor: number; currency: string; reference: string;
  second_reference: string; narrative: string; urn: string;
};
const fromRow = ({ posted_on: on, amount_minor: amountMinor, tax_minor: taxMinor, second_reference: secondReference, ...rest }: Row): Posting => ({ ...rest, on, amountMinor, taxMinor, secondReference });

export const cashPostings = (db: ReadDb, bank: string): Posting[] => db.all<Row>(sql`
  SELECT 'posting cash ' || external_id AS source, ledger, kind, account, posted_on, amount_minor, tax_minor, currency, reference, second_reference, narrative, urn
  FROM ledger_posting WHERE ledger = 'cash' AND account = ${bank} ORDER BY posted_on, external_id`).map(fromRow);

export const salesDocuments = (db: ReadDb): Posting[] => db.all<Row>(sql`
  SELECT 'posting sales ' || external_id AS source, ledger, kind, account, posted_on, amount_minor, tax_minor, currency, reference, second_reference, narrative, urn
  FROM ledger_posting WHERE ledger = 'sales' AND kind IN ('invoice', 'creditNote') ORDER BY posted_on, external_id`).map(fromRow);

/** VAT of the sales documents of some customer accounts within days: invoices +, credit notes −. */
export const vatOutputMinor = (db: ReadDb, { accounts, from, to }: { accounts: readonly string[]; from: LocalDate; to: LocalDate }): number => db.get<{ minor: number }>(sql`
  SELECT coalesce(sum(CASE WHEN kind = 'creditNote' THEN -abs(tax_minor) ELSE tax_minor END), 0) AS minor FROM ledger_posting
  WHERE ledger = 'sales' AND kind IN ('invoice', 'creditNote') AND account IN ${list(accounts)} AND posted_on BETWEEN ${from} AND ${to}`)?.minor ?? 0;

/** `entries`: how many the system counts; null where it states a balance only. */
export type ControlTotal = { kind: string; account: string; on: LocalDate; entries: number | null; amountMinor: number; currency: string };

export function saveControlTotal(db: WriteDb, { kind, account, on, entries, amountMinor, currency }: ControlTotal, readAt: string): void {
  db.run(sql`INSERT INTO control_total (kind, account, on_day, entries, amount_minor, currency, read_at) VALUES (${kind}, ${account}, ${on}, ${entries}, ${amountMinor}, ${currency}, ${readAt})
    ON CONFLICT (kind, account, on_day, currency) DO UPDATE SET entries = excluded.entries, amount_minor = excluded.amount_minor, read_at = excluded.read_at`);
}
