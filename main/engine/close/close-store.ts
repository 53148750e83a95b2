import type { Control, RollForward } from '../../../shared/contract/close.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Figures } from '../../../shared/contract/reconciliation.ts';
import { addMonths } from '../../../shared/values/date.ts';
import type { Period } from '../../../shared/values/date.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { SignOff } from './close.ts';

type Row = { preparedBy: string | null; preparedAt: SignOff['preparedAt']; reviewedBy: string | null; reviewedAt: SignOff['reviewedAt']; figuresHash: string };

export function readSignOff(db: ReadDb, period: Period): SignOff {
  const row = db.get<Row>(sql`SELECT prepared_by AS preparedBy, prepared_at AS preparedAt, reviewed_by AS reviewedBy, reviewed_at AS reviewedAt, figures_hash AS figuresHash FROM period_close WHERE period = ${period}`);
  return row ?? { preparedBy: null, preparedAt: null, reviewedBy: null, reviewedAt: null, figuresHash: '' };
}

export function writeSignOff(db: WriteDb, period: Period, { preparedBy, preparedAt, reviewedBy, reviewedAt, figuresHash }: SignOff): void {
  db.run(sql`INSERT INTO period_close (period, prepared_by, prepared_at, reviewed_by, reviewed_at, figures_hash)
    VALUES (${period}, ${preparedBy}, ${preparedAt}, ${reviewedBy}, ${reviewedAt}, ${figuresHash})
    ON CONFLICT (period) DO UPDATE SET prepared_by = excluded.prepared_by, prepared_at = excluded.prepared_at, reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at,
      figures_hash = excluded.figures_hash`);
}

/** What a locked month looked like when it was signed: later changes of settings or of the ledgers do not reach it. */
export type SignedMonth = { board: Figures[]; rollForward: RollForward[]; controls: Control[] };

export function signedMonth(db: ReadDb, period: Period): SignedMonth | null {
  const row = db.get<{ signed: string | null }>(sql`SELECT signed FROM period_close WHERE period = ${period} AND reviewed_by IS NOT NULL`);
  // The column holds what keepSigned wrote.
  return row?.signed ? (JSON.parse(row.signed) as SignedMonth) : null;
}

/** Keeps the month as it was signed, with the head of the audit trail that ends in the signature. */
export function keepSigned(db: WriteDb, period: Period, month: SignedMonth, head: { seq: number; hash: string }): void {
  db.run(sql`UPDATE period_close SET signed = ${JSON.stringify(month)}, head_seq = ${head.seq}, head_hash = ${head.hash} WHERE period = ${period}`);
}

export const forgetSignedMonth = (db: WriteDb, period: Period): void => void db.run(sql`UPDATE period_close SET signed = NULL, head_seq = NULL, head_hash = NULL WHERE period = ${period}`);

/** The audit entry that a month's figures stand on: its second signature, or while it is open the last act of reconciling and closing. */
export const headOf = (db: ReadDb, period: Period): { seq: number; hash: string } | null =>
  db.get<{ seq: number; hash: string }>(sql`SELECT head_seq AS seq, head_hash AS hash FROM period_close WHERE period = ${period} AND head_seq IS NOT NULL`)
  ?? db.get<{ seq: number; hash: string }>(sql`SELECT seq, hash FROM audit_entry WHERE ((action >= 'reconciliation.' AND action < 'reconciliation/') OR (action >= 'close.' AND action < 'close/' AND action <> 'close.pack')) ORDER BY seq DESC LIMIT 1`)
  ?? null;

/** Both signatures are under the period: nothing writes into it any more. */
export const isLocked = (db: ReadDb, period: Period): boolean =>
  db.get<{ locked: number }>(sql`SELECT 1 AS locked FROM period_close WHERE period = ${period} AND prepared_by IS NOT NULL AND reviewed_by IS NOT NULL`) !== undefined;

/** Every path that writes into a period asks this first. */
export function refuseLocked(db: ReadDb, period: Period): void {
  if (!isLocked(db, period)) return;
  const { preparedBy, reviewedBy } = readSignOff(db, period);
  throw new AppError('period.locked', 'askAdmin', `${period} is closed: ${preparedBy ?? ''} prepared it and ${reviewedBy ?? ''} reviewed it. An admin can reopen it with a reason.`);
}

/** What the reconciliations show of the signatures. */
export function signaturesOf(db: ReadDb, period: Period): { preparedBy: string | null; reviewedBy: string | null; locked: boolean } {
  const { preparedBy, reviewedBy } = readSignOff(db, period);
  return { preparedBy, reviewedBy, locked: preparedBy !== null && reviewedBy !== null };
}

type Work = { failedLetters: number; heldLetters: number; inDoubt: number; failedRecords: number; heldRecords: number; running: number; adjustments: number };

/** Work of the period that is not done: counted, in one query each. A record that a reconciliation explains still counts as failed or held. */
export function unfinishedWork(db: ReadDb, period: Period): Work {
  const count = (query: ReturnType<typeof sql>): number => db.get<{ n: number }>(query)?.n ?? 0;
  const letters = (state: string): number => count(sql`SELECT count(*) AS n FROM letter l JOIN record r ON r.id = l.record_id WHERE r.period = ${period} AND l.state = ${state}`);
  const records = (state: string): number => count(sql`SELECT count(*) AS n FROM record WHERE period = ${period} AND kind IN ('order', 'return') AND state = ${state}`);
  return {
    failedLetters: letters('buried'), heldLetters: letters('held'), inDoubt: letters('inDoubt') + letters('sending'), failedRecords: records('failed'), heldRecords: records('held'),
    running: count(sql`SELECT count(*) AS n FROM run WHERE period = ${period} AND state IN ('running', 'pausing', 'paused', 'cancelling', 'stopped')`),
    adjustments: count(sql`SELECT count(*) AS n FROM adjustment WHERE period = ${period} AND state IN ('proposed', 'approved')`),
  };
}

/** A century of months is more than anybody closes. */
const MAX_MONTHS = 1_200;

/** The first month from `from` on that is not locked. */
export function earliestOpen(db: ReadDb, from: Period): Period {
  let period = from;
  for (let months = 0; months < MAX_MONTHS && isLocked(db, period); months += 1) period = addMonths(period, 1);
  return period;
}
