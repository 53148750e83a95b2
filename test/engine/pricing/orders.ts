import assert from 'node:assert/strict';
import { pricingLookups } from '../../../main/engine/pricing/pricing-lookups.ts';
import type { PricingLookups } from '../../../main/engine/pricing/price-order.ts';
import type { Order, OrderLine } from '../../../shared/canonical/order.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { instant } from '../../../shared/values/date.ts';
import { multiplyHalfUp, parseMoney } from '../../../shared/values/money.ts';

/** Sage's tax codes and items, and which code stands for which rate of the shop. Norway's 25 % is outside UK VAT. */
const TAX_CODES: Settings['taxCodes'] = [
  { rate: '20', country: '*', code: '1' }, { rate: '5', country: '*', code: '5' }, { rate: '0', country: '*', code: '0' },
  { rate: '25', country: 'Norway', code: '9' }, { rate: '19', country: 'Germany', code: '19' }, { rate: '19.4', country: 'Germany', code: '194' },
];
/** Sage's ids are numbers, and none is its code. */
export const idOfTax = (code: string): string => `70${code}`;
const REFERENCES = {
  products: ['MUG', 'BOOK', 'SEAT', 'TRAY', 'PARTA', 'PARTB', 'KNOWNSET'].map((code, index) => ({ id: String(index + 1), code, name: code })),
  taxCodes: [['0', '0'], ['1', '20'], ['5', '5'], ['9', '0'], ['19', '19'], ['194', '19.4']].map(([code = '', rate = '']) => ({ id: idOfTax(code), code, name: `VAT ${rate}`, rate })),
};

export const lookupsFor = (mode: 'gross' | 'net', skuAliases: Settings['skuAliases'] = []): PricingLookups => pricingLookups({ skuAliases, taxCodes: TAX_CODES }, { ...REFERENCES, pricesIncludeTax: mode === 'gross' });

export const pence = (text: string): number => parseMoney(text, 'GBP')?.minor ?? assert.fail(`${text} is no amount`);
const taxOf = (gross: number, rate: string): number => multiplyHalfUp(gross, Math.round(Number(rate) * 100), 10_000 + Math.round(Number(rate) * 100));

/** 'MUG 2 × 27.99 at 20', with '(VAT 4.67)' where the shop states something else than the rate gives. The amount is that of the line. */
export function lineOf(text: string): OrderLine {
  const match = /^(\S+) (\d+) × (-?[\d.]+) at ([\d.]+)(?: \(VAT (-?[\d.]+)\))?(?: of (.+))?$/.exec(text.trim());
  assert.ok(match, `not a line: ${text}`);
  const [, sku = '', quantity = '', gross = '', taxRate = '', vat, parts = ''] = match;
  const grossMinor = pence(gross);
  return {
    sku, title: sku, quantity: Number(quantity), grossMinor, taxRate, taxMinor: vat === undefined ? taxOf(grossMinor, taxRate) : pence(vat),
    parts: parts === '' ? [] : parts.split(' + ').map(part => {
      const [count = '1', code = ''] = part.split(' ');
      return { sku: code, title: code, quantity: Number(count) };
    }),
  };
}

const nowhere = { name: '', company: '', address1: '', address2: '', town: '', region: '', postcode: '', country: '', email: '', phone: '' };
const MOMENT = instant(Date.UTC(2026, 9, 5, 9));

export type Sale = { lines: readonly OrderLine[]; carriageMinor?: number; carriageTaxMinor?: number; discountMinor?: number; paidMinor?: number; country?: string };

/** An order of which only the money matters. What was paid is what the parts add up to, unless said otherwise. */
export function orderOf({ lines, carriageMinor = 0, carriageTaxMinor = taxOf(carriageMinor, '20'), discountMinor = 0, paidMinor, country = 'United Kingdom' }: Sale): Order {
  return {
    kind: 'order', externalId: 'x', number: '109390', reference: 'R-1', channel: 'AMAZON/Amazon UK', currency: 'GBP', receivedAt: MOMENT, paidAt: MOMENT, despatchedAt: null, cancelledAt: null, changedAt: MOMENT,
    status: 'open', paymentMethod: 'Amazon', buyer: nowhere, delivery: { ...nowhere, country }, lines: [...lines], carriageMinor, carriageTaxMinor, discountMinor,
    grossMinor: paidMinor ?? lines.reduce((sum, line) => sum + line.grossMinor, 0) + carriageMinor - discountMinor, exchangeRate: '1',
  };
}
