import type { Issues } from './issues.ts';

export type BalanceRow = { line: number; amountMinor: number; balanceMinor: number | null };

const MAX_NAMED_BREAKS = 5;

type Walk = { checked: number; breaks: number[]; openingMinor: number | null; closingMinor: number | null };

/** Oldest first: each balance is the one before plus what moved since. */
function walk(rows: readonly BalanceRow[]): Walk {
  let before: number | null = null;
  let moved = 0;
  const found: Walk = { checked: 0, breaks: [], openingMinor: null, closingMinor: null };
  for (const { line, amountMinor, balanceMinor } of rows) {
    moved += amountMinor;
    if (balanceMinor === null) continue;
    if (before === null) found.openingMinor = balanceMinor - moved;
    else {
      found.checked += 1;
      if (before + moved !== balanceMinor) found.breaks.push(line);
    }
    before = balanceMinor;
    moved = 0;
  }
  found.closingMinor = before === null ? null : before + moved;
  return found;
}

/** Opening and closing from a column of running balances, whichever end of the file is the older; a break in the chain is an issue. */
export function runningBalance(rows: readonly BalanceRow[], column: string, issues: Issues): { openingMinor: number | null; closingMinor: number | null } {
  const forwards = walk(rows);
  const backwards = walk(rows.toReversed());
  const best = backwards.breaks.length < forwards.breaks.length ? backwards : forwards;
  if (best.breaks.length * 2 > best.checked) {
    issues.note(rows[0]?.line ?? 1, 'statement.runningBalance', `The column '${column}' does not follow the amounts row by row, so it proves nothing here.`);
    return { openingMinor: null, closingMinor: null };
  }
  for (const line of best.breaks.slice(0, MAX_NAMED_BREAKS))
    issues.note(line, 'statement.runningBalance', `The balance at line ${line} is not the balance before plus the amount: a row may be missing or changed.`);
  if (best.breaks.length > MAX_NAMED_BREAKS) issues.note(1, 'statement.runningBalance', `${best.breaks.length - MAX_NAMED_BREAKS} more rows break the chain of balances.`);
  return { openingMinor: best.openingMinor, closingMinor: best.closingMinor };
}
