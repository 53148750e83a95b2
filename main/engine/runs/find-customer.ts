import type { Order } from '../../../shared/canonical/order.ts';
import type { ChannelSettings } from '../../../shared/contract/settings.ts';
import type { ErpReferences } from '../connectors/connector.ts';
import { plain } from '../customers/link-customers.ts';

type Customer = ErpReferences['customers'][number];

export type CustomerIndex = { byReference: Map<string, Customer>; byEmail: Map<string, Customer[]>; byNameAndPostcode: Map<string, Customer[]> };

function addTo(map: Map<string, Customer[]>, key: string, customer: Customer): void {
  const list = map.get(key);
  if (list) list.push(customer);
  else map.set(key, [customer]);
}

export function indexCustomers(customers: readonly Customer[]): CustomerIndex {
  const index: CustomerIndex = { byReference: new Map(), byEmail: new Map(), byNameAndPostcode: new Map() };
  for (const customer of customers) {
    index.byReference.set(customer.reference.toUpperCase(), customer);
    if (customer.email) addTo(index.byEmail, customer.email.trim().toLowerCase(), customer);
    if (customer.name && customer.postcode) addTo(index.byNameAndPostcode, `${plain(customer.name)}|${plain(customer.postcode)}`, customer);
  }
  return index;
}

export type FoundCustomer =
  | { kind: 'found'; customer: Customer }
  | { kind: 'create'; key: string; reference: string }
  | { kind: 'unclear'; message: string };

const buyerName = (order: Order): string => order.buyer.company || order.buyer.name;

/** Who buys, so that two orders of one buyer give one account: the e-mail address, else name and postcode. */
const buyerKey = (order: Order): string => (order.buyer.email ? order.buyer.email.trim().toLowerCase() : `${plain(buyerName(order))}|${plain(order.buyer.postcode)}`);

/** A code of at most eight characters that is free: five letters of the name and a number. */
function freeReference(name: string, taken: (reference: string) => boolean): string {
  const stem = plain(name).replace(/^the/, '').slice(0, 5).toUpperCase().padEnd(5, 'X');
  for (let number = 1; number <= 999; number += 1) {
    const reference = `${stem}${String(number).padStart(3, '0')}`;
    if (!taken(reference)) return reference;
  }
  return `${stem}999`;
}

/** The ERP account for an order: the channel's web-sales account, or the buyer's own, found by e-mail or by name and postcode. */
export function findCustomer(order: Order, channel: ChannelSettings, index: CustomerIndex, taken: (reference: string) => boolean): FoundCustomer {
  if (channel.customerPolicy === 'webSales') {
    const customer = index.byReference.get(channel.customerReference.toUpperCase());
    return customer ? { kind: 'found', customer } : { kind: 'unclear', message: `The ERP has no customer ${channel.customerReference || '(none set)'}, the web-sales account of ${channel.label}. Create it there, or choose another account under Settings.` };
  }
  const inCurrency = (customers: Customer[] | undefined) => (customers ?? []).filter(customer => customer.currency === order.currency && customer.active);
  const byEmail = inCurrency(order.buyer.email ? index.byEmail.get(order.buyer.email.trim().toLowerCase()) : undefined);
  const found = byEmail.length > 0 ? byEmail : inCurrency(index.byNameAndPostcode.get(`${plain(buyerName(order))}|${plain(order.buyer.postcode)}`));
  const [customer, second] = found;
  if (customer && second) return { kind: 'unclear', message: `Customers ${found.map(one => one.reference).join(' and ')} both fit the buyer of order ${order.reference}. Make one of them inactive in the ERP.` };
  if (customer) return { kind: 'found', customer };
  return { kind: 'create', key: buyerKey(order), reference: freeReference(buyerName(order), reference => index.byReference.has(reference) || taken(reference)) };
}
