/** A small seeded generator (mulberry32): the same seed and label give the same world on every machine. */
export type Random = {
  next(): number;
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
  digits(count: number): string;
  guid(): string;
};

export function makeRandom(seed: number, label: string): Random {
  let state = hash(seed, label);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const hex = (count: number): string => Array.from({ length: count }, () => int(0, 15).toString(16)).join('');
  return {
    next,
    int,
    chance: probability => next() < probability,
    pick: list => at(list, int(0, list.length - 1)),
    weighted(choices) {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      return at(choices, choices.length - 1)[0];
    },
    digits: count => Array.from({ length: count }, () => int(0, 9)).join(''),
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${at(['8', '9', 'a', 'b'], int(0, 3))}${hex(3)}-${hex(12)}`,
  };
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`nothing at ${index} of ${list.length}`);
  return value;
}

function hash(seed: number, label: string): number {
  let value = (seed ^ 0x9e3779b9) >>> 0;
  for (const character of label) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return value;
}
