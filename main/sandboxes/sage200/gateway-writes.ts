import { scaled } from '../decimal.ts';
import { isBody, linesIn, textIn, type Body } from '../gateway/body.ts';
import { badRequest, GatewayError, noKey, notOnFile } from '../gateway/gateway-error.ts';
import { bankByCode, createCustomerMoney } from './cash-book.ts';
import { CURRENCIES, TAX_CODES, VAT_INPUT } from './chart.ts';
import { amendCustomer, createCustomer } from './customers.ts';
import { confirmDespatch } from './despatch.ts';
import { CHARGE, FREE_TEXT, STANDARD } from './enums.ts';
import { one } from './gateway-lists.ts';
import { nextUrn, postNominal, type NominalEntry } from './nominal-ledger.ts';
import { momentOf, USER, type Office } from './office.ts';
import { requireOpenPeriod } from './periods.ts';
import { linesOf } from './sop-lines.ts';
import { cancelOrder, createOrder } from './sop-orders.ts';

const WAREHOUSE = 12;
const CREDITORS = '2100';
const LINE_KINDS: Readonly<Record<string, string>> = { Standard: STANDARD, Charge: CHARGE, FreeText: FREE_TEXT };

const fold = (fields: Readonly<Record<string, unknown>>): Body => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
const sent = (body: Body, name: string): string | undefined => (body[name] === undefined || body[name] === null ? undefined : String(body[name]));
const number = (body: Body, name: string): number | undefined => {
  const text = sent(body, name);
  if (text === undefined || text === '') return undefined;
  if (Number.isNaN(Number(text))) throw badRequest('BadNumber', `The field '${name}' must be a number.`, name);
  return Number(text);
};
const minor = (body: Body, name: string, field = name): number => {
  const value = scaled(sent(body, name) ?? '0', 2);
  if (value === undefined) throw badRequest('BadNumber', `The field '${field}' must be an amount.`, field);
  return value;
};
const day = (body: Body, name: string): string => {
  const text = textIn(body, name);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw badRequest('Required', `The field '${name}' must be a day as YYYY-MM-DD.`, name);
  return text;
};

/** The gateway's words for a customer as Sage's own. */
export function customerBody(body: Body): Body {
  const { AddressLine1, AddressLine2, City, PostCode, EmailAddress, ContactName } = body;
  const address = fold({ address_1: AddressLine1, address_2: AddressLine2, city: City, postcode: PostCode });
  const currency = CURRENCIES.find(({ code }) => code === textIn(body, 'Currency'));
  return fold({
    reference: body['CustomerAccountRef'], name: body['CustomerName'], short_name: textIn(body, 'CustomerName').slice(0, 8), currency_id: currency?.id, credit_limit: number(body, 'CreditLimit'), telephone_subscriber_number: body['PhoneNumber'],
    payment_terms_days: number(body, 'PaymentTerms'), ...(Object.keys(address).length > 0 && { main_address: address }), ...(EmailAddress || ContactName ? { contacts: [fold({ last_name: ContactName || body['CustomerName'], emails: EmailAddress ? [{ email: EmailAddress, is_default: true }] : undefined })] } : {}),
    ...analysis(body),
  });
}

const analysis = (body: Body): Body => fold(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`analysis_code_${index + 1}`, body[`AnalysisCode${index + 1}`]])));

function customerIdOf(office: Office, body: Body): number {
  const reference = textIn(body, 'CustomerAccountRef').trim();
  return office.store.get<{ id: number }>('SELECT id FROM customer WHERE reference = ?', reference)?.id ?? fail(`The customer ${reference || '(blank)'} does not exist.`, 'CustomerAccountRef');
}

