import { assert } from '../../../shared/values/assert.ts';
import { PLAIN_DAYS } from '../gateway/body.ts';
import { noKey } from '../gateway/gateway-error.ts';
import { listRows } from '../gateway/listing.ts';
import { openRecordStore } from '../gateway/record-store.ts';
import { GATEWAY_FAULTS, openGatewayFaults, orderFaults, serveGateway, type Gateway } from '../gateway/serve-gateway.ts';
import { openSignIns, type Credentials } from '../gateway/sign-in.ts';
import type { World } from '../world/world-types.ts';
import { currencyOf } from './bank-codes.ts';
import { createCashReceipt } from './cash-receipts.ts';
import { stamp, type Company } from './company.ts';
import { answerControl, booksOf, type Sage100Books } from './control.ts';
import { createCustomer } from './customers.ts';
import { sage100Dictionary } from './dictionary.ts';
import { createCreditMemo } from './invoices.ts';
import { createReturn } from './returns.ts';
import { createOrder } from './sales-orders.ts';
import { seedCompany } from './seed.ts';
import { hireStaff } from './staff.ts';
import { listing, oneRow } from './views.ts';

export const CREDENTIALS = { companyCode: 'NWH', apiKey: 'gw_5f0c9e41b7d24a6c8e13', user: 'WEBAPI', password: 'Slow-Kettle-77-Harbour', readOnlyUser: 'READER', readOnlyPassword: 'Quiet-Lantern-12-Field' } as const satisfies Credentials;

export type Sage100Options = {
  world: World;
  /** Where its files are kept; starting again in the same folder continues with them. */
  dir: string;
  port?: number;
  /** Names of faults ('slow', 'busy:3' …) and of settings: 'short-fields', 'long-invoice-numbers'. */
  faults?: readonly string[];
  staff?: 'automatic' | 'manual';
  now?: () => number;
};

export type Sage100Sandbox = { url: string; credentials: typeof CREDENTIALS; books: () => Sage100Books; close: () => Promise<void> };

/** Columns that questions name. */
const INDEXED = ['CustomerPONo', 'CustomerNo', 'InvoiceNo', 'SalesOrderNo', 'AccountKey', 'CheckNo'] as const;
const SETTING_NAMES: ReadonlySet<string> = new Set(['short-fields', 'long-invoice-numbers']);
const USUAL_INVOICE_NUMBER = 7;
const EXPANDED_INVOICE_NUMBER = 20;

/** Sage 100 behind its gateway: a company's files, the gateway's addresses, and the staff who post. */
export async function startSage100Sandbox(options: Sage100Options): Promise<Sage100Sandbox> {
  const names = options.faults ?? [];
  for (const name of names) assert(SETTING_NAMES.has(name) || GATEWAY_FAULTS.some(fault => fault === name.split(':')[0]), `The Sage 100 sandbox has no fault named '${name}'.`);
  const store = openRecordStore(options.dir, { name: 'sage100', indexed: INDEXED });
  const invoiceNumberLength = names.includes('long-invoice-numbers') ? EXPANDED_INVOICE_NUMBER : USUAL_INVOICE_NUMBER;
  const company: Company = {
    store, days: PLAIN_DAYS, stamp, world: options.world, now: options.now ?? Date.now, code: CREDENTIALS.companyCode, currency: currencyOf(options.world), invoiceNumberLength,
    dictionary: sage100Dictionary({ shortFields: names.includes('short-fields'), invoiceNumberLength }),
  };
  store.transaction(() => {
    if (store.setting('seeded') !== undefined) return;
    seedCompany(company);
    store.saveSetting('seeded', String(options.world.seed));
  });
  const faults = openGatewayFaults(names.filter(name => !SETTING_NAMES.has(name)));
  const staff = hireStaff(company, options.staff ?? 'automatic');
  const signIns = openSignIns(company.now, CREDENTIALS);
  const server = await serveGateway({
    base: '', sessionPath: '/SY/Session', store, faults, signIns, read: (path, query) => readAt(company, path, query), writes: writesOf(company), orderPath: '/SO/SalesOrder',
    orderFault: orderFaults(options.world, store, { field: 'CustomerPONo', length: 30 }), control: asked => answerControl({ company, faults, staff, signIns }, asked), nudge: staff.nudge,
  }, { ...(options.port !== undefined && { port: options.port }) });
  return {
    url: server.url,
    credentials: CREDENTIALS,
    books: () => booksOf({ company, faults }),
    async close() {
      staff.close();
      await server.close();
      store.close();
    },
  };
}

function readAt(company: Company, path: string, query: URLSearchParams): unknown {
  if (path === '/SY/Company') {
    const { code, currency, invoiceNumberLength, world } = company;
    return { Records: [{ CompanyCode: code, CompanyName: world.company.name, CurrencyCode: currency, InvoiceNoLength: String(invoiceNumberLength), Version: '7.40', Modules: ['A/R', 'S/O', 'I/M', 'C/I', 'R/A', 'G/L'] }], NextCursor: '' };
  }
  if (path === '/SY/Dictionary') {
    const file = query.get('table') ?? '';
    if (!company.dictionary.has(file)) throw noKey(`There is no file named ${file || '(none)'}.`);
    return { Records: company.dictionary.columns(file).map(({ name, kind, length, places, isKey, isCustom }) => ({ Name: name, Kind: kind, Length: length, Places: places, Key: isKey ? 'Y' : 'N', Custom: isCustom ? 'Y' : 'N' })), NextCursor: '' };
  }
  return listRows(company, listing, { path, query }) ?? oneRow(company, path);
}

const writesOf = (company: Company): Gateway['writes'] => ({
  '/SO/SalesOrder': (body, query) => {
    const { order, lines, warnings } = createOrder(company, body, { acceptWarnings: query.get('acceptWarnings') === 'true' });
    return { ...order, Lines: lines, Warnings: warnings };
  },
  '/AR/Customer': body => company.store.transaction(() => createCustomer(company, body)),
  '/AR/CashReceipts': body => company.store.transaction(() => {
    const { receipt, lines } = createCashReceipt(company, body);
    return { ...receipt, Lines: lines };
  }),
  '/SO/Invoice': body => company.store.transaction(() => {
    const { invoice, lines } = createCreditMemo(company, body);
    return { ...invoice, Lines: lines };
  }),
  '/RA/Return': body => company.store.transaction(() => {
    const { returned, lines } = createReturn(company, body);
    return { ...returned, Lines: lines };
  }),
});
