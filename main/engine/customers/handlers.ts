import type { Customer } from '../../../shared/canonical/customer.ts';
import type { CustomerLink, CustomerMasters, customers } from '../../../shared/contract/customers.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Handlers } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { decideLink, linkById, listLinks } from './customer-store.ts';
import type { StoredLink } from './customer-store.ts';
import { customerDifferences } from './masters.ts';

export type CustomerDeps = {
  /** The ERP's accounts as last read, by their id. */
  accounts(db: ReadDb): ReadonlyMap<string, Customer>;
  masters(db: ReadDb): CustomerMasters;
  /** What people call the two systems. */
  names(db: ReadDb): { shop: string; erp: string };
};

const known = ({ externalId, company, name, email, postcode }: Customer): CustomerLink['shop'] => ({ id: externalId, name: company || name, email: email ?? '', postcode: postcode ?? '' });

export function customerHandlers({ accounts, masters, names }: CustomerDeps): Handlers<typeof customers> {
  function shown(db: ReadDb) {
    const [byId, ofFields, called] = [accounts(db), masters(db), names(db)];
    return ({ shopId: _shopId, erpId, shop, ...link }: StoredLink): CustomerLink => {
      const erp = byId.get(erpId);
      const isLinked = link.state === 'linked' && erp !== undefined;
      return { ...link, shop: known(shop), erp: erp ? known(erp) : null, differences: isLinked ? customerDifferences({ shop, erp, masters: ofFields, names: called }) : [] };
    };
  }
  function found(db: ReadDb, id: string): StoredLink {
    const link = linkById(db, id);
    if (!link) throw new AppError('customer.unknown', 'fixInput', 'This proposal is not in the workspace.', { field: 'id' });
    return link;
  }
  return {
    list({ db }, { page }) {
      const { rows, total } = listLinks(db, page);
      return { rows: rows.map(shown(db)), total };
    },
    decide({ db, audit, caller, now }, { id, decision, reason }) {
      const link = found(db, id);
      if (link.state !== 'proposed') throw new AppError('customer.decided', 'fixInput', `This is ${link.state} already (${link.decidedBy}). Look at it again.`);
      const refused = decideLink(db, link, decision === 'link' ? 'linked' : 'refused', { by: caller.name, at: now, reason });
      audit(`customers.${decision}`, { link: id, shop: link.shopId, account: link.erpId, evidence: link.evidence, alsoRefused: refused, reason });
      return shown(db)(found(db, id));
    },
  };
}
