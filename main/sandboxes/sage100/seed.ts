import { decimalText, divideHalfUp, rateOf } from '../decimal.ts';
import { read, write } from '../gateway/books.ts';
import type { TradeCustomer } from '../world/world-types.ts';
import { bankLetter, bankNames, channelsOf } from './bank-codes.ts';
import { createCashReceipt } from './cash-receipts.ts';
import { moneyText, quantityText, type Company } from './company.ts';
import { ACCOUNTS, accountKey, postGl } from './general-ledger.ts';
import { enterInvoice } from './invoices.ts';
import { postCashReceipts, postDailySales } from './posting.ts';
import { createOrder } from './sales-orders.ts';

const OPENING_DAY = '20260930';
export const WEB_DIVISION = '01';
export const TRADE_DIVISION = '02';
/** Tax classes: full, reduced, none, and freight, which has a class of its own. */
const CLASSES = { 20: 'TX', 5: 'RD', 0: 'NT' } as const;
const SCHEDULES: readonly (readonly [schedule: string, taxClass: string, ratePercentE6: number])[] = [
  ['VAT', 'TX', 20_000_000], ['VAT', 'RD', 5_000_000], ['VAT', 'FR', 20_000_000], ['VAT', 'NT', 0],
  // A sales tax of the usual American kind: goods are taxed, freight is not.
  ['TEXAS', 'TX', 8_250_000], ['TEXAS', 'RD', 8_250_000],
];
const COUNTRIES: Readonly<Record<string, string>> = { GB: 'GBR', IE: 'IRL', FR: 'FRA', DE: 'DEU', NL: 'NLD', US: 'USA' };

/** The company as it stands on 1 October, written once into empty files. Sage keeps one currency, so only the channels that sell in it are there. */
export function seedCompany(company: Company): void {
  seedLists(company);
  seedAccounts(company);
  seedCustomers(company);
  seedItems(company);
  seedOpening(company);
}


function seedLists(company: Company): void {
  write(company, 'AR_TermsCode', { TermsCode: '00', TermsCodeDesc: 'Due on receipt' });
  write(company, 'AR_TermsCode', { TermsCode: '30', TermsCodeDesc: 'Net 30 days', DaysBeforeDue: '30' });
  write(company, 'IM_Warehouse', { WarehouseCode: '001', WarehouseDesc: 'Main warehouse' });
  for (const [TaxSchedule, TaxClass, rate] of SCHEDULES) write(company, 'SY_SalesTaxSchedule', { TaxSchedule, TaxClass, TaxRate: decimalText(rate, 6) });
  const known = new Set(['GB', 'IE', 'FR', 'DE', 'NL']);
  for (const { buyer } of [...company.world.orders, ...company.world.tradeCustomers]) if (known.has(buyer.countryCode)) write(company, 'SY_ZipCode', { ZipCode: buyer.postcode.slice(0, 10), City: buyer.town.slice(0, 30) });
  write(company, 'SY_ZipCode', { ZipCode: '78701', City: 'Austin' });
}

function seedAccounts(company: Company): void {
  for (const [AccountKey, Account, AccountDesc] of Object.values(ACCOUNTS)) write(company, 'GL_Account', { AccountKey, Account, RawAccount: Account.replace('-', ''), MainAccountCode: Account.slice(0, 3), AccountDesc, Status: 'A', ClearBalance: Account >= '400' ? 'Y' : 'N' });
  bankNames(company.world).forEach(([code, name], index) => {
    const account = `1${String(index).padStart(2, '0')}-00`;
    const AccountKey = String(101 + index).padStart(9, '0');
    write(company, 'GL_Account', { AccountKey, Account: account, RawAccount: account.replace('-', ''), MainAccountCode: account.slice(0, 3), AccountDesc: name, Status: 'A', ClearBalance: 'N' });
    write(company, 'GL_Bank', { BankCode: bankLetter(company.world, code), BankDesc: name.slice(0, 30), CashAccountKey: AccountKey, CurrencyCode: company.currency });
  });
}

function seedCustomers(company: Company): void {
  const base = { OpenItemCustomer: 'Y', CustomerStatus: 'A', CreditHold: 'N', TermsCode: '00', TaxSchedule: 'VAT', StatementCycle: 'M', DefaultPaymentType: 'CHECK' };
  for (const channel of channelsOf(company.world)) {
    if (channel.customerReference) write(company, 'AR_Customer', { ...base, ARDivisionNo: WEB_DIVISION, CustomerNo: channel.customerReference, CustomerName: `${channel.subSource} web sales`, DefaultPaymentType: 'WEB', UDF_LOYALTY_TIER: 'WEB' });
  }
  // The same number in another division is another customer.
  write(company, 'AR_Customer', { ...base, ARDivisionNo: TRADE_DIVISION, CustomerNo: 'AMZGBP', CustomerName: 'Amzgbp Trading Company', ZipCode: '' });
  write(company, 'AR_Customer', { ...base, ARDivisionNo: TRADE_DIVISION, CustomerNo: 'CLOSED01', CustomerName: 'Closed Door Stores', CustomerStatus: 'I' });
  write(company, 'AR_Customer', { ...base, ARDivisionNo: TRADE_DIVISION, CustomerNo: 'TEXAS01', CustomerName: 'Lone Star Gifts', City: 'Austin', State: 'TX', ZipCode: '78701', CountryCode: 'USA', TaxSchedule: 'TEXAS', CreditLimit: '1000.00' });
  for (const customer of company.world.tradeCustomers) if (customer.sageReference !== null) write(company, 'AR_Customer', { ...base, ...tradeFields(customer, customer.sageReference) });
}

