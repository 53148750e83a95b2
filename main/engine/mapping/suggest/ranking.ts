import type { SchemaField } from '../../../../shared/contract/connections.ts';
import type { Step } from '../../../../shared/contract/mappings.ts';
import { featuresOf, wordsOfField, WordUse } from './field-features.ts';
import type { FieldFeatures, FieldWords } from './field-features.ts';
import { PairScorer } from './pair-score.ts';
import type { Signals } from './pair-score.ts';
import { splitWords } from './words.ts';
import { WordTable } from './word-likeness.ts';

/** One source for one target, with what speaks for it. */
export type Pair = { readonly target: FieldFeatures; readonly source: FieldFeatures; readonly approved: boolean; score: number };
export type Ranked = { readonly targets: readonly FieldFeatures[]; readonly sources: readonly FieldFeatures[]; readonly byTarget: readonly Pair[][]; readonly bySource: readonly Pair[][]; signalsOf(pair: Pair): Signals; sharedWords(pair: Pair): string[] };

/** What people approved before for a target field; source null: its steps alone fill it. */
export type Approved = { readonly source: string | null; readonly target: string; readonly steps: Step[] };

const SHORTLIST = 16;
const LEAST_FIRST = 0.15;
/** Pairs of one target that are looked at further: large schemas would fill the memory otherwise. */
const MOST_KEPT = 250;

/** Long words that stand alone in either schema's names: what runs together elsewhere may be made of them. */
function spelledOut(fields: readonly SchemaField[]): Set<string> {
  const words = new Set<string>();
  for (const { path } of fields) {
    const split = splitWords(path.slice(path.lastIndexOf('.') + 1));
    if (split.length > 1) for (const word of split) if (word.length >= 4 && /^[a-z]+$/.test(word)) words.add(word);
  }
  return words;
}

const OF_AN_ADDRESS: ReadonlySet<string> = new Set(['city', 'postcode', 'country', 'street']);
const AN_ADDRESS: ReadonlySet<string> = new Set(['address', 'billing', 'delivery']);

/** "State" is a region beside a city or in an address, and a status anywhere else. */
function statesOfAddresses(fields: readonly SchemaField[], words: readonly FieldWords[]): readonly FieldWords[] {
  const groupOf = ({ path }: SchemaField): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));
  const addresses = new Set(fields.flatMap((field, at) => (groupOf(field) !== '' && words[at]?.own.some(word => OF_AN_ADDRESS.has(word)) ? [groupOf(field)] : [])));
  return words.map((one, at) => {
    const field = fields[at];
    if (!field || !one.own.includes('state') || !(addresses.has(groupOf(field)) || one.own.some(word => AN_ADDRESS.has(word)))) return one;
    return { ...one, own: one.own.map(word => (word === 'state' ? 'region' : word)) };
  });
}

function prepare(fields: readonly SchemaField[], table: WordTable, known: ReadonlySet<string>): FieldFeatures[] {
  const words = statesOfAddresses(fields, fields.map(field => wordsOfField(field, known)));
  const [names, prose] = [new WordUse(), new WordUse()];
  for (const { own, levels, prose: written } of words) {
    names.add([...own, ...levels.flat()]);
    prose.add([...own, ...written]);
  }
  const typed = fields.some(({ type }) => type !== 'text');
  return fields.map((field, at) => featuresOf(field, at, words[at] ?? wordsOfField(field, known), { table, names, prose, typed }));
}

/** The sources that share a word, or one alike, with a target: the others cannot win. */
function sharing(sources: readonly FieldFeatures[], table: WordTable): (target: FieldFeatures, chosen?: ReadonlySet<string>) => Iterable<number> {
  const byWord = new Map<number, number[]>();
  const byConcept = new Map<string, number[]>();
  const add = <K>(map: Map<K, number[]>, key: K, at: number): void => {
    const list = map.get(key);
    if (list) list.push(at);
    else map.set(key, [at]);
  };
  for (const source of sources) {
    for (const word of new Set([...source.own.ids, ...(source.label?.ids ?? [])])) add(byWord, word, source.at);
    if (source.field.concept !== null) add(byConcept, source.field.concept, source.at);
  }
  const byProse = new Map<number, number[]>();
  for (const source of sources) for (const word of source.prose.ids) add(byProse, word, source.at);
  const common = Math.max(40, sources.length / 8);
  return (target, chosen) => {
    const found = new Set<number>(target.field.concept === null ? [] : byConcept.get(target.field.concept));
    for (const word of new Set([...target.own.ids, ...(target.label?.ids ?? []), ...target.groupWords.ids])) for (const other of table.neighbours(word).keys()) for (const at of byWord.get(other) ?? []) found.add(at);
    for (const word of target.prose.ids) {
      const list = byProse.get(word);
      if (list && list.length <= common) for (const at of list) found.add(at);
    }
    if (chosen) for (const source of sources) if (chosen.has(source.field.path)) found.add(source.at);
    return found;
  };
}

const pathOrder = (a: FieldFeatures, b: FieldFeatures): number => (a.field.path < b.field.path ? -1 : a.field.path > b.field.path ? 1 : 0);

const best = (pairs: readonly Pair[] | undefined): number => pairs?.reduce((most, pair) => Math.max(most, pair.score), 0) ?? 0;

function grouped(pairs: readonly Pair[], keyOf: (pair: Pair) => number, count: number): Pair[][] {
  const lists: Pair[][] = Array.from({ length: count }, () => []);
  for (const pair of pairs) lists[keyOf(pair)]?.push(pair);
  return lists;
}