function lineBody(office: Office, line: Body, index: number): Body {
  const kind = LINE_KINDS[textIn(line, 'Kind') || 'Standard'] ?? fail(`Kind is ${Object.keys(LINE_KINDS).join(', ')}.`, `Lines[${index}].Kind`);
  const code = textIn(line, 'StockCode').trim();
  const product = kind === STANDARD ? (office.store.get<{ id: number }>('SELECT id FROM product WHERE code = ?', code)?.id ?? fail(`The stock item ${code || '(blank)'} does not exist.`, `Lines[${index}].StockCode`)) : undefined;
  const tax = sent(line, 'TaxCode');
  const taxId = tax === undefined || tax === '' ? undefined : (TAX_CODES.find(one => String(one.code) === tax)?.id ?? fail(`The tax code ${tax} does not exist.`, `Lines[${index}].TaxCode`));
  return fold({
    line_type: kind, product_id: product, ...(product !== undefined && { warehouse_id: WAREHOUSE }), code: kind === CHARGE ? code : undefined, description: line['Description'], line_quantity: number(line, 'Quantity') ?? 1,
    selling_unit_price: number(line, 'UnitPrice'), selling_unit_price_overridden: line['UnitPrice'] === undefined ? undefined : true, tax_code_id: taxId, nominal_reference: line['NominalCode'],
  });
}

function salesOrder(office: Office, body: Body): unknown {
  const asked = body['DeliveryAddress'];
  const { Name, AddressLine1, AddressLine2, City, County, PostCode, Country, PhoneNumber, EmailAddress }: Body = isBody(asked) ? asked : {};
  const reference = textIn(body, 'CustomerOrderNumber');
  const id = createOrder(office, fold({
    customer_id: customerIdOf(office, body), document_date: `${day(body, 'OrderDate')}T00:00:00Z`, customer_document_no: reference, ...(textIn(body, 'RequestedDate') && { requested_delivery_date: `${day(body, 'RequestedDate')}T00:00:00Z` }),
    use_invoice_address: !isBody(asked), delivery_address: isBody(asked) ? fold({ postal_name: Name, address_1: AddressLine1, address_2: AddressLine2, city: City, county: County, postcode: PostCode, country: Country, telephone_number: PhoneNumber, email_address: EmailAddress }) : undefined,
    ...analysis(body), lines: linesIn(body).map((line, index) => lineBody(office, line, index)),
  }));
  return one(office, `/salesorders/${office.store.get<{ document_no: string }>('SELECT document_no FROM sop_order WHERE id = ?', id)?.document_no ?? ''}`);
}

function customerPayment(office: Office, body: Body): unknown {
  const { urn } = createCustomerMoney(office, 'receipt', {
    customer_id: customerIdOf(office, body), bank_id: bankByCode(office, textIn(body, 'BankCode')).id, cheque_value: number(body, 'Amount') ?? 0, transaction_date: `${day(body, 'PaymentDate')}T00:00:00Z`, reference: textIn(body, 'Reference'),
    second_reference: textIn(body, 'SecondReference'),
  });
  return { PaymentNumber: urn, ...body };
}

/** Debits and credits of one day, which must be equal. */
function journal(office: Office, body: Body): unknown {
  const on = day(body, 'JournalDate');
  requireOpenPeriod(office, on);
  const entries = linesIn(body).map((line, index): NominalEntry => ({
    code: textIn(line, 'NominalCode'), costCentre: textIn(line, 'CostCentre'), department: textIn(line, 'Department'), narrative: textIn(line, 'Narrative') || textIn(body, 'Narrative'),
    minor: minor(line, 'Debit', `Lines[${index}].Debit`) - minor(line, 'Credit', `Lines[${index}].Credit`),
  }));
  if (entries.length < 2 || entries.reduce((sum, entry) => sum + entry.minor, 0) !== 0) throw new GatewayError(422, 'JournalUnbalanced', 'The debits of the journal are not equal to its credits.', { field: 'Lines' });
  const urn = nextUrn(office);
  postNominal(office, { urn, on, reference: textIn(body, 'Reference').slice(0, 20), source: 'NL', user: USER, entries });
  return { JournalNumber: urn, JournalDate: on, Reference: textIn(body, 'Reference'), Lines: entries.length };
}

