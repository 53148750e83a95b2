import { rateOf, scaled } from '../decimal.ts';
import { columnsOf, isBody, linesIn, textIn, type Body } from '../gateway/body.ts';
import { read, remove, rowsOf, write } from '../gateway/books.ts';
import { badRequest, GatewayError, noKey, refused } from '../gateway/gateway-error.ts';
import type { Row } from '../gateway/listing.ts';
import type { Fields } from '../gateway/record-store.ts';
import { millsText, minor, minorText, padded, today, type Company } from './company.ts';
import { addTo, customerOf } from './customers.ts';
import { draftLine, taxMinor } from './lines.ts';
import { ADDRESS, ORDER, ORDER_LINE, shown } from './names.ts';

export const DEFAULT_LOCATION = 'MAIN';
const SEQUENCE_LENGTH = 4;
/** The delivery address, and the customer's own. */
const ADDRESS_TYPES = { ShipToAddress: 'D', BillToAddress: 'C' } as const;
const CANCELLED: ReadonlySet<string> = new Set(['V', 'X']);

/** Header, lines and addresses are written together or not at all, and so is the counter: an order that is refused uses up no number. */
export const createOrder = (company: Company, body: Body): Fields => company.store.transaction(() => writeOrder(company, body));

function writeOrder(company: Company, body: Body): Fields {
  const { TotalAmount: told, ...asked } = body;
  const given = columnsOf(company, { file: 'somast', object: 'somast', names: ORDER }, asked);
  const customer = customerOf(company, body, 'somast');
  const { custno = '' } = customer;
  if (customer['credstat'] === 'H') throw refused('AR_CreditHold', `Customer ${custno} is on credit hold.`, 'CustomerNo');
  if (!given['ordate']) throw refused('CI_Required', 'The order has no date.', 'OrderDate');
  const ponum = given['ponum'] ?? '';
  if (ponum && ordersWith(company, { custno, ponum }).length > 0) throw new GatewayError(409, 'DuplicateCustomerPO', `Customer ${custno} has an order with PO number ${ponum} already.`, { field: 'PONumber' });
  const bodies = linesIn(body, 'LineItems');
  if (bodies.length === 0) throw refused('CI_Required', 'The order has no lines.', 'LineItems');
  const location = given['defloc'] || DEFAULT_LOCATION;
  const drafts = bodies.map((line, index) => draftLine(company, { file: 'sotran', object: 'sotran', names: ORDER_LINE, path: `LineItems[${index}].`, location }, line));
  const sono = given['sono'] ? padded(given['sono']) : padded(String(company.store.next('sono') + 102_344));
  if (read(company, 'somast', sono) || read(company, 'soymst', sono)) throw new GatewayError(409, 'WS_AlreadyExists', `Sales order ${sono.trim()} already exists.`, { field: 'SalesOrderNo' });
  const net = drafts.reduce((sum, { extendedMinor }) => sum + extendedMinor, 0);
  const tax = taxMinor(drafts.map(({ fields, taxRateMills, extendedMinor }) => ({ code: fields['taxcode'] ?? '', rateMills: taxRateMills, amountMinor: extendedMinor })));
  if (told !== undefined && scaled(told, 3) !== (net + tax) * 10) throw refused('TotalMismatch', `TotalAmount ${String(told)} is not the sum of the lines and their tax (${minorText(net + tax)}).`, 'TotalAmount');
  const order = write(company, 'somast', {
    pterms: customer['pterms'] ?? '', ...given, sono, custno, sodate: today(company), sostat: '', sotype: given['sotype'] || 'O', defloc: location, ordamt: minorText(net), tax: minorText(tax), shpamt: minorText(0), currid: company.currency, tosw: 'X',
  });
  drafts.forEach(({ fields, quantity, taxRateMills, isStocked }, index) => write(company, 'sotran', {
    ...fields, sono, custno, tranlineno: String(index + 1), transeq: String(index + 1).padStart(SEQUENCE_LENGTH, '0'), ordate: order['ordate'] ?? '', qtyord: millsText(quantity), origqtyord: millsText(quantity), qtyshp: millsText(0),
    origextpri: fields['extprice'] ?? '', taxrate: millsText(taxRateMills), taxable: taxRateMills > 0 ? 'Y' : 'N', stkcode: isStocked ? 'Y' : 'N', sotype: order['sotype'] ?? '',
  }));
  writeAddresses(company, { sono, customer }, body);
  addTo(company, custno, 'onorder', net + tax);
  return order;
}

