import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { findCustomer, indexCustomers } from '../../../main/engine/runs/find-customer.ts';
import type { Order } from '../../../shared/canonical/order.ts';
import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import { textTable } from '../../support/text-table.ts';
import { lineOf, orderOf } from '../pricing/orders.ts';

/** Sage's customers. */
const CUSTOMERS = `
| reference | name                | email               | postcode | currency | active |
| AMZGBP    | Web sales Amazon    |                     |          | GBP      | yes    |
| JONES001  | Jones & Sons Ltd    | buy@jones.example   | LS1 1AA  | GBP      | yes    |
| JONES002  | Jones & Sons Ltd    | buy@jones.example   | LS1 1AA  | EUR      | yes    |
| SMITH001  | Smith Interiors     |                     | YO1 7HH  | GBP      | yes    |
| TWIN0001  | Twin Traders        |                     | M1 1AE   | GBP      | yes    |
| TWIN0002  | Twin Traders        |                     | M1 1AE   | GBP      | yes    |
| GONE0001  | Gone Away Ltd       | gone@away.example   | B1 1BB   | GBP      | no     |
| NEWCO001  | New Company         | old@new.example     | S1 1AA   | GBP      | yes    |
`;

/** Who bought, and which account it is; 'creates X' where Sage has none, 'unclear' where a person must decide. */
const BUYERS = `
| policy   | company              | name          | email                 | postcode | account          |
| webSales | Jones & Sons Ltd     | Jo Jones      | buy@jones.example     | LS1 1AA  | AMZGBP           |
| perBuyer | Jones & Sons Ltd     | Jo Jones      | buy@jones.example     | LS1 1AA  | JONES001         |
| perBuyer | Somebody Else        | Jo Jones      | BUY@Jones.example     | XX1 1XX  | JONES001         |
| perBuyer | SMITH  INTERIORS     | Sam           | new@smith.example     | yo17hh   | SMITH001         |
| perBuyer |                      | Smith Interiors |                     | YO1 7HH  | SMITH001         |
| perBuyer | Smith Interiors      | Sam           |                       | YO1 9ZZ  | creates SMITH002 |
| perBuyer | Twin Traders         | Tim           |                       | M1 1AE   | unclear          |
| perBuyer | Gone Away Ltd        | Gus           | gone@away.example     | B1 1BB   | creates GONEA001 |
| perBuyer | The New Company Ltd  | Nia           | nia@new.example       | S9 9ZZ   | creates NEWCO002 |
| perBuyer | Ω                    | Omega         | omega@x.example       | S1 1AA   | creates XXXXX001 |
| perBuyer | Zoë Ashworth         | Zoë           | zoe@x.example         | S1 1AA   | creates ZOEAS001 |
`;

const index = indexCustomers(textTable(CUSTOMERS).map((row, id) => ({ id: String(id + 1), reference: row['reference'] ?? '', name: row['name'] ?? '', email: row['email'] ?? '', postcode: row['postcode'] ?? '', currency: row['currency'] ?? '', onHold: false, active: row['active'] === 'yes' })));

const channelWith = (customerPolicy: ChannelSettings['customerPolicy'], customerReference = 'amzgbp'): ChannelSettings => ({
  key: 'AMAZON/Amazon UK', label: 'Amazon UK', currency: 'GBP', customerPolicy, customerReference, clearingBank: '1250', bank: '1200', feeNominal: '7901', salesNominal: '4000', costCentre: '', department: '', feeTiers: [],
});

function orderFrom(row: Record<string, string>, currency: Order['currency'] = 'GBP'): Order {
  const order = orderOf({ lines: [lineOf('MUG 1 × 12.00 at 20')] });
  return { ...order, currency, buyer: { ...order.buyer, company: row['company'] ?? '', name: row['name'] ?? '', email: row['email'] ?? '', postcode: row['postcode'] ?? '' } };
}

const accountOf = (row: Record<string, string>, currency: Order['currency'] = 'GBP'): string => {
  const found = findCustomer(orderFrom(row, currency), channelWith(row['policy'] === 'webSales' ? 'webSales' : 'perBuyer'), index, () => false);
  return found.kind === 'found' ? found.customer.reference : found.kind === 'create' ? `creates ${found.reference}` : 'unclear';
};

describe('whose account an order is', () => {
  for (const row of textTable(BUYERS)) test(`${row['policy']}: ${row['company'] || row['name']} ${row['email']} ${row['postcode']} → ${row['account']}`, () => assert.equal(accountOf(row), row['account']));

  test('an account is in one currency: the same buyer’s order in euros is on the euro account', () => {
    assert.equal(accountOf({ policy: 'perBuyer', company: 'Jones & Sons Ltd', email: 'buy@jones.example', postcode: 'LS1 1AA' }, 'EUR'), 'JONES002');
  });

  test('where two accounts fit, both are named with what to do', () => {
    const found = findCustomer(orderFrom({ company: 'Twin Traders', postcode: 'M1 1AE' }), channelWith('perBuyer'), index, () => false);
    assert.equal(found.kind === 'unclear' && found.message, 'Customers TWIN0001 and TWIN0002 both fit the buyer of order R-1. Make one of them inactive in the ERP.');
  });

  test('a channel whose web-sales account is missing says so', () => {
    const found = findCustomer(orderFrom({}), channelWith('webSales', 'NOBODY'), index, () => false);
    assert.match(found.kind === 'unclear' ? found.message : '', /no customer NOBODY.*choose another account under Settings/);
  });

  test('two orders of one buyer ask for one account, whatever the capitals and spaces', () => {
    const keys = ['Nora@New.example', 'nora@new.example '].map(email => findCustomer(orderFrom({ company: 'Newcomer', email }), channelWith('perBuyer'), index, () => false));
    assert.equal(new Set(keys.map(found => found.kind === 'create' && found.key)).size, 1);
  });

  test('a code that another new customer of this run has taken is not given twice', () => {
    const taken = new Set<string>();
    const claim = (reference: string): boolean => taken.has(reference) || (taken.add(reference), false);
    const references = ['a@x.example', 'b@x.example'].map(email => findCustomer(orderFrom({ company: 'Brandnew', email }), channelWith('perBuyer'), index, claim)).map(found => found.kind === 'create' && found.reference);
    assert.deepEqual(references, ['BRAND001', 'BRAND002']);
  });
});
