import type { SchemaField } from '../../shared/contract/connections.ts';
import type { MappingField, PreviewRecord, Step } from '../../shared/contract/mappings.ts';

type Line = { path: string; label: string; type?: SchemaField['type']; required?: boolean; max?: number; custom?: boolean; from?: string; steps?: Step[]; before?: string; after?: string; confidence?: number; reason?: string; decision?: MappingField['decision']; others?: string[]; issue?: string };

const step = (transform: string, parameters: Record<string, string> = {}): Step => ({ transform, parameters });

const LINES: readonly Line[] = [
  { path: 'customer_id', label: 'Customer', type: 'integer', required: true, from: 'GeneralInfo.Source', steps: [step('customerId')], before: 'AMAZON/Amazon UK', after: '48 (WEBGBP)', confidence: 0.97, reason: 'The template of this pair; one web-sales account per channel', decision: 'accepted' },
  { path: 'customer_document_no', label: 'Customer order no.', required: true, max: 30, from: 'GeneralInfo.ReferenceNum', steps: [step('cut', { length: '30' })], before: '203-1234567-1234567', after: '203-1234567-1234567', confidence: 0.98, reason: 'The names agree, and 20 of 20 samples look like references', decision: 'accepted' },
  { path: 'document_date', label: 'Order date', type: 'date', required: true, from: 'GeneralInfo.ReceivedDate', steps: [step('dayInBooks'), step('dateTime')], before: '2026-10-31T23:41:00Z', after: '2026-10-31', confidence: 0.95, reason: 'Both are dates and mean the day of the order', decision: 'accepted' },
  { path: 'requested_delivery_date', label: 'Requested delivery', type: 'date', from: 'GeneralInfo.DespatchByDate', steps: [step('dayInBooks')], before: '2026-11-02T00:00:00Z', after: '2026-11-02', confidence: 0.88, reason: 'The names share “despatch by”' },
  { path: 'promised_delivery_date', label: 'Promised delivery', type: 'date', from: 'GeneralInfo.ScheduledDelivery.To', steps: [step('dayInBooks')], before: '0001-01-01T00:00:00Z', after: '', confidence: 0.62, reason: 'Same type; most samples hold no date', others: ['GeneralInfo.DespatchByDate'] },
  { path: 'exchange_rate', label: 'Exchange rate', type: 'decimal', required: true, from: 'TotalsInfo.CurrencyExchangeRate', steps: [step('exchangeRate')], before: '1', after: '1.000000', confidence: 0.93, reason: 'The names share “exchange rate”', decision: 'accepted' },
  { path: 'lines[].product_id', label: 'Item', type: 'integer', required: true, from: 'Items[].SKU', steps: [step('itemId')], before: 'MUG-BLU', after: '1207 (MUG-BLU)', confidence: 0.96, reason: 'The SKU equals an item code in 19 of 20 samples', decision: 'accepted' },
  { path: 'lines[].line_quantity', label: 'Quantity', type: 'decimal', required: true, from: 'Items[].Quantity', steps: [], before: '2', after: '2', confidence: 0.99, reason: 'Name, type and samples agree', decision: 'accepted' },
  { path: 'lines[].selling_unit_price', label: 'Unit price', type: 'decimal', required: true, from: 'Items[].PricePerUnit', steps: [step('unitPrice'), step('round', { decimals: '5' })], before: '27.99', after: '23.32500', confidence: 0.93, reason: 'The names agree; the price includes VAT, the ERP wants it without' },
  { path: 'lines[].tax_code_id', label: 'Tax code', type: 'integer', required: true, from: 'Items[].TaxRate', steps: [step('taxCodeId')], before: '19.95', after: '1 (20 %)', confidence: 0.71, reason: 'The rate becomes a code through the settings; two other fields hold a rate too', others: ['Items[].SalesTax', 'TotalsInfo.CountryTaxRate'] },
  { path: 'lines[].description', label: 'Line description', max: 60, from: 'Items[].ItemTitle', steps: [step('tidy'), step('cut', { length: '60' })], before: 'Stoneware mug, blue, 350 ml', after: 'Stoneware mug, blue, 350 ml', confidence: 0.91, reason: 'Both describe the item sold' },
  { path: 'lines[].discount_percent', label: 'Line discount', type: 'decimal', from: 'Items[].Discount', steps: [], before: '0', after: '0', confidence: 0.84, reason: 'The names share “discount”' },
  { path: 'lines[].warehouse_id', label: 'Warehouse', type: 'integer', from: 'FulfilmentLocation', steps: [step('warehouseId')], before: 'Default', after: '3 (HOME)', confidence: 0.58, reason: 'Both name a place of stock', others: ['Items[].BinRack'] },
  { path: 'additional_charges[].charge', label: 'Carriage', type: 'integer', required: true, from: 'ShippingInfo.PostageCost', steps: [step('chargePrice')], before: '3.99', after: '3.32500', confidence: 0.9, reason: 'Postage is the carriage charge of the ERP', decision: 'accepted' },
  { path: 'delivery_address.postal_name', label: 'Delivery name', required: true, max: 60, from: 'CustomerInfo.Address.FullName', steps: [step('trim')], before: 'H••••• W•••••••d', after: 'H••••• W•••••••d', confidence: 0.95, reason: 'Names of people in 20 of 20 samples', decision: 'accepted' },
  { path: 'delivery_address.address_1', label: 'Delivery address 1', max: 60, from: 'CustomerInfo.Address.Address1', steps: [step('trim'), step('cut', { length: '60' })], before: '12 ••••• Road', after: '12 ••••• Road', confidence: 0.97, reason: 'The names agree', decision: 'accepted' },
  { path: 'delivery_address.address_2', label: 'Delivery address 2', max: 60, from: 'CustomerInfo.Address.Address2', steps: [step('trim')], before: 'Flat •', after: 'Flat •', confidence: 0.97, reason: 'The names agree', decision: 'accepted' },
  { path: 'delivery_address.city', label: 'Delivery town', max: 60, from: 'CustomerInfo.Address.Town', steps: [step('trim')], before: 'Leeds', after: 'Leeds', confidence: 0.92, reason: 'Town means city', decision: 'accepted' },
  { path: 'delivery_address.county', label: 'Delivery county', max: 60, from: 'CustomerInfo.Address.Region', steps: [step('trim')], before: 'West Yorkshire', after: 'West Yorkshire', confidence: 0.86, reason: 'Region holds counties in the samples' },
  { path: 'delivery_address.postcode', label: 'Delivery postcode', max: 10, from: 'CustomerInfo.Address.PostCode', steps: [step('trim'), step('capitals')], before: 'ls1 4dy', after: 'LS1 4DY', confidence: 0.98, reason: 'Name and samples agree', decision: 'accepted' },
  { path: 'delivery_address.country_code', label: 'Delivery country', max: 2, from: 'CustomerInfo.Address.Country', steps: [step('countryCode')], before: 'United Kingdom', after: 'GB', confidence: 0.94, reason: 'Country by name becomes its code' },
  { path: 'delivery_address.email', label: 'Delivery e-mail', max: 255, from: 'CustomerInfo.Address.EmailAddress', steps: [], before: 'h•••@example.com', after: 'h•••@example.com', confidence: 0.99, reason: 'E-mail addresses in every sample', decision: 'accepted' },
  { path: 'delivery_address.telephone', label: 'Delivery telephone', max: 30, from: 'CustomerInfo.Address.PhoneNumber', steps: [], before: '+44 •••• •••123', after: '+44 •••• •••123', confidence: 0.95, reason: 'Phone means telephone' },
  { path: 'settlement_discount_percent', label: 'Settlement discount', type: 'decimal', before: '', after: '', decision: 'none' },
  { path: 'override_document_discount_percent', label: 'Document discount', type: 'decimal', from: 'TotalsInfo.TotalDiscount', steps: [], before: '0', after: '0', confidence: 0.41, reason: 'A discount, but an amount and not a percentage', others: ['Items[].Discount'] },
  { path: 'analysis_code_1', label: 'Analysis code 1 (Channel)', max: 60, custom: true, from: 'GeneralInfo.SubSource', steps: [step('table', { table: 'Amazon UK=AMZUK; eBay UK=EBYUK', otherwise: 'OTHER' })], before: 'Amazon UK', after: 'AMZUK', confidence: 0.79, reason: 'Earlier approved: the channel goes into analysis code 1' },
  { path: 'analysis_code_2', label: 'Analysis code 2 (Order no.)', max: 60, custom: true, from: 'NumOrderId', steps: [], before: '109390', after: '109390', confidence: 0.83, reason: 'Numbers of six digits, one per order' },
  { path: 'analysis_code_3', label: 'Analysis code 3 (Campaign)', max: 60, custom: true },
  { path: 'analysis_code_4', label: 'Analysis code 4', max: 60, custom: true },
  { path: 'gift_message', label: 'Gift message', max: 255, custom: true, from: 'ExtendedProperties[GiftMessage]', steps: [step('cut', { length: '255' })], before: 'Happy birthday!', after: 'Happy birthday!', confidence: 0.9, reason: 'The names agree, word for word' },
  { path: 'carrier_reference', label: 'Carrier reference', required: true, max: 20, issue: 'Required, and nothing is mapped to it yet.' },
];

