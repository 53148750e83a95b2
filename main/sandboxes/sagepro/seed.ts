import { divideHalfUp } from '../decimal.ts';
import { write } from '../gateway/books.ts';
import type { Channel } from '../world/world-types.ts';
import { millsText, minorText, type Company } from './company.ts';
import { createInvoice, TAX_ITEM } from './invoices.ts';
import { ACCOUNTS, postGl } from './ledger.ts';
import { DEFAULT_LOCATION } from './orders.ts';
import { createPayment } from './payments.ts';

const OPENING_DAY = '2026-09-30';
const TAX_CODES = { 20: 'S', 5: 'R', 0: 'Z' } as const;
const TAX_RATES: readonly (readonly [code: string, name: string, rateMills: number])[] = [['S', 'Standard rate', 20_000], ['R', 'Reduced rate', 5_000], ['Z', 'No tax', 0], ['TX', 'Texas sales tax', 8_250]];
/** Items without stock: freight, discount, tax, rounding and money without goods are lines of their own. */
const PSEUDO_ITEMS: readonly (readonly [code: string, name: string, taxCode: string])[] = [
  ['SHIP-01', 'Freight', 'S'], ['DISCOUNT-01', 'Discount', 'S'], [TAX_ITEM, 'Tax', ''], ['ROUND-01', 'Rounding', ''], ['WEB-SALE', 'Web sale', ''], ['REFUND-01', 'Refund without goods', ''],
];

/** The company as it stands on 1 October, written once into empty tables. It keeps one currency, so only the channels that sell in it are there. */
export function seedCompany(company: Company): void {
  seedLists(company);
  seedCustomers(company);
  seedItems(company);
  seedOpening(company);
}

const channelsOf = ({ world, currency }: Company): Channel[] => world.channels.filter(channel => channel.currency === currency);

/** Bank codes are the world's own; the money of each is in an account of the same number. */
const banksOf = (company: Company): Map<string, string> => new Map(channelsOf(company).flatMap(({ bankCode, clearingBankCode, subSource }): [string, string][] => [[bankCode, `Operating account ${bankCode}`], ...(clearingBankCode ? [[clearingBankCode, `${subSource} clearing`] as [string, string]] : [])]));
const accountOf = (bankCode: string): string => `${bankCode}-00`;

function seedLists(company: Company): void {
  write(company, 'icloct', { loctid: DEFAULT_LOCATION, locname: 'Main warehouse' });
  for (const [taxcode, taxdes, rate] of TAX_RATES) write(company, 'sytax', { taxcode, taxdes, taxrate: millsText(rate) });
  for (const [glacct, gldesc] of Object.values(ACCOUNTS)) write(company, 'glacnt', { glacct, gldesc, glstat: 'A' });
  for (const [bankno, bankdes] of [...banksOf(company)].sort()) {
    write(company, 'glacnt', { glacct: accountOf(bankno), gldesc: bankdes, glstat: 'A' });
    write(company, 'arbank', { bankno, bankdes: bankdes.slice(0, 30), glacct: accountOf(bankno), currid: company.currency });
  }
}

function seedCustomers(company: Company): void {
  const longest = company.dictionary.column('arcust', 'custno')?.length ?? 0;
  const add = (custno: string, fields: Record<string, string>): void => {
    if (custno.length <= longest) write(company, 'arcust', { pterms: 'Net 30', currency: company.currency, entered: OPENING_DAY, ...fields, custno });
  };
  for (const { customerReference, subSource } of channelsOf(company)) if (customerReference) add(customerReference, { company: `${subSource} web sales`, webtier: 'WEB' });
  add('ACME01', { company: 'Acme Supplies', city: 'Austin', state: 'TX', zip: '78701', country: 'USA', taxcode: 'TX', phone: '512/555-0142' });
  for (const { sageReference, buyer, onHold, creditLimitMinor } of company.world.tradeCustomers) {
    if (sageReference !== null) add(sageReference, { company: (buyer.company || buyer.fullName).slice(0, 35), contact: buyer.fullName.slice(0, 20), address1: buyer.address1.slice(0, 30), address2: buyer.address2.slice(0, 30), city: buyer.town.slice(0, 20), zip: buyer.postcode.slice(0, 10), country: buyer.country.slice(0, 15), email: buyer.email.slice(0, 50), phone: buyer.phone.slice(0, 20), credstat: onHold ? 'H' : '', limit: minorText(creditLimitMinor) });
  }
}

/** Prices are without tax and have three places; they never equal the web's to the cent. */
function seedItems(company: Company): void {
  const longest = company.dictionary.column('icitem', 'item')?.length ?? 0;
  const add = (item: string, fields: { name: string; taxcode: string; priceMills: number; stock: number }): void => {
    if (item.length > longest) return;
    const onHand = millsText(fields.stock * 1_000);
    write(company, 'icitem', { item, itmdesc: fields.name.slice(0, 60), price: millsText(fields.priceMills), webprice: millsText(fields.priceMills), stkcode: 'Y', taxcode: fields.taxcode, sunmsid: 'EA', ionhand: onHand });
    write(company, 'iciloc', { item, loctid: DEFAULT_LOCATION, lonhand: onHand });
    write(company, 'iciqty', { item, loctid: DEFAULT_LOCATION, qserial: '', qonhand: onHand });
  };
  for (const { sageCode, title, vatRate, grossMinor, stock } of company.world.products) {
    if (sageCode !== null) add(sageCode, { name: title, taxcode: TAX_CODES[vatRate], stock, priceMills: divideHalfUp(BigInt(grossMinor) * 1_000n, BigInt(100 + vatRate)) });
  }
  add('WIDGET-10', { name: 'Widget 10 mm', taxcode: 'TX', priceMills: 95_000, stock: 500 });
  for (const [item, itmdesc, taxcode] of PSEUDO_ITEMS) write(company, 'icitem', { item, itmdesc, stkcode: 'N', taxcode });
}

/** Bank balances of 30 September, and September's sales that were invoiced then and paid into clearing. */
function seedOpening(company: Company): void {
  const banks = banksOf(company);
  for (const { bankCode, amountMinor } of company.world.openingBalances) {
    if (!banks.has(bankCode)) continue;
    const entry = (account: string, minor: number) => ({ account, minor, descrip: 'Opening balance', reference: 'OPENING' });
    postGl(company, { source: 'GJ', day: OPENING_DAY, entries: [entry(accountOf(bankCode), amountMinor), entry(ACCOUNTS.retained[0], -amountMinor)] });
  }
  for (const { channel: key, grossMinor, on, orderNumber, reference } of company.world.openingSales) {
    const channel = channelsOf(company).find(candidate => candidate.key === key);
    if (!channel?.customerReference || !channel.clearingBankCode) continue;
    const net = grossMinor - divideHalfUp(BigInt(grossMinor) * 20n, 120n);
    const lines = [{ ItemCode: 'WEB-SALE', Description: `Order ${orderNumber}`, UnitPrice: minorText(net) }, { ItemCode: TAX_ITEM, UnitPrice: minorText(grossMinor - net) }];
    const PONumber = reference.slice(0, 20);
    const { invno = '' } = createInvoice(company, { CustomerNo: channel.customerReference, InvoiceDate: on, PONumber, LineItems: lines });
    createPayment(company, { CustomerNo: channel.customerReference, BankCode: channel.clearingBankCode, PaymentDate: on, CheckNo: String(orderNumber).slice(0, 10), Amount: minorText(grossMinor), Reference: PONumber, Applications: [{ InvoiceNo: invno, Amount: minorText(grossMinor) }] });
  }
}
