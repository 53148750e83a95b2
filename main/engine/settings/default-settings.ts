import type { Settings } from '../../../shared/contract/settings.ts';
import { localDate } from '../../../shared/values/date.ts';

/** The usual books of a UK seller on Sage 200, before its channels are known. Every figure is a setting. */
export const DEFAULT_SETTINGS: Settings = {
  timeZone: 'Europe/London',
  invoiceMode: 'sop',
  channels: [],
  carriageNominal: '4905',
  roundingNominal: '8200',
  writeOffNominal: '8200',
  writeOffLimitMinor: 500,
  taxCodes: [
    { rate: '20', country: '*', code: '1' },
    { rate: '5', country: '*', code: '5' },
    { rate: '0', country: '*', code: '0' },
  ],
  skuAliases: [],
  stockMaster: 'erp',
  priceMaster: 'erp',
  holdAboveMinor: 0,
  booksOpenFrom: localDate('2026-10-01'),
  erpConcurrency: 2,
};
