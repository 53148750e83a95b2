import type { LocalDate } from '../../../shared/values/date.ts';
import { likenessOf, wordsOf } from '../matching/party.ts';
import { referenceKey } from '../matching/references.ts';
import { byDay, familyOf, type ReconEntry, type Shape } from './entry.ts';

/** A line of one side that says what another of it says, while the other side has it only once. */
export type Repeat = { readonly original: ReconEntry; readonly copy: ReconEntry; readonly isOriginalMatched: boolean };

type Given = { readonly matched: readonly ReconEntry[]; readonly open: readonly ReconEntry[]; readonly shape: Shape; readonly isRepeat: ((a: LocalDate, b: LocalDate) => boolean) | null };

const keysOf = ({ orderReference, reference }: ReconEntry): string[] => [referenceKey(orderReference), referenceKey(reference)].filter(key => key !== '');
const isOther = (a: ReconEntry, b: ReconEntry): boolean => a.party !== '' && b.party !== '' && a.party !== b.party && likenessOf(wordsOf(a.party), wordsOf(b.party)) === 'different';

/**
 * What stands twice on the left, by the ids of the lines that are open: one reference, kind and amount, no other name, near days, and fewer of it on the right. The matched
 * line is the original, else the earlier. It is said and nothing more: whether somebody paid twice or a line came twice, the books cannot tell.
 */
export function repeatsOnTheLeft({ matched, open, shape, isRepeat }: Given): Map<string, Repeat> {
  const repeats = new Map<string, Repeat>();
  if (isRepeat === null) return repeats;
  const isTrade = (entry: ReconEntry): boolean => entry.side === 'left' && !entry.part && ['trade', 'any'].includes(familyOf(entry, shape)) && keysOf(entry).length > 0;
  const isMatched = new Set(matched.filter(isTrade));
  const groups = Map.groupBy([...isMatched, ...open.filter(isTrade)], entry => `${keysOf(entry)[0]}|${entry.kind}|${entry.amountMinor}|${entry.currency}`);
  const partners = new Map<string, number>();
  for (const entry of [...matched, ...open]) if (entry.side === 'right') for (const key of new Set(keysOf(entry))) partners.set(`${key}|${entry.amountMinor}`, (partners.get(`${key}|${entry.amountMinor}`) ?? 0) + 1);
  for (const members of groups.values()) {
    const [original, ...copies] = members.toSorted((a, b) => Number(isMatched.has(b)) - Number(isMatched.has(a)) || byDay(a, b));
    if (!original || copies.length === 0) continue;
    const known = Math.max(partners.get(`${keysOf(original)[0]}|${original.amountMinor}`) ?? 0, members.filter(entry => isMatched.has(entry)).length);
    if (known === 0 || known >= members.length) continue;
    for (const copy of copies) {
      if (isMatched.has(copy) || !isRepeat(original.on, copy.on) || isOther(original, copy)) continue;
      const repeat = { original, copy, isOriginalMatched: isMatched.has(original) };
      repeats.set(copy.id, repeat);
      if (!repeat.isOriginalMatched) repeats.set(original.id, repeat);
    }
  }
  return repeats;
}
