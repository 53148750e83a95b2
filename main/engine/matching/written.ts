import { hashReference, isCutOf, isMisread, isPartOf, slipsBetween } from './references.ts';
import type { Side, Texts } from './side.ts';

/** How two writings of a reference stand to each other, letter by letter. */
/** `doubtful`: a slip, or just as well the reference of another document of the same series. */
export type Writing = 'same' | 'slip' | 'cut' | 'part' | 'twoSlips' | 'doubtful' | 'apart' | 'none';

/** The references of a side as they are compared: letters and digits only, and what is left when somebody writes one in their own way: its last number, and the letters before all. */
export type Written = {
  /** Where it was put, for the other columns; -1 for an entry without a telling reference. */
  placeOf(entry: number): number;
  whole(place: number): string;
  letters(place: number): number;
  /** The last number without leading zeros, NaN for none; and how many digits it has. */
  number(place: number): number;
  digits(place: number): number;
};

const UNSEEN = 0;
const NOTHING = 1;
const FIRST = 2;
const MAX_BYTES = 400;
const MAX_EXACT_DIGITS = 15;
const scratch = Buffer.alloc(MAX_BYTES);
const [ZERO, NINE, UPPER_A, UPPER_Z, LOWER_A, LOWER_Z] = [48, 57, 65, 90, 97, 122];

/** One writing, taken apart as the columns of `Written` hold it. */
type Read = { readonly whole: string; readonly letters: number; readonly number: number; readonly digits: number };

function readWriting(bytes: Uint8Array, from: number, to: number): Read {
  let [length, letters, hasLetters, inLetters] = [0, 0, false, false];
  let [number, digits, inDigits, rest] = [Number.NaN, 0, false, 0];
  const end = Math.min(to, from + MAX_BYTES);
  for (let at = from; at < end; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte >= LOWER_A && byte <= LOWER_Z) byte -= 32;
    const [isDigit, isLetter] = [byte >= ZERO && byte <= NINE, byte >= UPPER_A && byte <= UPPER_Z];
    if (isLetter) {
      // The letters before all are those of the first run.
      if (!hasLetters || inLetters) letters = Math.imul(letters ^ byte, 0x01000193) ^ length;
      hasLetters = true;
    }
    if (isDigit) {
      if (!inDigits) {
        number = 0;
        digits = 0;
        rest = 0;
      }
      if (digits < MAX_EXACT_DIGITS) number = number * 10 + byte - ZERO;
      else rest = Math.imul(rest ^ byte, 0x01000193) | 1;
      if (number > 0) digits += 1;
    }
    inLetters = isLetter;
    inDigits = isDigit;
    if (isDigit || isLetter) scratch[length++] = byte;
  }
  // A longer number than can be held exactly is told by a hash, and is never one of the others.
  return { whole: scratch.toString('latin1', 0, length), letters: hasLetters ? letters : 0, number: rest === 0 ? number : -(rest >>> 0), digits: Math.max(number === 0 ? 1 : 0, digits) };
}

/** Worked out for an entry when it is first asked for: most are never. */
export function writtenOn(side: Side): Written {
  const places = new Int32Array(side.size);
  const wholes: string[] = [];
  const lettersOf: number[] = [];
  const numbers: number[] = [];
  const digitsOf: number[] = [];
  const add = ({ from, to }: Texts, entry: number): number => {
    const { whole, letters, number, digits } = readWriting(side.bytes, from[entry] ?? 0, to[entry] ?? 0);
    wholes.push(whole);
    lettersOf.push(letters);
    numbers.push(number);
    digitsOf.push(digits);
    return wholes.length - 1;
  };
  return {
    placeOf(entry) {
      const known = places[entry] ?? UNSEEN;
      if (known >= FIRST) return known - FIRST;
      if (known === NOTHING) return -1;
      // Its own reference, else the second one, when it says enough.
      const hasOwn = side.isTelling[entry] === 1 && (side.reference.to[entry] ?? 0) > (side.reference.from[entry] ?? 0);
      const { also } = side;
      const hasAlso = !hasOwn && also !== null && hashReference(side.bytes, also.from[entry] ?? 0, also.to[entry] ?? 0);
      const place = hasOwn ? add(side.reference, entry) : hasAlso ? add(also, entry) : -1;
      places[entry] = place < 0 ? NOTHING : place + FIRST;
      return place;
    },
    whole: place => wholes[place] ?? '', letters: place => lettersOf[place] ?? 0, number: place => numbers[place] ?? Number.NaN, digits: place => digitsOf[place] ?? 0,
  };
}

