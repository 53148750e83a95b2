/** Longest run of tokens that is looked up as one reference: an Amazon order has three, a composed bank reference a few more. */
const MAX_TOKENS = 6;
/** A text longer than this is read up to here. */
const MAX_TEXT_TOKENS = 60;
/** Below this many characters a reference says too little. */
const MIN_CHARACTERS = 4;

/** Letters and digits as separate tokens, upper case, without leading zeros: 'INV-0042' → INV, 42. INV-1 is never found in INV-10. */
export function tokensOf(text: string): string[] {
  const tokens = text.toUpperCase().match(/[A-Z]+|[0-9]+/g) ?? [];
  return tokens.slice(0, MAX_TEXT_TOKENS).map(token => (/^0+[0-9]/.test(token) ? token.replace(/^0+(?=[0-9])/, '') : token));
}

const isTelling = (tokens: readonly string[]): boolean => tokens.some(token => /[0-9]/.test(token)) && tokens.reduce((length, token) => length + token.length, 0) >= MIN_CHARACTERS;

/** A reference in the form in which two writings of it are equal; '' when it is too short or has no digit. */
export function referenceKey(reference: string): string {
  const tokens = tokensOf(reference);
  return isTelling(tokens) ? tokens.join('.') : '';
}

/** Every reference that a free text could be naming, on token boundaries only. */
export function mentionsIn(text: string): string[] {
  const tokens = tokensOf(text);
  const found: string[] = [];
  for (let start = 0; start < tokens.length; start += 1) {
    for (let length = 1; length <= MAX_TOKENS && start + length <= tokens.length; length += 1) {
      const part = tokens.slice(start, start + length);
      if (isTelling(part)) found.push(part.join('.'));
    }
  }
  return found;
}

/** References that are known, found again in what people and systems write. */
export type ReferenceIndex = { find(...texts: readonly string[]): string; findAll(...texts: readonly string[]): string[] };

/** Sage cuts references at this length; a longer one is found by its beginning. */
export const LEDGER_REFERENCE_LENGTH = 20;

/** `names` are the ways in which a reference is written (the reference itself, the number of its order). */
export function indexReferences(known: Iterable<{ reference: string; names: readonly string[] }>): ReferenceIndex {
  const byKey = new Map<string, string>();
  for (const { reference, names } of known) {
    for (const name of names) {
      const key = referenceKey(name);
      if (key !== '' && !byKey.has(key)) byKey.set(key, reference);
      const cut = name.length > LEDGER_REFERENCE_LENGTH ? referenceKey(name.slice(0, LEDGER_REFERENCE_LENGTH)) : '';
      if (cut !== '' && !byKey.has(cut)) byKey.set(cut, reference);
    }
  }
  const find = (...texts: readonly string[]): string => {
    for (const text of texts) {
      const exact = text === '' ? undefined : byKey.get(referenceKey(text));
      if (exact !== undefined) return exact;
    }
    return findAll(...texts)[0] ?? '';
  };
  const findAll = (...texts: readonly string[]): string[] => {
    const found = new Set<string>();
    for (const text of texts) {
      for (const mention of mentionsIn(text)) {
        const reference = byKey.get(mention);
        if (reference !== undefined) found.add(reference);
      }
    }
    return [...found];
  };
  return { find, findAll };
}
