/** Likeness of two words, 0 to 1: equal beginnings count more (Jaro–Winkler). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const usedA = new Uint8Array(a.length);
  const usedB = new Uint8Array(b.length);
  let matches = 0;
  for (let i = 0; i < a.length; i += 1) {
    const end = Math.min(i + reach + 1, b.length);
    for (let j = Math.max(0, i - reach); j < end; j += 1) {
      if (usedB[j] || a.charCodeAt(i) !== b.charCodeAt(j)) continue;
      usedA[i] = 1;
      usedB[j] = 1;
      matches += 1;
      break;
    }
  }
  if (matches === 0) return 0;
  let swapped = 0;
  for (let i = 0, j = 0; i < a.length; i += 1) {
    if (!usedA[i]) continue;
    while (!usedB[j]) j += 1;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) swapped += 1;
    j += 1;
  }
  const jaro = (matches / a.length + matches / b.length + (matches - swapped / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && a.charCodeAt(prefix) === b.charCodeAt(prefix) && prefix < Math.min(a.length, b.length)) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/** The three-letter pieces of a text, with its ends marked. */
export function trigramsOf(text: string): Set<string> {
  const padded = `  ${text} `;
  const pieces = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at += 1) pieces.add(padded.slice(at, at + 3));
  return pieces;
}

/** Shared pieces of two sets against all of theirs (Dice). */
export function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const piece of small) if (large.has(piece)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}
