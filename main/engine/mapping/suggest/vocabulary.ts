import { z } from 'zod';
import file from '../../../../resources/matching/vocabulary.json' with { type: 'json' };

const Vocabulary = z.object({
  abbreviations: z.array(z.string()), phrases: z.array(z.string()), same: z.array(z.string()), near: z.array(z.string()), opposites: z.array(z.string()),
  kinds: z.record(z.string(), z.string()), levels: z.object({ line: z.string(), lineOfDocument: z.string(), document: z.string() }), generic: z.string(), structural: z.string(), silent: z.string(), kept: z.string(), words: z.string(),
});
const vocabulary = Vocabulary.parse(file);

const listed = (text: string): string[] => text.split(' ').filter(word => word !== '');

/** `quantity: qty qnty` → qty and qnty stand for quantity. The first meaning of a short form is kept. */
export const ABBREVIATIONS: ReadonlyMap<string, string> = new Map(vocabulary.abbreviations.flatMap(row => {
  const [meaning = '', shorts = ''] = row.split(': ');
  return listed(shorts).map(short => [short, meaning] as const);
}).reverse());

export const SILENT: ReadonlySet<string> = new Set(listed(vocabulary.silent));
/** Words that are silent in sentences, yet tell fields apart in names. */
export const KEPT_IN_NAMES: ReadonlySet<string> = new Set(listed(vocabulary.kept));

export function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:sses|xes|ches|shes)$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

const CANONICAL: ReadonlyMap<string, string> = new Map(vocabulary.same.flatMap(row => {
  const [first = '', ...rest] = listed(row);
  return rest.map(word => [stem(word), stem(first)] as const);
}).reverse());

/** The one word that stands for all that mean the same. */
export const canonical = (word: string): string => CANONICAL.get(word) ?? word;

/** Runs of words that mean one thing, by their first word, longest first. */
export const PHRASES: ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly means: readonly string[] }[]> = (() => {
  const byFirst = new Map<string, { words: string[]; means: string[] }[]>();
  for (const row of vocabulary.phrases) {
    const [left = '', right = ''] = row.split(' > ');
    const words = listed(left).flatMap(word => listed(ABBREVIATIONS.get(word) ?? word)).map(stem);
    const [first = ''] = words;
    byFirst.set(first, [...(byFirst.get(first) ?? []), { words, means: listed(right).map(stem) }]);
  }
  for (const phrases of byFirst.values()) phrases.sort((a, b) => b.words.length - a.words.length);
  return byFirst;
})();

const NEAR = new Map<string, Map<string, number>>();
for (const row of vocabulary.near) {
  const [likeness = '0', ...words] = listed(row);
  const meant = words.map(word => canonical(stem(word)));
  for (const a of meant) for (const b of meant) if (a !== b) NEAR.set(a, (NEAR.get(a) ?? new Map<string, number>()).set(b, Math.max(Number(likeness), NEAR.get(a)?.get(b) ?? 0)));
}

/** Words that stand for a word often enough to be looked at, with how far. */
export const nearTo = (word: string): ReadonlyMap<string, number> | undefined => NEAR.get(word);

/** Which side of which pair of opposites a word takes: `billing` and `delivery` never mean the same address. */
export const SIDES: ReadonlyMap<string, readonly { readonly pair: number; readonly side: number }[]> = (() => {
  const sides = new Map<string, { pair: number; side: number }[]>();
  vocabulary.opposites.forEach((row, pair) => row.split(' | ').forEach((words, side) => {
    for (const word of new Set(listed(words).map(one => canonical(stem(one))))) sides.set(word, [...(sides.get(word) ?? []), { pair, side }]);
  }));
  return sides;
})();

const setOf = (text: string): ReadonlySet<string> => new Set(listed(text).map(word => canonical(stem(word))));

/** What a word makes of a field: a date, an identifier, an amount of money … */
export const KIND_OF_WORD: ReadonlyMap<string, string> = new Map(Object.entries(vocabulary.kinds).flatMap(([kind, words]) => [...setOf(words)].map(word => [word, kind] as const)).reverse());

export const LINE_WORDS = setOf(vocabulary.levels.line);
/** An item is a line only inside a document; elsewhere it is the thing that is sold. */
export const LINE_OF_DOCUMENT_WORDS = setOf(vocabulary.levels.lineOfDocument);
export const DOCUMENT_WORDS = setOf(vocabulary.levels.document);
/** Names that say nothing without the name above them: `id`, `name`, `amount`. */
export const GENERIC_WORDS = setOf(vocabulary.generic);
/** Words that say how fields are arranged rather than what they hold. */
export const STRUCTURAL_WORDS = setOf(vocabulary.structural);

/** Every word that is known, for taking apart names that run together. */
export const KNOWN_WORDS: ReadonlySet<string> = new Set([
  ...ABBREVIATIONS.keys(), ...[...ABBREVIATIONS.values(), ...vocabulary.phrases.map(row => row.replace(' > ', ' ')), ...vocabulary.same, ...vocabulary.near.map(row => row.replace(/^\S+ /, '')), ...Object.values(vocabulary.kinds), vocabulary.words].flatMap(listed),
  'from', 'to', 'by',
]);
