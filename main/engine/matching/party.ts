/** Words that say what a company is, not which. */
const FORMS = new Set(['LTD', 'LIMITED', 'PLC', 'LLP', 'INC', 'INCORPORATED', 'LLC', 'CORP', 'CORPORATION', 'CO', 'COMPANY', 'GMBH', 'AG', 'BV', 'NV', 'SA', 'SAS', 'SARL', 'SRL', 'SPA', 'OY', 'AB', 'AS', 'PTY', 'THE', 'AND', 'OF', 'UK', 'GROUP', 'HOLDINGS', 'MR', 'MRS', 'MS', 'MISS', 'DR']);

/** How two names stand to each other. `silent`: one of them says nothing. */
export type Likeness = 'same' | 'alike' | 'different' | 'silent';

/** Most names are, and are taken apart without asking what a letter is. */
const ASCII = /^[ -~]*$/;

/** A name as words that tell; accents, punctuation and the legal form are gone. */
export function wordsOf(name: string): string[] {
  const words = (ASCII.test(name) ? name.toUpperCase().replaceAll(/['.]/g, '').split(/[^A-Z0-9]+/) : name.normalize('NFD').replaceAll(/\p{M}/gu, '').toUpperCase().replaceAll(/['’.]/g, '').split(/[^\p{L}0-9]+/u)).filter(word => word !== '');
  const telling = words.filter(word => !FORMS.has(word));
  return telling.length > 0 ? telling : words;
}

const isSubsequence = (short: string, long: string): boolean => {
  let at = 0;
  for (let index = 0; index < long.length && at < short.length; index += 1) if (long.charCodeAt(index) === short.charCodeAt(at)) at += 1;
  return at === short.length;
};

/** One slip of a letter: changed, put in, left out, or two swapped. */
function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  const rest = (inA: number, inB: number): boolean => a.length - inA === b.length - inB && a.endsWith(b.slice(inB));
  const isSwapped = start + 1 < a.length && a.charCodeAt(start) === b.charCodeAt(start + 1) && a.charCodeAt(start + 1) === b.charCodeAt(start);
  return (isSwapped && rest(start + 2, start + 2)) || rest(start + 1, start + 1) || rest(start, start + 1) || rest(start + 1, start);
}

const MIN_WORD_WITH_SLIP = 4;

/** 1: one word; 0.8 to 0.6: a slip or an abbreviation of the other; 0.4: its initial; 0: another word. */
function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.charCodeAt(0) !== long.charCodeAt(0)) return short.length > MIN_WORD_WITH_SLIP && isSlip(a, b) && !hasDigit(a) && !hasDigit(b) ? 0.6 : 0;
  if (hasDigit(a) || hasDigit(b)) return 0;
  if (short.length === 1) return 0.4;
  if (long.startsWith(short)) return 0.7;
  if (short.length >= MIN_WORD_WITH_SLIP && isSlip(a, b)) return 0.8;
  return short.length >= 2 && isSubsequence(short, long) && short.length * 3 >= long.length ? 0.6 : 0;
}

function hasDigit(word: string): boolean {
  for (let at = 0; at < word.length; at += 1) if (word.charCodeAt(at) >= 48 && word.charCodeAt(at) <= 57) return true;
  return false;
}

const ALIKE = 0.55;

/** A name taken apart once, however often it is compared. */
type Name = { readonly words: readonly string[]; readonly joined: string; readonly initials: string; readonly numbers: string };

const nameOf = (words: readonly string[]): Name => ({ words, joined: words.join(''), initials: words.map(word => word[0]).join(''), numbers: words.filter(hasDigit).join(' ') });

/** Each word of the shorter name finds its own in the longer one, in order of likeness; what is left over counts against it a little. */
export const likenessOf = (a: readonly string[], b: readonly string[]): Likeness => likenessOfNames(nameOf(a), nameOf(b));

function likenessOfNames(a: Name, b: Name): Likeness {
  if (a.words.length === 0 || b.words.length === 0) return 'silent';
  const [short, long] = a.words.length <= b.words.length ? [a, b] : [b, a];
  if (short.joined === long.joined) return 'same';
  // Customer 1001 is not Customer 1002, nor C-1001 C-1002: numbers in names are never slips.
  if (a.numbers !== '' && b.numbers !== '' && a.numbers !== b.numbers) return 'different';
  if (short.words.length === 1 && short.joined.length >= 2 && short.joined === long.initials) return 'alike';
  let [likeness, whole, taken] = [0, 0, 0];
  for (const word of short.words) {
    let [best, at] = [0, -1];
    for (let index = 0; index < long.words.length; index += 1) {
      const found = (taken >> index) & 1 ? 0 : wordLikeness(word, long.words[index] ?? '');
      if (found > best) [best, at] = [found, index];
    }
    if (at >= 0) taken |= 1 << at;
    likeness += best;
    if (best >= 0.6) whole += 1;
  }
  if (short.joined.length >= 7 && isSlip(short.joined, long.joined)) return 'alike';
  if (short.joined.length >= 5 && long.joined.startsWith(short.joined)) return 'alike';
  return whole > 0 && likeness / short.words.length >= ALIKE && likeness / long.words.length >= 0.3 ? 'alike' : 'different';
}

const MIN_CUT_LENGTH = 10;
const MIN_CUT_NAMES = 10;
const MIN_CUT_SHARE = 0.05;

/** Where a side cuts its names off: at the longest of them, when many are as long. */
function cutLengthOf(names: readonly string[]): number | null {
  const longest = names.reduce((length, name) => Math.max(length, name.length), 0);
  const cut = names.filter(({ length }) => length === longest).length;
  return longest >= MIN_CUT_LENGTH && cut >= MIN_CUT_NAMES && cut >= names.length * MIN_CUT_SHARE ? longest : null;
}

const isCutFrom = (name: string, cut: number | null, whole: string): boolean => name.length === cut && whole.length > cut && whole.slice(0, cut).toUpperCase() === name.toUpperCase();

/** Compares names of two sides by their numbers, each pair of names once; the same name in both costs one look-up. */
export function comparesParties(left: readonly string[], right: readonly string[]): (left: number, right: number) => Likeness {
  const known = [left.map((): Name | null => null), right.map((): Name | null => null)] as const;
  const [cutLeft, cutRight] = [cutLengthOf(left), cutLengthOf(right)];
  const isRest = (l: number, r: number): boolean => isCutFrom(left[l] ?? '', cutLeft, right[r] ?? '') || isCutFrom(right[r] ?? '', cutRight, left[l] ?? '');
  const nameAt = (side: 0 | 1, names: readonly string[], number: number): Name => (known[side][number] ??= nameOf(wordsOf(names[number] ?? '').slice(0, MAX_WORDS)));
  const numberOf = new Map(left.map((name, number) => [name, number]));
  const sameOnLeft = Int32Array.from(right, name => numberOf.get(name) ?? -1);
  const pairs = new Map<number, Likeness>();
  const numbers = Math.max(1, right.length);
  return (l, r) => {
    if (l === 0 || r === 0) return 'silent';
    if (sameOnLeft[r] === l) return 'same';
    const pair = l * numbers + r;
    let likeness = pairs.get(pair);
    if (likeness === undefined) {
      likeness = isRest(l, r) ? 'alike' : likenessOfNames(nameAt(0, left, l), nameAt(1, right, r));
      if (pairs.size < MAX_KNOWN) pairs.set(pair, likeness);
    }
    return likeness;
  };
}

/** Pairs of names whose likeness is remembered, and words of a name that are compared. */
const MAX_KNOWN = 100_000;
const MAX_WORDS = 30;
