import { NONE } from './intern.ts';
import type { Likeness } from './party.ts';

/**
 * What pairs that a reference and the amount prove have in common: how many days the sides lie apart, whether they write names alike, what fees are kept back.
 * Learnt from the given entries alone, so the same entries always teach the same.
 */
export type Habits = {
  readonly pairs: number;
  /** Bits that days apart speak for a pair: 0 for the most common, less for rarer ones. */
  lagBits(days: number): number;
  /** The fewest and most days (right less left) that nearly all pairs lie apart. */
  readonly lag: { readonly low: number; readonly high: number };
  /** False while too few pairs are proved to tell. */
  readonly isLagKnown: boolean;
  /** Share of pairs whose names agree, among those where both sides name one; null when too few do. */
  readonly partyAgreement: number | null;
  /** Share of entries with a reference that the other side knows. */
  readonly referenceAgreement: number;
};

/** Both sides carry many references and next to none in common: each has its own, and that they differ says nothing. */
export const areReferencesForeign = ({ referenceAgreement: agreement }: Habits, telling: { left: number; right: number }): boolean => agreement < FOREIGN && Math.min(telling.left, telling.right) >= MIN_TELLING;

const FOREIGN = 0.02;
const MIN_TELLING = 50;

const MAX_LAG = 400;
/** With fewer proved pairs, days are judged by the rule's window only. */
const MIN_PAIRS = 30;
/** Share of pairs at each end of the lags that are taken for outliers. */
const OUTLIERS = 0.002;
const SLACK_DAYS = 2;
const DEFAULT_LAG = { low: -5, high: 5 };

export const noHabits = (): Habits => ({ pairs: 0, lagBits: days => -Math.max(0, Math.abs(days) - 5), lag: DEFAULT_LAG, isLagKnown: false, partyAgreement: null, referenceAgreement: 0 });

export type Lesson = { readonly learn: (lagDays: number, likeness: Likeness) => void; habits(): Habits };

/** Counts the proved pairs one by one; `habits` says what they have in common. */
export function startLesson(referenceAgreement: number): Lesson {
  const lags = new Int32Array(2 * MAX_LAG + 1);
  const names: Record<Likeness, number> = { same: 0, alike: 0, different: 0, silent: 0 };
  let pairs = 0;
  return {
    learn(lagDays, likeness) {
      const at = Math.min(2 * MAX_LAG, Math.max(0, lagDays + MAX_LAG));
      lags[at] = (lags[at] ?? 0) + 1;
      names[likeness] += 1;
      pairs += 1;
    },
    habits() {
      const named = names.same + names.alike + names.different;
      const partyAgreement = named < MIN_PAIRS ? null : (names.same + names.alike) / named;
      if (pairs < MIN_PAIRS) return { ...noHabits(), pairs, partyAgreement, referenceAgreement };
      // One at each end at least: a pair must not be what makes its own days usual.
      const outliers = Math.max(1, pairs * OUTLIERS);
      const [low, high] = [quantile(lags, outliers), quantile(lags, pairs - outliers - 1)];
      let most = 0;
      for (const count of lags) most = Math.max(most, count);
      return {
        pairs, partyAgreement, referenceAgreement, lag: { low: low - SLACK_DAYS, high: high + SLACK_DAYS }, isLagKnown: true,
        lagBits: days => (Math.abs(days) > MAX_LAG ? -20 : Math.log2(((lags[days + MAX_LAG] ?? 0) + 0.5) / (most + 0.5))),
      };
    },
  };
}

function quantile(lags: Int32Array, wanted: number): number {
  let sum = 0;
  for (const [at, count] of lags.entries()) {
    sum += count;
    if (sum > wanted) return at - MAX_LAG;
  }
  return MAX_LAG;
}

/** Share of telling references of the left that the right knows. */
export function referenceAgreement(left: Int32Array, right: Int32Array, size: number): number {
  const isKnown = new Uint8Array(size);
  for (const reference of right) if (reference !== NONE) isKnown[reference] = 1;
  let [telling, known] = [0, 0];
  for (const reference of left) {
    if (reference === NONE) continue;
    telling += 1;
    known += isKnown[reference] ?? 0;
  }
  return telling === 0 ? 0 : known / telling;
}
