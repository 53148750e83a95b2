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

/** Worked out for an entry when it is first asked for: most are never. */
export function writtenOn(side: Side): Written {
  const places = new Int32Array(side.size);
  const wholes: string[] = [];
  const lettersOf: number[] = [];
  const numbers: number[] = [];
  const digitsOf: number[] = [];
  const add = ({ from, to }: Texts, entry: number): number => {
    let [length, letters, hasLetters, inLetters] = [0, 0, false, false];
    let [number, digits, inDigits, rest] = [Number.NaN, 0, false, 0];
    const end = Math.min(to[entry] ?? 0, (from[entry] ?? 0) + MAX_BYTES);
    for (let at = from[entry] ?? 0; at < end; at += 1) {
      let byte = side.bytes[at] ?? 0;
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
    wholes.push(scratch.toString('latin1', 0, length));
    lettersOf.push(hasLetters ? letters : 0);
    // A longer number than can be held exactly is told by a hash, and is never one of the others.
    numbers.push(rest === 0 ? number : -(rest >>> 0));
    digitsOf.push(Math.max(number === 0 ? 1 : 0, digits));
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
  if (slips === 1 && areNeighbours(left, a, right, b)) return 'doubtful';
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
/** Numbers so near to each other are given out one after the other. */
const NEIGHBOURS = 2;

function areNeighbours(left: Written, a: number, right: Written, b: number): boolean {
  const apart = Math.abs(left.number(a) - right.number(b));
  return left.letters(a) === right.letters(b) && apart > 0 && apart <= NEIGHBOURS;
}
