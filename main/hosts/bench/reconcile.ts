import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { startChild } from './child.ts';
import { figure, ratio, type Figure, type Measured, type Ratio } from './figures.ts';
import { rivalFile } from './rivals.ts';
import { measureAccuracy } from './reconcile-accuracy.ts';
import { fillSides } from './reconcile-sides.ts';

const AIMS = { match: 0.15, duckDb: 1.1, endToEnd: 0.5, growth: 10 } as const;
const SIZES: readonly number[] = [10_000, 100_000, 1_000_000];
const THOUSAND = 1_000;
/** Entries of a month whose truth is known. */
const ACCURACY_ROWS = 5_000;

const Ours = z.object({ loadMs: z.number(), matchMs: z.number(), writeMs: z.number(), matches: z.int(), open: z.int(), auditEntries: z.int(), wallMs: z.number(), queryP95Ms: z.number(), peakMb: z.number(), cpuMs: z.number() });
const Joins = z.object({ ms: z.number(), pairs: z.int() });
type Turn = { readonly ours: z.infer<typeof Ours>; readonly joins: z.infer<typeof Joins>; readonly duckDb: z.infer<typeof Joins> | null };

const nameOf = (rows: number): string => (rows >= 1_000_000 ? `${rows / 1_000_000}m` : `${rows / THOUSAND}k`);

/** Ours, then the joins, in processes of their own; a new one each time, so that each peak is that of one run. */
async function takeTurn(dir: string, rows: number, duckDbFile: string | null): Promise<Turn> {
  const database = path.join(dir, `${rows}.sqlite`);
  const engine = startChild(new URL('./reconcile-engine.ts', import.meta.url));
  const ours = Ours.parse(await engine.ask({ database, out: path.join(dir, 'matches.sqlite'), rows }).finally(() => engine.close()));
  const sql = startChild(new URL('./reconcile-sql.ts', import.meta.url));
  const joins = Joins.parse(await sql.ask({ database }).finally(() => sql.close()));
  const duckDb = duckDbFile === null ? null : await joinInDuckDb({ database, module: duckDbFile, scratch: path.join(dir, 'duckdb') });
  if (duckDb && duckDb.pairs !== joins.pairs) throw new Error(`DuckDB found ${duckDb.pairs} pairs, SQLite ${joins.pairs}`);
  if (ours.matches < joins.pairs * 0.98) throw new Error(`${ours.matches} matches were found, the joins found ${joins.pairs} pairs`);
  return { ours, joins, duckDb };
}

async function joinInDuckDb(question: { database: string; module: string; scratch: string }): Promise<z.infer<typeof Joins>> {
  const child = startChild(new URL('./reconcile-duckdb.ts', import.meta.url));
  return Joins.parse(await child.ask(question).finally(() => child.close()));
}

/** Load, match, and write matches with their audit, beside SQLite's plain joins over the same tables in the same run, and DuckDB's where the folder of rivals has it. */
export async function benchReconcile({ runs, rows, rivals }: { runs: number; rows: number; rivals?: string | undefined }): Promise<Measured> {
  const duckDb = rivalFile(rivals, '@duckdb/node-api');
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const sizes = SIZES.filter(size => size <= rows);
  const turns = new Map<number, Turn[]>();
  try {
    for (const size of sizes.length > 0 ? sizes : [rows]) {
      fillSides(path.join(dir, `${size}.sqlite`), size);
      const taken: Turn[] = [];
      for (let run = 0; run < runs; run += 1) taken.push(await takeTurn(dir, size, duckDb));
      turns.set(size, taken);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const figures: Record<string, Figure> = measureAccuracy(runs, Math.min(rows, ACCURACY_ROWS));
  for (const [size, taken] of turns) {
    const add = (name: string, unit: string, of: (turn: Turn) => number): void => void (figures[`${name}-${nameOf(size)}`] = figure(unit, taken.map(of)));
    add('load', 'ms', ({ ours }) => ours.loadMs);
    add('match', 'ms', ({ ours }) => ours.matchMs);
    add('write', 'ms', ({ ours }) => ours.writeMs);
    add('endToEnd', 'ms', ({ ours }) => ours.wallMs);
    add('sqliteJoins', 'ms', ({ joins }) => joins.ms);
    if (duckDb !== null) add('duckdbJoins', 'ms', ({ duckDb: joined }) => joined?.ms ?? 0);
    add('cpu', 'ms', ({ ours }) => ours.cpuMs);
    add('peak', 'MB', ({ ours }) => ours.peakMb);
    add('pageP95', 'ms', ({ ours }) => ours.queryP95Ms);
    add('matches', 'matches', ({ ours }) => ours.matches);
  }
  return { name: 'reconcile', runs, figures, ratios: ratiosOf(turns), missing: duckDb === null ? ['duckdb'] : [] };
}

function ratiosOf(turns: ReadonlyMap<number, readonly Turn[]>): Record<string, Ratio> {
  const largest = [...turns.keys()].at(-1) ?? 0;
  const taken = turns.get(largest) ?? [];
  const joins = taken.map(turn => turn.joins.ms);
  const ratios: Record<string, Ratio> = {
    'match/sqlite-joins': ratio(taken.map(({ ours }) => ours.loadMs + ours.matchMs), joins, AIMS.match), 'end-to-end/sqlite-joins': ratio(taken.map(({ ours }) => ours.wallMs), joins, AIMS.endToEnd),
  };
  const beside = taken.filter(turn => turn.duckDb !== null);
  if (beside.length > 0) ratios['match/duckdb-joins'] = ratio(beside.map(({ ours }) => ours.loadMs + ours.matchMs), beside.map(turn => turn.duckDb?.ms ?? Number.NaN), AIMS.duckDb);
  const [million, before] = [turns.get(1_000_000), turns.get(100_000)];
  if (million && before) ratios['growth-100k-1m'] = ratio(million.map(({ ours }) => ours.wallMs), before.map(({ ours }) => ours.wallMs), AIMS.growth);
  return ratios;
}
