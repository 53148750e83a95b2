import { uniqueSubset } from '../../engine/matching/subset.ts';
import { figure, quantile, ratio, type Measured } from './figures.ts';
import { chanceOf } from './generated-sides.ts';

const CANDIDATES = 500;
const PAYOUTS_A_RUN = 40;
const AIM_MS = 200;

/**
 * The unique set for a payout among 500 candidates, or the proof that there is none, or more than one: of each sort so many.
 * `none` has amounts in whole pounds and a payout with pence, but for one amount, so that no shortcut answers; `one` is everything less two.
 */
export async function benchGroups({ runs }: { runs: number }): Promise<Measured> {
  const chance = chanceOf(7);
  const times: Record<'none' | 'one' | 'several', { p50: number[]; p99: number[] }> = { none: { p50: [], p99: [] }, one: { p50: [], p99: [] }, several: { p50: [], p99: [] } };
  const price = (): number => 500 + chance.below(20_000);
  const cases = {
    several: () => ({ amounts: Array.from({ length: CANDIDATES }, price), pick: (amounts: number[]) => amounts.filter(() => chance.share(0.2)) }),
    one: () => ({ amounts: Array.from({ length: CANDIDATES }, (_, at) => (at < 14 ? 1 << (at + 6) : 10_000_000 + at)), pick: (amounts: number[]) => amounts.slice(0, 9) }),
    none: () => ({ amounts: Array.from({ length: CANDIDATES }, (_, at) => (at === 0 ? 3 : 100 * (5 + chance.below(200)))), pick: (amounts: number[]) => [amounts[7] ?? 0, amounts[90] ?? 0, 50] }),
  } as const;
  for (let run = 0; run < runs; run += 1) {
    for (const kind of ['several', 'one', 'none'] as const) {
      const taken: number[] = [];
      for (let at = 0; at < PAYOUTS_A_RUN; at += 1) {
        const { amounts, pick } = cases[kind]();
        const payout = pick(amounts).reduce((sum, amount) => sum + amount, 0);
        const startedAt = performance.now();
        const answer = uniqueSubset(amounts, payout);
        taken.push(performance.now() - startedAt);
        if (answer.kind !== kind) throw new Error(`a payout of which ${kind} was the answer got ${answer.kind}`);
      }
      times[kind].p50.push(quantile(taken, 0.5));
      times[kind].p99.push(quantile(taken, 0.99));
    }
  }
  const worst = times.several.p99.map((value, at) => Math.max(value, times.one.p99[at] ?? 0, times.none.p99[at] ?? 0));
  return {
    name: 'groups', runs,
    figures: Object.fromEntries([...Object.entries(times).flatMap(([kind, { p50, p99 }]) => [[`${kind}P50`, figure('ms', p50)], [`${kind}P99`, figure('ms', p99)]] as const), ['p99', figure('ms', worst)]]),
    ratios: { 'p99/200ms': ratio(worst, worst.map(() => AIM_MS), 1) }, missing: [],
  };
}
