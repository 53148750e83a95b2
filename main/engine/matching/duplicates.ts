import { dayName } from './days.ts';
import { NONE } from './intern.ts';
import { likenessOf, wordsOf } from './party.ts';
import type { MatchRule } from './rules.ts';
import { idOf, partyOf, type Side } from './side.ts';
import type { Work } from './work.ts';

/** One thing that stands twice on a side: what stood there first, or is matched already, and the open entry that repeats it. */
export type Duplicate = { readonly side: 'left' | 'right'; readonly original: number; readonly copy: number; readonly isOriginalMatched: boolean };

/** Entries of one reference that are compared with each other; more are a serial number, not a slip. */
const MAX_ALIKE = 20;

/**
 * Open entries of one side that repeat another of it: one reference, amount and currency, no other name, few working days apart, and fewer of it on the other side than
 * here. The matched one is the original, else the earlier. Nothing is ever matched by it: which of the two the books keep is a person's to say.
 */
export function duplicatesOn(work: Work, side: 'left' | 'right', { windowDays }: Pick<MatchRule, 'windowDays'>): Duplicate[] {
  const isLeft = side === 'left';
  const [own, isOpen] = isLeft ? [work.left, work.isOpenLeft] : [work.right, work.isOpenRight];
  const [amounts, opposite] = isLeft ? [work.left.amount, work.rightAmount] : [work.rightAmount, work.left.amount];
  const wanted = new Uint8Array(work.references.size());
  for (const entry of isLeft ? work.openLeft() : work.openRight()) {
    const reference = work.references[side][entry] ?? NONE;
    if (reference !== NONE) wanted[reference] = 1;
  }
  const [alike, partners] = [byReference(work.references[side], wanted), byReference(work.references[isLeft ? 'right' : 'left'], wanted)];
  const isRepeated = (original: number, copy: number): boolean => isOpen(copy) && work.days.between(own.day[original] ?? 0, own.day[copy] ?? 0) <= windowDays && !areApart(own, original, copy);
  return [...alike].flatMap(([reference, entries]): Duplicate[] => {
    if (entries.length < 2 || entries.length > MAX_ALIKE) return [];
    const theirs = partners.get(reference) ?? [];
    return [...Map.groupBy(entries, entry => `${amounts[entry]} ${own.currency[entry]}`).values()].flatMap(members => {
      if (members.length < 2 || !isOnceElsewhere(members.map(entry => amounts[entry] ?? 0), theirs.map(entry => opposite[entry] ?? 0))) return [];
      const [original = 0, ...copies] = members.toSorted((a, b) => Number(isOpen(a)) - Number(isOpen(b)) || (own.day[a] ?? 0) - (own.day[b] ?? 0) || (idOf(own, a) < idOf(own, b) ? -1 : 1));
      return copies.filter(copy => isRepeated(original, copy)).map(copy => ({ side, original, copy, isOriginalMatched: !isOpen(original) }));
    });
  });
}

/** The entries, open or matched, of each reference that is wanted. */
function byReference(references: Int32Array, wanted: Uint8Array): Map<number, number[]> {
  const entries = new Map<number, number[]>();
  for (let entry = 0; entry < references.length; entry += 1) {
    const reference = references[entry] ?? NONE;
    if (reference === NONE || wanted[reference] === 0) continue;
    const members = entries.get(reference);
    if (members) members.push(entry);
    else entries.set(reference, [entry]);
  }
  return entries;
}

/** The other side has it, less often than this one, and its amount is not that of all together: then they would be parts of one. */
function isOnceElsewhere(members: readonly number[], others: readonly number[]): boolean {
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  return others.length > 0 && others.length < members.length && sum(members) !== sum(others);
}

const areApart = (side: Side, a: number, b: number): boolean => side.party[a] !== side.party[b] && likenessOf(wordsOf(partyOf(side, a)), wordsOf(partyOf(side, b))) === 'different';

/** Which is the original and which the copy, in a sentence. */
export function whyDuplicate(work: Work, { side, original, copy, isOriginalMatched }: Duplicate): string {
  const own = work[side];
  const named = (entry: number): string => `${idOf(own, entry)} of ${dayName(own.day[entry] ?? 0)}`;
  const verdict = isOriginalMatched ? `${idOf(own, original)} is matched, so ${idOf(own, copy)} is the copy: reverse it.`
    : own.day[original] === own.day[copy] ? 'Both are of one day, so either may be the original: match one and reverse the other.'
    : `${idOf(own, original)} is earlier and so the original: match it and reverse ${idOf(own, copy)}.`;
  return `${named(copy)} repeats ${named(original)} on the ${side}: the reference and the amount are the same, and the other side has fewer of them. ${verdict}`;
}
