import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Candidate } from '../../../shared/contract/mappings.ts';
import { Dictionary, featuresOf } from './field-features.ts';
import type { FieldFeatures } from './field-features.ts';
import { fittingSteps } from './fitting-steps.ts';
import { settledBy } from './settled-fields.ts';
import { dice } from './similarity.ts';
import { templateField } from './template.ts';
import type { Template } from './template.ts';

export type SuggestOptions = {
  /** The shipped template of the pair as evidence; null switches it off. */
  readonly template?: Template | null;
};

const MAX_CANDIDATES = 5;
/** Below this a person is better served by "none" than by a guess. */
const MIN_SCORE = 0.4;
const SHORTLIST = 12;

type Evidence = 'concept' | 'name' | 'label' | 'words' | 'place' | 'description' | 'samples';
type Pair = { source: FieldFeatures; score: number; evidence: readonly Evidence[] };

/** How much of the words of one is found in the other, both ways, telling words first. */
function overlap(a: Int32Array, b: Int32Array, dictionary: Dictionary): number {
  if (a.length === 0 || b.length === 0) return 0;
  return (covered(a, b, dictionary) + covered(b, a, dictionary)) / 2;
}

function covered(from: Int32Array, by: Int32Array, dictionary: Dictionary): number {
  let found = 0;
  let total = 0;
  for (const word of from) {
    let best = 0;
    for (const other of by) best = Math.max(best, dictionary.alike(word, other));
    const weight = dictionary.weight(word);
    found += best * weight;
    total += weight;
  }
  return total === 0 ? 0 : found / total;
}

/** What kinds of values can become each other without a person's help. */
function fits(target: FieldFeatures, source: FieldFeatures): number {
  const [wanted, given] = [target.valueClass, source.valueClass];
  if (wanted === given) return 1;
  if (wanted === 'group' || given === 'group') return 0.55;
  if (wanted === 'text') return given === 'boolean' ? 0.75 : 0.95;
  if (wanted === 'number') return given === 'text' ? 0.9 : 0.6;
  if (wanted === 'date') return given === 'text' ? 0.85 : 0.5;
  return 0.6;
}

function conceptFactor(target: FieldFeatures, source: FieldFeatures): number {
  if (target.field.concept === null || source.field.concept === null) return 0;
  return target.field.concept === source.field.concept ? 1 : -1;
}

const NUMERAL_CONFLICT = 0.6;
const LEVEL_CONFLICT = 0.82;
const CONCEPT_CONFLICT = 0.6;

/** One pair on its own: names first, then where they stand, then what is written about them. */
function scoreOf(target: FieldFeatures, source: FieldFeatures, dictionary: Dictionary): { score: number; evidence: Evidence[] } {
  const name = overlap(target.own, source.own, dictionary);
  const label = overlap(target.label, source.label, dictionary);
  const spelling = dice(target.trigrams, source.trigrams);
  const own = Math.max(0.85 * name + 0.15 * spelling, 0.95 * label);
  const everything = overlap(target.all, source.all, dictionary);
  const place = target.parents.length > 0 && source.parents.length > 0 ? overlap(target.parents, source.parents, dictionary) : 0.3;
  const told = Math.max(
    target.description.length > 0 && source.description.length > 0 ? overlap(target.description, source.description, dictionary) : 0,
    target.description.length > 0 ? 0.8 * covered(source.own, target.description, dictionary) : 0,
    source.description.length > 0 ? 0.8 * covered(target.own, source.description, dictionary) : 0,
  );
  const described = target.description.length + source.description.length > 0;
  let score = described ? 0.5 * own + 0.22 * everything + 0.08 * place + 0.2 * Math.max(told, own * 0.8) : 0.6 * own + 0.3 * everything + 0.1 * place;
  score *= fits(target, source);
  if (target.numeral !== source.numeral) score *= target.numeral !== '' && source.numeral !== '' ? NUMERAL_CONFLICT : 0.92;
  if (target.onLine !== source.onLine) score *= LEVEL_CONFLICT;
  const concept = conceptFactor(target, source);
  if (concept > 0) score = 0.86 + 0.14 * score;
  else if (concept < 0) score *= CONCEPT_CONFLICT;
  const samples = target.samplePattern !== '' && target.samplePattern === source.samplePattern;
  if (samples) score = Math.min(1, score + 0.03);
  const evidence: Evidence[] = [];
  if (concept > 0) evidence.push('concept');
  if (own >= 0.6) evidence.push(0.95 * label > name ? 'label' : 'name');
  else if (everything >= 0.5) evidence.push('words');
  if (place >= 0.6) evidence.push('place');
  if (told >= 0.5) evidence.push('description');
  if (samples) evidence.push('samples');
  return { score, evidence };
}

