import { hashed, hashReference } from './references.ts';
import type { Side } from './side.ts';

/** Numbers for references: two writings of one reference, on either side, have one number. */
export type References = {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** How many there are. */
  size(): number;
  /** The number of the reference that `hashReference` has just hashed, or NONE; entries of another family have numbers of their own. */
  find(family: number): number;
  add(family: number): number;
};

export const NONE = -1;

const FIELDS = 3;
const MAX_LOAD = 0.7;

/** An open table of (number + 1, high, low): a million references are told apart without a text being made. */
export function internReferences(left: Side, right: Side): References {
  let capacity = 1 << Math.max(10, Math.ceil(Math.log2(Math.max(left.size, right.size, 1) * 1.45)));
  let slots = new Int32Array(capacity * FIELDS);
  let size = 0;
  const slotOf = (high: number, low: number): number => {
    let slot = (high ^ (low >>> 7)) & (capacity - 1);
    for (;;) {
      const at = slot * FIELDS;
      if (slots[at] === 0 || (slots[at + 1] === high && slots[at + 2] === low)) return at;
      slot = (slot + 1) & (capacity - 1);
    }
  };
  const grow = (): void => {
    const before = slots;
    capacity *= 2;
    slots = new Int32Array(capacity * FIELDS);
    for (let at = 0; at < before.length; at += FIELDS) {
      if (before[at] === 0) continue;
      const to = slotOf(before[at + 1] ?? 0, before[at + 2] ?? 0);
      slots.set(before.subarray(at, at + FIELDS), to);
    }
  };
  const numberOf = (high: number, low: number): number => {
    const at = slotOf(high, low);
    const known = slots[at] ?? 0;
    if (known !== 0) return known - 1;
    size += 1;
    slots[at] = size;
    slots[at + 1] = high;
    slots[at + 2] = low;
    if (size > capacity * MAX_LOAD) grow();
    return size - 1;
  };
  const numbersOf = ({ size: entries, high, low, isTelling, family }: Side): Int32Array => {
    const numbers = new Int32Array(entries);
    for (let entry = 0; entry < entries; entry += 1) {
      numbers[entry] = isTelling[entry] === 0 ? NONE : numberOf((high[entry] ?? 0) ^ ofFamily(family ? (family[entry] ?? 0) : 0), low[entry] ?? 0);
    }
    return numbers;
  };
  return {
    left: numbersOf(left), right: numbersOf(right), size: () => size,
    find: family => (slots[slotOf(hashed.high ^ ofFamily(family), hashed.low)] ?? 0) - 1,
    add: family => numberOf(hashed.high ^ ofFamily(family), hashed.low),
  };
}

const ofFamily = (family: number): number => Math.imul(family, 0x27d4eb2f);

/** The number of a reference given as a text, or NONE when it says too little. */
export function addReference(references: References, text: string, family: number): number {
  const bytes = new TextEncoder().encode(text);
  return hashReference(bytes, 0, bytes.length) ? references.add(family) : NONE;
}
