import type { Settings } from '../../../shared/contract/settings.ts';

const NAMES: Record<keyof Settings, string> = {
  timeZone: 'time zone', invoiceMode: 'invoices', channels: 'channels', carriageNominal: 'carriage', roundingNominal: 'rounding', writeOffNominal: 'write-offs', writeOffLimitMinor: 'write-off limit',
  taxCodes: 'tax codes', skuAliases: 'SKU aliases', stockMaster: 'whose stock levels count', priceMaster: 'whose prices count', exchangeRates: 'exchange rates', customerMasters: 'whose word counts about customers',
  holdAboveMinor: 'hold limit', booksOpenFrom: 'open from', erpConcurrency: 'parallel requests',
};

/** What differs, in words, for the person who is about to save it. */
export function changedParts(before: Settings, after: Settings): string[] {
  const names = Object.keys(NAMES) as (keyof Settings)[];
  return names.filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map(name => NAMES[name]);
}
