import type { Company } from './company.ts';
import { keyOf, rowsOf, stamp, write } from './company.ts';
import { isDay } from './body.ts';
import { badRequest, noKey } from './gateway-error.ts';
import type { Condition, Fields, Search, Stored } from './store.ts';

export type Row = { [name: string]: string | Row[] };

type Source = { file: string; where?: readonly Condition[]; row?: (company: Company, fields: Fields) => Row };
/** One address of the gateway: where its rows come from, and which columns its questions may name. */
type View = { sources: readonly [Source, ...Source[]]; params?: Readonly<Record<string, Pick<Condition, 'column' | 'is'>>>; /** Its rows are about a customer. */ byCustomer?: true };

const is = (column: string): Pick<Condition, 'column' | 'is'> => ({ column, is: '=' });
const days = (column: string): Readonly<Record<string, Pick<Condition, 'column' | 'is'>>> => ({ from: { column, is: '>=' }, to: { column, is: '<=' } });

const children = (company: Company, file: string, equals: Record<string, string>): Row[] => rowsOf(company, file, equals);

const orderRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'SO_SalesOrderDetail', { SalesOrderNo: fields['SalesOrderNo'] ?? '' }), Payments: children(company, 'SO_SalesOrderPayment', { SalesOrderNo: fields['SalesOrderNo'] ?? '' }) });
const orderHistoryRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'SO_SalesOrderHistoryDetail', { SalesOrderNo: fields['SalesOrderNo'] ?? '' }) });
const ofInvoice = (fields: Fields): Record<string, string> => ({ InvoiceNo: fields['InvoiceNo'] ?? '' });
const enteredRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'SO_InvoiceDetail', ofInvoice(fields)), Tracking: children(company, 'SO_InvoiceTracking', ofInvoice(fields)) });
const postedRow = (company: Company, fields: Fields): Row => ({
  ...fields, Lines: children(company, 'AR_InvoiceHistoryDetail', ofInvoice(fields)), Tracking: children(company, 'AR_InvoiceHistoryTracking', ofInvoice(fields)), Payments: children(company, 'AR_InvoiceHistoryPayment', ofInvoice(fields)),
});
const receiptRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'AR_CashReceiptsDetail', { CheckNo: fields['CheckNo'] ?? '' }).filter(line => line['DepositNo'] === fields['DepositNo']) });
const returnRow = (company: Company, fields: Fields): Row => ({ ...fields, Lines: children(company, 'RA_ReturnDetail', { RMANo: fields['RMANo'] ?? '' }) });

const SHIPMENT = ['InvoiceNo', 'SalesOrderNo', 'CustomerPONo', 'ARDivisionNo', 'CustomerNo', 'ShipDate', 'ShipVia', 'ShipperID', 'ShipToName', 'DateUpdated', 'TimeUpdated'] as const;

/** Sage has no file of shipments: they are invoice rows that came from shipping, entered or posted. */
function shipmentRow(posted: 'Y' | 'N'): NonNullable<Source['row']> {
  const whole = posted === 'Y' ? postedRow : enteredRow;
  return (company, fields) => {
    const row = whole(company, fields);
    const links = posted === 'Y' ? children(company, 'SO_ARInvoiceHistoryLink', ofInvoice(fields)) : [];
    return { ...Object.fromEntries(SHIPMENT.map(name => [name, fields[name] ?? ''])), Posted: posted, Tracking: row['Tracking'] ?? [], Lines: row['Lines'] ?? [], Links: links };
  };
}

