import { readDictionary, type Dictionary } from '../gateway/record-layout.ts';
import { LAYOUTS } from './layouts.ts';

export type LayoutOptions = {
  /** Names, addresses and order numbers as short as they were before the fields grew. */
  shortFields: boolean;
  /** 7, or 20 once the company has expanded its invoice numbers. */
  invoiceNumberLength: number;
};

/** Columns that hold an invoice number and grow with it. */
const INVOICE_NUMBERS: ReadonlySet<string> = new Set(['InvoiceNo', 'ApplyToInvoiceNo', 'CurrentInvoiceNo', 'LastInvoiceOrderNo', 'CreditMemoInvoiceReference']);
/** What this company added to its own files. */
const CUSTOM = `
SO_SalesOrderHeader
  UDF_WEB_CHANNEL:20 UDF_GIFT_NOTE:60
AR_Customer
  UDF_LOYALTY_TIER:10
`;

export const sage100Dictionary = ({ shortFields, invoiceNumberLength }: LayoutOptions): Dictionary =>
  readDictionary({ standard: LAYOUTS, custom: CUSTOM, shortFields, lengthOf: name => (INVOICE_NUMBERS.has(name) ? invoiceNumberLength : undefined) });
