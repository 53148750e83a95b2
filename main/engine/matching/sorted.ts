/** How many of `length` sorted values, read by their place, are below a value; the place of the first that is not. */
export function countBelow<T extends number | string>(length: number, valueAt: (place: number) => T, value: T): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of sorted whole numbers lie from one to another, both included. */
export function countBetween(sorted: Float64Array, from: number, to: number): number {
  const valueAt = (place: number): number => sorted[place] ?? 0;
  return countBelow(sorted.length, valueAt, to + 1) - countBelow(sorted.length, valueAt, from);
}
