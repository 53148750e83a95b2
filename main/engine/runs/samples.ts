import type { Period } from '../../../shared/values/date.ts';
import type { Erp, Session } from '../connectors/connector.ts';
import type { TaskContext } from '../handler.ts';
import { saveReferences } from '../records/reference-store.ts';
import { saveOrders } from './read-records.ts';
import type { CommerceSide } from './work.ts';

/** Keeps the ERP's lists, so that suggestions and previews can use them while nothing runs. */
export async function keepReferences({ commit, signal }: TaskContext, { connectionId, session, erp }: { connectionId: string; session: Session; erp: Erp }): Promise<void> {
  const references = await erp.references(session, signal);
  commit(['connections'], ({ db, audit, now }) => {
    saveReferences(db, connectionId, references, now);
    audit('connections.references', { connection: connectionId, customers: references.customers.length, products: references.products.length, taxCodes: references.taxCodes.length });
  });
}

/** The first page of the month's orders: samples for the mapping. The run that follows reads them again and goes on from there. */
export async function keepSampleOrders({ commit, signal }: TaskContext, source: CommerceSide, { period, timeZone }: { period: Period; timeZone: string }): Promise<void> {
  for await (const page of source.commerce.orders(source.session, { period, cursor: null, timeZone, signal })) {
    commit(['runs', 'mappings'], ({ db, audit, now, newId }) => {
      const saved = saveOrders(db, page, { connectionId: source.connectionId, period, timeZone, now, newId });
      audit('connections.samples', { connection: source.connectionId, orders: saved });
    });
    return;
  }
}
