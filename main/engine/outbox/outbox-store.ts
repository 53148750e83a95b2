import type { Instant } from '../../../shared/values/date.ts';
import type { StepName } from '../connectors/connector.ts';
import { fragment, list, raw, sql } from '../store/sql.ts';
import type { Fragment, ReadDb, WriteDb } from '../store/sql.ts';

export type LetterState = 'held' | 'queued' | 'sending' | 'inDoubt' | 'sent' | 'buried' | 'discarded';

export type Letter = {
  id: string; key: string; runId: string | null; recordId: string | null; connectionId: string; step: StepName; reference: string; channel: string;
  amountMinor: number; currency: string; body: string; state: LetterState; targetId: string | null; targetNumber: string | null; answer: string | null;
  attempts: number; overrides: string; mappingVersion: number | null;
  /** 1: a person let it go on after it was held. */
  released: 0 | 1;
};

/** Why a letter can't go out as it is; `about` groups letters of one cause. */
export type Failure = { code: string; about: string; field: string | null; recovery: string; message: string };

export type NewLetter = {
  id: string; key: string; runId: string | null; recordId: string | null; connectionId: string; step: StepName; reference: string; channel: string;
  amountMinor: number; currency: string; body: string; mappingVersion: number | null;
};

const COLUMNS = raw(`l.id, l.key, l.run_id AS runId, l.record_id AS recordId, l.connection_id AS connectionId, l.step, l.reference, l.channel, l.amount_minor AS amountMinor, l.currency, l.body, l.state,
  l.target_id AS targetId, l.target_number AS targetNumber, l.answer, l.attempts, l.overrides, l.mapping_version AS mappingVersion, l.released`);

function insertLetter(db: WriteDb, letter: NewLetter, state: LetterState, failure: Failure | null, now: Instant): boolean {
  const { changes } = db.run(sql`
    INSERT INTO letter (id, key, run_id, record_id, connection_id, step, reference, channel, amount_minor, currency, body, state,
      error_code, error_about, error_field, recovery, message, mapping_version, buried_at, created_at, changed_at)
    VALUES (${letter.id}, ${letter.key}, ${letter.runId}, ${letter.recordId}, ${letter.connectionId}, ${letter.step}, ${letter.reference}, ${letter.channel}, ${letter.amountMinor}, ${letter.currency}, ${letter.body}, ${state},
      ${failure?.code ?? null}, ${failure?.about ?? null}, ${failure?.field ?? null}, ${failure?.recovery ?? null}, ${failure?.message ?? ''}, ${letter.mappingVersion}, ${state === 'buried' ? now : null}, ${now}, ${now})
    ON CONFLICT (key) DO NOTHING`);
  return changes === 1;
}

/** Commits the intent to send. The key is unique for ever: false when this document was intended before. */
export const enqueueLetter = (db: WriteDb, letter: NewLetter, now: Instant): boolean => insertLetter(db, letter, 'queued', null, now);

/** A document that can't be sent as it is, kept with the reason. */
export const buryNewLetter = (db: WriteDb, letter: NewLetter, failure: Failure, now: Instant): boolean => insertLetter(db, letter, 'buried', failure, now);

export const holdNewLetter = (db: WriteDb, letter: NewLetter, reason: string, now: Instant): boolean =>
  insertLetter(db, letter, 'held', { code: 'hold', about: '', field: null, recovery: 'fixRecord', message: reason }, now);

/** A requeued letter goes out with its new body. One that was sent before is asked about first: whatever became of it, it is not sent twice. */
export function requeueWith(db: WriteDb, id: string, body: string, mappingVersion: number | null, now: Instant): void {
  db.run(sql`UPDATE letter SET state = CASE WHEN attempts > 0 THEN 'inDoubt' ELSE 'queued' END, requeued = 0, body = ${body}, mapping_version = ${mappingVersion}, attempts = 0, next_try_at = NULL,
    error_code = NULL, error_about = NULL, error_field = NULL, recovery = NULL, message = '', changed_at = ${now} WHERE id = ${id}`);
}

export function buryAgain(db: WriteDb, id: string, failure: Failure, now: Instant): void {
  db.run(sql`UPDATE letter SET state = 'buried', requeued = 0, error_code = ${failure.code}, error_about = ${failure.about}, error_field = ${failure.field}, recovery = ${failure.recovery},
    message = ${failure.message}, buried_at = ${now}, changed_at = ${now} WHERE id = ${id}`);
}

