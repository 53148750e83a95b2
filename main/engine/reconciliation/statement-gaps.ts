import { addDays, type LocalDate } from '../../../shared/values/date.ts';
import { dayName } from './evidence.ts';

export type StatementSpan = { fileName: string; fromOn: LocalDate | null; toOn: LocalDate | null; openingMinor: number | null; closingMinor: number | null };

/** Bank holidays and weekends without a line may end a statement early; more days than these are named. */
const QUIET_DAYS = 4;

type Span = { firstDay: LocalDate; lastDay: LocalDate; account: string; /** What the ledger holds on the last day. */ ledgerClosingMinor: number; format: (minor: number) => string };

/** Where statements of a bank account do not follow each other, and which days none of them covers. */
export function gapsBetween(statements: readonly StatementSpan[], { firstDay, lastDay, account, ledgerClosingMinor, format }: Span): string[] {
  const dated = statements.filter(({ fromOn, toOn }) => fromOn !== null && toOn !== null).sort((a, b) => ((a.fromOn ?? '') < (b.fromOn ?? '') ? -1 : 1));
  const [first, last] = [dated[0], dated.at(-1)];
  if (!first?.fromOn || !last?.toOn) return [`No bank statement of ${account} is imported for ${firstDay.slice(0, 7)}. Import it under Reconcile.`];
  const gaps: string[] = [];
  if (first.fromOn > addDays(firstDay, QUIET_DAYS) && first.openingMinor === null) gaps.push(`The statements of ${account} begin on ${dayName(first.fromOn)}. Import what comes before.`);
  for (const [index, next] of dated.entries()) {
    const previous = dated[index - 1];
    if (!previous?.toOn || !next.fromOn || next.fromOn > lastDay) continue;
    const between = `between “${previous.fileName}” (to ${dayName(previous.toOn)}) and “${next.fileName}” (from ${dayName(next.fromOn)})`;
    if (previous.closingMinor !== null && next.openingMinor !== null) {
      const missing = next.openingMinor - previous.closingMinor;
      if (missing !== 0) gaps.push(`The statements of ${account} do not follow each other: ${format(missing)} is missing ${between}. Import the statement in between.`);
    } else if (next.fromOn > addDays(previous.toOn, QUIET_DAYS)) gaps.push(`No statement of ${account} covers the days ${between}. Import the statement in between.`);
  }
  // A CSV ends with its last line; when its balance is what the ledger holds at the end of the month, no line is missing after it.
  if (last.toOn < addDays(lastDay, -QUIET_DAYS) && last.closingMinor !== ledgerClosingMinor) gaps.push(`The statements of ${account} end on ${dayName(last.toOn)}. Import the rest of the month.`);
  return gaps;
}
