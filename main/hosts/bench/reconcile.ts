import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { startChild } from './child.ts';
import { figure, ratio, type Figure, type Measured, type Ratio } from './figures.ts';
import { fillSides } from './reconcile-sides.ts';

const AIMS = { match: 0.15, endToEnd: 0.5, growth: 10 } as const;
const SIZES: readonly number[] = [10_000, 100_000, 1_000_000];
const THOUSAND = 1_000;

const Ours = z.object({ loadMs: z.number(), matchMs: z.number(), writeMs: z.number(), matches: z.int(), open: z.int(), auditEntries: z.int(), wallMs: z.number(), queryP95Ms: z.number(), peakMb: z.number() });
const Joins = z.object({ ms: z.number(), pairs: z.int() });
type Turn = { readonly ours: z.infer<typeof Ours>; readonly joins: z.infer<typeof Joins> };

const nameOf = (rows: number): string => (rows >= 1_000_000 ? `${rows / 1_000_000}m` : `${rows / THOUSAND}k`);

/** Ours, then the joins, in processes of their own; a new one each time, so that each peak is that of one run. */
async function takeTurn(dir: string, rows: number): Promise<Turn> {
  const database = path.join(dir, `${rows}.sqlite`);
  const engine = startChild(new URL('./reconcile-engine.ts', import.meta.url));
  const ours = Ours.parse(await engine.ask({ database, out: path.join(dir, 'matches.sqlite'), rows }).finally(() => engine.close()));
  const sql = startChild(new URL('./reconcile-sql.ts', import.meta.url));
  const joins = Joins.parse(await sql.ask({ database }).finally(() => sql.close()));
  if (ours.matches < joins.pairs * 0.98) throw new Error(`${ours.matches} matches were found, the joins found ${joins.pairs} pairs`);
  return { ours, joins };
}

/** Load, match, and write matches with their audit, beside SQLite's plain joins over the same tables in the same run. */
export async function benchReconcile({ runs, rows }: { runs: number; rows: number }): Promise<Measured> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const sizes = SIZES.filter(size => size <= rows);
  const turns = new Map<number, Turn[]>();
  try {
    for (const size of sizes.length > 0 ? sizes : [rows]) {
      fillSides(path.join(dir, `${size}.sqlite`), size);
      const taken: Turn[] = [];
      for (let run = 0; run < runs; run += 1) taken.push(await takeTurn(dir, size));
      turns.set(size, taken);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const figures: Record<string, Figure> = {};
  for (const [size, taken] of turns) {
    const add = (name: string, unit: string, of: (turn: Turn) => number): void => void (figures[`${name}-${nameOf(size)}`] = figure(unit, taken.map(of)));
    add('load', 'ms', ({ ours }) => ours.loadMs);
    add('match', 'ms', ({ ours }) => ours.matchMs);
    add('write', 'ms', ({ ours }) => ours.writeMs);
    add('endToEnd', 'ms', ({ ours }) => ours.wallMs);
    add('sqliteJoins', 'ms', ({ joins }) => joins.ms);
    add('peak', 'MB', ({ ours }) => ours.peakMb);
    add('pageP95', 'ms', ({ ours }) => ours.queryP95Ms);
    add('matches', 'matches', ({ ours }) => ours.matches);
  }
  return { name: 'reconcile', runs, figures, ratios: ratiosOf(turns), missing: ['duckdb'] };
}

function ratiosOf(turns: ReadonlyMap<number, readonly Turn[]>): Record<string, Ratio> {
  const largest = [...turns.keys()].at(-1) ?? 0;
  const taken = turns.get(largest) ?? [];
  const joins = taken.map(turn => turn.joins.ms);
  const ratios: Record<string, Ratio> = {
    'match/sqlite-joins': ratio(taken.map(({ ours }) => ours.loadMs + ours.matchMs), joins, AIMS.match), 'end-to-end/sqlite-joins': ratio(taken.map(({ ours }) => ours.wallMs), joins, AIMS.endToEnd),
  };
  const [million, before] = [turns.get(1_000_000), turns.get(100_000)];
  if (million && before) ratios['growth-100k-1m'] = ratio(million.map(({ ours }) => ours.wallMs), before.map(({ ours }) => ours.wallMs), AIMS.growth);
  return ratios;
}
