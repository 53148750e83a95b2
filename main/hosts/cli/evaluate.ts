import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { matchSchemas } from '../../engine/mapping/suggest.ts';
import type { Arguments } from './arguments.ts';
import { calibrationError, judgedCandidates, meanOf, score } from './evaluate-score.ts';
import type { Figures, Gold, Judged, Said } from './evaluate-score.ts';
import { printed, readSchema } from './suggest.ts';

const MAX_TASKS = 1_000;
const MAX_PAIRS = 100_000;

const GoldFile = z.object({ complete: z.boolean(), pairs: z.array(z.object({ source: z.string(), target: z.string(), standard: z.boolean().optional() })).max(MAX_PAIRS) });

export type Task = { readonly name: string; readonly source: SchemaField[]; readonly target: SchemaField[]; readonly gold: Gold };

function readGold(file: string): Gold {
  const gold = GoldFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!gold.success) throw new RangeError(`${file} is not a gold file: ${gold.error.issues[0]?.path.join('.') ?? ''} ${gold.error.issues[0]?.message ?? ''}`.trim());
  return gold.data;
}

/** Every folder below with the three files of a task, by name. */
export function readTasks(dir: string): Task[] {
  const files = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isFile()).map(entry => entry.name);
  const folders = [dir, ...readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => path.join(entry.parentPath, entry.name))];
  const tasks = folders.filter(folder => ['source.json', 'target.json', 'gold.json'].every(name => files(folder).includes(name))).sort();
  if (tasks.length === 0) throw new RangeError(`${dir} holds no task: a task is a folder with source.json, target.json and gold.json`);
  if (tasks.length > MAX_TASKS) throw new RangeError(`${dir} holds ${tasks.length} tasks; at most ${MAX_TASKS} are scored at once`);
  return tasks.map(folder => ({ name: path.relative(dir, folder) || path.basename(folder), source: readSchema(path.join(folder, 'source.json')), target: readSchema(path.join(folder, 'target.json')), gold: readGold(path.join(folder, 'gold.json')) }));
}

/** What the matcher says of a task, from both sides. */
export function saidOf({ source, target }: Task): Said {
  const matched = matchSchemas(target, source);
  const targetsOf = new Map(matched.ranked.sources.map(({ field, at }) => [field.path, (matched.ranked.bySource[at] ?? []).map(pair => pair.target.field.path)]));
  return { offered: printed(matched), targetsOf };
}

const DIGITS = 4;
const rounded = <T extends Readonly<Record<string, number | null>>>(figures: T): T => Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value === null ? null : Number(value.toFixed(DIGITS))])) as T;

/** Scores the suggestions on every task folder under a folder. */
export function evaluate(args: Arguments) {
  const dir = args.text('gold');
  if (dir === undefined) throw new RangeError('--gold names the folder of the tasks; --help shows how');
  const judged: Judged[] = [];
  const rows = readTasks(dir).map(task => {
    const startedAt = performance.now();
    const said = saidOf(task);
    const seconds = (performance.now() - startedAt) / 1_000;
    judged.push(...judgedCandidates(task.gold, said.offered).flatMap(({ candidates }) => candidates));
    const marked = task.gold.pairs.some(({ standard }) => standard === false);
    const standard = marked ? score({ ...task.gold, pairs: task.gold.pairs.filter(pair => pair.standard !== false) }, said) : null;
    return { name: task.name, figures: { ...score(task.gold, said), seconds }, standard };
  });
  const standards = rows.map(({ figures: { seconds: _seconds, ...figures }, standard }): Figures => standard ?? figures);
  return {
    tasks: rows.map(({ name, figures, standard }) => ({ task: name, ...rounded(figures), ...(standard ? { standard: rounded(standard) } : {}) })),
    mean: { ...rounded(meanOf(rows.map(({ figures }) => figures))), standard: rounded(meanOf(standards)) },
    /** Over all candidates of all tasks at once: a single task is too small to fill ten bins. */
    eceOverall: Number(calibrationError(judged).toFixed(DIGITS)),
  };
}
