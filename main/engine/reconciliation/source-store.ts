import type { LocalDate } from '../../../shared/values/date.ts';
import { raw, sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';
import type { RecordFact, StatementLine } from './entries.ts';

type RecordRow = {
  id: string; kind: 'order' | 'return'; external_id: string; reference: string; number: string; channel: string; occurred_on: LocalDate; despatched_on: LocalDate | null; amount_minor: number;
  currency: string; status: string; party: string; customer_reference: string; state: string; stage: string; reason: string; document: string; edited: number;
};

const RECORD = raw(`id, kind, external_id, reference, number, channel, occurred_on, despatched_on, amount_minor, currency, status, party, customer_reference, state, stage, reason, document,
    posted_hash IS NOT NULL AND posted_hash <> body_hash AS edited`);

const factOf = ({ external_id: externalId, occurred_on: on, despatched_on: despatchedOn, amount_minor: amountMinor, customer_reference: customerReference, edited, ...rest }: RecordRow): RecordFact =>
  ({ ...rest, externalId, on, despatchedOn, amountMinor, customerReference, edited: edited === 1 });

/** Orders and returns of commerce with where they stand; their bodies stay where they are. */
export const recordFacts = (db: ReadDb): RecordFact[] => db.all<RecordRow>(sql`SELECT ${RECORD} FROM record WHERE kind IN ('order', 'return') ORDER BY id`).map(factOf);

/** One order by its reference, as it is among all of them. */
export function orderFact(db: ReadDb, reference: string): RecordFact | undefined {
  const row = db.get<RecordRow>(sql`SELECT ${RECORD} FROM record WHERE kind = 'order' AND reference = ${reference} ORDER BY id DESC LIMIT 1`);
  return row && factOf(row);
}

type LineRow = {
  id: string; statement_id: string; line: number; kind: string; booked_on: LocalDate; amount_minor: number; currency: string; reference: string; order_reference: string | null;
  payout_reference: string | null; party: string; text: string;
};

export const statementLines = (db: ReadDb, account: string): StatementLine[] => db.all<LineRow>(sql`
  SELECT l.id, l.statement_id, l.line, l.kind, l.booked_on, l.amount_minor, l.currency, l.reference, l.order_reference, l.payout_reference, l.party, l.text
  FROM statement_line l JOIN statement s ON s.id = l.statement_id WHERE s.account = ${account} ORDER BY l.booked_on, l.statement_id, l.line`)
  .map(({ statement_id: statementId, booked_on: on, amount_minor: amountMinor, order_reference: order, payout_reference: payout, ...rest }) =>
    ({ ...rest, statementId, on, amountMinor, orderReference: order ?? '', payout: payout ?? '' }));

export type StatementHead = {
  id: string; fileName: string; format: string; account: string; currency: string; fromOn: LocalDate | null; toOn: LocalDate | null; openingMinor: number | null; closingMinor: number | null;
  payout: string; payoutMinor: number | null; paidOn: LocalDate | null;
};

/** Imported statements of an account, oldest first, with the day on which a settlement was paid out. */
export const statementHeads = (db: ReadDb, account: string): StatementHead[] => db.all<StatementHead>(sql`
  SELECT s.id, s.file_name AS fileName, s.format, s.account, s.currency, s.from_on AS fromOn, s.to_on AS toOn, s.opening_minor AS openingMinor, s.closing_minor AS closingMinor,
    coalesce(s.payout_reference, '') AS payout, s.payout_minor AS payoutMinor,
    (SELECT max(l.booked_on) FROM statement_line l WHERE l.statement_id = s.id AND l.kind = 'payout') AS paidOn
  FROM statement s WHERE s.account = ${account} ORDER BY coalesce(s.from_on, s.to_on, ''), s.id`);
