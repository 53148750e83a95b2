import type { Customer } from '../../../shared/canonical/customer.ts';
import { insertLink, saveShopCustomer, unlinkedCustomers } from '../customers/customer-store.ts';
import { proposeLinks } from '../customers/link-customers.ts';
import type { ErpReferences } from '../connectors/connector.ts';
import { readCursor, saveCursor } from '../records/record-store.ts';
import type { Work } from './work.ts';

const STREAM = 'customers';

/** An account of the ERP as a customer; what its lists do not say stays unknown. */
export const accountAsCustomer = ({ id, reference, name, email, postcode, currency, onHold, phone, creditLimit }: ErpReferences['customers'][number]): Customer => ({
  kind: 'customer', externalId: id, account: reference, name, company: '', email, postcode, currency, onHold, phone: phone ?? null, creditLimit: creditLimit ?? null,
});

/** Reads the shop's customers that are new or changed; those of the ERP are read with its lists when a run begins. */
export async function readCustomers(work: Work): Promise<void> {
  const { source, deps, signal } = work;
  const cursor = readCursor(deps.db, source.connectionId, STREAM);
  for await (const page of source.commerce.customers?.(source.session, { cursor, signal }) ?? []) {
    work.commit(({ db, audit, now }) => {
      const changed = page.records.filter(({ record }) => record !== null && saveShopCustomer(db, source.connectionId, record, now)).length;
      saveCursor(db, source.connectionId, STREAM, page.cursor, now);
      audit('customers.page', { run: work.run.id, records: page.records.length, changed, unreadable: page.records.filter(({ record }) => record === null).length, cursor: page.cursor });
    });
    if (work.stopped()) return;
  }
}

/** Proposes which customers of the shop are which accounts of the ERP. Nothing is merged: a person links them. */
export async function linkCustomers(work: Work): Promise<void> {
  const accounts = work.references.customers.filter(({ active }) => active).map(accountAsCustomer);
  const proposed = proposeLinks(unlinkedCustomers(work.deps.db), accounts);
  const added = work.commit(({ db, audit, now, newId }) => {
    const fresh = proposed.filter(link => insertLink(db, newId('lnk'), link, now));
    audit('customers.proposed', { run: work.run.id, proposed: fresh.map(({ shopId, erpId }) => [shopId, erpId]) });
    return fresh.length;
  });
  if (added > 0) work.notice(`${added} customer${added === 1 ? '' : 's'} of the shop may have an account in ${work.target.connector.label}: look at what was proposed.`);
}
