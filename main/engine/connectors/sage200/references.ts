import { Currency } from '../../../../shared/values/money.ts';
import type { ErpReferences, Json, Session, SupplierAccount } from '../connector.ts';
import { decimalText } from '../decimal.ts';
import { flagAt, objectAt, textAt, valueAt } from '../json-value.ts';
import { allRows, firstRows } from './query.ts';

const SYMBOLS: Readonly<Record<string, string>> = { '£': 'GBP', '€': 'EUR', $: 'USD' };

/** The ISO code of a currency; on sites without it, its symbol or name must do. */
export function currencyCodeOf(row: Json): string {
  const iso = textAt(objectAt(row, 'currency_iso_code'), 'code') || textAt(row, 'currency_iso_code');
  if (iso) return iso.toUpperCase();
  const name = textAt(row, 'name').toUpperCase();
  return SYMBOLS[textAt(row, 'symbol')] ?? (Currency.safeParse(name).success ? name : '');
}

export async function currencyRows(session: Session, signal?: AbortSignal): Promise<ErpReferences['currencies']> {
  const rows = await allRows(session, '/currencies', { expand: 'currency_iso_code', signal });
  return rows.map(row => ({ id: textAt(row, 'id'), code: currencyCodeOf(row), isBase: flagAt(row, 'is_base_currency') }));
}

export type CustomerRow = ErpReferences['customers'][number];

/** The flat view is Sage's fast way to read customers with their e-mail, postcode and currency. */
export async function customerRows(session: Session, signal?: AbortSignal): Promise<CustomerRow[]> {
  const rows = await allRows(session, '/customer_views', {
    select: 'id,reference,name,currency_iso_code,contact_default_email_address,customer_location_post_code,account_is_on_hold,account_status_type', signal,
  });
  return rows.map(row => ({
    id: textAt(row, 'id'), reference: textAt(row, 'reference'), name: textAt(row, 'name'), email: textAt(row, 'contact_default_email_address'), postcode: textAt(row, 'customer_location_post_code'),
    currency: textAt(row, 'currency_iso_code'), onHold: flagAt(row, 'account_is_on_hold'), active: !/inactive|hidden|deleted/i.test(textAt(row, 'account_status_type')),
  }));
}

/** Asked for only by what buys: a user of the sales ledger may have no right to see suppliers. */
export async function suppliers(session: Session, signal?: AbortSignal): Promise<SupplierAccount[]> {
  const rows = await allRows(session, '/supplier_views', { select: 'id,reference,name,currency_iso_code,account_is_on_hold,account_status_type', signal });
  return rows.map(row => ({
    id: textAt(row, 'id'), reference: textAt(row, 'reference'), name: textAt(row, 'name'), currency: textAt(row, 'currency_iso_code'), onHold: flagAt(row, 'account_is_on_hold'),
    active: !/inactive|hidden|deleted/i.test(textAt(row, 'account_status_type')),
  }));
}

/** Everything that a document may refer to. */
export async function references(session: Session, signal?: AbortSignal): Promise<ErpReferences> {
  const [customers, products, taxCodes, banks, currencies, warehouses, nominals, settings] = await Promise.all([
    customerRows(session, signal),
    allRows(session, '/products', { select: 'id,code,name,product_status_type', signal }),
    allRows(session, '/tax_codes', { signal }),
    allRows(session, '/banks', { select: 'id,code,description,account_currency_id', signal }),
    currencyRows(session, signal),
    allRows(session, '/warehouses', { select: 'id,name', signal }),
    allRows(session, '/nominal_codes', { select: 'id,reference,cost_centre_code,department_code,name', signal }),
    firstRows(session, '/sop_settings', { top: 1, signal }),
  ]);
  const currencyById = new Map(currencies.map(currency => [currency.id, currency.code]));
  return {
    customers, currencies,
    products: products.filter(row => !/inactive|hidden/i.test(textAt(row, 'product_status_type'))).map(row => ({ id: textAt(row, 'id'), code: textAt(row, 'code'), name: textAt(row, 'name') })),
    taxCodes: taxCodes.map(row => ({ id: textAt(row, 'id'), code: textAt(row, 'code'), name: textAt(row, 'name'), rate: decimalText(valueAt(row, 'tax_rate')) || '0' })),
    banks: banks.map(row => ({ id: textAt(row, 'id'), code: textAt(row, 'code'), name: textAt(row, 'description'), currency: currencyById.get(textAt(row, 'account_currency_id')) ?? '' })),
    warehouses: warehouses.map(row => ({ id: textAt(row, 'id'), name: textAt(row, 'name') })),
    nominals: nominals.map(row => ({ code: textAt(row, 'reference'), costCentre: textAt(row, 'cost_centre_code'), department: textAt(row, 'department_code'), name: textAt(row, 'name') })),
    pricesIncludeTax: flagAt(settings[0] ?? null, 'are_prices_tax_inclusive'),
  };
}
