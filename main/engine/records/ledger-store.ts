import type { LocalDate } from '../../../shared/values/date.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';

export type StoredPosting = { externalId: string; kind: string; account: string; on: LocalDate; amountMinor: number; taxMinor: number; openMinor: number; currency: string; reference: string; secondReference: string; urn: string };

/** Sales-ledger postings of a kind that carry a reference in either place. */
export const postingsByReference = (db: ReadDb, kind: string, reference: string): StoredPosting[] => db.all<StoredPosting>(sql`
  SELECT external_id AS externalId, kind, account, posted_on AS "on", amount_minor AS amountMinor, tax_minor AS taxMinor, open_minor AS openMinor, currency, reference, second_reference AS secondReference, urn
  FROM ledger_posting WHERE ledger = 'sales' AND kind = ${kind} AND (second_reference = ${reference} OR reference = ${reference}) ORDER BY cast(urn AS INTEGER)`);

export const postingByUrn = (db: ReadDb, urn: string): StoredPosting | undefined => db.get<StoredPosting>(sql`
  SELECT external_id AS externalId, kind, account, posted_on AS "on", amount_minor AS amountMinor, tax_minor AS taxMinor, open_minor AS openMinor, currency, reference, second_reference AS secondReference, urn
  FROM ledger_posting WHERE ledger = 'sales' AND urn = ${urn}`);
