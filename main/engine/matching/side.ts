import { dayNumber } from './days.ts';
import { hashed, hashReference } from './references.ts';

/** Where the texts of a column lie in the bytes of their side. */
export type Texts = { readonly from: Uint32Array; readonly to: Uint32Array };

/**
 * The entries of one side in columns: a million of them are a few arrays instead of a million objects, and travel between threads without being copied.
 * What repeats (currency, party, kind, account, payout) is a number that stands for a name.
 */
export type Side = {
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly id: Texts;
  /** The reference that both sides are expected to share. */
  readonly reference: Texts;
  /** A second reference, and free text: they may name references among other words. */
  readonly also: Texts | null;
  readonly text: Texts;
  /** 64 bits that stand for the key of the reference. */
  readonly high: Int32Array;
  readonly low: Int32Array;
  /** 1 where the reference is long enough, and has a digit, to stand for something. */
  readonly isTelling: Uint8Array;
  /** Whole minor units; exact, as a safe integer is in 64 bits of floating point. */
  readonly amount: Float64Array;
  /** The fee that was kept back, where it is known; NaN elsewhere. */
  readonly fee: Float64Array | null;
  /** Days since 1 January 1970. */
  readonly day: Int32Array;
  readonly currency: Uint16Array;
  readonly currencies: readonly string[];
  readonly party: Int32Array;
  readonly parties: readonly string[];
  readonly kind: Int32Array;
  readonly kinds: readonly string[];
  readonly account: Int32Array;
  readonly accounts: readonly string[];
  readonly payout: Int32Array;
  readonly payouts: readonly string[];
  /** Entries of different families never stand against each other; null when all may. */
  readonly family: Uint8Array | null;
  /** 1 where the free text may name references of the other side; null when it may everywhere. */
  readonly speaks: Uint8Array | null;
};

const decoder = new TextDecoder();

/** The text of one entry. */
export const textOf = ({ bytes }: Side, texts: Texts, entry: number): string => {
  const [from, to] = [texts.from[entry] ?? 0, texts.to[entry] ?? 0];
  // A copy, since a decoder refuses memory that threads share.
  return from === to ? '' : decoder.decode(bytes.slice(from, to));
};

export const idOf = (side: Side, entry: number): string => textOf(side, side.id, entry);
export const referenceOf = (side: Side, entry: number): string => textOf(side, side.reference, entry);
export const partyOf = (side: Side, entry: number): string => side.parties[side.party[entry] ?? 0] ?? '';
export const payoutOf = (side: Side, entry: number): string => side.payouts[side.payout[entry] ?? 0] ?? '';
export const kindOf = (side: Side, entry: number): string => side.kinds[side.kind[entry] ?? 0] ?? '';

/** The second reference and the free text: whatever else an entry says. */
export const spokenBy = (side: Side, entry: number): { reference: string; text: string } => ({
  reference: side.also ? textOf(side, side.also, entry) : referenceOf(side, entry), text: textOf(side, side.text, entry),
});

export const isSameText = (a: Side, entryA: number, b: Side, entryB: number): boolean => {
  const [fromA, fromB] = [a.reference.from[entryA] ?? 0, b.reference.from[entryB] ?? 0];
  const length = (a.reference.to[entryA] ?? 0) - fromA;
  if (length !== (b.reference.to[entryB] ?? 0) - fromB) return false;
  for (let at = 0; at < length; at += 1) if (a.bytes[fromA + at] !== b.bytes[fromB + at]) return false;
  return true;
};

/** One entry as an object, for the sides that are small. */
export type Row = {
  readonly id: string; readonly reference: string; readonly also?: string; readonly text: string; readonly amountMinor: number; readonly feeMinor?: number | null; readonly currency: string;
  readonly on: string; readonly party: string; readonly kind: string; readonly account?: string; readonly payout: string; readonly family?: number; readonly speaks?: boolean;
  /** The reference is known to stand for something, however short it is. */
  readonly isKnown?: boolean;
};

/** Names in the order in which they first come; 0 stands for none. */
function namer(): { names: string[]; of(name: string): number } {
  const names = [''];
  const known = new Map([['', 0]]);
  return {
    names,
    of(name) {
      let number = known.get(name);
      if (number === undefined) known.set(name, (number = names.push(name) - 1));
      return number;
    },
  };
}

const texts = (size: number): Texts => ({ from: new Uint32Array(size), to: new Uint32Array(size) });

/** Columns of objects. */
export function sideOf(rows: readonly Row[]): Side {
  const size = rows.length;
  const buffer = Buffer.from(rows.map(row => row.id + row.reference + (row.also ?? '') + row.text).join(''));
  const [currencies, parties, kinds, accounts, payouts] = [namer(), namer(), namer(), namer(), namer()];
  const side = {
    size, bytes: new Uint8Array(buffer), id: texts(size), reference: texts(size), also: texts(size), text: texts(size), high: new Int32Array(size), low: new Int32Array(size), isTelling: new Uint8Array(size),
    amount: new Float64Array(size), fee: new Float64Array(size).fill(Number.NaN), day: new Int32Array(size), currency: new Uint16Array(size), currencies: currencies.names, party: new Int32Array(size), parties: parties.names,
    kind: new Int32Array(size), kinds: kinds.names, account: new Int32Array(size), accounts: accounts.names, payout: new Int32Array(size), payouts: payouts.names, family: new Uint8Array(size), speaks: new Uint8Array(size),
  };
  let at = 0;
  const place = (column: Texts, entry: number, text: string): void => {
    column.from[entry] = at;
    at += Buffer.byteLength(text);
    column.to[entry] = at;
  };
  for (const [entry, row] of rows.entries()) {
    place(side.id, entry, row.id);
    place(side.reference, entry, row.reference);
    place(side.also, entry, row.also ?? '');
    place(side.text, entry, row.text);
    const isTelling = hashReference(side.bytes, side.reference.from[entry] ?? 0, side.reference.to[entry] ?? 0);
    side.isTelling[entry] = isTelling || (row.isKnown === true && row.reference !== '') ? 1 : 0;
    side.high[entry] = hashed.high;
    side.low[entry] = hashed.low;
    side.amount[entry] = row.amountMinor;
    if (row.feeMinor !== undefined && row.feeMinor !== null) side.fee[entry] = row.feeMinor;
    side.day[entry] = dayNumber(row.on);
    side.currency[entry] = currencies.of(row.currency);
    side.party[entry] = parties.of(row.party);
    side.kind[entry] = kinds.of(row.kind);
    side.account[entry] = accounts.of(row.account ?? '');
    side.payout[entry] = payouts.of(row.payout);
    side.family[entry] = row.family ?? 0;
    side.speaks[entry] = row.speaks === false ? 0 : 1;
  }
  // A side without a second reference says so, so that the reference itself is read for what it names.
  return rows.some(row => row.also !== undefined) ? side : { ...side, also: null };
}
