import { AppError } from '../../../shared/contract/errors.ts';
import type { ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { Currency, formatMinor } from '../../../shared/values/money.ts';
import type { ReadDb } from '../store/sql.ts';
import { entriesById, keysOfEntries, type StoredEntry } from './entry-store.ts';

/** The entries that a person chose; `reconciliation.gone` when one of them is not there any more. */
export function present(db: ReadDb, ids: readonly string[]): StoredEntry[] {
  const entries = entriesById(db, ids);
  if (entries.length !== new Set(ids).size) throw new AppError('reconciliation.gone', 'fixInput', 'Some of the chosen entries are not there any more. Both sides were read again meanwhile; choose anew.');
  return entries;
}

/** The one reconciliation that all entries belong to. */
export function keyOf(db: ReadDb, ids: readonly string[]): ReconciliationKey {
  const [key, ...others] = keysOfEntries(db, ids);
  if (!key || others.length > 0) throw new AppError('reconciliation.mixed', 'fixInput', 'The chosen entries belong to different reconciliations. Choose entries of one.');
  return key;
}

/** '12.50 GBP', as sentences of refusals say it. */
export const money = (minor: number, currency: string): string => {
  const known = Currency.safeParse(currency);
  return known.success ? `${formatMinor(minor, known.data)} ${currency}` : `${minor} ${currency}`;
};

/** What a refusal calls an entry. */
export const nameOf = ({ reference, text, part }: StoredEntry): string => (part ? `Part ${part.number} of ${part.of} of ${part.line}` : reference || text || 'An entry');
