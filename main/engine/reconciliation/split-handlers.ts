import { AppError } from '../../../shared/contract/errors.ts';
import type { LinePart, LineSplit, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { LineSplit as LineSplitSchema } from '../../../shared/contract/reconciliation.ts';
import { assert } from '../../../shared/values/assert.ts';
import type { CommandContext } from '../handler.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { adjustedEntries } from './adjustment-store.ts';
import { keyOf, money, nameOf, present } from './chosen-store.ts';
import { deleteEntry, entriesById, insertEntry, partsOfLine, setReason, shown, updateEntry, type StoredEntry } from './entry-store.ts';
import { sumOf } from './entry.ts';
import { deleteMatch } from './match-store.ts';
import type { RefreshDeps } from './refresh-store.ts';
import { inheritRefusals, placesOf, saveSplit, settledParts, splitOfLine } from './split-store.ts';
import { MAX_LINE_PARTS, partId, partsAsEntries, partSource, type Part, type Split } from './splits.ts';

type SplitDeps = Pick<RefreshDeps, 'refuseLocked'>;

const one = (db: ReadDb, id: string): StoredEntry => {
  const [entry] = present(db, [id]);
  assert(entry !== undefined, 'what is present was read');
  return entry;
};

/** Why these parts cannot stand in the place of the entry, in a sentence; they must sum to it, and none may be nothing. */
function refuseParts({ amountMinor, currency }: StoredEntry, parts: readonly LinePart[]): void {
  const refuse = (code: string, field: string, message: string): never => { throw new AppError(code, 'fixInput', message, { field }); };
  const nothing = parts.findIndex(part => part.amountMinor === 0);
  if (nothing >= 0) refuse('reconciliation.partOfNothing', `parts.${nothing}.amountMinor`, `Part ${nothing + 1} has no amount. Give it one, or leave it out.`);
  const missingMinor = amountMinor - sumOf(parts);
  if (missingMinor !== 0) {
    const isShort = Math.sign(missingMinor) === Math.sign(amountMinor);
    refuse('reconciliation.partSum', 'parts', `The parts come to ${money(amountMinor - missingMinor, currency)}, the line to ${money(amountMinor, currency)}: ${money(Math.abs(missingMinor), currency)} ${isShort ? 'is missing' : 'is too much'}.`);
  }
  // A fee kept back from a payment is a part of the other sign; a slip of the keyboard is one too, and has nothing to say for itself.
  const against = parts.findIndex(part => Math.sign(part.amountMinor) !== Math.sign(amountMinor) && part.note === '');
  if (against >= 0) refuse('reconciliation.partSign', `parts.${against}.note`, `Part ${against + 1} of ${money(parts[against]?.amountMinor ?? 0, currency)} goes the other way than the line. Say in its note what it is, for example a fee that was kept back; or change its sign.`);
}

function refuseAdjusted(db: ReadDb, key: ReconciliationKey, entries: readonly StoredEntry[]): void {
  const underWay = adjustedEntries(db, key.period);
  const adjusted = entries.find(({ id }) => underWay.has(id));
  if (adjusted) throw new AppError('reconciliation.adjusted', 'fixInput', `An adjustment for ${nameOf(adjusted)} of ${money(adjusted.amountMinor, adjusted.currency)} is under way. Have it refused first, or wait until it is posted and matched.`);
}

/** Inserts the new parts; those that stand already learn of how many they are. Answers the ids of the new ones. */
function placeParts(db: WriteDb, key: ReconciliationKey, split: Split, { fresh, standing }: { fresh: ReadonlySet<Part>; standing: readonly StoredEntry[] }): string[] {
  return partsAsEntries(split).flatMap((draft, index): string[] => {
    const part = split.parts[index];
    if (part && fresh.has(part)) {
      const id = partId(split.id, part.place);
      insertEntry(db, key, id, draft);
      return [id];
    }
    // Only a reading knows the orders and payouts that a reference was found among: what it said of the part stays.
    const known = standing.find(({ source }) => source === draft.source);
    if (known && draft.part) updateEntry(db, known.id, { ...known, part: draft.part });
    return [];
  });
}

/** Splits a line, or a part of one, that is not matched. What a person or the machine had said about it holds for the parts; a suggestion with it is taken apart. Answers the new parts. */
export function splitLine({ refuseLocked }: SplitDeps, { db, audit, caller, now }: CommandContext, entryId: string, wanted: readonly LinePart[]): StoredEntry[] {
  const asked = one(db, entryId);
  const key = keyOf(db, [entryId]);
  refuseLocked(db, key.period);
  if (asked.state === 'matched') throw new AppError('reconciliation.matched', 'fixInput', `${nameOf(asked)} of ${money(asked.amountMinor, asked.currency)} is matched already. Take that match apart first.`);
  refuseAdjusted(db, key, [asked]);
  refuseParts(asked, wanted);
  if (asked.matchId !== null) deleteMatch(db, asked.matchId);
  const source = asked.part?.source ?? asked.source;
  const before = asked.part ? splitOfLine(db, key, { side: asked.side, source }) : undefined;
  const places = Math.max(before?.places ?? 0, placesOf(db, key, { side: asked.side, source }));
  const own = before?.parts.find(({ place }) => partSource(source, place) === asked.source);
  const others = before?.parts.filter(part => part !== own) ?? [];
  const fresh = wanted.map(({ amountMinor, reference, note }, index): Part => ({ amountMinor, reference: reference || (own?.reference ?? ''), note: note || (own?.note ?? ''), place: places + index + 1 }));
  const split: Split = { id: before?.id ?? asked.id, line: before?.line ?? asked, parts: [...others, ...fresh], places: places + fresh.length, by: caller.name, at: now };
  if (split.parts.length > MAX_LINE_PARTS) throw new AppError('reconciliation.tooManyParts', 'fixInput', `${split.line.reference || nameOf(asked)} would stand in ${split.parts.length} parts; at most ${MAX_LINE_PARTS} can be kept apart. Join them and split the line anew.`, { field: 'parts' });
  const standing = partsOfLine(db, key, { side: asked.side, source }).filter(({ id }) => id !== asked.id);
  deleteEntry(db, asked.id);
  saveSplit(db, key, split);
  const ids = placeParts(db, key, split, { fresh: new Set(fresh), standing });
  if (asked.reason !== null && asked.matchId === null) for (const id of ids) setReason(db, id, { reason: asked.reason, text: asked.reasonText, by: asked.reasonBy });
  inheritRefusals(db, key, [asked.id], ids);
  audit('reconciliation.split', {
    ...key, line: split.line.reference || split.line.text, entry: asked.id, amountMinor: asked.amountMinor, currency: asked.currency, before: { state: asked.state, reason: asked.reason },
    parts: fresh.map(({ amountMinor, reference, note }, index) => ({ entry: ids[index], amountMinor, reference, note })),
  });
  return entriesById(db, ids);
}

type Whole = { key: ReconciliationKey; split: Split; standing: StoredEntry[]; whyNot: string | null };

function wholeOf(db: ReadDb, entryId: string): Whole {
  const asked = one(db, entryId);
  const key = keyOf(db, [entryId]);
  const split = asked.part && splitOfLine(db, key, { side: asked.side, source: asked.part.source });
  if (!split) throw new AppError('reconciliation.notSplit', 'fixInput', `${nameOf(asked)} is a whole line; there is nothing to join.`);
  const standing = partsOfLine(db, key, split.line);
  const matched = standing.find(({ state }) => state === 'matched');
  const [settledIn] = settledParts(db, key, split).values();
  const whyNot = matched ? `${nameOf(matched)} of ${money(matched.amountMinor, matched.currency)} is matched. Take that match apart first.`
    : settledIn ? `A part of ${split.line.reference || 'this line'} was matched in ${settledIn}; what is left can be split again, but not be joined with it.` : null;
  return { key, split, standing, whyNot };
}

/** Joins the parts of a line: it is open again with the id that it had, and takes over the reason that all of them share. */
export function joinParts({ refuseLocked }: SplitDeps, { db, audit, caller, now }: CommandContext, entryId: string): StoredEntry {
  const { key, split, standing, whyNot } = wholeOf(db, entryId);
  refuseLocked(db, key.period);
  if (whyNot !== null) throw new AppError('reconciliation.partMatched', 'fixInput', whyNot);
  refuseAdjusted(db, key, standing);
  for (const matchId of new Set(standing.flatMap(entry => entry.matchId ?? []))) deleteMatch(db, matchId);
  for (const { id } of standing) deleteEntry(db, id);
  saveSplit(db, key, { ...split, parts: [], by: caller.name, at: now });
  insertEntry(db, key, split.id, split.line);
  const [first, ...others] = standing;
  if (first && first.reason !== null && others.every(({ reason, reasonText }) => reason === first.reason && reasonText === first.reasonText)) setReason(db, split.id, { reason: first.reason, text: first.reasonText, by: first.reasonBy });
  inheritRefusals(db, key, standing.map(({ id }) => id), [split.id]);
  audit('reconciliation.join', { ...key, line: split.line.reference || split.line.text, entry: split.id, amountMinor: split.line.amountMinor, currency: split.line.currency, parts: standing.map(({ id, amountMinor }) => ({ entry: id, amountMinor })) });
  return one(db, split.id);
}

/** The line of a part, with all of its parts. */
export function readSplit(db: ReadDb, entryId: string): LineSplit {
  const { key, split, standing, whyNot } = wholeOf(db, entryId);
  const settled = settledParts(db, key, split);
  return LineSplitSchema.parse({
    line: split.line, by: split.by, at: split.at, whyNotJoin: whyNot,
    parts: split.parts.map(({ place, ...part }, index) => {
      const source = partSource(split.line.source, place);
      const entry = standing.find(each => each.source === source);
      return { ...part, number: index + 1, entry: entry ? shown(entry) : null, settledIn: settled.get(source) ?? null };
    }),
  });
}
