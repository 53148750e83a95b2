import type { Row } from '../gateway/listing.ts';
import type { Fields } from '../gateway/record-store.ts';
import type { Company } from './company.ts';

type Names = Readonly<Record<string, string>>;

/** The gateway's names for the columns of Sage Pro's tables. */
export const ORDER: Names = {
  SalesOrderNo: 'sono', CustomerNo: 'custno', OrderDate: 'ordate', EntryDate: 'sodate', PONumber: 'ponum', Status: 'sostat', Type: 'sotype', PaymentTerms: 'pterms', ShipVia: 'shipvia', LocationId: 'defloc', Salesman: 'salesmn',
  Notes: 'notes', NetAmount: 'ordamt', TaxAmount: 'tax', ShippedAmount: 'shpamt',
};
export const ORDER_LINE: Names = {
  LineNo: 'tranlineno', ItemCode: 'item', Description: 'descrip', Quantity: 'origqtyord', OpenQuantity: 'qtyord', ShippedQuantity: 'qtyshp', UnitPrice: 'price', DiscountPercent: 'disc', ExtendedPrice: 'extprice', TaxCode: 'taxcode',
  TaxRate: 'taxrate', LocationId: 'loctid', RequestDate: 'rqdate',
};
export const ADDRESS: Names = { Company: 'company', Address1: 'address1', Address2: 'address2', City: 'city', State: 'addrstate', Zip: 'zip', Country: 'country', Phone: 'phone', Email: 'email' };
export const CUSTOMER: Names = {
  CustomerNo: 'custno', Company: 'company', Contact: 'contact', Address1: 'address1', Address2: 'address2', City: 'city', State: 'state', Zip: 'zip', Country: 'country', Phone: 'phone', Email: 'email', PaymentTerms: 'pterms',
  CreditLimit: 'limit', CreditStatus: 'credstat', Balance: 'balance', OnOrder: 'onorder', PriceCode: 'pricecode', TaxCode: 'taxcode', Currency: 'currency', Notes: 'arnotes',
};
export const PRODUCT: Names = { ItemCode: 'item', Description: 'itmdesc', Description2: 'itmdes2', Price: 'price', WebPrice: 'webprice', StockCode: 'stkcode', ItemClass: 'itmclss', TaxCode: 'taxcode', OnHand: 'ionhand', UnitOfMeasure: 'sunmsid' };
export const STOCK: Names = { ItemCode: 'item', LocationId: 'loctid', OnHand: 'lonhand', OnPurchaseOrder: 'lonordr', ReorderPoint: 'orderpt', AverageCost: 'lavgcst' };
export const INVOICE: Names = {
  InvoiceNo: 'invno', CustomerNo: 'custno', Type: 'artype', Status: 'arstat', SalesOrderNo: 'ornum', PONumber: 'ponum', PaymentTerms: 'pterms', InvoiceDate: 'invdte', Amount: 'invamt', PaidAmount: 'paidamt', Balance: 'balance', TrackingNo: 'sotrack',
};
export const INVOICE_LINE: Names = { LineNo: 'tranlineno', ItemCode: 'item', Description: 'descrip', Quantity: 'qtyshp', UnitPrice: 'price', ExtendedPrice: 'extprice', TaxCode: 'taxcode', LocationId: 'loctid' };
export const PAYMENT: Names = { PaymentNo: 'rcptno', CustomerNo: 'custno', BankCode: 'bankno', PaymentDate: 'paydate', CheckNo: 'checkno', Amount: 'amount', Unapplied: 'unapplied', Reference: 'ref' };
export const APPLICATION: Names = { InvoiceNo: 'invno', Amount: 'applied' };
export const LOCATION: Names = { LocationId: 'loctid', Description: 'locname' };
export const BANK: Names = { BankCode: 'bankno', Description: 'bankdes', Account: 'glacct', Currency: 'currid' };
export const TAX: Names = { TaxCode: 'taxcode', Description: 'taxdes', TaxRate: 'taxrate' };
export const ACCOUNT: Names = { Account: 'glacct', Description: 'gldesc', Status: 'glstat' };
export const POSTING: Names = { Account: 'glacct', PostingDate: 'trandate', Source: 'source', BatchNo: 'batchno', SequenceNo: 'seqno', Debit: 'debit', Credit: 'credit', Reference: 'refno', Description: 'descrip' };
export const BALANCE: Names = { Account: 'glacct', FiscalYear: 'fyear', FiscalPeriod: 'fperiod', BeginningBalance: 'beginbal', Debit: 'debit', Credit: 'credit' };

const OF_FILE: Readonly<Record<string, Names>> = { somast: ORDER, soymst: ORDER, sotran: ORDER_LINE, soytrn: ORDER_LINE, soaddr: ADDRESS, arcust: CUSTOMER, icitem: PRODUCT, iciloc: STOCK, armast: INVOICE, artran: INVOICE_LINE, arcash: PAYMENT, arcshd: APPLICATION, glacnt: ACCOUNT };

/** The gateway's name of a column; its own where the gateway has none. */
export const fieldOf = (file: string, column: string): string => Object.entries(OF_FILE[file] ?? {}).find(([, own]) => own === column)?.[0] ?? column;

/** A record under the gateway's names; columns that the company added keep their own. */
export function shown({ dictionary }: Company, { file, names }: { file: string; names: Names }, fields: Fields): Row {
  const own = dictionary.columns(file).filter(({ isCustom }) => isCustom).map(({ name }) => [name, fields[name] ?? '']);
  return Object.fromEntries([...Object.entries(names).map(([name, column]) => [name, fields[column] ?? '']), ...own]);
}
