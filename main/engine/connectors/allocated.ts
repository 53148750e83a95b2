import type { Allocated } from './connector.ts';

/** Each document once, with all that was allocated of it. */
export function eachOnce(items: readonly Allocated[]): Allocated[] {
  const found = new Map<string, Allocated>();
  for (const item of items) {
    const name = `${item.kind} ${item.urn}`;
    found.set(name, { ...item, amountMinor: item.amountMinor + (found.get(name)?.amountMinor ?? 0) });
  }
  return [...found.values()];
}