/** Groups that agree in their members agree as groups: the address whose lines fit best gets all of them. */
function groupAgreement(best: Map<string, number>, members: Map<string, number>): (target: FieldFeatures, source: FieldFeatures) => number {
  return (target, source) => {
    if (target.parent === '' || source.parent === '') return 0;
    const key = `${target.parent} ${source.parent}`;
    return (best.get(key) ?? 0) / Math.max(1, members.get(target.parent) ?? 1);
  };
}

const GROUP_WEIGHT = 0.12;

/** The sources that share a word, or one alike, with a target's own name, label or description, or its concept: the others cannot win. */
function sourcesByWord(sources: readonly FieldFeatures[], dictionary: Dictionary): (target: FieldFeatures) => FieldFeatures[] {
  const byWord = new Map<number, number[]>();
  const byConcept = new Map<string, number[]>();
  const add = <K>(map: Map<K, number[]>, key: K, at: number): void => {
    const list = map.get(key);
    if (list) list.push(at);
    else map.set(key, [at]);
  };
  sources.forEach((source, at) => {
    for (const word of new Set([...source.own, ...source.label, ...source.description])) add(byWord, word, at);
    if (source.field.concept !== null) add(byConcept, source.field.concept, at);
  });
  const neighbours = new Map<number, number[]>();
  return target => {
    const found = new Set<number>(target.field.concept === null ? [] : byConcept.get(target.field.concept));
    for (const word of new Set([...target.own, ...target.label, ...target.description])) {
      let alike = neighbours.get(word);
      if (!alike) neighbours.set(word, (alike = dictionary.neighbours(word).filter(other => byWord.has(other))));
      for (const other of alike) for (const at of byWord.get(other) ?? []) found.add(at);
    }
    return [...found].sort((a, b) => a - b).map(at => sources[at] as FieldFeatures);
  };
}

function shortlists(targets: readonly FieldFeatures[], sources: readonly FieldFeatures[], dictionary: Dictionary): Pair[][] {
  const best = new Map<string, number>();
  const members = new Map<string, number>();
  const near = sourcesByWord(sources, dictionary);
  const lists = targets.map(target => {
    const pairs = near(target).map(source => ({ source, ...scoreOf(target, source, dictionary) })).sort((a, b) => b.score - a.score).slice(0, SHORTLIST);
    members.set(target.parent, (members.get(target.parent) ?? 0) + 1);
    const perGroup = new Map<string, number>();
    for (const pair of pairs) perGroup.set(pair.source.parent, Math.max(perGroup.get(pair.source.parent) ?? 0, pair.score));
    for (const [parent, score] of perGroup) if (score >= MIN_SCORE) best.set(`${target.parent} ${parent}`, (best.get(`${target.parent} ${parent}`) ?? 0) + score);
    return pairs;
  });
  const agreement = groupAgreement(best, members);
  return lists.map((pairs, at) => {
    const target = targets[at] as FieldFeatures;
    return pairs.map(pair => ({ ...pair, score: Math.min(1, pair.score * (1 - GROUP_WEIGHT) + GROUP_WEIGHT * Math.max(agreement(target, pair.source), target.parent === '' || pair.source.parent === '' ? pair.score * 0.7 : 0)) }))
      .sort((a, b) => b.score - a.score || (a.source.field.path < b.source.field.path ? -1 : 1));
  });
}

const CLEAR_LEAD = 0.1;

