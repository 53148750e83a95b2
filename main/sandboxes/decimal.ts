/**
 * A JSON number as whole units of 10^-places, worked out on its digits: 23.325 at 5 places is 2332500.
 * Undefined when it is no plain number, or has more decimals than the field holds.
 */
export function scaled(value: unknown, places: number): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,20}))?$/.exec(String(value).trim());
  if (!match) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(places))) return undefined;
  const magnitude = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
  if (!Number.isSafeInteger(magnitude)) return undefined;
  return sign && magnitude > 0 ? -magnitude : magnitude;
}

const FACTORS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/** Whole units back to the JSON number that Sage writes; the nearest double prints the same digits. */
export const unscaled = (units: number, places: number): number => units / (FACTORS[places] ?? 10 ** places);

/** numerator / denominator, half away from zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): number {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = Number((2n * magnitude + denominator) / (2n * denominator));
  return numerator < 0n && rounded > 0 ? -rounded : rounded;
}

/** Whole units of 10^-places as text with all their places: 1250 with 2 is '12.50'. */
export function decimalText(units: number, places: number): string {
  if (places === 0) return String(units);
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  return `${units < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

const MILLION = 1_000_000;

/** A rate in millionths of a per cent of an amount, half up. */
export const rateOf = (amountMinor: number, rateE6: number): number => divideHalfUp(BigInt(amountMinor) * BigInt(rateE6), 100n * BigInt(MILLION));
