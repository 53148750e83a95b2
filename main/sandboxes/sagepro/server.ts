import { assert } from '../../../shared/values/assert.ts';
import { ISO_DAYS } from '../gateway/body.ts';
import { noKey } from '../gateway/gateway-error.ts';
import { listRows } from '../gateway/listing.ts';
import { readDictionary } from '../gateway/record-layout.ts';
import { openRecordStore } from '../gateway/record-store.ts';
import { GATEWAY_FAULTS, openGatewayFaults, orderFaults, serveGateway, type Gateway } from '../gateway/serve-gateway.ts';
import { openSignIns, type Credentials } from '../gateway/sign-in.ts';
import type { World } from '../world/world-types.ts';
import { stamp, type Company } from './company.ts';
import { answerControl, booksOf, type SageProBooks } from './control.ts';
import { createCustomer } from './customers.ts';
import { createInvoice, invoiceRow } from './invoices.ts';
import { CUSTOM, LAYOUTS } from './layouts.ts';
import { fieldOf } from './names.ts';
import { createOrder, orderRow } from './orders.ts';
import { createPayment, paymentRow } from './payments.ts';
import { seedCompany } from './seed.ts';
import { hireStaff } from './staff.ts';
import { changeRow, listing, oneRow, shownCustomer } from './views.ts';

export const CREDENTIALS = { companyCode: '05', apiKey: 'gp_81d3c0a7f65e4b2d9a40', user: 'GATE', password: 'Copper-Fern-31-Window', readOnlyUser: 'LOOK', readOnlyPassword: 'Silent-Harbor-58-Oak' } as const satisfies Credentials;

export type SageProOptions = {
  world: World;
  /** Where its tables are kept; starting again in the same folder continues with them. */
  dir: string;
  port?: number;
  /** Names of faults ('slow', 'busy:3' …) and of settings: 'foxpro' has the shorter fields of the FoxPro edition. */
  faults?: readonly string[];
  staff?: 'automatic' | 'manual';
  now?: () => number;
};

export type SageProSandbox = { url: string; credentials: typeof CREDENTIALS; books: () => SageProBooks; close: () => Promise<void> };

const BASE = '/api/v1/sagepro';
/** Columns that questions name. */
const INDEXED = ['sono', 'ponum', 'custno', 'invno', 'ornum', 'item', 'glacct', 'ref', 'rcptno'] as const;
const SETTING_NAMES: ReadonlySet<string> = new Set(['foxpro']);
const PO_LENGTH = 20;

/** Sage Pro behind its gateway: one company's tables, the gateway's addresses, and the staff who ship. Sage Pro itself has no interface of its own. */
export async function startSageProSandbox(options: SageProOptions): Promise<SageProSandbox> {
  const names = options.faults ?? [];
  for (const name of names) assert(SETTING_NAMES.has(name) || GATEWAY_FAULTS.some(fault => fault === name.split(':')[0]), `The Sage Pro sandbox has no fault named '${name}'.`);
  const store = openRecordStore(options.dir, { name: 'sagepro', indexed: INDEXED });
  const company: Company = {
    store, days: ISO_DAYS, stamp, world: options.world, now: options.now ?? Date.now, code: CREDENTIALS.companyCode, currency: options.world.channels[0]?.currency ?? 'GBP',
    dictionary: readDictionary({ standard: LAYOUTS, custom: CUSTOM, shortFields: names.includes('foxpro') }),
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
    base: BASE, sessionPath: '/session', store, faults, signIns, read: (path, query) => readAt(company, path, query), writes: writesOf(company), change: (path, body) => changeRow(company, path, body), orderPath: '/orders',
    orderFault: orderFaults(options.world, store, { field: 'PONumber', length: PO_LENGTH }), control: asked => answerControl({ company, faults, staff, signIns }, asked), nudge: staff.nudge,
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
  if (path === '/company') return { Records: [{ CompanyCode: company.code, CompanyName: company.world.company.name, Currency: company.currency, Edition: 'SQL', Version: '7.5' }], NextCursor: '' };
  if (path === '/dictionary') {
    const file = query.get('table') ?? '';
    if (!company.dictionary.has(file)) throw noKey(`There is no table named ${file || '(none)'}.`);
    return { Records: company.dictionary.columns(file).map(({ name, kind, length, places, isKey, isCustom }) => ({ Name: name, Field: fieldOf(file, name), Kind: kind, Length: length, Places: places, Key: isKey ? 'Y' : 'N', Custom: isCustom ? 'Y' : 'N' })), NextCursor: '' };
  }
  return listRows(company, listing, { path, query }) ?? oneRow(company, path);
}

const writesOf = (company: Company): Gateway['writes'] => ({
  '/orders': body => orderRow(company, createOrder(company, body)),
  '/customers': body => company.store.transaction(() => shownCustomer(company, createCustomer(company, body))),
  '/invoices': body => company.store.transaction(() => invoiceRow(company, createInvoice(company, body))),
  '/payments': body => company.store.transaction(() => paymentRow(company, createPayment(company, body))),
});
