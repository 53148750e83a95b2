import type { Lookups } from './entries.ts';
import { sumOf, type DraftEntry } from './entry.ts';

/** A part as a person made it. `place` names it for ever: joined and split anew, a line has new places. `reference` '': that of the line. */
export type Part = { readonly place: number; readonly amountMinor: number; readonly reference: string; readonly note: string };

/** A line in parts, as one month has it. */
export type Split = {
  /** The id of the line as an entry of that month. */
  readonly id: string;
  readonly line: DraftEntry;
  /** In the order of their places; empty once they were joined. */
  readonly parts: readonly Part[];
  /** How many places were ever given. */
  readonly places: number;
  readonly by: string;
  readonly at: string;
};

/** A line in more parts than this is a list of its own, to be imported as a statement. */
export const MAX_LINE_PARTS = 20;

export const nameOfSource = ({ side, source }: Pick<DraftEntry, 'side' | 'source'>): string => `${side} ${source}`;
export const partSource = (source: string, place: number): string => `part ${place} of ${source}`;
/** Beside its line in every list, because lists of one day are in the order of ids. */
export const partId = (lineId: string, place: number): string => `${lineId}-${String(place).padStart(2, '0')}`;

const NO_LOOKUPS: Lookups = { orders: { find: () => '', findAll: () => [] }, payouts: { find: () => '', findAll: () => [] } };

/**
 * The parts as entries. A part is of its line's day, kind and party; with a reference of its own it speaks for itself: that reference is looked up among orders and
 * payouts as a ledger's is, and the line's text, which may name the others, is not repeated.
 */
export function partsAsEntries({ line, parts }: Pick<Split, 'line' | 'parts'>, { orders, payouts }: Lookups = NO_LOOKUPS): DraftEntry[] {
  const name = line.reference || line.orderReference || line.text || line.kind;
  return parts.map(({ place, amountMinor, reference: own, note }, index): DraftEntry => {
    const part = { source: line.source, line: name, number: index + 1, of: parts.length };
    const entry = { ...line, source: partSource(line.source, place), amountMinor, part };
    if (own === '') return note === '' ? entry : { ...entry, text: note };
    // The number of a settlement stays what the settlement said; at the bank it was read from the very text that the reference replaces.
    const payout = payouts.find(own);
    return { ...entry, reference: own, orderReference: orders.find(own) || (payout === '' ? own : ''), payout: payout || (line.kind === 'bank' ? '' : line.payout), text: note };
  });
}

/** A split whose line is not what it was when it was split. `now` null: the line is gone. */
export type Undone = { readonly split: Split; readonly now: DraftEntry | null };

export type InParts = {
  readonly drafts: DraftEntry[];
  /** Every split of the month as it is now; those without parts were undone. */
  readonly splits: Split[];
  readonly undone: Undone[];
};

/**
 * Lines as they are due, those that were split in their parts. A line of another amount, or gone, or matched whole in an earlier month, is in parts no longer:
 * only what an earlier month matched of it stays, and the rest of the amount is open.
 * `settled`: 'side source' of lines and parts that an earlier month matched; they stay in the answer's splits and are left out of its drafts.
 */
export function inParts(due: readonly DraftEntry[], splits: readonly Split[], { settled, lookups }: { settled: ReadonlySet<string>; lookups: Lookups }): InParts {
  const waiting = new Map(splits.map(split => [nameOfSource(split.line), split]));
  const [now, undone]: [Split[], Undone[]] = [[], []];
  const drafts = due.flatMap((draft): DraftEntry[] => {
    const split = waiting.get(nameOfSource(draft));
    if (!split || settled.has(nameOfSource(draft))) return [draft];
    waiting.delete(nameOfSource(draft));
    const isSame = split.line.amountMinor === draft.amountMinor && split.line.currency === draft.currency;
    const kept = isSame ? { ...split, line: draft } : { ...restOf(split, draft, settled), line: draft };
    now.push(kept);
    if (kept.parts !== split.parts) undone.push({ split, now: draft });
    return kept.parts.length === 0 ? [draft] : partsAsEntries(kept, lookups);
  });
  for (const split of waiting.values()) {
    const kept = { ...split, parts: settledParts(split, settled) };
    if (kept.parts.length === split.parts.length) continue;
    now.push(kept);
    undone.push({ split, now: null });
  }
  return { drafts: drafts.filter(draft => !settled.has(nameOfSource(draft))), splits: now, undone };
}

const settledParts = ({ line, parts }: Split, settled: ReadonlySet<string>): readonly Part[] => parts.filter(({ place }) => settled.has(nameOfSource({ side: line.side, source: partSource(line.source, place) })));

function restOf(split: Split, line: DraftEntry, settled: ReadonlySet<string>): Split {
  const kept = settledParts(split, settled);
  if (kept.length === split.parts.length) return split;
  const restMinor = line.amountMinor - sumOf(kept);
  if (kept.length === 0 || restMinor === 0) return { ...split, parts: kept };
  return { ...split, places: split.places + 1, parts: [...kept, { place: split.places + 1, amountMinor: restMinor, reference: '', note: '' }] };
}
