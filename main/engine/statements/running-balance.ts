import type { Issues } from './issues.ts';

export type BalanceRow = { line: number; amountMinor: number; balanceMinor: number | null };

const MAX_NAMED_BREAKS = 5;

type Ends = { openingMinor: number | null; closingMinor: number | null };
/** The line of the last balance there is; what moved after it is added. */
type Close = Ends & { closingLine: number | null };

/** Checks one direction of time, row by row, keeping nothing but the balance before. */
type Walk = { see(row: BalanceRow): void; close(): { breaks: number; named: number[] } & Close };

/** Oldest first: each balance is the one before plus what moved since. */
function forwards(): Walk {
  let before: number | null = null;
  let moved = 0;
  let openingMinor: number | null = null;
  let closingLine: number | null = null;
  let breaks = 0;
  const named: number[] = [];
  return {
    see({ line, amountMinor, balanceMinor }) {
      moved += amountMinor;
      if (balanceMinor === null) return;
      if (before === null) openingMinor = balanceMinor - moved;
      else if (before + moved !== balanceMinor) { breaks += 1; if (named.length < MAX_NAMED_BREAKS) named.push(line); }
      before = balanceMinor;
      closingLine = line;
      moved = 0;
    },
    close: () => ({ breaks, named, openingMinor, closingLine, closingMinor: before === null ? null : before + moved }),
  };
}

/** Newest first: each balance is the next older one plus what its own row and those up to it moved. */
function backwards(): Walk {
  let newer: { line: number; balanceMinor: number } | null = null;
  let moved = 0;
  let closingMinor: number | null = null;
  let closingLine: number | null = null;
  let unbalancedMoved = 0;
  let breaks = 0;
  const named: number[] = [];
  return {
    see({ line, amountMinor, balanceMinor }) {
      if (balanceMinor !== null) {
        if (newer === null) { closingMinor = balanceMinor + unbalancedMoved; closingLine = line; }
        else if (balanceMinor + moved !== newer.balanceMinor) { breaks += 1; if (named.length < MAX_NAMED_BREAKS) named.push(newer.line); }
        newer = { line, balanceMinor };
        moved = 0;
      }
      moved += amountMinor;
      if (newer === null) unbalancedMoved += amountMinor;
    },
    close: () => ({ breaks, named, closingLine, openingMinor: newer === null ? null : newer.balanceMinor - moved, closingMinor }),
  };
}

/** Opening and closing from a column of running balances, whichever end of the file is the older; a break in the chain is an issue. */
export type BalanceChain = { see(row: BalanceRow): void; close(column: string, issues: Issues): Close };

export function balanceChain(): BalanceChain {
  const [older, newer] = [forwards(), backwards()];
  let checked = -1;
  let firstLine: number | null = null;
  return {
    see(row) {
      firstLine ??= row.line;
      if (row.balanceMinor !== null) checked += 1;
      older.see(row);
      newer.see(row);
    },
    close(column, issues) {
      const [first, second] = [older.close(), newer.close()];
      const best = second.breaks < first.breaks ? second : first;
      if (best.breaks * 2 > Math.max(0, checked)) {
        issues.note(firstLine ?? 1, 'statement.runningBalance', `The column '${column}' does not follow the amounts row by row, so it proves nothing here.`);
        return { openingMinor: null, closingMinor: null, closingLine: null };
      }
      for (const line of best.named) issues.note(line, 'statement.runningBalance', `The balance at line ${line} is not the balance before plus the amount: a row may be missing or changed.`);
      if (best.breaks > best.named.length) issues.note(1, 'statement.runningBalance', `${best.breaks - best.named.length} more rows break the chain of balances.`);
      return { openingMinor: best.openingMinor, closingMinor: best.closingMinor, closingLine: best.closingLine };
    },
  };
}
