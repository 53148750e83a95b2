import { rateOf } from '../decimal.ts';
import { columnsOf, linesIn, textIn, type Body } from '../gateway/body.ts';
import { nextNumber, read, rowsOf, write } from '../gateway/books.ts';
import { GatewayError, notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import { addMoney, addQuantity, extension, minor, moneyText, quantity, quantityText, type Company, today } from './company.ts';
import { checkZip, customerName, customerOf } from './customers.ts';
import { taxRate } from './general-ledger.ts';

export const HEADER = 'SO_SalesOrderHeader';
export const DETAIL = 'SO_SalesOrderDetail';
const OBJECT = 'SO_SalesOrder_Bus';
const NUMBER_LENGTH = 7;
const FREIGHT_CLASS = 'FR';

export type Written = { order: Fields; lines: Fields[]; warnings: string[] };

/** An order is taken whole or not at all; its number is used up either way. */
export function createOrder(company: Company, body: Body, { acceptWarnings }: { acceptWarnings: boolean }): Written {
  const number = textIn(body, 'SalesOrderNo') || nextNumber(company, 'SalesOrderNo', NUMBER_LENGTH);
  return company.store.transaction(() => writeOrder(company, { number, body, acceptWarnings }));
}

function writeOrder(company: Company, { number, body, acceptWarnings }: { number: string; body: Body; acceptWarnings: boolean }): Written {
  if (read(company, HEADER, number)) throw new GatewayError(409, 'WS_AlreadyExists', `Sales order ${number} already exists.`, { field: 'SalesOrderNo' });
  const given = columnsOf(company, { file: HEADER, object: OBJECT }, body);
  const customer = customerOf(company, body, OBJECT);
  if (customer['CreditHold'] === 'Y') throw refused('AR_CreditHold', `Customer ${customerName(customer)} is on credit hold.`, 'CustomerNo');
  for (const field of ['BillToZipCode', 'ShipToZipCode']) checkZip(company, given[field] ?? '', { object: OBJECT, field });
  if (!given['OrderDate']) throw refused('CI_Required', 'The order has no date.', 'OrderDate');
  const drafts = linesIn(body);
  if (drafts.length === 0) throw refused('CI_Required', 'The order has no lines.', 'Lines');
  const warnings = duplicatesOf(company, customer, given['CustomerPONo'] ?? '');
  if (warnings.length > 0 && !acceptWarnings) throw new GatewayError(409, 'DuplicateCustomerPO', warnings.join(' '), { sageMessage: warnings.join(' '), field: 'CustomerPONo' });
  const lines = drafts.map((line, index) => lineOf(company, { number, line, index, warehouse: given['WarehouseCode'] ?? '' }));
  const named = { ...inherited(company, customer), ...notBlank(given), SalesOrderNo: number, ARDivisionNo: customer['ARDivisionNo'] ?? '', CustomerNo: customer['CustomerNo'] ?? '', OrderStatus: 'N', OrderType: given['OrderType'] || 'S', CurrentInvoiceNo: '' };
  const order = write(company, HEADER, { ...named, ...totals(company, named, lines) });
  for (const line of lines) {
    write(company, DETAIL, line);
    reserve(company, line, quantity(line, 'QuantityOrdered'));
  }
  addMoney(company, 'AR_Customer', customer, 'OpenOrderAmt', orderTotal(order));
  if (minor(order, 'DepositAmt') !== 0) writeDeposit(company, order);
  return { order, lines, warnings: [...warnings, ...limitWarning(customer, order)] };
}

/** −1 in Sage's own interface: it would have written the order, and said so. */
function duplicatesOf(company: Company, customer: Fields, reference: string): string[] {
  const { ARDivisionNo = '', CustomerNo = '' } = customer;
  const isTaken = reference !== '' && [HEADER, 'SO_SalesOrderHistoryHeader'].some(file => rowsOf(company, file, { CustomerPONo: reference, ARDivisionNo, CustomerNo }).length > 0);
  return isTaken ? ['This customer PO number already exists on one or more sales orders or invoices.'] : [];
}

function limitWarning(customer: Fields, order: Fields): string[] {
  const limit = minor(customer, 'CreditLimit');
  const owed = minor(customer, 'CurrentBalance') + minor(customer, 'OpenOrderAmt') + orderTotal(order);
  return limit > 0 && owed > limit ? [`Customer ${customerName(customer)} is over its credit limit.`] : [];
}

/** What Sage takes from the customer when the document does not say. */
function inherited(company: Company, customer: Fields): Fields {
  const { CustomerName = '', AddressLine1 = '', AddressLine2 = '', AddressLine3 = '', City = '', State = '', ZipCode = '', CountryCode = '', TaxSchedule = '', TermsCode = '', EmailAddress = '', ShipMethod = '' } = customer;
  const day = today(company);
  return {
    BillToName: CustomerName, BillToAddress1: AddressLine1, BillToAddress2: AddressLine2, BillToAddress3: AddressLine3, BillToCity: City, BillToState: State, BillToZipCode: ZipCode, BillToCountryCode: CountryCode,
    ShipToName: CustomerName, ShipToAddress1: AddressLine1, ShipToAddress2: AddressLine2, ShipToAddress3: AddressLine3, ShipToCity: City, ShipToState: State, ShipToZipCode: ZipCode, ShipToCountryCode: CountryCode,
    TaxSchedule, TermsCode, EmailAddress, ShipVia: ShipMethod, WarehouseCode: '001', OrderDate: day, PrintSalesOrders: 'Y', FreightCalculationMethod: 'A',
  };
}

const notBlank = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''));

