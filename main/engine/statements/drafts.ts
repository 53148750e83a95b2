import type { Issues } from './issues.ts';
import { MAX_ENTRIES, MAX_STATEMENTS, type Keep, type Statement, type StatementEntry, type StatementEntryKind, type StatementHead } from './statement.ts';

/** A statement while it is read: its entries are handed on at once, only their count, sums, span and kinds stay. */
export type Draft = {
  readonly part: number;
  readonly kinds: ReadonlySet<StatementEntryKind>;
  readonly entryCount: number;
  readonly movedMinor: number;
  readonly fromOn: string | null;
  readonly toOn: string | null;
  pending: number;
  add(entry: StatementEntry): void;
  /** The sum of the entries in one currency: an entry in another one is no part of the balance. */
  movedIn(currency: string): number;
};

export type Drafts = { open(): Draft };

/** Opens the statements of one file and holds it to the limits. */
export function openDrafts(keep: Keep, issues: Issues): Drafts {
  let parts = 0;
  let entries = 0;
  const admit = (line: number): boolean => {
    entries += 1;
    if (entries === MAX_ENTRIES + 1) issues.refuse(line, 'statement.tooLarge', `The file has more than ${MAX_ENTRIES} entries. Download it in shorter periods.`);
    return entries <= MAX_ENTRIES;
  };
  return {
    open() {
      const part = parts;
      parts += 1;
      if (parts === MAX_STATEMENTS + 1) issues.refuse(1, 'statement.tooLarge', `The file has more than ${MAX_STATEMENTS} statements. Download it in shorter periods.`);
      return newDraft(part, (entry) => { if (admit(entry.line)) keep(part, entry); });
    },
  };
}

function newDraft(part: number, keep: (entry: StatementEntry) => void): Draft {
  const kinds = new Set<StatementEntryKind>();
  const moved = new Map<string, number>();
  const own = { part, kinds, entryCount: 0, movedMinor: 0, fromOn: null as string | null, toOn: null as string | null, pending: 0 };
  return Object.assign(own, {
    movedIn: (currency: string): number => moved.get(currency) ?? 0,
    add(entry: StatementEntry): void {
      const { bookedOn, amountMinor, currency, kind } = entry;
      own.entryCount += 1;
      own.movedMinor += amountMinor;
      kinds.add(kind);
      moved.set(currency, (moved.get(currency) ?? 0) + amountMinor);
      if (own.fromOn === null || bookedOn < own.fromOn) own.fromOn = bookedOn;
      if (own.toOn === null || bookedOn > own.toOn) own.toOn = bookedOn;
      keep(entry);
    },
  });
}

type HeadParts = Pick<Statement, 'account' | 'currency'> & Partial<Omit<Statement, 'entries'>>;

/** Closes a statement. One that was read in several drafts (rows of a payout under different numbers) takes all of them. */
export function headOf(drafts: Draft | readonly Draft[], given: HeadParts): StatementHead {
  const all = [drafts].flat();
  const days = (pick: (draft: Draft) => string | null): string[] => all.map(pick).filter(day => day !== null).sort();
  return {
    openingMinor: null, closingMinor: null, balances: [], sequence: null, payoutReference: null, payoutMinor: null, ...given,
    fromOn: given.fromOn ?? days(draft => draft.fromOn)[0] ?? null,
    toOn: given.toOn ?? days(draft => draft.toOn).at(-1) ?? null,
    parts: all.map(({ part }) => part),
    entryCount: all.reduce((sum, { entryCount }) => sum + entryCount, 0),
    movedMinor: all.reduce((sum, draft) => sum + draft.movedIn(given.currency), 0),
    kinds: [...new Set(all.flatMap(({ kinds }) => [...kinds]))],
    pending: all.reduce((sum, { pending }) => sum + pending, 0),
    unbalanced: null,
  };
}

/** An entry as its statement knows it: the payout that its rows went into is its own, too. */
export const entryIn = ({ payoutReference }: { payoutReference: string | null }, entry: StatementEntry): StatementEntry =>
  (entry.payoutReference === null && payoutReference !== null ? { ...entry, payoutReference } : entry);