const VIEWS: Readonly<Record<string, View>> = {
  '/SO/SalesOrder': { sources: [{ file: 'SO_SalesOrderHeader', row: orderRow }], params: { status: is('OrderStatus'), poNo: is('CustomerPONo'), ...days('OrderDate') }, byCustomer: true },
  '/SO/SalesOrderHistory': { sources: [{ file: 'SO_SalesOrderHistoryHeader', row: orderHistoryRow }], params: { status: is('OrderStatus'), poNo: is('CustomerPONo'), salesOrderNo: is('SalesOrderNo'), ...days('OrderDate') }, byCustomer: true },
  '/SO/Invoice': { sources: [{ file: 'SO_InvoiceHeader', row: enteredRow }], params: { type: is('InvoiceType'), poNo: is('CustomerPONo'), reference: is('Comment'), salesOrderNo: is('SalesOrderNo'), ...days('InvoiceDate') }, byCustomer: true },
  '/SO/Shipment': {
    sources: [
      { file: 'SO_InvoiceHeader', where: [{ column: 'ShipperID', is: '<>', value: '' }], row: shipmentRow('N') },
      { file: 'AR_InvoiceHistoryHeader', where: [{ column: 'ShippingInvoice', is: '=', value: 'Y' }], row: shipmentRow('Y') },
    ],
    params: { salesOrderNo: is('SalesOrderNo'), poNo: is('CustomerPONo'), ...days('ShipDate') }, byCustomer: true,
  },
  '/AR/Customer': { sources: [{ file: 'AR_Customer' }], params: { status: is('CustomerStatus'), name: is('CustomerName'), email: is('EmailAddress') }, byCustomer: true },
  '/AR/OpenInvoice': { sources: [{ file: 'AR_OpenInvoice' }], params: { type: is('InvoiceType'), invoiceNo: is('InvoiceNo'), ...days('InvoiceDate') }, byCustomer: true },
  '/AR/InvoiceHistory': {
    sources: [{ file: 'AR_InvoiceHistoryHeader', row: postedRow }],
    params: { type: is('InvoiceType'), invoiceNo: is('InvoiceNo'), poNo: is('CustomerPONo'), reference: is('Comment'), salesOrderNo: is('SalesOrderNo'), ...days('TransactionDate') }, byCustomer: true,
  },
  '/AR/CashReceipts': { sources: [{ file: 'AR_CashReceiptsHeader', row: receiptRow }], params: { reference: is('OtherPaymentTypeRefNo'), checkNo: is('CheckNo'), ...days('DepositDate') }, byCustomer: true },
  '/AR/CashReceiptsHistory': { sources: [{ file: 'AR_CashReceiptsHistory' }], params: { reference: is('Comment'), checkNo: is('CheckNo'), bankCode: is('BankCode'), depositNo: is('DepositNo'), invoiceNo: is('InvoiceNo'), ...days('PostingDate') }, byCustomer: true },
  '/AR/TransactionPaymentHistory': { sources: [{ file: 'AR_TransactionPaymentHistory' }], params: { invoiceNo: is('InvoiceNo'), ...days('TransactionDate') }, byCustomer: true },
  '/AR/TermsCode': { sources: [{ file: 'AR_TermsCode' }] },
  '/CI/Item': { sources: [{ file: 'CI_Item' }], params: { type: is('ItemType'), itemCode: is('ItemCode') } },
  '/IM/ItemWarehouse': { sources: [{ file: 'IM_ItemWarehouse' }], params: { itemCode: is('ItemCode'), warehouse: is('WarehouseCode') } },
  '/IM/Warehouse': { sources: [{ file: 'IM_Warehouse' }] },
  '/RA/Return': { sources: [{ file: 'RA_ReturnHeader', row: returnRow }], params: { status: is('RMAStatus'), ...days('RMADate') }, byCustomer: true },
  '/GL/Account': { sources: [{ file: 'GL_Account' }], params: { account: is('Account') } },
  '/GL/Bank': { sources: [{ file: 'GL_Bank' }], params: { bankCode: is('BankCode') } },
  '/GL/DetailPosting': { sources: [{ file: 'GL_DetailPosting' }], params: { accountKey: is('AccountKey'), ...days('PostingDate') } },
  '/SY/SalesTaxSchedule': { sources: [{ file: 'SY_SalesTaxSchedule' }] },
  '/GL/PeriodPostingHistory': { sources: [{ file: 'GL_PeriodPostingHistory' }], params: { accountKey: is('AccountKey'), fiscalYear: is('FiscalYear') } },
};

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const OWN_PARAMS: ReadonlySet<string> = new Set(['updatedSince', 'cursor', 'limit', 'customer']);

