import type { SchemaField } from '../../../../shared/contract/connections.ts';
import { parsePath } from '../paths.ts';
import { DOCUMENT_WORDS, GENERIC_WORDS, KEPT_IN_NAMES, KIND_OF_WORD, LINE_OF_DOCUMENT_WORDS, LINE_WORDS, SIDES, STRUCTURAL_WORDS } from './vocabulary.ts';
import { trigramsOf } from './spelling.ts';
import { proseOf, splitWords, tokensOf } from './words.ts';
import type { WordTable } from './word-likeness.ts';

export type ValueClass = 'text' | 'number' | 'date' | 'boolean' | 'group' | 'open';

/** Words as numbers in the word table, each with how much it tells. */
export type Words = { readonly ids: Int32Array; readonly weights: Float32Array };

/** What the matcher knows of a field, prepared once: a pair is then compared in microseconds. */
export type FieldFeatures = {
  readonly field: SchemaField;
  /** The order of the field in its schema plays no part; this number only names it. */
  readonly at: number;
  readonly own: Words;
  readonly label: Words | null;
  /** The names above it, nearest first and heaviest. */
  readonly context: Words;
  /** Name, label, context and description together, for what is written about one side and named on the other. */
  readonly prose: Words;
  readonly described: boolean;
  readonly group: string;
  readonly groupWords: Words;
  readonly onLine: boolean;
  /** A number in the name tells siblings apart: Address1, analysis_code_2. */
  readonly numeral: string;
  /** Group and name without the number: what such siblings share. */
  readonly family: string;
  readonly trigrams: ReadonlySet<string>;
  readonly kind: string | null;
  /** Sides taken in the opposites of the vocabulary: in the name itself, and anywhere in the path. */
  readonly ownSides: ReadonlyMap<number, number>;
  readonly sides: ReadonlyMap<number, number>;
  readonly valueClass: ValueClass;
  readonly patterns: ReadonlySet<string>;
  /** A key that only machines read: nobody looks for it. */
  readonly opaque: boolean;
};

const VALUE_CLASSES: Readonly<Record<SchemaField['type'], ValueClass>> = {
  text: 'text', choice: 'text', integer: 'number', decimal: 'number', money: 'number', date: 'date', moment: 'date', boolean: 'boolean', object: 'group', list: 'group',
};

const MAX_PROSE_WORDS = 32;
const MAX_SAMPLES = 5;
const MAX_PATTERN = 24;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The shape of a sample value: letters, digits and signs, so that references look like references. */
function patternOf(sample: string): string {
  if (/^\S+@\S+\.\S+$/.test(sample)) return 'email';
  if (/^\d{4}-\d{2}-\d{2}/.test(sample)) return 'date';
  if (/^-?\d+(\.\d+)?$/.test(sample)) return sample.includes('.') ? 'decimal' : `whole${sample.length > 6 ? ' long' : ''}`;
  return sample.slice(0, MAX_PATTERN).replace(/[A-Z]+/g, 'A').replace(/[a-z]+/g, 'a').replace(/\d+/g, '9');
}

export type FieldWords = { readonly own: string[]; readonly label: string[]; readonly levels: string[][]; readonly prose: string[]; readonly numeral: string };

const CONTEXT_LEVELS = 4;
/** The stop of a short form, `Item No.`, ends no name. */
const FULL_STOP = /\.(?=\s|$)/g;

/** The words of a field before they are weighed. */
export function wordsOfField(field: SchemaField, known: ReadonlySet<string>): FieldWords {
  const segments = parsePath(field.path.replace(FULL_STOP, ''));
  const last = segments.at(-1);
  const name = last?.kind === 'named' ? last.pick : (last?.name ?? field.path);
  const levels = segments.slice(0, -1).reverse().slice(0, CONTEXT_LEVELS).map(segment => tokensOf(segment.pick ? `${segment.name} ${segment.pick}` : segment.name, known));
  const labelled = field.label !== '' && field.label !== field.path && field.label !== name;
  // A field that the company named itself is what its label says; analysis_code_3 is only where it is kept.
  const named = labelled && field.custom ? field.label : name;
  const label = labelled && !field.custom ? tokensOf(field.label, known) : [];
  return { own: tokensOf(named, known), label, levels, prose: proseOf(field.description).slice(0, MAX_PROSE_WORDS), numeral: splitWords(named).find(word => /^\d+$/.test(word)) ?? '' };
}

/** How often each word is used in one schema: what stands everywhere tells nothing. */
export class WordUse {
  private readonly uses = new Map<string, number>();
  private fields = 0;

  add(words: Iterable<string>): void {
    this.fields += 1;
    for (const word of new Set(words)) this.uses.set(word, (this.uses.get(word) ?? 0) + 1);
  }

  /** 0 for a word of every field, 1 for a word of one. */
  rarity(word: string): number {
    if (this.fields <= 1) return 1;
    return Math.log((this.fields + 1) / (this.uses.get(word) ?? 1)) / Math.log(this.fields + 1);
  }
}

const LEAST_WEIGHT = 0.25;
/** A name that repeats its group's name tells it twice. */
const REPEATED = 0.35;
const SINGLE_LETTER = 0.2;
/** A number agrees or not; it says nothing of what a field is about. */
const NUMERAL = 0.3;
const LEVEL_WEIGHTS = [1, 0.5, 0.25, 0.15] as const;

