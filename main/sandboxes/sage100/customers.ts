import { columnsOf, textIn, type Body } from '../gateway/body.ts';
import { nextNumber, read, write } from '../gateway/books.ts';
import { GatewayError, notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import type { Company } from './company.ts';

const FILE = 'AR_Customer';
const OBJECT = 'AR_Customer_bus';
const DEFAULTS = { OpenItemCustomer: 'Y', CustomerStatus: 'A', CreditHold: 'N', TermsCode: '00', StatementCycle: 'M', DefaultPaymentType: 'CHECK', PrintDunningMessage: 'Y', TaxSchedule: 'VAT', TemporaryCustomer: 'N' };
const COMPUTED = new Set(['CurrentBalance', 'OpenOrderAmt', 'AgingCategory1', 'AgingCategory2', 'AgingCategory3', 'AgingCategory4', 'BalanceForward', 'LastPaymentAmt']);

/** Sage fills divisions with zeros: '1' is '01'. */
export const divisionOf = (text: string): string => (/^\d$/.test(text) ? `0${text}` : text);

export function createCustomer(company: Company, body: Body): Fields {
  const given = columnsOf(company, { file: FILE, object: OBJECT }, body);
  for (const name of Object.keys(given)) if (COMPUTED.has(name)) delete given[name];
  const division = divisionOf(given['ARDivisionNo'] ?? '');
  if (!division) throw notOnFile(OBJECT, 'ARDivisionNo', 'The customer has no A/R division.');
  const number = (given['CustomerNo'] || nextNumber(company, 'CustomerNo', 7)).toUpperCase();
  if (!given['CustomerName']) throw refused('CI_Required', 'The customer has no name.', 'CustomerName');
  if (read(company, FILE, division, number)) throw new GatewayError(409, 'WS_AlreadyExists', `Customer ${division}-${number} already exists.`, { field: 'CustomerNo' });
  checkZip(company, given['ZipCode'] ?? '', { object: OBJECT, field: 'ZipCode' });
  return write(company, FILE, { ...DEFAULTS, ...given, ARDivisionNo: division, CustomerNo: number });
}

/** A ZIP that nobody entered before is refused, with the whole record. */
export function checkZip(company: Company, zip: string, { object, field }: { object: string; field: string }): void {
  if (zip && !read(company, 'SY_ZipCode', zip)) throw notOnFile(object, field, 'The ZIP code is not on file.');
}

/** The customer that a document names with two fields; one alone is no name. */
export function customerOf(company: Company, body: Body, object: string): Fields {
  const division = divisionOf(textIn(body, 'ARDivisionNo').trim());
  const number = textIn(body, 'CustomerNo').trim();
  if (!division) throw notOnFile(object, 'ARDivisionNo', 'The document names no A/R division; a customer number alone does not say which customer is meant.');
  const customer = read(company, FILE, division, number);
  if (!customer) throw notOnFile(object, 'CustomerNo', `Customer ${division}-${number} is not on file.`);
  if (customer['CustomerStatus'] === 'I') throw refused('AR_CustomerInactive', `Customer ${division}-${number} is inactive.`, 'CustomerNo');
  return customer;
}

export const customerName = (fields: Fields): string => `${fields['ARDivisionNo'] ?? ''}-${fields['CustomerNo'] ?? ''}`;
