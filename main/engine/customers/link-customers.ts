import type { Customer } from '../../../shared/canonical/customer.ts';

/** Accounts proposed for one customer of the shop; more would be no help. */
const MAX_PROPOSED = 5;

/** Letters and digits only, without accents: how names and postcodes are compared. */
export const plain = (text: string): string => text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]/g, '');

const emailOf = ({ email }: Customer): string => (email ?? '').trim().toLowerCase();
const accountOf = ({ account }: Customer): string => account.trim().toUpperCase();

/** Both names of a customer with the postcode; people write the company in either place. */
function places({ name, company, postcode }: Customer): string[] {
  const where = plain(postcode ?? '');
  return where === '' ? [] : [...new Set([name, company].map(plain).filter(Boolean))].map(who => `${who}|${where}`);
}

export type ProposedLink = { shopId: string; erpId: string; evidence: string[] };

function byKeys(customers: readonly Customer[], keys: (customer: Customer) => readonly string[]): (key: string) => readonly Customer[] {
  const index = new Map<string, Customer[]>();
  for (const customer of customers) for (const key of keys(customer)) if (key !== '') index.set(key, [...(index.get(key) ?? []), customer]);
  return key => (key === '' ? [] : (index.get(key) ?? []));
}

/**
 * Accounts of the ERP that may be a customer of the shop: by account number, e-mail address, or name and postcode, the one with most to be
 * said for it first. Accounts in another currency are none. Nothing is decided here. Pure.
 */
export function proposeLinks(shop: readonly Customer[], erp: readonly Customer[]): ProposedLink[] {
  const [byAccount, byEmail, byPlace] = [byKeys(erp, one => [accountOf(one)]), byKeys(erp, one => [emailOf(one)]), byKeys(erp, places)];
  return shop.flatMap(customer => {
    const evidence = new Map<string, string[]>();
    const add = (found: readonly Customer[], why: string): void => {
      for (const { externalId, currency } of found) if (currency === customer.currency) evidence.set(externalId, [...(evidence.get(externalId) ?? []), why]);
    };
    add(byAccount(accountOf(customer)), `The shop keeps the account number ${customer.account.trim()}.`);
    add(byEmail(emailOf(customer)), `Both have the e-mail address ${emailOf(customer)}.`);
    add([...new Set(places(customer).flatMap(place => byPlace(place)))], `Both are called ${customer.company || customer.name} at ${customer.postcode ?? ''}.`);
    return [...evidence].toSorted(([, a], [, b]) => b.length - a.length).slice(0, MAX_PROPOSED).map(([erpId, why]) => ({ shopId: customer.externalId, erpId, evidence: why }));
  });
}
