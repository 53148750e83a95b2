import type { Instant, LocalDate } from '../../../shared/values/date.ts';
import type { LedgerPosting } from '../connectors/connector.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';

/** Keeps the ERP's postings as last seen; a posting that changed there is replaced here. */
export function saveLedgerPosting(db: WriteDb, connectionId: string, posting: LedgerPosting, hash: string, readAt: Instant): void {
  db.run(sql`
    INSERT INTO ledger_posting (connection_id, ledger, external_id, kind, account, posted_on, amount_minor, tax_minor, open_minor, currency, reference, second_reference, narrative, urn, body_hash, read_at)
    VALUES (${connectionId}, ${posting.ledger}, ${posting.externalId}, ${posting.kind}, ${posting.account}, ${posting.on}, ${posting.amountMinor}, ${posting.taxMinor}, ${posting.openMinor}, ${posting.currency},
      ${posting.reference}, ${posting.secondReference}, ${posting.narrative}, ${posting.urn}, ${hash}, ${readAt})
    ON CONFLICT (connection_id, ledger, external_id) DO UPDATE SET
      kind = excluded.kind, account = excluded.account, posted_on = excluded.posted_on, amount_minor = excluded.amount_minor, tax_minor = excluded.tax_minor, open_minor = excluded.open_minor,
      reference = excluded.reference, second_reference = excluded.second_reference, narrative = excluded.narrative, body_hash = excluded.body_hash, read_at = excluded.read_at
    WHERE ledger_posting.body_hash <> excluded.body_hash`);
}

export type StoredPosting = { externalId: string; kind: string; account: string; on: LocalDate; amountMinor: number; taxMinor: number; openMinor: number; currency: string; reference: string; secondReference: string; urn: string };

/** Sales-ledger postings of a kind that carry a reference in either place. */
export const postingsByReference = (db: ReadDb, kind: string, reference: string): StoredPosting[] => db.all<StoredPosting>(sql`
  SELECT external_id AS externalId, kind, account, posted_on AS "on", amount_minor AS amountMinor, tax_minor AS taxMinor, open_minor AS openMinor, currency, reference, second_reference AS secondReference, urn
  FROM ledger_posting WHERE ledger = 'sales' AND kind = ${kind} AND (second_reference = ${reference} OR reference = ${reference}) ORDER BY cast(urn AS INTEGER)`);

export const postingByUrn = (db: ReadDb, urn: string): StoredPosting | undefined => db.get<StoredPosting>(sql`
  SELECT external_id AS externalId, kind, account, posted_on AS "on", amount_minor AS amountMinor, tax_minor AS taxMinor, open_minor AS openMinor, currency, reference, second_reference AS secondReference, urn
  FROM ledger_posting WHERE ledger = 'sales' AND urn = ${urn}`);
