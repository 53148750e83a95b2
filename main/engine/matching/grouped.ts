/** Entries by a whole number, in a few arrays: the members of group `g` are those from `from[g]` to `from[g + 1]`, in the order in which they were given. */
export type Grouped = { readonly from: Int32Array; readonly members: Int32Array; /** -1 when no entry has the number. */ groupOf(number: number): number };

const MIN_SLOTS = 1 << 8;
const HIGH_WORD = 2 ** 32;

/** Groups entries by any whole number, such as an amount. */
export function groupedBy(entries: Int32Array, numberOf: (entry: number) => number): Grouped {
  const mask = Math.max(MIN_SLOTS, 1 << Math.ceil(Math.log2((entries.length + 1) * 2))) - 1;
  const [groups, numbers] = [new Int32Array(mask + 1), new Float64Array(mask + 1)];
  const slotOf = (number: number): number => {
    let hash = Math.imul(number === (number | 0) ? number : (number | 0) ^ Math.imul(Math.floor(number / HIGH_WORD), 0x85ebca6b), 0x9e3779b1);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (groups[slot] !== 0 && numbers[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  };
  const groupAt = new Int32Array(entries.length);
  let count = 0;
  for (let at = 0; at < entries.length; at += 1) {
    const number = numberOf(entries[at] ?? 0);
    const slot = slotOf(number);
    if (groups[slot] === 0) {
      groups[slot] = ++count;
      numbers[slot] = number;
    }
    groupAt[at] = (groups[slot] ?? 0) - 1;
  }
  return { ...gather(entries, groupAt, count), groupOf: number => (groups[slotOf(number)] ?? 0) - 1 };
}

/** Groups entries by numbers that are themselves places in a list, such as names and references; those below 0 are in no group. */
export function groupedByPlace(entries: Int32Array, places: Int32Array, size: number): Grouped {
  return { ...gather(entries, places, size), groupOf: place => (place < size ? place : -1) };
}

function gather(entries: Int32Array, groupAt: Int32Array, count: number): Pick<Grouped, 'from' | 'members'> {
  const from = new Int32Array(count + 1);
  for (const group of groupAt) if (group >= 0) from[group + 1] = (from[group + 1] ?? 0) + 1;
  for (let group = 0; group < count; group += 1) from[group + 1] = (from[group + 1] ?? 0) + (from[group] ?? 0);
  const [members, next] = [new Int32Array(from[count] ?? 0), from.slice()];
  for (let at = 0; at < entries.length; at += 1) {
    const group = groupAt[at] ?? -1;
    if (group < 0) continue;
    const place = next[group] ?? 0;
    members[place] = entries[at] ?? 0;
    next[group] = place + 1;
  }
  return { from, members };
}

/** The members of one group; none for -1. */
export const membersOf = ({ from, members }: Grouped, group: number): Int32Array => (group < 0 ? NOBODY : members.subarray(from[group] ?? 0, from[group + 1] ?? 0));

const NOBODY = new Int32Array(0);
