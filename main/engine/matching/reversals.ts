import { NONE } from './intern.ts';
import type { Work } from './work.ts';

/** What a person writes on the second of two lines that undo each other. */
const UNDONE = /\b(void(ed)?|revers(al|ed|e)|cancel(led|lation)?|storno|contra|correction|refund(ed)?|charge ?back( reversal)?|return(ed)?|reject(ed)?|duplicate)\b/i;

export type Reversal = { readonly side: 'left' | 'right'; readonly first: number; readonly second: number; readonly isNamed: boolean };

const MAX_DAYS = 120;

/** Open entries of one side that undo each other: one reference and name, opposite amounts, and no other that could be meant. */
export function reversalsOn(work: Work, side: 'left' | 'right'): Reversal[] {
  const { [side]: own } = work;
  const open = side === 'left' ? work.openLeft() : work.openRight();
  const references = work.references[side];
  const groups = new Map<string, number[]>();
  for (const entry of open) {
    const amount = Math.abs(own.amount[entry] ?? 0);
    const [reference, party] = [references[entry] ?? NONE, own.party[entry] ?? 0];
    if (amount === 0 || (reference === NONE && party === 0)) continue;
    const key = reference === NONE ? `party ${party} ${amount} ${own.currency[entry]}` : `${reference} ${amount} ${own.currency[entry]}`;
    const members = groups.get(key);
    if (members) members.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()].flatMap((members): Reversal[] => {
    const [a, b] = members;
    if (members.length !== 2 || a === undefined || b === undefined || own.amount[a] !== -(own.amount[b] ?? 0) || Math.abs((own.day[a] ?? 0) - (own.day[b] ?? 0)) > MAX_DAYS) return [];
    const [first, second] = (own.day[a] ?? 0) <= (own.day[b] ?? 0) ? [a, b] : [b, a];
    return [{ side, first, second, isNamed: [first, second].some(entry => UNDONE.test(`${own.kinds[own.kind[entry] ?? 0] ?? ''} ${textAt(own, entry)}`)) }];
  });
}

function textAt(side: Work['left'], entry: number): string {
  return new TextDecoder().decode(side.bytes.slice(side.text.from[entry] ?? 0, side.text.to[entry] ?? 0));
}