/** How likely it is that a pair of this score, so far ahead of the next, is right: a logistic curve measured on mappings that people made. */
export function confidenceOf(score: number, lead: number): number {
  const confidence = 1 / (1 + Math.exp(-(-5.2 + 7 * score + 6 * Math.min(lead, CLEAR_LEAD * 2))));
  return Math.round(Math.min(0.99, confidence) * 100) / 100;
}

const SAYINGS: Readonly<Record<Evidence, string>> = {
  concept: 'both are bound to the same shared concept', name: 'the names mean the same', label: 'the labels mean the same', words: 'the paths share their words', place: 'they stand in the same group',
  description: 'the descriptions agree', samples: 'the sample values look alike',
};

export function sentence(parts: readonly string[]): string {
  const [first = 'little speaks for it', ...rest] = parts;
  const joined = rest.length === 0 ? first : `${[first, ...rest.slice(0, -1)].join(', ')} and ${rest.at(-1)}`;
  return `${joined.charAt(0).toUpperCase()}${joined.slice(1)}.`;
}

function candidatesOf(target: SchemaField, pairs: readonly Pair[]): Candidate[] {
  const good = pairs.filter(pair => pair.score >= MIN_SCORE && pair.evidence.length > 0).slice(0, MAX_CANDIDATES);
  return good.map((pair, at) => {
    const rival = at === 0 ? (pairs[1]?.score ?? 0) : (pairs[0]?.score ?? 0);
    return {
      source: pair.source.field.path, confidence: confidenceOf(pair.score, at === 0 ? pair.score - rival : 0) * (at === 0 ? 1 : 0.9), steps: fittingSteps(target, pair.source.field),
      reason: sentence(pair.evidence.map(evidence => SAYINGS[evidence])),
    };
  });
}

/** People made the template knowing the pair: what it leaves empty is left to a person, never accepted in bulk. */
const OUTSIDE_TEMPLATE = 0.6;

/** The template's own choice first; what else speaks follows. */
function withTemplate(target: SchemaField, candidates: readonly Candidate[], template: Template, paths: ReadonlySet<string>): Candidate[] {
  const field = templateField(template, target);
  if (!field) return candidates.map(candidate => ({ ...candidate, confidence: candidate.confidence * OUTSIDE_TEMPLATE, reason: `${candidate.reason} The shipped template leaves this field empty.` }));
  const source = field.sources.find(path => paths.has(path));
  if (field.sources.length > 0 && source === undefined) return [...candidates];
  const own = candidates.find(candidate => candidate.source === (source ?? ''));
  const chosen: Candidate = {
    source: source ?? '', steps: field.steps, confidence: own && own === candidates[0] ? 0.99 : 0.96,
    reason: `The shipped template for this pair maps it so.${field.why === '' ? '' : ` ${field.why}`}${own && own.reason !== '' ? ` ${own.reason}` : ''}`,
  };
  return [chosen, ...candidates.filter(candidate => candidate.source !== chosen.source)].slice(0, MAX_CANDIDATES);
}

/**
 * Up to five source fields for every target field, best first, with the steps that make them fit and the evidence in a sentence.
 * Works offline, from the two schemas and their samples alone; nothing is suggested where nothing is good.
 */
export function suggestFor(targets: readonly SchemaField[], sources: readonly SchemaField[], { template = null }: SuggestOptions = {}): Map<string, Candidate[]> {
  const dictionary = new Dictionary();
  const usable = sources.filter(source => source.type !== 'object' && source.type !== 'list');
  const targetFeatures = targets.map(target => featuresOf(target, dictionary));
  const sourceFeatures = (usable.length > 0 ? usable : sources).map(source => featuresOf(source, dictionary));
  dictionary.close();
  const lists = shortlists(targetFeatures, sourceFeatures, dictionary);
  const paths = new Set(sources.map(source => source.path));
  return new Map(targets.map((target, at) => {
    const settled = settledBy(target, sources);
    const matched = candidatesOf(target, lists[at] ?? []);
    const candidates = settled ? [settled, ...matched.filter(candidate => candidate.source !== settled.source)].slice(0, MAX_CANDIDATES) : matched;
    return [target.path, template ? withTemplate(target, candidates, template, paths) : candidates];
  }));
}
