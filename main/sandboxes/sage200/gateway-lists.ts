import { badRequest, noKey } from '../gateway/gateway-error.ts';
import { currencyCode, taxCode } from './chart.ts';
import type { Office } from './office.ts';
import { readCollection } from './query.ts';
import { resourceAt } from './resources.ts';

type Row = Record<string, unknown>;
type Ask = { filter: string[]; office: Office };
type Param = (value: string, ask: Ask) => string;

/** One address: the list of Sage behind it, how a row of that reads here, and what may be asked. */
type List = { resource: string; expand?: string; filter?: string; row: (row: Row, office: Office) => Row; params?: Readonly<Record<string, Param>>; key?: string };

const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 100;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const is = (column: string): Param => value => `${column} eq ${quoted(value)}`;
const day = (text: unknown): string => String(text ?? '').slice(0, 10);
const days = (column: string): Record<string, Param> => ({ from: value => `${column} ge ${dayIn(value)}`, to: value => `${column} le ${dayIn(value)}` });
const inside = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? (value as Row)[name] : undefined); // `in` an object any name may be asked for
const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

function dayIn(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw badRequest('BadQuery', `${value} is not a day as YYYY-MM-DD.`);
  return value;
}

const customerId = (value: string, { office }: Ask): string => `customer_id eq ${office.store.get<{ id: number }>('SELECT id FROM customer WHERE reference = ?', value)?.id ?? 0}`;
const customerOf = (row: Row, office: Office): string => office.store.get<{ reference: string }>('SELECT reference FROM customer WHERE id = ?', Number(row['customer_id']))?.reference ?? '';
const bankOf = (row: Row, office: Office): string => office.store.get<{ code: string }>('SELECT code FROM bank WHERE id = ?', Number(row['bank_id']))?.code ?? '';
const taxOf = (id: unknown): string => String(taxCode(Number(id))?.code ?? '');
const analysis = (row: Row): Row => Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`AnalysisCode${index + 1}`, row[`analysis_code_${index + 1}`] ?? '']));

const customerRow = (row: Row): Row => ({
  CustomerID: row['id'], CustomerAccountRef: row['reference'], CustomerName: row['name'], AddressLine1: inside(row['main_address'], 'address_1') ?? '', AddressLine2: inside(row['main_address'], 'address_2') ?? '',
  City: inside(row['main_address'], 'city') ?? '', PostCode: inside(row['main_address'], 'postcode') ?? '', ContactName: inside(first(row['contacts']), 'last_name') ?? '', EmailAddress: inside(first(inside(first(row['contacts']), 'emails')), 'email') ?? '',
  PhoneNumber: row['telephone_subscriber_number'] ?? '', CreditLimit: row['credit_limit'], PaymentTerms: row['payment_terms_days'] ?? '', Currency: currencyCode(Number(row['currency_id'])), Balance: row['balance'],
  OnHold: row['on_hold'] === true ? 'Y' : 'N', Active: /Active$/.test(String(row['account_status_type'])) ? 'Y' : 'N', ...analysis(row), UpdatedAt: row['date_time_updated'],
});

const orderRow = (row: Row, office: Office): Row => ({
  OrderID: row['id'], OrderNumber: row['document_no'], CustomerAccountRef: customerOf(row, office), OrderDate: day(row['document_date']), CustomerOrderNumber: row['customer_document_no'],
  Status: /Cancelled$/.test(String(row['document_status'])) ? 'Cancelled' : /OnHold$/.test(String(row['document_status'])) ? 'OnHold' : /Full$/.test(String(row['despatch_receipt_status'])) ? 'Despatched' : 'Live',
  InvoiceStatus: /None$/.test(String(row['invoice_credit_status'])) ? 'None' : 'Invoiced', NetValue: row['total_net_value'], TaxValue: row['total_tax_value'], TotalValue: row['total_gross_value'], Currency: currencyCode(Number(row['currency_id'])),
  DeliveryAddress: row['delivery_address'] ?? {}, ...analysis(row),
  Lines: (Array.isArray(row['lines']) ? (row['lines'] as Row[]) : []).map(line => ({ LineID: line['id'], StockCode: line['code'], Description: line['description'], Quantity: line['line_quantity'], DespatchedQuantity: line['despatch_receipt_quantity'], UnitPrice: line['selling_unit_price'], TaxCode: taxOf(line['tax_code_id']), LineTotal: line['line_total_value'] })), // `$expand=lines` gives a list of rows
  UpdatedAt: row['date_time_updated'],
});

