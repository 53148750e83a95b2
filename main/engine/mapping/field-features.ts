import type { SchemaField } from '../../../shared/contract/connections.ts';
import { parsePath } from './paths.ts';
import { jaroWinkler, trigramsOf } from './similarity.ts';
import { relatedness, splitWords, tokensOf, wordsOf } from './names.ts';

export type ValueClass = 'text' | 'number' | 'date' | 'boolean' | 'group';

/** What the matcher knows of a field, prepared once: a pair is then compared in a microsecond. Words are numbers in one dictionary. */
export type FieldFeatures = {
  readonly field: SchemaField;
  /** Words of its own name, of its label, of the names above it, of all of them. */
  readonly own: Int32Array;
  readonly label: Int32Array;
  readonly parents: Int32Array;
  readonly all: Int32Array;
  readonly description: Int32Array;
  readonly trigrams: ReadonlySet<string>;
  readonly parent: string;
  /** Belongs to a line of a document rather than to the document. */
  readonly onLine: boolean;
  /** A number in the name tells siblings apart: Address1, analysis_code_2. */
  readonly numeral: string;
  readonly valueClass: ValueClass;
  readonly samplePattern: string;
};

const VALUE_CLASSES: Readonly<Record<SchemaField['type'], ValueClass>> = {
  text: 'text', choice: 'text', integer: 'number', decimal: 'number', money: 'number', date: 'date', moment: 'date', boolean: 'boolean', object: 'group', list: 'group',
};

const LINE_WORDS = new Set(['line', 'item', 'lines', 'items', 'detail', 'row']);
const MAX_DESCRIPTION_WORDS = 24;

/** The shape of sample values: letters, digits and signs, so that references look like references. */
function patternOf(samples: readonly string[]): string {
  const [first = ''] = samples;
  if (/@/.test(first)) return 'email';
  if (/^\d{4}-\d{2}-\d{2}/.test(first)) return 'date';
  if (/^-?\d+(\.\d+)?$/.test(first)) return first.includes('.') ? 'decimal' : 'whole';
  return first.slice(0, 24).replace(/[A-Z]+/g, 'A').replace(/[a-z]+/g, 'a').replace(/\d+/g, '9');
}

/** A dictionary of all words of two schemas, with how telling each is and how alike any two are. */
export class Dictionary {
  private readonly ids = new Map<string, number>();
  private readonly words: string[] = [];
  private readonly uses: number[] = [];
  private fields = 0;
  private likeness: Float32Array = new Float32Array(0);

  idsOf(tokens: readonly string[]): Int32Array {
    return Int32Array.from(new Set(tokens), token => {
      let id = this.ids.get(token);
      if (id === undefined) {
        id = this.words.length;
        this.ids.set(token, id);
        this.words.push(token);
        this.uses.push(0);
      }
      return id;
    });
  }

  count(tokens: Int32Array): void {
    this.fields += 1;
    for (const token of tokens) this.uses[token] = (this.uses[token] ?? 0) + 1;
  }

  /** After the last field: room for the likeness of each pair, worked out when first asked. */
  close(): void {
    this.likeness = new Float32Array(this.words.length ** 2).fill(-1);
  }

  /** Rare words say more. */
  weight(token: number): number {
    return Math.log(1 + (this.fields + 1) / (1 + (this.uses[token] ?? 0)));
  }

  /** The words that a word is alike to at all, itself included: few, so fields without any of them need no look. */
  neighbours(token: number): number[] {
    return this.words.flatMap((_, other) => (this.alike(token, other) > 0 ? [other] : []));
  }

  alike(a: number, b: number): number {
    if (a === b) return 1;
    const at = a * this.words.length + b;
    const known = this.likeness[at] ?? 0;
    if (known >= 0) return known;
    const value = likenessOf(this.words[a] ?? '', this.words[b] ?? '');
    this.likeness[at] = value;
    this.likeness[b * this.words.length + a] = value;
    return value;
  }
}

/** Shortest word whose spelling may be compared; shorter ones are alike by chance. */
const MIN_SPELLED = 4;
const SPELLING_FLOOR = 0.86;

function likenessOf(a: string, b: string): number {
  const known = relatedness(a, b);
  if (known > 0) return known;
  if (a.length < MIN_SPELLED || b.length < MIN_SPELLED) return a.length >= 3 && b.startsWith(a) ? 0.6 : b.length >= 3 && a.startsWith(b) ? 0.6 : 0;
  if (a.includes(b) || b.includes(a)) return 0.5 + 0.4 * (Math.min(a.length, b.length) / Math.max(a.length, b.length));
  if (a.charCodeAt(0) !== b.charCodeAt(0)) return 0;
  const value = jaroWinkler(a, b);
  return value < SPELLING_FLOOR ? 0 : value * 0.85;
}

export function featuresOf(field: SchemaField, dictionary: Dictionary): FieldFeatures {
  const segments = parsePath(field.path);
  const last = segments.at(-1);
  const name = last?.kind === 'named' ? last.pick : (last?.name ?? field.path);
  const above = segments.slice(0, -1).flatMap(segment => tokensOf(segment.pick ? `${segment.name} ${segment.pick}` : segment.name));
  const own = tokensOf(name);
  const features: FieldFeatures = {
    field, own: dictionary.idsOf(own), label: dictionary.idsOf(field.label === '' || field.label === field.path ? own : tokensOf(field.label)), parents: dictionary.idsOf(above), all: dictionary.idsOf([...above, ...own]),
    description: dictionary.idsOf(wordsOf(field.description).slice(0, MAX_DESCRIPTION_WORDS)), trigrams: trigramsOf(own.join(' ')), parent: field.path.slice(0, Math.max(0, field.path.lastIndexOf('.'))),
    onLine: segments.slice(0, -1).some(segment => segment.kind === 'list' && splitWords(segment.name).some(word => LINE_WORDS.has(word))) || above.some(word => LINE_WORDS.has(word)),
    numeral: splitWords(name).find(word => /^\d+$/.test(word)) ?? '', valueClass: VALUE_CLASSES[field.type], samplePattern: patternOf(field.samples),
  };
  dictionary.count(features.all);
  return features;
}
