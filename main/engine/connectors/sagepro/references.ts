import type { ErpReferences, Json, Session } from '../connector.ts';
import { decimalText } from '../decimal.ts';
import { allRows } from '../gateway/pages.ts';
import { textAt, valueAt } from '../json-value.ts';
import { companyOf } from './gateway.ts';

/** The company's own lists. Items without stock are freight, discounts and tax, not goods; prices are always without tax. */
export async function references(session: Session, signal?: AbortSignal): Promise<ErpReferences> {
  const { currency } = await companyOf(session, signal);
  const read = (path: string): Promise<Json[]> => allRows(session, path, { signal });
  const [customers, items, taxCodes, banks, locations, accounts] = await Promise.all([read('/customers'), read('/products'), read('/taxcodes'), read('/banks'), read('/locations'), read('/gl/accounts')]);
  const trimmed = (row: Json, name: string): string => textAt(row, name).trim();
  return {
    customers: customers.map(row => ({
      id: trimmed(row, 'CustomerNo'), reference: trimmed(row, 'CustomerNo'), name: trimmed(row, 'Company'), email: trimmed(row, 'Email'), postcode: trimmed(row, 'Zip'), currency: trimmed(row, 'Currency') || currency,
      onHold: trimmed(row, 'CreditStatus') === 'H', active: true, phone: trimmed(row, 'Phone'), creditLimit: decimalText(valueAt(row, 'CreditLimit')) || '0',
    })),
    products: items.filter(row => trimmed(row, 'StockCode') === 'Y').map(row => ({ id: trimmed(row, 'ItemCode'), code: trimmed(row, 'ItemCode'), name: trimmed(row, 'Description') })),
    taxCodes: taxCodes.map(row => ({ id: trimmed(row, 'TaxCode'), code: trimmed(row, 'TaxCode'), name: trimmed(row, 'Description'), rate: decimalText(valueAt(row, 'TaxRate')) || '0' })),
    banks: banks.map(row => ({ id: trimmed(row, 'BankCode'), code: trimmed(row, 'BankCode'), name: trimmed(row, 'Description'), currency: trimmed(row, 'Currency') || currency, nominal: trimmed(row, 'Account') })),
    currencies: [{ id: currency, code: currency, isBase: true }],
    warehouses: locations.map(row => ({ id: trimmed(row, 'LocationId'), name: trimmed(row, 'Description') })),
    nominals: accounts.filter(row => trimmed(row, 'Status') !== 'I').map(row => ({ code: trimmed(row, 'Account'), costCentre: '', department: '', name: trimmed(row, 'Description') })),
    pricesIncludeTax: false, priceDecimals: 3,
  };
}
