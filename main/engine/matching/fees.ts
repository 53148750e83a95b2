import type { FeeTier } from '../../../shared/contract/settings.ts';

export const CURRENCY = /^[A-Z]{3}$/;

/** What a contract takes of an amount: each tier up to a limit, the last without one. */
export type FeeSchedule = { readonly name: string; readonly account?: string | undefined; readonly tiers: readonly FeeTier[] };
/** One unit of `from` in units of `to`, and who says so. */
export type Rate = { readonly from: string; readonly to: string; readonly rate: number; readonly source: string };

const BASIS = 10_000;

/** The fee of an amount: its tier's share, half up, and the flat part. */
export function feeOf({ tiers }: Pick<FeeSchedule, 'tiers'>, amountMinor: number): number {
  const gross = Math.abs(amountMinor);
  const tier = tiers.find(({ upToMinor }) => upToMinor === null || gross <= upToMinor) ?? tiers.at(-1);
  return tier ? Math.floor((gross * tier.basisPoints + BASIS / 2) / BASIS) + tier.flatMinor : 0;
}

/** Amounts that come to this one when the schedule's fee is taken off, within a penny; put into `into` from `at` on, and the place behind the last of them. */
export function grossesFor(schedule: FeeSchedule, netMinor: number, into: Float64Array, at: number): number {
  const [net, sign] = [Math.abs(netMinor), netMinor < 0 ? -1 : 1];
  let end = at;
  for (const { basisPoints, flatMinor } of schedule.tiers) {
    if (basisPoints >= BASIS) continue;
    const middle = Math.round(((net + flatMinor) * BASIS) / (BASIS - basisPoints));
    for (let gross = Math.max(0, middle - ROUNDING_REACH); gross <= middle + ROUNDING_REACH && end < into.length; gross += 1) if (Math.abs(gross - feeOf(schedule, gross) - net) <= 1) into[end++] = sign * gross;
  }
  return end;
}

const ROUNDING_REACH = 2;

/** The schedule whose fee is exactly this difference, within a penny for other ways of rounding. */
export const scheduleFor = (schedules: readonly FeeSchedule[], grossMinor: number, differenceMinor: number): FeeSchedule | undefined =>
  schedules.find(schedule => Math.abs(feeOf(schedule, grossMinor) - Math.abs(differenceMinor)) <= 1);

/** What was kept back of an amount under a reference that proves the pair. */
export type Kept = { readonly grossMinor: number; readonly keptMinor: number };

const MAX_COMPARED = 200;
const MAX_OBSERVED = 5_000;
const MAX_GUESSES = 30;
const MAX_FLAT_MINOR = 5_000;
const MAX_BASIS = 2_000;
const MIN_FITTING = 5;
const MIN_FITTING_SHARE = 0.03;

/** The schedules that proved pairs agree on: a share and a flat part that fit so many of them to the penny that it is no accident. */
export function learnSchedules(observed: readonly Kept[]): FeeSchedule[] {
  const sorted = observed.toSorted((a, b) => a.grossMinor - b.grossMinor || a.keptMinor - b.keptMinor);
  const thinned = (limit: number): Kept[] => sorted.filter((_, at) => Math.floor((at * limit) / sorted.length) !== Math.floor(((at - 1) * limit) / sorted.length) || sorted.length <= limit);
  const votes = new Map<string, { basisPoints: number; flatMinor: number; votes: number }>();
  const compared = thinned(MAX_COMPARED);
  for (const [at, one] of compared.entries()) {
    for (const two of compared.slice(at + 1)) {
      const apart = two.grossMinor - one.grossMinor;
      if (apart < 100) continue;
      const basisPoints = Math.round(((two.keptMinor - one.keptMinor) / apart) * BASIS);
      const flatMinor = Math.round((one.keptMinor + two.keptMinor - ((one.grossMinor + two.grossMinor) * basisPoints) / BASIS) / 2);
      if (basisPoints < 0 || basisPoints > MAX_BASIS || flatMinor < 0 || flatMinor > MAX_FLAT_MINOR || basisPoints + flatMinor === 0) continue;
      const key = `${basisPoints} ${flatMinor}`;
      const known = votes.get(key);
      if (known) known.votes += 1;
      else votes.set(key, { basisPoints, flatMinor, votes: 1 });
    }
  }
  let rest = thinned(MAX_OBSERVED);
  const needed = Math.max(MIN_FITTING, rest.length * MIN_FITTING_SHARE);
  const schedules: FeeSchedule[] = [];
  for (const { basisPoints, flatMinor } of [...votes.values()].sort((a, b) => b.votes - a.votes || a.basisPoints - b.basisPoints || a.flatMinor - b.flatMinor).slice(0, MAX_GUESSES)) {
    const schedule: FeeSchedule = { name: `${(basisPoints / 100).toFixed(2)} %${flatMinor === 0 ? '' : ` and ${flatMinor} minor units`}, as from other pairs`, tiers: [{ upToMinor: null, basisPoints, flatMinor }] };
    const unexplained = rest.filter(({ grossMinor, keptMinor }) => Math.abs(feeOf(schedule, grossMinor) - keptMinor) > 1);
    if (rest.length - unexplained.length < needed) continue;
    rest = unexplained;
    schedules.push(schedule);
  }
  return schedules;
}
