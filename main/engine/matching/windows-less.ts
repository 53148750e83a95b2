import { countBelow } from './sorted.ts';
import type { Work } from './work.ts';

/** A window of entries that may be paid by one line, and what each of them brings to it. */
export type Window = { readonly members: readonly number[]; readonly values: readonly number[]; readonly lastDay: number; readonly currency: number };

/** Above so many members some two of them come to any difference. */
const MAX_MEMBERS = 120;
const MAX_LINES = 40;
const MAX_STEPS = 5_000_000;

/**
 * The sets that come to an open line when one or two entries are left out of a whole window, where there is only one such set for the line.
 * A sum alone proves nothing, so they are proposals.
 */
export function windowsLess(work: Work, side: 'left' | 'right', windows: readonly Window[], windowDays: number): { line: number; members: readonly number[] }[] {
  const [days, amounts, currencies] = side === 'left' ? [work.right.day, work.rightAmount, work.rightCurrency] : [work.left.day, work.left.amount, work.left.currency];
  const lines = (side === 'left' ? work.openRight() : work.openLeft()).toSorted((a, b) => (days[a] ?? 0) - (days[b] ?? 0));
  const firstOn = (day: number): number => countBelow(lines.length, place => days[lines[place] ?? 0] ?? 0, day);
  const answers = new Map<number, Map<string, readonly number[]>>();
  let steps = 0;
  for (const { members, values, lastDay, currency } of windows) {
    if (members.length < 3 || members.length > MAX_MEMBERS) continue;
    const near = lines.subarray(firstOn(lastDay - 1), firstOn(lastDay + windowDays + 1));
    if (near.length > MAX_LINES) continue;
    const total = values.reduce((sum, value) => sum + value, 0);
    for (const line of near) {
      const apart = total - (amounts[line] ?? 0);
      if (currencies[line] !== currency || apart === 0 || Math.abs(apart) > Math.abs(total) / 2) continue;
      steps += values.length;
      if (steps > MAX_STEPS) return [];
      for (const out of leftOut(values, apart)) {
        const rest = members.filter((_, at) => !out.includes(at));
        let known = answers.get(line);
        if (!known) answers.set(line, (known = new Map()));
        known.set(rest.toSorted((a, b) => a - b).join(' '), rest);
      }
    }
  }
  return [...answers].flatMap(([line, sets]) => (sets.size === 1 ? [...sets.values()].map(members => ({ line, members })) : []));
}

/** Places of one value, or of two, that come to a difference. */
function leftOut(values: readonly number[], apart: number): number[][] {
  const places = new Map<number, number[]>();
  for (const [at, value] of values.entries()) places.set(value, [...(places.get(value) ?? []), at]);
  const found = (places.get(apart) ?? []).map(at => [at]);
  for (const [at, value] of values.entries()) for (const other of places.get(apart - value) ?? []) if (other > at) found.push([at, other]);
  return found;
}