/** A letter that was sent again meets a limit that was set meanwhile: it waits for a look. */
export function holdAgain(db: WriteDb, id: string, reason: string, now: Instant): void {
  db.run(sql`UPDATE letter SET state = 'held', requeued = 0, error_code = 'hold', error_about = '', error_field = NULL, recovery = 'fixRecord', message = ${reason}, buried_at = NULL, changed_at = ${now} WHERE id = ${id}`);
}

/** Documents without a record can't be made anew: they go back to the failed ones as they were. Answers how many. */
export const returnWithoutRecord = (db: WriteDb, steps: readonly StepName[], now: Instant): number => db.run(sql`
  UPDATE letter SET requeued = 0, changed_at = ${now} WHERE requeued = 1 AND state = 'buried' AND record_id IS NULL AND step IN ${list(steps)}`).changes;

/** Letters that a person sent on their way again (buried or held before), of given steps. */
export const requeuedLetters = (db: ReadDb, steps: readonly StepName[], limit: number): Letter[] => db.all<Letter>(sql`
  SELECT ${COLUMNS} FROM letter l WHERE l.requeued = 1 AND l.state IN ('buried', 'held') AND l.step IN ${list(steps)} ORDER BY l.id LIMIT ${limit}`);

const due = (steps: readonly StepName[], now: Instant): Fragment => fragment`l.step IN ${list(steps)} AND l.state IN ('queued', 'inDoubt') AND (l.next_try_at IS NULL OR l.next_try_at <= ${now})`;

/** Claims the next letters of the steps: from this commit on they count as maybe sent. Those in doubt keep their state, they are asked about first. */
export function claimLetters(db: WriteDb, steps: readonly StepName[], limit: number, now: Instant): Letter[] {
  // The places come first, from an index; only the letters of the wave are read whole.
  const letters = db.all<Letter>(sql`SELECT ${COLUMNS} FROM (SELECT l.rowid AS place FROM letter l WHERE ${due(steps, now)} ORDER BY l.rowid LIMIT ${limit}) wave JOIN letter l ON l.rowid = wave.place ORDER BY wave.place`);
  const claimed = letters.filter(({ state }) => state === 'queued').map(({ id }) => id);
  if (claimed.length > 0) db.run(sql`UPDATE letter SET state = 'sending', changed_at = ${now} WHERE id IN (SELECT value FROM json_each(${JSON.stringify(claimed)}))`);
  return letters;
}

/** When the next waiting letter of the steps may be tried; null when nothing waits. */
export const nextTryAt = (db: ReadDb, steps: readonly StepName[]): Instant | null =>
  db.get<{ at: Instant | null }>(sql`SELECT min(l.next_try_at) AS at FROM letter l WHERE l.step IN ${list(steps)} AND l.state IN ('queued', 'inDoubt')`)?.at ?? null;

export type Outcome =
  | { kind: 'sent'; id: string; number: string; answer: string; wasThere: boolean }
  | { kind: 'retry'; failure: Failure; nextTryAt: Instant }
  /** `sent`: it went out this time; false when only the question about it failed. */
  | { kind: 'inDoubt'; message: string; nextTryAt: Instant; sent: boolean }
  | { kind: 'buried'; failure: Failure }
  | { kind: 'queued' };

export function settleLetter(db: WriteDb, letter: Letter, outcome: Outcome, now: Instant): void {
  const { id } = letter;
  switch (outcome.kind) {
    case 'sent':
      db.run(sql`UPDATE letter SET state = 'sent', target_id = ${outcome.id}, target_number = ${outcome.number}, answer = ${outcome.answer}, attempts = attempts + 1, next_try_at = NULL,
        error_code = NULL, error_about = NULL, error_field = NULL, recovery = NULL, message = '', changed_at = ${now} WHERE id = ${id}`);
      return;
    case 'retry':
      db.run(sql`UPDATE letter SET state = 'queued', attempts = attempts + 1, next_try_at = ${outcome.nextTryAt}, message = ${outcome.failure.message}, changed_at = ${now} WHERE id = ${id}`);
      return;
    case 'inDoubt':
      db.run(sql`UPDATE letter SET state = 'inDoubt', attempts = attempts + ${outcome.sent ? 1 : 0}, next_try_at = ${outcome.nextTryAt}, message = ${outcome.message}, changed_at = ${now} WHERE id = ${id}`);
      return;
    case 'buried':
      db.run(sql`UPDATE letter SET attempts = attempts + 1 WHERE id = ${id}`);
      buryAgain(db, id, outcome.failure, now);
      return;
    case 'queued':
      // Not sent after all; what was in doubt before stays in doubt.
      db.run(sql`UPDATE letter SET state = iif(state = 'inDoubt', 'inDoubt', 'queued'), next_try_at = NULL, changed_at = ${now} WHERE id = ${id}`);
  }
}

