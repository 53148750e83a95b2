import { dayOf } from './days.ts';
import { hashed, hashReference } from './references.ts';
import type { Side, Texts } from './side.ts';

/** What is wrong with a file, and where; lines and columns are counted from 1. */
export class UnreadableRows extends Error {
  readonly line: number;
  readonly column: string;
  constructor(line: number, column: string, message: string) {
    super(`line ${line}, column ${column}: ${message}`);
    this.name = 'UnreadableRows';
    this.line = line;
    this.column = column;
  }
}

export const COLUMNS = ['id', 'reference', 'amount_minor', 'currency', 'date', 'party', 'kind', 'text', 'account', 'payout', 'fee_minor'] as const;
export type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['id', 'amount_minor', 'currency', 'date'];

/** Rows of one side, in memory that threads can share. */
export type RowsFormat = {
  readonly columns: readonly (Column | null)[];
  /** The byte between two fields. */
  readonly fieldEnd: number;
  /** Whether a field may stand in quotation marks, a doubled one standing for one. */
  readonly isQuoted: boolean;
  /** Where the rows begin, and the line that is. */
  readonly from: number;
  readonly firstLine: number;
};

const [NEWLINE, RETURN, COMMA, QUOTE, MINUS, PLUS, DASH, SPACE] = [10, 13, 44, 34, 45, 43, 45, 32];
const MAX_ROWS = 20_000_000;
const MAX_DIGITS = 15;
const MAX_ID_BYTES = 200;
const decoder = new TextDecoder();

/** The first line of a CSV file names its columns, in any order; others than those known are passed over. */
export function readHeader(bytes: Uint8Array): RowsFormat {
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let end = bytes.indexOf(NEWLINE, from);
  if (end < 0) end = bytes.length;
  const names = decoder.decode(bytes.slice(from, end)).replace(/\r$/, '').split(',').map(name => name.trim().replace(/^"(.*)"$/, '$1').toLowerCase());
  for (const required of REQUIRED) if (!names.includes(required)) throw new UnreadableRows(1, required, `the header has no column ${required}; it needs ${REQUIRED.join(', ')}`);
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at);
  if (twice !== undefined) throw new UnreadableRows(1, twice, `the header names the column ${twice} twice`);
  return { columns: names.map(name => COLUMNS.find(column => column === name) ?? null), fieldEnd: COMMA, isQuoted: true, from: Math.min(end + 1, bytes.length), firstLine: 2 };
}

const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
const sharedTexts = (size: number): Texts => ({ from: new Uint32Array(shared(size * 4)), to: new Uint32Array(shared(size * 4)) });

type Names = { readonly names: string[]; of(from: number, to: number): number };

const FIRST_SLOTS = 1 << 10;

/** Numbers for names that repeat, told apart by their bytes; no text is made for one that is known. */
function namesIn(bytes: Uint8Array): Names {
  const names = [''];
  const starts: number[] = [0];
  const ends: number[] = [0];
  const hashes: number[] = [0];
  let slots = new Int32Array(FIRST_SLOTS);
  let last = 0;
  const isName = (number: number, from: number, length: number): boolean => {
    const start = starts[number] ?? 0;
    if ((ends[number] ?? 0) - start !== length) return false;
    for (let at = 0; at < length; at += 1) if (bytes[start + at] !== bytes[from + at]) return false;
    return true;
  };
  const grow = (): void => {
    slots = new Int32Array(slots.length * 4);
    for (let number = 1; number < names.length; number += 1) {
      let slot = (hashes[number] ?? 0) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number;
    }
  };
  return {
    names,
    of(from, to) {
      const length = to - from;
      if (length === 0) return 0;
      // Currencies and kinds are mostly those of the row before.
      if (last !== 0 && isName(last, from, length)) return last;
      let hash = 0x811c9dc5 | 0;
      for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
      let slot = hash & (slots.length - 1);
      for (;;) {
        const number = slots[slot] ?? 0;
        if (number === 0) break;
        if (hashes[number] === hash && isName(number, from, length)) return (last = number);
        slot = (slot + 1) & (slots.length - 1);
      }
      const number = names.push(decoder.decode(bytes.slice(from, to)).trim()) - 1;
      starts.push(from);
      ends.push(to);
      hashes.push(hash);
      slots[slot] = number;
      if (names.length * 2 > slots.length) grow();
      last = number;
      return number;
    },
  };
}

