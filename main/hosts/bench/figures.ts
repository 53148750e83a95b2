export type Spread = { readonly median: number; readonly min: number; readonly max: number };
export type Figure = Spread & { readonly unit: string };
export type Ratio = Spread & { readonly aim: number };

/** What every measurement prints: figures for the curious, ratios for the aims, and the rivals that were not there. */
export type Measured = {
  readonly name: string;
  readonly runs: number;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly ratios: Readonly<Record<string, Ratio>>;
  readonly missing: readonly string[];
};

const rounded = (value: number): number => Number(value.toPrecision(4));

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2 : (sorted[Math.floor(middle)] ?? 0);
  return { median: rounded(median), min: rounded(sorted[0] ?? 0), max: rounded(sorted.at(-1) ?? 0) };
}

export const figure = (unit: string, values: readonly number[]): Figure => ({ unit, ...spreadOf(values) });

/** Run by run, since the two sides of a run shared the same minute of a shared machine. */
export const ratio = (ours: readonly number[], theirs: readonly number[], aim: number): Ratio =>
  ({ ...spreadOf(ours.map((value, run) => value / (theirs[run] ?? Number.NaN))), aim });

/** The value below which this share of the values lies. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