const ledgerRow = (row: Row, office: Office): Row => ({
  TransactionID: row['id'], URN: row['urn'], Type: String(row['trader_transaction_type']).replace('TradingAccountEntryType', ''), CustomerAccountRef: customerOf(row, office), Date: day(row['transaction_date']), Reference: row['reference'],
  SecondReference: row['second_reference'], GrossValue: row['document_gross_value'], TaxValue: row['document_tax_value'], OutstandingValue: row['document_outstanding_value'],
  Currency: currencyCode(office.store.get<{ currency_id: number }>('SELECT currency_id FROM customer WHERE id = ?', Number(row['customer_id']))?.currency_id ?? 1), UpdatedAt: row['date_time_updated'],
});

const types = (...names: string[]): string => `(${names.map(name => `trader_transaction_type eq ${quoted(`TradingAccountEntryType${name}`)}`).join(' or ')})`;
const ledgerParams = { customer: customerId, type: (value: string) => types(value), secondReference: is('second_reference'), reference: is('reference'), open: () => 'document_outstanding_value ne 0', ...days('transaction_date') };

const LISTS: Readonly<Record<string, List>> = {
  '/customers': { resource: 'customers', row: customerRow, params: { accountRef: is('reference'), name: is('name') }, key: 'reference' },
  '/salesorders': { resource: 'sop_orders', expand: 'lines', row: orderRow, params: { customer: customerId, customerOrderNumber: is('customer_document_no'), ...days('document_date') }, key: 'document_no' },
  '/stockitems': {
    resource: 'product_views', key: 'code', params: { stockCode: is('code') },
    row: row => ({ StockCode: row['code'], Name: row['name'], Price: row['price'], StockLevel: row['actual_quantity'], Allocated: row['quantity_allocated_sop'], FreeStock: row['free_stock_quantity'], Active: /Active$/.test(String(row['status_type'])) ? 'Y' : 'N' }),
  },
  '/salesinvoices': { resource: 'sales_posted_transactions', filter: types('Invoice', 'CreditNote', 'OpeningBalanceInvoice', 'OpeningBalanceCreditNote'), row: ledgerRow, params: ledgerParams },
  '/customerpayments': { resource: 'sales_posted_transactions', filter: types('PurchasePaymentSalesReceipt', 'PurchaseReceiptSalesPayment'), row: ledgerRow, params: ledgerParams },
  '/banks': { resource: 'banks', params: { bankCode: is('code') }, row: row => ({ BankCode: row['code'], Name: row['description'], Currency: currencyCode(Number(row['account_currency_id'])), Balance: row['balance'] }) },
  '/banktransactions': {
    resource: 'bank_posted_transactions',
    params: { bankCode: (value, { office }) => `bank_id eq ${office.store.get<{ id: number }>('SELECT id FROM bank WHERE code = ?', value)?.id ?? 0}`, ...days('transaction_date') },
    row: (row, office) => ({ TransactionID: row['id'], URN: row['urn'], BankCode: bankOf(row, office), Type: String(row['bank_transaction_type']).replace('BankTransactionType', ''), Date: day(row['transaction_date']), Value: row['cheque_value'], Reference: row['reference'], SecondReference: row['second_reference'], Description: row['entry_description'] }),
  },
  '/taxcodes': { resource: 'tax_codes', row: row => ({ TaxCode: String(row['code']), Name: row['name'], TaxRate: row['tax_rate'] }) },
  '/warehouses': { resource: 'warehouses', row: row => ({ WarehouseID: String(row['id']), Name: row['name'] }) },
  '/generalledger/accounts': { resource: 'nominal_codes', row: row => ({ NominalCode: row['reference'], CostCentre: row['cost_centre_code'], Department: row['department_code'], Name: row['name'] }) },
  '/generalledger/journals': {
    resource: 'nominal_transaction_enquiry_views', filter: "source eq 'NL'", params: { reference: is('reference'), ...days('transaction_date') },
    row: row => ({ JournalNumber: row['urn'], JournalDate: day(row['transaction_date']), Reference: row['reference'], Narrative: row['narrative'], Debit: row['debit'], Credit: row['credit'] }),
  },
};

export function listAt(office: Office, path: string, query: URLSearchParams): unknown {
  if (path === '/company') return { Records: [{ CompanyCode: '3', CompanyName: office.world.company.name, Currency: 'GBP', PricesIncludeTax: office.settings.pricesIncludeTax ? 'Y' : 'N' }], NextCursor: '' };
  if (path === '/dictionary') return dictionary(office, query.get('table') ?? '');
  if (path === '/purchaseinvoices') return purchaseInvoices(office, query);
  const list = Object.hasOwn(LISTS, path) ? LISTS[path] : undefined;
  return list ? page(office, list, query) : one(office, path);
}

