import type { Customer } from '../../../../shared/canonical/customer.ts';
import { decimalText } from '../decimal.ts';
import type { Json } from '../connector.ts';
import { objectAt, textAt, valueAt } from '../json-value.ts';
import type { Converted } from './order.ts';

/** The field of its own in which a shop keeps the customer's account number in the ERP. */
const ACCOUNT_FIELD = 'ErpAccount';

const trimmed = (value: Json, name: string): string => textAt(value, name).trim();
const orUnknown = (value: Json, name: string): string | null => (valueAt(value, name) === null ? null : trimmed(value, name));

/** A customer of Clarity as one of the shared model. */
export function toCustomer(raw: Json): Converted<Customer> {
  const externalId = trimmed(raw, 'customerId');
  if (externalId === '') return { record: null, issue: 'A customer without an id. Open it in Clarity and save it again.' };
  const address = objectAt(raw, 'billingAddress');
  const onHold = valueAt(raw, 'onHold');
  return {
    issue: null,
    record: {
      kind: 'customer', externalId, account: trimmed(objectAt(raw, 'customFields'), ACCOUNT_FIELD), name: trimmed(raw, 'name'), company: trimmed(raw, 'companyName'), currency: trimmed(raw, 'currency').toUpperCase(),
      email: orUnknown(raw, 'email'), phone: orUnknown(raw, 'phone'), postcode: orUnknown(address, 'postalCode'), onHold: typeof onHold === 'boolean' ? onHold : null, creditLimit: decimalText(valueAt(raw, 'creditLimit')) || null,
    },
  };
}