const MIN_NUMBER = 3;

/** Compares the writings of two entries; `apart` when nothing makes one of the other. */
export function compareWriting(left: Written, l: number, right: Written, r: number): Writing {
  const [a, b] = [left.placeOf(l), right.placeOf(r)];
  if (a < 0 || b < 0) return 'none';
  const [ours, theirs] = [left.whole(a), right.whole(b)];
  if (ours === '' || theirs === '') return 'none';
  const slips = slipsBetween(ours, theirs);
  if (slips === 0) return 'same';
  if (slips === 1 && areNeighbours({ letters: left.letters(a), number: left.number(a) }, { letters: right.letters(b), number: right.number(b) })) return 'doubtful';
  if ((slips === 1 && !isPartOf(ours, theirs)) || isMisread(ours, theirs)) return 'slip';
  if (isCutOf(ours, theirs)) return 'cut';
  if (left.number(a) === right.number(b)) {
    const [lettersA, lettersB] = [left.letters(a), right.letters(b)];
    if ((lettersA !== 0 && lettersA === lettersB) || (left.digits(a) >= MIN_NUMBER && (lettersA === 0 || lettersB === 0))) return 'part';
  }
  if (slips !== 2 || isPartOf(ours, theirs)) return 'apart';
  return Math.min(ours.length, theirs.length) >= MIN_LENGTH_OF_TWO ? 'twoSlips' : 'doubtful';
}

/** In a shorter reference two slips make another one of the series as easily. */
const MIN_LENGTH_OF_TWO = 12;
/** Numbers so near to each other are given out within a day, often to one customer. */
const NEIGHBOURS = 4;

function areNeighbours(ours: Pick<Read, 'letters' | 'number'>, theirs: Pick<Read, 'letters' | 'number'>): boolean {
  const apart = Math.abs(ours.number - theirs.number);
  return ours.letters === theirs.letters && apart > 0 && apart <= NEIGHBOURS;
}

/** The words of a text that may be a reference: a digit, and not too short. */
export type Mentions = readonly Read[];

const MIN_WORD = 5;
const MAX_WORDS = 20;

export function mentionsOf(text: string): Mentions {
  const words = text.split(/[\s,;:#()]+/).filter(word => word.length >= MIN_WORD && /[0-9]/.test(word)).slice(0, MAX_WORDS);
  return words.map(word => {
    const bytes = Buffer.from(word);
    return readWriting(bytes, 0, bytes.length);
  });
}

/** The nearest writing of a reference among the words of the other's text, and how many of its letters are gone; `none` when no word comes near. */
export function compareMentions(written: Written, entry: number, mentions: Mentions): { writing: 'slip' | 'cut' | 'doubtful' | 'none'; missing: number } {
  const place = written.placeOf(entry);
  const own = { whole: place < 0 ? '' : written.whole(place), letters: written.letters(place), number: written.number(place) };
  for (const mention of own.whole === '' ? [] : mentions) {
    const missing = own.whole.length - mention.whole.length;
    if (isMisread(own.whole, mention.whole)) return { writing: 'slip', missing: 0 };
    if (missing > 0 && mention.whole.length >= MIN_WORD && own.whole.startsWith(mention.whole)) return { writing: 'cut', missing };
    if (slipsBetween(own.whole, mention.whole) === 1 && !isPartOf(own.whole, mention.whole)) return { writing: areNeighbours(own, mention) ? 'doubtful' : 'slip', missing: 0 };
  }
  return { writing: 'none', missing: 0 };
}
