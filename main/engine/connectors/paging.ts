import { parseInstant } from '../../../shared/values/date.ts';

/**
 * Reading by change: what is to be read is put in the order of its last change, and a cursor names the last change that was handed
 * out with everything of that very moment. Going on from it gives each later change once; what changes meanwhile moves to the end.
 */
export type Change = { id: string; /** Sortable text of a moment, see `sortableMoment`. */ changed: string };
export type ChangeCursor = { scope: string; changed: string; ids: string[] };

/** A moment of several thousand records (a bulk change) fits; more are told apart by their id. */
const MAX_IDS = 2_000;
const FIRST = '';

/** Text that sorts as time does, to the seventh digit of a second: '2026-05-23T00:09:35.1039999Z'; '' for no moment. */
export function sortableMoment(text: string): string {
  const moment = parseInstant(text);
  if (moment === undefined) return FIRST;
  const fraction = /\.(\d{1,7})/.exec(text)?.[1] ?? '';
  return `${moment.slice(0, -1)}${fraction.slice(3).padEnd(4, '0')}Z`;
}

export const byChange = (a: Change, b: Change): number => (a.changed < b.changed ? -1 : a.changed > b.changed ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** A cursor of another scope (another month) counts as none. */
export function readCursor(text: string | null, scope: string): ChangeCursor | null {
  if (text === null) return null;
  try {
    // Written by writeCursor below; anything else fails one of the checks and counts as none.
    const cursor = JSON.parse(text) as Partial<ChangeCursor> | null;
    if (cursor?.scope === scope && typeof cursor.changed === 'string' && Array.isArray(cursor.ids)) return { scope, changed: cursor.changed, ids: cursor.ids.map(String) };
  } catch {
    return null;
  }
  return null;
}

export const writeCursor = (cursor: ChangeCursor): string => JSON.stringify(cursor);

/** Whether a change comes after what the cursor has handed out. */
export function isAfter(change: Change, cursor: ChangeCursor | null): boolean {
  if (cursor === null || change.changed > cursor.changed) return true;
  if (change.changed < cursor.changed) return false;
  return cursor.ids.length < MAX_IDS ? !cursor.ids.includes(change.id) : change.id > (cursor.ids.at(-1) ?? '');
}

/** The cursor after a batch that was handed out in the order of `byChange`. */
export function advance(scope: string, before: ChangeCursor | null, batch: readonly Change[]): ChangeCursor {
  const changed = batch.at(-1)?.changed ?? before?.changed ?? FIRST;
  const same = batch.filter(change => change.changed === changed).map(change => change.id);
  const ids = before?.changed === changed ? [...before.ids, ...same] : same;
  return { scope, changed, ids: ids.length <= MAX_IDS ? ids : ids.slice(-MAX_IDS) };
}

export function* inBatches<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
