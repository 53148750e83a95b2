import { rowsOf } from '../gateway/books.ts';
import { badRequest, noKey } from '../gateway/gateway-error.ts';
import { days, is, oneOf, type Listing, type Row, type Source as SourceOf, type View } from '../gateway/listing.ts';
import type { Fields } from '../gateway/record-store.ts';
import { clockOf, type Company } from './company.ts';

type Source = SourceOf<Company>;

const children = (company: Company, file: string, equals: Record<string, string>): Row[] => rowsOf(company, file, equals);

const orderRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'SO_SalesOrderDetail', { SalesOrderNo: fields['SalesOrderNo'] ?? '' }), Payments: children(company, 'SO_SalesOrderPayment', { SalesOrderNo: fields['SalesOrderNo'] ?? '' }) });
const orderHistoryRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'SO_SalesOrderHistoryDetail', { SalesOrderNo: fields['SalesOrderNo'] ?? '' }) });
const ofInvoice = (fields: Fields): Record<string, string> => ({ InvoiceNo: fields['InvoiceNo'] ?? '' });
const enteredRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'SO_InvoiceDetail', ofInvoice(fields)), Tracking: children(company, 'SO_InvoiceTracking', ofInvoice(fields)) });
const postedRow = (company: Company, fields: Fields): Row => ({
  ...fields, Lines: children(company, 'AR_InvoiceHistoryDetail', ofInvoice(fields)), Tracking: children(company, 'AR_InvoiceHistoryTracking', ofInvoice(fields)), Payments: children(company, 'AR_InvoiceHistoryPayment', ofInvoice(fields)),
});
const receiptRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'AR_CashReceiptsDetail', { CheckNo: fields['CheckNo'] ?? '' }).filter(line => line['DepositNo'] === fields['DepositNo']) });
const returnRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'RA_ReturnDetail', { RMANo: fields['RMANo'] ?? '' }) });

const SHIPMENT = ['InvoiceNo', 'SalesOrderNo', 'CustomerPONo', 'ARDivisionNo', 'CustomerNo', 'ShipDate', 'ShipVia', 'ShipperID', 'ShipToName', 'DateUpdated', 'TimeUpdated'] as const;

/** Sage has no file of shipments: they are invoice rows that came from shipping, entered or posted. */
function shipmentRow(posted: 'Y' | 'N'): NonNullable<Source['row']> {
  const whole = posted === 'Y' ? postedRow : enteredRow;
  return (company, fields) => {
    const row = whole(company, fields);
    const links = posted === 'Y' ? children(company, 'SO_ARInvoiceHistoryLink', ofInvoice(fields)) : [];
    return { ...Object.fromEntries(SHIPMENT.map(name => [name, fields[name] ?? ''])), Posted: posted, Tracking: row['Tracking'] ?? [], Lines: row['Lines'] ?? [], Links: links };
  };
}