const GROUP_WEIGHT = 0.16;
const GROUP_FLOOR = 0.4;

/** Groups whose members agree, agree as groups: the address whose lines fit best gets all of them. */
function agreeAsGroups(pairs: readonly Pair[], targets: readonly FieldFeatures[], sources: readonly FieldFeatures[]): void {
  const size = (fields: readonly FieldFeatures[]): Map<string, number> => {
    const sizes = new Map<string, number>();
    for (const { group } of fields) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    return sizes;
  };
  const [targetSizes, sourceSizes] = [size(targets), size(sources)];
  const numberOf = new Map([...targetSizes.keys(), ...sourceSizes.keys()].map((group, at) => [group, at]));
  const groups = numberOf.size;
  const numbered = ({ group }: FieldFeatures): number => numberOf.get(group) ?? 0;
  const both = (pair: Pair): number => numbered(pair.target) * groups + numbered(pair.source);
  const bestInGroup = new Map<number, { parents: number; least: number; score: number }>();
  for (const pair of pairs) {
    if (pair.score < GROUP_FLOOR) continue;
    const key = pair.target.at * groups + numbered(pair.source);
    const known = bestInGroup.get(key);
    if (!known || known.score < pair.score) bestInGroup.set(key, { parents: both(pair), least: Math.min(targetSizes.get(pair.target.group) ?? 1, sourceSizes.get(pair.source.group) ?? 1), score: pair.score });
  }
  const agreement = new Map<number, number>();
  for (const { parents, least, score } of bestInGroup.values()) agreement.set(parents, (agreement.get(parents) ?? 0) + score / least);
  for (const pair of pairs) {
    const flat = pair.target.group === '' || pair.source.group === '';
    const together = flat ? pair.score * 0.85 : Math.min(1, agreement.get(both(pair)) ?? 0);
    pair.score = (1 - GROUP_WEIGHT) * pair.score + GROUP_WEIGHT * together;
  }
}

const BETTER_ELSEWHERE = 0.2;

/** A source that suits another target better is less likely to be meant here, and the other way round; a soft form of one field for one. */
function settleRivals(byTarget: readonly Pair[][], bySource: readonly Pair[][]): void {
  const bestOfTarget = byTarget.map(best);
  const bestOfSource = bySource.map(best);
  for (const pairs of byTarget) {
    for (const pair of pairs) {
      const loss = (bestOfTarget[pair.target.at] ?? 0) + (bestOfSource[pair.source.at] ?? 0) - 2 * pair.score;
      pair.score = Math.max(0, pair.score - BETTER_ELSEWHERE * loss);
    }
  }
}

const APPROVED = 0.88;
const APPROVED_OTHERWISE = 0.85;

/** What people approved before outweighs what names say, where the source is there; its rivals step back. */
function rememberApproved(pairs: readonly Pair[]): void {
  const decided = new Set(pairs.flatMap(({ approved, target }) => (approved ? [target.at] : [])));
  for (const pair of pairs) {
    if (pair.approved) pair.score = APPROVED + (1 - APPROVED) * pair.score;
    else if (decided.has(pair.target.at)) pair.score *= APPROVED_OTHERWISE;
  }
}

/** The score from which on a target's pairs are kept; ties are kept together, so that the order of the fields plays no part. */
function leastKept(pairs: readonly Pair[]): number {
  if (pairs.length <= MOST_KEPT) return 0;
  return Float64Array.from(pairs, ({ score }) => score).sort()[pairs.length - MOST_KEPT] ?? 0;
}

/** Every pair of two schemas worth a look, ranked from both sides. The order in which fields are given plays no part. */
export function rank(targetFields: readonly SchemaField[], sourceFields: readonly SchemaField[], earlier: readonly Approved[] = []): Ranked {
  const table = new WordTable();
  const known = spelledOut([...targetFields, ...sourceFields]);
  const targets = prepare(targetFields, table, known);
  const sources = prepare(sourceFields, table, known);
  table.close();
  const scorer = new PairScorer(table);
  const near = sharing(sources, table);
  const approvedOf = new Map<string, Set<string>>();
  for (const { source, target } of earlier) if (source !== null) approvedOf.set(target, (approvedOf.get(target) ?? new Set<string>()).add(source));
  const scored: Pair[] = [];
  for (const target of targets) {
    const chosen = approvedOf.get(target.field.path);
    const own: Pair[] = [];
    for (const at of near(target, chosen)) {
      const source = sources[at];
      if (!source) continue;
      const score = scorer.score(target, source);
      const approved = chosen?.has(source.field.path) ?? false;
      if (score >= LEAST_FIRST || approved) own.push({ target, source, approved, score });
    }
    const least = leastKept(own);
    for (const pair of own) if (pair.approved || pair.score >= least) scored.push(pair);
  }
  rememberApproved(scored);
  agreeAsGroups(scored, targets, sources);
  const byTarget = grouped(scored, pair => pair.target.at, targets.length);
  const bySource = grouped(scored, pair => pair.source.at, sources.length);
  settleRivals(byTarget, bySource);
  for (const pairs of byTarget) pairs.sort((a, b) => b.score - a.score || pathOrder(a.source, b.source));
  for (const pairs of bySource) pairs.sort((a, b) => b.score - a.score || pathOrder(a.target, b.target));
  return { targets, sources, byTarget: byTarget.map(pairs => pairs.slice(0, SHORTLIST)), bySource: bySource.map(pairs => pairs.slice(0, SHORTLIST)), signalsOf: pair => scorer.signalsOf(pair.target, pair.source), sharedWords: pair => scorer.sharedWords(pair.target, pair.source) };
}
