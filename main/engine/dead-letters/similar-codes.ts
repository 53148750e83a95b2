/** Letters changed, added or left out between two codes (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, change));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

const LEAST_LIKENESS = 0.6;

/** The codes most like a given one, best first; likeness 1 = the same. */
export function closestCodes(code: string, codes: readonly string[], limit: number): { code: string; likeness: number }[] {
  const wanted = code.toUpperCase();
  return codes
    .filter(one => Math.abs(one.length - wanted.length) <= wanted.length * (1 - LEAST_LIKENESS))
    .map(one => ({ code: one, likeness: 1 - distance(wanted, one.toUpperCase()) / Math.max(wanted.length, one.length, 1) }))
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || (a.code < b.code ? -1 : 1))
    .slice(0, limit);
}