const VIEWS: Readonly<Record<string, View<Company>>> = {
  '/SO/SalesOrder': { sources: [{ file: 'SO_SalesOrderHeader', row: orderRow }], params: { status: is('OrderStatus'), poNo: is('CustomerPONo'), ...days('OrderDate') }, byCustomer: true },
  '/SO/SalesOrderHistory': { sources: [{ file: 'SO_SalesOrderHistoryHeader', row: orderHistoryRow }], params: { status: is('OrderStatus'), poNo: is('CustomerPONo'), salesOrderNo: is('SalesOrderNo'), ...days('OrderDate') }, byCustomer: true },
  '/SO/Invoice': { sources: [{ file: 'SO_InvoiceHeader', row: enteredRow }], params: { type: is('InvoiceType'), poNo: is('CustomerPONo'), reference: is('Comment'), salesOrderNo: is('SalesOrderNo'), ...days('InvoiceDate') }, byCustomer: true },
  '/SO/Shipment': {
    sources: [
      { file: 'SO_InvoiceHeader', where: [{ column: 'ShipperID', is: '<>', value: '' }], row: shipmentRow('N') },
      { file: 'AR_InvoiceHistoryHeader', where: [{ column: 'ShippingInvoice', is: '=', value: 'Y' }], row: shipmentRow('Y') },
    ],
    params: { salesOrderNo: is('SalesOrderNo'), poNo: is('CustomerPONo'), ...days('ShipDate') }, byCustomer: true,
  },
  '/AR/Customer': { sources: [{ file: 'AR_Customer' }], params: { status: is('CustomerStatus'), name: is('CustomerName'), email: is('EmailAddress') }, byCustomer: true },
  '/AR/OpenInvoice': { sources: [{ file: 'AR_OpenInvoice' }], params: { type: is('InvoiceType'), invoiceNo: is('InvoiceNo'), ...days('InvoiceDate') }, byCustomer: true },
  '/AR/InvoiceHistory': {
    sources: [{ file: 'AR_InvoiceHistoryHeader', row: postedRow }],
    params: { type: is('InvoiceType'), invoiceNo: is('InvoiceNo'), poNo: is('CustomerPONo'), reference: is('Comment'), salesOrderNo: is('SalesOrderNo'), ...days('TransactionDate') }, byCustomer: true,
  },
  '/AR/CashReceipts': { sources: [{ file: 'AR_CashReceiptsHeader', row: receiptRow }], params: { reference: is('OtherPaymentTypeRefNo'), checkNo: is('CheckNo'), ...days('DepositDate') }, byCustomer: true },
  '/AR/CashReceiptsHistory': { sources: [{ file: 'AR_CashReceiptsHistory' }], params: { reference: is('Comment'), checkNo: is('CheckNo'), bankCode: is('BankCode'), depositNo: is('DepositNo'), invoiceNo: is('InvoiceNo'), ...days('PostingDate') }, byCustomer: true },
  '/AR/TransactionPaymentHistory': { sources: [{ file: 'AR_TransactionPaymentHistory' }], params: { invoiceNo: is('InvoiceNo'), ...days('TransactionDate') }, byCustomer: true },
  '/AR/TermsCode': { sources: [{ file: 'AR_TermsCode' }] },
  '/CI/Item': { sources: [{ file: 'CI_Item' }], params: { type: is('ItemType'), itemCode: is('ItemCode') } },
  '/IM/ItemWarehouse': { sources: [{ file: 'IM_ItemWarehouse' }], params: { itemCode: is('ItemCode'), warehouse: is('WarehouseCode') } },
  '/IM/Warehouse': { sources: [{ file: 'IM_Warehouse' }] },
  '/RA/Return': { sources: [{ file: 'RA_ReturnHeader', row: returnRow }], params: { status: is('RMAStatus'), ...days('RMADate') }, byCustomer: true },
  '/GL/Account': { sources: [{ file: 'GL_Account' }], params: { account: is('Account') } },
  '/GL/Bank': { sources: [{ file: 'GL_Bank' }], params: { bankCode: is('BankCode') } },
  '/GL/DetailPosting': { sources: [{ file: 'GL_DetailPosting' }], params: { accountKey: is('AccountKey'), ...days('PostingDate') } },
  '/SY/SalesTaxSchedule': { sources: [{ file: 'SY_SalesTaxSchedule' }] },
  '/GL/PeriodPostingHistory': { sources: [{ file: 'GL_PeriodPostingHistory' }], params: { accountKey: is('AccountKey'), fiscalYear: is('FiscalYear') } },
};

export const listing: Listing<Company> = {
  views: VIEWS,
  customer(text) {
    const [division, number] = splitCustomer(text);
    return [{ column: 'CustomerNo', is: '=', value: number }, { column: 'ARDivisionNo', is: '=', value: division }];
  },
  /** Sage notes the day and the hour of a change; what changed within the same second may come twice, never not at all. */
  since(moment) {
    const { day, hours } = clockOf(moment);
    return { dayColumn: 'DateUpdated', timeColumn: 'TimeUpdated', day, time: Number(hours) - 0.0003 };
  },
};

function splitCustomer(text: string): [division: string, number: string] {
  const at = text.indexOf('-');
  if (at < 0) throw badRequest('BadQuery', 'A customer is named by division and number, such as 01-WEB0001.', 'customer');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** One row by its key, as the last parts of the path name it: `01-WEB0001`, `0004512`. */
export function oneRow(company: Company, path: string): Row | undefined {
  const match = /^(\/[A-Z]{2}\/[A-Za-z]+)\/([^/]+)$/.exec(path);
  const view = match && VIEWS[match[1] ?? ''];
  if (!view) return undefined;
  const name = decodeURIComponent(match[2] ?? '');
  const [{ file }] = view.sources;
  const row = oneOf(company, view, file === 'AR_Customer' ? splitCustomer(name) : file === 'AR_InvoiceHistoryHeader' ? [name, '000000'] : [name]);
  if (!row) throw noKey(`${name} is not on file.`);
  return row;
}
