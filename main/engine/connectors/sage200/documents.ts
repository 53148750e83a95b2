import { assert } from '../../../../shared/values/assert.ts';
import { formatMinor } from '../../../../shared/values/money.ts';
import type { Currency } from '../../../../shared/values/money.ts';
import type { Documents, Json, LedgerDocument } from '../connector.ts';
import { exact, exactText, jsonNumber } from '../decimal.ts';
import { listAt, textAt, valueAt } from '../json-value.ts';
import { sageDay } from './query.ts';

/** An amount as a JSON number with exactly its digits. */
const amount = (minor: number, currency: Currency): number => jsonNumber(formatMinor(minor, currency));

function id(text: string): number {
  assert(/^\d{1,15}$/.test(text), `not an id of Sage: ${text}`);
  return Number(text);
}

/** Which of the two cash-book addresses a body belongs to; taken out again before it is sent. */
export const CASH_BOOK = 'cash_book_document';

const despatchable = (line: Json): boolean => /LineType(Standard|FreeText)$/.test(textAt(line, 'line_type'));

function ledgerDocument(document: LedgerDocument): { [name: string]: Json } {
  const { currency } = document;
  return {
    customer_id: id(document.customerId), transaction_date: sageDay(document.on), reference: document.reference, second_reference: document.secondReference,
    ...(document.exchangeRate !== '1' && { exchange_rate: jsonNumber(document.exchangeRate) }),
    document_goods_value: amount(document.netMinor, currency), document_tax_value: amount(document.taxMinor, currency), document_discount_value: 0,
    tax_analysis_items: document.tax.map(tax => ({ id: id(tax.taxCodeId), goods_amount: amount(tax.netMinor, currency), tax_amount: amount(tax.taxMinor, currency) })),
    nominal_analysis_items: document.nominal.map(item => ({ ...place(item), narrative: item.narrative, value: amount(item.netMinor, currency) })),
  };
}

const customerMoney: Documents['receipt'] = ({ customerId, bankId, amountMinor, currency, on, reference, secondReference }) => ({
  customer_id: id(customerId), bank_id: id(bankId), cheque_value: amount(amountMinor, currency), transaction_date: sageDay(on), reference, second_reference: secondReference,
});

const place = ({ code, costCentre, department }: { code: string; costCentre: string; department: string }): { [name: string]: Json } =>
  ({ code, ...(costCentre && { cost_centre: costCentre }), ...(department && { department }) });

export const documents: Documents = {
  despatch({ salesOrder, on }) {
    const open = listAt(salesOrder, 'lines').filter(despatchable).flatMap((line): Json[] => {
      const left = (exact(valueAt(line, 'line_quantity')) ?? 0n) - (exact(valueAt(line, 'despatch_receipt_quantity')) ?? 0n);
      return left > 0n ? [{ id: id(textAt(line, 'id')), quantity: jsonNumber(exactText(left)) }] : [];
    });
    return { sop_order_return_id: id(textAt(salesOrder, 'id')), despatch_receipt_date: sageDay(on), items: open };
  },

  invoice: document => ({ ...ledgerDocument(document), due_date: sageDay(document.on) }),
  creditNote: ledgerDocument,

  receipt: customerMoney,
  refund: customerMoney,

  allocation: ({ customerId, on, transactions, currency }) => ({
    customer_id: id(customerId), allocation_date: sageDay(on),
    allocation_lines: transactions.map(transaction => ({ posted_tran_id: id(transaction.id), value_to_allocate: amount(Math.abs(transaction.amountMinor), currency) })),
  }),

  bankPosting(document) {
    const { amountMinor, taxMinor, currency, taxCodeId, narrative } = document;
    assert(amountMinor !== 0, 'a bank posting has an amount');
    const gross = Math.abs(amountMinor);
    const tax = Math.abs(taxMinor);
    return {
      [CASH_BOOK]: amountMinor > 0 ? 'bank_payment' : 'bank_receipt', bank_id: id(document.bankId), transaction_date: sageDay(document.on), reference: document.reference,
      second_reference: document.secondReference, narrative,
      nominal_analysis_items: [{
        ...place({ code: document.nominalCode, costCentre: document.costCentre, department: document.department }), narrative,
        gross_value: amount(gross, currency), goods_value: amount(gross - tax, currency), ...(taxCodeId !== null && { tax_code_id: id(taxCodeId) }), tax_value: amount(tax, currency),
      }],
    };
  },

  transfer: document => ({
    bank_from_id: id(document.fromBankId), bank_to_id: id(document.toBankId), transaction_date: sageDay(document.on), payment_value: amount(document.amountMinor, document.currency),
    reference: document.reference, second_reference: document.secondReference, narrative: document.narrative,
  }),
};