/** What a generic name borrows from the name above it: `customer.id` is the customer's id. */
const BORROWED = 0.55;
const IDENTIFIER = 0.6;
const STRUCTURAL = 0.5;
/** From, to, by: they tell siblings apart, but a name is about something else. */
const DIRECTION = 0.5;

/** Whose address it is: where only one side says so, the other means either. */
const ROLES: ReadonlySet<string> = new Set(['billing', 'delivery']);

const isLetter = (word: string): boolean => word.length === 1 && /\D/.test(word);

function weighed(words: readonly string[], table: WordTable, weightOf: (word: string) => number): Words {
  const ids = table.idsOf(words);
  return { ids, weights: Float32Array.from(ids, id => weightOf(table.wordOf(id))) };
}

function kindOf(own: readonly string[], valueClass: ValueClass, name: string): string | null {
  if (valueClass === 'date') return 'date';
  if (valueClass === 'boolean' || /^(?:is|has|allow|enable)(?:[_A-Z ]|$)/.test(name)) return 'flag';
  for (const word of [...own].reverse()) {
    const kind = KIND_OF_WORD.get(word);
    if (kind !== undefined) return kind;
  }
  return null;
}

function sidesOf(words: Iterable<string>): Map<number, number> {
  const sides = new Map<number, number>();
  for (const word of words) for (const { pair, side } of SIDES.get(word) ?? []) sides.set(pair, (sides.get(pair) ?? 0) | (1 << side));
  return sides;
}

export type Surroundings = { readonly table: WordTable; readonly names: WordUse; readonly prose: WordUse; readonly typed: boolean };

export function featuresOf(field: SchemaField, at: number, words: FieldWords, { table, names, prose, typed }: Surroundings): FieldFeatures {
  const above = new Set(words.levels.flat());
  const tells = (word: string): number => (LEAST_WEIGHT + (1 - LEAST_WEIGHT) * names.rarity(word)) * (isLetter(word) ? SINGLE_LETTER : /^\d+$/.test(word) ? NUMERAL : 1);
  const alone = words.own.length <= 1;
  const isName = words.own.some(word => KIND_OF_WORD.get(word) === 'name');
  const borrowed = words.own.every(word => GENERIC_WORDS.has(word) || /^\d+$/.test(word)) ? (words.levels[0] ?? []).filter(word => !words.own.includes(word) && !(isName && word === 'address')) : [];
  const ofName = (word: string): number => tells(word) * (borrowed.includes(word) ? BORROWED : !alone && above.has(word) ? REPEATED : 1)
    * (alone && borrowed.length === 0 ? 1 : STRUCTURAL_WORDS.has(word) ? STRUCTURAL : KEPT_IN_NAMES.has(word) ? DIRECTION : KIND_OF_WORD.get(word) === 'identifier' ? IDENTIFIER : 1);
  const contextWeights = new Map<string, number>();
  words.levels.forEach((level, depth) => {
    for (const word of level) if (!contextWeights.has(word)) contextWeights.set(word, (LEVEL_WEIGHTS[depth] ?? 0) * (0.05 + names.rarity(word)) * (STRUCTURAL_WORDS.has(word) || ROLES.has(word) ? STRUCTURAL : 1));
  });
  const everything = [...new Set([...words.own, ...words.label, ...above, ...words.prose])];
  const heavier = new Set([...words.own, ...words.label]);
  const valueClass = typed ? VALUE_CLASSES[field.type] : 'open';
  const name = field.path.slice(field.path.replace(FULL_STOP, ' ').lastIndexOf('.') + 1);
  return {
    field, at,
    own: weighed([...words.own, ...borrowed], table, ofName),
    label: words.label.length > 0 ? weighed(words.label, table, tells) : null,
    context: weighed([...above], table, word => contextWeights.get(word) ?? 0),
    prose: weighed(everything, table, word => (0.1 + prose.rarity(word)) * (heavier.has(word) ? 1.5 : 1)),
    described: words.prose.length > 0,
    group: field.path.slice(0, Math.max(0, field.path.lastIndexOf('.'))),
    groupWords: weighed(words.levels[0] ?? [], table, word => 0.05 + names.rarity(word)),
    onLine: isOnLine(words.levels) || LINE_LIST.test(field.path),
    numeral: words.numeral, family: `${field.path.slice(0, Math.max(0, field.path.lastIndexOf('.')))}\n${words.own.filter(word => !/^\d+$/.test(word)).join(' ')}`, trigrams: trigramsOf(splitWords(name).join('')),
    kind: kindOf(words.own, valueClass, name),
    ownSides: sidesOf([...words.own, ...words.label]), sides: sidesOf([...words.own, ...above]),
    valueClass, patterns: new Set(field.samples.slice(0, MAX_SAMPLES).map(patternOf)), opaque: /\b[gu]uid\b/i.test(field.description) || field.samples.some(sample => GUID.test(sample)),
  };
}

const LINE_LIST = /(?:lines?|items?|rows?|details?)\[/i;

/** Belongs to a line of a document rather than to the document. */
const isOnLine = (levels: readonly (readonly string[])[]): boolean => levels.some((level, depth) => level.some(word => LINE_WORDS.has(word)
  || (LINE_OF_DOCUMENT_WORDS.has(word) && (level.some(other => DOCUMENT_WORDS.has(other)) || levels.slice(depth + 1).some(above => above.some(other => DOCUMENT_WORDS.has(other)))))));
