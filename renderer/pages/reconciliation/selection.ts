import type { Entry } from '../../../shared/contract/reconciliation.ts';
import { lineName } from '../../../shared/values/line-name.ts';

export type Side = Entry['side'];

export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** What the next command works on: what is ticked on both sides, the line under the keyboard when nothing is ticked on its side, and a chosen candidate. */
export type Picked = { left: Entry[]; right: Entry[]; leftMinor: number; rightMinor: number; differenceMinor: number };

type Picking = { ticked: Readonly<Record<Side, readonly Entry[]>>; focused: Entry | undefined; candidate: readonly Entry[] };

export function pick({ ticked, focused, candidate }: Picking): Picked {
  const taken = new Map<string, Entry>();
  for (const entry of [...ticked.left, ...ticked.right]) taken.set(entry.id, entry);
  if (focused && ticked[focused.side].length === 0 && focused.state !== 'matched' && focused.state !== 'suggested') taken.set(focused.id, focused);
  for (const entry of candidate) taken.set(entry.id, entry);
  const all = [...taken.values()];
  const left = all.filter(({ side }) => side === 'left');
  const right = all.filter(({ side }) => side === 'right');
  const [leftMinor, rightMinor] = [sum(left), sum(right)];
  return { left, right, leftMinor, rightMinor, differenceMinor: rightMinor - leftMinor };
}

const sum = (entries: readonly Entry[]): number => entries.reduce((total, { amountMinor }) => total + amountMinor, 0);

/** One line is larger than what is picked on the other side: that much of it can be matched, and the rest stays open. Undefined where nobody could say which line is paid in part. */
export function partOf({ left, right, leftMinor, rightMinor }: Picked): { line: Entry; paidMinor: number; restMinor: number } | undefined {
  const isLeft = Math.abs(leftMinor) > Math.abs(rightMinor);
  const [line, ...others] = isLeft ? left : right;
  const paidMinor = isLeft ? rightMinor : leftMinor;
  if (!line || others.length > 0 || paidMinor === 0 || leftMinor === rightMinor || Math.sign(leftMinor) !== Math.sign(rightMinor)) return undefined;
  return { line, paidMinor, restMinor: line.amountMinor - paidMinor };
}

/** Why these cannot be matched now, or undefined. Two lines of one side may be: taken and given back. */
export function whyNoMatch({ left, right }: Picked): string | undefined {
  if (left.length + right.length < 2) return 'Choose a line on each side, or at least two lines.';
  const matched = [...left, ...right].find(({ state }) => state === 'matched');
  return matched ? `${lineName(matched)} is matched already. Take its match apart first.` : undefined;
}
