import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import { localDate } from '../../../shared/values/date.ts';

const channel = (settings: Partial<ChannelSettings> & Pick<ChannelSettings, 'key' | 'label'>): ChannelSettings => ({
  currency: 'GBP', customerPolicy: 'webSales', customerReference: '', clearingBank: '', bank: '1200',
  feeNominal: '7901', salesNominal: '4000', costCentre: '', department: '', feeBasisPoints: 0, feeFixedMinor: 0, ...settings,
});

/** The usual books of a UK seller on Sage 200: one web-sales and one clearing account per channel and currency. Every figure is a setting. */
export const DEFAULT_SETTINGS: Settings = {
  timeZone: 'Europe/London',
  invoiceMode: 'sop',
  channels: [
    channel({ key: 'AMAZON/Amazon UK', label: 'Amazon UK', customerReference: 'AMZGBP', clearingBank: '1250', feeBasisPoints: 1500, costCentre: 'WEB', department: 'AMZ' }),
    channel({ key: 'EBAY/eBay UK', label: 'eBay UK', customerReference: 'EBYGBP', clearingBank: '1251', feeBasisPoints: 1280, feeFixedMinor: 30, costCentre: 'WEB', department: 'EBY' }),
    channel({ key: 'SHOPIFY/Shopify UK', label: 'Shopify UK', customerReference: 'SHPGBP', clearingBank: '1252', feeBasisPoints: 200, feeFixedMinor: 25, costCentre: 'WEB', department: 'SHP' }),
    channel({ key: 'SHOPIFY/Shopify EU', label: 'Shopify EU', currency: 'EUR', customerReference: 'SHPEUR', clearingBank: '1253', bank: '1201', feeBasisPoints: 290, feeFixedMinor: 30, costCentre: 'WEB', department: 'SHE' }),
    channel({ key: 'DIRECT/Wholesale', label: 'Wholesale', customerPolicy: 'perBuyer', costCentre: 'TRD', department: 'WHO' }),
  ],
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
  holdAboveMinor: 0,
  booksOpenFrom: localDate('2026-10-01'),
  erpConcurrency: 2,
};