const SAMPLES = ['203-1234567-1234567', '204-7781234-0091823', '12-09871-44512'];

export function fieldsOf(): MappingField[] {
  return LINES.map((line): MappingField => {
    const { path, label, type = 'text', required = false, max = null, custom = false, from = null, steps = [], before = '', after = '', confidence = null, reason = '', decision = 'open', others = [], issue = null } = line;
    const candidates = from === null ? [] : [
      { source: from, confidence: confidence ?? 0.5, steps, reason },
      ...others.map((source, index) => ({ source, confidence: Math.max(0.2, (confidence ?? 0.5) - 0.18 - index * 0.11), steps: [], reason: 'The type fits and the names share a word' })),
    ];
    return {
      target: { path, label, type, maxLength: max, required, readOnly: false, custom, choices: [], description: `${label} of the sales order in Sage 200.`, concept: null, samples: before === '' ? [] : [after] },
      decision, source: from, steps, candidates, confidence, reason, before, after, issue,
    };
  });
}

export function previewOf(count: number): PreviewRecord[] {
  return Array.from({ length: count }, (_, index): PreviewRecord => {
    const reference = SAMPLES[index % SAMPLES.length] ?? '';
    return {
      reference,
      source: LINES.flatMap(({ from, before }) => (from === undefined ? [] : [{ path: from, value: before ?? '' }])),
      target: LINES.filter(({ after }) => after !== undefined && after !== '').map(({ path, after = '', from = null, steps = [], before = '' }) => ({ path, target: path, before, value: path === 'customer_document_no' ? reference : after ?? '', source: from, steps: steps.map(({ transform }) => transform), issue: index === 2 && path === 'lines[].tax_code_id' ? 'There is no tax code for 19.95 % in Germany. Add one in the settings.' : null })),
      totals: { currency: 'GBP', paidMinor: 3198, netMinor: 2665, taxMinor: 533, grossMinor: 3198, residualMinor: 0, residualPlace: '' },
      postings: [{ account: '1100 Debtors', debitMinor: 3198, creditMinor: 0 }, { account: '4000 Sales', debitMinor: 0, creditMinor: 2333 }, { account: '4905 Carriage', debitMinor: 0, creditMinor: 332 }, { account: '2200 VAT on sales', debitMinor: 0, creditMinor: 533 }],
      issues: index === 2 ? [{ field: 'lines[].tax_code_id', message: 'There is no tax code for 19.95 % in Germany. Add one in the settings.', severity: 'stops' }] : [],
      checks: [{ rule: 'vatCode', label: 'VAT codes', says: 'Each line has a tax code of the rate that the order proves.', severity: 'stops', passed: index !== 2, message: index === 2 ? 'There is no tax code for 19.95 % in Germany.' : '' }],
    };
  });
}
