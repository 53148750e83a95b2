/** Linnworks' "no date". */
export const NO_DATE = '0001-01-01T00:00:00Z';

/**
 * A moment as .NET writes it: no fraction, two, three or seven digits, or an offset, for no reason a caller could know.
 * The moment itself stays the same to the second, and the way one order is written never changes.
 */
export function dotNetMoment(at: string, salt: number): string {
  const seconds = at.slice(0, 19);
  const fraction = at.slice(20, 23);
  if (fraction !== '000') return `${seconds}.${fraction.replace(/0+$/, '')}Z`;
  return [`${seconds}Z`, `${seconds}.19Z`, `${seconds}.1039999Z`, `${seconds}.5295598+00:00`, `${seconds}Z`][salt % 5] ?? `${seconds}Z`;
}

/** Moments that paging compares are written as they are, only without a fraction of nothing. */
export const plainMoment = (at: string): string => `${at.slice(0, 19)}${at.slice(20, 23) === '000' ? '' : `.${at.slice(20, 23).replace(/0+$/, '')}`}Z`;