function writeAddresses(company: Company, { sono, customer }: { sono: string; customer: Fields }, body: Body): void {
  const { company: name = '', address1 = '', address2 = '', city = '', state = '', zip = '', country = '', phone = '', email = '' } = customer;
  const own = { company: name, address1, address2, city, addrstate: state, zip, country, phone, email };
  for (const [group, adtype] of Object.entries(ADDRESS_TYPES)) {
    const asked = body[group] ?? {};
    if (!isBody(asked)) throw badRequest('BadAddress', `${group} is an address.`, group);
    const given = columnsOf(company, { file: 'soaddr', object: 'soaddr', names: ADDRESS, path: `${group}.` }, asked);
    write(company, 'soaddr', { ...own, ...given, sono, adtype });
  }
}

/** Open orders and those in the history, by columns that both have. */
export const ordersWith = (company: Company, equals: Readonly<Record<string, string>>): Fields[] => ['somast', 'soymst'].flatMap(file => rowsOf(company, file, equals));

export const linesOf = (company: Company, file: 'sotran' | 'soytrn', sono: string): Fields[] => rowsOf(company, file, { sono }).sort((a, b) => Number(a['tranlineno']) - Number(b['tranlineno']));

export function orderRow(company: Company, fields: Fields, { isHistory = false }: { isHistory?: boolean } = {}): Row {
  const { sono = '' } = fields;
  const lines = linesOf(company, isHistory ? 'soytrn' : 'sotran', sono);
  const address = (adtype: string): Row => shown(company, { file: 'soaddr', names: ADDRESS }, read(company, 'soaddr', sono, adtype) ?? {});
  return {
    ...shown(company, { file: isHistory ? 'soymst' : 'somast', names: ORDER }, fields), TotalAmount: minorText(minor(fields, 'ordamt') + minor(fields, 'tax')),
    ShipToAddress: address(ADDRESS_TYPES.ShipToAddress), BillToAddress: address(ADDRESS_TYPES.BillToAddress),
    LineItems: lines.map(line => ({ ...shown(company, { file: isHistory ? 'soytrn' : 'sotran', names: ORDER_LINE }, line), TaxAmount: minorText(rateOf(minor(line, 'extprice'), Number(line['taxrate'] ?? 0) * 1_000_000)) })),
  };
}

/** A person (or the gateway) voids or cancels an open order, or says how it is to go out. */
export function changeOrder(company: Company, number: string, body: Body): Row {
  const order = read(company, 'somast', padded(number));
  if (!order) throw noKey(`Sales order ${number.trim()} is not open.`);
  const status = textIn(body, 'Status');
  if (status && !CANCELLED.has(status)) throw refused('CI_InvalidValue', 'An order becomes V (void) or X (cancelled); it is closed by its invoice.', 'Status');
  if (status && minor(order, 'shpamt') !== 0) throw refused('SO_Shipped', `Sales order ${number.trim()} is shipped in part and cannot be cancelled.`, 'Status');
  const changed = write(company, 'somast', { ...order, ...(textIn(body, 'ShipVia') && { shipvia: textIn(body, 'ShipVia').slice(0, 12) }), ...(status && { sostat: status }) });
  if (!status) return orderRow(company, changed);
  addTo(company, order['custno'] ?? '', 'onorder', -minor(order, 'ordamt') - minor(order, 'tax'));
  return orderRow(company, close(company, changed), { isHistory: true });
}

/** What is done with moves to the history, lines and all. */
export function close(company: Company, order: Fields): Fields {
  const kept = write(company, 'soymst', order);
  for (const line of linesOf(company, 'sotran', order['sono'] ?? '')) {
    write(company, 'soytrn', line);
    remove(company, 'sotran', line);
  }
  remove(company, 'somast', order);
  return kept;
}
