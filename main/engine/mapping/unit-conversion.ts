import { divideDecimals, multiplyDecimals } from './decimal-text.ts';

/** What one of a unit is in the base of its kind (g, mm, ml), exact by definition: the pound is 453.59237 g since 1959, the inch 25.4 mm. */
const UNITS: Readonly<Record<string, { kind: 'weight' | 'length' | 'volume'; inBase: string }>> = {
  mg: { kind: 'weight', inBase: '0.001' }, g: { kind: 'weight', inBase: '1' }, kg: { kind: 'weight', inBase: '1000' }, t: { kind: 'weight', inBase: '1000000' },
  oz: { kind: 'weight', inBase: '28.349523125' }, lb: { kind: 'weight', inBase: '453.59237' }, st: { kind: 'weight', inBase: '6350.29318' },
  mm: { kind: 'length', inBase: '1' }, cm: { kind: 'length', inBase: '10' }, m: { kind: 'length', inBase: '1000' }, in: { kind: 'length', inBase: '25.4' }, ft: { kind: 'length', inBase: '304.8' }, yd: { kind: 'length', inBase: '914.4' },
  ml: { kind: 'volume', inBase: '1' }, l: { kind: 'volume', inBase: '1000' }, 'fl oz (UK)': { kind: 'volume', inBase: '28.4130625' }, 'fl oz (US)': { kind: 'volume', inBase: '29.5735295625' }, 'pint (UK)': { kind: 'volume', inBase: '568.26125' },
};

export const UNIT_NAMES: readonly string[] = Object.keys(UNITS);

export const areAlike = (from: string, to: string): boolean => UNITS[from] !== undefined && UNITS[from].kind === UNITS[to]?.kind;

/** Exact up to the one rounding at the end, half up; null for no number or units of different kinds. */
export function convertUnits(text: string, { from, to, places }: { from: string; to: string; places: number }): string | null {
  const [source, target] = [UNITS[from], UNITS[to]];
  if (!source || !target || source.kind !== target.kind) return null;
  const inBase = multiplyDecimals(text, source.inBase);
  return inBase === null ? null : divideDecimals(inBase, target.inBase, places);
}