function lineOf(company: Company, { number, line, index, warehouse }: { number: string; line: Body; index: number; warehouse: string }): Fields {
  const path = `Lines[${index}].`;
  const given = columnsOf(company, { file: DETAIL, object: 'SO_SalesOrderDetail_bus', path }, line);
  const code = given['ItemCode'] ?? '';
  const item = read(company, 'CI_Item', code);
  if (!item) throw notOnFile('SO_SalesOrderDetail_bus', `${path}ItemCode`, `Item ${code || '(blank)'} is not on file.`);
  if (item['InactiveItem'] === 'Y') throw refused('CI_ItemInactive', `Item ${code} is inactive.`, `${path}ItemCode`);
  const itemType = item['ItemType'] ?? '1';
  const place = given['WarehouseCode'] || warehouse || item['DefaultWarehouseCode'] || '001';
  if (itemType === '1' && !read(company, 'IM_ItemWarehouse', code, place)) throw notOnFile('SO_SalesOrderDetail_bus', `${path}WarehouseCode`, `Item ${code} is not kept in warehouse ${place}.`);
  const ordered = itemType === '4' ? 0 : quantity(given, 'QuantityOrdered');
  if (ordered <= 0 && itemType === '1') throw refused('CI_Required', `Line ${index + 1} orders no quantity.`, `${path}QuantityOrdered`);
  const price = given['UnitPrice'] === undefined ? quantity(item, 'StandardUnitPrice') : quantity(given, 'UnitPrice');
  const sequence = String(index + 1).padStart(6, '0');
  return {
    ...given, SalesOrderNo: number, LineKey: sequence, LineSeqNo: `${sequence}00`.padStart(14, '0'), ItemType: itemType, ItemCodeDesc: given['ItemCodeDesc'] || (item['ItemCodeDesc'] ?? ''),
    WarehouseCode: itemType === '1' ? place : '', UnitOfMeasure: given['UnitOfMeasure'] || item['SalesUnitOfMeasure'] || 'EACH', TaxClass: given['TaxClass'] || item['TaxClass'] || 'NT', Valuation: item['Valuation'] ?? '',
    QuantityOrdered: quantityText(ordered), QuantityShipped: quantityText(0), QuantityBackordered: quantityText(0), UnitPrice: quantityText(price), PriceOverridden: given['UnitPrice'] === undefined ? 'N' : 'Y',
    ExtensionAmt: moneyText(itemType === '1' ? extension(ordered, price) : extension(ordered || 1_000_000, price)),
  };
}

/** Sage works tax out anew from the schedule, class by class; what was sent is not looked at. */
export function totals(company: Company, header: Fields, lines: readonly Fields[]): Fields {
  const schedule = header['TaxSchedule'] ?? '';
  const byClass = new Map<string, number>();
  for (const line of lines) byClass.set(line['TaxClass'] ?? '', (byClass.get(line['TaxClass'] ?? '') ?? 0) + minor(line, 'ExtensionAmt'));
  const freight = minor(header, 'FreightAmt');
  let [taxable, untaxed, tax] = [0, 0, rateOf(freight, taxRate(company, schedule, FREIGHT_CLASS))];
  for (const [taxClass, amount] of byClass) {
    const rate = taxRate(company, schedule, taxClass);
    if (rate === 0) untaxed += amount;
    else taxable += amount;
    tax += rateOf(amount, rate);
  }
  return { TaxableAmt: moneyText(taxable), NonTaxableAmt: moneyText(untaxed), SalesTaxAmt: moneyText(tax), FreightAmt: moneyText(freight) };
}

/** No column holds it: goods, freight and tax less the discount. */
export const orderTotal = (header: Fields): number => minor(header, 'TaxableAmt') + minor(header, 'NonTaxableAmt') + minor(header, 'FreightAmt') + minor(header, 'SalesTaxAmt') - minor(header, 'DiscountAmt');

/** Moves what is promised of an item; negative when it leaves or is given up. */
export function reserve(company: Company, line: Fields, change: number): void {
  const row = line['ItemType'] === '1' ? read(company, 'IM_ItemWarehouse', line['ItemCode'] ?? '', line['WarehouseCode'] ?? '') : undefined;
  if (row) addQuantity(company, 'IM_ItemWarehouse', row, 'QuantityOnSalesOrder', change);
}

const writeDeposit = (company: Company, { SalesOrderNo = '', PaymentType = '', DepositAmt = '' }: Fields): void => void write(company, 'SO_SalesOrderPayment', { SalesOrderNo, PaymentSeqNo: '000001', PaymentType: PaymentType || 'WEB', PaymentTypeCategory: 'D', TransactionAmt: DepositAmt });

export const linesOfOrder = (company: Company, number: string): Fields[] => rowsOf(company, DETAIL, { SalesOrderNo: number });
