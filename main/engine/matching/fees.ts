export const CURRENCY = /^[A-Z]{3}$/;

/** What a contract takes of an amount: each tier up to a limit, the last without one. */
export type FeeTier = { readonly upToMinor: number | null; readonly basisPoints: number; readonly flatMinor: number };
export type FeeSchedule = { readonly name: string; readonly account?: string | undefined; readonly tiers: readonly FeeTier[] };
/** One unit of `from` in units of `to`, and who says so. */
export type Rate = { readonly from: string; readonly to: string; readonly rate: number; readonly source: string };

const BASIS = 10_000;

/** The fee of an amount: its tier's share, half up, and the flat part. */
export function feeOf({ tiers }: FeeSchedule, amountMinor: number): number {
  const gross = Math.abs(amountMinor);
  const tier = tiers.find(({ upToMinor }) => upToMinor === null || gross <= upToMinor) ?? tiers.at(-1);
  return tier ? Math.floor((gross * tier.basisPoints + BASIS / 2) / BASIS) + tier.flatMinor : 0;
}

/** The schedule whose fee is exactly this difference, within a penny for other ways of rounding. */
export const scheduleFor = (schedules: readonly FeeSchedule[], grossMinor: number, differenceMinor: number): FeeSchedule | undefined =>
  schedules.find(schedule => Math.abs(feeOf(schedule, grossMinor) - Math.abs(differenceMinor)) <= 1);
