/** Most parts of a text that together are looked up as one reference: an Amazon order has three, an id of the make 8-4-4-4-12 five. */
export const MAX_PARTS = 6;
/** A text of more parts is read up to here. */
export const MAX_TEXT_PARTS = 60;
/** A word in which letters and digits change more often is one part: INV1001 is INV and 1001, 4600HVNHVRJ9H9M is itself. */
export const MAX_RUNS = 3;
/** Below this many characters a reference says too little. */
const MIN_CHARACTERS = 4;

/** Letters and digits as separate tokens, upper case, without leading zeros: 'INV-0042' → INV, 42. INV-1 is never found in INV-10. */
export function tokensOf(text: string): string[] {
  const tokens = text.toUpperCase().match(/[A-Z]+|[0-9]+/g) ?? [];
  return tokens.slice(0, MAX_TEXT_PARTS).map(token => (/^0+[0-9]/.test(token) ? token.replace(/^0+(?=[0-9])/, '') : token));
}

const isTelling = (tokens: readonly string[]): boolean => tokens.some(token => /[0-9]/.test(token)) && tokens.reduce((length, token) => length + token.length, 0) >= MIN_CHARACTERS;

/** A reference in the form in which two writings of it are equal; '' when it is too short or has no digit. */
export function referenceKey(reference: string): string {
  const tokens = tokensOf(reference);
  return isTelling(tokens) ? tokens.join('.') : '';
}

/** Every reference that a free text could be naming, on the boundaries of its parts only. */
export function mentionsIn(text: string): string[] {
  const parts = (text.toUpperCase().match(/[A-Z0-9]+/g) ?? []).flatMap(word => {
    const runs = tokensOf(word);
    return runs.length > MAX_RUNS ? [runs] : runs.map(run => [run]);
  }).slice(0, MAX_TEXT_PARTS);
  const found: string[] = [];
  for (let start = 0; start < parts.length; start += 1) {
    for (let length = 1; length <= MAX_PARTS && start + length <= parts.length; length += 1) {
      const tokens = parts.slice(start, start + length).flat();
      if (isTelling(tokens)) found.push(tokens.join('.'));
    }
  }
  return found;
}

/** What a text names, a bare number after a named reference taken to carry the same prefix ('WHS-20415+20433'). */
export function namedIn<T>({ reference, text }: { readonly reference: string; readonly text: string }, lookUp: (key: string) => readonly T[]): T[] {
  const found: T[] = [];
  const prefixes = new Set<string>();
  // The year of INV-2026-00042 is part of its name, and does not stand for invoice INV-2026-2026.
  const said = new Set<string>();
  for (const key of mentionsIn(`${reference} ${text}`)) {
    const direct = lookUp(key);
    found.push(...direct);
    if (direct.length === 0 || !key.includes('.')) continue;
    prefixes.add(key.slice(0, key.lastIndexOf('.')));
    for (const token of key.split('.')) said.add(token);
  }
  for (const token of new Set(tokensOf(reference))) if (/^[0-9]+$/.test(token) && !said.has(token)) for (const prefix of prefixes) found.push(...lookUp(`${prefix}.${token}`));
  return found;
}

/** Below this length one letter is too much of a reference to be a slip. */
const MIN_SLIP_LENGTH = 5;

/** Letters that would have to be changed, put in, left out or swapped with a neighbour to make one of the other: 0, 1, 2, or 3 for more. */
export function slipsBetween(a: string, b: string): number {
  if (a === b) return 0;
  if (Math.min(a.length, b.length) < MIN_SLIP_LENGTH || Math.abs(a.length - b.length) > 2) return 3;
  let start = 0;
  while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA -= 1;
    endB -= 1;
  }
  const [lengthA, lengthB] = [endA - start, endB - start];
  if (lengthA <= 1 && lengthB <= 1) return 1;
  if (lengthA === 2 && lengthB === 2 && a.charCodeAt(start) === b.charCodeAt(start + 1) && a.charCodeAt(start + 1) === b.charCodeAt(start)) return 1;
  return lengthA <= MAX_MIDDLE && lengthB <= MAX_MIDDLE ? Math.min(3, distance(a.slice(start, endA), b.slice(start, endB))) : 3;
}

/** What two references do not share at their ends is compared up to this length. */
const MAX_MIDDLE = 6;
const ROW = MAX_MIDDLE + 1;
const table = new Uint8Array(ROW * ROW);

/** Optimal string alignment of two short strings. */
function distance(a: string, b: string): number {
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 0; j <= b.length; j += 1) {
      let best = i === 0 ? j : j === 0 ? i : MAX_MIDDLE;
      if (i > 0 && j > 0) {
        const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
        best = Math.min((table[(i - 1) * ROW + j] ?? 0) + 1, (table[i * ROW + j - 1] ?? 0) + 1, (table[(i - 1) * ROW + j - 1] ?? 0) + (isSame ? 0 : 1));
        if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1)) best = Math.min(best, (table[(i - 2) * ROW + j - 2] ?? 0) + 1);
      }
      table[i * ROW + j] = best;
    }
  }
  return table[a.length * ROW + b.length] ?? 0;
}

