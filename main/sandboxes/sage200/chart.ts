import type { Channel } from '../world/world-types.ts';

export const CONTROL = '1100';
export const VAT_OUTPUT = '2200';
export const VAT_INPUT = '2201';
export const SALES = '4000';
export const CARRIAGE = '4905';
export const FEES = '7901';
export const EXCHANGE = '7906';
export const SUSPENSE = '9998';

export const HOME_CURRENCY_ID = 1;
export const CURRENCIES = [
  { id: 1, code: 'GBP', name: 'Pound Sterling', symbol: '£' },
  { id: 2, code: 'EUR', name: 'Euro', symbol: '€' },
] as const;
export const currencyCode = (id: number): string => CURRENCIES.find(currency => currency.id === id)?.code ?? 'GBP';
export const currencyId = (code: string): number => CURRENCIES.find(currency => currency.code === code)?.id ?? HOME_CURRENCY_ID;

/** The visible code is not the id, on purpose: bodies take the id. Rates in hundredths of a percent. */
export const TAX_CODES = [
  { id: 1727, code: 0, name: 'Zero rated', rate: 0, terms: 'Zero' },
  { id: 1728, code: 1, name: 'Standard rate', rate: 2000, terms: 'Standard' },
  { id: 1729, code: 2, name: 'Exempt', rate: 0, terms: 'Exempt' },
  { id: 1731, code: 4, name: 'Sale to EC customer', rate: 0, terms: 'ECSale' },
  { id: 1732, code: 5, name: 'Lower rate', rate: 500, terms: 'Reduced' },
  { id: 1736, code: 9, name: 'Outside scope', rate: 0, terms: 'OutsideScope' },
  { id: 1747, code: 20, name: 'Reverse charge', rate: 0, terms: 'ReverseCharge' },
] as const;
export const STANDARD_TAX_ID = 1728;
export const OUTSIDE_SCOPE_ID = 1736;

const TAX_BY_ID = new Map<number, (typeof TAX_CODES)[number]>(TAX_CODES.map(code => [code.id, code]));
export const taxCode = (id: number): (typeof TAX_CODES)[number] | undefined => TAX_BY_ID.get(id);
export const taxIdOfRate = (percent: number): number => (percent === 20 ? 1728 : percent === 5 ? 1732 : 1727);

/** Cost centre and department of each channel's sales. */
export const PLACES: Readonly<Record<Channel['key'], { costCentre: string; department: string; name: string }>> = {
  'amazon-uk': { costCentre: 'WEB', department: 'AMZ', name: 'Amazon UK' },
  'ebay-uk': { costCentre: 'WEB', department: 'EBY', name: 'eBay UK' },
  'shopify-uk': { costCentre: 'WEB', department: 'SHP', name: 'Shopify UK' },
  'shopify-eu': { costCentre: 'WEB', department: 'SHE', name: 'Shopify EU' },
  wholesale: { costCentre: 'TRD', department: 'WHO', name: 'Wholesale' },
};

export const COST_CENTRES = [{ code: 'WEB', name: 'Web channels' }, { code: 'TRD', name: 'Trade' }, { code: 'ADM', name: 'Administration' }] as const;
export const DEPARTMENTS = [...Object.values(PLACES).map(({ department, name }) => ({ code: department, name })), { code: 'OFF', name: 'Office' }];

/** Reference, name, and whether it is also kept for each channel. */
export const NOMINALS: readonly (readonly [reference: string, name: string, byChannel: boolean])[] = [
  ['1001', 'Stock', false],
  [CONTROL, 'Debtors control account', false],
  ['2100', 'Creditors control account', false],
  [VAT_OUTPUT, 'VAT on sales', false],
  [VAT_INPUT, 'VAT on purchases', false],
  ['2202', 'VAT liability', false],
  ['3200', 'Retained profit', false],
  [SALES, 'Sales', true],
  ['4009', 'Discounts allowed', true],
  ['4010', 'Sales returns', true],
  [CARRIAGE, 'Carriage charged', true],
  ['5000', 'Cost of sales', false],
  ['7900', 'Bank charges', false],
  [FEES, 'Marketplace and gateway fees', true],
  [EXCHANGE, 'Exchange gains and losses', false],
  ['7910', 'Chargebacks', true],
  ['8200', 'Bad debts and write-offs', false],
  [SUSPENSE, 'Suspense', false],
];
