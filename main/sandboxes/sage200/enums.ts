export const DOCUMENT_STATUSES = ['Live', 'OnHold', 'Complete', 'Dispute', 'Cancelled', 'Draft', 'Printed', 'Lost'].map(name => `EnumDocumentStatus${name}`);
export const LIVE = 'EnumDocumentStatusLive';
export const ON_HOLD = 'EnumDocumentStatusOnHold';
export const COMPLETE = 'EnumDocumentStatusComplete';
export const CANCELLED = 'EnumDocumentStatusCancelled';

export const DESPATCH_STATUSES = ['None', 'Part', 'Full'].map(name => `EnumDespatchReceiptStatus${name}`);
export const INVOICE_STATUSES = ['None', 'Part', 'Full'].map(name => `EnumInvoiceCreditStatus${name}`);
export const DESPATCHED_NONE = 'EnumDespatchReceiptStatusNone';
export const DESPATCHED_PART = 'EnumDespatchReceiptStatusPart';
export const DESPATCHED_FULL = 'EnumDespatchReceiptStatusFull';
export const INVOICED_NONE = 'EnumInvoiceCreditStatusNone';
export const INVOICED_FULL = 'EnumInvoiceCreditStatusFull';

export const LINE_TYPES = ['Standard', 'FreeText', 'Charge', 'Comment'].map(name => `EnumLineType${name}`);
export const STANDARD = 'EnumLineTypeStandard';
export const FREE_TEXT = 'EnumLineTypeFreeText';
export const CHARGE = 'EnumLineTypeCharge';
export const COMMENT = 'EnumLineTypeComment';

export const TRANSACTION_TYPES = ['Invoice', 'CreditNote', 'PurchasePaymentSalesReceipt', 'PurchaseReceiptSalesPayment', 'OpeningBalanceInvoice', 'OpeningBalanceCreditNote', 'DeletedRecord'].map(
  name => `TradingAccountEntryType${name}`,
);
export const INVOICE = 'TradingAccountEntryTypeInvoice';
export const CREDIT_NOTE = 'TradingAccountEntryTypeCreditNote';
export const RECEIPT = 'TradingAccountEntryTypePurchasePaymentSalesReceipt';
export const PAYMENT = 'TradingAccountEntryTypePurchaseReceiptSalesPayment';

export const ACCOUNT_STATUSES = ['Active', 'Hidden', 'Inactive'].map(name => `AccountStatus${name}`);
export const ACTIVE = 'AccountStatusActive';

export const PRODUCT_STATUSES = ['Active', 'Inactive', 'Hidden'].map(name => `EnumStockItemStatusType${name}`);
export const PRODUCT_ACTIVE = 'EnumStockItemStatusTypeActive';

/** An enumeration in a body may be the name or the number. */
export function enumName(names: readonly string[], value: unknown): string | undefined {
  if (typeof value === 'string' && names.includes(value)) return value;
  return /^\d+$/.test(String(value)) ? names[Number(value)] : undefined;
}