export function saveAttempt(db: WriteDb, letterId: string, attempt: { n: number; at: Instant; request: string; status: string; answer: string }): void {
  db.run(sql`INSERT OR REPLACE INTO attempt (letter_id, n, at, request, status, answer) VALUES (${letterId}, ${attempt.n}, ${attempt.at}, ${attempt.request}, ${attempt.status}, ${attempt.answer})`);
}

/** After a crash: what was being sent may have arrived. It is asked about before anything is sent again. */
export function doubtEverythingSending(db: WriteDb, now: Instant): number {
  return db.run(sql`UPDATE letter SET state = 'inDoubt', next_try_at = NULL, message = 'Tieout stopped while this was being sent.', changed_at = ${now} WHERE state = 'sending'`).changes;
}

export const letterByKey = (db: ReadDb, key: string): Letter | undefined => db.get<Letter>(sql`SELECT ${COLUMNS} FROM letter l WHERE l.key = ${key}`);
export const letterById = (db: ReadDb, id: string): Letter | undefined => db.get<Letter>(sql`SELECT ${COLUMNS} FROM letter l WHERE l.id = ${id}`);

/** The letter of a step for a record, in any state. */
export const letterOf = (db: ReadDb, recordId: string, step: StepName): Letter | undefined =>
  db.get<Letter>(sql`SELECT ${COLUMNS} FROM letter l WHERE l.record_id = ${recordId} AND l.step = ${step} LIMIT 1`);

/** Sent letters of a step whose record (in this status, where one is named) has no letter of the next step yet: where the chain goes on. */
export const sentWithout = (db: ReadDb, ask: { step: StepName; next: StepName; status?: string | undefined; afterRowid: number; limit: number }): (Letter & { rowid: number })[] => db.all<Letter & { rowid: number }>(sql`
  SELECT l.rowid, ${COLUMNS} FROM letter l
  WHERE l.step = ${ask.step} AND l.state = 'sent' AND l.rowid > ${ask.afterRowid} ${ask.status === undefined ? raw('') : fragment`AND (SELECT r.status FROM record r WHERE r.id = l.record_id) = ${ask.status}`}
    AND NOT EXISTS (SELECT 1 FROM letter n WHERE n.record_id = l.record_id AND n.step = ${ask.next})
  ORDER BY l.rowid LIMIT ${ask.limit}`);

export type StepTally = { step: StepName; queued: number; posted: number; failed: number; inDoubt: number };

export const tallySteps = (db: ReadDb, period: string, { purchases }: { purchases: boolean }): StepTally[] => db.all<StepTally>(sql`
  SELECT l.step, sum(l.state = 'queued') AS queued, sum(l.state = 'sent') AS posted, sum(l.state = 'buried') AS failed, sum(l.state IN ('inDoubt', 'sending')) AS inDoubt
  FROM letter l LEFT JOIN record r ON r.id = l.record_id WHERE (r.period = ${period} OR l.record_id IS NULL) AND l.step NOT IN ('stockLevel', 'price') AND (l.step = 'purchaseOrder') = ${purchases ? 1 : 0} GROUP BY l.step`);

/** Letters of the steps that wait, oldest first. */
export const waitingLetters = (db: ReadDb, steps: readonly StepName[], limit: number): Letter[] =>
  db.all<Letter>(sql`SELECT ${COLUMNS} FROM letter l WHERE l.step IN ${list(steps)} AND l.state IN ('queued', 'inDoubt') ORDER BY l.rowid LIMIT ${limit}`);

export const anyWaiting = (db: ReadDb, steps: readonly StepName[]): boolean =>
  db.get(sql`SELECT 1 FROM letter l WHERE l.step IN ${list(steps)} AND l.state IN ('queued', 'inDoubt') LIMIT 1`) !== undefined;

/** The codes of all customers that were ever to be created, sent or not; `field` is where a body holds its code. */
export const customerReferences = (db: ReadDb, field: string): string[] =>
  db.all<{ reference: string | null }>(sql`SELECT body ->> ${field} AS reference FROM letter WHERE step = 'customer'`).flatMap(({ reference }) => (reference === null ? [] : [reference]));
