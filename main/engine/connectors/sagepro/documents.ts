import { formatMinor } from '../../../../shared/values/money.ts';
import type { Documents, Json, LedgerDocument } from '../connector.ts';
import { journalDocuments } from '../gateway/journal-file.ts';
import type { ITEM_SETTINGS } from './settings.ts';

const MAX_CHECK = 10;
const MAX_REFERENCE = 20;

/** Which of the connection's items a line is written with; replaced by its code before it is sent. */
export const STANDS_FOR = 'StandsFor';

/** Net amounts line by line, and tax as a line of its own: the amounts are told, nothing is left to work out. */
function ledgerDocument({ customerId, on, currency, reference, secondReference, nominal, netMinor, taxMinor }: LedgerDocument, { type, as, poNumber, notes }: { type: string; as: keyof typeof ITEM_SETTINGS; poNumber: string; notes: string }): Json {
  const line = (kind: keyof typeof ITEM_SETTINGS, minor: number, description: string): Json => ({ [STANDS_FOR]: kind, Description: description, Quantity: '1', UnitPrice: formatMinor(minor, currency) });
  const rows = nominal.length > 0 ? nominal : [{ narrative: reference || secondReference, netMinor }];
  return {
    Type: type, CustomerNo: customerId, InvoiceDate: on, PONumber: poNumber.slice(0, MAX_REFERENCE), Notes: notes,
    LineItems: [...rows.map(row => line(as, row.netMinor, row.narrative)), ...(taxMinor === 0 ? [] : [line('tax', taxMinor, 'Tax')])],
  };
}

/** Staff type a word where there is no check; the end of the reference says more. */
const money: Documents['receipt'] = ({ customerId, bankId, amountMinor, currency, on, reference, secondReference }) => ({
  CustomerNo: customerId, BankCode: bankId, PaymentDate: on, CheckNo: (reference || secondReference).slice(-MAX_CHECK), Amount: formatMinor(amountMinor, currency), Reference: secondReference.slice(0, MAX_REFERENCE),
});

export const documents = {
  invoice: document => ledgerDocument(document, { type: '', as: 'sale', poNumber: document.secondReference, notes: document.reference }),
  creditNote: document => ledgerDocument(document, { type: 'C', as: 'credit', poNumber: document.reference, notes: document.secondReference }),
  receipt: money,
  /** Money given back is a payment of a negative amount. */
  refund: document => money({ ...document, amountMinor: -document.amountMinor }),
  ...journalDocuments,
} satisfies Partial<Documents>;
