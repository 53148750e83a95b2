// Fits resources/matching/confidence.json to folders of schemas that people mapped, and says how well it does on families that it has not seen.
//   node tools/fit-confidence.ts DIR [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MAX_CANDIDATES } from '../main/engine/mapping/suggest.ts';
import { chance, confidenceInputs, isAccepted, standings } from '../main/engine/mapping/suggest/confidence.ts';
import { rank } from '../main/engine/mapping/suggest/ranking.ts';
import { calibrationError } from '../main/hosts/cli/evaluate-score.ts';
import type { Judged } from '../main/hosts/cli/evaluate-score.ts';
import { readTasks } from '../main/hosts/cli/evaluate.ts';
import type { Task } from '../main/hosts/cli/evaluate.ts';

type Example = { readonly task: string; readonly family: string; readonly target: number; readonly inputs: number[]; readonly right: boolean; readonly weight: number; readonly pairs: number };

/** The family is what comes before the two dashes of a task's name. */
const familyOf = (name: string): string => path.basename(name).split('--')[0] ?? name;

function examplesOf({ name, source, target, gold }: Task): Example[] {
  const right = new Set(gold.pairs.map(pair => `${pair.target}\n${pair.source}`));
  const scored = new Set(gold.pairs.map(pair => pair.target));
  const ranked = rank(target, source);
  const standingOf = standings(ranked);
  const examples = ranked.byTarget.flatMap((pairs, at) => pairs.slice(0, MAX_CANDIDATES)
    .filter(pair => gold.complete || scored.has(pair.target.field.path))
    .map(pair => ({ target: at, inputs: confidenceInputs(pair, ranked.signalsOf(pair), standingOf(pair)), right: right.has(`${pair.target.field.path}\n${pair.source.field.path}`) })));
  // Every task counts the same, large or small.
  return examples.map(example => ({ ...example, task: name, family: familyOf(name), weight: 1 / examples.length, pairs: gold.pairs.length }));
}

const RIDGE = 0.001;
const STEPS = 4_000;
const RATE = 2;

/** Logistic regression by plain descent; ridge keeps the few weights small. */
function fit(examples: readonly Example[]): number[] {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const weights = (examples[0]?.inputs ?? []).map(() => 0);
  for (let step = 0; step < STEPS; step += 1) {
    const slopes = weights.map((value, at) => (at === 0 ? 0 : RIDGE * value));
    for (const { inputs, right, weight } of examples) {
      const off = (chance(inputs, weights) - (right ? 1 : 0)) * (weight / total);
      inputs.forEach((input, at) => { slopes[at] = (slopes[at] ?? 0) + off * input; });
    }
    slopes.forEach((slope, at) => { weights[at] = (weights[at] ?? 0) - RATE * slope; });
  }
  return weights.map(value => Number(value.toFixed(3)));
}

function judge(examples: readonly Example[], weights: readonly number[]): Judged[] {
  const confident = examples.map(({ target, inputs, right }) => ({ target, right, confidence: Math.min(0.99, Math.max(0.01, chance(inputs, weights))) }));
  const best = new Map<number, number>();
  for (const { target, confidence } of confident) best.set(target, Math.max(confidence, best.get(target) ?? 0));
  return confident.map(({ target, right, confidence }) => ({ right, confidence, accepted: isAccepted(confidence, best.get(target) ?? 0) }));
}

function line(name: string, examples: readonly Example[], judged: readonly Judged[]): string {
  const accepted = judged.filter(({ accepted }) => accepted);
  const right = accepted.filter(one => one.right).length;
  const [precision, recall] = [right / Math.max(1, accepted.length), right / (examples[0]?.pairs ?? 1)];
  return `${name.padEnd(40)} ece ${calibrationError(judged).toFixed(3)}  P ${precision.toFixed(2)} R ${recall.toFixed(2)} F1 ${((2 * precision * recall) / Math.max(1e-9, precision + recall)).toFixed(2)} overall ${(recall * (2 - 1 / Math.max(1e-9, precision))).toFixed(2)}`;
}

function report(title: string, examples: readonly Example[], modelFor: (task: string) => readonly number[]): void {
  process.stdout.write(`${title}\n`);
  const all: Judged[] = [];
  for (const task of new Set(examples.map(example => example.task))) {
    const own = examples.filter(example => example.task === task);
    const judged = judge(own, modelFor(task));
    all.push(...judged);
    process.stdout.write(`  ${line(task, own, judged)}\n`);
  }
  process.stdout.write(`  all candidates at once: ece ${calibrationError(all).toFixed(3)}\n`);
}

const [dir, write] = process.argv.slice(2);
if (dir === undefined) throw new RangeError('node tools/fit-confidence.ts DIR [--write]');
const examples = readTasks(dir).flatMap(examplesOf);
const weights = fit(examples);
process.stdout.write(`${JSON.stringify(weights)}\n`);
report('fitted to all', examples, () => weights);
report('each task by a fit without it', examples, task => fit(examples.filter(example => example.task !== task)));
report('each family by a fit without it', examples, task => fit(examples.filter(example => example.family !== familyOf(task))));
if (write === '--write') {
  const file = new URL('../resources/matching/confidence.json', import.meta.url);
  const { about } = JSON.parse(readFileSync(file, 'utf8')) as { about: string };
  writeFileSync(file, `{\n  "about": ${JSON.stringify(about)},\n  "weights": [${weights.join(', ')}]\n}\n`);
}
