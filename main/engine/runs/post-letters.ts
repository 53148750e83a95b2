import type { LocalDate } from '../../../shared/values/date.ts';
import { addDays, lastDayOf } from '../../../shared/values/date.ts';
import type { LedgerPosting, StepName } from '../connectors/connector.ts';
import { refusalOf } from '../connectors/client.ts';
import { assert } from '../../../shared/values/assert.ts';
import { deliver } from '../outbox/deliver.ts';
import type { Attempted } from '../outbox/deliver.ts';
import { anyWaiting, buryNewLetter, claimLetters, enqueueLetter, nextTryAt, saveAttempt, settleLetter, waitingLetters } from '../outbox/outbox-store.ts';
import type { Letter, NewLetter } from '../outbox/outbox-store.ts';
import { markAdjustmentPosted } from '../reconciliation/adjustment-store.ts';
import { markPosted } from '../records/record-store.ts';
import type { Commit } from '../handler.ts';
import { adjustmentOf } from './adjustments.ts';
import { journalEntryOf } from './journal.ts';
import type { Work } from './work.ts';

const isDocument = (letter: Letter): boolean => letter.step === 'salesOrder' || letter.step === 'invoice' || letter.step === 'creditNote' || letter.step === 'purchaseOrder';

function settleAll(commit: Commit, work: Work, settled: readonly Attempted[]): void {
  const { db, audit, now } = commit;
  for (const { letter, outcome, request, status, answer } of settled) {
    settleLetter(db, letter, outcome, now);
    if (outcome.kind === 'sent' && letter.recordId !== null && isDocument(letter)) markPosted(db, letter.recordId, outcome.number);
    if (outcome.kind === 'sent' && letter.step === 'adjustment') markAdjustmentPosted(db, adjustmentOf(letter.key));
    // The letter itself tells of a first try that went well; a row is kept where there is more to tell.
    if (outcome.kind !== 'queued' && (outcome.kind !== 'sent' || letter.attempts > 0 || outcome.wasThere)) saveAttempt(db, letter.id, { n: letter.attempts + 1, at: now, request: outcome.kind === 'sent' ? '' : request, status, answer: outcome.kind === 'sent' ? '' : answer });
  }
  if (settled.length > 0) audit('outbox.answered', { run: work.run.id, letters: settled.map(({ letter, outcome }) => [letter.key, outcome.kind === 'sent' ? `${outcome.wasThere ? 'already there' : 'posted'} ${outcome.number || outcome.id}` : outcome.kind === 'buried' ? `buried ${outcome.failure.code}` : outcome.kind]) });
}

/** Brings what is queued for some steps into the ERP: by its interface, or, where its own staff post, by looking what they have posted. */
export async function postLetters(work: Work, steps: readonly StepName[]): Promise<void> {
  const { journal } = work.target.erp;
  const byStaff = steps.filter(step => journal?.steps.includes(step));
  if (byStaff.length > 0) await findPosted(work, byStaff);
  const sendable = steps.filter(step => !byStaff.includes(step));
  if (sendable.length > 0) await sendLetters(work, sendable);
}

const MAX_JOURNAL = 20_000;
/** Staff post a month's journal in the weeks that follow. */
const JOURNAL_DAYS_AFTER = 62;

/** Journal entries that staff have imported stand in the cash book under their document number. */
async function findPosted(work: Work, steps: readonly StepName[]): Promise<void> {
  const { target: { erp, session }, deps, period, signal } = work;
  const waiting = waitingLetters(deps.db, steps, MAX_JOURNAL).map(letter => ({ letter, entry: journalEntryOf(letter) }));
  const days = waiting.map(({ entry }) => entry.on).toSorted();
  const [from] = days;
  if (from === undefined) return;
  const posted = new Map<string, LedgerPosting>();
  for await (const page of erp.ledger(session, { ledger: 'cash', from, to: addDays(lastDayOf(period), JOURNAL_DAYS_AFTER), changedSince: null, signal })) for (const posting of page) posted.set(posting.secondReference, posting);
  const found = waiting.flatMap(({ letter, entry }): Attempted[] => {
    const posting = posted.get(entry.document);
    return posting ? [{ letter, outcome: { kind: 'sent', id: posting.externalId, number: posting.urn, answer: 'null', wasThere: true }, request: '', status: '', answer: '', answered: true }] : [];
  });
  if (found.length > 0) work.commit(commit => settleAll(commit, work, found));
}

