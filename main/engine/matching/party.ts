/** Words that say what a company is, not which. */
const FORMS = new Set(['LTD', 'LIMITED', 'PLC', 'LLP', 'INC', 'INCORPORATED', 'LLC', 'CORP', 'CORPORATION', 'CO', 'COMPANY', 'GMBH', 'AG', 'BV', 'NV', 'SA', 'SAS', 'SARL', 'SRL', 'SPA', 'OY', 'AB', 'AS', 'PTY', 'THE', 'AND', 'OF', 'UK', 'GROUP', 'HOLDINGS', 'MR', 'MRS', 'MS', 'MISS', 'DR']);

/** How two names stand to each other. `silent`: one of them says nothing. */
export type Likeness = 'same' | 'alike' | 'different' | 'silent';

/** A name as words that tell; accents, punctuation and the legal form are gone. */
export function wordsOf(name: string): string[] {
  const words = name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/['’.]/g, '').split(/[^\p{L}0-9]+/u).filter(word => word !== '');
  const telling = words.filter(word => !FORMS.has(word));
  return telling.length > 0 ? telling : words;
}

const isSubsequence = (short: string, long: string): boolean => {
  let at = 0;
  for (let index = 0; index < long.length && at < short.length; index += 1) if (long[index] === short[at]) at += 1;
  return at === short.length;
};

/** One slip of a letter: changed, put in, left out, or two swapped. */
function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const swapped = a[start] === b[start + 1] && a[start + 1] === b[start] && a.slice(start + 2) === b.slice(start + 2);
  return swapped || a.slice(start + 1) === b.slice(start + 1) || a.slice(start) === b.slice(start + 1) || a.slice(start + 1) === b.slice(start);
}

const MIN_WORD_WITH_SLIP = 4;

/** 1: one word; 0.7: a slip or an abbreviation of the other; 0.4: its initial; 0: another word. */
function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (/[0-9]/.test(a) || /[0-9]/.test(b)) return 0;
  if (short.length === 1) return long.startsWith(short) ? 0.4 : 0;
  if (short[0] !== long[0]) return short.length > MIN_WORD_WITH_SLIP && isSlip(a, b) ? 0.6 : 0;
  if (long.startsWith(short)) return 0.7;
  if (short.length >= MIN_WORD_WITH_SLIP && isSlip(a, b)) return 0.8;
  return short.length >= 2 && isSubsequence(short, long) && short.length * 3 >= long.length ? 0.6 : 0;
}

const ALIKE = 0.55;

/** Each word of the shorter name finds its own in the longer one, in order of likeness; what is left over counts against it a little. */
export function likenessOf(a: readonly string[], b: readonly string[]): Likeness {
  if (a.length === 0 || b.length === 0) return 'silent';
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const [joinedShort, joinedLong] = [short.join(''), long.join('')];
  if (joinedShort === joinedLong) return 'same';
  // Customer 1001 is not Customer 1002, nor C-1001 C-1002: numbers in names are never slips.
  const [numbers, others] = [a.filter(word => /[0-9]/.test(word)), b.filter(word => /[0-9]/.test(word))];
  if (numbers.length > 0 && others.length > 0 && numbers.join(' ') !== others.join(' ')) return 'different';
  if (short.length === 1 && joinedShort.length >= 2 && joinedShort === long.map(word => word[0]).join('')) return 'alike';
  const free = [...long];
  let [likeness, whole] = [0, 0];
  for (const word of short) {
    let [best, at] = [0, -1];
    for (const [index, other] of free.entries()) {
      const found = wordLikeness(word, other);
      if (found > best) [best, at] = [found, index];
    }
    if (at >= 0) free.splice(at, 1);
    likeness += best;
    if (best >= 0.6) whole += 1;
  }
  if (joinedShort.length >= 7 && isSlip(joinedShort, joinedLong)) return 'alike';
  if (joinedShort.length >= 5 && joinedLong.startsWith(joinedShort)) return 'alike';
  return whole > 0 && likeness / short.length >= ALIKE && likeness / long.length >= 0.3 ? 'alike' : 'different';
}

/** Compares names of two sides by their numbers, each pair of names once; the same name in both costs one look-up. */
export function comparesParties(left: readonly string[], right: readonly string[]): (left: number, right: number) => Likeness {
  const words = [left.map((): string[] | null => null), right.map((): string[] | null => null)];
  const wordsAt = (side: 0 | 1, names: readonly string[], number: number): string[] => {
    const column = words[side] ?? [];
    return (column[number] ??= wordsOf(names[number] ?? ''));
  };
  const numberOf = new Map(left.map((name, number) => [name, number]));
  const sameOnLeft = Int32Array.from(right, name => numberOf.get(name) ?? -1);
  const known = new Map<number, Likeness>();
  const numbers = Math.max(1, right.length);
  return (l, r) => {
    if (l === 0 || r === 0) return 'silent';
    if (sameOnLeft[r] === l) return 'same';
    const pair = l * numbers + r;
    let likeness = known.get(pair);
    if (likeness === undefined) {
      likeness = likenessOf(wordsAt(0, left, l), wordsAt(1, right, r));
      if (known.size < MAX_KNOWN) known.set(pair, likeness);
    }
    return likeness;
  };
}

/** Pairs of names whose likeness is remembered. */
const MAX_KNOWN = 500_000;