/** A page of rows in the order of the key. The cursor names the last row handed out, so rows written meanwhile shift nothing. */
export function listRows(company: Company, path: string, query: URLSearchParams): { Records: Row[]; NextCursor: string } | undefined {
  const view = VIEWS[path];
  if (!view) return undefined;
  const where = conditionsOf(view, query);
  const limit = Math.min(MAX_LIMIT, Math.max(1, Number(query.get('limit') ?? DEFAULT_LIMIT) || DEFAULT_LIMIT));
  const [start, after] = readCursor(query.get('cursor'));
  const search: Search = { where, ...sinceOf(query) };
  const found: { at: number; stored: Stored; source: Source }[] = [];
  view.sources.forEach((source, at) => {
    if (at < start || found.length > limit) return;
    const rows = company.store.find(source.file, { ...search, where: [...(source.where ?? []), ...where], after: at === start ? after : '', limit: limit + 1 - found.length });
    found.push(...rows.map(stored => ({ at, stored, source })));
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    Records: page.map(({ stored: { fields }, source }) => source.row?.(company, fields) ?? fields),
    NextCursor: found.length > limit && last ? Buffer.from(JSON.stringify([last.at, last.stored.key])).toString('base64url') : '',
  };
}

/** One row by its key, as the last parts of the path name it: `01-WEB0001`, `0004512`. */
export function oneRow(company: Company, path: string): Row | undefined {
  const match = /^(\/[A-Z]{2}\/[A-Za-z]+)\/([^/]+)$/.exec(path);
  const view = match && VIEWS[match[1] ?? ''];
  if (!view) return undefined;
  const name = decodeURIComponent(match[2] ?? '');
  const [source] = view.sources;
  const fields = company.store.get(source.file, source.file === 'AR_Customer' ? keyOf(...splitCustomer(name)) : source.file === 'AR_InvoiceHistoryHeader' ? keyOf(name, '000000') : name);
  if (!fields) throw noKey(`${name} is not on file.`);
  return source.row?.(company, fields) ?? fields;
}

function conditionsOf({ params = {}, byCustomer }: View, query: URLSearchParams): Condition[] {
  const where: Condition[] = [];
  for (const [name, value] of query) {
    const param = params[name];
    if (param) {
      if ((name === 'from' || name === 'to') && !isDay(value)) throw badRequest('BadQuery', `${name} is not a day as YYYYMMDD.`, name);
      where.push({ ...param, value });
    } else if (!OWN_PARAMS.has(name)) throw badRequest('BadQuery', `There is nothing to be asked by ${name} here.`, name);
  }
  const customer = query.get('customer');
  if (customer === null) return where;
  if (!byCustomer) throw badRequest('BadQuery', 'These rows are not about customers.', 'customer');
  const [division, number] = splitCustomer(customer);
  return [...where, { column: 'CustomerNo', is: '=', value: number }, { column: 'ARDivisionNo', is: '=', value: division }];
}

function splitCustomer(text: string): [division: string, number: string] {
  const at = text.indexOf('-');
  if (at < 0) throw badRequest('BadQuery', 'A customer is named by division and number, such as 01-WEB0001.', 'customer');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Sage notes the day and the hour of a change; what changed within the same second may come twice, never not at all. */
function sinceOf(query: URLSearchParams): Pick<Search, 'since'> {
  const text = query.get('updatedSince');
  if (text === null) return {};
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badRequest('BadQuery', 'updatedSince is not a moment such as 2026-10-01T00:00:00Z.', 'updatedSince');
  const { day, hours } = stamp({ now: () => ms });
  return { since: { day, hours: Number(hours) - 0.0003 } };
}

function readCursor(text: string | null): [source: number, after: string] {
  if (!text) return [0, ''];
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string') return [value[0], value[1]];
  } catch {
    throw badRequest('BadCursor', 'This cursor is none of ours.', 'cursor');
  }
  throw badRequest('BadCursor', 'This cursor is none of ours.', 'cursor');
}

/** A person in Sage changes a record on the screen. */
export function editRow(company: Company, file: string, key: readonly string[], change: Fields): number {
  const fields = company.dictionary.has(file) ? company.store.get(file, keyOf(...key)) : undefined;
  if (!fields) return 0;
  write(company, file, { ...fields, ...change });
  return 1;
}
