import type { FieldFeatures, ValueClass, Words } from './field-features.ts';
import { dice } from './spelling.ts';
import { KIND_OF_WORD } from './vocabulary.ts';
import type { WordTable } from './word-likeness.ts';

export type Signals = { own: number; label: number; context: number; described: boolean; prose: number; kind: number; type: number; conflict: number; samples: boolean; concept: number };

/** A word of the name that the other side has above it counts less than one in its name. */
const FROM_CONTEXT = 0.7;
/** "Document" alone stands for its number: a word such as number, code or id is easily missed. */
const EASILY_MISSED = 0.4;
const SAYS_THE_SAME = 0.7;

export class PairScorer {
  private readonly isIdentifier = new Map<number, boolean>();
  private readonly table: WordTable;

  constructor(table: WordTable) {
    this.table = table;
  }

  private missed(id: number): number {
    let known = this.isIdentifier.get(id);
    if (known === undefined) this.isIdentifier.set(id, (known = ['identifier', 'flag'].includes(KIND_OF_WORD.get(this.table.wordOf(id)) ?? '') || this.table.wordOf(id) === 'name'));
    return known ? EASILY_MISSED : 1;
  }

  /** How much of the words of one is found in the other, telling words first. */
  private covered(from: Words, by: Words, beside: Words | null): number {
    let found = 0;
    let total = 0;
    for (let at = 0; at < from.ids.length; at += 1) {
      const id = from.ids[at] ?? 0;
      let best = this.table.bestOf(id, by.ids);
      if (beside && best < FROM_CONTEXT) best = Math.max(best, FROM_CONTEXT * this.table.bestOf(id, beside.ids));
      const weight = from.weights[at] ?? 0;
      found += best * weight;
      total += weight * (best > 0 ? 1 : this.missed(id));
    }
    return total === 0 ? 0 : found / total;
  }

  private alike(a: FieldFeatures, b: FieldFeatures, words: (field: FieldFeatures) => Words): number {
    const there = this.covered(words(a), words(b), b.context);
    const back = this.covered(words(b), words(a), a.context);
    return 0.4 * Math.sqrt(there * back) + 0.2 * (there + back) + 0.2 * Math.min(there, back);
  }

  private context(a: FieldFeatures, b: FieldFeatures): number {
    if (a.context.ids.length === 0 && b.context.ids.length === 0) return 0.5;
    if (a.context.ids.length === 0) return 0.3 + 0.4 * this.covered(b.context, a.own, null);
    if (b.context.ids.length === 0) return 0.3 + 0.4 * this.covered(a.context, b.own, null);
    return 0.5 * (this.covered(a.context, b.context, b.own) + this.covered(b.context, a.context, a.own));
  }

  private prose(a: FieldFeatures, b: FieldFeatures): number {
    const there = this.covered(a.prose, b.prose, null);
    const back = this.covered(b.prose, a.prose, null);
    return 0.5 * Math.sqrt(there * back) + 0.5 * Math.max(there, back);
  }

  /** The words of the target's name that the source says too, in its name, its label or its group. */
  sharedWords(target: FieldFeatures, source: FieldFeatures): string[] {
    const said = [...source.own.ids, ...(source.label?.ids ?? []), ...source.context.ids];
    return [...target.own.ids].filter(id => said.some(other => (this.table.neighbours(id).get(other) ?? 0) >= SAYS_THE_SAME)).map(id => this.table.wordOf(id));
  }

  /** What speaks for a pair and against it, each from 0 to 1; factors of 1 do not speak against it. */
  signalsOf(target: FieldFeatures, source: FieldFeatures): Signals {
    const described = target.described || source.described;
    return {
      own: this.alike(target, source, field => field.own),
      label: target.label || source.label ? this.alike(target, source, field => field.label ?? field.own) : 0,
      context: this.context(target, source),
      described, prose: described ? this.prose(target, source) : 0,
      kind: kindFactor(target.kind, source.kind), type: typeFactor(target.valueClass, source.valueClass), conflict: conflictFactor(target, source),
      samples: target.patterns.size > 0 && [...target.patterns].some(pattern => source.patterns.has(pattern)),
      concept: target.field.concept === null || source.field.concept === null ? 0 : target.field.concept === source.field.concept ? 1 : -1,
    };
  }

