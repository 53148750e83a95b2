/** One pair that a person made. `standard: false`: the connector added the target field itself. */
export type GoldPair = { readonly source: string; readonly target: string; readonly standard?: boolean | undefined };
/** complete: an unlisted pair is wrong; otherwise it is unknown, and only fields with a listed pair are scored. */
export type Gold = { readonly complete: boolean; readonly pairs: readonly GoldPair[] };

export type Offered = { readonly target: string; readonly none: boolean; readonly candidates: readonly { readonly source: string; readonly confidence: number; readonly accepted: boolean }[] };
/** What a matcher said: the candidates of each target, and for each source its targets, best first. */
export type Said = { readonly offered: readonly Offered[]; readonly targetsOf: ReadonlyMap<string, readonly string[]> };

export type Figures = {
  hit1: number; hit3: number; hit5: number; mrr: number; hit1Target: number; hit3Target: number; hit5Target: number;
  /** The source's side again, read from the candidates of the targets alone: what is no target's candidate is lost. */
  hit1Listed: number; hit5Listed: number;
  precision: number; recall: number; f1: number; overall: number; ece: number; coverageAt98: number;
  /** Where gold is complete: how many targets without a source are called so, and how many with one. */
  abstained: number | null; abstainedWrongly: number | null;
};

export const COVERAGE_PRECISION = 0.98;
const BINS = 10;

function groupedBy(pairs: readonly GoldPair[], side: 'source' | 'target'): Map<string, Set<string>> {
  const other = side === 'source' ? 'target' : 'source';
  const groups = new Map<string, Set<string>>();
  for (const pair of pairs) groups.set(pair[side], (groups.get(pair[side]) ?? new Set<string>()).add(pair[other]));
  return groups;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** The place of the first right answer for each field that has one; 0 when none of the answers is right. */
function ranksOf(gold: ReadonlyMap<string, ReadonlySet<string>>, answersOf: (field: string) => readonly string[]): number[] {
  return [...gold].map(([field, right]) => answersOf(field).findIndex(answer => right.has(answer)) + 1);
}

const hit = (ranks: readonly number[], within: number): number => share(ranks.filter(rank => rank > 0 && rank <= within).length, ranks.length);

export type Judged = { readonly confidence: number; readonly accepted: boolean; readonly right: boolean };

/** Expected calibration error: how far confidence and truth lie apart in ten equal bins, weighed by how many fall into each. */
export function calibrationError(judged: readonly Judged[]): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const inside = judged.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin);
    const claimed = inside.reduce((sum, { confidence }) => sum + confidence, 0);
    error += Math.abs(claimed - inside.filter(({ right }) => right).length);
  }
  return share(error, judged.length);
}

/** The largest share of fields, the most confident first, of which at least 98 in 100 are right. */
function coverage(firsts: readonly Judged[], fields: number): number {
  let right = 0;
  let covered = 0;
  [...firsts].sort((a, b) => b.confidence - a.confidence).forEach((first, at, all) => {
    right += first.right ? 1 : 0;
    const tied = all[at + 1]?.confidence === first.confidence;
    if (!tied && right / (at + 1) >= COVERAGE_PRECISION) covered = at + 1;
  });
  return share(covered, fields);
}

/** The source's side of the targets' candidates: each source's targets by confidence. */
function inverted(offered: readonly Offered[]): Map<string, string[]> {
  const found = new Map<string, { target: string; confidence: number }[]>();
  for (const { target, candidates } of offered) for (const { source, confidence } of candidates) found.set(source, [...(found.get(source) ?? []), { target, confidence }]);
  return new Map([...found].map(([source, targets]) => [source, targets.sort((a, b) => b.confidence - a.confidence).map(({ target }) => target)]));
}

/** Every candidate of a scored target with whether it is right; a target without gold counts only where gold is complete. */
export function judgedCandidates({ complete, pairs }: Gold, offered: readonly Offered[]): { target: string; candidates: Judged[] }[] {
  const byTarget = groupedBy(pairs, 'target');
  return offered.filter(({ target }) => complete || byTarget.has(target))
    .map(({ target, candidates }) => ({ target, candidates: candidates.map(({ source, confidence, accepted }) => ({ confidence, accepted, right: byTarget.get(target)?.has(source) ?? false })) }));
}

export function score(gold: Gold, said: Said): Figures {
  const byTarget = groupedBy(gold.pairs, 'target');
  const candidatesOf = new Map(said.offered.map(({ target, candidates }) => [target, candidates.map(({ source }) => source)]));
  const listed = inverted(said.offered);
  const bySource = groupedBy(gold.pairs, 'source');
  const ranks = ranksOf(bySource, source => said.targetsOf.get(source) ?? []);
  const ranksTarget = ranksOf(byTarget, target => candidatesOf.get(target) ?? []);
  const ranksListed = ranksOf(bySource, source => listed.get(source) ?? []);
  const judged = judgedCandidates(gold, said.offered);
  const all = judged.flatMap(({ candidates }) => candidates);
  const accepted = all.filter(({ accepted }) => accepted);
  const right = accepted.filter(candidate => candidate.right).length;
  const precision = share(right, accepted.length);
  const recall = share(right, gold.pairs.length);
  const empty = said.offered.filter(({ target }) => !byTarget.has(target));
  const abstentions = (targets: readonly Offered[]): number | null => (gold.complete ? share(targets.filter(({ none }) => none).length, targets.length) : null);
  return {
    hit1: hit(ranks, 1), hit3: hit(ranks, 3), hit5: hit(ranks, 5), mrr: share(ranks.reduce((sum, rank) => sum + (rank === 0 ? 0 : 1 / rank), 0), ranks.length),
    hit1Target: hit(ranksTarget, 1), hit3Target: hit(ranksTarget, 3), hit5Target: hit(ranksTarget, 5), hit1Listed: hit(ranksListed, 1), hit5Listed: hit(ranksListed, 5),
    precision, recall, f1: share(2 * precision * recall, precision + recall), overall: precision === 0 ? -share(accepted.length, gold.pairs.length) : recall * (2 - 1 / precision),
    ece: calibrationError(all), coverageAt98: coverage(judged.flatMap(({ candidates: [first] }) => (first ? [first] : [])), judged.length),
    abstained: abstentions(empty), abstainedWrongly: abstentions(said.offered.filter(({ target }) => byTarget.has(target))),
  };
}

/** The plain mean over tasks, figure by figure; a figure that a task does not have is left out of its mean. */
export function meanOf<T extends Readonly<Record<string, number | null>>>(rows: readonly T[]): Record<keyof T, number | null> {
  const [first] = rows;
  // Every row of one kind has the same keys.
  return Object.fromEntries(Object.keys(first ?? {}).map(name => {
    const values = rows.flatMap(row => row[name] ?? []);
    return [name, values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length];
  })) as Record<keyof T, number | null>;
}
