import type { Work } from './work.ts';
import { compareWriting, type Written } from './written.ts';

/** The letters that references of one side begin with and of the other never do, though these sides belong together: a bank's own numbers. */
export type Foreign = { readonly left: ReadonlySet<number>; readonly right: ReadonlySet<number> };

const MIN_SEEN = 10;
const MIN_SHARE = 0.005;
/** Beyond these shares the other side knows such references, or they agree with those that were proved otherwise. */
const MAX_KNOWN = 0.01;
const MAX_AGREEING = 0.02;
/** Matches that are looked at, chosen by their reference, never by where they stand. */
const MAX_MATCHES = 20_000;

type Tally = { seen: number; agreeing: number };

/** Learns from what is matched and what is open which references say nothing to the other side: that two of them differ is no reason against a pair. */
export function foreignWritings(work: Work, open: { left: Int32Array; right: Int32Array }, left: Written, right: Written): Foreign {
  const tallies = { left: new Map<number, Tally>(), right: new Map<number, Tally>() };
  const count = (side: 'left' | 'right', letters: number, isAgreeing: boolean): void => {
    let tally = tallies[side].get(letters);
    if (!tally) tallies[side].set(letters, (tally = { seen: 0, agreeing: 0 }));
    tally.seen += 1;
    if (isAgreeing) tally.agreeing += 1;
  };
  const sampled = 2 ** Math.ceil(Math.log2(Math.max(1, work.matches.count() / MAX_MATCHES))) - 1;
  for (let match = 0; match < work.matches.count(); match += 1) {
    const [l, r] = [work.matches.leftOf(match), work.matches.rightOf(match)];
    if (l < 0 || r < 0 || ((work.left.low[l] ?? 0) & sampled) !== 0) continue;
    const [ours, theirs] = [left.placeOf(l), right.placeOf(r)];
    if (ours < 0 || theirs < 0) continue;
    const isAgreeing = compareWriting(left, l, right, r) !== 'apart';
    count('left', left.letters(ours), isAgreeing);
    count('right', right.letters(theirs), isAgreeing);
  }
  for (const [side, written] of [['left', left], ['right', right]] as const) {
    for (const entry of open[side]) {
      const place = written.placeOf(entry);
      if (place >= 0) count(side, written.letters(place), false);
    }
  }
  return { left: foreignOf(tallies.left, tallies.right), right: foreignOf(tallies.right, tallies.left) };
}

function foreignOf(own: ReadonlyMap<number, Tally>, others: ReadonlyMap<number, Tally>): Set<number> {
  const all = [...own.values()].reduce((total, { seen }) => total + seen, 0);
  const isForeign = (letters: number, { seen, agreeing }: Tally): boolean => seen >= Math.max(MIN_SEEN, all * MIN_SHARE) && agreeing <= seen * MAX_AGREEING && (others.get(letters)?.seen ?? 0) <= seen * MAX_KNOWN;
  return new Set([...own].filter(([letters, tally]) => isForeign(letters, tally)).map(([letters]) => letters));
}