function countRows(bytes: Uint8Array, from: number): number {
  let rows = 0;
  for (let at = bytes.indexOf(NEWLINE, from); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) rows += 1;
  return bytes.length > from && bytes[bytes.length - 1] !== NEWLINE ? rows + 1 : rows;
}

/** Where a field that begins with a quotation mark ends; what it says is moved together in place. */
function unquote(bytes: Uint8Array, start: number, line: number, column: string): { end: number; next: number } {
  let [write, at] = [start, start + 1];
  for (;;) {
    if (at >= bytes.length) throw new UnreadableRows(line, column, 'a quotation mark is never closed');
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      if (bytes[at + 1] !== QUOTE) return { end: write, next: at + 1 };
      at += 1;
    }
    bytes[write] = byte;
    write += 1;
    at += 1;
  }
}

const digits = (bytes: Uint8Array, from: number, to: number): number => {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return from < to ? value : Number.NaN;
};

function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from];
  const start = first === MINUS || first === PLUS ? from + 1 : from;
  if (to - start > MAX_DIGITS) return Number.NaN;
  const value = digits(bytes, start, to);
  return first === MINUS && value !== 0 ? -value : value;
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** YYYY-MM-DD, a time of day behind it passed over; NaN for a day that does not exist. */
function dayFrom(bytes: Uint8Array, from: number, to: number): number {
  if (to - from < 10 || (to - from > 10 && bytes[from + 10] !== 84 && bytes[from + 10] !== SPACE) || bytes[from + 4] !== DASH || bytes[from + 7] !== DASH) return Number.NaN;
  const [year, month, day] = [digits(bytes, from, from + 4), digits(bytes, from + 5, from + 7), digits(bytes, from + 8, from + 10)];
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= (MONTH_DAYS[month - 1] ?? 0))) return Number.NaN;
  return month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) ? Number.NaN : dayOf(year, month, day);
}