function page(office: Office, { resource, expand, filter, row, params = {} }: List, query: URLSearchParams): unknown {
  const limit = Math.min(MAX_LIMIT, Math.max(1, Number(query.get('limit') ?? DEFAULT_LIMIT) || DEFAULT_LIMIT));
  const conditions = filter ? [filter] : [];
  for (const [name, value] of query) {
    const param = Object.hasOwn(params, name) ? params[name] : undefined;
    if (param) conditions.push(param(value, { filter: conditions, office }));
    else if (name === 'updatedSince') conditions.push(`date_time_updated ge ${momentIn(value)}`);
    else if (name === 'cursor') conditions.push(`id gt ${cursorIn(value)}`);
    else if (name !== 'limit') throw badRequest('BadQuery', `There is nothing to be asked by ${name} here.`, name);
  }
  const asked = new URLSearchParams({ $orderby: 'id', $top: String(limit + 1), ...(conditions.length > 0 && { $filter: conditions.join(' and ') }), ...(expand && { $expand: expand }) });
  const rows = readCollection(office.store, resourceAt(resource), asked) as Row[]; // without $count it is a list
  return { Records: rows.slice(0, limit).map(found => row(found, office)), NextCursor: rows.length > limit ? String(rows[limit - 1]?.['id']) : '' };
}

function momentIn(value: string): string {
  const ms = Date.parse(value);
  if (Number.isNaN(ms)) throw badRequest('BadQuery', 'updatedSince is not a moment such as 2026-10-01T00:00:00Z.', 'updatedSince');
  return new Date(ms).toISOString();
}

function cursorIn(value: string): string {
  if (!/^\d{1,15}$/.test(value)) throw badRequest('BadCursor', 'This cursor is none of ours.', 'cursor');
  return value;
}

/** One row by its own key: `/salesorders/0000012001`. */
export function one(office: Office, path: string): Row | undefined {
  const [, place = '', key = ''] = /^(\/[a-z]+)\/([^/]+)$/.exec(path) ?? [];
  const list = Object.hasOwn(LISTS, place) ? LISTS[place] : undefined;
  if (!list?.key) return undefined;
  const [row] = readCollection(office.store, resourceAt(list.resource), new URLSearchParams({ $filter: `${list.key} eq ${quoted(decodeURIComponent(key))}`, ...(list.expand && { $expand: list.expand }) })) as Row[]; // without $count it is a list
  if (!row) throw noKey(`${decodeURIComponent(key)} is not on file.`);
  return list.row(row, office);
}

function purchaseInvoices({ store }: Office, query: URLSearchParams): unknown {
  const rows = store.all<{ id: number; urn: number; supplier: string; number: string; invoiced_on: string; net_minor: number; tax_minor: number }>(
    'SELECT id, urn, supplier, number, invoiced_on, net_minor, tax_minor FROM purchase_invoice WHERE id > ? AND (? IS NULL OR supplier = ?) AND (? IS NULL OR number = ?) ORDER BY id LIMIT ?',
    Number(cursorIn(query.get('cursor') ?? '0')), query.get('supplier'), query.get('supplier'), query.get('invoiceNumber'), query.get('invoiceNumber'), MAX_LIMIT + 1);
  return {
    Records: rows.slice(0, MAX_LIMIT).map(row => ({ PurchaseInvoiceID: row.id, URN: row.urn, SupplierAccountRef: row.supplier, InvoiceNumber: row.number, InvoiceDate: row.invoiced_on, NetValue: row.net_minor / 100, TaxValue: row.tax_minor / 100 })),
    NextCursor: rows.length > MAX_LIMIT ? String(rows[MAX_LIMIT - 1]?.id) : '',
  };
}

/** Which analysis code this company uses for what, by its own label. */
function dictionary(office: Office, entity: string): unknown {
  const mappings = readCollection(office.store, resourceAt('analysis_code_mappings'), new URLSearchParams({ $expand: 'analysis_code' })) as Row[]; // without $count it is a list
  const wanted = entity === 'salesorders' ? /sop/i : entity === 'customers' ? /^sl|customer/i : /^$/;
  const records = mappings.filter(row => wanted.test(`${String(row['class_name'])} ${String(row['friendly_class_name'])}`) && !/line|item/i.test(String(row['friendly_class_name'])))
    .map(row => ({ Name: `AnalysisCode${Number(row['slot'] ?? /(\d+)$/.exec(String(row['property_name']))?.[1] ?? 0)}`, Label: inside(row['analysis_code'], 'name') ?? '', Kind: 'text', Length: 60, Custom: 'Y' }));
  return { Records: records, NextCursor: '' };
}