/** Sends letters in the order they were queued. Intent and answer are each committed and audited in batches. */
async function sendLetters(work: Work, steps: readonly StepName[]): Promise<void> {
  const { deps, source, target, settings } = work;
  const isForShop = ({ connectionId }: Letter): boolean => connectionId === source.connectionId;
  const sessionOf = (letter: Letter) => (isForShop(letter) ? source.session : target.session);
  /** A letter goes to the system that it is addressed to: to the ERP, or back to the shop. */
  const targetOf = (letter: Letter) => {
    const found = isForShop(letter) ? source.commerce.targets?.[letter.step] : target.erp.targets[letter.step];
    assert(found, `the ${isForShop(letter) ? 'shop' : 'ERP'} takes no ${letter.step}`);
    return found;
  };
  await deliver({
    steps, lanes: settings.erpConcurrency,
    send: (letter, body) => targetOf(letter).send(sessionOf(letter), body, work.signal),
    find: (letter, body) => targetOf(letter).find(sessionOf(letter), body, work.signal),
    refusal: refusalOf,
    turn(settled, limit) {
      // Nothing to settle and nothing to claim is nothing to commit.
      if (settled.length === 0 && (limit === 0 || !anyWaiting(deps.db, steps))) return [];
      const letters = work.commit(commit => {
        settleAll(commit, work, settled);
        const claimed = claimLetters(commit.db, steps, limit, commit.now);
        if (claimed.length > 0) commit.audit('outbox.sending', { run: work.run.id, letters: claimed.map(letter => letter.key) });
        else if (settled.length === 0) commit.audit('outbox.waiting', { run: work.run.id, steps });
        return claimed;
      });
      work.tally();
      return letters;
    },
    nextTryAt: () => nextTryAt(deps.db, steps),
    now: deps.now, random: deps.random, stopped: work.stopped,
    wait: ms => deps.wait(ms, work.signal),
  });
}

/** A document that a step plans: queued, or buried at once when its day is closed. */
export type Planned = { letter: Omit<NewLetter, 'id' | 'runId' | 'connectionId'>; on: LocalDate; /** null: what the shop is told belongs to no period. */ ledger: 'sales' | 'cash' | 'orders' | null };

/** Commits the intent of many documents; answers how many are new. */
export async function planLetters(work: Work, planned: readonly Planned[]): Promise<number> {
  const closed = new Map<Planned, string>();
  for (const plan of planned) {
    const reason = plan.ledger === null ? null : await work.closedOn(plan.on, plan.ledger);
    if (reason) closed.set(plan, reason);
  }
  if (planned.length === 0) return 0;
  return work.commit(({ db, audit, now, newId }) => {
    let added = 0;
    for (const plan of planned) {
      const letter: NewLetter = { ...plan.letter, id: newId('let'), runId: work.run.id, connectionId: plan.ledger === null ? work.source.connectionId : work.target.connectionId };
      const reason = closed.get(plan);
      const isNew = reason
        ? buryNewLetter(db, letter, { code: 'period.closed', about: plan.on, field: null, recovery: 'fixRecord', message: `${letter.reference} is dated ${plan.on}: ${reason} Post it on an open day.` }, now)
        : enqueueLetter(db, letter, now);
      if (isNew) added += 1;
    }
    audit('outbox.planned', { run: work.run.id, keys: planned.map(({ letter }) => letter.key), closed: closed.size });
    return added;
  });
}
