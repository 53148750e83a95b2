import { settlementOf } from './balance.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { Issues } from './issues.ts';
import { entry, sumMinor, type StatementEntry, type StatementHead } from './statement.ts';

/** A row of a payout report: its entries, and which payout it went into. */
export type PayoutRow = {
  line: number;
  /** '' when it is in no payout yet. */
  payout: string;
  paidOn: string | null;
  currency: string;
  /** The row is the transfer to the bank itself. */
  isTransfer: boolean;
  entries: StatementEntry[];
};

type Gateway = {
  account: string;
  /** The report has rows for the transfers themselves; without one, a payout's total cannot be proved. */
  statesTransfers: boolean;
};

/** A format that does not say whether it states its transfers is judged by whether one was among the rows. */
type Closing = { account: string; statesTransfers?: boolean };

type Transfers = { line: number; count: number; movedMinor: number; on: string; text: string };
type Group = { payout: string; line: number; paidOn: string | null; lines: Draft; transfers: Transfers | null };
type Book = { currency: string; groups: Map<string, Group>; loose: Group[] };

/** Collects the rows of a report into one statement per payout and currency, the rows that are in no payout last. */
export type PayoutBooks = { add(row: PayoutRow): void; close(closing: Closing): StatementHead[] };

export function payoutBooks(drafts: Drafts, issues: Issues): PayoutBooks {
  const books = new Map<string, Book>();
  let sawTransfer = false;
  const newGroup = (row: PayoutRow): Group => ({ payout: row.payout, line: row.line, paidOn: null, lines: drafts.open(), transfers: null });
  return {
    add(row) {
      sawTransfer ||= row.isTransfer;
      const book = books.get(row.currency) ?? { currency: row.currency, groups: new Map<string, Group>(), loose: [] };
      books.set(row.currency, book);
      // Transfers without a number cannot share a statement with rows that wait: each stands alone.
      const isLoose = row.isTransfer && row.payout === '';
      const group = isLoose ? newGroup(row) : (book.groups.get(row.payout) ?? newGroup(row));
      if (isLoose) book.loose.push(group);
      else book.groups.set(row.payout, group);
      group.paidOn ??= row.paidOn;
      if (row.isTransfer) group.transfers = addTransfer(group.transfers, row);
      else for (const each of row.entries) group.lines.add(each);
    },
    close: ({ account, statesTransfers = sawTransfer }) => [...books.values()].flatMap(book => closeBook(book, { account, statesTransfers }, issues)),
  };
}

function addTransfer(before: Transfers | null, { line, entries }: PayoutRow): Transfers {
  const movedMinor = sumMinor(entries);
  const [first] = entries;
  return before ? { ...before, count: before.count + 1, movedMinor: before.movedMinor + movedMinor } : { line, count: 1, movedMinor, on: first?.bookedOn ?? '', text: first?.text ?? '' };
}

function closeBook({ currency, groups, loose }: Book, gateway: Gateway, issues: Issues): StatementHead[] {
  const all = [...groups.values(), ...loose];
  const [transfer, ...more] = all.filter(group => group.transfers !== null);
  const moved = all.reduce((sum, { lines, transfers }) => sum + lines.movedMinor + (transfers?.movedMinor ?? 0), 0);
  // A report over a single payout need not number its rows alike: the sum proves that they belong together.
  if (transfer?.transfers?.count === 1 && more.length === 0 && moved === 0) {
    const others = all.filter(group => group !== transfer).map(({ lines }) => lines);
    return [closeGroup(transfer, others, { gateway, currency }, issues)];
  }
  const numbered = [...groups.values()].filter(({ payout }) => payout !== '');
  const waiting = [...groups.values()].filter(({ payout }) => payout === '');
  return [...numbered, ...loose, ...waiting].map(group => closeGroup(group, [], { gateway, currency }, issues));
}

function closeGroup({ payout, line: firstLine, paidOn, lines, transfers }: Group, others: readonly Draft[], { gateway, currency }: { gateway: Gateway; currency: string }, issues: Issues): StatementHead {
  const line = transfers?.line ?? firstLine;
  if (gateway.statesTransfers && payout !== '' && !transfers)
    issues.note(line, 'statement.payoutMissing', `The rows of one payout (first at line ${line}) have no transfer row; its total cannot be checked. Download the report for a longer period.`);
  const days = [lines, ...others].flatMap(({ toOn }) => toOn ?? []).sort();
  const on = transfers?.on ?? paidOn ?? days.at(-1) ?? '';
  return settlementOf([lines, ...others], {
    account: gateway.account, currency, payoutReference: payout || null,
    // A report that states its transfers and lacks this one says nothing of what was paid; it is not made up.
    payout: transfers || (payout !== '' && !gateway.statesTransfers) ? { line, on, statedMinor: transfers ? 0 - transfers.movedMinor : null, text: transfers?.text || 'Payout' } : null,
  }, issues);
}

/** A sale or refund and its fee, which the report states in one row, as two entries of one order. */
export function withFee(parts: Parameters<typeof entry>[0], feeMinor: number): StatementEntry[] {
  const main = entry({ ...parts, feeMinor });
  if (feeMinor === 0) return [main];
  return [main, entry({ ...parts, id: `${parts.id}-fee`, kind: 'fee', amountMinor: feeMinor, feeMinor: 0, text: parts.text ? `Fee · ${parts.text}` : 'Fee' })];
}
