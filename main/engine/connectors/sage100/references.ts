import type { ErpReferences, Json, Session } from '../connector.ts';
import { decimalText } from '../decimal.ts';
import { allRows } from '../gateway/pages.ts';
import { textAt, valueAt } from '../json-value.ts';
import { companyOf, customerId } from './gateway.ts';
import { isGoods } from './items.ts';

/** The company's own lists. Tax belongs to a schedule and a class of goods; prices are always without it. */
export async function references(session: Session, signal?: AbortSignal): Promise<ErpReferences> {
  const { currency } = await companyOf(session, signal);
  const read = (path: string): Promise<Json[]> => allRows(session, path, { signal });
  const [customers, items, rates, banks, warehouses, accounts] = await Promise.all([read('/AR/Customer'), read('/CI/Item'), read('/SY/SalesTaxSchedule'), read('/GL/Bank'), read('/IM/Warehouse'), read('/GL/Account')]);
  // Files name an account by its key, people by its number.
  const accountNames = new Map(accounts.map(row => [textAt(row, 'AccountKey'), textAt(row, 'Account').trim()]));
  return {
    customers: customers.map(row => ({
      id: customerId(row), reference: customerId(row), name: textAt(row, 'CustomerName').trim(), email: textAt(row, 'EmailAddress').trim(), postcode: textAt(row, 'ZipCode').trim(), currency,
      onHold: textAt(row, 'CreditHold') === 'Y', active: textAt(row, 'CustomerStatus') !== 'I', phone: textAt(row, 'TelephoneNo').trim(), creditLimit: decimalText(valueAt(row, 'CreditLimit')) || '0',
    })),
    products: items.filter(isGoods).map(row => ({ id: textAt(row, 'ItemCode').trimEnd(), code: textAt(row, 'ItemCode').trimEnd(), name: textAt(row, 'ItemCodeDesc').trim() })),
    taxCodes: rates.map(row => {
      const name = `${textAt(row, 'TaxSchedule').trim()} ${textAt(row, 'TaxClass').trim()}`;
      return { id: name, code: name, name, rate: decimalText(valueAt(row, 'TaxRate')) || '0' };
    }),
    banks: banks.map(row => ({ id: textAt(row, 'BankCode'), code: textAt(row, 'BankCode'), name: textAt(row, 'BankDesc').trim(), currency, nominal: accountNames.get(textAt(row, 'CashAccountKey')) ?? '' })),
    currencies: [{ id: currency, code: currency, isBase: true }],
    warehouses: warehouses.map(row => ({ id: textAt(row, 'WarehouseCode').trim(), name: textAt(row, 'WarehouseDesc').trim() })),
    nominals: accounts.filter(row => textAt(row, 'Status') !== 'I').map(row => ({ code: textAt(row, 'Account').trim(), costCentre: '', department: '', name: textAt(row, 'AccountDesc').trim() })),
    pricesIncludeTax: false,
  };
}
