import type { Customer } from '../../../shared/canonical/customer.ts';
import type { CustomerField, CustomerLink, CustomerMasters } from '../../../shared/contract/customers.ts';
import { plain } from './link-customers.ts';

type Said = (customer: Customer) => string | null;
/** Same: how two spellings of a field are compared. */
const FIELDS: readonly { field: CustomerField; label: string; said: Said; same: (text: string) => string }[] = [
  { field: 'name', label: 'Name', said: ({ company, name }) => company || name, same: plain },
  { field: 'email', label: 'E-mail', said: ({ email }) => email, same: text => text.trim().toLowerCase() },
  { field: 'phone', label: 'Telephone', said: ({ phone }) => phone, same: text => text.replace(/\D/g, '') },
  { field: 'postcode', label: 'Postcode', said: ({ postcode }) => postcode, same: plain },
  { field: 'onHold', label: 'On hold', said: ({ onHold }) => (onHold === null ? null : onHold ? 'yes' : 'no'), same: text => text },
  { field: 'creditLimit', label: 'Credit limit', said: ({ creditLimit }) => creditLimit, same: text => text.replace(/\.?0+$/, '') },
];

export type Sides = { shop: Customer; erp: Customer; masters: CustomerMasters; names: { shop: string; erp: string } };

/** Where the two sides differ, and which of them should be told: the one that is not the master of the field. A field that one side does not keep can't differ. */
export function customerDifferences({ shop, erp, masters, names }: Sides): CustomerLink['differences'] {
  return FIELDS.flatMap(({ field, label, said, same }) => {
    const [inShop, inErp] = [said(shop), said(erp)];
    if (inShop === null || inErp === null || same(inShop) === same(inErp)) return [];
    const master = masters[field];
    const [right, follower] = master === 'erp' ? [inErp, names.shop] : [inShop, names.erp];
    return [{ field: label, shop: inShop, erp: inErp, master, instruction: `${follower} should say ${right === '' ? 'nothing' : right}.` }];
  });
}
