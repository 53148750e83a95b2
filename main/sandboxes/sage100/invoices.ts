import { columnsOf, linesIn, textIn, type Body } from '../gateway/body.ts';
import { nextNumber, read, rowsOf, write } from '../gateway/books.ts';
import { badRequest, GatewayError, notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import { addQuantity, extension, invoiceNumber, minor, moneyText, padInvoiceNumber, quantity, quantityText, type Company } from './company.ts';
import { customerOf } from './customers.ts';
import { DETAIL, HEADER, linesOfOrder, totals } from './sales-orders.ts';

export const INVOICE = 'SO_InvoiceHeader';
export const INVOICE_LINE = 'SO_InvoiceDetail';
const OBJECT = 'SO_Invoice_bus';
const SHIPPER = '001';

/** Columns that an order and its invoice both have. */
function shared(company: Company, { from, to, file }: { from: Fields; to: string; file: string }): Fields {
  const own = new Set(company.dictionary.columns(to).filter(column => !column.isKey).map(column => column.name));
  const skip = /^(Date|Time|User)(Created|Updated)/;
  return Object.fromEntries(company.dictionary.columns(file).filter(({ name }) => own.has(name) && !skip.test(name)).map(({ name }) => [name, from[name] ?? '']));
}

export type Shipping = { salesOrderNo: string; day: string; /** By line key; missing lines leave whole. */ quantities?: Readonly<Record<string, number>>; /** false: typed in at invoice data entry, nothing is shipped by it. */ isShipping: boolean };

/** Staff enter a shipment (or an invoice) for an order: entered, not posted. */
export function enterInvoice(company: Company, { salesOrderNo, day, quantities = {}, isShipping }: Shipping): Fields {
  const order = read(company, HEADER, salesOrderNo);
  if (!order) throw new GatewayError(404, 'CI_NoKey', `Sales order ${salesOrderNo} is not on file.`);
  if (order['CurrentInvoiceNo']) throw refused('SO_InvoiceExists', `Sales order ${salesOrderNo} already is on invoice ${order['CurrentInvoiceNo']}.`, 'SalesOrderNo');
  if (order['OrderStatus'] === 'H') throw refused('SO_OrderHold', `Sales order ${salesOrderNo} is on hold.`, 'SalesOrderNo');
  const number = invoiceNumber(company);
  const lines = linesOfOrder(company, salesOrderNo).map(line => {
    const open = quantity(line, 'QuantityOrdered') - quantity(line, 'QuantityShipped');
    const leaving = Math.min(open, quantities[line['LineKey'] ?? ''] ?? open);
    return {
      ...shared(company, { from: line, to: INVOICE_LINE, file: DETAIL }), InvoiceNo: number, LineKey: line['LineKey'] ?? '', OrderLineKey: line['LineKey'] ?? '', QuantityShipped: quantityText(leaving),
      QuantityBackordered: quantityText(open - leaving), ExtensionAmt: moneyText(line['ItemType'] === '1' ? extension(leaving, quantity(line, 'UnitPrice')) : minor(line, 'ExtensionAmt')),
    };
  });
  const header = {
    ...shared(company, { from: order, to: INVOICE, file: HEADER }), InvoiceNo: number, InvoiceType: 'IN', InvoiceDate: day, ShipDate: day, SalesOrderNo: salesOrderNo, OrderDate: order['OrderDate'] ?? '',
    ShipperID: isShipping ? SHIPPER : '', ShipStatus: isShipping ? 'S' : 'N', BatchNo: nextBatch(company, 'SO'), InvoiceDueDate: day,
  };
  const entered = write(company, INVOICE, { ...header, ...totals(company, header, lines) });
  for (const line of lines) {
    write(company, INVOICE_LINE, line);
    inShipping(company, line, quantity(line, 'QuantityShipped'));
  }
  if (isShipping) recordPackage(company, entered);
  write(company, HEADER, { ...order, OrderStatus: 'O', CurrentInvoiceNo: number });
  return entered;
}

/** A batch stays open until it is posted; documents entered meanwhile join it. */
function nextBatch(company: Company, kind: 'SO' | 'CR'): string {
  const open = company.store.setting(`batch ${kind}`);
  if (open) return open;
  const number = nextNumber(company, `Batch ${kind}`, 5);
  company.store.saveSetting(`batch ${kind}`, number);
  return number;
}

export const openBatch = nextBatch;
export const closeBatch = ({ store }: Company, kind: 'SO' | 'CR'): void => store.saveSetting(`batch ${kind}`, '');

export function inShipping(company: Company, line: Fields, change: number): void {
  const row = line['ItemType'] === '1' ? read(company, 'IM_ItemWarehouse', line['ItemCode'] ?? '', line['WarehouseCode'] ?? '') : undefined;
  if (row) addQuantity(company, 'IM_ItemWarehouse', row, 'QuantityInShipping', change);
}

function recordPackage(company: Company, { InvoiceNo = '', ARDivisionNo = '', CustomerNo = '', SalesOrderNo = '', ShipDate = '', ShipVia = '', ShipperID = '', FreightAmt = '' }: Fields): void {
  write(company, 'SO_InvoiceTracking', { InvoiceNo, PackageNo: '0001', TrackingID: `1Z999AA1${InvoiceNo.slice(-7)}`, StarshipShipVia: ShipVia });
  write(company, 'SO_DailyShipment', { InvoiceNo, ARDivisionNo, CustomerNo, SalesOrderNo, ShipDate, ShipVia, ShipperID, FreightAmt });
}

/** The gateway lets others enter credit memos only; invoices come from orders, through staff. */
export function createCreditMemo(company: Company, body: Body): { invoice: Fields; lines: Fields[] } {
  if (textIn(body, 'InvoiceType') !== 'CM') throw badRequest('OnlyCreditMemos', 'Only invoices of type CM can be entered here.', 'InvoiceType');
  const given = columnsOf(company, { file: INVOICE, object: OBJECT }, body);
  const customer = customerOf(company, body, OBJECT);
  const { ARDivisionNo = '', CustomerNo = '', CustomerName = '', TaxSchedule = '', TermsCode = '' } = customer;
  const applyTo = padInvoiceNumber(company, given['ApplyToInvoiceNo'] ?? '');
  const credited = applyTo && rowsOf(company, 'AR_InvoiceHistoryHeader', { InvoiceNo: applyTo, ARDivisionNo, CustomerNo })[0];
  if (applyTo && !credited) throw notOnFile(OBJECT, 'ApplyToInvoiceNo', `Invoice ${applyTo} of customer ${ARDivisionNo}-${CustomerNo} is not on file.`);
  if (!given['InvoiceDate']) throw refused('CI_Required', 'The credit memo has no date.', 'InvoiceDate');
  const drafts = linesIn(body);
  if (drafts.length === 0) throw refused('CI_Required', 'The credit memo has no lines.', 'Lines');
  const number = invoiceNumber(company);
  const lines = drafts.map((line, index) => creditLine(company, { number, line, index }));
  const header = {
    BillToName: CustomerName, TaxSchedule: (credited && credited['TaxSchedule']) || TaxSchedule, TermsCode, ...given, InvoiceNo: number, InvoiceType: 'CM', ARDivisionNo, CustomerNo, ApplyToInvoiceNo: applyTo, OrderType: '1',
    OrderStatus: 'N', ShipStatus: 'N', BatchNo: openBatch(company, 'SO'),
  };
  const sums = totals(company, header, lines);
  const invoice = write(company, INVOICE, { ...header, ...sums });
  return { invoice, lines: lines.map(line => write(company, INVOICE_LINE, line)) };
}

function creditLine(company: Company, { number, line, index }: { number: string; line: Body; index: number }): Fields {
  const path = `Lines[${index}].`;
  const given = columnsOf(company, { file: INVOICE_LINE, object: 'SO_InvoiceDetail_bus', path }, line);
  const item = read(company, 'CI_Item', given['ItemCode'] ?? '');
  if (!item) throw notOnFile('SO_InvoiceDetail_bus', `${path}ItemCode`, `Item ${given['ItemCode'] || '(blank)'} is not on file.`);
  const isGoods = item['ItemType'] === '1';
  // Money without goods is credited by a charge item: no quantity comes back.
  const amount = isGoods ? quantity(given, 'QuantityShipped') : quantity(given, 'QuantityShipped') || 1_000_000;
  if (amount <= 0) throw refused('CI_Required', `Line ${index + 1} returns no quantity.`, `${path}QuantityShipped`);
  const sequence = String(index + 1).padStart(6, '0');
  return {
    ...given, InvoiceNo: number, LineKey: sequence, LineSeqNo: `${sequence}00`.padStart(14, '0'), ItemType: item['ItemType'] ?? '1', ItemCodeDesc: given['ItemCodeDesc'] || (item['ItemCodeDesc'] ?? ''), WarehouseCode: isGoods ? given['WarehouseCode'] || '001' : '',
    UnitOfMeasure: item['SalesUnitOfMeasure'] ?? '', TaxClass: given['TaxClass'] || item['TaxClass'] || 'NT', QuantityShipped: quantityText(amount), ExtensionAmt: moneyText(extension(amount, quantity(given, 'UnitPrice'))),
  };
}
