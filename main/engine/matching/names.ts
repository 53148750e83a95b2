/** Numbers for names that repeat; 0 stands for none. */
export type Names = { readonly names: string[]; of(bytes: Uint8Array, from: number, to: number): number };

const FIRST_NAMES = 1 << 9;
const FIRST_BYTES = 1 << 14;
/** A slot: the name's number, its hash, where its bytes lie and how many they are; side by side, since a look into far memory costs more than all the reckoning. */
const SLOT = 4;
const decoder = new TextDecoder();

/** Tells names apart by their bytes, in an open table; no text is made for one that is known. */
export function namesOf(): Names {
  const names = [''];
  let [slots, own, used, mask] = [new Int32Array(FIRST_NAMES * 2 * SLOT), new Uint8Array(FIRST_BYTES), 0, FIRST_NAMES * 2 - 1];
  let last = -1;
  const isName = (bytes: Uint8Array, at: number, from: number, length: number): boolean => {
    if (slots[at + 3] !== length) return false;
    const start = slots[at + 2] ?? 0;
    for (let byte = 0; byte < length; byte += 1) if (own[start + byte] !== bytes[from + byte]) return false;
    return true;
  };
  const grow = (): void => {
    const before = slots;
    slots = new Int32Array(before.length * 2);
    mask = slots.length / SLOT - 1;
    for (let from = 0; from < before.length; from += SLOT) {
      if (before[from] === 0) continue;
      let slot = (before[from + 1] ?? 0) & mask;
      while (slots[slot * SLOT] !== 0) slot = (slot + 1) & mask;
      slots.set(before.subarray(from, from + SLOT), slot * SLOT);
    }
  };
  const add = (name: Uint8Array, hash: number, at: number): number => {
    const number = names.push(decoder.decode(name)) - 1;
    while (used + name.length > own.length) {
      const larger = new Uint8Array(own.length * 2);
      larger.set(own);
      own = larger;
    }
    own.set(name, used);
    slots.set([number, hash, used, name.length], at);
    used += name.length;
    last = at;
    if (names.length * 2 > mask) {
      grow();
      last = -1;
    }
    return number;
  };
  return {
    names,
    of(bytes, from, to) {
      const length = to - from;
      if (length === 0) return 0;
      // Currencies and kinds are mostly those of the row before.
      if (last >= 0 && isName(bytes, last, from, length)) return slots[last] ?? 0;
      let hash = 0x811c9dc5 | 0;
      for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const at = slot * SLOT;
        const number = slots[at] ?? 0;
        if (number === 0) return add(bytes.subarray(from, to), hash, at);
        if (slots[at + 1] === hash && isName(bytes, at, from, length)) {
          last = at;
          return number;
        }
      }
    },
  };
}