  /** One figure of it all, 0 to about 1. */
  score(target: FieldFeatures, source: FieldFeatures): number {
    const { own, label, context, described, prose, kind, type, conflict, samples, concept } = this.signalsOf(target, source);
    const named = Math.max(own, 0.95 * label, 0.7 * own + 0.3 * label, PROSE_AS_NAME * prose);
    let score = described ? 0.55 * named + 0.23 * context + 0.22 * prose : 0.7 * named + 0.3 * context;
    score *= kind * type * conflict;
    if (concept > 0) score = SAME_CONCEPT + (1 - SAME_CONCEPT) * score;
    else if (concept < 0) score *= CONCEPT_CONFLICT;
    if (named > SPELLING_FROM) score += SAME_SPELLING * dice(target.trigrams, source.trigrams);
    return samples ? score + SAME_SAMPLES : score;
  }
}

const SAME_CONCEPT = 0.86;
const CONCEPT_CONFLICT = 0.6;
/** A name that nobody can read is told by what is written about it. */
const PROSE_AS_NAME = 0.65;
const SAME_SPELLING = 0.03;
const SPELLING_FROM = 0.2;
const SAME_SAMPLES = 0.03;

/** Kinds of fields that become each other, by look-up or by wording; all other different kinds contradict one another. */
const KINDS_ALIKE: Readonly<Record<string, number>> = {
  'name text': 0.92, 'identifier name': 0.85, 'identifier text': 0.8, 'money ratio': 0.96, 'money quantity': 0.75, 'class identifier': 0.9, 'class name': 0.9, 'class text': 0.85, 'identifier quantity': 0.75, 'class flag': 0.85, 'identifier unit': 0.8, 'name place': 0.75, 'contactpoint identifier': 0.75, 'contactpoint name': 0.75,
  'identifier place': 0.8, 'measurement quantity': 0.8, 'measurement money': 0.65, 'flag quantity': 0.7, 'media text': 0.75, 'contactpoint media': 0.75, 'name unit': 0.8, 'class unit': 0.85, 'date identifier': 0.6, 'place class': 0.75, 'date flag': 0.6,
};
const KIND_CONFLICT = 0.7;
const KIND_OPEN = 0.97;

const KIND_FACTORS = new Map<string, Map<string, number>>();
for (const [pair, factor] of Object.entries(KINDS_ALIKE)) {
  const [a = '', b = ''] = pair.split(' ');
  for (const [one, other] of [[a, b], [b, a]] as const) KIND_FACTORS.set(one, (KIND_FACTORS.get(one) ?? new Map<string, number>()).set(other, factor));
}

function kindFactor(a: string | null, b: string | null): number {
  if (a === b) return 1;
  if (a === null || b === null) return KIND_OPEN;
  return KIND_FACTORS.get(a)?.get(b) ?? KIND_CONFLICT;
}

/** What kinds of values can become each other without a person's help. */
function typeFactor(wanted: ValueClass, given: ValueClass): number {
  if (wanted === given || wanted === 'open' || given === 'open') return 1;
  // A group may lead to a key or a text by look-up, never to a figure or a day.
  if (wanted === 'group' || given === 'group') return wanted === 'text' || given === 'text' ? 0.72 : 0.5;
  if (wanted === 'text') return given === 'boolean' ? 0.8 : 0.97;
  if (wanted === 'number') return given === 'text' ? 0.95 : 0.7;
  if (wanted === 'date') return given === 'text' ? 0.95 : 0.6;
  return 0.75;
}

const OPPOSITE_NAMES = 0.55;
const OPPOSITE_PLACES = 0.72;
const NUMERAL_CONFLICT = 0.72;
const NUMERAL_MISSING = 0.97;
const LEVEL_CONFLICT = 0.85;
const OPAQUE = 0.9;

const ONE_SIDED = 0.96;

/** One says "from" or "start" where the other says nothing. */
function isOneSided(own: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): boolean {
  for (const pair of own.keys()) if (!other.has(pair)) return true;
  return false;
}

function takesOtherSide(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  for (const [pair, sides] of a) {
    const others = b.get(pair);
    if (others !== undefined && (sides & others) === 0) return true;
  }
  return false;
}

function conflictFactor(target: FieldFeatures, source: FieldFeatures): number {
  let factor = 1;
  if (takesOtherSide(target.ownSides, source.ownSides)) factor *= OPPOSITE_NAMES;
  else if (takesOtherSide(target.sides, source.sides)) factor *= OPPOSITE_PLACES;
  else if (isOneSided(target.ownSides, source.sides) || isOneSided(source.ownSides, target.sides)) factor *= ONE_SIDED;
  if (target.numeral !== source.numeral) factor *= target.numeral !== '' && source.numeral !== '' ? NUMERAL_CONFLICT : NUMERAL_MISSING;
  if (target.onLine !== source.onLine) factor *= LEVEL_CONFLICT;
  if (target.opaque !== source.opaque) factor *= OPAQUE;
  return factor;
}