const tradeFields = ({ buyer, onHold, creditLimitMinor }: TradeCustomer, reference: string): Record<string, string> => ({
  ARDivisionNo: TRADE_DIVISION, CustomerNo: reference, CustomerName: (buyer.company || buyer.fullName).slice(0, 30), AddressLine1: buyer.address1.slice(0, 30), AddressLine2: buyer.address2.slice(0, 30), City: buyer.town.slice(0, 20),
  ZipCode: buyer.postcode.slice(0, 10), CountryCode: COUNTRIES[buyer.countryCode] ?? '', EmailAddress: buyer.email, TelephoneNo: buyer.phone.slice(0, 17), CreditHold: onHold ? 'Y' : 'N', CreditLimit: moneyText(creditLimitMinor), TermsCode: '30',
});

/** Prices are without tax, as a US list is; they never equal the web's to the cent. */
function seedItems(company: Company): void {
  for (const product of company.world.products) {
    if (product.sageCode === null) continue;
    const priceE6 = divideHalfUp(BigInt(product.grossMinor) * 1_000_000n, BigInt(100 + product.vatRate));
    addItem(company, { code: product.sageCode, name: product.title, taxClass: CLASSES[product.vatRate], priceE6, stock: product.stock });
  }
  addItem(company, { code: 'OLD-STYLE', name: 'Discontinued style', taxClass: 'TX', priceE6: 10_000_000, stock: 0, inactive: true });
  addItem(company, { code: '6655', name: 'Printer stand', taxClass: 'TX', priceE6: 95_000_000, stock: 500 });
  write(company, 'CI_Item', { ...itemFields('NO-PLACE', 'Item without a warehouse', 'TX'), ItemType: '1', StandardUnitPrice: quantityText(10_000_000) });
  for (const [code, name, taxClass] of [['/FREIGHT', 'Freight', 'FR'], ['/REFUND', 'Refund without goods', 'TX'], ['/REFUND5', 'Refund without goods, reduced', 'RD'], ['/REFUND0', 'Refund without goods, no tax', 'NT'], ['/ROUND', 'Rounding', 'NT']] as const) write(company, 'CI_Item', { ...itemFields(code, name, taxClass), ItemType: '3' });
  write(company, 'CI_Item', { ...itemFields('/C', 'Comment', 'NT'), ItemType: '4' });
}

const itemFields = (code: string, name: string, taxClass: string): Record<string, string> => ({ ItemCode: code, ItemCodeDesc: name.slice(0, 30), TaxClass: taxClass, UseInSO: 'Y', UseInAR: 'N', SalesUnitOfMeasure: 'EACH', StandardUnitOfMeasure: 'EACH', DefaultWarehouseCode: '001', InactiveItem: 'N', Valuation: '3', ProductType: 'F' });

function addItem(company: Company, { code, name, taxClass, priceE6, stock, inactive = false }: { code: string; name: string; taxClass: string; priceE6: number; stock: number; inactive?: boolean }): void {
  const onHand = quantityText(stock * 1_000_000);
  write(company, 'CI_Item', { ...itemFields(code.slice(0, 30), name, taxClass), ItemType: '1', StandardUnitPrice: quantityText(priceE6), TotalQuantityOnHand: onHand, InactiveItem: inactive ? 'Y' : 'N' });
  write(company, 'IM_ItemWarehouse', { ItemCode: code.slice(0, 30), WarehouseCode: '001', QuantityOnHand: onHand });
}

/** Bank balances of 30 September, and September's sales that were shipped, posted and paid into clearing then. */
function seedOpening(company: Company): void {
  for (const { bankCode, currency, amountMinor } of company.world.openingBalances) {
    const bank = currency === company.currency ? read(company, 'GL_Bank', bankLetter(company.world, bankCode)) : undefined;
    if (bank) postGl(company, { journal: 'GJ', day: OPENING_DAY, entries: [{ accountKey: bank['CashAccountKey'] ?? '', minor: amountMinor, comment: 'Opening balance', document: 'OPENING' }, { accountKey: accountKey('retained'), minor: -amountMinor, comment: 'Opening balance', document: 'OPENING' }] });
  }
  for (const sale of company.world.openingSales) {
    const channel = channelsOf(company.world).find(candidate => candidate.key === sale.channel);
    if (!channel?.customerReference || !channel.clearingBankCode) continue;
    const customer = { ARDivisionNo: WEB_DIVISION, CustomerNo: channel.customerReference };
    const day = sale.on.replaceAll('-', '');
    const net = sale.grossMinor - divideHalfUp(BigInt(sale.grossMinor) * 20n, 120n);
    // Not every price with tax has a whole price without it; the penny goes on a line of its own, as staff do it.
    const left = sale.grossMinor - net - rateOf(net, 20_000_000);
    const penny = left === 0 ? [] : [{ ItemCode: '/ROUND', UnitPrice: moneyText(left) }];
    const { order } = createOrder(company, { ...customer, OrderDate: day, CustomerPONo: sale.reference.slice(0, 15), Lines: [{ ItemCode: '/REFUND', ItemCodeDesc: `Order ${sale.orderNumber}`, UnitPrice: moneyText(net) }, ...penny] }, { acceptWarnings: true });
    const { InvoiceNo = '' } = enterInvoice(company, { salesOrderNo: order['SalesOrderNo'] ?? '', day, isShipping: true });
    postDailySales(company);
    createCashReceipt(company, {
      ...customer, CheckNo: String(sale.orderNumber).slice(0, 10), BankCode: bankLetter(company.world, channel.clearingBankCode), DepositDate: day, PaymentType: 'WEB', PostingAmt: moneyText(sale.grossMinor), OtherPaymentTypeRefNo: sale.reference.slice(0, 24),
      Lines: [{ InvoiceNo, AmountPosted: moneyText(sale.grossMinor) }],
    });
    postCashReceipts(company);
  }
}
