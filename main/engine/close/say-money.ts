import { Currency, formatMinor } from '../../../shared/values/money.ts';

/** Digits alone, '31.59'; whole minor units where the currency is not one of ISO 4217 that books are kept in. */
export function digitsOf(minor: number, currency: string): string {
  const known = Currency.safeParse(currency);
  return known.success ? formatMinor(minor, known.data) : String(minor);
}

/** '31.59 GBP'. */
export const sayMoney = (minor: number, currency: string): string => `${digitsOf(minor, currency)} ${currency}`;
