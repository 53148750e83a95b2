import type { ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { byMatch, type StoredEntry } from './entry-store.ts';
import { membersOf, type Proposal } from './match.ts';
import { deleteMatch, matchRows } from './match-store.ts';

/** Matches that rules made and nobody touched, by their members. */
export type Standing = ReadonlyMap<string, { readonly id: string; readonly rule: string; readonly differenceMinor: number }>;

/** What other rules than those of the last reading judge anew: every match that a rule made and that no person confirmed. */
export function automaticMatches(db: ReadDb, key: ReconciliationKey, entries: readonly StoredEntry[]): Standing {
  const members = byMatch(entries);
  return new Map(matchRows(db, key).filter(({ automatic, state }) => automatic === 1 && state === 'confirmed')
    .map(({ id, rule, differenceMinor }) => [membersOf(members.get(id) ?? []), { id, rule, differenceMinor }]));
}

/** Takes apart what the rules of now would not make; what they make alike stays as it was made. Gives what is left to be written. */
export function keepAlike(db: WriteDb, standing: Standing, matches: readonly Proposal[]): { fresh: Proposal[]; takenBack: number } {
  const kept = new Set<string>();
  const fresh = matches.filter(({ rule, left, right, differenceMinor }) => {
    const same = standing.get(membersOf([...left, ...right]));
    if (same?.rule !== rule || same.differenceMinor !== differenceMinor) return true;
    kept.add(same.id);
    return false;
  });
  const gone = [...standing.values()].filter(({ id }) => !kept.has(id));
  for (const { id } of gone) deleteMatch(db, id);
  return { fresh, takenBack: gone.length };
}
