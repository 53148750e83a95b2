/** A list of the gateway as the tables behind it: `key` is their own, in its order, and pages follow it. */
export type Source = {
  table: string;
  key: readonly string[];
  /** Always asked for, in Sage's SQL. */
  only?: string;
  /** Rows that belong to each: read with one question for a whole page, by the column that both have. */
  children?: Readonly<Record<string, { table: string; on: string }>>;
  /** What the list adds or leaves out. */
  adds?: Readonly<Record<string, string>>;
};

export type View = {
  sources: readonly Source[];
  /** Columns that a question may name, beside `customer`, `from` and `to`. */
  params?: Readonly<Record<string, string>>;
  day?: string;
};

const INVOICE_HISTORY = {
  table: 'AR_InvoiceHistoryHeader', key: ['InvoiceNo', 'HeaderSeqNo'],
  children: { Lines: { table: 'AR_InvoiceHistoryDetail', on: 'InvoiceNo' }, Tracking: { table: 'AR_InvoiceHistoryTracking', on: 'InvoiceNo' } },
} as const satisfies Source;
const INVOICE = { table: 'SO_InvoiceHeader', key: ['InvoiceNo'], children: { Lines: { table: 'SO_InvoiceDetail', on: 'InvoiceNo' }, Tracking: { table: 'SO_InvoiceTracking', on: 'InvoiceNo' } } } as const satisfies Source;
const one = (table: string, ...key: string[]): readonly Source[] => [{ table, key }];

/** The same lists as the gateway's, by its own addresses. */
export const VIEWS: Readonly<Record<string, View>> = {
  '/SO/SalesOrder': { sources: [{ table: 'SO_SalesOrderHeader', key: ['SalesOrderNo'], children: { Lines: { table: 'SO_SalesOrderDetail', on: 'SalesOrderNo' } } }], params: { status: 'OrderStatus', poNo: 'CustomerPONo', salesOrderNo: 'SalesOrderNo' }, day: 'OrderDate' },
  '/SO/SalesOrderHistory': { sources: [{ table: 'SO_SalesOrderHistoryHeader', key: ['SalesOrderNo'], children: { Lines: { table: 'SO_SalesOrderHistoryDetail', on: 'SalesOrderNo' } } }], params: { status: 'OrderStatus', poNo: 'CustomerPONo', salesOrderNo: 'SalesOrderNo' }, day: 'OrderDate' },
  '/SO/Invoice': { sources: [INVOICE], params: { type: 'InvoiceType', poNo: 'CustomerPONo', reference: 'Comment', salesOrderNo: 'SalesOrderNo' }, day: 'InvoiceDate' },
  '/SO/Shipment': {
    sources: [{ ...INVOICE, only: "ShipperID <> ''", adds: { Posted: 'N' } }, { ...INVOICE_HISTORY, only: "ShippingInvoice = 'Y'", adds: { Posted: 'Y' } }],
    params: { salesOrderNo: 'SalesOrderNo', poNo: 'CustomerPONo' }, day: 'ShipDate',
  },
  '/AR/Customer': { sources: one('AR_Customer', 'ARDivisionNo', 'CustomerNo'), params: { status: 'CustomerStatus', name: 'CustomerName', email: 'EmailAddress' } },
  '/AR/OpenInvoice': { sources: one('AR_OpenInvoice', 'ARDivisionNo', 'CustomerNo', 'InvoiceNo', 'InvoiceType'), params: { type: 'InvoiceType', invoiceNo: 'InvoiceNo' }, day: 'InvoiceDate' },
  '/AR/InvoiceHistory': { sources: [INVOICE_HISTORY], params: { type: 'InvoiceType', invoiceNo: 'InvoiceNo', poNo: 'CustomerPONo', reference: 'Comment', salesOrderNo: 'SalesOrderNo' }, day: 'TransactionDate' },
  '/AR/CashReceipts': { sources: one('AR_CashReceiptsHeader', 'DepositNo', 'ARDivisionNo', 'CustomerNo', 'CheckNo'), params: { reference: 'OtherPaymentTypeRefNo', checkNo: 'CheckNo' }, day: 'DepositDate' },
  '/AR/CashReceiptsHistory': {
    sources: one('AR_CashReceiptsHistory', 'BankCode', 'DepositDate', 'DepositNo', 'DepositType', 'ARDivisionNo', 'CustomerNo', 'CheckNo', 'SequenceNo'),
    params: { checkNo: 'CheckNo', bankCode: 'BankCode', depositNo: 'DepositNo', invoiceNo: 'InvoiceNo' }, day: 'PostingDate',
  },
  '/CI/Item': { sources: one('CI_Item', 'ItemCode'), params: { type: 'ItemType', itemCode: 'ItemCode' } },
  '/IM/ItemWarehouse': { sources: one('IM_ItemWarehouse', 'ItemCode', 'WarehouseCode'), params: { itemCode: 'ItemCode', warehouse: 'WarehouseCode' } },
  '/IM/Warehouse': { sources: one('IM_Warehouse', 'WarehouseCode') },
  '/RA/Return': { sources: [{ table: 'RA_ReturnHeader', key: ['RMANo'], children: { Lines: { table: 'RA_ReturnDetail', on: 'RMANo' } } }], params: { status: 'RMAStatus' }, day: 'RMADate' },
  '/GL/Account': { sources: one('GL_Account', 'AccountKey'), params: { account: 'Account' } },
  '/GL/Bank': { sources: one('GL_Bank', 'BankCode'), params: { bankCode: 'BankCode' } },
  '/GL/DetailPosting': { sources: one('GL_DetailPosting', 'AccountKey', 'PostingDate', 'SourceJournal', 'JournalRegisterNo', 'SequenceNo'), params: { accountKey: 'AccountKey' }, day: 'PostingDate' },
  '/GL/PeriodPostingHistory': { sources: one('GL_PeriodPostingHistory', 'AccountKey', 'FiscalYear', 'FiscalPeriod'), params: { accountKey: 'AccountKey', fiscalYear: 'FiscalYear' } },
  '/SY/SalesTaxSchedule': { sources: one('SY_SalesTaxSchedule', 'TaxSchedule', 'TaxClass') },
};

/** Tables that do not say when a row changed: a question for what is new is answered with all of it. */
export const WITHOUT_DATE_UPDATED: ReadonlySet<string> = new Set(['AR_OpenInvoice', 'AR_CashReceiptsHeader', 'GL_Account', 'GL_Bank', 'GL_DetailPosting', 'GL_PeriodPostingHistory', 'IM_Warehouse', 'SY_SalesTaxSchedule', 'RA_ReturnHeader']);
