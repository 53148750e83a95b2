import { formatMinor } from '../../../../shared/values/money.ts';
import type { Currency } from '../../../../shared/values/money.ts';
import { eachOnce } from '../allocated.ts';
import type { Allocated, BaseValue, Json } from '../connector.ts';
import { exact, exactText, over, times, toMinor, whole } from '../decimal.ts';
import { valueAt } from '../json-value.ts';

/** What rounding in parts (goods and tax) may move a home-currency amount by. */
const BASE_ROUNDING_MINOR = 2;

/**
 * `exchange_rate` counts units of the currency for one of the books', except for the euro where a company enters it the other way round: the two
 * amounts say which it is. Undefined when they fit neither, for then the rate is not what the amount was converted at.
 */
export function baseValue(row: Json, { amountMinor, currency, base }: { amountMinor: number; currency: Currency; base: Currency }): BaseValue | undefined {
  const [rate, inBase, amount] = [exact(valueAt(row, 'exchange_rate')), exact(valueAt(row, 'base_gross_value')), exact(formatMinor(amountMinor, currency))];
  const minor = inBase === undefined ? undefined : toMinor(inBase, base);
  if (rate === undefined || rate <= 0n || minor === undefined || amount === undefined) return undefined;
  const fits = (value: bigint): boolean => Math.abs((toMinor(value, base) ?? Number.POSITIVE_INFINITY) - minor) <= BASE_ROUNDING_MINOR;
  if (fits(over(amount, rate))) return { currency: base, amountMinor: minor, rate: exactText(rate) };
  return fits(times(amount, rate)) ? { currency: base, amountMinor: minor, rate: exactText(over(whole(1), rate)) } : undefined;
}

/**
 * `items`: whoever took part in the sessions in which a posting was allocated, itself among them. Sage names each by its own urn, and says neither which session an
 * item is of nor whose money went where; those with the other sign are what it was allocated to.
 */
export const allocatedTo = (items: readonly Allocated[], own: { urn: string; amountMinor: number }): Allocated[] =>
  eachOnce(items.filter(({ urn, amountMinor }) => urn !== own.urn && amountMinor !== 0 && Math.sign(amountMinor) !== Math.sign(own.amountMinor)));