/** From an accounts-payable system: what was bought, on its nominal accounts, with its VAT. */
function purchaseInvoice(office: Office, body: Body): unknown {
  const on = day(body, 'InvoiceDate');
  requireOpenPeriod(office, on);
  const [supplier, invoiceNumber] = [textIn(body, 'SupplierAccountRef').trim(), textIn(body, 'InvoiceNumber').trim()];
  if (!supplier || !invoiceNumber) fail('The invoice names no supplier, or has no number.', supplier ? 'InvoiceNumber' : 'SupplierAccountRef');
  if (office.store.get('SELECT 1 FROM purchase_invoice WHERE supplier = ? AND number = ?', supplier, invoiceNumber)) throw new GatewayError(409, 'WS_AlreadyExists', `Invoice ${invoiceNumber} of supplier ${supplier} already exists.`, { field: 'InvoiceNumber' });
  const lines = linesIn(body).map((line, index) => ({ code: textIn(line, 'NominalCode'), net: minor(line, 'NetValue', `Lines[${index}].NetValue`), tax: minor(line, 'TaxValue', `Lines[${index}].TaxValue`), narrative: textIn(line, 'Description') }));
  const [net, tax] = [lines.reduce((sum, line) => sum + line.net, 0), lines.reduce((sum, line) => sum + line.tax, 0)];
  if (net === 0) fail('The invoice has no lines with a value.', 'Lines');
  const urn = nextUrn(office);
  const plain = { costCentre: '', department: '' };
  postNominal(office, {
    urn, on, reference: invoiceNumber.slice(0, 20), source: 'PL', user: USER,
    entries: [...lines.map(line => ({ code: line.code, ...plain, minor: line.net, narrative: line.narrative })), { code: VAT_INPUT, ...plain, minor: tax, narrative: supplier }, { code: CREDITORS, ...plain, minor: -net - tax, narrative: supplier }],
  });
  const id = office.store.run('INSERT INTO purchase_invoice (urn, supplier, number, invoiced_on, net_minor, tax_minor, lines, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', urn, supplier, invoiceNumber, on, net, tax, JSON.stringify(lines), momentOf(office));
  return { PurchaseInvoiceID: id, URN: urn, SupplierAccountRef: supplier, InvoiceNumber: invoiceNumber, InvoiceDate: on, NetValue: net / 100, TaxValue: tax / 100 };
}

export const GATEWAY_WRITES: Readonly<Record<string, (office: Office, body: Body) => unknown>> = {
  '/customers': (office, body) => {
    const id = createCustomer(office, customerBody(body));
    return one(office, `/customers/${encodeURIComponent(office.store.get<{ reference: string }>('SELECT reference FROM customer WHERE id = ?', id)?.reference ?? '')}`);
  },
  '/salesorders': salesOrder, '/customerpayments': customerPayment, '/purchaseinvoices': purchaseInvoice, '/generalledger/journals': journal,
};

/** PUT: a customer's details, an order that leaves or is cancelled, what lies in stock. */
export function changeAt(office: Office, path: string, body: Body): unknown {
  const [, place = '', encoded = ''] = /^(\/[a-z]+)\/([^/]+)$/.exec(path) ?? [];
  const key = decodeURIComponent(encoded);
  const id = (sql: string): number => office.store.get<{ id: number }>(sql, key)?.id ?? missing(key);
  if (place === '/customers') amendCustomer(office, id('SELECT id FROM customer WHERE reference = ?'), customerBody(body));
  else if (place === '/salesorders') changeOrder(office, id('SELECT id FROM sop_order WHERE document_no = ?'), body);
  else if (place === '/stockitems') {
    const level = number(body, 'StockLevel') ?? fail("The field 'StockLevel' must have a value.", 'StockLevel');
    office.store.run('UPDATE product SET stock_e5 = ?, updated_at = ? WHERE id = ?', Math.round(level * 100_000), momentOf(office), id('SELECT id FROM product WHERE code = ?'));
  } else return undefined;
  return one(office, path);
}

function changeOrder(office: Office, id: number, body: Body): void {
  const status = textIn(body, 'Status');
  if (status === 'Cancelled') return cancelOrder(office, id);
  if (status !== 'Despatched') throw badRequest('BadStatus', 'Status is Despatched or Cancelled.', 'Status');
  const open = linesOf(office, id).filter(line => (line.type === STANDARD || line.type === FREE_TEXT) && line.quantity_e5 > line.despatched_e5);
  // Told twice that it has left, an order has left once.
  if (open.length === 0) return;
  confirmDespatch(office, { sop_order_return_id: id, despatch_receipt_date: `${textIn(body, 'DespatchDate') || momentOf(office).slice(0, 10)}T00:00:00Z`, items: open.map(line => ({ id: line.id, quantity: (line.quantity_e5 - line.despatched_e5) / 100_000 })) });
}

function missing(key: string): never {
  throw noKey(`${key} is not on file.`);
}

function fail(message: string, field: string): never {
  throw notOnFile('gateway', field, message);
}