/** Reads the rows of one side into columns. The bytes are kept: texts are looked up in them when they are needed. */
export function readSide(bytes: Uint8Array, format: RowsFormat): Side {
  const size = countRows(bytes, format.from);
  if (size > MAX_ROWS) throw new UnreadableRows(size, 'id', `there are more than ${MAX_ROWS} rows; match shorter periods`);
  const [currencies, parties, kinds, accounts, payouts] = [namesIn(bytes), namesIn(bytes), namesIn(bytes), namesIn(bytes), namesIn(bytes)];
  const hasFees = format.columns.includes('fee_minor');
  const side = {
    id: sharedTexts(size), reference: sharedTexts(size), text: sharedTexts(size), high: new Int32Array(shared(size * 4)), low: new Int32Array(shared(size * 4)), isTelling: new Uint8Array(shared(size)),
    amount: new Float64Array(shared(size * 8)), fee: hasFees ? new Float64Array(shared(size * 8)).fill(Number.NaN) : null, day: new Int32Array(shared(size * 4)), currency: new Uint16Array(shared(size * 2)),
    party: new Int32Array(shared(size * 4)), kind: new Int32Array(shared(size * 4)), account: new Int32Array(shared(size * 4)), payout: new Int32Array(shared(size * 4)),
  };
  const { columns, fieldEnd, isQuoted } = format;
  let [at, row, line] = [format.from, 0, format.firstLine];
  const bad = (column: Column, from: number, to: number, wanted: string): never => {
    throw new UnreadableRows(line, column, `“${decoder.decode(bytes.slice(from, Math.min(to, from + 40)))}” is not ${wanted}`);
  };
  const keep = (column: Column, from: number, to: number): void => {
    switch (column) {
      case 'id':
        if (from === to || to - from > MAX_ID_BYTES || bytes.subarray(from, to).indexOf(SPACE) >= 0) bad(column, from, to, 'an id of 1 to 200 bytes without blanks');
        side.id.from[row] = from;
        side.id.to[row] = to;
        return;
      case 'reference':
        side.reference.from[row] = from;
        side.reference.to[row] = to;
        side.isTelling[row] = hashReference(bytes, from, to) ? 1 : 0;
        side.high[row] = hashed.high;
        side.low[row] = hashed.low;
        return;
      case 'amount_minor': {
        const amount = wholeNumber(bytes, from, to);
        if (Number.isNaN(amount)) bad(column, from, to, 'a whole number of minor units');
        side.amount[row] = amount;
        return;
      }
      case 'fee_minor': {
        const fee = from === to ? Number.NaN : wholeNumber(bytes, from, to);
        if (from !== to && Number.isNaN(fee)) bad(column, from, to, 'a whole number of minor units');
        if (side.fee) side.fee[row] = fee;
        return;
      }
      case 'date': {
        const day = dayFrom(bytes, from, to);
        if (Number.isNaN(day)) bad(column, from, to, 'a day as YYYY-MM-DD');
        side.day[row] = day;
        return;
      }
      case 'currency':
        if (to - from !== 3) bad(column, from, to, 'a currency of three letters');
        side.currency[row] = currencies.of(from, to);
        return;
      case 'text':
        side.text.from[row] = from;
        side.text.to[row] = to;
        return;
      case 'party': side.party[row] = parties.of(from, to); return;
      case 'kind': side.kind[row] = kinds.of(from, to); return;
      case 'account': side.account[row] = accounts.of(from, to); return;
      case 'payout': side.payout[row] = payouts.of(from, to); return;
    }
  };
  while (at < bytes.length) {
    if (bytes[at] === NEWLINE || (bytes[at] === RETURN && bytes[at + 1] === NEWLINE)) {
      at += bytes[at] === RETURN ? 2 : 1;
      line += 1;
      continue;
    }
    const rowLine = line;
    let field = 0;
    for (;;) {
      const column = columns[field] ?? null;
      let [start, end] = [at, at];
      if (isQuoted && bytes[at] === QUOTE) {
        ({ end, next: at } = unquote(bytes, at, line, column ?? `${field + 1}`));
        for (let inside = start; inside < end; inside += 1) if (bytes[inside] === NEWLINE) line += 1;
        if (at < bytes.length && bytes[at] !== fieldEnd && bytes[at] !== NEWLINE && bytes[at] !== RETURN) throw new UnreadableRows(line, column ?? `${field + 1}`, 'something stands behind the closing quotation mark');
      } else {
        let byte = bytes[at];
        while (byte !== undefined && byte !== fieldEnd && byte !== NEWLINE) byte = bytes[(at += 1)];
        end = at;
        if (byte !== fieldEnd && end > start && bytes[end - 1] === RETURN) end -= 1;
      }
      if (bytes[at] === RETURN) at += 1;
      if (field >= columns.length) throw new UnreadableRows(rowLine, `${field + 1}`, `the row has more than the ${columns.length} fields of the header`);
      if (column !== null) {
        while (start < end && bytes[start] === SPACE) start += 1;
        while (end > start && bytes[end - 1] === SPACE) end -= 1;
        keep(column, start, end);
      }
      field += 1;
      if (at >= bytes.length || bytes[at] === NEWLINE) break;
      at += 1;
    }
    if (field < columns.length) throw new UnreadableRows(rowLine, columns[field] ?? `${field + 1}`, `the row ends after ${field} of ${columns.length} fields`);
    at += 1;
    line += 1;
    row += 1;
  }
  const names = { currencies: currencies.names, parties: parties.names, kinds: kinds.names, accounts: accounts.names, payouts: payouts.names };
  const whole: Side = { ...side, ...names, size: row, bytes, also: null, family: null, speaks: null };
  if (isQuoted) refuseTwins(whole, format.firstLine);
  return whole;
}

/** An id names one row: an answer that names two could not be acted on. */
function refuseTwins({ id, bytes, size }: Side, firstLine: number): void {
  const slots = new Int32Array(1 << Math.ceil(Math.log2(Math.max(2, size) * 2)));
  for (let row = 0; row < size; row += 1) {
    const [from, to] = [id.from[row] ?? 0, id.to[row] ?? 0];
    let hash = 0x811c9dc5 | 0;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    let slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
    for (let other = slots[slot] ?? 0; other !== 0; other = slots[(slot = (slot + 1) & (slots.length - 1))] ?? 0) {
      const start = id.from[other - 1] ?? 0;
      let at = (id.to[other - 1] ?? 0) - start === to - from ? 0 : -1;
      while (at >= 0 && at < to - from && bytes[start + at] === bytes[from + at]) at += 1;
      if (at === to - from) throw new UnreadableRows(row + firstLine, 'id', `“${decoder.decode(bytes.slice(from, to))}” stands on an earlier row too`);
    }
    slots[slot] = row + 1;
  }
}
