import type { Fields } from '../gateway/record-store.ts';
import { minor, type Company } from './company.ts';
import { orderTotal } from './sales-orders.ts';

/** What the company holds, read from its own files; amounts are minor units. */
export type Books = {
  orders: { number: string; reference: string; customer: string; grossMinor: number; state: 'open' | 'history' }[];
  invoices: { number: string; reference: string; type: string; grossMinor: number; on: string }[];
  /** References that more than one order carries. */
  duplicates: { reference: string; numbers: string[] }[];
  trialBalance: { debitMinor: number; creditMinor: number };
};

const DELETED = new Set(['X', 'Z']);

export function readBooks({ store }: Company): Books {
  const rows = (file: string): Fields[] => store.find(file).map(({ fields }) => fields);
  const orderOf = (fields: Fields, state: 'open' | 'history') => ({
    number: fields['SalesOrderNo'] ?? '', reference: fields['CustomerPONo'] ?? '', customer: `${fields['ARDivisionNo']}-${fields['CustomerNo']}`, grossMinor: orderTotal(fields), state,
  });
  const orders = [
    ...rows('SO_SalesOrderHeader').map(fields => orderOf(fields, 'open')),
    ...rows('SO_SalesOrderHistoryHeader').filter(fields => !DELETED.has(fields['OrderStatus'] ?? '')).map(fields => orderOf(fields, 'history')),
  ];
  const byReference = Map.groupBy(orders.filter(({ reference }) => reference !== ''), ({ reference }) => reference);
  const postings = rows('GL_DetailPosting');
  return {
    orders,
    invoices: rows('AR_InvoiceHistoryHeader').map(fields => ({
      number: fields['InvoiceNo'] ?? '', reference: fields['CustomerPONo'] ?? '', type: fields['InvoiceType'] ?? '', on: fields['TransactionDate'] ?? '',
      grossMinor: minor(fields, 'TaxableSalesAmt') + minor(fields, 'NonTaxableSalesAmt') + minor(fields, 'FreightAmt') + minor(fields, 'SalesTaxAmt') - minor(fields, 'DiscountAmt'),
    })),
    duplicates: [...byReference].filter(([, found]) => found.length > 1).map(([reference, found]) => ({ reference, numbers: found.map(({ number }) => number) })),
    trialBalance: { debitMinor: postings.reduce((sum, fields) => sum + minor(fields, 'DebitAmount'), 0), creditMinor: postings.reduce((sum, fields) => sum + minor(fields, 'CreditAmount'), 0) },
  };
}
