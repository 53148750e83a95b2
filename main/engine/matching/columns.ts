import { dayFrom, hasBlank, wholeNumber } from './fields.ts';
import { namesOf } from './names.ts';
import { hashed, hashReference } from './references.ts';
import type { Side } from './side.ts';

export const COLUMNS = ['id', 'reference', 'amount_minor', 'currency', 'date', 'party', 'kind', 'text', 'account', 'payout', 'fee_minor'] as const;
export type Column = (typeof COLUMNS)[number];

/** What a field must be, said when it is not. */
export const WANTED: Readonly<Partial<Record<Column, string>>> = {
  id: 'an id of 1 to 200 bytes without blanks', amount_minor: 'a whole number of minor units', fee_minor: 'a whole number of minor units', date: 'a day as YYYY-MM-DD', currency: 'a currency of three letters',
};

const MAX_ID_BYTES = 200;
const MIN_ROWS = 16;
const GROWTH = 1.5;

/** Memory that threads can share; what is never written to takes no room. */
const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

const columnsOf = (size: number) => ({
  idFrom: new Uint32Array(shared(size * 4)), idTo: new Uint32Array(shared(size * 4)), referenceFrom: new Uint32Array(shared(size * 4)), referenceTo: new Uint32Array(shared(size * 4)), textFrom: new Uint32Array(shared(size * 4)), textTo: new Uint32Array(shared(size * 4)),
  high: new Int32Array(shared(size * 4)), low: new Int32Array(shared(size * 4)), isTelling: new Uint8Array(shared(size)), amount: new Float64Array(shared(size * 8)), fee: new Float64Array(shared(size * 8)), day: new Int32Array(shared(size * 4)),
  currency: new Uint16Array(shared(size * 2)), party: new Int32Array(shared(size * 4)), kind: new Int32Array(shared(size * 4)), account: new Int32Array(shared(size * 4)), payout: new Int32Array(shared(size * 4)),
});
type Columns = ReturnType<typeof columnsOf>;

function grown(columns: Columns, size: number): Columns {
  const larger = columnsOf(size);
  // The keys are those of the columns themselves.
  for (const name of Object.keys(columns) as (keyof Columns)[]) larger[name].set(columns[name]);
  return larger;
}

export type Filling = {
  /** Puts one field into its column; false when it is not what the column holds. */
  keep(column: Column, row: number, bytes: Uint8Array, from: number, to: number): boolean;
  side(size: number): Side;
};

/** Columns that grow as they are filled. Of the bytes only what is looked up later is kept: ids, references and texts. */
export function startFilling({ rows, textBytes, hasFees }: { rows: number; textBytes: number; hasFees: boolean }): Filling {
  const [currencies, parties, kinds, accounts, payouts] = [namesOf(), namesOf(), namesOf(), namesOf(), namesOf()];
  let capacity = Math.max(MIN_ROWS, rows);
  let columns = columnsOf(capacity);
  let texts = new Uint8Array(shared(Math.max(MIN_ROWS, textBytes)));
  let used = 0;
  const copy = (bytes: Uint8Array, from: number, to: number): number => {
    if (used + to - from > texts.length) {
      const larger = new Uint8Array(shared(Math.ceil((texts.length + to - from) * GROWTH)));
      larger.set(texts);
      texts = larger;
    }
    const start = used;
    for (let at = from; at < to; at += 1) texts[used++] = bytes[at] ?? 0;
    return start;
  };
  return {
    keep(column, row, bytes, from, to) {
      if (row >= capacity) {
        capacity = Math.ceil(capacity * GROWTH);
        columns = grown(columns, capacity);
      }
      switch (column) {
        case 'id':
          columns.idFrom[row] = copy(bytes, from, to);
          columns.idTo[row] = used;
          return from < to && to - from <= MAX_ID_BYTES && !hasBlank(bytes, from, to);
        case 'reference':
          if (from === to) return true;
          columns.referenceFrom[row] = copy(bytes, from, to);
          columns.referenceTo[row] = used;
          columns.isTelling[row] = hashReference(bytes, from, to) ? 1 : 0;
          columns.high[row] = hashed.high;
          columns.low[row] = hashed.low;
          return true;
        case 'text':
          if (from === to) return true;
          columns.textFrom[row] = copy(bytes, from, to);
          columns.textTo[row] = used;
          return true;
        case 'amount_minor': return !Number.isNaN((columns.amount[row] = wholeNumber(bytes, from, to)));
        case 'fee_minor': return !Number.isNaN((columns.fee[row] = from === to ? Number.NaN : wholeNumber(bytes, from, to))) || from === to;
        case 'date': return !Number.isNaN((columns.day[row] = dayFrom(bytes, from, to)));
        case 'currency': columns.currency[row] = currencies.of(bytes, from, to); return to - from === 3;
        case 'party': columns.party[row] = parties.of(bytes, from, to); return true;
        case 'kind': columns.kind[row] = kinds.of(bytes, from, to); return true;
        case 'account': columns.account[row] = accounts.of(bytes, from, to); return true;
        case 'payout': columns.payout[row] = payouts.of(bytes, from, to); return true;
      }
    },
    side(size) {
      const { idFrom, idTo, referenceFrom, referenceTo, textFrom, textTo, high, low, isTelling, amount, fee, day, currency, party, kind, account, payout } = columns;
      const whole = <C extends Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array>(column: C): C => column.subarray(0, size) as C;
      return {
        size, bytes: texts.subarray(0, used), id: { from: whole(idFrom), to: whole(idTo) }, reference: { from: whole(referenceFrom), to: whole(referenceTo) }, text: { from: whole(textFrom), to: whole(textTo) }, also: null, family: null, speaks: null,
        high: whole(high), low: whole(low), isTelling: whole(isTelling), amount: whole(amount), fee: hasFees ? whole(fee) : null, day: whole(day), currency: whole(currency), currencies: currencies.names,
        party: whole(party), parties: parties.names, kind: whole(kind), kinds: kinds.names, account: whole(account), accounts: accounts.names, payout: whole(payout), payouts: payouts.names,
      };
    },
  };
}
