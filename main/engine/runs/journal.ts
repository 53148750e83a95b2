import type { LocalDate } from '../../../shared/values/date.ts';
import type { ErpReferences, Journal, JournalEntry } from '../connectors/connector.ts';
import { waitingLetters } from '../outbox/outbox-store.ts';
import type { Letter } from '../outbox/outbox-store.ts';
import type { ReadDb } from '../store/sql.ts';

const MAX_ENTRIES = 20_000;

/** The body of a letter that waits for the ERP's own staff. Only connectors with a journal make such letters, and only of this shape. */
export const journalEntryOf = ({ body }: Pick<Letter, 'body'>): JournalEntry => JSON.parse(body) as JournalEntry;

/** How many entries up to a day wait for the ERP's own staff: until they stand in the ledger, a month's figures are without them. */
export const journalWaiting = (db: ReadDb, journal: Journal | null, until: LocalDate): number =>
  journal === null ? 0 : waitingLetters(db, journal.steps, MAX_ENTRIES).map(journalEntryOf).filter(({ on }) => on <= until).length;

/** Everything that waits for the ERP's own staff, as the file that its import reads. What they have posted is seen by the next run, and is not in the next file. */
export function journalFile(db: ReadDb, journal: Journal, references: ErpReferences): { entries: number; fileName: string; content: string } {
  const entries = waitingLetters(db, journal.steps, MAX_ENTRIES).map(journalEntryOf);
  return { entries: entries.length, ...journal.file(entries, references) };
}