/** Letters that stand for figures where a reference was read or typed by eye. */
const FIGURE: Readonly<Record<string, string>> = { O: '0', Q: '0', I: '1', L: '1', Z: '2', S: '5', B: '8' };

/** The same but for letters taken for figures: 2O9-29O8 is 209-2908. */
export function isMisread(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at] && (FIGURE[a[at] ?? ''] ?? a[at]) !== (FIGURE[b[at] ?? ''] ?? b[at])) return false;
  return true;
}

/** The shortest beginning or end of a reference that a bank's cut leaves telling: INV-1001 is whole, and never the beginning of INV-10010. */
const MIN_CUT = 10;

/** One is the beginning or the end of the other. */
export const isPartOf = (a: string, b: string): boolean => (a.length < b.length ? b.startsWith(a) || b.endsWith(a) : a.length > b.length && (a.startsWith(b) || a.endsWith(b)));

/** One is what is left of the other when a bank cuts at so many characters. */
export const isCutOf = (a: string, b: string): boolean => Math.min(a.length, b.length) >= MIN_CUT && isPartOf(a, b);

/** Where the 64 bits of a reference's key are put by `hashReference`. */
export const hashed = { high: 0, low: 0 };

/**
 * Hashes the key of a reference straight from its bytes into `hashed`, in the same form as `referenceKey`; false when it is too short or has no digit.
 * Of a million references two different ones share 64 bits once in thirty million files, and would then still have to agree in amount and currency.
 */
export function hashReference(bytes: Uint8Array, from: number, to: number): boolean {
  let [high, low, length, kind, hasDigit, isLeadingZero] = [0x811c9dc5 | 0, 0x9e3779b9 | 0, 0, 0, false, false];
  for (let at = from; at < to; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte >= 97 && byte <= 122) byte -= 32;
    const next = byte >= 48 && byte <= 57 ? 2 : byte >= 65 && byte <= 90 ? 1 : 0;
    if (next === 0) {
      if (isLeadingZero) { high = Math.imul(high ^ 48, 0x01000193); low = Math.imul(low ^ 48, 0x85ebca6b); length += 1; }
      isLeadingZero = false;
      kind = 0;
      continue;
    }
    if (next !== kind) {
      if (isLeadingZero) { high = Math.imul(high ^ 48, 0x01000193); low = Math.imul(low ^ 48, 0x85ebca6b); length += 1; }
      isLeadingZero = false;
      if (length > 0) { high = Math.imul(high ^ 46, 0x01000193); low = Math.imul(low ^ 46, 0x85ebca6b); low ^= low >>> 15; }
      kind = next;
      if (next === 2) hasDigit = true;
      if (byte === 48) { isLeadingZero = true; continue; }
    } else if (isLeadingZero) {
      if (byte === 48) continue;
      isLeadingZero = false;
    }
    high = Math.imul(high ^ byte, 0x01000193);
    low = Math.imul(low ^ byte, 0x85ebca6b);
    low ^= low >>> 13;
    length += 1;
  }
  if (isLeadingZero) { high = Math.imul(high ^ 48, 0x01000193); low = Math.imul(low ^ 48, 0x85ebca6b); length += 1; }
  high = Math.imul(high ^ (high >>> 16), 0x7feb352d);
  high ^= high >>> 15;
  hashed.high = high;
  hashed.low = Math.imul(low ^ (low >>> 16), 0x846ca68b);
  return hasDigit && length >= MIN_CHARACTERS;
}

/** Below this many characters what stands between the parts of a reference may be all that tells it from another. */
const MIN_SQUEEZED = 6;

/** What each byte is taken for: small letters for large ones, and a letter for the figure that it was read for. */
const AS_READ = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte).toUpperCase();
  return (FIGURE[letter] ?? letter).charCodeAt(0);
});

/** Hashes letters and figures alone, whatever people put between them and whoever read O for 0: INV202602356 is INV-2O26-02356. False when that says too little. */
export function hashSqueezed(bytes: Uint8Array, from: number, to: number): boolean {
  let [high, low, length, hasDigit] = [0x2545f491, 0x6c62272e, 0, false];
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    const isDigit = byte >= 48 && byte <= 57;
    if (!isDigit && !(byte >= 65 && byte <= 90) && !(byte >= 97 && byte <= 122)) continue;
    const read = AS_READ[byte] ?? 0;
    high = Math.imul(high ^ read, 0x01000193);
    low = Math.imul(low ^ read, 0x85ebca6b);
    low ^= low >>> 13;
    length += 1;
    hasDigit ||= isDigit;
  }
  hashed.high = Math.imul(high ^ (high >>> 16), 0x7feb352d);
  hashed.low = Math.imul(low ^ (low >>> 16), 0x846ca68b);
  return hasDigit && length >= MIN_SQUEEZED;
}
