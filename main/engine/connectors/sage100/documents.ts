import { assert } from '../../../../shared/values/assert.ts';
import { formatMinor, multiplyHalfUp } from '../../../../shared/values/money.ts';
import type { Currency } from '../../../../shared/values/money.ts';
import type { Documents, Json, LedgerDocument } from '../connector.ts';
import { journalDocuments } from '../gateway/journal-file.ts';
import { sageDay } from './gateway.ts';
import { ROUNDING_ITEM } from './settings.ts';

const MAX_CHECK = 10;
const MAX_COMMENT = 30;
const MAX_REFERENCE = 24;

/** '01-WEB0001' as the two fields that Sage keeps. */
function customer(id: string): { ARDivisionNo: string; CustomerNo: string } {
  const at = id.indexOf('-');
  assert(at > 0, `a customer of Sage 100 is a division and a number: ${id}`);
  return { ARDivisionNo: id.slice(0, at), CustomerNo: id.slice(at + 1) };
}

/** The class of 'VAT TX'. */
const taxClass = (taxCodeId: string): string => taxCodeId.split(' ').at(-1) ?? '';

/** Not every gross amount has a net one that Sage's own tax leads back to: what is missing stands on a line without tax. */
function pennyLine(tax: LedgerDocument['tax'], currency: Currency): Json[] {
  const missingMinor = tax.reduce((sum, { netMinor, taxMinor, rate }) => (rate === undefined ? sum : sum + taxMinor - multiplyHalfUp(netMinor, hundredthsOf(rate), 10_000)), 0);
  return missingMinor === 0 ? [] : [{ ItemCode: ROUNDING_ITEM, QuantityShipped: '1', UnitPrice: formatMinor(missingMinor, currency) }];
}

/** '20' → 2000. */
const hundredthsOf = (rate: string): number => Math.round(Number(rate) * 100);

export const documents = {
  /** Sage works the tax out from the class of each line; the item that stands for credited money is the connection's. */
  creditNote: ({ customerId, on, currency, reference, secondReference, tax }) => ({
    ...customer(customerId), InvoiceType: 'CM', InvoiceDate: sageDay(on), CustomerPONo: reference, Comment: secondReference.slice(0, MAX_COMMENT),
    Lines: [...tax.map((row): Json => ({ TaxClass: taxClass(row.taxCodeId), QuantityShipped: '1', UnitPrice: formatMinor(row.netMinor, currency) })), ...pennyLine(tax, currency)],
  }),
  /** Staff type a word where there is no check; the end of the reference says more. */
  receipt: ({ customerId, bankId, amountMinor, currency, on, reference, secondReference }) => ({
    ...customer(customerId), BankCode: bankId, DepositDate: sageDay(on), CheckNo: (reference || secondReference).slice(-MAX_CHECK), PostingAmt: formatMinor(amountMinor, currency), OtherPaymentTypeRefNo: secondReference.slice(0, MAX_REFERENCE),
  }),
  /** Money given back is a receipt of a negative amount, as staff enter it. */
  refund: ({ customerId, bankId, amountMinor, currency, on, reference, secondReference }) => ({
    ...customer(customerId), BankCode: bankId, DepositDate: sageDay(on), CheckNo: (reference || secondReference).slice(-MAX_CHECK), PostingAmt: formatMinor(-amountMinor, currency), OtherPaymentTypeRefNo: secondReference.slice(0, MAX_REFERENCE),
  }),
  ...journalDocuments,
} satisfies Partial<Documents>;
