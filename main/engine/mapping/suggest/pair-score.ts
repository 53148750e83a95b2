import type { FieldFeatures, ValueClass, Words } from './field-features.ts';
import { dice } from './spelling.ts';
import { KIND_OF_WORD } from './vocabulary.ts';
import type { WordTable } from './word-likeness.ts';

export type Signals = { own: number; label: number; context: number; prose: number; kind: number; type: number; conflict: number; samples: boolean; concept: number; history: number };
export type PairScore = { score: number; signals: Signals };

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
      const near = this.table.neighbours(id);
      let best = 0;
      for (const other of by.ids) best = Math.max(best, near.get(other) ?? 0);
      if (beside) for (const other of beside.ids) best = Math.max(best, FROM_CONTEXT * (near.get(other) ?? 0));
      const weight = from.weights[at] ?? 0;
      found += best * weight;
      total += weight * (best > 0 ? 1 : this.missed(id));
    }
    return total === 0 ? 0 : found / total;
  }

  private alike(a: FieldFeatures, b: FieldFeatures, words: (field: FieldFeatures) => Words): number {
    const there = this.covered(words(a), words(b), b.context);
    const back = this.covered(words(b), words(a), a.context);
    return 0.5 * Math.sqrt(there * back) + 0.25 * (there + back);
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

  score(target: FieldFeatures, source: FieldFeatures): PairScore {
    const own = this.alike(target, source, field => field.own);
    const label = target.label || source.label ? this.alike(target, source, field => field.label ?? field.own) : 0;
    const context = this.context(target, source);
    const described = target.described || source.described;
    const prose = described ? this.prose(target, source) : 0;
    const named = Math.max(own, 0.95 * label, 0.7 * own + 0.3 * label, PROSE_AS_NAME * prose);
    let score = described ? 0.55 * named + 0.23 * context + 0.22 * prose : 0.7 * named + 0.3 * context;
    const kind = kindFactor(target.kind, source.kind);
    const type = typeFactor(target.valueClass, source.valueClass);
    const conflict = conflictFactor(target, source);
    score *= kind * type * conflict;
    const concept = target.field.concept === null || source.field.concept === null ? 0 : target.field.concept === source.field.concept ? 1 : -1;
    if (concept > 0) score = 0.86 + 0.14 * score;
    else if (concept < 0) score *= CONCEPT_CONFLICT;
    score += SAME_SPELLING * dice(target.trigrams, source.trigrams);
    const samples = [...target.patterns].some(pattern => source.patterns.has(pattern));
    if (samples) score = Math.min(1, score + SAME_SAMPLES);
    return { score, signals: { own, label, context, prose, kind, type, conflict, samples, concept, history: 0 } };
  }
}

const CONCEPT_CONFLICT = 0.6;
/** A name that nobody can read is told by what is written about it. */
const PROSE_AS_NAME = 0.75;
const SAME_SPELLING = 0.03;
const SAME_SAMPLES = 0.03;

/** Kinds of fields that become each other, by look-up or by wording; all other different kinds contradict one another. */
const KINDS_ALIKE: Readonly<Record<string, number>> = {
  'name text': 0.92, 'identifier name': 0.85, 'identifier text': 0.8, 'money ratio': 0.96, 'money quantity': 0.75, 'class identifier': 0.9, 'class name': 0.9, 'class text': 0.85, 'identifier quantity': 0.75, 'class flag': 0.85, 'identifier unit': 0.8, 'name place': 0.75, 'contactpoint identifier': 0.75, 'contactpoint name': 0.75,
  'identifier place': 0.8, 'measurement quantity': 0.8, 'measurement money': 0.65, 'flag quantity': 0.7, 'media text': 0.75, 'contactpoint media': 0.75, 'name unit': 0.8, 'class unit': 0.85, 'date identifier': 0.6, 'place class': 0.75, 'date flag': 0.6,
};
const KIND_CONFLICT = 0.6;
const KIND_OPEN = 0.93;

function kindFactor(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 1 : KIND_OPEN;
  if (a === b) return 1;
  return KINDS_ALIKE[`${a} ${b}`] ?? KINDS_ALIKE[`${b} ${a}`] ?? KIND_CONFLICT;
}

/** What kinds of values can become each other without a person's help. */
function typeFactor(wanted: ValueClass, given: ValueClass): number {
  if (wanted === given || wanted === 'open' || given === 'open') return 1;
  if (wanted === 'group' || given === 'group') return 0.72;
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
