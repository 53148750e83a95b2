import { mentionsIn, referenceKey } from '../matching/references.ts';

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
