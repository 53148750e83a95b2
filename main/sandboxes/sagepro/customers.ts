import { columnsOf, textIn, type Body } from '../gateway/body.ts';
import { nextNumber, read, write } from '../gateway/books.ts';
import { GatewayError, noKey, notOnFile, refused } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import { mills, millsText, type Company } from './company.ts';
import { CUSTOMER } from './names.ts';

const FILE = 'arcust';
const PLACE = { file: FILE, object: FILE, names: CUSTOMER };
/** The books decide these. */
const COMPUTED = ['balance', 'onorder'] as const;

function given(company: Company, body: Body): Fields {
  const fields = columnsOf(company, PLACE, body);
  for (const name of COMPUTED) delete fields[name];
  return fields;
}

export function createCustomer(company: Company, body: Body): Fields {
  const fields = given(company, body);
  if (!fields['company']) throw refused('CI_Required', 'The customer has no name.', 'Company');
  const custno = (fields['custno'] || `W${nextNumber(company, 'custno', 5)}`).toUpperCase();
  if (read(company, FILE, custno)) throw new GatewayError(409, 'WS_AlreadyExists', `Customer ${custno} already exists.`, { field: 'CustomerNo' });
  return write(company, FILE, { currency: company.currency, pterms: 'Net 30', entered: new Date(company.now()).toISOString().slice(0, 10), ...fields, custno });
}

export function changeCustomer(company: Company, custno: string, body: Body): Fields {
  const before = read(company, FILE, custno);
  if (!before) throw noKey(`Customer ${custno} is not on file.`);
  return write(company, FILE, { ...before, ...given(company, body), custno });
}

/** The customer that a document names. */
export function customerOf(company: Company, body: Body, object: string): Fields {
  const custno = textIn(body, 'CustomerNo').trim();
  const customer = read(company, FILE, custno);
  if (!customer) throw notOnFile(object, 'CustomerNo', `Customer ${custno || '(blank)'} is not on file.`);
  return customer;
}

export function addTo(company: Company, custno: string, name: 'balance' | 'onorder', changeMinor: number): void {
  const customer = read(company, FILE, custno);
  if (customer) write(company, FILE, { ...customer, [name]: millsText(mills(customer, name) + changeMinor * 10) });
}
