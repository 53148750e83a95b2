import type { Body } from '../gateway/body.ts';
import { days, is, oneOf, type Listing, type Row, type View } from '../gateway/listing.ts';
import type { Fields } from '../gateway/record-store.ts';
import { changeProduct, changeStock, stockRow } from './catalogue.ts';
import { padded, type Company } from './company.ts';
import { changeCustomer } from './customers.ts';
import { invoiceRow } from './invoices.ts';
import { ACCOUNT, BALANCE, BANK, CUSTOMER, LOCATION, POSTING, PRODUCT, shown, TAX } from './names.ts';
import { changeOrder, orderRow } from './orders.ts';
import { paymentRow } from './payments.ts';

const list = (file: string, names: Readonly<Record<string, string>>, params: NonNullable<View<Company>['params']> = {}): View<Company> => ({ sources: [{ file, row: (company, fields) => shown(company, { file, names }, fields) }], params });

/** Y: only what is not settled yet. */
const open = (column: string): NonNullable<View<Company>['params']> => ({ open: { column, is: '<>', compared: () => '0.000' } });
const number = (column: string) => ({ ...is(column), compared: padded });

const VIEWS: Readonly<Record<string, View<Company>>> = {
  '/orders': {
    sources: [{ file: 'somast', row: (company, fields) => orderRow(company, fields) }, { file: 'soymst', row: (company, fields) => orderRow(company, fields, { isHistory: true }) }],
    params: { status: is('sostat'), poNumber: is('ponum'), salesOrderNo: number('sono'), ...days('ordate') }, byCustomer: true,
  },
  '/customers': { ...list('arcust', CUSTOMER, { name: is('company'), email: is('email') }), byCustomer: true },
  '/products': list('icitem', PRODUCT, { itemCode: is('item'), stockCode: is('stkcode') }),
  '/inventory': { sources: [{ file: 'iciloc', row: stockRow }], params: { itemCode: is('item'), location: is('loctid') } },
  '/invoices': { sources: [{ file: 'armast', row: invoiceRow }], params: { type: is('artype'), poNumber: is('ponum'), salesOrderNo: number('ornum'), invoiceNo: number('invno'), ...open('balance'), ...days('invdte') }, byCustomer: true },
  '/payments': { sources: [{ file: 'arcash', row: paymentRow }], params: { reference: is('ref'), checkNo: is('checkno'), bankCode: is('bankno'), ...open('unapplied'), ...days('paydate') }, byCustomer: true },
  '/locations': list('icloct', LOCATION),
  '/banks': list('arbank', BANK, { bankCode: is('bankno') }),
  '/taxcodes': list('sytax', TAX),
  '/gl/accounts': list('glacnt', ACCOUNT, { account: is('glacct') }),
  '/gl/postings': list('gltran', POSTING, { account: is('glacct'), ...days('trandate') }),
  '/gl/balances': list('glbal', BALANCE, { account: is('glacct'), fiscalYear: is('fyear') }),
};

export const listing: Listing<Company> = {
  views: VIEWS,
  customer: text => [{ column: 'custno', is: '=', value: text }],
  /** Only what was added since: Sage Pro does not note when a record was changed. */
  since: moment => ({ dayColumn: 'adddate', timeColumn: 'addtime', day: moment.toISOString().slice(0, 10), time: moment.toISOString().slice(11, 19) }),
};

const BY_KEY = /^(\/[a-z]+)\/([^/]+)(?:\/([^/]+))?$/;
/** How the keys of these stand in their tables. */
const KEYS: Readonly<Record<string, (parts: readonly string[]) => readonly string[]>> = { '/orders': ([sono = '']) => [padded(sono)], '/invoices': ([invno = '']) => [padded(invno)], '/customers': parts => parts, '/products': parts => parts, '/inventory': parts => parts };

function keyIn(path: string): { place: string; key: readonly string[] } | undefined {
  const [, place = '', ...parts] = BY_KEY.exec(path) ?? [];
  return Object.hasOwn(KEYS, place) ? { place, key: parts.filter((part): part is string => part !== undefined).map(decodeURIComponent) } : undefined;
}

/** One row by its key: `/orders/102345`, `/inventory/MUG-WHT/MAIN`. */
export function oneRow(company: Company, path: string): Row | undefined {
  const found = keyIn(path);
  const view = found && VIEWS[found.place];
  return view && oneOf(company, view, KEYS[found.place]?.(found.key) ?? []);
}

const CHANGES: Readonly<Record<string, (company: Company, key: readonly string[], body: Body) => Row>> = {
  '/orders': (company, [sono = ''], body) => changeOrder(company, sono, body),
  '/customers': (company, [custno = ''], body) => shown(company, { file: 'arcust', names: CUSTOMER }, changeCustomer(company, custno, body)),
  '/products': (company, [code = ''], body) => changeProduct(company, code, body),
  '/inventory': changeStock,
};

/** A change of what is there already; undefined where nothing can be changed. */
export function changeRow(company: Company, path: string, body: Body): Row | undefined {
  const found = keyIn(path);
  return found && company.store.transaction((): Row | undefined => CHANGES[found.place]?.(company, found.key, body));
}

export const shownCustomer = (company: Company, fields: Fields): Row => shown(company, { file: 'arcust', names: CUSTOMER }, fields);
