import type { Ageing, AgeBucket, CarriedItem } from '../../../shared/contract/close.ts';
import { AgeBucket as Buckets } from '../../../shared/contract/close.ts';
import type { Entry, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import { daysBetween } from '../../../shared/values/date.ts';
import type { LocalDate } from '../../../shared/values/date.ts';

/** The last day of each bucket but the last, which has none. */
const LAST_DAYS: readonly number[] = [30, 60, 90];

/** Whole days from the day of an item to the day that ages are counted to; what lies after it has no age yet. */
export const ageInDays = (on: LocalDate, asOf: LocalDate): number => Math.max(0, daysBetween(on, asOf));

export function bucketOf(ageDays: number): AgeBucket {
  const at = LAST_DAYS.findIndex(last => ageDays <= last);
  return Buckets.options[at < 0 ? LAST_DAYS.length : at] ?? 'over 90';
}

export function carriedItem(key: ReconciliationKey, entry: Entry, asOf: LocalDate): CarriedItem {
  const ageDays = ageInDays(entry.on, asOf);
  return { ...entry, key, ageDays, bucket: bucketOf(ageDays) };
}

/** Each account's open items by age; every bucket is there, also an empty one. */
export function ageingOf(accounts: readonly Pick<Ageing, 'key' | 'label' | 'currency'>[], items: readonly CarriedItem[]): Ageing[] {
  const nameOf = ({ kind, account }: ReconciliationKey): string => `${kind} ${account}`;
  const byAccount = Map.groupBy(items, ({ key }) => nameOf(key));
  return accounts.map(({ key, label, currency }) => ({
    key, label, currency,
    buckets: Buckets.options.map(bucket => {
      const own = (byAccount.get(nameOf(key)) ?? []).filter(item => item.bucket === bucket);
      const sum = (side: Entry['side']): number => own.filter(item => item.side === side).reduce((total, { amountMinor }) => total + amountMinor, 0);
      return { bucket, count: own.length, leftMinor: sum('left'), rightMinor: sum('right') };
    }),
  }));
}
