import { multiplyHalfUp } from '../../../shared/values/money.ts';

/**
 * A tax code of the ERP. `hundredths` (of a per cent: 20 % = 2000) is what the ERP will compute with; `stated` is the rate
 * of the shop that the settings let it stand for. They differ where a foreign rate is booked outside UK VAT.
 */
export type TaxCode = { readonly id: string; readonly code: string; readonly rate: string; readonly hundredths: number; readonly stated: number; };

export type TaxTable = {
  /** The codes that the settings allow for a country, in their order; '*' rows count for every country. */
  codesFor(country: string): readonly TaxCode[];
  /** The code for what is outside VAT (rounding); null when no rate of 0 is set up. */
  readonly zeroRated: TaxCode | null;
};

/** '20.1' → 2010; undefined when it is not a rate of at most two decimals. */
export function hundredthsOf(rate: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,6}))?$/.exec(rate.trim());
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return Number(whole) * 100 + multiplyHalfUp(Number(fraction.padEnd(6, '0')), 1, 10_000);
}

/** The tax inside a gross amount, half up: 31.59 at 20 % is 5.27. */
export const taxIn = (grossMinor: number, { hundredths }: Pick<TaxCode, 'hundredths'>): number => multiplyHalfUp(grossMinor, hundredths, 10_000 + hundredths);

/** The tax that a shop states for a gross amount when it means this code. */
export const statedTaxIn = (grossMinor: number, { stated }: Pick<TaxCode, 'stated'>): number => taxIn(grossMinor, { hundredths: stated });

/** How far (hundredths of a per cent) a rate that a channel computed backwards may be from a real one. */
const MAX_SNAP = 50;
/** A stated tax proves a rate when it is within this many minor units a line. */
const PROOF_MINOR = 1;

type Asked = { rate: string; country: string; grossMinor: number; taxMinor: number };
export type FoundTaxCode =
  | { ok: true; taxCode: TaxCode; proof: string | null }
  | { ok: false; code: 'taxCode.missing' | 'taxCode.unproved'; about: string; message: string };

/**
 * The tax code for a line. A rate that is set up is taken as it is; an odd one (20.1 %) snaps to the nearest real rate only
 * when the tax amount proves it within a penny, else the record stops.
 */
export function findTaxCode(table: TaxTable, { rate, country, grossMinor, taxMinor }: Asked): FoundTaxCode {
  const stated = hundredthsOf(rate);
  const codes = table.codesFor(country);
  const exact = codes.find(code => code.stated === stated);
  if (exact) return { ok: true, taxCode: exact, proof: null };
  const about = `${rate} % ${country}`;
  const near = codes.filter(code => stated !== undefined && Math.abs(code.stated - stated) <= MAX_SNAP);
  if (near.length === 0) return { ok: false, code: 'taxCode.missing', about, message: `no tax code for ${rate} % to ${country}. Add one under Settings, Tax codes.` };
  const proved = near.filter(code => Math.abs(statedTaxIn(grossMinor, code) - taxMinor) <= PROOF_MINOR);
  const [first, second] = proved;
  if (first && !second) return { ok: true, taxCode: first, proof: `${rate} % is ${first.rate} %: the stated tax is within a penny of it` };
  return { ok: false, code: 'taxCode.unproved', about, message: `${rate} % is close to ${near.map(code => `${code.rate} %`).join(', ')}, but the tax amount does not prove it. Choose the code by hand.` };
}
